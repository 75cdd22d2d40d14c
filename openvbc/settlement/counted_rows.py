"""The rows behind counted figures while an engine holds them, alone or beside a payer's list of people."""

from dataclasses import dataclass

from openvbc.claims.attribution.payer_list import PayerList
from openvbc.claims.attribution.reconciliation import listed_by_person, reconciliation_list
from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.listing import list_behind, read_ran
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.rows import Table
from openvbc.figures import Figure
from openvbc.settlement.experience_options import BesideList, PeopleCounted


@dataclass(frozen=True)
class CountedRows:
    """What can be listed of a count. engine: that holds it."""

    engine: Engine

    def __call__(self, figure: Figure, limit: int, /) -> Table:
        """The first rows behind a counted figure, so many of them; amounts in dollars."""
        return list_behind(self.engine, figure, limit)

    def people_of(self, figure: Figure, /) -> PeopleCounted | None:
        """Whose expenditures or months a figure is; None where it is another one, or one of several populations."""
        listing = figure.source.listing
        if f"/{NamedQuery.LIST_MEMBER_EXPENDITURES}.sql with" not in listing or listing.count(".sql with ") > 1:
            return None
        _, values = read_ran(listing)
        return PeopleCounted(
            figure.source.scope,
            str(values["population_id"]),
            str(values["period"]),
            str(values["enrollment_type"]),
            bool(values["least_excess_parts"]),
        )

    def beside_list(self, counted: PeopleCounted, listed: PayerList, /) -> BesideList:
        """The people who were counted beside those of a payer's list."""
        engine = self.engine.scope(counted.scope)
        theirs, member_of = listed_by_person(engine, listed)
        differences = reconciliation_list(engine, counted.period, counted.population_id, listed).differences
        bound = {"population_id": counted.population_id, "period": counted.period}
        people = engine.rows(NamedQuery.LIST_EXPENDITURES_OF_PEOPLE, bound)
        return BesideList(people, theirs, member_of, {each.person_id: each.words for each in differences})
