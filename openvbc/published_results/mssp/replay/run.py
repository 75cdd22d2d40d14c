"""The replay: every row of every file settled from its inputs and held against what was published."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from openvbc.contract.model import PaymentStream
from openvbc.errors import Fault, FileError, InputError, OpenVBCError
from openvbc.figures import Value
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.mssp.model import PAYMENT_MODEL
from openvbc.payment_models.mssp.tracks import TITLES
from openvbc.payment_models.record import WorksheetRequest
from openvbc.published_results.mssp.replay.causes import cause_of
from openvbc.published_results.mssp.replay.checks import (
    CHECKS,
    OUTCOMES,
    Check,
    category_in,
    computed_value,
    published_cell,
    without_published,
)
from openvbc.published_results.mssp.replay.contract import RowReader, RowTerms, agreement_of, contract_of
from openvbc.published_results.mssp.replay.figures import RowFigure, figures_of
from openvbc.published_results.mssp.replay.quality import score_quality
from openvbc.published_results.mssp.replay.result import NOT_DETERMINED, Replay, ReplayedRow, outcome_of, rates_in_words
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
        return self._settled(row).terms

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
        unconfirmed = _unconfirmed(settled.sheet, row)
        rates = settled.minimum_rates if len(settled.minimum_rates) > 1 else ()
        return ReplayedRow(row, scores, outcome_of(settled.values), settled.values, unconfirmed, rates)

    def _settled(self, row: PublishedRow) -> "_Settled":
        """The row under the terms that it stands for.

        Where the printed minimum rate leaves several, those that the published outcome contradicts are left out. What
        is left may be several, of which the first stands for all where they come to the same result.
        """
        terms = self._reader.possible_terms(row)
        if len(terms) == 1:
            return self._settled_under(terms[0], row)
        possible = _of_different_rates([self._settled_under(each, row) for each in terms], row)
        if len(possible) == 1:
            return possible[0]
        tried = [(self._against_outcome(each, row), each) for each in possible]
        fitting = [(exact, each) for exact, each in tried if exact is not None]
        if not fitting:
            # Whatever was elected, the published outcome is missed: that is told of the rate that is printed.
            return possible[0]
        most = max(exact for exact, _ in fitting)
        best = [each for exact, each in fitting if exact == most]
        if len({each.result for each in best}) > 1:
            raise InputError(_not_determined(best, row))
        rates = tuple(sorted({each.minimum_rate for each in best}))
        return replace(best[0], minimum_rates=rates, rests_on_outcome=len(best) < len(possible))

    def _settled_under(self, terms: RowTerms, row: PublishedRow) -> "_Settled":
        sheet = self.sheet(terms)
        figures = figures_of(row, sheet)
        return _Settled(terms, sheet, figures, exact_values(sheet, figures), Ranges(sheet, figures, self._closures))

    def _against_outcome(self, settled: "_Settled", row: PublishedRow) -> int | None:
        """How many columns of the outcome come out exactly; None if one of them is missed."""
        exact = 0
        for check in CHECKS:
            cell = published_cell(check, row) if check.meaning in OUTCOMES else None
            value = computed_value(check, settled.values, row) if cell is not None else None
            if cell is None or value is None:
                continue
            score = _scored(check, cell, value, settled.ranges).score
            if score is Score.MISSED:
                return None
            exact += score is Score.EXACT
        return exact

    def _score(self, check: Check, row: PublishedRow, settled: "_Settled") -> Scored | None:
        cell = published_cell(check, row)
        if cell is None:
            return None
        if not check.applies(row, settled.terms):
            return _taken(check, cell, settled) if check.meaning == "minimum_rate" else None
        rests_on_it = settled.rests_on_outcome and check.meaning in OUTCOMES
        if rests_on_it or any(check.meaning in figure.reads for figure in settled.figures.values()):
            # An input was taken from this very column: it is computed again as if the column were blank.
            try:
                settled = self._settled(without_published(check, row))
            except InputError:
                if not rests_on_it:
                    raise
                # Only this column says which minimum rate was elected.
                return _taken(check, cell, settled)
        value = computed_value(check, settled.values, row)
        if value is None:
            return None
        scored = _scored(check, cell, value, settled.ranges)
        if scored.score is Score.MISSED:
            scored = replace(scored, cause=cause_of(check, row, settled.values, self._parameters))
        return scored


@dataclass(frozen=True)
class _Settled:
    """A row's worksheet with its inputs, exact values and the ranges that rounding allows.

    minimum_rates: those that the row leaves possible, if several. rests_on_outcome: the published outcome had to say
    which.
    """

    terms: RowTerms
    sheet: Worksheet
    figures: dict[str, RowFigure]
    values: dict[str, Value]
    ranges: Ranges
    minimum_rates: tuple[Decimal, ...] = ()
    rests_on_outcome: bool = False

    @property
    def minimum_rate(self) -> Decimal:
        """The minimum rate that these terms give."""
        rate = self.values["minimum_rate"]
        if not isinstance(rate, Decimal):
            raise TypeError("a settled row has a minimum rate")
        return rate

    @property
    def result(self) -> tuple[Value | None, ...]:
        """What the year came to under these terms."""
        return tuple(self.values.get(check.line) for check in CHECKS if check.meaning in OUTCOMES)


def _of_different_rates(settled: Sequence[_Settled], row: PublishedRow) -> list[_Settled]:
    """Those of the terms whose minimum rate can be the printed one, each rate once; the last if there is none."""
    cell = row.cells["minimum_rate"]
    found: dict[Decimal, _Settled] = {}
    for each in settled:
        elected = isinstance(each.terms.choice, Decimal)
        if isinstance(each.values["minimum_rate"], Decimal) and (elected or cell.agrees_with(each.minimum_rate)):
            found.setdefault(each.minimum_rate, each)
    return list(found.values()) or [settled[-1]]


def _not_determined(settled: Sequence[_Settled], row: PublishedRow) -> Fault:
    cell = row.cells["minimum_rate"]
    return Fault(
        f"which minimum rate was elected is not determined: {cell.text.strip()!r} may be"
        f" {rates_in_words([each.minimum_rate for each in settled])}",
        cell.where,
        why="they come to different results and no published result says which it was, so the row is left out",
        fix="take a release of the file that prints minimum rates with their decimals",
    )


def _unconfirmed(sheet: Worksheet, row: PublishedRow) -> tuple[str, ...]:
    """The published values of the sheet that are not confirmed, each once, with the track that they are for."""
    marked = [line for line in sheet if line.rule is not None and not line.rule.confirmed]
    labels = [f"{line.label}, {TITLES[row.track]}" for line in marked if line.kind is LineKind.PARAMETER]
    labels += [table.label for line in marked for table in line.tables]
    return tuple(dict.fromkeys(labels))


def _taken(check: Check, cell: Cell, settled: _Settled) -> Scored:
    """An elected minimum rate: an input, which is one of the rates that can be elected; or what alone tells of it."""
    text = shown(check.meaning, cell.number, cell.places) if cell.number is not None else cell.text
    if check.meaning != "minimum_rate" or len(settled.minimum_rates) < 2:
        return Scored(check.meaning, Score.TAKEN, text, text)
    return Scored(check.meaning, Score.TAKEN, text, f"{NOT_DETERMINED}: {rates_in_words(settled.minimum_rates)}")


def _scored(check: Check, cell: Cell, value: "Value | str", ranges: Ranges) -> Scored:
    if isinstance(value, Decimal) and cell.number is not None:
        return score_number(check.meaning, cell, value, check.line, check.sign, ranges)
    if isinstance(value, bool):
        texts = ["yes" if answer else "no" for answer in (cell.flag is True, value)]
        is_open = check.line in ranges and ranges.is_open(check.line)
        return score_word(check.meaning, texts[0], texts[1], is_possible=is_open)
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
    """Replay every row of the files, and the quality scores that follow from their measures.

    A row that cannot be settled is a fault; the others are still replayed.
    """
    replay = replay_settlements(files, parameters, told)
    return replace(replay, quality=tuple(score_quality(_each_once(files, []), parameters)))


def replay_settlements(files: Sequence[ResultsFile], parameters: ParameterSet, told: Progress | None = None) -> Replay:
    """Replay every row of the files from its quality score as printed."""
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
