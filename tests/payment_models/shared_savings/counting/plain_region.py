"""A region's members, months, attribution and cost in plain Python, line by line. It shares no code with openvbc.

Rows are dicts with the columns of the canonical tables. Amounts are Fractions of dollars. What the contract of the
tests says (`agreed.py`) is written out here once more, by hand.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]
Candidate = tuple[str, str]

PRIMARY = {"01", "08", "11", "38", "50", "89", "97"}
SPECIALISTS = {"06", "13", "20", "34"}
SERVICES = {str(code) for first, last in ((99202, 99215), (99381, 99397)) for code in range(first, last + 1)}
SERVICES |= {"G0438", "G0439"}
WINDOW_MONTHS = 24
POINT = 20_000


def rows_of(project: Path, table: str) -> list[Row]:
    """All rows of a canonical table; none where there is no file."""
    files = sorted((project / "tables" / table).glob("*.parquet"))
    if not files:
        return []
    with duckdb.connect() as connection:
        cursor = connection.execute("SELECT * FROM read_parquet($files)", {"files": [str(each) for each in files]})
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@dataclass(frozen=True)
class Cost:
    """What some people cost in a year: before carve-outs, by carve-out, above the point, and how many months."""

    people: int
    months: int
    everything: Fraction
    carved: dict[str, Fraction]
    excess: Fraction

    @property
    def net(self) -> Fraction:
        return self.everything - sum(self.carved.values()) - self.excess

    @property
    def per_month(self) -> Fraction:
        return self.net / self.months


class PlainRegion:
    """A region's rows by person."""

    def __init__(self, project: Path, participants: Path, *, prorated: bool = True) -> None:
        self.prorated, self.amount, self.carves = prorated, "paid_amount", True
        self.spans = by_person(rows_of(project, "eligibility"))
        self.lines = by_person(rows_of(project, "medical_claim"))
        self.fills = by_person(rows_of(project, "pharmacy_claim"))
        self.choices = by_person(rows_of(project, "provider_designation"))
        self.kidney = {
            row["claim_id"] for row in rows_of(project, "claim_diagnosis") if row["diagnosis_code"].startswith("N18")
        }
        self.specialty = {row["npi"]: row["specialty_code"] for row in rows_of(project, "provider")}
        self.tin_of = {row["npi"]: row["tin"] for row in rows_of(project, "provider")}
        with participants.open(encoding="utf-8", newline="") as file:
            self.participants = list(csv.DictReader(file))
        self.organizations = {row["organization_id"] for row in self.participants}
        self._members: dict[tuple[int, date], dict[str, str]] = {}

    def of_allowed_spend(self) -> "PlainRegion":
        """The same region by what was allowed, and with nothing carved out."""
        other = copy(self)
        other.amount, other.carves = "allowed_amount", False
        return other

    # Months

    def months(self, person: str, first: date, last: date) -> list[date]:
        """The first days of the months between two days on which the person is enrolled."""
        spans = [(row["enrollment_start_date"], row["enrollment_end_date"]) for row in self.spans[person]]
        return [day for day in first_days(first, last) if any(start <= day <= end for start, end in spans)]

    def enrolled(self, year: int) -> list[str]:
        return sorted(each for each in self.spans if self.months(each, date(year, 1, 1), date(year, 12, 31)))

    # Attribution

    def members(self, year: int, until: date) -> dict[str, str]:
        """person -> organization, for those who belong to one."""
        if (year, until) not in self._members:
            self._members[year, until] = self._members_of(year, until)
        return self._members[year, until]

    def _members_of(self, year: int, until: date) -> dict[str, str]:
        found = {}
        for person in self.enrolled(year):
            died = [row["death_date"] for row in self.spans[person] if row["death_date"]]
            if not died or min(died) >= date(year, 1, 1):
                organization = self._organization(person, year, until)
                if organization:
                    found[person] = organization
        return found

    def _organization(self, person: str, year: int, until: date) -> str:
        chosen = self._chosen(person, date(year, 12, 31))
        if chosen:
            return chosen
        days = self._days(person, year, until)
        primary = self._most(days, PRIMARY, by_visits=False, minimum=1)
        if primary:
            return primary
        # The next step is for people without a visit at a physician of primary care, whoever it was.
        without = {"01", "08", "11", "38"}
        if any(candidate[0] not in ("shared", "unnamed") and kind in without for candidate, kind, _ in days):
            return ""
        return self._most(days, SPECIALISTS, by_visits=True, minimum=2)

    def _chosen(self, person: str, day: date) -> str:
        rows = [
            row
            for row in self.choices[person]
            if row["designated_by"] == "patient"
            and row["start_date"] <= day
            and (row["end_date"] is None or row["end_date"] >= day)
        ]
        if not rows:
            return ""
        latest = max(row["start_date"] for row in rows)
        found = set()
        for row in rows:
            if row["start_date"] == latest:
                if row["organization_id"]:
                    found |= {row["organization_id"] if row["organization_id"] in self.organizations else ""}
                else:
                    tin = row["tin"] or self.tin_of.get(row["npi"], "")
                    found |= self._taking_part(tin, "", row["npi"], day) or {""}
        return found.pop() if len(found) == 1 else ""

    def _taking_part(self, tin: str, ccn: str, npi: str, day: date) -> set[str]:
        return {
            row["organization_id"]
            for row in self.participants
            if date.fromisoformat(row["first_date"]) <= day <= date.fromisoformat(row["last_date"])
            and row["tin"] in ("", tin)
            and row["ccn"] in ("", ccn)
            and row["npi"] in ("", npi)
        }

    def _days(self, person: str, year: int, until: date) -> dict[tuple[Candidate, str, date], Fraction]:
        """Allowed amounts by candidate, specialty and day: each specialty stands for its own type of provider."""
        first, last = date(year - WINDOW_MONTHS // 12 + 1, 1, 1), date(year, 12, 31)
        found: dict[tuple[Candidate, str, date], Fraction] = defaultdict(Fraction)
        for line in self.lines[person]:
            day = line["claim_line_start_date"] or line["claim_start_date"]
            specialty = line["rendering_specialty_code"] or self.specialty.get(line["rendering_npi"], "")
            if (
                line["claim_type"] == "professional"
                and line["hcpcs_code"] in SERVICES
                and specialty in PRIMARY | SPECIALISTS
                and first <= day <= last
                and (line["paid_date"] is None or line["paid_date"] <= until)
            ):
                found[self._candidate(line, day), specialty, day] += Fraction(line["allowed_amount"])
        return found

    def _candidate(self, line: Row, day: date) -> Candidate:
        ours = self._taking_part(line["billing_tin"], line["facility_ccn"], line["rendering_npi"], day)
        if len(ours) > 1:
            return "shared", ""
        if ours:
            return "organization", ours.pop()
        for kind, value in (("ccn", "facility_ccn"), ("tin", "billing_tin"), ("npi", "rendering_npi")):
            if line[value]:
                return kind, line[value]
        return "unnamed", ""

    @staticmethod
    def _most(
        days: dict[tuple[Candidate, str, date], Fraction], compared: set[str], *, by_visits: bool, minimum: int
    ) -> str:
        allowed: dict[Candidate, Fraction] = defaultdict(Fraction)
        visits: dict[Candidate, set[tuple[str, date]]] = defaultdict(set)
        for (candidate, specialty, day), amount in days.items():
            if specialty in compared and candidate[0] not in ("shared", "unnamed"):
                allowed[candidate] += amount
                visits[candidate].add((provider_type(specialty), day))
        if not any(candidate[0] == "organization" for candidate in visits):
            return ""

        def order(candidate: Candidate) -> tuple[Fraction, int, int, str, str]:
            measure = Fraction(len(visits[candidate])) if by_visits else allowed[candidate]
            latest = max(day for _, day in visits[candidate])
            return -measure, -latest.toordinal(), -len(visits[candidate]), candidate[1], candidate[0]

        best = min(visits, key=order)
        return best[1] if best[0] == "organization" and len(visits[best]) >= minimum else ""

    # Cost

    def cost(self, people: "list[str] | dict[str, str]", year: int, until: date) -> Cost:
        """What these people cost in the year, paid by a day: three carve-outs, then cut off."""
        everything, excess, months_of_all = Fraction(0), Fraction(0), 0
        carved: dict[str, Fraction] = dict.fromkeys(("pharmacy", "office", "kidney"), Fraction(0))
        for person in people:
            months = self.months(person, date(year, 1, 1), date(year, 12, 31))
            months_of_all += len(months)
            net = Fraction(0)
            for amount, name in self._amounts(person, {day.month for day in months}, year, until):
                everything += amount
                if name and self.carves:
                    carved[name] += amount
                else:
                    net += amount
            point = Fraction(POINT * len(months), 12) if self.prorated else Fraction(POINT)
            excess += max(Fraction(0), net - point)
        return Cost(len(people), months_of_all, everything, carved, excess)

    def _amounts(self, person: str, months: set[int], year: int, until: date) -> Iterator[tuple[Fraction, str]]:
        """What was paid for each line that counts, and the carve-out that takes it."""
        for line in self.lines[person]:
            day = line["claim_start_date"]
            if line["claim_type"] == "professional":
                day = line["claim_line_start_date"] or day
            if day.year == year and day.month in months and line["paid_date"] <= until:
                name = "office" if line["hcpcs_code"] == "99214" else ""
                if not name and line["claim_id"] in self.kidney:
                    name = "kidney"
                yield Fraction(line[self.amount]), name
        for fill in self.fills[person]:
            day = fill["dispensing_date"]
            if day.year == year and day.month in months and fill["paid_date"] <= until:
                yield Fraction(fill[self.amount]), "pharmacy"


def provider_type(specialty: str) -> str:
    """The contract's types of provider: a day with services of two of them is two visits."""
    if specialty in SPECIALISTS:
        return "specialists"
    return "primary_care" if specialty in {"01", "08", "11", "38"} else "practitioners"


def by_person(rows: list[Row]) -> dict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["person_id"]].append(row)
    return found


def first_days(first: date, last: date) -> Iterator[date]:
    day = first.replace(day=1)
    while day <= last:
        yield day
        day = (day + timedelta(days=32)).replace(day=1)
