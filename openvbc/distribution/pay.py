"""A clinician's pay: base salary and productivity, and the shares as its incentive."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from openvbc.distribution.result import Distribution
from openvbc.money import EXACT, ZERO, rounded


@dataclass(frozen=True)
class Paid:
    """What one clinician is paid. None where the plan or the table does not say."""

    base_salary: Decimal | None
    productivity: Decimal | None
    incentive: Decimal

    @property
    def total(self) -> Decimal:
        """All of it."""
        return EXACT.add(EXACT.add(self.base_salary or ZERO, self.productivity or ZERO), self.incentive)

    @property
    def incentive_part(self) -> Decimal | None:
        """The incentive's part of it; None where nothing else is known, or nothing is paid."""
        known = self.base_salary is not None or self.productivity is not None
        return EXACT.divide(self.incentive, self.total) if known and self.total > 0 else None


def pay_of(distribution: Distribution) -> Mapping[str, Paid]:
    """The pay of everybody at the last level, by identifier; nobody's where the plan says nothing of pay."""
    terms = distribution.plan.terms
    if terms.pay is None:
        return {}
    found = {}
    for each in distribution.participants.rows.values():
        if each.level != terms.levels[-1]:
            continue
        base = each.number(terms.pay.base_salary) if terms.pay.base_salary else None
        units = each.number(terms.pay.productivity) if terms.pay.productivity else None
        productivity = None
        if units is not None and terms.pay.rate is not None:
            productivity = rounded(EXACT.multiply(units, terms.pay.rate), 2)
        found[each.identifier] = Paid(base, productivity, distribution.amounts[each.identifier])
    return found
