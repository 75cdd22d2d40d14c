"""Quality scores from the printed results of measures, by the scorecard of the year's contract.

A score's own column is never read for it. What the files do not print (an earlier achievement, bonus points, points for
health equity) is a range; a published score that only a figure of that range explains is told as such.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, Literal

from openvbc.contract.load import contract_from_text
from openvbc.figures import ABSENT, Keyed, Value
from openvbc.money import EXACT, ONE, ZERO, rounded
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.mssp.model import PAYMENT_MODEL
from openvbc.payment_models.record import WorksheetRequest
from openvbc.payment_models.registry import model_folder
from openvbc.published_results.mssp.replay.health_equity import (
    EquityPoints,
    Performance,
    equity_points,
    performances,
)
from openvbc.published_results.mssp.replay.scoring import UNEXPLAINED
from openvbc.published_results.mssp.results.cells import Cell
from openvbc.published_results.mssp.results.row import PublishedRow
from openvbc.units import RATE
from openvbc.worksheet.exact import Exact
from openvbc.worksheet.prepared import PreparedSheet
from openvbc.worksheet.sheet import LineKind, Worksheet

#: The years whose scores can be computed: 2020 in domains, later ones in deciles.
FIRST_YEAR, LAST_YEAR = 2020, 2024
_DECILES_FROM = 2021
#: The year with bonus points, which no column prints.
_BONUS_YEAR = 2021
#: The cut points of readmissions that the first release of that year took otherwise.
_CORRECTED = ('measure: "479"', 'measure: "479_first_release"')
#: The first year in which points for health equity were added.
_EQUITY_FROM = 2023
#: The measure that stands in no earlier row of those ACOs whose earlier achievement is not the base, by year.
_TELLS_BASE = {2023: "readmissions", 2024: "admissions"}
#: Printed as a fraction; the other rates are percentages.
_FRACTIONS = frozenset({"readmissions"})
#: How the names of the measures begin of which less is better.
_INVERSE = ("diabetes", "readmissions", "admissions", "aco_27")
_CLASSIC_RATES = ("aco_13", "aco_14", "aco_17", "aco_19", "aco_20", "aco_27", "aco_28")
_ELECTRONIC = ("depression", "diabetes", "blood_pressure")
_COLLECTIONS = ("ecqm", "cqm", "medicare_cqm")
_ENDS: Final[tuple[Literal["least"], Literal["most"]]] = ("least", "most")
#: A score that the rounding of its measures can move by.
_NEAR = Fraction(2, 10_000)


class Standing(StrEnum):
    """How a score from measures compares with the published one."""

    EXACT = "exact"
    WITHIN_ROUNDING = "within rounding"
    WITHIN_BOUNDS = "within the bounds of what is not public"
    MISSED = "missed"


class Reported(StrEnum):
    """How an ACO reported its quality."""

    WEB_INTERFACE = "Web Interface"
    ELECTRONIC = "electronic"
    BOTH = "Web Interface and electronic"
    NOTHING = "nothing"


@dataclass(frozen=True)
class QualityScored:
    """One ACO's quality score from its measures beside the published one, both as fractions.

    achievement: without improvement, bonus or other points. has_public_base: whether the files print what improvement
    was measured against. low, high: between which the score lies, given the rounding of the results and whatever the
    files do not print. is_replaced: the standard stands instead of the ACO's own score. rests_on: what is not public
    that explains the published score, or the cause of a miss.
    """

    row: PublishedRow
    reported: Reported
    standing: Standing
    published: Decimal
    computed: Decimal | None
    achievement: Decimal | None
    low: Decimal | None
    high: Decimal | None
    has_public_base: bool
    is_replaced: bool
    rests_on: str = ""

    @property
    def difference(self) -> Decimal | None:
        """Computed less published."""
        return None if self.computed is None else self.computed - self.published


@dataclass(frozen=True)
class _Figure:
    """A figure as printed, and the ends of the range that it stands for: by which the score is least and most.

    A better result never lowers a score, and a higher earlier achievement never raises it, so the score of all figures
    at one of their ends is the end of the score's own range.
    """

    value: Value
    least: Value
    most: Value


_NOT_THERE = _Figure(ABSENT, ABSENT, ABSENT)
_Figures = dict[str, "_Figure | dict[Keyed, _Figure]"]


def _certain(value: Value) -> _Figure:
    return _Figure(value, value, value)


def _printed(cell: Cell | None, scale: int, *, lower_is_better: bool) -> _Figure:
    """A printed result, in units of 10 to the power of `scale`, and the range that its rounding allows."""
    if cell is None or cell.number is None:
        return _NOT_THERE
    half = EXACT.divide(Decimal(cell.half_unit.numerator), Decimal(cell.half_unit.denominator))
    low, high = (cell.number - half).scaleb(scale), (cell.number + half).scaleb(scale)
    return _Figure(cell.number.scaleb(scale), *((high, low) if lower_is_better else (low, high)))


@dataclass(frozen=True)
class _Part:
    """The lines of a year's worksheet that one of them rests on, ready for the results of every ACO."""

    line: str
    prepared: PreparedSheet[Value]

    @property
    def sheet(self) -> Worksheet:
        return self.prepared.sheet

    def evaluated(
        self, figures: _Figures, end: Literal["value", "least", "most"] = "value"
    ) -> "dict[str, Value | dict[Keyed, Value]]":
        """Every line, from the figures as printed or from the ends of their ranges."""
        return self.prepared.evaluate(
            {
                name: {key: getattr(each, end) for key, each in held.items()}
                if isinstance(held, dict)
                else getattr(held, end)
                for name, held in figures.items()
                if name in self.sheet
            }
        )

    def singles(self, figures: _Figures, end: Literal["value", "least", "most"] = "value") -> dict[str, Value]:
        """Every line that has one value."""
        return {name: value for name, value in self.evaluated(figures, end).items() if not isinstance(value, dict)}

    def range(self, figures: _Figures) -> tuple[Decimal, Decimal] | None:
        """Between which the line lies; None where it has no value."""
        low, high = (self.singles(figures, end)[self.line] for end in _ENDS)
        return (low, high) if isinstance(low, Decimal) and isinstance(high, Decimal) else None


class _Sheets:
    """The lines of each year's worksheet that its quality score rests on."""

    def __init__(self, parameters: ParameterSet) -> None:
        self._parameters = parameters
        self._made: dict[str, _Part] = {}

    def of(self, year: int, *, first_release: bool = False) -> _Part:
        """The lines of a year's contract that the score rests on.

        first_release: with the cut points that CMS's first release of the year's results took, and later corrected.
        """
        contract = model_folder("mssp").joinpath("contracts", f"quality_{year}.yaml")
        return self._from(contract, year, _CORRECTED if first_release else ("", ""))

    def part(self, year: int, line: str) -> _Part:
        """The lines of a year's contract that one of them rests on."""
        key = f"{year} {line}"
        if key not in self._made:
            self._made[key] = _Part(line, PreparedSheet(Exact(), self.of(year).sheet, [line]))
        return self._made[key]

    def base_of_first(self) -> _Part:
        """The lines of the achievement that the first year in deciles improves on."""
        beside = files("openvbc.published_results.mssp.replay")
        year = _DECILES_FROM - 1
        return self._from(beside.joinpath(f"achievement_{year}.yaml"), year)

    def _from(self, file: Traversable, year: int, changed: tuple[str, str] = ("", "")) -> _Part:
        key = file.name + changed[1]
        if key not in self._made:
            text = file.read_text(encoding="utf-8")
            text = text.replace(*changed) if changed[0] else text
            contract = contract_from_text(text, file.name, {PAYMENT_MODEL.name: PAYMENT_MODEL})
            agreement = contract.file.agreement.period
            request = WorksheetRequest(
                contract.streams[0], agreement, agreement.performance_year(year), self._parameters, contract.scorecard
            )
            sheet = PAYMENT_MODEL.worksheet(request)
            line = "quality_score_adjusted" if "quality_score_adjusted" in sheet else "quality_score"
            self._made[key] = _Part(line, PreparedSheet(Exact(), sheet, [line]))
        return self._made[key]


def _over_measures(sheet: Worksheet, name: str, known: Mapping[str, _Figure]) -> dict[Keyed, _Figure]:
    """The results that a line is for, by measure; the other measures have theirs in another line."""
    line = sheet[name]
    ends = line.ends or {}
    return {key: known.get(str(key), _NOT_THERE) if key in ends else _NOT_THERE for key in line.all_keys}


class QualityScorer:
    """Scores rows from their measures; `rows` are those of every file, among them the years before."""

    def __init__(self, rows: Iterable[PublishedRow], parameters: ParameterSet) -> None:
        self._rows = {(row.year, row.aco): row for row in rows}
        self._sheets = _Sheets(parameters)
        self._achieved: dict[tuple[int, str], _Figure | None] = {}
        self._parameters = parameters
        self._performed: dict[int, dict[str, dict[str, Performance]]] = {}

    def score(self, row: PublishedRow) -> QualityScored | None:
        """The row's score; None where the file prints no score, or no results that it could follow from."""
        cell = row.cells.get("quality_score")
        if not FIRST_YEAR <= row.year <= LAST_YEAR or cell is None or cell.number is None:
            return None
        if not any(row.has(each) for each in (*_CLASSIC_RATES, "cahps_1", "falls")):
            return None
        if row.flag("got_mean_score"):
            return None
        return self._classic(row, cell) if row.year < _DECILES_FROM else self._in_deciles(row, cell)

    def _classic(self, row: PublishedRow, cell: Cell) -> QualityScored | None:
        """In domains. The net share of improved measures is not printed, so the reward of a domain is a range."""
        part = self._sheets.of(row.year)
        figures = _classic_figures(row, part.sheet)
        if row.number("agreement_number") == 1 and row.start.year == row.year:
            return None  # the first performance year: complete reporting is the whole score
        tried = _Tried(part, figures)
        reward = dict.fromkeys(part.sheet["net_improvement"].all_keys, _Figure(ZERO, -ONE, ONE))
        wide: _Figures = {**figures, "net_improvement": reward}
        return _against(row, cell, Reported.WEB_INTERFACE, tried, [(wide, "rewards for improvement")], public=True)

    def _in_deciles(self, row: PublishedRow, cell: Cell) -> QualityScored:
        # The first release of 2021 prints scores as "91.81", the second as "92.81%".
        is_first_release = row.year == _BONUS_YEAR and not cell.text.strip().endswith("%")
        part = self._sheets.of(row.year, first_release=is_first_release)
        reported = how_reported(row)
        base = self._base(row)
        figures = _decile_figures(row, part.sheet, base)
        open_figures: _Figures = {}
        reasons = []
        tried = _Tried(part, figures)
        ways: list[tuple[_Figures, str]] = []
        points: EquityPoints | None = None
        if base is None:
            open_figures["earlier_quality_score"] = _Figure(ABSENT, ABSENT, ZERO)
            reasons.append("an earlier achievement that is not public")
        if row.year >= _EQUITY_FROM and _prints_electronic(row):
            points = self.equity_points(row)
            told = _equity_words(points, cell, tried)
            if base is not None:
                ways.append(({**figures, "health_equity_adjustment": _Figure(ZERO, points.least, points.most)}, told))
            # Below the least share an ACO has none, so with an open base the points begin at zero.
            open_figures["health_equity_adjustment"] = _Figure(ZERO, ZERO, points.most)
            reasons.append("health equity points")
        most_bonus = (part.sheet["bonus_points"].at_most if "bonus_points" in part.sheet else None) or ZERO
        if most_bonus:
            count = min(max(_implied_bonus(cell, tried), ZERO), most_bonus)
            ways.append(({**figures, "bonus_points": _certain(count)}, f"{count:f} bonus points"))
        if base is None and open_figures:
            ways.append(({**figures, **open_figures}, " or ".join(reasons)))
        if open_figures and most_bonus:
            told = f"bonus points, and {reasons[0]}"
            ways.append(({**figures, **open_figures, "bonus_points": _Figure(ZERO, ZERO, most_bonus)}, told))
        found = _against(row, cell, reported, tried, ways, public=base is not None)
        if found.rests_on == UNEXPLAINED and points is not None and points.least and found.low is not None:
            told = f"health equity points come to {RATE.show(points.least, 2)} at least, by the printed results and the"
            told += " share of people with Medicaid: a printed result was presumably not counted as it stands"
            found = replace(found, rests_on=told)
        return found

    def equity_points(self, row: PublishedRow) -> EquityPoints:
        """Between which the points for health equity lie of an ACO whose people are underserved to the least share."""
        if row.year not in self._performed:
            part = self._sheets.part(row.year, "points_counted")
            self._performed[row.year] = {
                each.aco: _performances(part, _decile_figures(each, part.sheet, None))
                for each in self._rows.values()
                if each.year == row.year and any(each.has(name) for name in ("cahps_1", "readmissions"))
            }
        everybody = self._performed[row.year]
        share = row.cells.get("dual_share")
        least = _printed(share, -2, lower_is_better=False).least if share is not None else ABSENT
        dual = least if isinstance(least, Decimal) else None
        return equity_points(everybody.get(row.aco, {}), everybody.values(), dual, self._parameters, row.year)

    def _base(self, row: PublishedRow) -> _Figure | None:
        """What improvement is measured against: the earlier year's achievement; None where it is not public."""
        earlier = self._rows.get((row.year - 1, row.aco))
        if earlier is None:
            return None
        tells = _TELLS_BASE.get(row.year)
        if tells is not None and not earlier.has(tells):
            return None
        return self._achievement(earlier)

    def _achievement(self, row: PublishedRow) -> _Figure | None:
        key = row.year, row.aco
        if key not in self._achieved:
            is_first = row.year < _DECILES_FROM
            part = self._sheets.base_of_first() if is_first else self._sheets.part(row.year, "achievement_score")
            figures: _Figures = (
                {"measure_rate": _over_measures(part.sheet, "measure_rate", _rates(row, _CLASSIC_RATES))}
                if is_first
                else _decile_figures(row, part.sheet, None)
            )
            # The more was achieved before, the less a score improves on it.
            value, *ends = (part.singles(figures, end)[part.line] for end in ("value", "most", "least"))
            self._achieved[key] = None if value is ABSENT else _Figure(value, *ends)
        return self._achieved[key]


def score_quality(rows: Iterable[PublishedRow], parameters: ParameterSet) -> Iterator[QualityScored]:
    """Every row whose score can follow from its measures, in the order of the rows."""
    kept = tuple(rows)
    scorer = QualityScorer(kept, parameters)
    for row in kept:
        found = scorer.score(row)
        if found is not None:
            yield found


def _performances(part: _Part, figures: _Figures) -> dict[str, Performance]:
    """How an ACO did in the measures of the electronic set, from its results as printed."""
    found = part.evaluated(figures)
    return performances(_over(found["points_counted"]), _over(found["measure_rate"]) | _over(found["measure_value"]))


def _over(held: "Value | Mapping[Keyed, Value]") -> dict[str, Value]:
    """A line's values by the name of their measure, without absent ones."""
    values = held.items() if isinstance(held, Mapping) else ()
    return {str(key): value for key, value in values if value is not ABSENT}


def _equity_words(points: EquityPoints, cell: Cell, tried: "_Tried") -> str:
    """What health equity points explain a score, in words."""
    score = tried.number("quality_score")
    share = None if score is None or cell.number is None else points.share_for(cell.number - score)
    if share is None:
        return f"health equity points: {points.least_sum:f} to {points.most_sum:f} times the underserved share"
    return f"health equity points: {points.most_sum:f} times an underserved share of {RATE.show(share, 1)}"


def _rates(row: PublishedRow, names: Iterable[str]) -> dict[str, _Figure]:
    return {
        name: _printed(row.cells.get(name), 0 if name in _FRACTIONS else -2, lower_is_better=name.startswith(_INVERSE))
        for name in names
    }


def how_reported(row: PublishedRow) -> Reported:
    """By the printed results; of two sets the file prints the better one, and two columns say that there were both."""
    # Until 2020 there was one way, under the measures' former names.
    web = row.has("falls") if row.year >= _BONUS_YEAR else any(row.has(each) for each in _CLASSIC_RATES)
    electronic = _prints_electronic(row)
    said_both = row.flag("reported_web_interface") is True and row.flag("reported_electronic") is True
    if (web and electronic) or (said_both and (web or electronic)):
        return Reported.BOTH
    if web or electronic:
        return Reported.WEB_INTERFACE if web else Reported.ELECTRONIC
    return Reported.NOTHING


def _prints_electronic(row: PublishedRow) -> bool:
    return any(row.has(f"{each}_{way}") for each in _ELECTRONIC for way in (*_COLLECTIONS, "electronic"))


def _classic_figures(row: PublishedRow, sheet: Worksheet) -> _Figures:
    """Results of 2020. Full points of what needs only be reported rest on complete reporting, which CMS states."""
    return {
        "measure_rate": _over_measures(sheet, "measure_rate", _rates(row, _CLASSIC_RATES)),
        "measure_reported": dict.fromkeys(sheet["measure_reported"].all_keys, _certain(value=True)),
        "net_improvement": dict.fromkeys(sheet["net_improvement"].all_keys, _certain(ZERO)),
    }


def _decile_figures(row: PublishedRow, sheet: Worksheet, base: _Figure | None) -> _Figures:
    """Results from 2021 on; electronic measures of 2021 stand in one column whatever they were collected as."""
    keys = [str(key) for key in sheet["measure_rate"].all_keys]
    rates = _rates(row, keys)
    together = "ecqm" if row.flag("reported_ecqm") else "cqm"
    for each in _ELECTRONIC:
        if row.has(f"{each}_electronic"):
            cell = row.cells[f"{each}_electronic"]
            rates[f"{each}_{together}"] = _printed(cell, -2, lower_is_better=each.startswith(_INVERSE))
    values = {
        name: _printed(row.cells.get(name), 0, lower_is_better=name.startswith(_INVERSE))
        for name in map(str, sheet["measure_value"].all_keys)
    }
    figures: _Figures = {
        "measure_rate": _over_measures(sheet, "measure_rate", rates),
        "measure_value": _over_measures(sheet, "measure_value", values),
        "earlier_quality_score": base or _NOT_THERE,
        "health_equity_adjustment": _certain(ZERO),
        "quality_affected_by_disaster": _certain(row.flag("affected_quality") is True),
        "bonus_points": _certain(_usual_bonus(row)),
    }
    wanted = {line.name for line in sheet.of_kind(LineKind.INPUT)}
    return {name: figure for name, figure in figures.items() if name in wanted}


def _usual_bonus(row: PublishedRow) -> Decimal:
    """The bonus points of 2021 that most ACOs that reported so had."""
    if row.has("falls"):
        return Decimal(12)
    return Decimal(7) if row.flag("reported_ecqm") else Decimal(4)


class _Tried:
    """A score from one choice of figures: as printed and as a range."""

    def __init__(self, part: _Part, figures: _Figures) -> None:
        self.part, self.figures = part, figures
        self.values = part.singles(figures)

    def number(self, name: str) -> Decimal | None:
        """The value of a line, if it is a number."""
        value = self.values.get(name)
        return value if isinstance(value, Decimal) else None

    def reaches(self, cell: Cell) -> bool:
        """Whether the score, rounded as CMS prints, is the printed one."""
        score = self.number(self.part.line)
        return score is not None and cell.agrees_with(score)


def _implied_bonus(cell: Cell, tried: _Tried) -> Decimal:
    """The whole number of bonus points that comes nearest to the published score."""
    achieved, improved = tried.number("achievement_score"), tried.number("improvement_added")
    possible = tried.number("points_possible")
    if achieved is None or improved is None or possible is None or cell.number is None:
        return ZERO
    return rounded((cell.number - achieved - improved) * possible, 0)


def _holds(found: tuple[Decimal, Decimal] | None, cell: Cell) -> bool:
    if found is None or cell.number is None:
        return False
    published = Fraction(cell.number)
    return Fraction(found[0]) <= published + cell.half_unit and published - cell.half_unit <= Fraction(found[1])


def _against(
    row: PublishedRow,
    cell: Cell,
    reported: Reported,
    tried: _Tried,
    ways: list[tuple[_Figures, str]],
    *,
    public: bool,
) -> QualityScored:
    """The score as computed from the files, else from whatever the files leave open, in the order of `ways`."""
    computed, standard = tried.number(tried.part.line), tried.number("quality_performance_standard")
    own = tried.number("quality_score_with_equity") or tried.number("quality_score")
    found = QualityScored(
        row=row,
        reported=reported,
        standing=Standing.EXACT,
        published=cell.number or ZERO,
        computed=computed,
        achievement=tried.number("achievement_score"),
        low=computed,
        high=computed,
        has_public_base=public,
        is_replaced=standard is not None and cell.agrees_with(standard) and (own is None or own < standard),
    )
    if tried.reaches(cell):
        return found
    ends = tried.part.range(tried.figures)
    if ends is not None:
        found = replace(found, low=ends[0], high=ends[1])
    if _holds(ends, cell):
        return replace(found, standing=Standing.WITHIN_ROUNDING)
    for figures, told in ways:
        ends = tried.part.range(figures)
        if ends is not None:
            found = replace(found, low=ends[0], high=ends[1])
        if _holds(ends, cell):
            return replace(found, standing=Standing.WITHIN_BOUNDS, rests_on=told)
    return replace(found, standing=Standing.MISSED, rests_on=_cause(row, cell, tried))


def _cause(row: PublishedRow, cell: Cell, tried: _Tried) -> str:
    """Why a score is missed, where the row itself shows it."""
    standard, own = tried.number("quality_performance_standard"), tried.number("quality_score")
    if own is None:
        return "the file prints a score but none of the measures that it follows from"
    if standard is not None and cell.agrees_with(standard) and row.flag("affected_quality"):
        return (
            "the published score is the standard after a disaster, but the printed measures come to"
            f" {RATE.show(own, 2)}: they were presumably not reported completely"
        )
    earned, possible = tried.number("points_earned"), tried.number("points_possible")
    most = tried.number("maximum_points")
    if earned is not None and possible is not None and most is not None and cell.number is not None:
        weights = tried.part.sheet["weight_in_set"].value
        each_weight = weights.values() if isinstance(weights, Mapping) else ()
        heaviest = max((each for each in each_weight if isinstance(each, Decimal)), default=ONE)
        further = Fraction(possible) + Fraction(most) * Fraction(heaviest)
        if abs(Fraction(earned) - Fraction(cell.number) * further) <= further * _NEAR:
            return "the published score is that of one more measure with 0 points, of which no column tells"
    return UNEXPLAINED
