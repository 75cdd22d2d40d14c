"""Which people a comparator is made of: everybody, organizations of the region or network, or a list."""

from collections.abc import Iterator
from typing import Final

from openvbc.citation import Clause
from openvbc.claims.attribution.terms import AgreedAttribution
from openvbc.claims.populations.build import Population, Who
from openvbc.errors import ContractError, Fault, did_you_mean, raise_all
from openvbc.experience.people import LIST, listed_people, named_list
from openvbc.experience.periods import NamedPeriods
from openvbc.experience.populations import EVERYBODY, OTHERS, PopulationGroup
from openvbc.experience.request import ExperienceRequest
from openvbc.payment_models.record import WorksheetRequest
from openvbc.payment_models.shared_savings.benchmark_terms import Comparator
from openvbc.payment_models.shared_savings.terms import SharedSavingsTerms

#: Names of the groups, as their worksheet lines begin.
COMPARATOR: Final = "comparator"
CONTROL_GROUP: Final = "control_group"


def comparators(
    request: WorksheetRequest,
    terms: SharedSavingsTerms,
    attribution: AgreedAttribution,
    periods: NamedPeriods,
    asked: ExperienceRequest,
) -> tuple[PopulationGroup, ...]:
    """The comparators that the contract has, each by the name that its lines begin with.

    ContractError if the contract does not say of whom one is made, or names organizations that nobody knows.
    """
    benchmark = terms.benchmark
    found = []
    if benchmark.own_history is not None and benchmark.own_history.inflator.comparator is not None:
        clause = request.stream.clause("benchmark", "own_history", "inflator", "comparator")
        found.append((COMPARATOR, benchmark.own_history.inflator.comparator, clause, periods.names))
    if benchmark.control_group is not None:
        clause = request.stream.clause("benchmark", "control_group")
        found.append((CONTROL_GROUP, benchmark.control_group, clause, (periods.performance.name,)))
    raise_all([fault for _, each, clause, _ in found for fault in _faults(each, clause, attribution)], ContractError)
    return tuple(
        PopulationGroup(name, *_compared(each, attribution, periods, asked), needed_in)
        for name, each, _, needed_in in found
    )


def _compared(
    comparator: Comparator, attribution: AgreedAttribution, periods: NamedPeriods, asked: ExperienceRequest
) -> tuple[str, tuple[Population, ...]]:
    """Whom it is made of, in the contract's words and in those of the count; and its populations."""
    own = attribution.organization_id
    without = comparator.excludes_own_members
    parts: tuple[Population, ...]
    if comparator.kind == "market":
        part = Population(OTHERS, Who.ELSEWHERE, own) if without else Population(EVERYBODY, Who.ENROLLED)
        counted, parts = "everybody enrolled", (part,)
    elif comparator.kind == "matched_comparator":
        path = named_list(comparator.people, asked.people)
        people = listed_people(path, periods.names)
        counted = f"the people on {path.name}"
        left_out = own if without else ""
        parts = (Population(f"{LIST}{comparator.people}", Who.LISTED, left_out, people=people, file=path.name),)
    else:
        organizations = sorted(set(comparator.organizations))
        counted = f"members attributed to {', '.join(organizations)}"
        parts = tuple(Population(each, Who.ATTRIBUTED, each) for each in organizations)
    own_words = "without the provider's own members" if without else "with the provider's own members among them"
    return f"{comparator.population} (counted: {counted}, {own_words})", parts


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
