"""What a program's reports gave, as a report: figures with their cells, what is missing, and its steps beside ours."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from openvbc.characters import as_cell
from openvbc.figures import Figure, Figures, Keyed, key_parts
from openvbc.methods.program_reports import ReadCell
from openvbc.reports.document.tree import (
    EVERYWHERE,
    FOR_MACHINES,
    IN_TEXT,
    Answer,
    Cell,
    Column,
    Document,
    Notes,
    Row,
    Table,
)
from openvbc.reports.inputs_template import inputs_template
from openvbc.settlement.program_reports import ReportsForContract, StepBesideOurs
from openvbc.worksheet.sheet import Line, Worksheet

_CELLS = (
    *("file", "report", "delivery", "sheet", "row", "column", "section_code", "section_label", "row_label"),
    *("column_group_label", "column_label", "value_text"),
)  # fmt: skip

_LINE = Column("line", "Line", forms=FOR_MACHINES)
_MEMBER = Column("member", "Of", width=32)
_SOURCE = Column("source", "Where it stands", width=60)
_STEPS = (
    _LINE,
    Column("label", "Step", width=44),
    _MEMBER,
    Column("printed", "Printed", number=True),
    Column("ours", "Ours", number=True),
    Column("difference", "Difference", number=True),
    Column("agrees", "Agrees"),
    _SOURCE,
)
_AGREES = {True: "yes", False: "no", None: "not known"}


def program_reports_report(found: ReportsForContract) -> Document:
    """Figures that were read, figures that are missing, and the program's printed steps beside ours."""
    sheet = found.sheets[found.stream]
    read = [(sheet[name], key, figure) for name, key, figure in _figures(found.read.figures) if name in sheet]
    wrong = [each for each in found.steps if each.agrees is False]
    checked = [each for each in found.steps if each.agrees is not None]
    steps = f"{len(checked):,} of {len(found.steps):,} printed steps can be held against ours"
    steps += ": all agree" if checked and not wrong else f": {len(wrong):,} differ" if wrong else ""
    figures = Table(
        (_LINE, Column("label", "Figure", width=44), _MEMBER, Column("value", "Value", number=True), _SOURCE),
        tuple(
            Row((line.name, line.label, _of(line, key), Cell(figure.value, unit=line.unit), figure.source.where))
            for line, key, figure in read
            if isinstance(figure.value, Decimal)
        ),
        key="figures",
        sheet="Figures",
        title="Figures that were read",
        is_long=True,
        forms=EVERYWHERE - IN_TEXT,
    )
    missing = Table(
        (_LINE, Column("label", "Figure", width=44), Column("members", "Of", width=60)),
        tuple(
            Row((line.name, line.label, "; ".join(_of(line, key) for key in keys) or "all of them"))
            for line, keys in found.missing.items()
        ),
        key="missing",
        sheet="Missing",
        title="Figures that no report gave",
    )
    differing = Table(
        _STEPS,
        tuple(_step(sheet, each) for each in wrong),
        key="differing",
        sheet="Differing",
        title="Steps that the program printed otherwise than ours",
        forms=IN_TEXT,
    )
    beside = Table(
        _STEPS,
        tuple(_step(sheet, each) for each in (*wrong, *(each for each in found.steps if each.agrees is not False))),
        key="steps",
        sheet="Steps",
        title="Steps that the program printed, beside ours",
        forms=EVERYWHERE - IN_TEXT,
    )
    tables = [each for each in (differing, beside, missing, figures) if each.rows]
    return Document(
        kind="Program reports",
        title=f"Reports of {found.read.organization}",
        answer=Answer(f"{len(read):,} figures were read, {len(found.missing):,} lines are still to be given; {steps}"),
        blocks=(*tables, *((Notes(found.read.notes, "notes", "What to know"),) if found.read.notes else ())),
    )


def _step(sheet: Worksheet, each: StepBesideOurs) -> Row:
    line = sheet[each.step.line]
    return Row(
        (
            *(line.name, each.label, _of(line, each.step.key)),
            *(Cell(value, unit=line.unit) for value in (each.step.value, each.ours, each.difference)),
            _AGREES[each.agrees],
            each.step.where,
        )
    )


def program_reports_files(found: ReportsForContract) -> dict[str, str]:
    """The inputs file, filled in as far as the reports go, and every cell of the reports as a table."""
    text = inputs_template(found.contract, found.period, found.sheets, {found.stream: found.read.figures})
    return {"inputs.yaml": text, "cells.csv": _cells_csv(found.read.cells)}


def _figures(figures: Figures) -> Iterator[tuple[str, Keyed | None, Figure]]:
    for name, held in figures.items():
        if isinstance(held, Figure):
            yield name, None, held
        else:
            yield from ((name, key, figure) for key, figure in held.items())


def _of(line: Line, key: Keyed | None) -> str:
    """The member in words, one of each axis."""
    if key is None:
        return ""
    return ", ".join(axis.member(part).label for axis, part in zip(line.axes, key_parts(key), strict=True))


def _cells_csv(cells: tuple[ReadCell, ...]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(_CELLS)
    for each in cells:
        cell = each.cell
        table.writerow(
            (
                *(each.file, each.report, each.delivery, cell.sheet, cell.row_number, cell.letters),
                *map(as_cell, (cell.section_code, cell.section, cell.row, cell.group, cell.column, cell.text)),
            )
        )
    return text.getvalue()
