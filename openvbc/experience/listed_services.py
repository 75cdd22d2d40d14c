"""What the own members' services of a list of codes come to, on the contract's claims basis."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from openvbc.claims.engine.engine import Engine
from openvbc.contract.population import CarveOut
from openvbc.experience.attribution import agreed_attribution
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.count import count_experience
from openvbc.experience.expenditures import agreed_claims_basis, agreed_expenditures
from openvbc.experience.figures import ExperienceReader
from openvbc.experience.periods import named_periods
from openvbc.experience.populations import EVERYBODY, own_members
from openvbc.experience.request import ExperienceRequest
from openvbc.figures import Figure

_LISTED: Final = "listed_services"


@dataclass(frozen=True)
class ListedServices:
    """What they come to in the performance year, and what is to be known of the count."""

    amount: Figure
    notes: tuple[str, ...]


def count_listed_services(engine: Engine, codes: Sequence[str], asked: ExperienceRequest, where: str) -> ListedServices:
    """Count the services with these HCPCS codes of the attributed members, whoever billed them.

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
            claims,
            periods.names,
            carve_outs=(CarveOut(name=_LISTED, hcpcs=tuple(codes)),),
            own=attribution.organization_id,
            reference=EVERYBODY,
        ),
    )
    experience = count_experience(engine, basis, asked.files)
    found = ExperienceReader(experience).figures(basis.own, periods.performance.name)
    note = "listed services are those of the attributed members, whoever billed them"
    return ListedServices(
        found.carved_out[_LISTED], (*(finding.without_people() for finding in experience.findings), note)
    )
