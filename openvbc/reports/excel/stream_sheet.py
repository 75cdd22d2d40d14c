"""One payment stream as a worksheet: label, live value, the engine's value, check, and what is said of the line."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

from xlsxwriter.worksheet import Worksheet as ExcelSheet

from openvbc.figures import ABSENT, Key, Value
from openvbc.reports.excel.cells import fit_row, write_citation, write_formula, write_text, write_value
from openvbc.reports.excel.checks import DIFFERS, INVALID, Checked, bounds_in_words, check_of, valid_figure
from openvbc.reports.excel.defined_names import NamedPlaces
from openvbc.reports.excel.layout import (
    HEADER_ROW,
    STATE_ROW,
    TITLE_ROW,
    Cell,
    FigureRow,
    Heading,
    Layout,
    MemberHeading,
    SaidRow,
    TableHead,
    TableRow,
)
from openvbc.reports.excel.styles import FORMULA, INPUT, SET, Styles, kind_of
from openvbc.units import Unit
from openvbc.worksheet.evaluate import Evaluation
from openvbc.worksheet.explain import ExplainedLine, ExplainedValue, Explanation
from openvbc.worksheet.sheet import Line
from openvbc.worksheet.spreadsheet import CellOfLine, cells_that_may_be_absent, spreadsheet_formula

_HEADS = {
    "check": "Equal to the engine",
    "unit": "Unit",
    "kind": "What it is",
    "words": "How it is calculated",
    "clause": "Contract",
    "rule": "Published rule",
    "source": "Source",
}
_WIDTHS = {"check": 9, "unit": 13, "kind": 12, "words": 46, "clause": 22, "rule": 21, "source": 27}
_SAID = ("unit", "kind", "words", "clause", "rule", "source")
_LABEL_WIDTH, _FIGURE_WIDTH = 40, 15
_LETTER, _LEGAL, _TABLOID = 1, 5, 3
_LONGEST_FORMULA = 8_000  # Excel refuses 8,192 characters


@dataclass(frozen=True)
class StreamSheet:
    """What a sheet is written from and to: the evaluated worksheet, its explanation, its layout and its names."""

    excel: ExcelSheet
    evaluation: Evaluation
    explanation: Explanation
    layout: Layout
    places: NamedPlaces
    styles: Styles

    def write(self, heading: str, state_formula: str, state: str) -> None:
        """The whole sheet. state: the sentence that says whether figures were changed, and the formula for it."""
        self.excel.set_row(TITLE_ROW, 22)
        write_text(self.excel, Cell(TITLE_ROW, 0), heading, self.styles.title)
        write_formula(self.excel, Cell(STATE_ROW, 0), state_formula, self.styles.of(bold=True), state)
        self._heads()
        for row in self.layout.rows:
            match row:
                case Heading():
                    self._heading(row)
                case MemberHeading():
                    self._members(row)
                case FigureRow():
                    self._line(row)
                case TableHead():
                    self._table_head(row)
                case TableRow():
                    self._table_row(row)
                case SaidRow():
                    self._said_of_column(row)
        self._print_and_protect(heading)

    def _heads(self) -> None:
        width, style = self.layout.width, self.styles.header
        self.excel.set_row(HEADER_ROW, 30)
        write_text(self.excel, Cell(HEADER_ROW, 0), "Line", style)
        self._head_over(1, "Value", width)
        self._head_over(1 + width, "Engine's exact value", width)
        self.excel.set_column(0, 0, _LABEL_WIDTH)
        self.excel.set_column(1, 2 * width, _FIGURE_WIDTH)
        for name, head in _HEADS.items():
            column = self.layout.column(name)
            write_text(self.excel, Cell(HEADER_ROW, column), head, style)
            self.excel.set_column(column, column, _WIDTHS[name])

    def _head_over(self, column: int, head: str, width: int) -> None:
        if width > 1:
            self.excel.merge_range(HEADER_ROW, column, HEADER_ROW, column + width - 1, "", self.styles.header)
        write_text(self.excel, Cell(HEADER_ROW, column), head, self.styles.header)

    def _heading(self, row: Heading) -> None:
        for column in range(1, self.layout.column("source") + 1):
            self.excel.write_blank(row.row, column, None, self.styles.section)
        write_text(self.excel, Cell(row.row, 0), row.section.title, self.styles.section)
        if row.section.note:
            cell = Cell(row.row, self.layout.column("words"))
            write_text(self.excel, cell, row.section.note, self.styles.section_note)
        fit_row(self.excel, row.row, [(row.section.note, _WIDTHS["words"])])

    def _members(self, row: MemberHeading) -> None:
        for start in (1, 1 + self.layout.width):
            for index, member in enumerate(row.members):
                write_text(self.excel, Cell(row.row, start + index), member.label, self.styles.member)
        fit_row(self.excel, row.row, [(member.label, _FIGURE_WIDTH) for member in row.members])

    def _line(self, row: FigureRow) -> None:
        line = row.line
        explained = self.explanation.line(line.name)
        kind = kind_of(explained)
        outcome = line.name == self.evaluation.sheet.outcome
        of = ", ".join(member.label for member in row.of)
        label = f"{line.label}, {of}" if of else line.label if row.first else f"{line.label} (continued)"
        write_text(self.excel, Cell(row.row, 0), label, self.styles.label(outcome=outcome))
        self._figures(row)
        self._check(row)
        self._said(row.row, line, kind, _sources(row, explained), explained if row.first else None)

    def _table_head(self, row: TableHead) -> None:
        for start in (1, 1 + self.layout.width):
            for index, line in enumerate(row.lines):
                write_text(self.excel, Cell(row.row, start + index), line.label, self.styles.member)
        fit_row(self.excel, row.row, [(line.label, _FIGURE_WIDTH) for line in row.lines])

    def _table_row(self, row: TableRow) -> None:
        write_text(self.excel, Cell(row.row, 0), row.member.label, self.styles.label(outcome=False))
        self._figures(row)
        self._check(row)
        kinds = dict.fromkeys(kind_of(self.explanation.line(line.name)) for line in row.lines)
        for name in _SAID:
            text = ", ".join(kinds) if name == "kind" else ""
            write_text(self.excel, Cell(row.row, self.layout.column(name)), text, self.styles.small)
        fit_row(self.excel, row.row, [(row.member.label, _LABEL_WIDTH)])

    def _said_of_column(self, row: SaidRow) -> None:
        explained = self.explanation.line(row.line.name)
        write_text(self.excel, Cell(row.row, 0), f"    {row.line.label}: how it comes about", self.styles.text)
        self._said(row.row, row.line, kind_of(explained), _told(list(explained.values)), explained)

    def _figures(self, row: "FigureRow | TableRow") -> None:
        """Live value and engine's value of each figure of a row."""
        for (line, key), cell, engine_cell in zip(
            row.figures, self.layout.value_cells(row), self.layout.engine_cells(row), strict=True
        ):
            kind = kind_of(self.explanation.line(line.name))
            style = self.styles.figure(line, kind, outcome=line.name == self.evaluation.sheet.outcome)
            value = value_of(self.evaluation, line.name, key)
            if kind == FORMULA:
                write_formula(self.excel, cell, self._formula(line, key), style, value)
            else:
                write_value(self.excel, cell, value, style)
                self._validate(line, kind, cell)
            write_value(self.excel, engine_cell, value, self.styles.engine_figure(line))
        for start in (1, 1 + self.layout.width):
            for unused in range(start + len(row.figures), start + self.layout.width):
                self.excel.write_blank(row.row, unused, None, self.styles.small)

    def _formula(self, line: Line, key: Key | None) -> str:
        if line.formula is None:
            raise TypeError(f"line {line.name} has no formula")
        text = spreadsheet_formula(line.formula, self.places, self._may_be_absent, key)
        if len(text) <= _LONGEST_FORMULA:
            return text
        return spreadsheet_formula(line.formula, self._cells, self._may_be_absent, key)

    @cached_property
    def _cells(self) -> NamedPlaces:
        """Cells in place of names, for a formula that would be too long with names."""
        cells = {
            (name, key): cell.fixed for name, of_line in self.layout.cells.items() for key, cell in of_line.items()
        }
        return replace(self.places, lines=cells)

    @cached_property
    def _may_be_absent(self) -> Set[CellOfLine]:
        overrides = self.evaluation.overrides
        set_to_absent = {name for name, override in overrides.items() if override.value is ABSENT}
        return cells_that_may_be_absent(self.evaluation.sheet, set_to_absent)

    def _validate(self, line: Line, kind: str, cell: Cell) -> None:
        """What may be typed: the line's bounds hold for inputs; other constants only need to be figures."""
        text = bounds_in_words(line) if kind == INPUT else "TRUE or FALSE" if line.is_flag else "a number"
        options: dict[str, object] = {
            "error_title": "This figure cannot be",
            "error_message": f"{line.label[:100]} must be {text}."[:255],
            "ignore_blank": False,
        }
        if line.is_flag:
            options |= {"validate": "list", "source": ["TRUE", "FALSE"]}
        else:
            valid = valid_figure(line, cell, bounded=kind == INPUT, optional=self._optional(line, kind))
            options |= {"validate": "custom", "value": f"={valid}"}
        self.excel.data_validation(cell.row, cell.column, cell.row, cell.column, options)

    def _optional(self, line: Line, kind: str) -> bool:
        return line.optional or (kind == SET and self.evaluation.overrides[line.name].value is ABSENT)

    def _check(self, row: "FigureRow | TableRow") -> None:
        checked: list[Checked] = []
        for (line, key), value, engine in zip(
            row.figures, self.layout.value_cells(row), self.layout.engine_cells(row), strict=True
        ):
            kind = kind_of(self.explanation.line(line.name))
            values = self.evaluation.values[line.name]
            # A member for which nothing is agreed or given was settled without a figure, and may stay so.
            absent = (values[key] if isinstance(values, Mapping) else values) is ABSENT
            optional = self._optional(line, kind) or absent
            checked.append(Checked(line, value, engine, kind == FORMULA, bounded=kind == INPUT, optional=optional))
        cell = Cell(row.row, self.layout.column("check"))
        write_formula(self.excel, cell, check_of(checked), self.styles.check(), cached=True)

    def _said(self, row: int, line: Line, kind: str, sources: str, explained: ExplainedLine | None) -> None:
        """What is said of a line: unit, kind and source; on its first row, where it is given, all else too."""
        parts = {"unit": unit_in_words(line.unit), "kind": kind, "source": sources}
        if explained is not None:
            parts |= {"words": self._words(line, explained), "clause": explained.clause}
        for name in _SAID:
            write_text(self.excel, Cell(row, self.layout.column(name)), parts.get(name, ""), self.styles.small)
        if explained is not None and explained.rule is not None:
            cell = Cell(row, self.layout.column("rule"))
            write_citation(self.excel, cell, explained.rule, self.styles.small, self.styles.link)
            parts["rule"] = str(explained.rule)
        texts = [(text, _WIDTHS[name]) for name, text in parts.items()]
        fit_row(self.excel, row, [(line.label, _LABEL_WIDTH), *texts])

    def _words(self, line: Line, explained: ExplainedLine) -> str:
        parts = [explained.words]
        if explained.overridden:
            parts.append(explained.overridden[:1].upper() + explained.overridden[1:])
            if line.formula is not None:
                key = line.all_keys[0] if line.axes else None
                parts.append(f"The formula not used: {self._formula(line, key)}")
        parts.append(explained.note)
        return "\n".join(part for part in parts if part)

    def _print_and_protect(self, heading: str) -> None:
        excel, check = self.excel, self.layout.column("check")
        excel.freeze_panes(HEADER_ROW + 1, 1)
        excel.set_landscape()
        excel.set_paper({1: _LETTER, 2: _LEGAL, 3: _LEGAL}.get(self.layout.width, _TABLOID))
        excel.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        excel.fit_to_pages(1, 0)
        excel.repeat_rows(HEADER_ROW)
        excel.set_footer(f"&L&8{heading.replace('&', '&&')[:120]}&R&8Page &P of &N")
        excel.hide_gridlines(2)
        excel.protect("", {"format_columns": True, "format_rows": True})
        # Marked on the label, not on the check: LibreOffice 7.4 crashes where a formatted check shares a wrapped row.
        first, last = HEADER_ROW + 1, self.layout.last_row
        cell = f"${Cell(first, check)}"
        invalid = f'={cell}="{INVALID}"'
        differs = f'=OR({cell}="{DIFFERS}",AND(NOT(ISBLANK({cell})),{cell}=FALSE))'
        for condition, style in ((invalid, ("#C00000", "#FFFFFF")), (differs, ("#FFD966", "#000000"))):
            rule = {"type": "formula", "criteria": condition, "format": self.styles.mark(*style)}
            excel.conditional_format(first, 0, last, 0, rule)


def value_of(evaluation: Evaluation, name: str, key: Key | None) -> Value:
    """The exact value of a line, or of one member of it."""
    values = evaluation.values[name]
    if isinstance(values, Mapping):
        if key is None:
            raise TypeError(f"line {name} has a value for each member, none was asked for")
        return values[key]
    return values


def unit_in_words(unit: Unit) -> str:
    """What a figure is measured in: "$ per member per month", "percent", "member months"."""
    if unit.kind == "money":
        return f"$ per {unit.per}" if unit.per else "$"
    return {"rate": "percent", "flag": "TRUE or FALSE"}.get(unit.kind, unit.name.replace("_", " "))


def _sources(row: FigureRow, line: ExplainedLine) -> str:
    keys = {key for _, key in row.figures}
    return _told([each for each in line.values if each.key in keys])


def _told(values: Sequence[ExplainedValue]) -> str:
    """The source of figures: once where it is the same for all, else with the members."""
    texts = {each.member_label: str(each.source) for each in values if each.source is not None}
    if len(set(texts.values())) <= 1:
        return next(iter(texts.values()), "")
    return "\n".join(f"{label}: {source}" for label, source in texts.items())
