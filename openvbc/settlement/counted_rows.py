"""The rows behind counted figures while an engine holds them, alone or beside a payer's list of people."""

from dataclasses import dataclass
from datetime import date

from openvbc.claims.attribution.payer_list import ListedPerson, PayerList
from openvbc.claims.attribution.reconciliation import listed_by_person, reconciliation_list
from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.listing import list_behind, read_ran
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.expenditures.count import recount_paid_through
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

    def beside_list(self, counted: PeopleCounted, listed: PayerList | None, paid_through: date | None, /) -> BesideList:
        """The people who were counted beside those of a payer's list, who may count payments through another day.

        listed: None where the payer lists nobody. The members' tables are of the payer's day afterwards.
        """
        engine = self.engine.scope(counted.scope)
        bound = {"population_id": counted.population_id, "period": counted.period}
        theirs, member_of, reasons = dict[str, ListedPerson](), dict[str, str](), dict[str, str]()
        if listed is not None:
            theirs, member_of = listed_by_person(engine, listed)
            found = reconciliation_list(engine, counted.period, counted.population_id, listed)
            reasons = {each.person_id: each.words for each in found.differences}
        people = engine.rows(NamedQuery.LIST_EXPENDITURES_OF_PEOPLE, bound)
        then = people
        if paid_through is not None:
            recount_paid_through(engine, counted.period, paid_through)
            then = engine.rows(NamedQuery.LIST_EXPENDITURES_OF_PEOPLE, bound)
        return BesideList(people, then, theirs, member_of, reasons)
