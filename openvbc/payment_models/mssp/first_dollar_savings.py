"""Generated savings or losses: the minimum is reached, so all of it counts from the first dollar."""

from openvbc.payment_models.mssp.worksheet_builder import WorksheetBuilder
from openvbc.units import RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import Formula, all_of, greatest, when
from openvbc.worksheet.sheet import Line


def add_guardrail_by_benchmarks(builder: WorksheetBuilder) -> None:
    """`benchmark` is the larger of two where the three-way update alone would lead to losses."""
    sheet = builder.sheet
    rule = builder.rule("mssp_guardrail")
    sheet.section("guardrail", "Guardrail: losses are never larger than under the two-way update")
    three_way, two_way = sheet["three_way_benchmark"], sheet["two_way_benchmark"]
    savings = sheet.line(
        "three_way_savings",
        "Savings (+) or losses (−) with the three-way update",
        USD,
        three_way - sheet["expenditures"],
    )
    rate = sheet.line("three_way_savings_rate", "Savings rate with the three-way update", RATE, savings / three_way)
    applied = sheet.line(
        "guardrail_applied",
        "The three-way update leads to losses at the minimum or beyond",
        YES_OR_NO,
        all_of(savings < 0, 0 - rate >= sheet["minimum_rate"]),
        rule=rule,
    )
    larger = sheet.line("larger_benchmark", "The larger benchmark of the two", USD, greatest(three_way, two_way))
    sheet.line("benchmark", "Updated benchmark", USD, when(applied, larger, three_way), rule=rule)


def add_generated(builder: WorksheetBuilder) -> None:
    """The lines `first_dollar_savings` and, where losses are shared or stated, `generated_losses`."""
    sheet = builder.sheet
    sheet.section("generated", "Generated savings or losses")
    savings, rate, minimum = sheet["savings"], sheet["savings_rate"], sheet["minimum_rate"]
    available = _available(builder, savings)
    met = sheet.line(
        "savings_reach_minimum",
        "Savings reach the minimum savings rate",
        YES_OR_NO,
        all_of(savings > 0, rate >= minimum),
    )
    label = "Savings from the first dollar"
    sheet.line("first_dollar_savings", label, USD, when(met, available, 0))
    if builder.two_sided or builder.holds("mssp_losses_stated_one_sided"):
        _losses(builder)


def _available(builder: WorksheetBuilder, savings: Line) -> Formula:
    """The savings, unless the guardrail takes them: what the two-way update alone would save is not shared."""
    sheet = builder.sheet
    if builder.terms.benchmark.guardrail is None and "guardrail_applied" not in sheet:
        return savings
    rule = builder.rule("mssp_guardrail")
    if "guardrail_applied" not in sheet:
        builder.flag("guardrail_applied", "CMS applied the guardrail", rule=rule)
    takes = sheet.line(
        "guardrail_takes_savings",
        "The guardrail leaves neither savings nor losses",
        YES_OR_NO,
        all_of(sheet["guardrail_applied"], savings > 0),
        rule=rule,
    )
    label = "Savings (+) or losses (−) after the guardrail"
    return sheet.line("savings_after_guardrail", label, USD, when(takes, 0, savings), rule=rule)


def _losses(builder: WorksheetBuilder) -> None:
    sheet = builder.sheet
    savings, rate, minimum = sheet["savings"], sheet["savings_rate"], sheet["minimum_rate"]
    met = sheet.line(
        "losses_reach_minimum",
        "Losses reach the minimum loss rate",
        YES_OR_NO,
        all_of(savings < 0, 0 - rate >= minimum),
        note="" if builder.two_sided else "A one-sided ACO owes nothing; CMS states its loss all the same.",
        rule=None if builder.two_sided else builder.rule("mssp_losses_stated_one_sided"),
    )
    sheet.line("generated_losses", "Losses from the first dollar", USD, when(met, 0 - savings, 0))
