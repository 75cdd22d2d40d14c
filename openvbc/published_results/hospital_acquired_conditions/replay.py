"""Every hospital's total score settled again from the scores of its measures, and the cut of the worst quarter."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Final

from openvbc.errors import InputError, OpenVBCError
from openvbc.figures import ABSENT, Absent, Keyed, Value
from openvbc.money import EXACT
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.hospital_acquired_conditions.worksheet import LABELS
from openvbc.published_results.comparison.compared import (
    Compared,
    Differs,
    FieldCheck,
    Picture,
    agrees,
    may_be,
    shown,
)
from openvbc.published_results.comparison.rows import Cell, PublishedRow
from openvbc.published_results.hospital_acquired_conditions.contract import contract_of, sheet_of
from openvbc.published_results.hospital_acquired_conditions.files import REDUCED, TOTAL, YearFile
from openvbc.published_results.mssp.replay.scoring import UNEXPLAINED, Score
from openvbc.units import RATE
from openvbc.worksheet.exact import Exact
from openvbc.worksheet.interval import Interval, IntervalValue, exactly, printed
from openvbc.worksheet.prepared import PreparedSheet

#: The points that a measure can have.
_POINTS: Final = tuple(Decimal(each) for each in range(1, 11))
_BY_MEASURES: Final = "Total HAC Score, from measures"
_BY_DOMAINS: Final = "Total HAC Score, from domain scores"


class YearReplay:
    """Settles the hospitals of one fiscal year. Its worksheet is built once and prepared for all of them."""

    def __init__(self, file: YearFile, parameters: ParameterSet, compared: Compared) -> None:
        """ParameterError where the year has no published values; it says which."""
        self._file, self._compared, self.year = file, compared, file.year
        self.sheet = sheet_of(contract_of(file.year, "Hospital"), parameters)
        self._points = parameters.resolve("hacrp_scores_are_points", fiscal_year=file.year).value is True
        wanted = ["total_score", *(["domain_score"] if "domain_score" in self.sheet else [])]
        self._exact = PreparedSheet(Exact(), self.sheet, wanted)
        self._ranges = PreparedSheet(Interval(), self.sheet, wanted)
        self._by_domains = PreparedSheet(Exact(), self.sheet, ["total_score"], ["domain_score"])
        self._domain_ranges = PreparedSheet(Interval(), self.sheet, ["total_score"], ["domain_score"])
        self.settled = self.unprinted = 0

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures of the fiscal year."""
        return self.sheet.axes["measures"].keys

    def _cells(self, row: PublishedRow) -> dict[str, Cell | None]:
        columns = self._file.measures
        return {key: self._file.cells.read(row, columns[key]) if key in columns else None for key in self.measures}

    def inputs(self, row: PublishedRow) -> "dict[str, Value | dict[Keyed, Value]]":
        """The inputs of one hospital's worksheet as printed. InputError for a cell that is no figure."""
        cells = self._cells(row)
        return {"measure_score": {key: ABSENT if cell is None else cell.value for key, cell in cells.items()}}

    def _settled(self, scores: "Mapping[Keyed, Value]") -> "Mapping[str, Value | Mapping[Keyed, Value]]":
        """The lines from these scores; absent where a hospital has none at all."""
        try:
            return self._exact.evaluate({"measure_score": scores})
        except ZeroDivisionError:
            return {"total_score": ABSENT, "domain_score": dict.fromkeys(self._file.domains, ABSENT)}

    def replay(self, row: PublishedRow) -> None:
        """One hospital, settled and compared."""
        cells = self._cells(row)
        scores: dict[Keyed, Value] = {key: ABSENT if cell is None else cell.value for key, cell in cells.items()}
        values, total = self._settled(scores), self._file.cells.read(row, TOTAL)
        self._compared.organizations[self.year] += 1
        whole = values["total_score"]
        if isinstance(whole, Mapping):
            raise TypeError("a hospital has one total score")
        bounds = _Bounds(lambda: self._bounds(cells))
        for domain, column in self._file.domains.items() if "domain_score" in self.sheet else ():
            cell, held = self._file.cells.read(row, column), values["domain_score"]
            value = held[domain] if isinstance(held, Mapping) else ABSENT
            if cell.number is not None:
                self._compare(row, "Domain scores", cell, value, partial(bounds.of, "domain_score", domain), "")
        score = None
        if total.number is not None:
            score = self._compare(
                row, _BY_MEASURES, total, whole, lambda: bounds.of("total_score"), self._hidden(total, whole, scores)
            )
            if "domain_score" in self.sheet and self._file.domains:
                self._from_domains(row, total)
        self.unprinted += total.number is None and whole is not ABSENT
        self.settled += whole is not ABSENT
        self._compared.row(self.year, row, total.text, shown(whole, total.places), score)

    def _bounds(
        self, cells: Mapping[str, Cell | None]
    ) -> "Mapping[str, IntervalValue | Mapping[Keyed, IntervalValue]]":
        held: dict[Keyed, IntervalValue] = {key: self._range(cell) for key, cell in cells.items()}
        if all(each is ABSENT for each in held.values()):
            return {"total_score": ABSENT, "domain_score": dict.fromkeys(self._file.domains, ABSENT)}
        return self._ranges.evaluate({"measure_score": held})

    def _range(self, cell: Cell | None) -> IntervalValue:
        """What a printed score can be; points are whole numbers, whatever zeros stand behind them."""
        if cell is None or cell.number is None:
            return ABSENT
        return exactly(cell.number) if self._points else printed(cell.number, cell.places)

    def _hidden(self, total: Cell, whole: Value, scores: Mapping[Keyed, Value]) -> str:
        """Whether the total comes out once a measure that is not shown has points; in words, or "unexplained"."""
        if not self._points or (isinstance(whole, Decimal) and agrees(total, whole)):
            return UNEXPLAINED
        for key, score in scores.items():
            if not isinstance(score, Absent):
                continue
            for points in _POINTS:
                found = self._settled({**scores, key: points})["total_score"]
                if isinstance(found, Decimal) and agrees(total, found):
                    return f"{LABELS[key]} is not shown, though it was used: with {points} points the total comes out"
        return UNEXPLAINED

    def _from_domains(self, row: PublishedRow, total: Cell) -> None:
        """The total from domain scores as printed, which hide no measure behind them."""
        cells = {key: self._file.cells.read(row, column) for key, column in self._file.domains.items()}
        if all(cell.number is None for cell in cells.values()):
            return
        hidden = any(cell.number is None for cell in cells.values())
        value = self._by_domains.evaluate({"domain_score": {key: cell.value for key, cell in cells.items()}})
        held = {
            key: ABSENT if cell.number is None else printed(cell.number, cell.places) for key, cell in cells.items()
        }
        ranges = _Bounds(lambda: self._domain_ranges.evaluate({"domain_score": held}))
        cause = "a domain is not shown, though it was used" if hidden else UNEXPLAINED
        whole = value["total_score"]
        if isinstance(whole, Mapping):
            raise TypeError("a hospital has one total score")
        self._compare(row, _BY_DOMAINS, total, whole, lambda: ranges.of("total_score"), cause)

    def _compare(
        self, row: PublishedRow, column: str, cell: Cell, value: Value, bounds: Callable[[], IntervalValue], cause: str
    ) -> Score:
        if isinstance(value, Decimal) and agrees(cell, value):
            self._compared.exact(self.year, column)
            return Score.EXACT
        score = Score.WITHIN_ROUNDING if may_be(cell, bounds()) else Score.MISSED
        told = "" if score is Score.WITHIN_ROUNDING else cause or UNEXPLAINED
        self._differs(row, column, cell, shown(value, cell.places), score, told)
        return score

    def _differs(self, row: PublishedRow, column: str, cell: Cell, computed: str, score: Score, cause: str) -> None:
        self._compared.differs(
            Differs(self.year, row.organization, row.name, row.where, column, score, cell.text, computed, cause)
        )

    def check_field(self) -> None:
        """Who has a total, and whether one score parts the hospitals that are reduced from those that are not."""
        file = self._file
        what = "hospitals with the score of a measure have a total"
        told = (
            f"{self.unprinted:,} have none: CMS left them out, and the file does not say why" if self.unprinted else ""
        )
        self._compared.field_checks.append(
            FieldCheck(self.year, what, self.settled - self.unprinted, self.settled, told)
        )
        if not file.file.has(REDUCED):
            self._compared.pictures.append(self._picture({}))
            return
        reduced, spared = dict[str, Decimal](), dict[str, Decimal]()
        for ccn, row in file.rows.items():
            answer, score = row.texts[REDUCED].strip().casefold(), file.cells.value(row, TOTAL)
            if isinstance(score, Decimal) and answer in ("yes", "no"):
                (reduced if answer == "yes" else spared)[ccn] = score
        self._compared.pictures.append(self._picture(reduced))
        if not reduced or not spared:
            return
        first, last = min(reduced.values()), max(spared.values())
        clean = sum(each > last for each in reduced.values()) + sum(each < first for each in spared.values())
        count = len(reduced) + len(spared)
        share = RATE.show(EXACT.divide(Decimal(len(reduced)), Decimal(count)), 1)
        told = f"cut between {last} and {first}; {share} reduced"
        what = "one score parts hospitals that are reduced from those that are not"
        self._compared.field_checks.append(FieldCheck(self.year, what, clean, count, told))

    def _picture(self, reduced: Mapping[str, Decimal]) -> Picture:
        """Hospitals by the tenth of total scores that they are in."""
        scores = {
            ccn: score
            for ccn, row in self._file.rows.items()
            if isinstance(score := self._file.cells.value(row, TOTAL), Decimal)
        }
        ranked = sorted(scores, key=lambda ccn: (scores[ccn], ccn))
        bars = []
        for tenth in range(10):
            own = ranked[tenth * len(ranked) // 10 : (tenth + 1) * len(ranked) // 10]
            count = sum(ccn in reduced for ccn in own)
            bars.append((f"tenth {tenth + 1}", (count, len(own) - count)))
        return Picture(
            f"Total HAC Scores of fiscal year {self.year}",
            "Hospitals by tenths of their total scores, the best first.",
            (("negative", "reduced"), ("total", "not reduced, or not printed")),
            tuple(bars),
        )


class _Bounds:
    """Ranges of lines, found when they are first asked for: most figures are exact and need none."""

    def __init__(self, find: Callable[[], Mapping[str, IntervalValue | Mapping[Keyed, IntervalValue]]]) -> None:
        self._find = find
        self._found: Mapping[str, IntervalValue | Mapping[Keyed, IntervalValue]] | None = None

    def of(self, line: str, key: str = "") -> IntervalValue:
        """The range of a line, or of one member of it."""
        if self._found is None:
            self._found = self._find()
        held = self._found[line]
        found: IntervalValue = held[key] if isinstance(held, Mapping) else held
        return found


def replay_years(
    years: Sequence[YearFile], parameters: ParameterSet, compared: Compared, progress: Callable[[int, int], None]
) -> None:
    """Every hospital of every year. What cannot be replayed is a fault of `compared`, and the others still are."""
    done, of = 0, sum(len(year.rows) for year in years)
    for file in years:
        try:
            year = YearReplay(file, parameters, compared)
        except OpenVBCError as error:
            compared.faults.extend(error.faults)
            continue
        for row in file.rows.values():
            try:
                year.replay(row)
            except InputError as error:
                compared.faults.extend(error.faults)
            done += 1
            progress(done, of)
        year.check_field()
