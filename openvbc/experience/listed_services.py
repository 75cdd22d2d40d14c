"""What the own members' services of a list of codes come to, on the contract's claims basis."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from openvbc.claims.engine.engine import Engine
from openvbc.contract.population import CarveOut
from openvbc.experience.own_cost import count_own_cost
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
    found, notes = count_own_cost(engine, asked, where, (CarveOut(name=_LISTED, hcpcs=tuple(codes)),))
    note = "listed services are those of the attributed members, whoever billed them"
    return ListedServices(found.carved_out[_LISTED], (*notes, note))
