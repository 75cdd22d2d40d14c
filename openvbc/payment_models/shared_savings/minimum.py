"""Minimum savings and loss rates: none, fixed, by size as published, or by a table of the contract's own."""

from collections.abc import Sequence
from decimal import Decimal

from openvbc.citation import Clause
from openvbc.methods.conditions import add_agreed
from openvbc.methods.minimum_rate import add_minimum_rate_by_size
from openvbc.payment_models.shared_savings.limit_terms import MinimumRate
from openvbc.payment_models.shared_savings.worksheet_builder import SIZE_TABLE, WorksheetBuilder
from openvbc.units import RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import Formula, StepTable, all_of, interpolated, lookup
from openvbc.worksheet.sheet import Line


def add_minimum_rate(
    builder: WorksheetBuilder,
    name: str,
    label: str,
    minimum: MinimumRate,
    clause: Clause,
    population: Formula | None = None,
) -> Line:
    """The line `name` with the minimum rate; `population` is the attributed people unless another is meant."""
    if minimum.fixed is not None:
        return add_agreed(builder.sheet, builder.terms.facts, name, label, RATE, minimum.fixed, clause)
    if minimum.by_size is not None:
        rows = [(Decimal(row.at_least), row.rate) for row in minimum.by_size.rows]
        straight = minimum.by_size.between == "straight_line"
        size = population if population is not None else builder.people(minimum.by_size.count)
        return _by_rows(builder, name, label, rows, size, clause, straight=straight)
    if minimum.by_chance is not None:
        size = population if population is not None else builder.people(minimum.by_chance.count)
        return _by_rows(builder, name, label, minimum.by_chance.rows, size, clause, straight=False)
    published = builder.request.parameters.resolve(SIZE_TABLE)
    size = population if population is not None else builder.people("attributed_people")
    return add_minimum_rate_by_size(builder.sheet, name, label, size, published)


def _by_rows(
    builder: WorksheetBuilder,
    name: str,
    label: str,
    rows: Sequence[tuple[Decimal, Decimal]],
    size: Formula,
    clause: Clause,
    *,
    straight: bool,
) -> Line:
    """The rate of the contract's own table; absent below its first row, so that nothing is extrapolated."""
    bounds, rates = zip(*rows, strict=True)
    table = StepTable(name, label, bounds, {"rate": rates})
    rate = (interpolated if straight else lookup)(size, table, "rate")
    return builder.sheet.line(name, label, RATE, rate, clause=clause)


def add_minimum_met(
    builder: WorksheetBuilder, side: str, amount: Line, rate_term: str, minimum: MinimumRate | None
) -> Line:
    """The flag `minimum_<side>_met`: the amount is above zero and, where a minimum rate is agreed, reaches it.

    side: "savings" or "losses". rate_term: the name of the agreed minimum rate, as contract and worksheet call it.
    """
    sheet = builder.sheet
    name = f"minimum_{side}_met"
    enough = builder.enough_people(side)
    settled = [enough] if enough is not None else []
    if minimum is None:
        there = all_of(amount > 0, *settled) if settled else amount > 0
        return sheet.line(name, f"There are {side}", YES_OR_NO, there)
    clause = builder.clause(side, rate_term)
    label = rate_term.replace("_", " ").capitalize()
    rate = add_minimum_rate(builder, rate_term, label, minimum, clause)
    least = sheet.line(f"minimum_{side}", f"Minimum {side}", USD, rate * builder.base("benchmark"))
    reached = all_of(amount > 0, amount >= least, *settled)
    return sheet.line(name, f"{side.capitalize()} reach the minimum", YES_OR_NO, reached, clause=clause)
