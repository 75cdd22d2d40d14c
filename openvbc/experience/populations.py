"""Groups of people whose months, dollars and scores are counted side by side: own members, and who they are held to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from openvbc.claims.attribution.terms import AgreedAttribution
from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.populations.build import Population, Who
from openvbc.errors import ClaimsError, Fault, did_you_mean, raise_all
from openvbc.experience.attribution import PROVIDER
from openvbc.experience.people import listed_people
from openvbc.experience.periods import NamedPeriods

#: Names of groups: the provider's own members, and the reference population.
OWN_MEMBERS: Final = "own_members"
REFERENCE: Final = "reference_population"
#: Names of populations: everybody enrolled, and everybody enrolled whom the provider does not have.
EVERYBODY: Final = "everybody"
OTHERS: Final = "others"
#: Populations that users ask for by name: everybody enrolled; everybody whom any organization of a contract could have.
ENROLLED: Final = "enrolled"
ASSIGNABLE: Final = "assignable"


@dataclass(frozen=True)
class PopulationGroup:
    """People who are counted under one name: own members, a reference population, a comparison group.

    whose: in the contract's words and in those of the count. parts: the populations that together it is, none of whose
    people is in two of them. needed_in: periods in which there must be somebody.
    """

    name: str
    whose: str
    parts: tuple[Population, ...]
    needed_in: tuple[str, ...] = field(default=())

    @property
    def population_ids(self) -> tuple[str, ...]:
        """The names of its parts."""
        return tuple(part.population_id for part in self.parts)


def own_members(
    attribution: AgreedAttribution, periods: Sequence[str] = (), *, by_county: bool = False
) -> PopulationGroup:
    """Those whom the contract attributes to its organization. periods: in which there must be some."""
    organization = attribution.organization_id
    whose = "the provider's members" if organization == PROVIDER else f"members attributed to {organization}"
    part = Population(organization, Who.ATTRIBUTED, organization, by_county=by_county)
    return PopulationGroup(OWN_MEMBERS, whose, (part,), tuple(periods))


def everybody_enrolled(name: str, population_id: str = EVERYBODY, periods: Sequence[str] = ()) -> PopulationGroup:
    """Everybody enrolled, as the group of that name. population_id: what the population is called."""
    return PopulationGroup(name, "everybody enrolled", (Population(population_id, Who.ENROLLED),), tuple(periods))


def listed_members(population_id: str, path: Path, periods: Sequence[str]) -> PopulationGroup:
    """The people of a list that the user names, as those whose experience is counted."""
    part = Population(population_id, Who.LISTED, people=listed_people(path, periods), file=path.name)
    return PopulationGroup(OWN_MEMBERS, f"the people listed in {path.name}", (part,))


def members_called(
    name: str, attribution: AgreedAttribution | None, people: Mapping[str, Path], periods: Sequence[str]
) -> PopulationGroup:
    """The group whose experience is asked for by name: everybody enrolled or assignable, an organization, or a list.

    ClaimsError if there is none of the name; FileError for a faulty list.
    """
    if name in people:
        return listed_members(name, people[name], periods)
    if name == ENROLLED:
        return everybody_enrolled(OWN_MEMBERS, ENROLLED)
    if name == ASSIGNABLE and attribution is not None:
        return PopulationGroup(OWN_MEMBERS, "everybody assignable", (Population(ASSIGNABLE, Who.ASSIGNABLE),))
    organizations = attribution.organizations if attribution is not None else frozenset()
    if name in organizations:
        return PopulationGroup(OWN_MEMBERS, f"members attributed to {name}", (Population(name, Who.ATTRIBUTED, name),))
    known = [ENROLLED, *people, *sorted(organizations), *([ASSIGNABLE] if attribution is not None else [])]
    raise ClaimsError(
        Fault(
            f"there is no population {name!r}",
            why="a report of another population would look like the one that was asked for",
            fix=f"{did_you_mean(name, known)} There are: {', '.join(known)}".strip(),
        )
    )


def check_populations(engine: Engine, periods: NamedPeriods, groups: Sequence[PopulationGroup]) -> None:
    """ClaimsError with every group that has nobody in a period that needs it; populations are built."""
    there = {
        (str(row["population_id"]), str(row["period"])) for row in engine.table(NamedQuery.POPULATION_PEOPLE).records
    }
    faults = []
    for each in groups:
        for part in each.population_ids:
            for period in each.needed_in:
                if (part, period) not in there:
                    which = "performance year" if period == periods.performance.name else "base year"
                    what = f"there is nobody in {which} {period}: {each.whose}"
                    why = "there is no cost per member without members"
                    fix = "see the attribution and the dates in the list of participants"
                    faults.append(Fault(what, f"population {part}", why, fix))
    raise_all(list(dict.fromkeys(faults)), ClaimsError)
