"""The enrollment of listed people in some days: who they are, and by which payer and plan they are covered when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.tables.population_rule_tables import POPULATION_PERSON
from openvbc.periods import Period

_LIST: Final = "listed"


@dataclass(frozen=True)
class EnrolledPerson:
    """A span of a person's enrollment, with both days. npi: the clinician whom the payer names; "" for none."""

    person_id: str
    member_id: str
    subscriber_id: str
    sex: str
    birth_date: date | None
    death_date: date | None
    state: str
    zip_code: str
    payer: str
    payer_type: str
    plan: str
    first_date: date
    last_date: date
    npi: str

    @property
    def days(self) -> Period:
        """The span's days."""
        return Period(self.first_date, self.last_date + timedelta(days=1))


def enrollment_of_people(engine: Engine, people: Iterable[str], days: Period) -> tuple[EnrolledPerson, ...]:
    """The spans of these people that meet the days, by person. The engine holds the canonical tables."""
    engine.put(POPULATION_PERSON, [(_LIST, _LIST, person) for person in sorted(set(people))])
    bound = {"first_date": days.start, "last_date": days.last_day}
    return tuple(EnrolledPerson(**row) for row in engine.rows(NamedQuery.LIST_ENROLLMENT_OF_PEOPLE, bound).records)
