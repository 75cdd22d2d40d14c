"""Who was enrolled when and as what, day by the first of the month, in plain Python. Shares no code with openvbc."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

ELIGIBILITY = [
    "person_id",
    "birth_date",
    "death_date",
    "enrollment_start_date",
    "enrollment_end_date",
    "medicare_status_code",
    "dual_status_code",
    "medicaid_indicator",
    "low_income_subsidy_indicator",
    "state",
    "county_code",
    "part_a",
    "part_b",
    "medicare_advantage",
    "sex",
    "original_reason_entitlement_code",
    "institutional",
    "esrd_status",
]
WITH_MEDICAID = {"01", "02", "03", "04", "05", "06", "08"}
ESRD = {"11", "21", "31"}
STATES = {
    "AL",
    "AK",
    "AZ",
    "AR",
    "CA",
    "CO",
    "CT",
    "DE",
    "DC",
    "FL",
    "GA",
    "HI",
    "ID",
    "IL",
    "IN",
    "IA",
    "KS",
    "KY",
    "LA",
    "ME",
    "MD",
    "MA",
    "MI",
    "MN",
    "MS",
    "MO",
    "MT",
    "NE",
    "NV",
    "NH",
    "NJ",
    "NM",
    "NY",
    "NC",
    "ND",
    "OH",
    "OK",
    "OR",
    "PA",
    "PR",
    "RI",
    "SC",
    "SD",
    "TN",
    "TX",
    "UT",
    "VT",
    "VI",
    "VA",
    "WA",
    "WV",
    "WI",
    "WY",
    "GU",
    "AS",
    "MP",
}


@dataclass
class Span:
    person: str
    born: date
    died: date | None
    first: date
    last: date
    status: str
    dual: str
    medicaid: str
    low_income: str
    state: str
    county: str
    part_a: str
    part_b: str
    plan: str
    sex: str
    reason: str
    institutional: str
    esrd_status: str

    @property
    def kind(self) -> str:
        if self.status in ESRD:
            return "esrd"
        if self.status == "20":
            return "disabled"
        return "aged_dual" if self.dual in WITH_MEDICAID else "aged_non_dual"

    @property
    def counts(self) -> bool:
        """Covered by both parts, outside Medicare Advantage."""
        return (self.part_a, self.part_b, self.plan) == ("1", "1", "0")

    @property
    def has_medicaid(self) -> bool:
        return self.dual in WITH_MEDICAID or self.medicaid == "1"


class People:
    """Everybody's spans."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self.spans: defaultdict[str, list[Span]] = defaultdict(list)
        for row in rows:
            self.spans[row[0]].append(Span(*row))
        self.months: dict[str, dict[int, Span]] = {who: self._months(spans) for who, spans in self.spans.items()}

    def _months(self, spans: list[Span]) -> dict[int, Span]:
        """The span of each month in which the person is enrolled on its first day and alive."""
        found = {}
        died = min((span.died for span in spans if span.died), default=None)
        for span in sorted(spans, key=lambda each: each.first):
            year, month = span.first.year, span.first.month
            while date(year, month, 1) <= span.last:
                first = date(year, month, 1)
                if span.first <= first and (died is None or first <= died):
                    found[year * 100 + month] = span
                year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        return found

    def died(self, person: str) -> date | None:
        return min((span.died for span in self.spans[person] if span.died), default=None)

    def within(self, person: str, first: int, last: int) -> dict[int, Span]:
        return {month: span for month, span in self.months[person].items() if first <= month <= last}


def year_months(year: int) -> tuple[int, int]:
    return year * 100 + 1, year * 100 + 12
