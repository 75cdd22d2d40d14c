"""Exact, within the rounding of what is printed, or missed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import product

from openvbc.figures import Value
from openvbc.money import EXACT
from openvbc.published_results.mssp.replay.figures import RowFigure
from openvbc.published_results.mssp.results.cells import Cell
from openvbc.published_results.mssp.results.columns import COLUMNS, Kind
from openvbc.units import RATE, USD
from openvbc.worksheet.evaluate import evaluate_in
from openvbc.worksheet.exact import Exact
from openvbc.worksheet.interval import Answers, Bounds, Interval, IntervalValue
from openvbc.worksheet.prepared import part_of
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


class Closures:
    """The lines that one line rests on, itself included, as a worksheet of their own. Each is made once."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, str], tuple[Worksheet, Worksheet]] = {}

    def of(self, sheet: Worksheet, line: str) -> Worksheet:
        """The part of the sheet that the line needs, in the same order."""
        key = id(sheet), line
        if key not in self._made:
            part = part_of(sheet, [line])
            # The whole sheet is kept too, so that its identity stays its own.
            self._made[key] = sheet, part
        return self._made[key][1]


class Ranges:
    """Lines of the sheet as the range that the printed inputs allow."""

    def __init__(self, sheet: Worksheet, figures: Mapping[str, RowFigure], closures: Closures) -> None:
        self._sheet, self._closures = sheet, closures
        self._inputs = {name: figure.bounds for name, figure in figures.items()}
        self._found: dict[str, dict[str, IntervalValue]] = {}

    def __contains__(self, line: str) -> bool:
        return line in self._sheet

    def of(self, line: str) -> IntervalValue:
        """The range of a line."""
        return self._below(line)[line]

    def is_open(self, line: str) -> bool:
        """Whether a yes-or-no line can be either, given the rounding."""
        return _is_open(self.of(line))

    def allow(self, line: str, low: Fraction, high: Fraction) -> bool:
        """Whether the line can lie from `low` to `high`.

        Where rounding leaves a decision open (a rate on its threshold), the range of the line reaches over both
        sides and everything between; then each side is tried by itself, so that nothing between them is accepted.
        """
        found = self._below(line)
        if not _meets(found[line], low, high):
            return False
        computed = (each for each in self._closures.of(self._sheet, line) if each.kind is LineKind.COMPUTED)
        undecided = [each.name for each in computed if _is_open(found[each.name])]
        if not undecided:
            return True
        sides: Iterator[tuple[bool, ...]] = product((True, False), repeat=len(undecided))
        for answers in sides:
            decided = {name: Answers(frozenset({answer})) for name, answer in zip(undecided, answers, strict=True)}
            if _meets(self._evaluate(line, decided)[line], low, high):
                return True
        return False

    def _below(self, line: str) -> dict[str, IntervalValue]:
        if line not in self._found:
            self._found[line] = self._evaluate(line, {})
        return self._found[line]

    def _evaluate(self, line: str, decided: Mapping[str, IntervalValue]) -> dict[str, IntervalValue]:
        part = self._closures.of(self._sheet, line)
        inputs = {name: value for name, value in self._inputs.items() if name in part}
        found = evaluate_in(Interval(), part, inputs, {name: each for name, each in decided.items() if name in part})
        return {name: value for name, value in found.items() if not isinstance(value, dict)}


def _is_open(answer: IntervalValue) -> bool:
    return isinstance(answer, Answers) and len(answer.possible) > 1


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
    texts = shown(meaning, published, cell.places), shown(meaning, computed, cell.places)
    difference = computed - published
    if cell.agrees_with(computed):
        return Scored(meaning, Score.EXACT, *texts, difference)
    ends = sorted((Fraction(published) + side * cell.half_unit) * sign for side in (-1, 1))
    score = Score.WITHIN_ROUNDING if ranges.allow(line, ends[0], ends[1]) else Score.MISSED
    low, high = _ends(ranges.of(line), sign)
    return Scored(meaning, score, *texts, difference, low, high)


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
