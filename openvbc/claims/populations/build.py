"""Builds the table `population` from attribution and enrollment; each county's part is a population of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.published_codes import MEDICAID, codes
from openvbc.claims.tables.population_rule_tables import (
    MEDICAID_CODE,
    PERIOD_BEFORE,
    POPULATION_PERSON,
    POPULATION_RULE,
)
from openvbc.errors import ClaimsError, Fault, raise_all

#: Stands between a population's name and a county.
IN_COUNTY: Final = "@"


class Who(StrEnum):
    """Who is in a population; see population.sql."""

    ATTRIBUTED = "attributed"
    NEWLY = "newly"
    CONTINUING = "continuing"
    ELSEWHERE = "elsewhere"
    ASSIGNABLE = "assignable"
    ENROLLED = "enrolled"
    LISTED = "listed"


@dataclass(frozen=True)
class Population:
    """A population. organization_id: of attributed, newly, continuing, elsewhere; of a list, whose people are left out.

    people: (period, person) of a list; file: the name of its file.
    by_county: whether the part in each county is counted too.
    """

    population_id: str
    who: Who
    organization_id: str = ""
    by_county: bool = False
    people: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    file: str = ""


def build_populations(
    engine: Engine, populations: Sequence[Population], before: Mapping[str, str] | None = None
) -> None:
    """Build `residence` and `population`; attribution, assignable and period_run are there already.

    before: period -> the period before it, for those whose newly attributed people are told apart.
    ClaimsError if two populations have one name, or a name holds the mark before counties.
    """
    names = [each.population_id for each in populations]
    faults = [
        Fault(f"two populations are called {name!r}", fix="give each a name of its own")
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    faults += [
        Fault(f"the name {name!r} holds {IN_COUNTY!r}, which stands before counties", fix="take it out")
        for name in names
        if IN_COUNTY in name
    ]
    raise_all(faults, ClaimsError)
    engine.put(
        POPULATION_RULE,
        [(each.population_id, each.who.value, each.organization_id, int(each.by_county)) for each in populations],
    )
    engine.put(
        POPULATION_PERSON,
        [(each.population_id, period, person) for each in populations for period, person in each.people],
    )
    engine.put(PERIOD_BEFORE, sorted((before or {}).items()))
    for name in (
        NamedQuery.RESIDENCE,
        NamedQuery.POPULATION_KEY,
        NamedQuery.CONTINUING_PERSON,
        NamedQuery.POPULATION,
        NamedQuery.POPULATION_PEOPLE,
    ):
        engine.build(name)


def put_medicaid_codes(engine: Engine) -> None:
    """Put the dual status codes with which a person has Medicaid: full and partial benefits."""
    engine.put(MEDICAID_CODE, [(code,) for code in codes("dual_status_codes", *MEDICAID)])


def build_medicaid_months(engine: Engine) -> None:
    """Build `medicaid_months` of every population."""
    put_medicaid_codes(engine)
    engine.build(NamedQuery.MEDICAID_MONTHS)
