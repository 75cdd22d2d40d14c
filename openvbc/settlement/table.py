"""Figures read from a CSV with one row an organisation. Every fault of the file is told at once, with its place."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from openvbc.errors import Fault, FileError, InputError, did_you_mean, raise_all
from openvbc.figures import ABSENT, Figure, Figures, FileDigest, Origin, Source, Value
from openvbc.settlement.reading import UNREADABLE, example, faults_of_figures, not_read, value_from_text
from openvbc.settlement.settle import Case, Status, fault_of_name, lines_by_name
from openvbc.worksheet.sheet import Line, Worksheet
from openvbc.yamlfile import digest, fault_of_text, other_separator, quoted, read_text, shortened

_NO_VALUE = {"", "*", "-", "NA", "N/A", "null"}
_ORGANISATION = "organisation"

#: A column's place in the row, its line, and the member of the line's axis ("" for a single value).
Column = tuple[int, Line, str]


def read_csv(path: Path, sheets: Mapping[str, Worksheet], year: int, status: Status) -> list[Case]:
    """One case a row. The column `organisation` names it; other columns are figures (`line` or `line[member]`).

    Blank, `*` and `-` are absent. InputError lists every fault of the file with row and column.
    """
    (_, header), *body = _rows(path)
    faults: list[Fault] = []
    columns = _columns(header, lines_by_name(sheets), path, faults)
    faults.extend(_without_column(sheets, columns, path))
    cases, seen = [], dict[str, int]()
    origin = (FileDigest(path.name, digest(path)),)
    for number, row in body:
        where = f"{path.name}:{number}"
        if len(row) != len(header):
            faults.append(Fault(f"the row has {len(row)} cells, the header {len(header)}", where, mend="mend the row"))
            continue
        organisation = row[header.index(_ORGANISATION)].strip()
        fault = _fault_of_name(organisation, seen, where)
        if fault is not None:
            faults.append(fault)
        seen.setdefault(organisation, number)
        cases.append(Case(organisation, year, status, _row_figures(row, columns, where, origin, faults), {}))
    if faults:  # what settling would find is told now, with them
        for case in cases:
            figures = not_read(sheets)
            for name, held in case.figures.items():
                blank = figures[name]
                figures[name] = {**blank, **held} if isinstance(blank, dict) and isinstance(held, dict) else held
            faults.extend(faults_of_figures(sheets, figures, shortened(case.organisation), {}))
    raise_all(faults, InputError)
    return cases


def _fault_of_name(organisation: str, seen: Mapping[str, int], where: str) -> Fault | None:
    if organisation and organisation not in seen:
        return fault_of_text(organisation, where)
    what = f"organisation {quoted(organisation)} is already in row {seen[organisation]}" if organisation else "no name"
    return Fault(what, where, why="each row is one organisation", mend="keep one row for each")


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line of the file on which it ends; the header's cells are stripped."""
    reader = csv.reader(io.StringIO(read_text(path, "CSV"), newline=""))
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        where = f"{path.name}:{reader.line_num}"
        mend = "look for a quotation mark that is not closed"
        raise FileError(Fault(f"this row is no CSV: {error}", where, mend=mend)) from None
    header = [cell.strip() for cell in rows[0][1]] if rows else []
    if _ORGANISATION not in header:
        raise FileError(_no_organisations(header, f"{path.name}:1"))
    if len(rows) == 1:
        raise FileError(Fault("there are no rows below the header", f"{path.name}:1", mend="add one row each"))
    return [(rows[0][0], header), *rows[1:]]


def _no_organisations(header: Sequence[str], where: str) -> Fault:
    what = "this is no table of organisations"
    separator = other_separator(header)
    if separator:
        return Fault(f"{what}: its columns are parted by {separator}, not by commas", where, mend="save it with commas")
    lower = {cell.lower(): cell for cell in header}
    near = get_close_matches(_ORGANISATION, lower, n=1)
    if near:
        mend = f"did you mean {_ORGANISATION!r}? the header says {quoted(lower[near[0]])}"
        return Fault(f"{what}: there is no column `{_ORGANISATION}`", where, mend=mend)
    return Fault(what, where, mend=f"add a column `{_ORGANISATION}`")


def _columns(header: Sequence[str], lines: Mapping[str, Line], path: Path, faults: list[Fault]) -> list[Column]:
    columns, where = [], f"{path.name}:1"
    for index, name in enumerate(header):
        base, _, rest = name.partition("[")
        member = rest.removesuffix("]")
        fault = fault_of_name(base, lines, where)
        if header.index(name) != index:
            faults.append(Fault(f"column {quoted(name)} stands twice", where, mend="keep one of them"))
        elif name == _ORGANISATION:
            continue
        elif fault is not None:
            faults.append(fault)
        elif member and member not in lines[base].keys:
            known = [f"{base}[{key}]" for key in lines[base].keys] or [base]
            mend = did_you_mean(shortened(name), known)
            faults.append(Fault(f"{lines[base].label!r} has no column {quoted(member)}", where, mend=mend))
        else:
            columns.append((index, lines[base], member))
    return columns


def _without_column(sheets: Mapping[str, Worksheet], columns: Sequence[Column], path: Path) -> Iterator[Fault]:
    """Each figure that is needed and has no column: once for the header, not once a row."""
    figures: Figures = {}
    for _, line, member in columns:
        _put(figures, line, member, UNREADABLE)
    for fault in faults_of_figures(sheets, figures, "", {}):
        yield replace(fault, where=f"{path.name}:1")


def _row_figures(
    row: Sequence[str],
    columns: Sequence[Column],
    where: str,
    files: tuple[FileDigest, ...],
    faults: list[Fault],
) -> Figures:
    figures: Figures = {}
    for index, line, member in columns:
        cell = row[index].strip()
        place = f"{where}, column {line.name}{f'[{member}]' if member else ''}"
        try:
            value: Value = ABSENT if cell in _NO_VALUE else value_from_text(line, cell)
        except ValueError as error:
            faults.append(Fault(f"{line.label!r}: {error}", place, mend=f"for example {example(line)}"))
            _put(figures, line, member, UNREADABLE)
            continue
        _put(figures, line, member, Figure(value, Source(Origin.READ, "", place, files)))
    return figures


def _put(figures: Figures, line: Line, member: str, figure: Figure) -> None:
    if not member:
        figures[line.name] = figure
        return
    held = figures.setdefault(line.name, {})
    if isinstance(held, dict):
        held[member] = figure
