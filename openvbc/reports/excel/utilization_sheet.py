"""The workbook of cost and utilization: live ratios beside the counts that they are made of."""

import io
from collections.abc import Sequence
from datetime import datetime, time
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet as ExcelSheet

from openvbc.claims.utilization.measures import SECTIONS, Measure, Ratio
from openvbc.claims.utilization.report import LEAST_PEOPLE_TOLD, STANDINGS, HighCostMember, UtilizationReport
from openvbc.figures import Figure
from openvbc.reports.excel.cells import fit_row, write_formula, write_text, write_value
from openvbc.reports.excel.layout import Cell
from openvbc.reports.excel.styles import FILLS, INPUT, Styles, number_format
from openvbc.reports.utilization.rows import headline, occurs, who_and_when
from openvbc.units import CASES, RATE, USD, Unit

_HEAD_ROW = 3
_LABEL, _NOW, _BEFORE, _CHANGE, _PERCENT, _COUNTS, _WORDS = 0, 1, 2, 3, 4, 5, 10
_WORDS_WIDTH, _HEAD_HEIGHT, _GRID = 60, 30, "#BFBFBF"


def utilization_workbook(report: UtilizationReport, *, members: bool = False) -> bytes:
    """The workbook's bytes. members: whether a sheet names high-cost members. Equal report, equal bytes."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties(
            {
                "title": f"Cost and utilization: {who_and_when(report)}"[:200],
                "author": "OpenVBC",
                "comments": f"Fingerprint {report.fingerprint}",
                "created": datetime.combine(report.terms.periods[-1].paid_through, time()),
            }
        )
        styles = Styles(book)
        _write_measures(book.add_worksheet("Measures"), report, styles)
        _write_conditions(book.add_worksheet("Conditions"), report, styles, members=members)
        if members:
            _write_members(book.add_worksheet("High-cost members"), report, styles)
        _write_notes(book.add_worksheet("Notes"), report, styles)
    return buffer.getvalue()


def _number(styles: Styles, unit: Unit, *, counted: bool = False, bold: bool = False) -> Format:
    properties: dict[str, object] = {"num_format": _number_format(unit), "align": "right", "bottom": 4}
    if counted:
        properties |= {"bg_color": FILLS[INPUT], "border": 1, "border_color": _GRID}
    return styles.of(bottom_color=_GRID, bold=bold, **properties)


def _words(styles: Styles) -> Format:
    """Words beside a figure, apart from it."""
    return styles.of(text_wrap=True, font_size=9, bottom=4, bottom_color=_GRID, indent=1)


def _number_format(unit: Unit) -> str:
    """Like other workbooks', with all places of a number, so that figures line up."""
    places = f".{'0' * unit.places}" if unit.places else ""
    return f"#,##0{places}" if unit.kind == "number" else number_format(unit)


def _heads(excel: ExcelSheet, row: int, heads: Sequence[str], styles: Styles) -> None:
    for column, head in enumerate(heads):
        write_text(excel, Cell(row, column), head, styles.header)
    excel.set_row(row, _HEAD_HEIGHT)


def _page(excel: ExcelSheet, freeze: tuple[int, int]) -> None:
    excel.freeze_panes(*freeze)
    excel.set_landscape()
    excel.set_paper(1)  # Letter
    excel.fit_to_pages(1, 0)
    excel.hide_gridlines(2)


def _write_measures(excel: ExcelSheet, report: UtilizationReport, styles: Styles) -> None:
    year = report.terms.year
    write_text(excel, Cell(0, 0), f"Cost and utilization: {headline(report)}", styles.title)
    told = "White figures are formulas over the counts in yellow; #N/A is a figure that is not known."
    write_text(excel, Cell(1, 0), told, styles.of(italic=True))
    counts = [f"{part}, {each}" for each in (year, year - 1) for part in ("Counted", "Divided by")]
    heads = ("Measure", str(year), str(year - 1), "Change", "In percent", *counts, "Per", "What is counted")
    _heads(excel, _HEAD_ROW, heads, styles)
    row = _HEAD_ROW + 1
    for section, title in SECTIONS.items():
        shown = [each for each in report.measures if each.definition.section == section and occurs(each)]
        if not shown:
            continue
        for column in range(len(heads)):
            write_text(excel, Cell(row, column), title if column == 0 else "", styles.section)
        for number, each in enumerate(shown, start=row + 1):
            _write_measure(excel, number, each, styles)
        row += 1 + len(shown)
    excel.set_column(_LABEL, _LABEL, 42)
    excel.set_column(_NOW, _PERCENT, 12)
    excel.set_column(_COUNTS, _COUNTS + 3, 15)
    excel.set_column(_COUNTS + 4, _COUNTS + 4, 8)
    excel.set_column(_WORDS, _WORDS, _WORDS_WIDTH)
    _page(excel, (_HEAD_ROW + 1, 1))


def _write_measure(excel: ExcelSheet, row: int, measure: Measure, styles: Styles) -> None:
    definition = measure.definition
    bold = definition.name == "pmpm_total"
    write_text(
        excel, Cell(row, _LABEL), definition.label, styles.of(text_wrap=True, bottom=4, bottom_color=_GRID, bold=bold)
    )
    _write_year(excel, row, _NOW, _COUNTS, measure, styles)
    _write_year(excel, row, _BEFORE, _COUNTS + 2, measure, styles)
    _write_change(excel, row, measure, styles)
    if measure.definition.denominator:
        per = Decimal(definition.per)
        write_value(excel, Cell(row, _COUNTS + 4), per, _number(styles, CASES, counted=True))
    reasons = [_reason(each) for each in (measure.this_year, measure.last_year)]
    words = "; ".join(dict.fromkeys([definition.words, *(each for each in reasons if each)]))
    write_text(excel, Cell(row, _WORDS), words, _words(styles))
    fit_row(excel, row, [(words, _WORDS_WIDTH), (definition.label, 42)])


def _reason(ratio: Ratio) -> str:
    return "" if isinstance(ratio.value.value, Decimal) else ratio.value.source.description


def _write_year(excel: ExcelSheet, row: int, at: int, counts: int, measure: Measure, styles: Styles) -> None:
    """The value as a formula over the counts beside it, or as a constant where it is no ratio of counts."""
    ratio = measure.this_year if at == _NOW else measure.last_year
    unit = measure.definition.unit
    value = ratio.value.value
    top, bottom = Cell(row, counts), Cell(row, counts + 1)
    if ratio.numerator is None or ratio.denominator is None:
        plain_count = isinstance(value, Decimal) and ratio.numerator is None and not measure.definition.denominator
        write_value(excel, Cell(row, at), value, _number(styles, unit, counted=plain_count))
        return
    of = USD if measure.definition.numerator.startswith(("cost.", "high.")) else CASES
    over = USD if measure.definition.denominator.startswith("cost.") else CASES
    _write_figure(excel, top, ratio.numerator, _number(styles, of, counted=True))
    _write_figure(excel, bottom, ratio.denominator, _number(styles, over, counted=True))
    per = Cell(row, _COUNTS + 4)
    formula = f"=IF({bottom}=0,NA(),{top}*{per}/{bottom})"
    bold = measure.definition.name == "pmpm_total"
    write_formula(excel, Cell(row, at), formula, _number(styles, unit, bold=bold), value)


def _write_figure(excel: ExcelSheet, cell: Cell, figure: Figure, style: Format) -> None:
    write_value(excel, cell, figure.value, style)


def _write_change(excel: ExcelSheet, row: int, measure: Measure, styles: Styles) -> None:
    now, before, change = Cell(row, _NOW), Cell(row, _BEFORE), Cell(row, _CHANGE)
    unit = measure.definition.unit
    write_formula(excel, change, f"={now}-{before}", _number(styles, unit), measure.change)
    if unit is RATE:
        return
    formula = f"=IF({before}>0,{change}/{before},NA())"
    write_formula(excel, Cell(row, _PERCENT), formula, _number(styles, RATE), measure.relative_change)


def _write_conditions(excel: ExcelSheet, report: UtilizationReport, styles: Styles, *, members: bool) -> None:
    write_text(excel, Cell(0, 0), "Conditions of high-cost members", styles.title)
    told = "" if members else f"Conditions that fewer than {LEAST_PEOPLE_TOLD} of them have are not told."
    write_text(excel, Cell(1, 0), told, styles.of(italic=True))
    _heads(excel, _HEAD_ROW, ("Condition", "Members", "Their cost"), styles)
    rows = [each for each in report.conditions if members or each.members >= LEAST_PEOPLE_TOLD]
    for row, each in enumerate(rows, start=_HEAD_ROW + 1):
        write_text(excel, Cell(row, 0), each.label, styles.small)
        write_value(excel, Cell(row, 1), Decimal(each.members), _number(styles, CASES))
        write_value(excel, Cell(row, 2), each.cost, _number(styles, USD))
        fit_row(excel, row, [(each.label, 70)])
    excel.set_column(0, 0, 70)
    excel.set_column(1, 2, 16)
    _page(excel, (_HEAD_ROW + 1, 1))


_MEMBER_COLUMNS = (
    ("Rank", 7),
    ("Member", 18),
    ("Cost", 14),
    ("Months", 8),
    ("Hospital stays", 10),
    ("Emergency visits", 11),
    ("Largest category", 24),
    ("Of it", 14),
    ("Last year", 26),
    ("Cost last year", 14),
    ("Rank last year", 10),
    ("Change", 14),
    ("Conditions", 70),
)


def _write_members(excel: ExcelSheet, report: UtilizationReport, styles: Styles) -> None:
    write_text(excel, Cell(0, 0), f"High-cost members of {report.terms.year}, by name", styles.title)
    _heads(excel, _HEAD_ROW, [head for head, _ in _MEMBER_COLUMNS], styles)
    for row, member in enumerate(report.high_cost, start=_HEAD_ROW + 1):
        _write_member(excel, row, member, report.labels, styles)
    for column, (_, width) in enumerate(_MEMBER_COLUMNS):
        excel.set_column(column, column, width)
    excel.autofilter(_HEAD_ROW, 0, _HEAD_ROW + len(report.high_cost), len(_MEMBER_COLUMNS) - 1)
    _page(excel, (_HEAD_ROW + 1, 2))


def _write_member(excel: ExcelSheet, row: int, member: HighCostMember, labels: dict[str, str], styles: Styles) -> None:
    conditions = "; ".join(labels.get(each, each) for each in member.conditions)
    known = bool(member.months_before)
    cells: tuple[tuple[Decimal | str, Unit], ...] = (
        (Decimal(member.rank), CASES),
        (member.person_id, CASES),
        (member.cost, USD),
        (Decimal(member.months), CASES),
        (Decimal(member.stays), CASES),
        (Decimal(member.emergency_visits), CASES),
        (member.largest_category.replace("_", " "), CASES),
        (member.largest_category_cost, USD),
        (STANDINGS[member.standing], CASES),
        (member.cost_before if known else "", USD),
        (Decimal(member.rank_before) if member.rank_before else "", CASES),
        (member.change if member.change is not None else "", USD),
        (conditions, CASES),
    )
    for column, (value, unit) in enumerate(cells):
        if isinstance(value, str):
            write_text(excel, Cell(row, column), value, _words(styles))
        else:
            write_value(excel, Cell(row, column), value, _number(styles, unit))
    fit_row(excel, row, [(conditions, 70), (STANDINGS[member.standing], 26)])


def _write_notes(excel: ExcelSheet, report: UtilizationReport, styles: Styles) -> None:
    write_text(excel, Cell(0, 0), "What is to be known", styles.title)
    texts = [*report.notes, *(f"file {each.name}, SHA-256 {each.sha256}" for each in report.files)]
    for row, note in enumerate([*texts, f"Fingerprint {report.fingerprint}"], start=2):
        write_text(excel, Cell(row, 0), note, styles.text)
        fit_row(excel, row, [(note, 120)])
    excel.set_column(0, 0, 120)
    _page(excel, (2, 0))
