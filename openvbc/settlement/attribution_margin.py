"""Members at the margin of attribution: whom one visit more or less brings or takes, and the dollars they bring."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.warehouse.opened import open_claims
from openvbc.claims.warehouse.place import ClaimsPlace
from openvbc.contract.model import Contract
from openvbc.experience.count import count_experience
from openvbc.money import EXACT, ZERO, shifted
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import PaymentModel
from openvbc.settlement.experience_options import ExperienceOptions
from openvbc.settlement.own_experience import own_experience


class Stands(StrEnum):
    """On which side of the margin a person is: attributed by one visit, or one visit away."""

    HELD = "held"
    WITHIN_REACH = "within_reach"


@dataclass(frozen=True)
class MarginMember:
    """A person at the margin. visits: at the organization; rival_visits: at who is compared with it."""

    person_id: str
    stands: Stands
    visits: int
    rival_visits: int
    member_months: int
    expenditures: Decimal


@dataclass(frozen=True)
class AttributionMargin:
    """Everybody at the margin, with the months and dollars of all own members beside them."""

    year: str
    members: tuple[MarginMember, ...]
    own_people: int
    own_months: int
    own_expenditures: Decimal

    def of(self, stands: Stands) -> tuple[MarginMember, ...]:
        """Those on one side."""
        return tuple(each for each in self.members if each.stands is stands)

    def savings(self, members: tuple[MarginMember, ...], benchmark_per_month: Decimal) -> Decimal:
        """What people bring to savings before any share: the benchmark of their months less what they cost."""
        months = Decimal(sum(each.member_months for each in members))
        cost = sum((each.expenditures for each in members), ZERO)
        return EXACT.subtract(EXACT.multiply(benchmark_per_month, months), cost)


def margin_from_project(
    contract: Contract,
    place: ClaimsPlace,
    year: int | str,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    options: ExperienceOptions,
) -> AttributionMargin:
    """Who is at the margin in a performance year, counted as the contract's settlement counts its own members."""
    basis = own_experience(contract, year, models, parameters, options)
    with open_claims(place, options.engine, options.progress, recount=options.recount) as claims:
        counted = count_experience(claims.engine, basis, claims.counted_files).engine
        (organization,) = basis.own.population_ids
        return margin_of(counted, basis.periods.performance.name, organization)


def margin_of(engine: Engine, period: str, organization: str) -> AttributionMargin:
    """Who is at the margin, on an engine that holds attribution and expenditures."""
    values = {"period": period, "organization_id": organization}
    listed = tuple(
        MarginMember(
            row["person_id"],
            Stands(row["stands"]),
            int(row["visits"]),
            int(row["rival_visits"]),
            int(row["member_months"]),
            shifted(Decimal(int(row["expenditure_cents"])), -2),
        )
        for row in engine.rows(NamedQuery.LIST_MARGIN_MEMBERS, values).records
    )
    own = engine.rows(NamedQuery.LIST_PANEL_MEMBERS, values).records
    cents = sum(int(row["expenditure_cents"]) for row in own)
    months = sum(int(row["member_months"]) for row in own)
    return AttributionMargin(period, listed, len(own), months, shifted(Decimal(cents), -2))
