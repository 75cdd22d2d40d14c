"""Exact, within the rounding of what is printed, or missed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import product

from openvbc.figures import Value
from openvbc.money import EXACT
from openvbc.payment_models.mssp.replay.figures import RowFigure
from openvbc.payment_models.mssp.results.cells import Cell
from openvbc.payment_models.mssp.results.columns import COLUMNS, Kind
from openvbc.units import RATE, USD
from openvbc.worksheet.evaluate import evaluate_in
from openvbc.worksheet.exact import Exact
from openvbc.worksheet.interval import Answers, Bounds, Interval, IntervalValue
from openvbc.worksheet.sheet import LineKind, Worksheet


class Score(StrEnum):
    """How a computed column compares with the published one.

    TAKEN: it is an input of this row, and is only held against what it can be.
    """

    EXACT = "exact"
    WITHIN_ROUNDING = "within rounding"
    MISSED = "missed"
    TAKEN = "taken as input"


@dataclass(frozen=True)
class Scored:
    """One column of one ACO.

    meaning: of the column. published: as printed. computed: as the worksheet gives it, in the same form. difference:
    computed less published, of numbers. low, high: what the printed inputs allow, where that was needed.
    cause: why it is missed, or "unexplained"; empty unless it is.
    """

    meaning: str
    score: Score
    published: str
    computed: str
    difference: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    cause: str = ""


UNEXPLAINED = "unexplained"


def exact_values(sheet: Worksheet, figures: Mapping[str, RowFigure]) -> dict[str, Value]:
    """Every line of the sheet from the inputs as printed."""
    found = evaluate_in(Exact(), sheet, {name: figure.value for name, figure in figures.items()})
    return {name: value for name, value in found.items() if not isinstance(value, dict)}


class Ranges:
    """Every line of the sheet as the range that the printed inputs allow."""

    def __init__(self, sheet: Worksheet, figures: Mapping[str, RowFigure]) -> None:
        self._sheet = sheet
        self._inputs = {name: figure.bounds for name, figure in figures.items()}
        self._all: dict[str, IntervalValue] | None = None

    def __contains__(self, line: str) -> bool:
        return line in self._sheet

    def of(self, line: str) -> IntervalValue:
        """The range of a line."""
        if self._all is None:
            self._all = self._evaluate({})
        return self._all[line]

    def is_open(self, line: str) -> bool:
        """Whether a yes-or-no line can be either, given the rounding."""
        answer = self.of(line)
        return isinstance(answer, Answers) and len(answer.possible) > 1

    def _evaluate(self, decided: Mapping[str, IntervalValue]) -> dict[str, IntervalValue]:
        found = evaluate_in(Interval(), self._sheet, self._inputs, dict(decided))
        return {name: value for name, value in found.items() if not isinstance(value, dict)}

    def allow(self, line: str, low: Fraction, high: Fraction) -> bool:
        """Whether the line can lie from `low` to `high`.

        Where rounding leaves a decision open (a rate on its threshold), the range of the line reaches over both
        sides and everything between; then each side is tried by itself, so that nothing between them is accepted.
        """
        if not _meets(self.of(line), low, high):
            return False
        undecided = self._undecided()
        if not undecided:
            return True
        sides: Iterator[tuple[bool, ...]] = product((True, False), repeat=len(undecided))
        for answers in sides:
            decided = {name: Answers(frozenset({answer})) for name, answer in zip(undecided, answers, strict=True)}
            if _meets(self._evaluate(decided)[line], low, high):
                return True
        return False

    def _undecided(self) -> list[str]:
        return [line.name for line in self._sheet if line.kind is LineKind.COMPUTED and self.is_open(line.name)]


def _meets(value: IntervalValue, low: Fraction, high: Fraction) -> bool:
    if not isinstance(value, Bounds):
        return False
    return (value.low is None or value.low <= high) and (value.high is None or low <= value.high)


def shown(meaning: str, value: Decimal, places: int) -> str:
    """A number of a column as people read it, with the digits that the column prints."""
    if COLUMNS[meaning].kind is Kind.RATE:
        return RATE.show(value, max(0, places - 2))
    return USD.show(value, places)


def score_number(meaning: str, cell: Cell, computed: Decimal, line: str, sign: int, ranges: Ranges) -> Scored:
    """A number against the printed one."""
    published = cell.number
    if published is None:
        raise TypeError(f"{meaning} is no number")
    told = shown(meaning, published, cell.places), shown(meaning, computed, cell.places)
    difference = computed - published
    if cell.agrees_with(computed):
        return Scored(meaning, Score.EXACT, *told, difference)
    ends = sorted((Fraction(published) + side * cell.half_unit) * sign for side in (-1, 1))
    score = Score.WITHIN_ROUNDING if ranges.allow(line, ends[0], ends[1]) else Score.MISSED
    low, high = _ends(ranges.of(line), sign)
    return Scored(meaning, score, *told, difference, low, high)


def _ends(value: IntervalValue, sign: int) -> tuple[Decimal | None, Decimal | None]:
    if not isinstance(value, Bounds) or value.low is None or value.high is None:
        return None, None
    low, high = sorted(
        EXACT.divide(Decimal(end.numerator), Decimal(end.denominator)) for end in (value.low, value.high)
    )
    return (low, high) if sign > 0 else (-high, -low)


def score_word(meaning: str, published: str, computed: str, *, is_possible: bool) -> Scored:
    """A yes, a no or a category against the printed one. `is_possible`: rounding leaves it open."""
    if published == computed:
        return Scored(meaning, Score.EXACT, published, computed)
    return Scored(meaning, Score.WITHIN_ROUNDING if is_possible else Score.MISSED, published, computed)
