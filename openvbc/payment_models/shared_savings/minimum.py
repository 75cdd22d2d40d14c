"""Minimum savings and loss rates: none, fixed, or by size of the population."""

from openvbc.citation import Clause
from openvbc.methods.minimum_rate import add_minimum_rate_by_size
from openvbc.payment_models.shared_savings.terms import MinimumRate
from openvbc.payment_models.shared_savings.worksheet_builder import SIZE_TABLE, WorksheetBuilder
from openvbc.units import RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import Formula, all_of
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
        return builder.sheet.term(name, label, RATE, minimum.fixed, clause=clause)
    published = builder.request.parameters.resolve(SIZE_TABLE)
    size = population if population is not None else builder.assigned_population()
    return add_minimum_rate_by_size(builder.sheet, name, label, size, published)


def add_minimum_met(
    builder: WorksheetBuilder, side: str, amount: Line, rate_term: str, minimum: MinimumRate | None
) -> Line:
    """The flag `minimum_<side>_met`: the amount is above zero and, where a minimum rate is agreed, reaches it.

    side: "savings" or "losses". rate_term: the name of the agreed minimum rate, as contract and worksheet call it.
    """
    sheet = builder.sheet
    name = f"minimum_{side}_met"
    if minimum is None:
        return sheet.line(name, f"There are {side}", YES_OR_NO, amount > 0)
    clause = builder.clause(side, rate_term)
    label = rate_term.replace("_", " ").capitalize()
    rate = add_minimum_rate(builder, rate_term, label, minimum, clause)
    least = sheet.line(f"minimum_{side}", f"Minimum {side}", USD, rate * sheet["benchmark"])
    reached = all_of(amount > 0, amount >= least)
    return sheet.line(name, f"{side.capitalize()} reach the minimum", YES_OR_NO, reached, clause=clause)
