"""Whom a contract attributes to its provider in a period, with their enrollment: the members of an attribution list."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from openvbc.claims.attribution.participants import participants_of
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.payers.choice import counted_plans
from openvbc.claims.populations.enrollment import EnrolledPerson, enrollment_of_people
from openvbc.claims.tables.population_rule_tables import POPULATION_PERSON
from openvbc.claims.warehouse.opened import open_claims
from openvbc.claims.warehouse.place import ClaimsPlace
from openvbc.contract.model import Contract
from openvbc.experience.count import count_experience
from openvbc.experience.of_contract import contract_basis
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import PaymentModel
from openvbc.periods import PerformanceYear, Period, add_months
from openvbc.settlement.experience_options import ExperienceOptions, claims_basis_of, experience_request
from openvbc.settlement.member_list import MemberAmount
from openvbc.settlement.settle import performance_year_of


@dataclass(frozen=True)
class AttributedMember:
    """A person who is the provider's, and the days of which. enrolled: their coverage; None where nothing tells it.

    payee: to whom the payment for the member goes; "" for the organization.
    """

    person_id: str
    days: Period
    enrolled: EnrolledPerson | None = None
    payee: str = ""

    @property
    def npi(self) -> str:
        """The clinician whom the payer names for the member; "" where none is named."""
        return self.enrolled.npi if self.enrolled is not None else ""


@dataclass(frozen=True)
class AttributedMembers:
    """The members of a contract's provider in a period. tins: by which it bills, where its list of participants is."""

    period: PerformanceYear
    members: tuple[AttributedMember, ...]
    tins: tuple[str, ...] = ()


def attributed_members_from_project(
    contract: Contract,
    place: ClaimsPlace,
    year: int | str,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    options: ExperienceOptions,
) -> AttributedMembers:
    """The members whom the contract's own attribution gives its provider, counted from claims.

    ContractError where the contract does not attribute from claims, ClaimsError where the data cannot be counted.
    """
    period = performance_year_of(contract, year)
    with open_claims(place, options.engine, options.progress, recount=options.recount) as claims:
        files = claims.counted_files
        asked = experience_request(contract, None, year, models, parameters, options, files)
        basis = contract_basis(asked, claims_basis_of(contract, contract.streams[0].population), dollars=False)
        (organization,) = basis.own.population_ids
        counted = count_experience(claims.engine, basis, files).engine
        counted.put(POPULATION_PERSON, [])
        bound = {"period": basis.periods.performance.name, "organization_id": organization}
        own = counted.rows(NamedQuery.LIST_ATTRIBUTION_OF_PEOPLE, bound).records
        enrolled = enrollment_of_people(counted, (str(row["person_id"]) for row in own), period.period)
    listed = options.participants
    tins = () if listed is None else tuple(sorted({each.tin for each in participants_of(listed, organization)} - {""}))
    members = [
        AttributedMember(each.person_id, days, each)
        for each in enrolled
        if (days := each.days.shared_with(period.period)) is not None
    ]
    return AttributedMembers(period, tuple(members), tins)


def enrollment_from_project(
    contract: Contract,
    place: ClaimsPlace,
    year: int | str,
    people: Collection[str],
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    options: ExperienceOptions,
) -> tuple[EnrolledPerson, ...]:
    """The enrollment of these people in a period, with the contract's payer, from claims."""
    with open_claims(place, options.engine, options.progress, recount=options.recount) as claims:
        files = claims.counted_files
        asked = experience_request(contract, None, year, models, parameters, options, files)
        counted, _ = counted_plans(claims.engine, asked.payers)
        return enrollment_of_people(counted, people, asked.performance_year.period)


def members_of_roster(
    contract: Contract, year: int | str, amounts: Sequence[MemberAmount], enrolled: Sequence[EnrolledPerson] = ()
) -> AttributedMembers:
    """The members of a roster: those whom it pays for, a span for consecutive months with the same payee.

    enrolled: their enrollment, where claims tell it; else nothing is known of them but who they are.
    """
    months = sorted(
        {
            (each.person_id, each.payee, date.fromisoformat(f"{each.month}-01"))
            for each in amounts
            if not each.paid_before
        }
    )
    coverage: dict[str, list[EnrolledPerson]] = defaultdict(list)
    for each in enrolled:
        coverage[each.person_id].append(each)
    members = []
    for (person, payee), group in groupby(months, key=lambda each: each[:2]):
        for days in _runs([month for _, _, month in group]):
            covered = next((each for each in coverage[person] if each.days.overlaps(days)), None)
            members.append(AttributedMember(person, days, covered, payee))
    return AttributedMembers(performance_year_of(contract, year), tuple(members))


def _runs(months: Sequence[date]) -> list[Period]:
    """Consecutive months, each by its first day, put together."""
    runs: list[Period] = []
    for first in months:
        if runs and runs[-1].end == first:
            runs[-1] = Period(runs[-1].start, add_months(first, 1))
        else:
            runs.append(Period(first, add_months(first, 1)))
    return runs
