"""Two-sided sharing from the first dollar: gross savings or losses, and what is left after sequestration of savings."""

from openvbc.units import USD
from openvbc.worksheet.formula import greatest, rounded
from openvbc.worksheet.sheet import Bar, BarRole, Line, Worksheet


def add_gross_savings(sheet: Worksheet, benchmark: Line, cost: Line) -> tuple[Line, Line, Line]:
    """The lines `gross_savings` (negative for losses), `savings_to_share` and `losses_to_share`."""
    gross = sheet.line("gross_savings", "Gross savings (+) or losses (−)", USD, benchmark - cost)
    savings = sheet.line("savings_to_share", "Savings, if any", USD, greatest(gross, 0))
    losses = sheet.line("losses_to_share", "Losses, if any", USD, greatest(0 - gross, 0))
    return gross, savings, losses


def add_sequestered(sheet: Worksheet, shared: Line, rate: Line) -> Line:
    """The line `earned_or_owed`, in dollars and cents: shared savings less sequestration, losses whole.

    It needs `gross_savings`, and adds what of them is not shared and what is sequestered.
    """
    after = sheet.line(
        "after_sequestration", "Shared savings or losses after sequestration of savings", USD,
        shared - greatest(shared, 0) * rate, rule=rate.rule,
    )  # fmt: skip
    label = "Earned shared savings (+) or owed shared losses (−)"
    result = sheet.line("earned_or_owed", label, USD, rounded(after, 2))
    label = "Savings or losses that are the payer's"
    sheet.line("not_shared", label, USD, sheet["gross_savings"] - shared)
    sheet.line("sequestered", "Sequestration of savings, with the rounding to cents", USD, shared - result)
    return result


def sharing_bars(benchmark: Line, cost: Line, shared: Line) -> list[Bar]:
    """The way from the benchmark to what is earned or owed."""
    return [
        Bar(benchmark.name, BarRole.TOTAL),
        Bar(cost.name, BarRole.MINUS),
        Bar("gross_savings", BarRole.TOTAL),
        Bar("not_shared", BarRole.MINUS),
        Bar(shared.name, BarRole.TOTAL),
        Bar("sequestered", BarRole.MINUS),
        Bar("earned_or_owed", BarRole.TOTAL),
    ]
