"""The first sheet: the answer, the parties, whether the sheets equal the engine, and how to read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet as ExcelSheet

from openvbc import __version__
from openvbc.figures import FileDigest, Source, Value
from openvbc.reports.answer import (
    ACCEPTED,
    NOT_MODELED,
    accepted_doubts,
    answer,
    category_sentence,
    provider_name,
    status_sentence,
)
from openvbc.reports.excel.cells import fit_row, write_formula, write_text, write_value
from openvbc.reports.excel.checks import DIFFERS, INVALID
from openvbc.reports.excel.layout import Cell
from openvbc.reports.excel.stream_sheet import StreamSheet
from openvbc.reports.excel.styles import FORMULA, INPUT, PUBLISHED, SET, TERM, Styles, number_format
from openvbc.reports.excel.tables_sheet import PlacedTable
from openvbc.settlement.settle import Settlement, StreamSettlement
from openvbc.units import USD

STATE = "As settled: every row equals the engine's figure."
_STATE_CELL = Cell(3, 1)
_LABEL_WIDTH, _TEXT_WIDTH = 34, 84
_COUNTS_ROW = 5  # the counts that the sentence in _STATE_CELL rests on begin here

_LEGEND = (
    (INPUT, "A figure given, read from a file, or counted from claims. It may be changed: the sheets recalculate."),
    (TERM, "A number that the contract agrees; its clause stands beside it."),
    (PUBLISHED, "A number that a government or payer publishes; its text stands beside it."),
    (SET, "A line set from outside instead of its formula; who set it and what the formula gives stands beside it."),
    (FORMULA, "Computed from the lines above it. These cells are locked; the protection has no password."),
)

_COMES_BACK = (
    "Saved with changes, this workbook is read back as figures: openvbc settle CONTRACT --inputs THIS-FILE.xlsx. What "
    "was changed is told; agreed and published numbers are changed in the contract, not here."
)

_EXACTNESS = (
    "The engine computes with exact decimals; its figures are the ones that count. Excel computes in binary, so the "
    "formulas round the difference of two figures before they compare them, and round to the cent in two steps; two "
    "amounts less than a hundredth of a cent apart count as equal here. “Equal to the engine” allows half a cent for "
    "money, 0.000000001 for rates and 0.00000001 for other numbers. #N/A is a figure that is absent, which is not zero."
)


@dataclass(frozen=True)
class SummarySheet:
    """What the summary is written from and to."""

    excel: ExcelSheet
    settlement: Settlement
    streams: tuple[tuple[StreamSettlement, StreamSheet], ...]
    tables: tuple[PlacedTable, ...]
    styles: Styles

    @property
    def state_reference(self) -> str:
        """The formula by which another sheet shows the sentence that says whether figures were changed."""
        return f"='{self.excel.get_name()}'!{_STATE_CELL.fixed}"

    def write(self) -> None:
        """The whole sheet."""
        self.excel.set_column(0, 0, _LABEL_WIDTH)
        self.excel.set_column(1, 1, _TEXT_WIDTH)
        self.excel.set_column(2, 3, 18)
        self.excel.set_column(4, 4, 12)
        self.excel.set_row(0, 22)
        write_text(self.excel, Cell(0, 0), self.settlement.contract.name, self.styles.title)
        self._said(1, "Answer, as settled", answer(self.settlement), strong=True)
        self._said(2, "Status", status_sentence(self.settlement))
        row = self._counts()
        row = self._payments(row + 1)
        if self.settlement.contract.not_modeled:
            clauses = [(each.place, each.words) for each in self.settlement.contract.not_modeled]
            row = self._listed(row + 1, NOT_MODELED, clauses)
        if self.settlement.accepted:
            told = [("", words) for words in accepted_doubts(self.settlement)]
            row = self._listed(row + 1, ACCEPTED, told)
        row = self._facts(row + 1)
        row = self._legend(row + 1)
        row = self._listed(row + 1, "Published values not confirmed", self._unconfirmed())
        row = self._listed(row + 1, "Lines set from outside", self._overrides())
        row = self._files(row + 1)
        if self.settlement.notes:
            row = self._listed(row + 1, "What the counting says", [("", note) for note in self.settlement.notes])
        self._listed(row + 1, "How exact the sheets are", [("", _EXACTNESS)])
        self._print_and_protect()

    def _said(self, row: int, label: str, text: str, *, strong: bool = False) -> None:
        self._row(row, label, text, self.styles.of(bold=True), self.styles.strong if strong else self.styles.text)

    def _row(self, row: int, label: str, text: str, label_style: Format, text_style: Format) -> None:
        write_text(self.excel, Cell(row, 0), label, label_style)
        write_text(self.excel, Cell(row, 1), text, text_style)
        fit_row(self.excel, row, [(label, _LABEL_WIDTH), (text, _TEXT_WIDTH)])

    def _head(self, row: int, *heads: str) -> None:
        for column in range(5):
            head = heads[column] if column < len(heads) else ""
            write_text(self.excel, Cell(row, column), head, self.styles.header)

    def _counts(self) -> int:
        """The check over all rows of all sheets, and the sentence that it comes to. Returns the next free row."""
        checks = [sheet.layout.whole_column("check") for _, sheet in self.streams]
        kinds = [sheet.layout.whole_column("kind") for _, sheet in self.streams]
        tables = [table.check_range for table in self.tables]
        changed = [
            f'COUNTIFS({check},FALSE,{kind},"<>{FORMULA}")' for check, kind in zip(checks, kinds, strict=True)
        ] + [f"COUNTIF({table},FALSE)" for table in tables]
        differ = [f'COUNTIFS({check},FALSE,{kind},"{FORMULA}")' for check, kind in zip(checks, kinds, strict=True)]
        differ += [f'COUNTIF({check},"{DIFFERS}")' for check in checks]
        invalid = [f'COUNTIF({check},"{INVALID}")' for check in checks]
        equal = [f"COUNTIF({check},TRUE)" for check in (*checks, *tables)]
        compared = sum(len(sheet.layout.figure_rows) for _, sheet in self.streams)
        compared += sum(len(table.table.bounds) for table in self.tables)
        counts = (
            ("Rows compared with the engine", [str(compared)], compared),
            ("Rows equal to the engine", equal, compared),
            ("Rows of figures that were changed", changed, 0),
            ("Rows without a valid figure", invalid, 0),
            ("Rows of formulas that differ", differ, 0),
        )
        write_text(self.excel, Cell(_STATE_CELL.row, 0), "These sheets", self.styles.of(bold=True))
        cells = [Cell(_COUNTS_ROW + 1 + index, 1) for index in range(len(counts))]
        state = _state_formula(*cells[2:])
        write_formula(self.excel, _STATE_CELL, state, self.styles.strong, STATE)
        self._head(_COUNTS_ROW, "Engine = sheet")
        whole = self.styles.of(num_format="#,##0", align="left")
        for (label, terms, cached), cell in zip(counts, cells, strict=True):
            write_text(self.excel, Cell(cell.row, 0), label, self.styles.text)
            write_formula(self.excel, cell, f"={'+'.join(terms)}", whole, Decimal(cached))
        verdict = Cell(cells[-1].row + 1, 1)
        write_text(self.excel, Cell(verdict.row, 0), "Engine = sheet, all rows", self.styles.of(bold=True))
        write_formula(
            self.excel, verdict, f"={cells[0]}={cells[1]}", self.styles.of(bold=True, align="left"), cached=True
        )
        return verdict.row + 1

    def _payments(self, row: int) -> int:
        self._head(row, "Payment stream", "What it comes to", "As settled", "On these sheets", "Equal")
        first = row + 1
        link = self.styles.of(font_color="#0563C1", underline=1)
        for index, (settled, sheet) in enumerate(self.streams):
            outcome = sheet.evaluation.sheet[sheet.evaluation.sheet.outcome]
            cell = sheet.layout.cell_of(outcome.name)
            place = f"'{sheet.layout.sheet_name}'!{cell}"
            self.excel.write_url(first + index, 0, f"internal:{place}", link, settled.stream.name, "Go to the outcome")
            write_text(self.excel, Cell(first + index, 1), outcome.label, self.styles.text)
            self._amounts(first + index, settled.outcome, f"={place}")
        last = first + len(self.streams)
        if len(self.streams) == 1:
            return last
        write_text(self.excel, Cell(last, 0), "All payment streams", self.styles.of(bold=True))
        live = "+".join(str(Cell(each, 3)) for each in range(first, last))
        self._amounts(last, self.settlement.net_payment, f"={live}")
        return last + 1

    def _amounts(self, row: int, settled: Value, live: str) -> None:
        money = self.styles.of(num_format=number_format(USD), align="right", bold=True)
        write_value(self.excel, Cell(row, 2), settled, money)
        write_formula(self.excel, Cell(row, 3), live, money, settled)
        equal = f"=IFERROR(ABS({Cell(row, 2)}-{Cell(row, 3)})<0.005,FALSE)"
        write_formula(self.excel, Cell(row, 4), equal, self.styles.of(align="center"), cached=True)

    def _facts(self, row: int) -> int:
        settlement, contract = self.settlement, self.settlement.contract
        facts = (
            ("Contract", contract.name),
            ("Payer", contract.file.parties.payer.name),
            ("Provider", contract.file.parties.provider.name),
            ("Organization settled", provider_name(settlement)),
            ("Agreement", str(contract.agreement.period)),
            ("Performance year", str(settlement.performance_year)),
            ("Status", settlement.status.value),
            ("Claims paid through", settlement.paid_through.isoformat()),
            *((what, day.isoformat()) for what, day in settlement.days_after),
            ("Category", category_sentence(contract)),
            ("Fingerprint", settlement.fingerprint),
            ("Contract file, SHA-256", contract.digest),
            ("Made by", f"OpenVBC {__version__}"),
        )
        self._head(row, "Contract and settlement")
        for index, (label, text) in enumerate(facts):
            self._said(row + 1 + index, label, text)
        return row + 1 + len(facts)

    def _legend(self, row: int) -> int:
        self._head(row, "How to read the colors")
        for index, (kind, meaning) in enumerate(_LEGEND):
            self._row(row + 1 + index, kind, meaning, self.styles.legend(kind), self.styles.text)
        self._row(row + 1 + len(_LEGEND), "Back to OpenVBC", _COMES_BACK, self.styles.text, self.styles.text)
        return row + 2 + len(_LEGEND)

    def _listed(self, row: int, head: str, entries: Sequence[tuple[str, str]]) -> int:
        self._head(row, head)
        for index, (label, text) in enumerate(entries or [("", "None.")]):
            self._row(row + 1 + index, label, text, self.styles.text, self.styles.text)
        return row + 1 + max(len(entries), 1)

    def _unconfirmed(self) -> list[tuple[str, str]]:
        return [
            (line.label, f"{line.shown}: {line.rule}")
            for _, sheet in self.streams
            for line in sheet.explanation.unconfirmed()
        ]

    def _overrides(self) -> list[tuple[str, str]]:
        return [
            (line.label, line.overridden)
            for _, sheet in self.streams
            for line in sheet.explanation.lines()
            if line.overridden
        ]

    def _files(self, row: int) -> int:
        files: dict[FileDigest, None] = {}
        for _, sheet in self.streams:
            for held in sheet.evaluation.sources.values():
                for source in [held] if isinstance(held, Source) else held.values():
                    files |= dict.fromkeys(source.files)
        return self._listed(row, "Files read", [(file.name, f"SHA-256 {file.sha256}") for file in files])

    def _print_and_protect(self) -> None:
        self.excel.set_landscape()
        self.excel.set_paper(1)  # Letter
        self.excel.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.excel.fit_to_pages(1, 0)
        footer = f"{self.settlement.contract.name[:80]}, fingerprint {self.settlement.fingerprint[:12]}"
        self.excel.set_footer(f"&L&8{footer.replace('&', '&&')}&R&8Page &P of &N")
        self.excel.hide_gridlines(2)
        self.excel.protect("", {"format_columns": True, "format_rows": True})


def _state_formula(changed: Cell, invalid: Cell, differ: Cell) -> str:
    """One sentence: no answer, a what-if, not to be used, or as settled."""
    return (
        f'=IF({invalid}>0,"No answer: "&{invalid}&" row(s) hold no valid figure; look for “{INVALID}”.",'
        f'IF({changed}>0,"What if: "&{changed}&" row(s) of figures were changed; this is not the settlement.",'
        f'IF({differ}>0,"Do not use: "&{differ}&" row(s) differ from the engine though no figure was changed.",'
        f'"{STATE}")))'
    )
