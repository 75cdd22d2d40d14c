"""The replay in numbers: scores a year and column, outcomes a year, every miss, and what was taken as input."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from openvbc.errors import Fault
from openvbc.money import ZERO
from openvbc.payment_models.mssp.tracks import TITLES, shares_losses
from openvbc.published_results.mssp.replay.checks import CHECKS, Check, published_cell
from openvbc.published_results.mssp.replay.quality import QualityScored, Reported, Standing
from openvbc.published_results.mssp.replay.result import Outcome, Replay, ReplayedRow, rates_in_words
from openvbc.published_results.mssp.replay.scoring import UNEXPLAINED, Score, Scored

_DOLLAR = Decimal(1)


@dataclass(frozen=True)
class ColumnScore:
    """One column in one year.

    checked: ACOs whose value is a result and is published; taken: ACOs for whom it is an input. within_a_dollar: of the
    checked, how many differ by a dollar at most (amounts only, else as exact).
    """

    meaning: str
    label: str
    column: str
    checked: int
    exact: int
    within_rounding: int
    missed: int
    taken: int
    within_a_dollar: int

    @property
    def reproduced(self) -> int:
        """Exact or within the rounding of the printed inputs."""
        return self.exact + self.within_rounding


@dataclass(frozen=True)
class YearSummary:
    """One performance year.

    outcomes: how many ACOs, by outcome. paid, owed: dollars in all as settled here; published_paid, published_owed: as
    CMS published them. track_1, two_sided: ACOs in Track 1, and those that share losses. saved_below_minimum: those
    that spent less than their benchmark, but by less than their minimum rate.
    """

    year: int
    acos: int
    track_1: int
    two_sided: int
    saved_below_minimum: int
    outcomes: dict[Outcome, int]
    columns: tuple[ColumnScore, ...]
    paid: Decimal
    owed: Decimal
    published_paid: Decimal
    published_owed: Decimal


@dataclass(frozen=True)
class Miss:
    """One column of one ACO that is not reproduced."""

    year: int
    aco: str
    name: str
    where: str
    column: str
    scored: Scored

    @property
    def is_explained(self) -> bool:
        """Whether the file proves the cause."""
        return self.scored.cause != UNEXPLAINED


@dataclass(frozen=True)
class AcoYear:
    """One ACO's year in one line.

    published, settled: earned savings (+) or owed losses (-); published is None where the file prints none. score: of
    that payment; None where it is not checked. missed: the columns that are missed; causes: why, each once.
    quality: the quality score from the printed measures, where there are any.
    """

    year: int
    aco: str
    name: str
    track: str
    where: str
    outcome: Outcome
    published: Decimal | None
    settled: Decimal
    score: Score | None
    missed: tuple[str, ...]
    causes: tuple[str, ...]
    quality: QualityScored | None = None

    @property
    def difference(self) -> Decimal | None:
        """Settled less published."""
        return None if self.published is None else self.settled - self.published


@dataclass(frozen=True)
class Undetermined:
    """An ACO whose printed minimum rate leaves open what it elected. Its result is the same with each of the rates.

    where: the printed cell. rates: those that it can have been, in words.
    """

    year: int
    aco: str
    name: str
    where: str
    printed: str
    rates: str


@dataclass(frozen=True)
class TakenAsInput:
    """Something that is not computed but taken from the file, and in which years."""

    what: str
    years: str
    why: str


TAKEN_AS_INPUT = (
    TakenAsInput("updated benchmark and expenditures", "all", "their national and regional inputs are not published"),
    TakenAsInput(
        "quality score, for the payment",
        "all",
        "until 2020 printed with four digits, so payments are known to some dollars; from 2020 on it is computed from"
        " the measures too, and told apart",
    ),
    TakenAsInput(
        "what minimum rate a two-sided ACO of 5,000 people or more chose",
        "2016 on",
        "a choice; an elected rate is only held against the five allowed, the table's is computed; where a file prints"
        " too few digits to tell two rates apart, the published result tells which it was, or it is not determined",
    ),
    TakenAsInput(
        "whether the quality standard, or the alternative one, was met",
        "2016 on",
        "CMS's own statement; in 2014 and 2015, which have no such column, a published sharing rate of 0% says it",
    ),
    TakenAsInput(
        "reduction of losses after disasters",
        "2017 to 2019, 2023, 2024",
        "shares of counties are not published; from 2020 to 2022 it is a result, the whole loss",
    ),
    TakenAsInput("whether the guardrail was applied", "2024", "the two benchmarks behind it are not published"),
    TakenAsInput("high or low revenue; balances of advance payments", "where printed", "facts of the ACO"),
)


@dataclass(frozen=True)
class QualityYear:
    """Quality scores from measures, of one year and one way of reporting.

    counts: ACOs by how the score compares. with_base, base_agrees: those for whom the files print the achievement that
    improvement is measured against, and how many of them agree, exactly or within rounding. replaced: those whose score
    is the standard, after a disaster; they are not among `counts`.
    """

    year: int
    reported: Reported
    counts: dict[Standing, int]
    with_base: int
    base_agrees: int
    replaced: int

    @property
    def checked(self) -> int:
        """The ACOs whose own score is published."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Summary:
    """Everything that the reports tell of a replay.

    rows: one line an ACO and year, missed payments first, the largest difference before smaller ones.
    """

    years: tuple[YearSummary, ...]
    rows: tuple[AcoYear, ...]
    misses: tuple[Miss, ...]
    undetermined: tuple[Undetermined, ...]
    unconfirmed: tuple[tuple[str, int], ...]
    faults: tuple[Fault, ...]
    files: tuple[tuple[str, str], ...]
    quality: tuple[QualityYear, ...] = ()
    quality_misses: tuple[QualityScored, ...] = ()

    @property
    def acos(self) -> int:
        """ACO-years replayed."""
        return sum(year.acos for year in self.years)

    @property
    def unexplained(self) -> tuple[Miss, ...]:
        """The misses whose cause the files do not prove."""
        return tuple(miss for miss in self.misses if not miss.is_explained)

    def column_total(self, meaning: str) -> ColumnScore | None:
        """One column over all years; None if no year has it."""
        found = [column for year in self.years for column in year.columns if column.meaning == meaning]
        if not found:
            return None
        counts = [
            sum(getattr(each, name) for each in found)
            for name in ("checked", "exact", "within_rounding", "missed", "taken", "within_a_dollar")
        ]
        return ColumnScore(meaning, found[0].label, found[0].column, *counts)

    @property
    def totals(self) -> tuple[ColumnScore, ...]:
        """Every column over all years, in the order of the settlement."""
        found = [self.column_total(check.meaning) for check in CHECKS]
        return tuple(each for each in found if each is not None)


def summarize(replay: Replay) -> Summary:
    """The replay in numbers."""
    years = tuple(_year(year, replay.of_year(year)) for year in replay.years)
    misses = tuple(
        Miss(each.row.year, each.row.aco, each.row.name, each.row.where, _check(scored.meaning).column, scored)
        for each in replay.rows
        for scored in each.misses
    )
    marked = Counter(label for each in replay.rows for label in each.unconfirmed)
    files = {each.row.file.name: each.row.file.sha256 for each in replay.rows}
    undetermined = tuple(_undetermined(each) for each in replay.rows if each.minimum_rates)
    quality = {each.row.where: each for each in replay.quality}
    rows = sorted((_aco_year(each, quality.get(each.row.where)) for each in replay.rows), key=_worst_first)
    return Summary(
        years,
        tuple(rows),
        misses,
        undetermined,
        tuple(sorted(marked.items())),
        replay.faults,
        tuple(sorted(files.items())),
        tuple(_quality_years(replay.quality)),
        tuple(each for each in replay.quality if each.standing is Standing.MISSED),
    )


def _quality_years(scores: Sequence[QualityScored]) -> Iterator[QualityYear]:
    for year in sorted({each.row.year for each in scores}):
        for reported in Reported:
            ours = [each for each in scores if each.row.year == year and each.reported is reported]
            own = [each for each in ours if not each.is_replaced]
            with_base = [each for each in own if each.has_public_base]
            if ours:
                yield QualityYear(
                    year,
                    reported,
                    {standing: sum(each.standing is standing for each in own) for standing in Standing},
                    len(with_base),
                    sum(each.standing in (Standing.EXACT, Standing.WITHIN_ROUNDING) for each in with_base),
                    len(ours) - len(own),
                )


def _aco_year(row: ReplayedRow, quality: QualityScored | None) -> AcoYear:
    cell, score = published_cell(_check("earned"), row.row), row.score("earned")
    settled = row.values["earned_or_owed"]
    if not isinstance(settled, Decimal):
        raise TypeError("a settled row has a result")
    return AcoYear(
        row.row.year,
        row.row.aco,
        row.row.name,
        TITLES[row.row.track],
        row.row.where,
        row.outcome,
        cell.number if cell is not None else None,
        settled,
        score.score if score is not None else None,
        tuple(_check(each.meaning).column for each in row.misses),
        tuple(dict.fromkeys(each.cause for each in row.misses)),
        quality,
    )


def _worst_first(row: AcoYear) -> tuple[bool, Decimal, bool]:
    """Missed payments by their difference, then rows that miss another column; the others stay in their order."""
    missed = row.score is Score.MISSED
    return not missed, -abs(row.difference or ZERO) if missed else ZERO, not row.missed


def _undetermined(row: ReplayedRow) -> Undetermined:
    cell = row.row.cells["minimum_rate"]
    rates = rates_in_words(row.minimum_rates)
    return Undetermined(row.row.year, row.row.aco, row.row.name, cell.where, cell.text.strip(), rates)


def _check(meaning: str) -> Check:
    return next(check for check in CHECKS if check.meaning == meaning)


def _year(year: int, rows: Sequence[ReplayedRow]) -> YearSummary:
    results = [each.values["earned_or_owed"] for each in rows]
    amounts = [each for each in results if isinstance(each, Decimal)]
    cells = [published_cell(_check("earned"), each.row) for each in rows]
    published = [cell.number for cell in cells if cell is not None and cell.number is not None]
    scored = [score for each in rows for score in each.scores]
    return YearSummary(
        year=year,
        acos=len(rows),
        track_1=sum(each.row.track == "track_1" for each in rows),
        two_sided=sum(shares_losses(each.row.track) for each in rows),
        saved_below_minimum=sum(_is_below_minimum(each) for each in rows),
        outcomes={outcome: sum(each.outcome is outcome for each in rows) for outcome in Outcome},
        columns=tuple(column for check in CHECKS if (column := _column(check, scored)).checked or column.taken),
        paid=_sum(each for each in amounts if each > ZERO),
        owed=-_sum(each for each in amounts if each < ZERO),
        published_paid=_sum(each for each in published if each > ZERO),
        published_owed=-_sum(each for each in published if each < ZERO),
    )


def _is_below_minimum(row: ReplayedRow) -> bool:
    """Whether the ACO saved, but less than its minimum rate."""
    saved, least = row.values["savings_rate"], row.values["minimum_rate"]
    return isinstance(saved, Decimal) and isinstance(least, Decimal) and ZERO < saved < least


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def _column(check: Check, scored: Sequence[Scored]) -> ColumnScore:
    ours = [each for each in scored if each.meaning == check.meaning]
    counts = Counter(each.score for each in ours)
    near = sum(
        each.score is Score.EXACT or (each.difference is not None and abs(each.difference) <= _DOLLAR)
        for each in ours
        if each.score is not Score.TAKEN
    )
    return ColumnScore(
        check.meaning,
        check.label,
        check.column,
        checked=len(ours) - counts[Score.TAKEN],
        exact=counts[Score.EXACT],
        within_rounding=counts[Score.WITHIN_ROUNDING],
        missed=counts[Score.MISSED],
        taken=counts[Score.TAKEN],
        within_a_dollar=near,
    )
