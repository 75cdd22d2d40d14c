"""Every hospital's reduction settled again from ratios, medians and payments, and every ratio from its rates."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from openvbc.errors import Fault, FileError, InputError, OpenVBCError
from openvbc.figures import ABSENT, Keyed, Value
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.hospital_readmissions.field import peer_groups, peer_medians
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
from openvbc.published_results.hospital_readmissions.contract import contract_of, sheet_of
from openvbc.published_results.hospital_readmissions.files import (
    DUAL,
    EXPECTED,
    FACTOR,
    GROUP,
    MODIFIER,
    PREDICTED,
    RATIO,
    REDUCTION,
    RatioFile,
    SupplementalFile,
    YearFiles,
)
from openvbc.published_results.mssp.replay.scoring import UNEXPLAINED, Score
from openvbc.worksheet.exact import Exact
from openvbc.worksheet.interval import Answers, Bounds, Interval, IntervalValue, exactly, printed
from openvbc.worksheet.prepared import PreparedSheet

#: The inputs by condition, by the name of their line.
_INPUTS: Final = ("eligible_discharges", "excess_readmission_ratio", "peer_group_median", "payment_ratio")
Inputs = dict[str, "Value | dict[Keyed, Value]"]


class SupplementalReplay:
    """Settles the hospitals of supplemental data. Its worksheet is built once and prepared for all of them."""

    def __init__(self, year: int, file: SupplementalFile, parameters: ParameterSet, compared: Compared) -> None:
        """ParameterError where the year has no published values, FileError where a column is missing."""
        self.year, self._file, self._compared = year, file, compared
        self.sheet = sheet_of(contract_of(year, parameters, "Hospital", "given"), parameters)
        if "neutrality_modifier" in self.sheet and not file.file.has(MODIFIER):
            what = f"there is no column of neutrality modifiers, which fiscal year {year} has"
            raise FileError(Fault(what, f"{file.file.file.name}:1", why="no factor follows without them"))
        wanted = ("adjustment_factor", "counts")
        self._exact = PreparedSheet(Exact(), self.sheet, wanted)
        self._ranges = PreparedSheet(Interval(), self.sheet, wanted)
        self.conditions = self.sheet.axes["conditions"].keys

    def _cells(self, row: PublishedRow) -> Iterator[tuple[str, "Cell | dict[str, Cell | None]"]]:
        """The printed inputs by line; None where the file has no column of a condition."""
        for name in _INPUTS:
            if name in self.sheet:
                yield (
                    name,
                    {
                        key: self._file.cells.read(row, self._file.columns[key][name])
                        if key in self._file.columns
                        else None
                        for key in self.conditions
                    },
                )
        if "neutrality_modifier" in self.sheet:
            yield "neutrality_modifier", self._file.cells.read(row, MODIFIER)

    def inputs(self, row: PublishedRow) -> Inputs:
        """The inputs of one hospital's worksheet as printed. InputError for a cell that is no figure."""
        found: Inputs = {}
        for name, held in self._cells(row):
            if isinstance(held, Cell):
                found[name] = held.value
            else:
                found[name] = {key: ABSENT if cell is None else cell.value for key, cell in held.items()}
        return found

    def _input_ranges(self, row: PublishedRow) -> dict[str, "IntervalValue | dict[Keyed, IntervalValue]"]:
        found: dict[str, IntervalValue | dict[Keyed, IntervalValue]] = {}
        for name, held in self._cells(row):
            whole = name == "eligible_discharges"
            if isinstance(held, Cell):
                found[name] = _range(held, whole=whole)
            else:
                found[name] = {key: _range(cell, whole=whole) for key, cell in held.items()}
        return found

    def replay(self, row: PublishedRow) -> None:
        """One hospital, settled and compared."""
        values = self._exact.evaluate(self.inputs(row))
        factor = values["adjustment_factor"]
        if not isinstance(factor, Decimal):
            what = f"hospital {row.organization}: its neutrality modifier is not printed"
            raise InputError(Fault(what, row.where, why="no factor follows without it"))
        self._compared.organizations[self.year] += 1
        cell = self._file.cells.read(row, FACTOR)
        ranges = None if agrees(cell, factor) else self._ranges.evaluate(self._input_ranges(row))
        score = self._factor(row, "Payment adjustment factor", cell, factor, ranges and ranges["adjustment_factor"])
        if self._file.file.has(REDUCTION):
            reduction = self._file.cells.read(row, REDUCTION)
            bounds = ranges["adjustment_factor"] if ranges else None
            if isinstance(bounds, Bounds) and bounds.low is not None and bounds.high is not None:
                bounds = Bounds(1 - bounds.high, 1 - bounds.low)
            self._factor(row, "Payment reduction", reduction, 1 - factor, bounds)
        counts = values["counts"]
        for condition, columns in self._file.columns.items():
            if "penalty_indicator" not in columns or condition not in self.conditions:
                continue
            text = row.texts[columns["penalty_indicator"]].strip()
            published = {"y": True, "yes": True, "n": False, "no": False}.get(text.casefold())
            # Where a hospital has no ratio, nothing counts against it.
            value = isinstance(counts, Mapping) and counts[condition] is True
            if published is None:
                continue
            if published == value:
                self._compared.exact(self.year, "Penalty indicators")
                continue
            ranges = ranges or self._ranges.evaluate(self._input_ranges(row))
            open_counts = ranges["counts"]
            answer = open_counts[condition] if isinstance(open_counts, Mapping) else None
            is_open = isinstance(answer, Answers) and published in answer.possible
            self._differs(row, "Penalty indicators", text, shown(value, 0), is_open=is_open)
        self._compared.row(self.year, row, cell.text, shown(factor, cell.places), score)

    def _factor(self, row: PublishedRow, column: str, cell: Cell, value: Decimal, bounds: object) -> Score:
        if agrees(cell, value):
            self._compared.exact(self.year, column)
            return Score.EXACT
        fits = isinstance(bounds, Bounds) and may_be(cell, bounds)
        return self._differs(row, column, cell.text, shown(value, cell.places), is_open=fits)

    def _differs(self, row: PublishedRow, column: str, published: str, computed: str, *, is_open: bool) -> Score:
        score = Score.WITHIN_ROUNDING if is_open else Score.MISSED
        cause = "" if is_open else UNEXPLAINED
        self._compared.differs(
            Differs(self.year, row.organization, row.name, row.where, column, score, published, computed, cause)
        )
        return score

    def check_field(self, groups: int) -> None:
        """Peer groups and their medians, from all hospitals of the file."""
        file = self._file
        if not file.file.has(DUAL, GROUP):
            return
        published = {ccn: file.cells.value(row, GROUP) for ccn, row in file.rows.items()}
        shares = {ccn: file.cells.value(row, DUAL) for ccn, row in file.rows.items()}
        known = {ccn: each for ccn, each in shares.items() if isinstance(each, Decimal)}
        told = {ccn: int(each) for ccn, each in published.items() if isinstance(each, Decimal) and ccn in known}
        self._check_groups({ccn: known[ccn] for ccn in told}, told, groups)
        right = total = 0
        for condition in self.conditions:
            columns = file.columns.get(condition)
            if columns is None:
                continue
            ratios = {
                ccn: value
                for ccn, row in file.rows.items()
                if ccn in told
                and isinstance(value := file.cells.value(row, columns["excess_readmission_ratio"]), Decimal)
            }
            medians = peer_medians(ratios, told)
            for group, median in medians.items():
                row = next(row for ccn, row in file.rows.items() if told.get(ccn) == group)
                cell = file.cells.read(row, columns["peer_group_median"])
                total += 1
                right += may_be(cell, printed(median, cell.places))
        what = "peer-group medians are those of all hospitals with a ratio"
        self._compared.field_checks.append(FieldCheck(self.year, what, right, total))

    def _check_groups(self, shares: Mapping[str, Decimal], told: Mapping[str, int], groups: int) -> None:
        made = Counter(peer_groups(shares, groups).values())
        right = 0
        for group in made:
            own = [shares[ccn] for ccn in told if told[ccn] == group]
            above = [shares[ccn] for ccn in told if told[ccn] > group]
            right += len(own) == made[group] and (not above or max(own) <= min(above))
        sizes = ", ".join(str(sum(each == group for each in told.values())) for group in sorted(made))
        what = "peer groups are fifths by dual proportion, and do not overlap"
        self._compared.field_checks.append(FieldCheck(self.year, what, right, len(made), f"sizes {sizes}"))
        reduced = Counter[int]()
        for ccn, row in self._file.rows.items():
            factor = self._file.cells.value(row, FACTOR)
            if ccn in told and isinstance(factor, Decimal) and factor < 1:
                reduced[told[ccn]] += 1
        of = Counter(told.values())
        self._compared.pictures.append(
            Picture(
                f"Hospitals reduced in fiscal year {self.year}",
                "By peer group: fifths of hospitals by their share of patients with full benefits of both programs.",
                (("negative", "reduced"), ("total", "not reduced")),
                tuple((f"group {group}", (reduced[group], of[group] - reduced[group])) for group in sorted(of)),
            )
        )


def _range(cell: Cell | None, *, whole: bool) -> IntervalValue:
    """What a printed figure can be; counts are what they are."""
    if cell is None or cell.number is None:
        return ABSENT
    return exactly(cell.number) if whole else printed(cell.number, cell.places)


def _replay_ratios(year: int, file: RatioFile, parameters: ParameterSet, compared: Compared) -> None:
    """Every ratio from its predicted and its expected rate."""
    sheet = sheet_of(contract_of(year, parameters, "Hospital", "from_rates"), parameters)
    exact = PreparedSheet(Exact(), sheet, ["excess_readmission_ratio"])
    ranges = PreparedSheet(Interval(), sheet, ["excess_readmission_ratio"])
    keys, column = sheet.axes["conditions"].keys, "Excess readmission ratio, from rates"
    lines = {"predicted_readmission_rate": PREDICTED, "expected_readmission_rate": EXPECTED}
    for rows in file.rows.values():
        try:
            cells = {
                name: {key: file.cells.read(rows[key], each) if key in rows else None for key in keys}
                for name, each in lines.items()
            }
            published = {key: file.cells.read(rows[key], RATIO) for key in keys if key in rows}
            values = exact.evaluate(
                {
                    name: {key: ABSENT if c is None else c.value for key, c in held.items()}
                    for name, held in cells.items()
                }
            )["excess_readmission_ratio"]
        except InputError as error:
            compared.faults.extend(error.faults)
            continue
        if not isinstance(values, Mapping):
            raise TypeError("ratios stand by condition")
        found: IntervalValue | Mapping[Keyed, IntervalValue] | None = None
        for key, cell in published.items():
            value = values[key]
            if cell.number is None or not isinstance(value, Decimal):
                continue
            if agrees(cell, value):
                compared.exact(year, column)
                continue
            found = (
                found
                or ranges.evaluate(
                    {name: {k: _range(c, whole=False) for k, c in held.items()} for name, held in cells.items()}
                )["excess_readmission_ratio"]
            )
            fits = isinstance(found, Mapping) and may_be(cell, found[key])
            score, cause = (Score.WITHIN_ROUNDING, "") if fits else (Score.MISSED, UNEXPLAINED)
            row = rows[key]
            compared.differs(
                Differs(
                    year,
                    row.organization,
                    row.name,
                    row.where,
                    column,
                    score,
                    cell.text,
                    shown(value, cell.places),
                    cause,
                )
            )


def _check_both(year: int, ratios: RatioFile, supplemental: SupplementalFile, compared: Compared) -> None:
    """Whether the two files of a year print the same ratios."""
    same = total = 0
    for ccn, row in supplemental.rows.items():
        for condition, columns in supplemental.columns.items():
            other = ratios.rows.get(ccn, {}).get(condition)
            first = supplemental.cells.value(row, columns["excess_readmission_ratio"])
            second = ratios.cells.value(other, RATIO) if other is not None else ABSENT
            if isinstance(first, Decimal) and isinstance(second, Decimal):
                total += 1
                same += first == second
    what = "ratios of the hospital file are those of the supplemental file"
    compared.field_checks.append(FieldCheck(year, what, same, total))


def replay_years(
    years: Sequence[YearFiles], parameters: ParameterSet, compared: Compared, progress: Callable[[int, int], None]
) -> None:
    """Every hospital of every year. What cannot be replayed is a fault of `compared`, and the others still are."""
    done, of = 0, sum(len(year.supplemental.rows) for year in years if year.supplemental is not None)
    for files in years:
        try:
            if files.ratios is not None:
                _replay_ratios(files.year, files.ratios, parameters, compared)
            if files.supplemental is not None:
                year = SupplementalReplay(files.year, files.supplemental, parameters, compared)
                for row in files.supplemental.rows.values():
                    try:
                        year.replay(row)
                    except InputError as error:
                        compared.faults.extend(error.faults)
                    done += 1
                    progress(done, of)
                year.check_field(int(parameters.resolve("hrrp_peer_groups", fiscal_year=files.year).number))
            if files.ratios is not None and files.supplemental is not None:
                _check_both(files.year, files.ratios, files.supplemental, compared)
        except OpenVBCError as error:
            compared.faults.extend(error.faults)
