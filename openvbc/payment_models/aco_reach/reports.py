"""CMS's benchmark report to a REACH ACO (BNMR) as the figures of its settlement, and the steps that CMS printed.

Lines are known by their numbers on the sheet FINANCIAL_SETTLEMENT. The preliminary reports number theirs otherwise, and
are refused.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final, cast

from openvbc.errors import Fault, FileError, InputError, raise_all
from openvbc.figures import Figure, Figures, FileDigest
from openvbc.methods.program_reports import PrintedStep, ProgramReports, ReadCell, printed_figure, where_printed
from openvbc.methods.report_files import opened_reports
from openvbc.payment_models.aco_reach.terms import AcoReachTerms
from openvbc.payment_models.record import WorksheetRequest
from openvbc.tabular.sectioned_sheet import ReportCell, cells_of
from openvbc.tabular.workbook_file import read_report
from openvbc.yamlfile import digest

_NAME: Final = re.compile(
    r"REACH\.(?P<aco>D[0-9]{4})\.(?P<family>[A-Z]+)\.(?:[0-9]{2}\.)?PY(?P<year>[0-9]{4})\.(?P<stamp>D[0-9]{6}\.T[0-9]{7})"
    r"\.xlsx",
    re.IGNORECASE,
)
_EXAMPLE: Final = "REACH.D1234.BNMR.PY2025.D260131.T1234567.xlsx"
_NOT_READ: Final = {
    "PRLBR": "a preliminary benchmark report, whose lines have other numbers: give its figures by hand",
    "PRBRU": "a preliminary benchmark report, whose lines have other numbers: give its figures by hand",
    "MEXPR": "a monthly expenditure report: it holds payments by claim type and month, and no settlement",
}
_SETTLEMENT: Final = "FINANCIAL_SETTLEMENT"
_TOTAL: Final = "TOTAL"
#: Lines of the settlement sheet, by the line of ours that they give or are held against.
_BEFORE_DISCOUNT: Final = "6"
_FINAL: Final = "14"
_WITH_EQUITY: Final = "21"
_COST: Final = "31"
_GROSS: Final = "33"
_OWED: Final = "45"


@dataclass(frozen=True)
class _Delivery:
    path: Path
    file: FileDigest
    aco: str
    year: int
    stamp: str


def read_reports(request: WorksheetRequest, paths: Sequence[Path]) -> ProgramReports:
    """The figures and printed steps of a benchmark report. FileError and InputError tell what cannot be read."""
    with opened_reports(paths, _delivery, f"give {_EXAMPLE}") as (found, passed):
        if len(found) > 1:
            names = ", ".join(each.file.name for each in found)
            what = f"{len(found)} benchmark reports are here: {names}"
            why = "each delivery holds other numbers for the same year"
            raise InputError(Fault(what, why=why, fix="give one of them"))
        report = found[0]
        read = read_report(report.path)
    if report.year != request.performance_year.year:
        what = f"the report is of {report.year}, the performance year is {request.performance_year.year}"
        raise InputError(Fault(what, report.file.name, fix="give the report of that year, or another --year"))
    sheets = {sheet.name: cells_of(sheet) for sheet in read}
    errors = [f"{fault.where}: {fault.what}; read as no figure" for sheet in read for _, fault in sheet.faults]
    if _SETTLEMENT not in sheets:
        held = ", ".join(sheets)
        raise FileError(Fault(f"there is no sheet {_SETTLEMENT}", report.file.name, why=f"its sheets are {held}"))
    return _Reading(request, report, sheets, [*passed, *errors]).read()


def _delivery(path: Path) -> _Delivery:
    named = _NAME.fullmatch(path.name)
    family = named["family"].upper() if named else ""
    if named is None or family != "BNMR":
        what = f"this is {_NOT_READ[family]}" if family in _NOT_READ else "this is no report that is read"
        raise FileError(Fault(what, path.name, fix=f"give {_EXAMPLE}, under the name that CMS gave it"))
    file = FileDigest(path.name, digest(path))
    return _Delivery(path, file, named["aco"].upper(), int(named["year"]), named["stamp"].upper())


class _Reading:
    """Reads one report."""

    def __init__(
        self,
        request: WorksheetRequest,
        report: _Delivery,
        sheets: dict[str, tuple[ReportCell, ...]],
        notes: list[str],
    ) -> None:
        self.terms = cast("AcoReachTerms", request.stream.terms)
        self.report = report
        self.sheets = sheets
        self.notes = notes
        self.faults: list[Fault] = []
        self.figures: Figures = {}
        self.steps: list[PrintedStep] = []

    def read(self) -> ProgramReports:
        """What the report says, as far as the contract's terms take it."""
        if self.terms.benchmark.basis == "final":
            self._take("final_benchmark", self._line(_FINAL))
            self.notes.append("line 14 is taken as the benchmark after discount and withhold, before health equity")
        elif self.terms.benchmark.basis == "before_discount":
            self._take("benchmark_before_discount", self._line(_BEFORE_DISCOUNT))
            self._step("final_benchmark", self._line(_FINAL))
        else:
            self._step("benchmark_before_discount", self._line(_BEFORE_DISCOUNT))
            self._step("final_benchmark", self._line(_FINAL))
        self._step("benchmark", self._line(_WITH_EQUITY))
        self._health_equity()
        if self.terms.expenditures == "net":
            self._take("net_cost_of_care", self._line(_COST))
        else:
            self._step("net_cost_of_care", self._line(_COST))
            if self.terms.stop_loss is not None and self.terms.stop_loss.payout == "amount":
                self._take("stop_loss_payout", self._cell("STOP_LOSS_PAYOUT", "19"))
        self._step("gross_savings", self._line(_GROSS))
        owed = self._line(_OWED)
        if owed is not None and owed.value is not None:
            self.notes.append(f"{self._where(owed)}: total monies owed {owed.text}; hold the payment against it")
        raise_all(self.faults, InputError)
        cells = tuple(
            ReadCell(self.report.file.name, f"REACH benchmark report {self.report.year}", self.report.stamp, cell)
            for each in self.sheets.values()
            for cell in each
        )
        return ProgramReports(self.report.aco, self.figures, tuple(self.steps), cells, tuple(self.notes))

    def _line(self, number: str) -> ReportCell | None:
        return self._cell(_SETTLEMENT, number, _TOTAL)

    def _cell(self, sheet: str, row: str, column: str = "") -> ReportCell | None:
        """The cell of a row by its number, in a column by its head; the last column where none is named."""
        found = [
            each
            for each in self.sheets.get(sheet, ())
            if each.row.removesuffix(".") == row and (not column or each.column.upper() == column)
        ]
        return found[-1] if found else None

    def _where(self, cell: ReportCell) -> str:
        return where_printed(self.report.file, cell)

    def _figure(self, cell: ReportCell, value: Decimal) -> Figure:
        report = f"REACH benchmark report {self.report.year}, delivery {self.report.stamp}"
        return printed_figure(self.report.file, report, cell, value)

    def _take(self, line: str, cell: ReportCell | None) -> None:
        if cell is None or cell.value is None:
            self.notes.append(f"{line} is not in the report{f' ({self._where(cell)}: {cell.text})' if cell else ''}")
        else:
            self.figures[line] = self._figure(cell, cell.value)

    def _step(self, line: str, cell: ReportCell | None) -> None:
        step = PrintedStep.of_cell(line, None, self.report.file, cell) if cell is not None else None
        if step is not None:
            self.steps.append(step)

    def _health_equity(self) -> None:
        """The adjustment's months or dollars, from 2023; what is taken off counts as zero or less."""
        heads = {each.column.upper(): each for each in self.sheets.get("DATA_HEBA", ())}
        if not heads:
            return
        by_months = self.terms.benchmark.health_equity == "by_months"
        for way, sign in (("UP", 1), ("DOWN", -1)):
            cell = heads.get(f"HEBA_{way}_{'MNTHS' if by_months else 'AMT'}")
            if cell is None or cell.value is None:
                continue
            if by_months:
                line, value = f"health_equity_{way.lower()}_months", cell.value
            else:
                line, value = f"health_equity_{'increase' if sign > 0 else 'decrease'}", abs(cell.value) * sign
            self.figures[line] = self._figure(cell, value)
