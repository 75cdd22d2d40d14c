"""Minimum savings and loss rates: none, fixed, or by size of the population."""

from openvbc.citation import Clause
from openvbc.methods.minimum_rate import add_minimum_rate_by_size
from openvbc.payment_models.shared_savings.draft import SIZE_TABLE, Draft
from openvbc.payment_models.shared_savings.terms import MinimumRate
from openvbc.units import RATE
from openvbc.worksheet.formula import Formula
from openvbc.worksheet.sheet import Line


def add_minimum_rate(
    draft: Draft, name: str, label: str, minimum: MinimumRate, clause: Clause, population: Formula | None = None
) -> Line:
    """The line `name` with the minimum rate; `population` is the attributed people unless another is meant."""
    if minimum.fixed is not None:
        return draft.sheet.term(name, label, RATE, minimum.fixed, clause=clause)
    published = draft.request.parameters.resolve(SIZE_TABLE)
    size = population if population is not None else draft.assigned_population()
    return add_minimum_rate_by_size(draft.sheet, name, label, size, published)
