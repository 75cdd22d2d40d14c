"""The figures of the report: exact counts from the engine's tables, and ratios of them, each with its source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Final

from openvbc.claims.engine.engine import BoundValue, Engine, Ran
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.engine.query import query
from openvbc.claims.expenditures.exact import decimal_of
from openvbc.claims.utilization.count import UtilizationCount
from openvbc.claims.utilization.measures import CATEGORIES, RISK_SCORE, Definition, Measure, Ratio, definitions
from openvbc.claims.utilization.risk import GROUPS, RISK_STEPS, RiskResult
from openvbc.claims.utilization.rules import STAY_KINDS
from openvbc.figures import ABSENT, Figure, FileDigest, Origin, Source

_STAY_STEPS: Final = (
    NamedQuery.ENROLLMENT_MONTHS,
    NamedQuery.TAKEN_BACK_LINE,
    NamedQuery.REVERSED_CLAIM,
    NamedQuery.STAY_CLAIM,
    NamedQuery.MERGED_ADMISSION,
    NamedQuery.DISCHARGED_STAY,
    NamedQuery.STAY_TOTAL,
)
_EVENT_STEPS: Final = (
    NamedQuery.ENROLLMENT_MONTHS,
    NamedQuery.TAKEN_BACK_LINE,
    NamedQuery.REVERSED_CLAIM,
    NamedQuery.REVERSED_LINE,
    NamedQuery.MERGED_ADMISSION,
    NamedQuery.EVENT_COMBINATION,
    NamedQuery.EVENT_DAY,
    NamedQuery.EVENT_TOTAL,
)
_COST_STEPS: Final = (
    NamedQuery.SERVICE_COMBINATION,
    NamedQuery.MARKED_CLAIM,
    NamedQuery.ENROLLMENT_MONTHS,
    NamedQuery.CLAIM_EXPENDITURE,
    NamedQuery.SERVICE_EXPENDITURE,
)
_RANK_STEPS: Final = (*_COST_STEPS, NamedQuery.MEMBER_EXPENDITURE, NamedQuery.MEMBER_TOTAL, NamedQuery.RANKED_MEMBER)
_HIGH_STEPS: Final = (*_RANK_STEPS, NamedQuery.HIGH_COST_MEMBER, NamedQuery.HIGH_COST_TOTAL)
#: What a measure needs -> its words, and the columns of list_claims_at_hand: how many there are, how many say dollars.
NEEDED: Final = {
    "institutional": ("institutional claims", "institutional_lines", "institutional_amounts"),
    "professional": ("professional claims", "professional_lines", "professional_amounts"),
    "outpatient": ("outpatient claims", "outpatient_lines", "outpatient_amounts"),
    "emergency": ("outpatient or emergency claims", "emergency_lines", "emergency_amounts"),
    "fills": ("pharmacy claims", "fills", "fill_amounts"),
}


@dataclass(frozen=True)
class _Count:
    """A count, exact; queries that led to it, how many rows it rests on, and the query that lists them."""

    number: Decimal
    words: str
    steps: tuple[str, ...]
    rows: int
    listing: tuple[str, dict[str, BoundValue]] | None = None


@dataclass
class _Counts:
    """The counts of a population in one period, by their names."""

    engine: Engine
    population: str
    period: str
    found: dict[str, _Count] = field(default_factory=dict)

    def keep(
        self,
        name: str,
        number: int | Decimal,
        words: str,
        steps: tuple[str, ...],
        rows: int,
        listing: tuple[str, dict[str, BoundValue]] | None = None,
    ) -> None:
        """Keep a count; what a list of it binds beside the population and the period comes with the list."""
        if listing is not None:
            listing = (listing[0], {"population_id": self.population, "period": self.period, **listing[1]})
        self.found[name] = _Count(Decimal(number), words, steps, rows, listing)

    def records(self, table: str) -> list[Mapping[str, object]]:
        """The rows of a table that are about the population in the period."""
        return [
            row
            for row in self.engine.table(table).records
            if row["population_id"] == self.population and row["period"] == self.period
        ]


def utilization_measures(
    engine: Engine, count: UtilizationCount, risk: RiskResult, files: Sequence[FileDigest] = ()
) -> tuple[Measure, ...]:
    """Every measure of the year and the year before, in the order of `definitions`, then the mean risk scores."""
    before, now = (_counts(engine, count, str(year)) for year in count.terms.years)
    makers = [_Maker(engine, count, str(year), tuple(files)) for year in count.terms.years]
    found = []
    for each in definitions():
        found.append(Measure(each, makers[1].ratio(each, now), makers[0].ratio(each, before)))
        if each.name == "member_months":
            found += [_risk_measure(makers, risk, name, label) for name, label, *_ in GROUPS]
    return tuple(found)


def _risk_measure(makers: "Sequence[_Maker]", risk: RiskResult, name: str, label: str) -> Measure:
    words = "mean raw score of the months that count, by CMS's model for Medicare"
    definition = Definition(name, label, "members", RISK_SCORE, "", "", words)
    before, now = (maker.risk(risk, name) for maker in makers)
    return Measure(definition, now, before)


def _counts(engine: Engine, count: UtilizationCount, period: str) -> dict[str, _Count] | None:
    """Every count of the period; None where nobody of the population has a month that counts."""
    counts = _Counts(engine, count.terms.population, period)
    totals = counts.records(NamedQuery.HIGH_COST_TOTAL)
    if not totals:
        return None
    (total,) = totals
    _keep_people(counts, total)
    _keep_categories(counts)
    _keep_stays(counts)
    _keep_events(counts)
    return counts.found


def _whole(row: Mapping[str, object], column: str) -> int:
    return int(str(row[column]))


def _dollars(row: Mapping[str, object], column: str) -> Decimal:
    return Decimal(_whole(row, column)).scaleb(-2)


def _keep_people(counts: _Counts, total: Mapping[str, object]) -> None:
    members, high = _whole(total, "members"), _whole(total, "high_members")
    everyone: tuple[str, dict[str, BoundValue]] = (NamedQuery.LIST_RANKED_MEMBERS, {})
    for name, number, words in (
        ("members", members, "people with a month that counts"),
        ("months", _whole(total, "member_months"), "months that count"),
        ("cost.total", _dollars(total, "expenditure_cents"), "dollars for all services and drugs"),
    ):
        counts.keep(name, number, words, _RANK_STEPS, members, everyone)
    for name, number, words in (
        ("high.members", high, "high-cost members"),
        ("high.cost", _dollars(total, "high_cents"), "dollars for high-cost members"),
        ("high.least", _dollars(total, "least_high_cents"), "dollars for the last high-cost member"),
    ):
        counts.keep(name, number, words, _HIGH_STEPS, high, everyone)


def _keep_categories(counts: _Counts) -> None:
    steps = (*_COST_STEPS, NamedQuery.MEMBER_EXPENDITURE, NamedQuery.EXPENDITURE_CATEGORY_TOTAL)
    records = counts.records(NamedQuery.EXPENDITURE_CATEGORY_TOTAL)
    for category in CATEGORIES:
        mine = [row for row in records if row["category"] == category]
        listing: tuple[str, dict[str, BoundValue]] = (
            NamedQuery.LIST_CATEGORY_EXPENDITURES,
            {"enrollment_type": "", "category": category},
        )
        cents = sum(_whole(row, "expenditure_cents") for row in mine)
        rows = sum(_whole(row, "lines") for row in mine)
        counts.keep(
            f"cost.{category}",
            Decimal(cents).scaleb(-2),
            f"dollars for {category.replace('_', ' ')}",
            steps,
            rows,
            listing,
        )


def _keep_stays(counts: _Counts) -> None:
    by_kind = {str(row["stay_kind"]): row for row in counts.records(NamedQuery.STAY_TOTAL)}
    for group, kinds in (
        ("inpatient", tuple(kind for kind, (inpatient, _) in STAY_KINDS.items() if inpatient)),
        *((kind, (kind,)) for kind in STAY_KINDS),
    ):
        mine = [by_kind[kind] for kind in kinds if kind in by_kind]
        stays = sum(_whole(row, "stays") for row in mine)
        words = group.replace("_", " ")
        listing: tuple[str, dict[str, BoundValue]] = (
            NamedQuery.LIST_UTILIZATION_STAYS,
            {"stay_kind": "" if group == "inpatient" else group},
        )
        counts.keep(f"stays.{group}", stays, f"{words} stays", _STAY_STEPS, stays, listing)
        days = sum(_whole(row, "days") for row in mine)
        counts.keep(f"days.{group}", days, f"nights of {words} stays", _STAY_STEPS, stays, listing)
    acute = by_kind.get("acute")
    for column, words in (
        ("index_stays", "acute stays that could be followed by a readmission"),
        ("readmitted", "of these, followed by another acute stay in time"),
        ("died", "acute stays that ended with death"),
        ("transferred", "acute stays that ended with a transfer that no stay in the data follows"),
        ("still_patient", "acute stays whose last bill says that the person is still there"),
        ("not_followed", "acute stays after which the data do not reach far enough"),
    ):
        number = 0 if acute is None else _whole(acute, column)
        counts.keep(
            column, number, words, _STAY_STEPS, number, (NamedQuery.LIST_UTILIZATION_STAYS, {"stay_kind": "acute"})
        )


def _keep_events(counts: _Counts) -> None:
    records = counts.records(NamedQuery.EVENT_TOTAL)
    for measure in ("emergency", "primary_care", "primary_care_unknown", "ct", "mri"):
        mine = [row for row in records if row["measure"] == measure]
        listing: tuple[str, dict[str, BoundValue]] = (NamedQuery.LIST_UTILIZATION_EVENTS, {"measure": measure})
        words = measure.replace("_", " ")
        split = {each: sum(_whole(row, "events") for row in mine if row["admitted"] == each) for each in (0, 1)}
        both = sum(split.values())
        counts.keep(f"events.{measure}", both, f"person-days: {words}", _EVENT_STEPS, both, listing)
        for admitted, word in ((0, "sent_home"), (1, "admitted")):
            number = split[admitted]
            counts.keep(f"events.{measure}.{word}", number, f"person-days: {words}", _EVENT_STEPS, number, listing)
        dollars = Decimal(sum(_whole(row, "expenditure_cents") for row in mine)).scaleb(-2)
        counts.keep(f"cost.{measure}", dollars, f"dollars for {words}", _EVENT_STEPS, both, listing)
    fills = sum(_whole(row, "fills") for row in counts.records(NamedQuery.PRESCRIPTION_TOTAL))
    counts.keep("fills", fills, "fills", (NamedQuery.ENROLLMENT_MONTHS, NamedQuery.PRESCRIPTION_TOTAL), fills)


@dataclass(frozen=True)
class _Maker:
    """Makes figures of one period."""

    engine: Engine
    count: UtilizationCount
    period: str
    files: tuple[FileDigest, ...]

    def ratio(self, definition: Definition, counts: Mapping[str, _Count] | None) -> Ratio:
        """The measure of the period; ABSENT with the reason where it cannot be known."""
        if counts is None:
            return self._absent(f"nobody of the population has a month that counts in {self.period}")
        if definition.needs:
            words, lines, amounts = NEEDED[definition.needs]
            at_hand = self.count.at_hand[self.period]
            if not at_hand[lines]:
                return self._absent(f"the data hold no {words} of {self.period}")
            if definition.in_dollars and not at_hand[amounts]:
                said = self.count.terms.amount.value
                return self._absent(f"no line of {words} of {self.period} says what was {said}")
        numerator = counts[definition.numerator]
        top = self._figure(numerator, numerator.number, definition.label)
        if not definition.denominator:
            return Ratio(top)
        denominator = counts[definition.denominator]
        bottom = self._figure(denominator, denominator.number, definition.label)
        if not denominator.number:
            return Ratio(self._absent(f"there are no {denominator.words} in {self.period}").value, top, bottom)
        value = decimal_of(Fraction(numerator.number) * definition.per / Fraction(denominator.number))
        return Ratio(self._figure(numerator, value, definition.label, denominator), top, bottom)

    def risk(self, risk: RiskResult, group: str) -> Ratio:
        """The mean risk score of a group in the period."""
        mean = risk.means[group, self.period]
        if mean.value is None:
            return self._absent(mean.words)
        source = Source(
            Origin.COUNTED,
            f"{mean.words}, {self.period}",
            files=(*self.files, *risk.files),
            query=self._ran(RISK_STEPS),
            rows=mean.months,
        )
        return Ratio(Figure(decimal_of(mean.value), source))

    @staticmethod
    def _absent(reason: str) -> Ratio:
        return Ratio(Figure(ABSENT, Source(Origin.COUNTED, reason)))

    def _ran(self, steps: Sequence[str]) -> str:
        return "\n".join(self.engine.ran_last(name).text for name in dict.fromkeys(steps))

    def _figure(self, counted: _Count, value: Decimal, label: str, over: _Count | None = None) -> Figure:
        words = counted.words if over is None else f"{counted.words}, over {over.words}"
        steps = counted.steps if over is None else (*counted.steps, *over.steps)
        listing = ""
        if counted.listing is not None:
            name, bound = counted.listing
            listing = Ran(query(name), bound, 0, 0.0).text
        source = Source(
            Origin.COUNTED,
            f"{label}: {words}, {self.count.terms.population}, {self.period}",
            files=self.files,
            query=self._ran(steps),
            rows=counted.rows,
            listing=listing,
        )
        return Figure(value, source)
