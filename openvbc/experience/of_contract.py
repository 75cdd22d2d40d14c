"""What a contract alone says of people, months and dollars, where no payment stream says more."""

from openvbc.claims.member_months.terms import ONE_TYPE, MonthRule
from openvbc.contract.claims_basis import ClaimsBasis
from openvbc.experience.attribution import agreed_attribution
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.expenditures import agreed_expenditures
from openvbc.experience.periods import NamedPeriods
from openvbc.experience.populations import EVERYBODY, own_members
from openvbc.experience.request import ExperienceRequest


def contract_basis(asked: ExperienceRequest, claims: ClaimsBasis | None, *, dollars: bool = True) -> ExperienceBasis:
    """Whom the contract attributes and, on its claims basis, their months and dollars; nothing is carved or cut off.

    claims: None where the contract does not say how claims count; then no dollars are counted, and a month counts by
    its first day. ContractError where the contract does not attribute from claims.
    """
    agreed = agreed_attribution(None, asked)
    every = tuple(each.period for each in agreed.terms.periods)
    periods = NamedPeriods(every[-1], every[:-1])
    expenditures = None
    if claims is not None and dollars:
        expenditures = agreed_expenditures(claims, periods.names, own=agreed.organization_id, reference=EVERYBODY)
    return ExperienceBasis(
        periods=periods,
        own=own_members(agreed),
        payers=asked.payers,
        attribution=agreed,
        types=agreed.types,
        source_type_counts=agreed.types != ONE_TYPE,
        month_rule=MonthRule(claims.enrolled) if claims is not None else MonthRule.FIRST_DAY,
        asks_for_coverage=claims is not None and claims.months == "parts_a_and_b",
        expenditures=expenditures,
        every_month=False,
    )
