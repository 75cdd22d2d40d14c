"""Assignment by 42 CFR 425.400 to .404, person by person, from the rule text. Shares no code with openvbc."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.payment_models.mssp.counting.plain_people import STATES, People, year_months

CLAIMS = [
    "claim_id",
    "claim_type",
    "person_id",
    "claim_start_date",
    "claim_end_date",
    "claim_line_start_date",
    "place_of_service_code",
    "bill_type_code",
    "revenue_center_code",
    "hcpcs_code",
    "rendering_npi",
    "billing_tin",
    "paid_date",
    "paid_amount",
    "allowed_amount",
    "rendering_specialty_code",
    "facility_ccn",
    "source_claim_type_code",
    "sequestration_amount",
    "indirect_medical_education_amount",
    "disproportionate_share_amount",
    "uncompensated_care_amount",
]
PCP, NPP, SPECIALIST, OTHER = "PCP", "NPP", "specialist", "other physician"
LISTED = {
    "06",
    "12",
    "13",
    "16",
    "23",
    "25",
    "26",
    "27",
    "29",
    "39",
    "46",
    "70",
    "79",
    "82",
    "83",
    "84",
    "86",
    "90",
    "98",
}
PHYSICIANS = {
    "02",
    "03",
    "04",
    "05",
    "06",
    "07",
    "09",
    "10",
    "12",
    "13",
    "14",
    "16",
    "17",
    "18",
    "19",
    "20",
    "21",
    "22",
    "23",
    "24",
    "25",
    "26",
    "27",
    "28",
    "29",
    "30",
    "33",
    "34",
    "35",
    "36",
    "37",
    "39",
    "40",
    "41",
    "44",
    "46",
    "48",
    "66",
    "70",
    "72",
    "76",
    "77",
    "78",
    "79",
    "81",
    "82",
    "83",
    "84",
    "85",
    "86",
    "90",
    "91",
    "92",
    "93",
    "94",
    "98",
    "99",
}

Entity = tuple[str, str]


@dataclass
class Line:
    claim: str
    type: str
    person: str
    start: date
    end: date
    line_start: date | None
    place: str
    bill: str
    revenue: str
    code: str
    npi: str
    tin: str
    paid_date: date | None
    paid: Any
    allowed: Any
    specialty: str
    ccn: str
    source: str
    sequestration: Any
    medical_education: Any
    disproportionate_share: Any
    uncompensated_care: Any

    @property
    def day(self) -> date:
        return self.line_start or self.start


@dataclass
class Service:
    """A primary care service: whose, by what type of provider, when, for how many cents."""

    entity: Entity
    kind: str
    day: date
    cents: int


def number(code: str) -> int:
    return int(code) if code.isdigit() else -1


def is_primary_care_code(code: str, year: int) -> bool:
    """Whether a code is primary care in a performance year (425.400(c), each text adding to the one before)."""
    value = number(code)
    if any(low <= value <= high for low, high in ((99201, 99215), (99304, 99350))):
        return True
    added = {
        2013: "G0402 G0438 G0439",
        2016: "99495 99496 99490",
        2019: "99487 99489 G0506 99484 99492 99493 99494 99497 99498 96160 96161 99354 99355 G0442 G0443 G0444",
        2020: "G2010 G2012 99421 99422 99423",
        2021: "99439 99483 99491 G2058 G2064 G2065 G2214",
        2022: "99424 99425 99426 99427 99437 G2212 G2252",
        2023: "G0317 G0318 G3002 G3003",
        2024: "96202 96203 97550 97551 97552 99406 99407 G0019 G0022 G0023 G0024 G0101 G0136 G2086 G2087 G2088 G2211",
        2025: "99446 99447 99448 99449 99451 99452 G0556 G0557 G0558 98016 G0537 G0538 G0539 G0540 G0541 G0542 G0543"
        " G0544 G0560",
    }
    if any(year >= first and code in codes.split() for first, codes in added.items()):
        return True
    return 2020 <= year <= 2023 and code in ("99441", "99442", "99443")


class Assignment:
    """Assignment for the calendar years of one agreement, by the lists of its performance year."""

    def __init__(
        self, people: People, lines: Sequence[Line], participants: Sequence[Mapping[str, str]],
        designations: Sequence[tuple[Any, ...]], performance_year: int, *, prospective: bool,
    ) -> None:  # fmt: skip
        self.people = people
        self.year = performance_year
        self.prospective = prospective
        self.participants = participants
        self.matching: dict[tuple[str, ...], list[tuple[str, str, str]]] = {}
        self.designations: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for row in designations:
            if row[1] == "patient":
                self.designations[row[0]].append(row)
        self.stays: dict[str, defaultdict[str, list[tuple[date, date]]]] = {
            "snf": defaultdict(list), "inpatient": defaultdict(list)
        }  # fmt: skip
        for line in lines:
            if line.type == "institutional" and line.bill[:2] in ("18", "21"):
                self.stays["snf"][line.person].append((line.start, line.end))
            if line.type == "institutional" and line.bill[:2] in ("11", "41"):
                self.stays["inpatient"][line.person].append((line.start, line.end))
        codes_of_claim: defaultdict[str, set[str]] = defaultdict(set)
        for line in lines:
            codes_of_claim[line.claim].add(line.code)
        self.services: defaultdict[str, list[tuple[Service, date | None]]] = defaultdict(list)
        for line in lines:
            kind = self._kind(line, codes_of_claim[line.claim])
            if kind:
                cents = line.allowed if line.allowed is not None else line.paid
                service = Service(self._entity(line), kind, line.day, int(cents * 100))
                self.services[line.person].append((service, line.paid_date))

    # Which lines are primary care, by whom

    def _by_specialty(self, line: Line) -> str:
        if line.specialty in ("01", "08", "11", "38") or (line.specialty == "37" and self.year >= 2016):
            return PCP
        if line.specialty in ("50", "89", "97"):
            return NPP
        if self.year <= 2015:
            return OTHER if line.specialty in PHYSICIANS else ""
        return SPECIALIST if line.specialty in LISTED else ""

    def _kind(self, line: Line, codes: Iterable[str]) -> str:
        listed = is_primary_care_code(line.code, self.year)
        if line.type == "professional":
            return self._by_specialty(line) if listed and self._code_holds(line, codes) else ""
        prefix = line.bill[:2]
        if prefix in ("71", "77"):
            if self.year >= 2019:
                return PCP
            # Before 2019 physicians had to be attested; nobody is on that list here.
            return NPP if line.revenue in ("0521", "0522", "0524", "0525") else ""
        if prefix == "85" and line.revenue[:3] in ("096", "097", "098") and listed:
            return self._by_specialty(line) if line.code not in ("99354", "99355") or self.year < 2021 else ""
        return ""

    def _code_holds(self, line: Line, codes: Iterable[str]) -> bool:
        value = number(line.code)
        if 99304 <= value <= 99318:
            if 2017 <= self.year <= 2018 and line.place == "31":
                return False
            if self.year >= 2019 and self._during(line, "snf"):
                return False
        if 99341 <= value <= 99350 and 2021 <= self.year <= 2022 and line.place != "12":
            return False
        if value in (99497, 99498) and self.year >= 2021 and self._during(line, "inpatient"):
            return False
        if value in (99354, 99355) and self.year >= 2021:
            return any(is_primary_care_code(code, self.year) and code not in ("99354", "99355") for code in codes)
        return True

    def _during(self, line: Line, kind: str) -> bool:
        return any(first <= line.day <= last for first, last in self.stays[kind][line.person])

    def _entity(self, line: Line) -> Entity:
        ccn = line.ccn if line.type == "institutional" else ""
        acos = self._acos(line.day, tin=line.tin, ccn=ccn, npi=line.npi)
        if len(acos) > 1:
            return ("dropped", "")
        if acos:
            return ("aco", acos.pop())
        return ("ccn", ccn) if ccn else ("tin", line.tin)

    def _acos(self, day: date, **identity: str) -> set[str]:
        key = tuple(identity.values())
        if key not in self.matching:
            self.matching[key] = [
                (row["organization_id"], row["first_date"] or "0000", row["last_date"] or "9999")
                for row in self.participants
                if all(row[name] in ("", value) for name, value in identity.items())
                and (row["ccn"] == "" or "ccn" in identity)
            ]
        return {aco for aco, first, last in self.matching[key] if first <= day.isoformat() <= last}

    # One calendar year

    def window(self, year: int, back: int = 0) -> tuple[int, int]:
        """First and last month of the twelve (and `back` more) that assign for a year."""
        if self.prospective:
            return (year - 2 - back // 12) * 100 + 10, (year - 1) * 100 + 9
        return (year - back // 12) * 100 + 1, year * 100 + 12

    def left_out(self, person: str, year: int) -> bool:
        died = self.people.died(person)
        if died is not None and died < date(year, 1, 1):
            return True
        months = self.people.within(person, *self.window(year))
        parts = [int(span.part_a) + int(span.part_b) for span in months.values()]
        if 2 not in parts or 1 in parts or any(span.plan == "1" for span in months.values()):
            return True
        return months[max(months)].state not in STATES

    def in_window(self, person: str, year: int, back: int = 0) -> list[Service]:
        first, last = self.window(year, back)
        through = date(year + 1, 3, 31)
        return [
            service
            for service, paid in self.services[person]
            if first <= service.day.year * 100 + service.day.month <= last and (paid is None or paid <= through)
        ]

    def chosen(self, person: str, year: int) -> str | None:
        """The ACO of the clinician whom the person named before the year; '' for one outside, None for none."""
        day = date(year, 1, 1)
        held = [row for row in self.designations[person] if row[5] <= day and (row[6] is None or row[6] >= day)]
        if not held:
            return None
        latest = max(row[5] for row in held)
        acos: set[str] = set()
        for row in held:
            if row[5] == latest:
                known = {each["organization_id"] for each in self.participants}
                named = {row[4] if row[4] in known else ""} if row[4] else self._acos(day, tin=row[3], npi=row[2])
                acos |= named or {""}
        return acos.pop() if len(acos) == 1 else ""

    def aco_of(self, person: str, year: int) -> str:
        """The ACO to which a person is assigned for a calendar year; '' for none."""
        if self.left_out(person, year):
            return ""
        if self.year >= 2018:
            chosen = self.chosen(person, year)
            if chosen is not None:
                return chosen
        services = [each for each in self.in_window(person, year) if each.entity[0] != "dropped"]
        if self.year <= 2015:
            return self._two_steps_of_any_physician(services)
        found = self._steps(services)
        if found or self.year < 2025:
            return found
        return self._third(services, [e for e in self.in_window(person, year, 12) if e.entity[0] != "dropped"])

    def _steps(self, services: list[Service]) -> str:
        physicians = {each.entity for each in services if each.kind in (PCP, SPECIALIST)}
        compared = (PCP, NPP) if any(each.kind in (PCP, NPP) for each in services) else (SPECIALIST,)
        winner = self._most(services, compared, (PCP, NPP), (SPECIALIST,))
        return winner[1] if winner and winner[0] == "aco" and winner in physicians else ""

    def _third(self, services: list[Service], longer: list[Service]) -> str:
        winner = self._most(longer, (PCP, NPP, SPECIALIST), (PCP, NPP), (SPECIALIST,))
        if winner is None or winner[0] != "aco":
            return ""
        own = {each.kind for each in services if each.entity == winner}
        own_longer = {each.kind for each in longer if each.entity == winner}
        physician = {PCP, SPECIALIST}
        return winner[1] if not own & physician and NPP in own and own_longer & physician else ""

    def _two_steps_of_any_physician(self, services: list[Service]) -> str:
        physicians = {each.entity for each in services if each.kind in (PCP, OTHER)}
        if any(each.kind == PCP for each in services):
            winner = self._most(services, (PCP,), (PCP,), (OTHER, NPP))
        else:
            winner = self._most(services, (OTHER, NPP), (OTHER, NPP), ())
        return winner[1] if winner and winner[0] == "aco" and winner in physicians else ""

    def _most(
        self, services: list[Service], compared: Sequence[str], first: Sequence[str], then: Sequence[str]
    ) -> Entity | None:
        """Who has the most charges; of equals who was seen last, by one kind and then the other; then by name."""
        charges: defaultdict[Entity, int] = defaultdict(int)
        for each in services:
            if each.kind in compared:
                charges[each.entity] += each.cents

        def last(entity: Entity, kinds: Sequence[str]) -> date:
            return max((s.day for s in services if s.entity == entity and s.kind in kinds), default=date.min)

        def standing(entity: Entity) -> tuple[int, date, date]:
            return charges[entity], last(entity, first), last(entity, then)

        # max takes the first of equals, so the order of identifiers decides last.
        return max(sorted(charges, key=lambda each: (each[1], each[0])), key=standing, default=None)

    def assigned(self, year: int) -> dict[str, str]:
        """Person -> ACO, of everybody who is enrolled in the year or its window."""
        first, last = self.window(year)
        found = {}
        for person in self.people.spans:
            if self.people.within(person, first, last) or self.people.within(person, *year_months(year)):
                found[person] = self.aco_of(person, year)
        return found

    def saw(self, person: str, year: int, aco: str) -> bool:
        """Whether the person had a primary care service of the ACO in the window of a year."""
        return any(each.entity == ("aco", aco) for each in self.in_window(person, year))
