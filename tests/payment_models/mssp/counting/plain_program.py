"""From canonical rows to the situation of a benchmark: each figure counted person by person. Shares no code."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from tests.payment_models.mssp.counting.made_up_regions import TYPES, Region, read_rows
from tests.payment_models.mssp.counting.plain_assignment import CLAIMS, Assignment, Line
from tests.payment_models.mssp.counting.plain_expenditures import Costs, by_county, shares
from tests.payment_models.mssp.counting.plain_people import ELIGIBILITY, People
from tests.payment_models.mssp.counting.plain_scores import Scores
from tests.payment_models.mssp.historical.plain_benchmark import ByType, Situation, Year

ACO = "A9001"
_DESIGNATIONS = ("person_id", "designated_by", "npi", "tin", "organization_id", "start_date", "end_date")
_DIAGNOSES = ("person_id", "claim_id", "diagnosis_code", "claim_end_date")


@dataclass(frozen=True)
class Agreement:
    """An agreement to be settled from claims. year: the performance year; models: of disabled and aged people."""

    era: str
    start: int
    period: str
    year: int
    track: str
    blend: Mapping[str, Fraction]
    esrd: str
    tables: int = 2024
    times: int = 1
    prospective: bool = False

    @property
    def by_assignment(self) -> bool:
        return self.era in ("602", "603b", "603c")

    @property
    def calendar_years(self) -> tuple[int, ...]:
        return (self.start - 3, self.start - 2, self.start - 1, self.year)


class Rows:
    """The canonical rows of a region, read once."""

    def __init__(self, region: Region) -> None:
        self.people = People(region.rows("eligibility", ELIGIBILITY))
        self.lines = [Line(*row) for row in region.rows("medical_claim", CLAIMS)]
        self.designations = region.rows("provider_designation", _DESIGNATIONS)
        self.diagnoses = region.rows("claim_diagnosis", _DIAGNOSES)
        self.costs = cache(lambda year: Costs(self.people, self.lines, year))
        self.scores = cache(lambda year: Scores(self.people, self.lines, self.diagnoses, year))


@cache
def rows_of(region: Region) -> Rows:
    return Rows(region)


class Factors:
    """The two factor files as fractions."""

    def __init__(self, region: Region) -> None:
        self.nation = {(int(row["calendar_year"]), row["enrollment_type"]): row for row in read_rows(region.national)}
        self.county = {
            (int(row["calendar_year"]), row["county_code"], row["enrollment_type"]): row
            for row in read_rows(region.counties)
        }

    def national(self, year: int, kind: str, column: str) -> Fraction:
        return Fraction(self.nation[year, kind][column])

    def of_county(self, year: int, county: str, kind: str, column: str) -> Fraction:
        return Fraction(self.county[year, county, kind][column])


class Counted:
    """Everything of one agreement, counted plainly."""

    def __init__(self, region: Region, agreement: Agreement) -> None:
        self.agreement = agreement
        self.rows = rows_of(region)
        self.factors = Factors(region)
        self.assignment = Assignment(
            self.rows.people, self.rows.lines, read_rows(region.participants), self.rows.designations,
            agreement.year, prospective=agreement.prospective,
        )  # fmt: skip
        years = {*agreement.calendar_years}
        if agreement.by_assignment:
            years |= {agreement.year - 1, agreement.start - 2}
        self.assigned = {year: self.assignment.assigned(year) for year in sorted(years)}
        self.mine = {year: {who for who, aco in found.items() if aco == ACO} for year, found in self.assigned.items()}

    def means(self, who: set[str], year: int, kind: str) -> tuple[Fraction, Fraction] | None:
        """Mean raw and demographic score over the nation's."""
        blend = {self.agreement.esrd: Fraction(1)} if kind == "esrd" else self.agreement.blend
        months = self.rows.costs(year).months
        found = self.rows.scores(year).mean(months, who, kind, blend, self.agreement.tables)
        if found is None:
            return None
        columns = ("mean_risk_score", "mean_demographic_score")
        raw, demographic = (
            value / self.factors.national(year, kind, column) for value, column in zip(found, columns, strict=True)
        )
        return raw, demographic

    def year(self, year: int) -> Year:
        who, costs = self.mine[year], self.rows.costs(year)
        dollars = {
            kind: costs.truncated(
                who,
                kind,
                self.factors.national(year, kind, "truncation_threshold"),
                self.factors.national(year, kind, "completion_factor"),
            )
            for kind in TYPES
        }
        months = {kind: Fraction(costs.months_of(who, kind)) for kind in TYPES}
        means = {kind: self.means(who, year, kind) for kind in TYPES}
        assert all(means.values()), f"nobody of a type in {year}: {means}"
        risk, demographic = ({kind: each[place] for kind, each in means.items() if each} for place in (0, 1))
        national = {kind: self.factors.national(year, kind, "per_capita") for kind in TYPES}
        return Year(dollars, months, risk, national, self.regional(year), demographic, self.weight(year))

    def _county_months(self, year: int, kind: str) -> dict[str, int]:
        counties = by_county(self.rows.people, self.mine[year], year)
        return {county: self.rows.costs(year).months_of(who, kind) for county, who in counties.items()}

    def _of_counties(self, year: int, kind: str, *columns: str) -> Fraction:
        """The mean over counties, weighted by months, of the first column over the second."""
        months = {county: count for county, count in self._county_months(year, kind).items() if count}
        amount = Fraction(0)
        for county, count in months.items():
            value = self.factors.of_county(year, county, kind, columns[0])
            under = self.factors.of_county(year, county, kind, columns[1]) if len(columns) > 1 else Fraction(1)
            amount += value / under * count
        return amount / sum(months.values())

    def regional(self, year: int) -> ByType:
        return {kind: self._of_counties(year, kind, "per_capita", "mean_risk_score") for kind in TYPES}

    def regional_ratio(self, column: str) -> ByType:
        last, now = self.agreement.start - 1, self.agreement.year
        return {kind: self._of_counties(now, kind, column) / self._of_counties(last, kind, column) for kind in TYPES}

    def weight(self, year: int) -> ByType:
        """87 FR 69404, III.G.5.c.(3) and d: the share of each county's person-years of a type, weighted by its own."""
        found = {}
        for kind in TYPES:
            lived = {county: Fraction(count, 12) for county, count in self._county_months(year, kind).items() if count}
            amount = Fraction(0)
            for county, years in lived.items():
                whole = self.factors.of_county(year, county, kind, "assignable_person_years")
                amount += min(years / whole, Fraction(1)) * years
            found[kind] = amount / sum(lived.values())
        return found

    def split(self, year: int) -> tuple[set[str], set[str]]:
        """The newly and the continuously assigned of a year."""
        before = self.assigned[year - 1]
        continuing = {
            who for who in self.mine[year] if before.get(who) == ACO or self.assignment.saw(who, year - 1, ACO)
        }
        return self.mine[year] - continuing, continuing

    def ratios(self, place: int, group: int) -> ByType:
        """Score of the performance year over benchmark year 3 of a group; 1 where there is nobody to compare."""
        last, now = self.agreement.start - 1, self.agreement.year
        then_who, now_who = self.split(last)[group], self.split(now)[group]
        found = {}
        for kind in TYPES:
            then, later = self.means(then_who, last, kind), self.means(now_who, now, kind)
            found[kind] = later[place] / then[place] if then and later else Fraction(1)
        return found

    def situation(self, given: Mapping[str, Any]) -> Situation:
        """given: prior savings, trend rates and savings of a first agreement, as fractions."""
        agreement = self.agreement
        years = tuple(self.year(year) for year in agreement.calendar_years)
        last = agreement.start - 1
        dual, low_income = shares(self.rows.people, self.mine[last], last)
        ones = dict.fromkeys(TYPES, Fraction(1))
        newly = ones
        if agreement.by_assignment:
            new = self.split(agreement.year)[0]
            newly = {kind: Fraction(self.rows.costs(agreement.year).months_of(new, kind)) for kind in TYPES}
        return Situation(
            agreement.era, agreement.period, agreement.times, years[:3], years[3],  # type: ignore[arg-type]
            agreement.year - agreement.start + 1, dual, low_income, given["prior"], given["trend"],
            self.regional_ratio("mean_risk_score"), self.regional_ratio("mean_demographic_score"), newly,
            *((self.ratios(0, 0), self.ratios(0, 1), self.ratios(1, 1)) if agreement.by_assignment else (ones,) * 3),
            given["first"],
        )  # fmt: skip
