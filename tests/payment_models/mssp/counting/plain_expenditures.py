"""What assigned people cost, by enrollment type, in plain fractions. Shares no code with openvbc."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tests.payment_models.mssp.counting.plain_assignment import Line
from tests.payment_models.mssp.counting.plain_people import People

Cell = tuple[str, str]


class Costs:
    """Months and payments of a calendar year by person and enrollment type."""

    def __init__(self, people: People, lines: Sequence[Line], year: int) -> None:
        self.months: defaultdict[Cell, int] = defaultdict(int)
        self.paid: defaultdict[Cell, Decimal] = defaultdict(Decimal)
        for person in people.months:
            for span in people.within(person, year * 100 + 1, year * 100 + 12).values():
                if span.counts:
                    self.months[person, span.kind] += 1
        for line in lines:
            if line.end.year != year or line.paid_date is None or line.paid_date > date(year + 1, 3, 31):
                continue
            if year == 2023 and line.code in ("A4352", "A4353") and line.source in ("72", "81", "82"):
                continue
            month = people.months[line.person].get(year * 100 + line.end.month)
            if month is None or not month.counts:
                continue
            removed = line.medical_education + line.disproportionate_share + line.uncompensated_care
            self.paid[line.person, month.kind] += line.paid + line.sequestration - removed

    def truncated(self, people: Collection[str], kind: str, threshold: Fraction, completion: Fraction) -> Fraction:
        """Completed, annualized, cut off, and brought back to the months of each person."""
        whole = Fraction(0)
        for (person, of_kind), months in self.months.items():
            if person in people and of_kind == kind:
                yearly = Fraction(self.paid[person, kind]) * completion / Fraction(months, 12)
                whole += min(yearly, threshold) * Fraction(months, 12)
        return whole

    def months_of(self, people: Collection[str], kind: str) -> int:
        return sum(months for (person, of_kind), months in self.months.items() if person in people and of_kind == kind)


def by_county(people: People, who: Collection[str], year: int) -> Mapping[str, set[str]]:
    """County of the last enrolled month of the year -> people."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for person in who:
        months = people.within(person, year * 100 + 1, year * 100 + 12)
        if months:
            found[months[max(months)].county].add(person)
    return found


def shares(people: People, who: Collection[str], year: int) -> tuple[Fraction, Fraction]:
    """The parts of the months that count with Medicaid, and with Medicaid or the low-income subsidy."""
    spans = [
        span
        for person in who
        for span in people.within(person, year * 100 + 1, year * 100 + 12).values()
        if span.counts
    ]
    medicaid = sum(span.has_medicaid for span in spans)
    either = sum(span.has_medicaid or span.low_income == "1" for span in spans)
    return Fraction(medicaid, len(spans)), Fraction(either, len(spans))
