"""Benchmark and expenditure reports as the inputs of a computed benchmark, and the steps that CMS printed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final, cast

from openvbc.errors import Fault, InputError, raise_all
from openvbc.figures import Figure, Figures, Key, Keyed
from openvbc.methods.program_reports import PrintedStep, ProgramReports, ReadCell, printed_figure, where_printed
from openvbc.payment_models.mssp.historical.axes import BENCHMARK_YEARS, LAST, PERFORMANCE
from openvbc.payment_models.mssp.reports.deliveries import ANNUAL, BENCHMARK, QUARTERLY, Delivery, opened_deliveries
from openvbc.payment_models.mssp.terms import MsspTerms
from openvbc.payment_models.record import WorksheetRequest
from openvbc.tabular.sectioned_sheet import ReportCell, cells_of, keys_and_values
from openvbc.tabular.workbook_file import read_report

_TYPES: Final = {
    "esrd": ("esrd",),
    "end stage renal disease": ("esrd",),
    "disabled": ("disabled",),
    "aged/dual": ("aged_dual",),
    "aged/non-dual": ("aged_non_dual",),
    "aged/disabled": ("disabled", "aged_dual", "aged_non_dual"),
}
_YEARS: Final = {f"BY{place}": year for place, year in enumerate(BENCHMARK_YEARS, start=1)}
_PERSON_YEARS: Final = "Person Years by Assigned Beneficiary Medicare Enrollment Type"
_EXPENDITURES: Final = "Total Expenditures by Assigned Beneficiary Medicare Enrollment Type"
_OWN: Final = "ACO-Specific"
_NATIONAL: Final = "National Assignable FFS"
_QUARTERS: Final = ("Q1", "Q2", "Q3", "Q4")
_NEWEST_YEAR: Final = "Benchmark Year 3"

#: Tables of the benchmark report that become inputs: sheet, letter, line.
_INPUTS: Final = (
    ("Table 1 ", "A2", "assigned_person_years"),
    ("Table 1 ", "B", "expenditures_per_capita"),
    ("Table 1 ", "C", "risk_score"),
    ("Table 2 ", "A", "national_assignable_per_capita"),
    ("Table 2 ", "C", "regional_per_capita"),
)
#: What CMS printed of its own steps by year and type: sheet, letter, line.
_STEPS: Final = (("Table 1 ", "D", "benchmark_risk_ratio"), ("Table 1 ", "E", "benchmark_growth"))


def read_reports(request: WorksheetRequest, paths: Sequence[Path]) -> ProgramReports:
    """The figures and the printed steps of CMS's reports, as the stream's benchmark takes them.

    FileError where a file is no report that is read; InputError where reports do not belong together, or to the
    contract, or say two things.
    """
    terms = cast("MsspTerms", request.stream.terms)
    if terms.benchmark.computed is None:
        what = "this stream's benchmark is given as one figure, and the reports hold what it is made from"
        where = request.stream.clause("benchmark").where
        raise InputError(Fault(what, where, fix="write `basis: computed` in the contract, or give the figures"))
    with opened_deliveries(paths) as (deliveries, passed):
        reports = [_Report(each) for each in deliveries]
    reading = _Reading(request, terms.benchmark.computed.starts_from == "historical_benchmark", list(passed))
    reading.read(reports)
    raise_all(reading.faults, InputError)
    return ProgramReports(
        deliveries[0].aco,
        reading.figures,
        tuple(reading.steps),
        tuple(each for report in reports for each in report.all_cells()),
        tuple(reading.notes),
    )


class _Report:
    """A report with its cells, by sheet."""

    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery
        self.sheets: dict[str, tuple[ReportCell, ...]] = {}
        self.errors: list[str] = []
        for sheet in read_report(delivery.path):
            is_keys = sheet.name == "Parameters"
            self.sheets[sheet.name] = keys_and_values(sheet) if is_keys else cells_of(sheet)
            self.errors += [fault.what for _, fault in sheet.faults]

    def all_cells(self) -> Iterator[ReadCell]:
        """Every cell, with the report and the delivery that it is of."""
        for cells in self.sheets.values():
            for cell in cells:
                yield ReadCell(self.delivery.file.name, self.delivery.title, self.delivery.stamp, cell)

    def sheet(self, begins: str) -> tuple[ReportCell, ...]:
        """The cells of the sheet whose name begins so; none where there is no such sheet."""
        return next((cells for name, cells in self.sheets.items() if name.startswith(begins)), ())

    def section(self, sheet: str, code: str) -> tuple[ReportCell, ...]:
        """The cells of a lettered section."""
        return tuple(each for each in self.sheet(sheet) if each.section_code == code)

    def parameter(self, begins: str) -> ReportCell | None:
        """The parameter whose key begins so."""
        return next((each for each in self.sheet("Parameters") if each.row.startswith(begins)), None)

    def where(self, cell: ReportCell) -> str:
        """Where a cell stands, with its report and delivery."""
        return where_printed(self.delivery.file, cell)

    def figure(self, cell: ReportCell, value: Decimal | None = None) -> Figure:
        """A cell as a figure with its source. value: where it is not the cell's own."""
        own = cell.value if value is None else value
        if own is None:
            raise TypeError(f"{cell.place} holds no number")
        report = f"{self.delivery.title}, delivery {self.delivery.stamp}"
        return printed_figure(self.delivery.file, report, cell, own)


def _types(cell: ReportCell) -> tuple[str, ...]:
    """The enrollment types that a row is of; none for a row of all types, or of anything else."""
    return _TYPES.get(cell.row.casefold(), ())


@dataclass
class _Reading:
    """Reads reports into figures. from_historical: whether the contract starts from CMS's historical benchmark."""

    request: WorksheetRequest
    from_historical: bool
    notes: list[str]
    figures: Figures = field(default_factory=dict)
    steps: list[PrintedStep] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    _by_key: dict[str, dict[Keyed, Figure]] = field(default_factory=lambda: defaultdict(dict))

    def read(self, reports: Sequence[_Report]) -> None:
        """Everything that the reports say, the benchmark first."""
        benchmarks = [each for each in reports if each.delivery.family == BENCHMARK]
        if len(benchmarks) > 1:
            stamps = ", ".join(sorted(each.delivery.stamp for each in benchmarks))
            what = f"{len(benchmarks)} deliveries of the benchmark are here: {stamps}"
            why = "they hold other numbers for the same years, and none replaces another"
            fix = "read each into inputs of its own, and set the two settlements side by side with `openvbc bridge`"
            self.faults.append(Fault(what, why=why, fix=fix))
        for each in benchmarks[:1]:
            self._benchmark(each)
            annual = [other for other in reports if other.delivery.family == ANNUAL]
            self._annual(each, annual)
        self._quarter([each for each in reports if each.delivery.family == QUARTERLY], benchmarks[:1])
        for each in reports:
            self.notes += [f"{each.delivery.file.name}: {error}; read as no figure" for error in each.errors]
        self.figures = {**self.figures, **self._by_key}

    def _put(self, line: str, key: Keyed, figure: Figure) -> None:
        """A figure. A second one of other value is a fault: neither can be preferred in silence."""
        known = self._by_key[line].setdefault(key, figure)
        if known.value != figure.value:
            self.faults.append(
                Fault(
                    f"{line} has two values: {known.value} and {figure.value}",
                    f"{known.source.where}; {figure.source.where}",
                    why="which one holds cannot be known",
                    fix="give reports of one delivery",
                )
            )

    def _step(self, report: _Report, cell: ReportCell, line: str, key: Key | None) -> None:
        step = PrintedStep.of_cell(line, key, report.delivery.file, cell)
        if step is not None:
            self.steps.append(step)

    # the benchmark report

    def _benchmark(self, report: _Report) -> None:
        if not self._has_known_letters(report):
            return
        self._parameters(report)
        for sheet, code, line in _INPUTS:
            if self.from_historical and line == "expenditures_per_capita":
                continue
            for cell in report.section(sheet, code):
                year = _YEARS.get(cell.column, "")
                if year and cell.value is not None and (year == LAST or not self.from_historical):
                    for kind in _types(cell):
                        self._put(line, (year, kind), report.figure(cell))
        for cell in report.section("Table 2 ", "E"):
            if _YEARS.get(cell.column) == LAST and cell.value is not None and not self.from_historical:
                for kind in _types(cell):
                    self._put("national_weight", (LAST, kind), report.figure(cell))
        self._steps_of_benchmark(report)
        self._trend(report)
        self._prior_savings(report)

    def _has_known_letters(self, report: _Report) -> bool:
        """Letters mean other things in reports of other years: the headings beside them tell which these are."""
        sections = {each.section_code: each.section for each in report.sheet("Table 1 ")}
        known = (
            "person years" in sections.get("A2", "").casefold()
            and "risk score" in sections.get("C", "").casefold()
            and "R" not in sections
        )
        if not known:
            told = ", ".join(f"[{code}] {words}" for code, words in sections.items() if code)
            self.faults.append(
                Fault(
                    "the sections of Table 1 are not those of a benchmark report that is known",
                    f"{report.delivery.file.name}, Table 1",
                    why=f"letters mean other things in reports of other years; found {told or 'no section'}",
                    fix="give the figures by hand (`openvbc inputs`), with this report as their source",
                )
            )
        return known

    def _parameters(self, report: _Report) -> None:
        """What the report says of agreement and years, held against the contract."""
        agreement = report.parameter("ACO Agreement Period")
        terms = cast("MsspTerms", self.request.stream.terms)
        agreed = terms.benchmark.computed.agreement_period if terms.benchmark.computed is not None else ""
        if agreement is not None and agreement.value is not None and (agreement.value == 1) != (agreed == "first"):
            self.faults.append(
                Fault(
                    f"the report is of agreement period {agreement.text}, the contract's is the {agreed} one",
                    report.where(agreement),
                    fix="give the report of this agreement, or mend agreement_period in the contract",
                )
            )
        first = self.request.agreement.period.start.year
        year = next(
            (each for each in report.sheet("Parameters") if "BY3" in each.row and "Expenditure" in each.section), None
        )
        if year is None:
            self.notes.append(f"{report.delivery.file.name} does not say which year is BY3; taken is {first - 1}")
        elif str(first - 1) not in year.text:
            self.faults.append(
                Fault(
                    f"BY3 of the report is {year.text}; that of an agreement from {first} is {first - 1}",
                    report.where(year),
                    fix="give the report of this agreement, or mend the start of the agreement in the contract",
                )
            )
        track = report.parameter("ACO Track")
        if track is not None:
            self.notes.append(f"the report is of track {track.text} ({report.where(track)})")

    def _steps_of_benchmark(self, report: _Report) -> None:
        for sheet, code, line in () if self.from_historical else _STEPS:
            for cell in report.section(sheet, code):
                year = _YEARS.get(cell.column)
                for kind in _types(cell) if year else ():
                    self._step(report, cell, line, (year or "", kind))
        for cell in report.section("Table 1 ", "L"):
            for kind in _types(cell) if cell.column == "Benchmark" and cell.value is not None else ():
                if self.from_historical:
                    self._put("adjusted_benchmark_by_type", kind, report.figure(cell))
                else:
                    self._step(report, cell, "adjusted_benchmark_by_type", kind)
        if self.from_historical:
            return
        singles = (
            ("Table 1A", "Regional Adjustment Offset Factor", "offset_factor"),
            ("Table 1C", "Health Equity Benchmark Adjustment Scaler", "population_adjustment_scaler"),
            ("Table 1C", "Population Adjustment Scaler", "population_adjustment_scaler"),
            ("Table 5", "Percentage Weight Used", "regional_weight"),
        )
        for sheet, label, line in singles:
            for cell in report.sheet(sheet):
                if label.casefold() in f"{cell.section} {cell.row}".casefold():
                    self._step(report, cell, line, None)
                    break

    def _trend(self, report: _Report) -> None:
        """Table 6: the prospective trend, from the delivery of June on."""
        if not report.sheet("Table 6"):
            self.notes.append(
                f"{report.delivery.file.name} has no Table 6, as deliveries of March: it is preliminary, and there is"
                " no prospective trend yet"
            )
            return
        place = self.request.performance_year.year - self.request.agreement.period.start.year + 1
        column = f"PY{place}"
        for cell in report.section("Table 6", "F"):
            for kind in _types(cell) if cell.column == column and cell.value is not None else ():
                if self.from_historical:
                    self._put("prospective_trend", kind, report.figure(cell))
                else:
                    self._step(report, cell, "prospective_trend", kind)
        if self.from_historical:
            return
        by_row: dict[str, list[ReportCell]] = defaultdict(list)
        for cell in report.section("Table 6", "A"):
            if cell.column.startswith("PY") and cell.value is not None:
                by_row[cell.row].append(cell)
        for row, cells in by_row.items():
            if len({each.value for each in cells}) > 1:
                self.notes.append(
                    f"{report.where(cells[0])}: the rates of {row} differ from year to year, and whether they are"
                    " yearly or cumulated is not confirmed; prospective_trend_rate is left to be given"
                )
                continue
            for kind in _types(cells[0]):
                self._put("prospective_trend_rate", kind, report.figure(cells[0]))
        if "prospective_trend_rate" in self._by_key:
            self.notes.append(
                "Table 6 [A] is taken as the yearly rate of the prospective trend, which is not confirmed; [F], the"
                " trend that CMS printed, is held against ours"
            )

    def _prior_savings(self, report: _Report) -> None:
        if self.from_historical:
            return
        for cell in report.sheet("Table 1B"):
            if "Proration Factor".casefold() in f"{cell.section} {cell.row}".casefold() and cell.value is not None:
                self.notes.append(
                    f"{report.where(cell)}: a proration factor of {cell.text}. The other labels of Table 1B are not"
                    " confirmed: give prior_savings_per_capita, prior_person_years and matching_benchmark_person_years"
                    " by hand; left empty they count as no savings before"
                )
                return

    # the expenditure and utilization reports

    def _annual(self, benchmark: _Report, annual: Sequence[_Report]) -> None:
        """Annual reports repeat the benchmark years: held against the benchmark report, year by year."""
        newest = self.request.agreement.period.start.year - 1
        for each in annual:
            if each.delivery.stamp != benchmark.delivery.stamp:
                self.faults.append(
                    Fault(
                        f"the annual report of {each.delivery.year} is of delivery {each.delivery.stamp}",
                        each.delivery.file.name,
                        why=f"the benchmark report is of {benchmark.delivery.stamp}, and their numbers may differ",
                        fix="give the annual reports of the benchmark report's own bundle",
                    )
                )
                continue
            place = len(BENCHMARK_YEARS) - (newest - each.delivery.year)
            year = _YEARS.get(f"BY{place}", "")
            if not year or (self.from_historical and year != LAST):
                continue
            own, national = self._columns(each)
            lines = [
                ("assigned_person_years", _PERSON_YEARS, own),
                ("national_assignable_per_capita", _EXPENDITURES, national),
            ]
            if not self.from_historical:
                lines.append(("expenditures_per_capita", _EXPENDITURES, own))
            for line, section, column in lines:
                for cell in self._rows(each, section, column):
                    for kind in _types(cell):
                        known = self._by_key[line].get((year, kind))
                        if known is not None and cell.value is not None:
                            self._step(each, cell, line, (year, kind))

    def _columns(self, report: _Report) -> tuple[str, str]:
        """The column of the ACO, and that of the nation: of two the one of twelve months."""
        heads = {each.column for each in report.sheet("Table_1-")}
        twelve = sorted(head for head in heads if head.startswith(_NATIONAL) and "12-Month" in head)
        return _OWN, (twelve or sorted(head for head in heads if head.startswith(_NATIONAL)) or [""])[0]

    def _rows(self, report: _Report, section: str, column: str) -> Iterator[ReportCell]:
        for cell in report.sheet("Table_1-"):
            if cell.section.casefold() == section.casefold() and cell.column == column:
                yield cell

    def _quarter(self, quarters: Sequence[_Report], benchmarks: Sequence[_Report]) -> None:
        """The newest quarter of the performance year, of its deliveries the last."""
        if not quarters:
            return
        ordered = sorted(quarters, key=lambda each: (each.delivery.part, each.delivery.stamp))
        newest = ordered[-1]
        for each in ordered[:-1]:
            why = "was delivered again" if each.delivery.part == newest.delivery.part else "is older"
            self.notes.append(f"{each.delivery.file.name} {why}; {newest.delivery.file.name} is read")
        if newest.delivery.year != self.request.performance_year.year:
            self.faults.append(
                Fault(
                    f"the quarter is {newest.delivery.part}, the performance year {self.request.performance_year.year}",
                    newest.delivery.file.name,
                    fix="give the report of a quarter of that year, or another --year",
                )
            )
            return
        own, national = self._columns(newest)
        for line, section, column in (
            ("assigned_person_years", _PERSON_YEARS, own),
            ("expenditures_per_capita", _EXPENDITURES, own),
            ("national_assignable_per_capita", _EXPENDITURES, national),
        ):
            for cell in self._rows(newest, section, column):
                for kind in _types(cell) if cell.value is not None else ():
                    self._put(line, (PERFORMANCE, kind), newest.figure(cell))
        for cell in newest.sheet("Table_1-"):
            if cell.row == "Total Assigned Beneficiaries" and cell.column == own and cell.value is not None:
                self.figures = {**self.figures, "assigned_beneficiaries": newest.figure(cell)}
        self._regional(newest, "Regional Expenditures ($)", "regional_per_capita", benchmarks)
        self._regional(newest, "National Weight", "national_weight", benchmarks)
        self.notes.append(
            f"{newest.delivery.part} holds a rolling twelve months and no settlement: figures of the performance year"
            " are interim, and its risk scores, quality and regional risk are in no workbook"
        )

    def _regional(self, report: _Report, section: str, line: str, benchmarks: Sequence[_Report]) -> None:
        """The newest quarter with a number, section by section; benchmark year 3 beside the benchmark report."""
        cells = [each for each in report.sheet("Table_2-") if each.section.casefold() == section.casefold()]
        filled = [each for each in _QUARTERS if any(cell.column == each and cell.value is not None for cell in cells)]
        for cell in cells:
            if cell.value is None:
                continue
            if filled and cell.column == filled[-1]:
                for kind in _types(cell):
                    self._put(line, (PERFORMANCE, kind), report.figure(cell))
            elif cell.column == _NEWEST_YEAR and (line != "national_weight" or not self.from_historical):
                for kind in _types(cell):
                    if benchmarks:
                        self._step(report, cell, line, (LAST, kind))
                    else:
                        self._put(line, (LAST, kind), report.figure(cell))
        if filled and filled[-1] != f"Q{report.delivery.part[-1]}":
            self.notes.append(
                f"{report.delivery.file.name}: {section} ends with {filled[-1]}, and the report is of"
                f" {report.delivery.part}"
            )
