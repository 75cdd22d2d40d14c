"""The contract's own model of risk scores as terms of the claims engine: one model for everybody in every period."""

from openvbc.claims.risk.scoring import RiskChoices, RiskPeriod
from openvbc.contract.claims_basis import ClaimsBasis
from openvbc.experience.basis import RiskBasis
from openvbc.experience.expenditures import EVERY_TYPE
from openvbc.experience.periods import NamedPeriods


def agreed_risk(claims: ClaimsBasis, periods: NamedPeriods, *, told_of: str) -> RiskBasis | None:
    """By which model who is scored; None where the contract names no model.

    told_of: the population of which people without a score are told.
    """
    agreed = claims.risk_scores
    if agreed is None:
        return None
    return RiskBasis(
        periods=tuple(
            RiskPeriod(each.name, each.days.start.year, (agreed.model,), (each.days.start, each.days.last_day))
            for each in periods.every
        ),
        models={EVERY_TYPE: (agreed.model,)},
        choices=RiskChoices(blank_codes_allowed=agreed.blank_codes_mean_none, nearest_procedures=True),
        told_of=told_of,
        only_parts_a_and_b=claims.months == "parts_a_and_b",
        leave_out_unscored=agreed.people_without_score == "leave_out",
    )
