"""The months of the own members and what their care costs, on the contract's claims basis."""

from collections.abc import Sequence

from openvbc.claims.engine.engine import Engine
from openvbc.contract.population import CarveOut
from openvbc.experience.attribution import agreed_attribution
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.count import count_experience
from openvbc.experience.expenditures import agreed_claims_basis, agreed_expenditures
from openvbc.experience.figures import ExperienceReader, GroupFigures
from openvbc.experience.periods import named_periods
from openvbc.experience.populations import EVERYBODY, own_members
from openvbc.experience.request import ExperienceRequest


def count_own_cost(
    engine: Engine, asked: ExperienceRequest, where: str, carve_outs: Sequence[CarveOut] = ()
) -> tuple[GroupFigures, tuple[str, ...]]:
    """What the attributed members cost in the performance year, whoever billed it, and what is to be known of it.

    where: the place of the stream in the contract file. ContractError if the contract does not say how claims count.
    """
    claims = agreed_claims_basis(asked.population.claims_basis, None, None, where)
    periods = named_periods(asked, ())
    attribution = agreed_attribution(periods.every, asked)
    basis = ExperienceBasis(
        periods=periods,
        own=own_members(attribution, periods.names),
        payers=asked.payers,
        attribution=attribution,
        expenditures=agreed_expenditures(
            claims, periods.names, carve_outs=carve_outs, own=attribution.organization_id, reference=EVERYBODY
        ),
    )
    experience = count_experience(engine, basis, asked.files)
    found = ExperienceReader(experience).figures(basis.own, periods.performance.name)
    return found, tuple(finding.without_people() for finding in experience.findings)
