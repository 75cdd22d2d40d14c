"""Which people a comparator is made of: everybody, organizations of the region or network, or a list."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from openvbc.citation import Clause
from openvbc.claims.attribution.terms import AgreedAttribution
from openvbc.claims.populations.build import Population, Who
from openvbc.errors import ContractError, Fault, did_you_mean, raise_all
from openvbc.payment_models.record import ExperienceBasis, WorksheetRequest
from openvbc.payment_models.shared_savings.benchmark_terms import Comparator
from openvbc.payment_models.shared_savings.counting.attribution import PROVIDER
from openvbc.payment_models.shared_savings.counting.people import LIST, listed_people
from openvbc.payment_models.shared_savings.counting.periods import CountedYears
from openvbc.payment_models.shared_savings.terms import SharedSavingsTerms

#: Everybody enrolled, and everybody enrolled whom the provider does not have.
EVERYBODY: Final = "everybody"
OTHERS: Final = "others"


@dataclass(frozen=True)
class Compared:
    """A population whose figures go to lines that begin with `prefix`.

    whose: in the contract's words and in those of the count. parts: the populations that together it is, none of whose
    people is in two of them.
    """

    prefix: str
    whose: str
    parts: tuple[Population, ...]

    @property
    def population_ids(self) -> tuple[str, ...]:
        """The names of its parts."""
        return tuple(part.population_id for part in self.parts)


def own_members(attribution: AgreedAttribution) -> Compared:
    """The provider's own members."""
    organization = attribution.organization_id
    whose = "the provider's members" if organization == PROVIDER else f"members attributed to {organization}"
    return Compared("", whose, (Population(organization, Who.ATTRIBUTED, organization),))


def everybody() -> Compared:
    """Everybody enrolled: the reference population."""
    return Compared("", "everybody enrolled", (Population(EVERYBODY, Who.ENROLLED),))


def comparators(
    request: WorksheetRequest,
    terms: SharedSavingsTerms,
    attribution: AgreedAttribution,
    years: CountedYears,
    sources: ExperienceBasis,
) -> tuple[Compared, ...]:
    """The comparators that the contract has, each with the prefix of its lines in the performance year.

    ContractError if the contract does not say of whom one is made, or names organizations that nobody knows.
    """
    benchmark = terms.benchmark
    found = []
    if benchmark.own_history is not None and benchmark.own_history.inflator.comparator is not None:
        clause = request.stream.clause("benchmark", "own_history", "inflator", "comparator")
        found.append(("comparator_", benchmark.own_history.inflator.comparator, clause))
    if benchmark.control_group is not None:
        found.append(("control_group_", benchmark.control_group, request.stream.clause("benchmark", "control_group")))
    raise_all([fault for _, each, clause in found for fault in _faults(each, clause, attribution)], ContractError)
    return tuple(_compared(prefix, each, attribution, years, sources) for prefix, each, _ in found)


def _compared(
    prefix: str, comparator: Comparator, attribution: AgreedAttribution, years: CountedYears, sources: ExperienceBasis
) -> Compared:
    own = attribution.organization_id
    without = comparator.excludes_own_members
    parts: tuple[Population, ...]
    if comparator.kind == "market":
        part = Population(OTHERS, Who.ELSEWHERE, own) if without else Population(EVERYBODY, Who.ENROLLED)
        counted, parts = "everybody enrolled", (part,)
    elif comparator.kind == "matched_comparator":
        people = listed_people(comparator.people, sources.people, years.names)
        counted = f"the people on {sources.people[comparator.people].name}"
        left_out = own if without else ""
        parts = (Population(f"{LIST}{comparator.people}", Who.LISTED, left_out, people=people),)
    else:
        organizations = sorted(set(comparator.organizations))
        counted = f"members attributed to {', '.join(organizations)}"
        parts = tuple(Population(each, Who.ATTRIBUTED, each) for each in organizations)
    own_words = "without the provider's own members" if without else "with the provider's own members among them"
    return Compared(prefix, f"{comparator.population} (counted: {counted}, {own_words})", parts)


def _faults(comparator: Comparator, clause: Clause, attribution: AgreedAttribution) -> Iterator[Fault]:
    where = clause.where
    if comparator.kind == "matched_comparator" and not comparator.people:
        yield Fault(
            "the matched comparator does not name its list of people",
            where,
            why="whom to compare with cannot be counted from words",
            fix="add `people: NAME` and give --people NAME=FILE, or give its figures with --inputs",
        )
    if comparator.kind not in ("best_practice_in_region", "broader_network"):
        return
    kind = comparator.kind.replace("_", " ")
    if not comparator.organizations:
        yield Fault(
            f"the {kind} does not name its organizations",
            where,
            why="whom to compare with cannot be counted from words",
            fix="add `organizations: [...]` as the list of participants names them, or give figures with --inputs",
        )
    for name in comparator.organizations:
        if name not in attribution.organizations:
            yield Fault(
                f"the list of participants does not name the organization {name!r}",
                where,
                why=f"the {kind} would lack its members",
                fix=did_you_mean(name, attribution.organizations),
            )
        elif name == attribution.organization_id and comparator.excludes_own_members:
            yield Fault(
                f"the {kind} names the provider's own organization {name!r} and leaves its own members out",
                where,
                fix="take it out of `organizations`, or write excludes_own_members: false",
            )
