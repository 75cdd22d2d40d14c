"""A made-up region in which some groups of people are treated as no contract wants it, and one as all others are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

BEFORE, NOW = 2023, 2024
#: Who is made up: groups of own members, and everybody else.
GROUPS = ("neutral", "dropping", "coding", "falling", "unpaid")
_EACH, _OTHERS = 90, 260
_CATEGORIES = ("I10", "E11", "J44", "N18", "M17", "F32", "I50", "C50", "G30", "K21")
#: Kind of service -> code, dollars, mean number a year.
_SERVICES = {
    "visit": ("99213", 100, 4.0),
    "scan": ("70450", 300, 1.5),
    "emergency": ("99283", 400, 0.5),
    "stay": ("", 9000, 0.2),
}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Person:
    """One person, and what happened to them: services by year and kind, categories of diagnoses, wellness visits."""

    name: str
    group: str
    age: int
    has_medicaid: bool
    is_sick: bool
    services: dict[tuple[int, str], int] = field(default_factory=dict)
    diagnoses: dict[int, tuple[str, ...]] = field(default_factory=dict)
    wellness: dict[int, bool] = field(default_factory=dict)

    def is_own(self, group: str, year: int) -> bool:
        """Whether the list of a group's members names them in a year: the dropping group drops its sick."""
        return self.group == group and not (group == "dropping" and self.is_sick and year == NOW)

    def cents(self, year: int) -> int:
        """What their services of a year cost."""
        priced = sum(dollars * self.services[year, kind] for kind, (_, dollars, _) in _SERVICES.items())
        return 100 * (priced + 50 * self.wellness[year])


def people() -> list[Person]:
    """Everybody, the same each time."""
    random = Random(20)  # noqa: S311  # made-up people are no secret
    found = []
    for group in (*GROUPS, "others"):
        for number in range(_OTHERS if group == "others" else _EACH):
            person = Person(
                f"{group}-{number:03}",
                group,
                random.randrange(45, 95),
                random.random() < 0.3,
                random.random() < 0.4,
            )
            for year in (BEFORE, NOW):
                _live(person, year, random)
            found.append(person)
    return found


def _live(person: Person, year: int, random: Random) -> None:
    changed = year == NOW
    for kind, (_, _, mean) in _SERVICES.items():
        often = mean * (1.8 if person.is_sick else 0.5)
        if changed and person.group == "falling" and kind == "visit":
            often *= 0.3
        person.services[year, kind] = sum(random.random() < often / 8 for _ in range(8))
    count = random.randrange(2, 5) + (4 if changed and person.group == "coding" else 0)
    person.diagnoses[year] = tuple(random.sample(_CATEGORIES, count))
    person.wellness[year] = random.random() < (0.15 if changed and person.group == "unpaid" else 0.7)


def tables(everybody: list[Person]) -> dict[str, list[Row]]:
    """Their rows of canonical tables."""
    lines: list[Row] = []
    diagnoses: list[Row] = []
    for person in everybody:
        for number, (day, kind) in enumerate(_events(person)):
            claim = f"{person.name}-{number}"
            code, dollars = ("G0439", 50) if kind == "wellness" else _SERVICES[kind][:2]
            of_stay = kind == "stay"
            last = day + timedelta(days=3 if of_stay else 0)
            lines.append(
                {
                    "claim_id": claim,
                    "claim_line_number": 1,
                    "claim_type": "institutional" if of_stay else "professional",
                    "bill_type_code": "111" if of_stay else "",
                    "discharge_disposition_code": "01" if of_stay else "",
                    "hcpcs_code": code,
                    "person_id": person.name,
                    "claim_start_date": day,
                    "claim_end_date": last,
                    "paid_date": last,
                    "paid_amount": f"{dollars}.00",
                    "allowed_amount": f"{dollars}.00",
                    "data_source": "made_up",
                }
            )
        for year, categories in person.diagnoses.items():
            diagnoses += [
                {
                    "claim_id": f"{person.name}-{year}",
                    "diagnosis_sequence": number,
                    "person_id": person.name,
                    "claim_start_date": date(year, 5, 2),
                    "claim_end_date": date(year, 5, 2),
                    "diagnosis_code_type": "icd-10-cm",
                    "diagnosis_code": f"{category}9",
                    "data_source": "made_up",
                }
                for number, category in enumerate(categories, start=1)
            ]
    return {
        "eligibility": [_span(each) for each in everybody],
        "medical_claim": lines,
        "claim_diagnosis": diagnoses,
    }


def _span(person: Person) -> Row:
    return {
        "person_id": person.name,
        "birth_date": date(NOW - person.age, 6, 1),
        "dual_status_code": "02" if person.has_medicaid else "NA",
        "enrollment_start_date": date(BEFORE, 1, 1),
        "enrollment_end_date": date(NOW, 12, 31),
        "part_a": "1",
        "part_b": "1",
        "medicare_advantage": "0",
        "payer": "plan",
        "data_source": "made_up",
    }


def _events(person: Person) -> Iterator[tuple[date, str]]:
    """Each on a day of its own, stays far from each other."""
    for year in (BEFORE, NOW):
        offsets = {"visit": 5, "scan": 12, "emergency": 19, "stay": 26}
        for kind in _SERVICES:
            for number in range(person.services[year, kind]):
                yield date(year, 1, 1) + timedelta(days=offsets[kind] + 40 * number), kind
        if person.wellness[year]:
            yield date(year, 12, 20), "wellness"
