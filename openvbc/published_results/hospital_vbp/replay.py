"""Every hospital scored again from its rates, beside the points, domain scores and totals that CMS published."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from typing import Final

from openvbc.errors import Fault, InputError, OpenVBCError
from openvbc.figures import ABSENT, Absent, Keyed, Value
from openvbc.money import EXACT, ZERO
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.hospital_vbp.domains import PLACES
from openvbc.payment_models.hospital_vbp.measures import COLON, ENGAGEMENT, HYSTERECTOMY, label_of
from openvbc.published_results.comparison.compared import Compared, Differs, Picture, agrees, may_be, shown
from openvbc.published_results.comparison.rows import Cell, PublishedRow
from openvbc.published_results.hospital_vbp.contract import combines_ssi, contract_of, sheet_of
from openvbc.published_results.hospital_vbp.files import BASE_SCORE, COMBINED_SSI, CONSISTENCY, MeasureFile, YearFiles
from openvbc.published_results.mssp.replay.scoring import UNEXPLAINED, Score
from openvbc.worksheet.exact import Exact
from openvbc.worksheet.interval import Bounds, Interval, IntervalValue, exactly, printed
from openvbc.worksheet.prepared import PreparedSheet
from openvbc.worksheet.sheet import LineKind, Worksheet

#: How wide a band of scores in the picture is.
_BAND: Final = 10
#: The lines that are held against published columns.
_POINTS: Final = {
    "achievement_points": "achievement points",
    "improvement_points": "improvement points",
    "measure_score": "measure score",
}
_INPUTS: Final = ("achievement_threshold", "benchmark", "baseline_rate", "performance_rate")

Values = Mapping[str, "Value | Mapping[Keyed, Value]"]
Inputs = dict[str, "Value | dict[Keyed, Value]"]


class YearReplay:
    """Scores hospitals of one fiscal year. Its worksheet is built once and prepared for all of them."""

    def __init__(self, files: YearFiles, parameters: ParameterSet, compared: Compared) -> None:
        """ParameterError where the year has no published values; it says which."""
        self._files, self._compared, self.year = files, compared, files.year
        self.scores: dict[str, Decimal] = {}
        self.contract = contract_of(files, parameters, "Hospital")
        self.sheet = sheet_of(self.contract, parameters)
        wanted = ["total_performance_score", *(each for each in (*_POINTS, "consistency_points", "base_score")
                                               if each in self.sheet)]  # fmt: skip
        self._exact = PreparedSheet(Exact(), self.sheet, wanted)
        self._ranges = PreparedSheet(Interval(), self.sheet, ["total_performance_score"], ["domain_score"])
        self._ssi: PreparedSheet[IntervalValue] | None = None
        if combines_ssi(files):
            infections = sheet_of(contract_of(files, parameters, "Hospital", ssi="by_predicted_infections"), parameters)
            given = ("measure_score", "hysterectomy_share")
            self._ssi = PreparedSheet(Interval(), infections, ["combined_ssi_score"], given)
        self.unconfirmed = _unconfirmed(self._exact.sheet)

    def inputs(self, ccn: str) -> Inputs:
        """The inputs of one hospital's worksheet as the files print them. InputError for a cell that is no figure."""
        found: Inputs = {}
        if self._files.measures:
            by_line: dict[str, dict[Keyed, Value]] = {name: {} for name in _INPUTS}
            for file in self._files.measures.values():
                row = file.rows.get(ccn)
                for measure, columns in file.columns.items():
                    for name in _INPUTS:
                        by_line[name][measure] = ABSENT if row is None else file.cells.value(row, columns[name])
            found.update(by_line)
        if "floor" in self.sheet:
            survey = self._files.measures[ENGAGEMENT]
            row = survey.rows.get(ccn)
            floors: dict[Keyed, Value] = dict.fromkeys(self.sheet["floor"].all_keys, ABSENT)
            if row is not None:
                floors |= {each: survey.cells.value(row, of["floor"]) for each, of in survey.columns.items()}
            found["floor"] = floors
        if self._ssi is not None:
            safety = self._files.measures["safety"]
            row = safety.rows.get(ccn)
            there = row is not None and safety.file.has(COMBINED_SSI)
            found["stated_ssi_score"] = safety.cells.value(row, COMBINED_SSI) if row is not None and there else ABSENT
        if "given_domain_score" in self.sheet:
            scores = dict.fromkeys(self.sheet["given_domain_score"].all_keys, ABSENT)
            found["given_domain_score"] = {**scores, **{each: cell.value for each, cell in self._given(ccn).items()}}
        return found

    def _given(self, ccn: str) -> dict[str, Cell]:
        """The domain scores that no measures are there for, as printed."""
        file = self._files.scores
        row = file.rows.get(ccn) if file is not None else None
        keys = [key for key in self.sheet["given_domain_score"].keys if isinstance(key, str)]
        if file is None or row is None:
            return {}
        return {each: file.cells.read(row, file.unweighted[each]) for each in keys}

    def values(self, ccn: str) -> Values:
        """Every line that is compared, exactly. InputError where the figures cannot be scored."""
        row = self._files.row(ccn)
        missing = [each.file.file.name for each in self._files.measures.values() if ccn not in each.rows]
        if missing:
            what = f"hospital {ccn} is missing in {', '.join(missing)}"
            raise InputError(Fault(what, row.where, why="its domains would be left out", fix="give whole files"))
        try:
            return self._exact.evaluate(self.inputs(ccn))
        except ZeroDivisionError:
            what = f"hospital {ccn}: benchmark and threshold of a measure, or floor and threshold, are the same"
            raise InputError(Fault(what, row.where, why="no share lies between them")) from None

    def replay(self, ccn: str) -> None:
        """One hospital, scored and compared."""
        values = self.values(ccn)
        total = values["total_performance_score"]
        if isinstance(total, Decimal):
            self.scores[ccn] = total
        self._compared.organizations[self.year] += 1
        for file in self._files.measures.values():
            self._compare_points(file, file.rows[ccn], values)
        scores = self._files.scores
        score, published, computed = None, "", shown(_at(values["total_performance_score"], ""), PLACES)
        if scores is not None and ccn in scores.rows:
            score = self._compare_scores(ccn, values)
            published = scores.cells.read(scores.rows[ccn], scores.total).text
        self._compared.row(self.year, self._files.row(ccn), published, computed, score)

    def score(self, inputs: Inputs) -> Value:
        """The Total Performance Score of these inputs; absent where too few domains are scored."""
        return _at(self._exact.evaluate(inputs)["total_performance_score"], "")

    def all_scores(self) -> dict[str, Decimal]:
        """The Total Performance Score of every hospital that has one and can be scored."""
        for ccn in self._files.hospitals:
            with suppress(InputError):
                total = self.values(ccn)["total_performance_score"]
                if isinstance(total, Decimal):
                    self.scores[ccn] = total
        return self.scores

    def _compare_points(self, file: MeasureFile, row: PublishedRow, values: Values) -> None:
        domain = label_of(file.domain)
        for name, told in _POINTS.items():
            held, exact = values[name], 0
            for measure, columns in file.columns.items():
                if name not in columns:
                    continue
                published, value = file.cells.value(row, columns[name]), _at(held, measure)
                if published == value:
                    exact += not isinstance(published, Absent)
                else:
                    self._missed(row, f"{domain}: {told}", file.cells.read(row, columns[name]), value)
            self._compared.exact(self.year, f"{domain}: {told}", exact)
        if file.domain == ENGAGEMENT:
            for column, name, told in (
                (BASE_SCORE, "base_score", "base score"),
                (CONSISTENCY, "consistency_points", "consistency score"),
            ):
                if file.file.has(column):
                    self._compare(row, f"{domain}: {told}", file.cells.read(row, column), values[name])
        if file.domain == "safety" and self._ssi is not None and file.file.has(COMBINED_SSI):
            self._compare_ssi(row, file.cells.read(row, COMBINED_SSI), values)

    def _compare_ssi(self, row: PublishedRow, cell: Cell, values: Values) -> None:
        """Where one of both is scored, the score of both is that one; else it can lie between them."""
        scores = values["measure_score"]
        if not isinstance(scores, Mapping) or self._ssi is None:
            raise TypeError("points stand by measure")
        colon, hysterectomy = scores[COLON], scores[HYSTERECTOMY]
        if colon is ABSENT or hysterectomy is ABSENT:
            alone = "Safety: surgical site infections, one scored"
            self._compare(row, alone, cell, hysterectomy if colon is ABSENT else colon)
            return
        share = Bounds(Fraction(0), Fraction(1))
        found = self._ssi.evaluate(
            {"measure_score": {key: exactly(value) for key, value in scores.items()}, "hysterectomy_share": share}
        )["combined_ssi_score"]
        column = "Safety: surgical site infections, both scored (weights are not published)"
        if not isinstance(found, Mapping) and may_be(cell, found):
            self._compared.taken(self.year, column)
        else:
            self._missed(row, column, cell, ABSENT)

    def _compare_scores(self, ccn: str, values: Values) -> Score | None:
        """Domain scores and the total; how the total compares, None where there is none."""
        file = self._files.scores
        if file is None:
            raise TypeError("there is a file of scores")
        row = file.rows[ccn]
        for domain, column in file.unweighted.items():
            cell = file.cells.read(row, column)
            if domain in self._files.measures:
                self._compare(row, "Domain scores, unweighted", cell, _at(values["domain_score"], domain))
            elif cell.number is not None:
                self._compared.taken(self.year, "Domain scores, unweighted")
        ranges: dict[str, IntervalValue | Mapping[Keyed, IntervalValue]] | None = None
        score: Score | None = None
        for domain, column in (*file.weighted.items(), ("", file.total)):
            name = "weighted_domain_score" if domain else "total_performance_score"
            told = "Domain scores, weighted" if domain else "Total Performance Score"
            cell = file.cells.read(row, column)
            value = _at(values[name], domain)
            if _same(cell, value) or (cell.number is None and value is ABSENT):
                self._compare(row, told, cell, value)
                score = None if cell.number is None else Score.EXACT
                continue
            ranges = ranges or dict(self._ranges.evaluate({"domain_score": dict(self._score_ranges(ccn, values))}))
            fits = isinstance(value, Decimal) and may_be(cell, _range_at(ranges[name], domain))
            score = Score.WITHIN_ROUNDING if fits else Score.MISSED
            self._differs(row, told, cell, value, score)
        return score

    def _score_ranges(self, ccn: str, values: Values) -> Iterator[tuple[Keyed, IntervalValue]]:
        """Domain scores as what the printed ones can be; those from measures exactly."""
        given = self._given(ccn) if "given_domain_score" in self.sheet else {}
        # A column of whole numbers is rounded no more coarsely than the others: all scores of a file are printed alike.
        file = self._files.scores
        total = [file.cells.read(file.rows[ccn], file.total)] if file is not None else []
        places = max((cell.places for cell in (*given.values(), *total)), default=0)
        scores = values["domain_score"]
        if not isinstance(scores, Mapping):
            raise TypeError("scores stand by domain")
        for domain, value in scores.items():
            cell = given.get(domain)
            if cell is None or cell.number is None:
                yield domain, exactly(value)
            else:
                yield domain, printed(cell.number, cell.places or places)

    def _compare(self, row: PublishedRow, column: str, cell: Cell, value: "Value | Mapping[Keyed, Value]") -> None:
        if isinstance(value, Mapping):
            raise TypeError(f"{column} is one figure")
        if cell.number is None and value is ABSENT:
            return
        if _same(cell, value):
            self._compared.exact(self.year, column)
        else:
            self._missed(row, column, cell, value)

    def _missed(self, row: PublishedRow, column: str, cell: Cell, value: Value) -> None:
        self._differs(row, column, cell, value, Score.MISSED)

    def _differs(self, row: PublishedRow, column: str, cell: Cell, value: Value, score: Score) -> None:
        computed, cause = shown(value, cell.places), UNEXPLAINED if score is Score.MISSED else ""
        self._compared.differs(
            Differs(self.year, row.organization, row.name, row.where, column, score, cell.text, computed, cause)
        )


def _same(cell: Cell, value: object) -> bool:
    return isinstance(value, Decimal) and cell.number is not None and agrees(cell, value)


def _at(held: "Value | Mapping[Keyed, Value]", key: str) -> Value:
    """One member of a line, or its single value."""
    return held[key] if isinstance(held, Mapping) else held


def _range_at(held: "IntervalValue | Mapping[Keyed, IntervalValue]", key: str) -> IntervalValue:
    found: IntervalValue = held[key] if isinstance(held, Mapping) else held
    return found


def replay_years(
    years: Sequence[YearFiles], parameters: ParameterSet, compared: Compared, progress: Callable[[int, int], None]
) -> None:
    """Every hospital of every year. What cannot be replayed is a fault of `compared`, and the others still are."""
    done, of = 0, sum(len(year.hospitals) for year in years)
    for files in years:
        try:
            year = YearReplay(files, parameters, compared)
        except OpenVBCError as error:
            compared.faults.extend(error.faults)
            continue
        for ccn in files.hospitals:
            try:
                year.replay(ccn)
            except InputError as error:
                compared.faults.extend(error.faults)
            done += 1
            progress(done, of)
        compared.pictures.append(_by_score(files.year, year.scores))
        compared.unconfirmed.update(dict.fromkeys(year.unconfirmed, compared.organizations[files.year]))


def _by_score(year: int, scores: Mapping[str, Decimal]) -> Picture:
    """How many hospitals have which Total Performance Score, and whether it is above the mean."""
    mean = EXACT.divide(sum(scores.values(), ZERO), Decimal(len(scores))) if scores else ZERO
    bars = []
    for low in range(0, 100, _BAND):
        in_band = [each for each in scores.values() if low <= each < low + _BAND or each == low + _BAND == 100]
        above = sum(each >= mean for each in in_band)
        bars.append((f"{low} to {low + _BAND}", (above, len(in_band) - above)))
    return Picture(
        f"Total Performance Scores of fiscal year {year}",
        f"Hospitals by score. Were all hospitals' payments equal, those above the mean of {shown(mean, 4)} would gain,"
        " and those below it would lose: what is withheld of all is paid out to all.",
        (("adds", "at or above the mean"), ("takes", "below the mean")),
        tuple(bars),
    )


def _unconfirmed(sheet: Worksheet) -> tuple[str, ...]:
    """The lines of a sheet whose published value or rule is not confirmed."""
    marked = [line for line in sheet if line.rule is not None and not line.rule.confirmed]
    return tuple(dict.fromkeys(line.label for line in marked if line.kind in (LineKind.PARAMETER, LineKind.COMPUTED)))
