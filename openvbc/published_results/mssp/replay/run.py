"""The replay: every row of every file settled from its inputs and held against what was published."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from openvbc.contract.model import PaymentStream
from openvbc.errors import Fault, FileError, OpenVBCError
from openvbc.figures import Value
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.mssp.model import PAYMENT_MODEL
from openvbc.payment_models.mssp.tracks import TITLES
from openvbc.payment_models.record import WorksheetRequest
from openvbc.published_results.mssp.replay.causes import cause_of
from openvbc.published_results.mssp.replay.checks import (
    CHECKS,
    Check,
    category_in,
    computed_value,
    published_cell,
)
from openvbc.published_results.mssp.replay.contract import RowReader, RowTerms, agreement_of, contract_of
from openvbc.published_results.mssp.replay.figures import RowFigure, figures_of
from openvbc.published_results.mssp.replay.result import Replay, ReplayedRow, outcome_of
from openvbc.published_results.mssp.replay.scoring import (
    Closures,
    Ranges,
    Score,
    Scored,
    exact_values,
    score_number,
    score_word,
    shown,
)
from openvbc.published_results.mssp.results.cells import Cell
from openvbc.published_results.mssp.results.read import ResultsFile, read_results
from openvbc.published_results.mssp.results.row import PublishedRow
from openvbc.worksheet.sheet import LineKind, Worksheet

#: Told after each row: how many are done.
Progress = Callable[[int], None]


class Replayer:
    """Settles published rows. A worksheet is built once for all rows with the same terms."""

    def __init__(self, parameters: ParameterSet) -> None:
        self._parameters = parameters
        self._reader = RowReader(parameters)
        self._streams: dict[Hashable, PaymentStream] = {}
        self._sheets: dict[RowTerms, Worksheet] = {}
        self._closures = Closures()

    def terms(self, row: PublishedRow) -> RowTerms:
        """What of the row decides the shape of its worksheet."""
        return self._reader.terms(row)

    def sheet(self, terms: RowTerms) -> Worksheet:
        """The worksheet of these terms. ContractError where the program knows no such contract."""
        if terms not in self._sheets:
            if terms.agreed not in self._streams:
                self._streams[terms.agreed] = contract_of(terms, "ACO").streams[0]
            agreement = agreement_of(terms)
            year = agreement.performance_year(terms.year)
            request = WorksheetRequest(self._streams[terms.agreed], agreement, year, self._parameters)
            self._sheets[terms] = PAYMENT_MODEL.worksheet(request)
        return self._sheets[terms]

    def replay(self, row: PublishedRow) -> ReplayedRow:
        """One row, settled and scored."""
        settled = self._settled(row)
        scores = tuple(score for check in CHECKS if (score := self._score(check, row, settled)) is not None)
        return ReplayedRow(row, scores, outcome_of(settled.values), settled.values, _unconfirmed(settled.sheet, row))

    def _settled(self, row: PublishedRow) -> "_Settled":
        terms = self.terms(row)
        sheet = self.sheet(terms)
        figures = figures_of(row, sheet)
        return _Settled(terms, sheet, figures, exact_values(sheet, figures), Ranges(sheet, figures, self._closures))

    def _score(self, check: Check, row: PublishedRow, settled: "_Settled") -> Scored | None:
        cell = published_cell(check, row)
        if cell is None:
            return None
        if not check.applies(row, settled.terms):
            return _taken(check, cell) if check.meaning == "minimum_rate" else None
        if any(check.meaning in figure.reads for figure in settled.figures.values()):
            # An input was taken from this very column: it is computed again as if the column were blank.
            settled = self._settled(row.without(check.meaning))
        value = computed_value(check, settled.values, row)
        if value is None:
            return None
        scored = _scored(check, cell, value, settled.ranges)
        if scored.score is Score.MISSED:
            scored = replace(scored, cause=cause_of(check, row, settled.values, self._parameters))
        return scored


@dataclass(frozen=True)
class _Settled:
    """A row's worksheet with its inputs, exact values and the ranges that rounding allows."""

    terms: RowTerms
    sheet: Worksheet
    figures: dict[str, RowFigure]
    values: dict[str, Value]
    ranges: Ranges


def _unconfirmed(sheet: Worksheet, row: PublishedRow) -> tuple[str, ...]:
    """The published values of the sheet that are not confirmed, each once, with the track that they are for."""
    marked = [line for line in sheet if line.rule is not None and not line.rule.confirmed]
    labels = [f"{line.label}, {TITLES[row.track]}" for line in marked if line.kind is LineKind.PARAMETER]
    labels += [table.label for line in marked for table in line.tables]
    return tuple(dict.fromkeys(labels))


def _taken(check: Check, cell: Cell) -> Scored:
    """An elected minimum rate: an input, which is one of the rates that can be elected."""
    told = shown(check.meaning, cell.number, cell.places) if cell.number is not None else cell.text
    return Scored(check.meaning, Score.TAKEN, told, told)


def _scored(check: Check, cell: Cell, value: "Value | str", ranges: Ranges) -> Scored:
    if isinstance(value, Decimal) and cell.number is not None:
        return score_number(check.meaning, cell, value, check.line, check.sign, ranges)
    if isinstance(value, bool):
        told = ["yes" if answer else "no" for answer in (cell.flag is True, value)]
        is_open = check.line in ranges and ranges.is_open(check.line)
        return score_word(check.meaning, told[0], told[1], is_possible=is_open)
    if isinstance(value, str):
        published = category_in(cell.text) or f"{cell.text!r} (unknown words)"
        return score_word(check.meaning, published, value, is_possible=False)
    return Scored(check.meaning, Score.MISSED, cell.text.strip(), "absent")


def read_files(paths: Sequence[Path]) -> tuple[list[ResultsFile], list[Fault]]:
    """Every file that can be read, in the order of years, and the faults of those that cannot."""
    files, faults = [], list[Fault]()
    for path in paths:
        try:
            files.append(read_results(path))
        except FileError as error:
            faults.extend(error.faults)
    files.sort(key=lambda each: (each.year, each.file.name))
    return files, faults


def replay_files(files: Sequence[ResultsFile], parameters: ParameterSet, told: Progress | None = None) -> Replay:
    """Replay every row of the files. A row that cannot be settled is a fault; the others are still replayed."""
    replayer = Replayer(parameters)
    rows, faults = [], [fault for file in files for fault in file.faults]
    for number, row in enumerate(_each_once(files, faults), start=1):
        try:
            rows.append(replayer.replay(row))
        except OpenVBCError as error:
            faults.extend(_of_row(fault, row) for fault in error.faults)
        if told is not None:
            told(number)
    return Replay(tuple(rows), tuple(faults))


def _of_row(fault: Fault, row: PublishedRow) -> Fault:
    """A fault told with its ACO and its place in the file, not in the contract that the row stands for."""
    where = fault.where if fault.where.startswith(row.where) else row.where
    return replace(fault, where=where, what=f"{row.aco}: {fault.what}")


def _each_once(files: Sequence[ResultsFile], faults: list[Fault]) -> Iterator[PublishedRow]:
    """The rows of the files; a file that is given twice is read once.

    An ACO may stand in two files of 2019: its two half years were settled apart.
    """
    seen: dict[str, str] = {}
    for file in files:
        if file.file.sha256 in seen:
            faults.append(
                Fault(
                    f"this file holds the same bytes as {seen[file.file.sha256]}",
                    file.file.name,
                    why="its rows would count twice",
                    fix="name it once",
                )
            )
            continue
        seen[file.file.sha256] = file.file.name
        yield from file.rows
