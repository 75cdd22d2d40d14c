"""The months and dollars of own members one by one: who counted in which month, and with what of each category."""

from dataclasses import dataclass, replace

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.expenditures.count import count_expenditures
from openvbc.claims.expenditures.terms import ServiceDate
from openvbc.claims.member_months.count import count_member_months
from openvbc.claims.member_months.terms import CountPeriod
from openvbc.claims.populations.build import build_populations
from openvbc.claims.tables.population_rule_tables import POPULATION_PERSON
from openvbc.errors import ClaimsError, Fault
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.count import count_experience
from openvbc.figures import FileDigest
from openvbc.periods import Period, add_months


@dataclass(frozen=True)
class OwnMonth:
    """A month of a member that counts. category: of service, of which the cents are; "" in a month without a claim."""

    person_id: str
    month: str
    category: str
    cents: int


@dataclass(frozen=True)
class OwnMonths:
    """The months of own members. service_date: which day decides the month of a line."""

    rows: tuple[OwnMonth, ...]
    service_date: ServiceDate


def own_months(engine: Engine, basis: ExperienceBasis, files: tuple[FileDigest, ...]) -> OwnMonths:
    """Every month of the own members in the performance year, with its dollars before any is cut off or completed.

    The year is counted first, as its settlement counts it, and then each of its months as a period of its own; the
    engine holds the months afterwards. ClaimsError where the year's months or dollars are not those of its months.
    """
    if basis.expenditures is None:
        raise TypeError("dollars are counted too")
    engine = count_experience(engine, basis, files).engine
    year = basis.periods.performance
    ids = basis.own.population_ids
    bound = [{"population_id": each, "period": year.name} for each in ids]
    totals = [
        {**each, **row}
        for each in bound
        for row in engine.rows(
            NamedQuery.LIST_MEMBER_EXPENDITURES, {**each, "enrollment_type": "", "least_excess_parts": 0}
        ).records
    ]
    months = tuple(
        CountPeriod(name, Period(first, add_months(first, 1)), year.paid_through)
        for number, name in enumerate(year.days.month_names)
        for first in (add_months(year.days.start, number),)
    )
    count_member_months(engine, replace(basis.months, periods=months))
    build_populations(engine, [])  # those of the year are none of a month's
    count_expenditures(engine, replace(basis.expenditures, truncation=None, stop_loss=(), completion={}))
    engine.put(POPULATION_PERSON, sorted({(row["population_id"], row["period"], row["person_id"]) for row in totals}))
    found = tuple(
        OwnMonth(row["person_id"], row["month"], row["category"], int(row["expenditure_cents"]))
        for each in bound
        for row in engine.rows(NamedQuery.LIST_MONTHLY_EXPENDITURES, each).records
    )
    of_year = (sum(int(row["months"]) for row in totals), sum(int(row["expenditure_cents"]) for row in totals))
    of_months = (len({(each.person_id, each.month) for each in found}), sum(each.cents for each in found))
    if of_year != of_months:
        raise ClaimsError(
            Fault(
                f"the months of {year.name} are {of_months[0]:,} with {of_months[1]:,} cents; the year has"
                f" {of_year[0]:,} with {of_year[1]:,}",
                why="what summaries tell of a whole year stands in no month",
                fix="give the months of this contract in a file (--months)",
            )
        )
    return OwnMonths(found, basis.expenditures.service_date)
