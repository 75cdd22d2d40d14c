"""Figures read from a table with one row an organization. Every fault of the file is told at once, with its place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from openvbc.errors import Fault, FileError, InputError, did_you_mean, raise_all
from openvbc.figures import ABSENT, Figure, Figures, FileDigest, Origin, Source, Value, key_parts, key_text
from openvbc.former_names import present_name
from openvbc.settlement.reading import (
    UNREADABLE,
    example,
    faults_of_figures,
    name_and_members,
    not_read,
    put_figure,
    value_from_text,
)
from openvbc.settlement.settle import Case, Status
from openvbc.settlement.stream_sheets import StreamSheets
from openvbc.tabular.small_table import COMMAS_ONLY, Row, SmallTable, in_file_order, read_small_table
from openvbc.tabular.spreadsheet_traces import fault_of_name
from openvbc.worksheet.sheet import Line
from openvbc.yamlfile import digest, quoted, shortened

_NO_VALUE = {"", "*", "-", "NA", "N/A", "null"}
_ORGANIZATION = "organization"

#: A column's place in the row, its figure's name, its line, and the members on the line's axes (none for one value).
Column = tuple[int, str, Line, tuple[str, ...]]


def figures_named(path: Path) -> frozenset[str]:
    """The names under which a table has figures: `line` or `stream.line`, and `line[member]`, its first member."""
    found = set[str]()
    for name in _table(path).header:
        line, bracket, members = name.partition("[")
        first = members.removesuffix("]").split(",")[0].strip()
        found |= {line, f"{line}[{first}]"} if bracket else {line}
    return frozenset(found)


def read_table(path: Path, sheets: StreamSheets, year: int | str, status: Status) -> list[Case]:
    """One case a row. The column `organization` names it; others are figures: `line`, `line[member]`, `stream.line`.

    A line over several axes is headed `line[member,member]`. Blank, `*` and `-` are absent. InputError lists every
    fault of the file with row and column.
    """
    table = _table(path)
    header = table.header
    faults: list[Fault] = []
    columns = _columns(header, sheets, table.header_where, faults)
    faults.extend(_without_column(sheets, columns, table.header_where))
    cases, seen = [], dict[str, int]()
    origin = (FileDigest(path.name, digest(path)),)
    of_rows = list(table.faults)
    for row in table.rows:
        organization = row.cells[header.index(_ORGANIZATION)]
        fault = _fault_of_name(organization, seen, row.place(header.index(_ORGANIZATION)))
        if fault is not None:
            of_rows.append(fault)
        seen.setdefault(organization, row.line)
        cases.append(Case(organization, year, status, _row_figures(row, columns, origin, of_rows), {}))
    faults.extend(in_file_order(of_rows))
    if faults:  # what settling would find is told now, with them
        for case in cases:
            figures = not_read(sheets)
            for name, figure in sheets.in_full(case.figures).items():
                blank = figures[name]
                figures[name] = {**blank, **figure} if isinstance(blank, dict) and isinstance(figure, dict) else figure
            faults.extend(faults_of_figures(sheets, figures, shortened(case.organization), {}))
    raise_all(faults, InputError)
    return cases


def _fault_of_name(organization: str, seen: Mapping[str, int], where: str) -> Fault | None:
    if organization and organization not in seen:
        return fault_of_name(organization, where)
    what = f"organization {quoted(organization)} is already in row {seen[organization]}" if organization else "no name"
    fix = "keep one row for each" if organization else "name the organization; take a row of totals out"
    return Fault(what, where, why="each row is one organization", fix=fix)


def _table(path: Path) -> SmallTable:
    table = read_small_table(path, delimiters=COMMAS_ONLY)
    table = replace(table, header=tuple(present_name(name) for name in table.header))
    if _ORGANIZATION not in table.header:
        raise FileError(_no_organizations(table))
    if not table.rows and not table.faults:
        raise FileError(Fault("there are no rows below the header", table.header_where, fix="add one row each"))
    return table


def _no_organizations(table: SmallTable) -> Fault:
    what, where = "this is no table of organizations", table.header_where
    lower = {cell.lower(): cell for cell in table.header}
    near = get_close_matches(_ORGANIZATION, lower, n=1)
    if near:
        fix = f"did you mean {_ORGANIZATION!r}? the header says {quoted(lower[near[0]])}"
        return Fault(f"{what}: there is no column `{_ORGANIZATION}`", where, fix=fix)
    return Fault(what, where, fix=f"add a column `{_ORGANIZATION}`")


def _columns(header: Sequence[str], sheets: StreamSheets, where: str, faults: list[Fault]) -> list[Column]:
    columns: list[Column] = []
    for index, name in enumerate(header):
        base, members = name_and_members(sheets, name)
        fault, line = sheets.fault_of_input(base, where), sheets.line(base)
        if header.index(name) != index:
            faults.append(Fault(f"column {quoted(name)} stands twice", where, fix="keep one of them"))
        elif name == _ORGANIZATION:
            continue
        elif fault is not None or line is None:
            faults.extend([fault] if fault is not None else [])
        elif members and members not in map(key_parts, line.keys):
            known = [f"{base}[{key_text(key)}]" for key in line.keys] or [base]
            fix = did_you_mean(shortened(name), known)
            faults.append(Fault(f"{line.label!r} has no column {quoted(key_text(members))}", where, fix=fix))
        elif any((other, members_there) == (base, members) for _, other, _, members_there in columns):
            faults.append(Fault(f"column {quoted(name)} stands twice, under two names", where, fix="keep one of them"))
        else:
            columns.append((index, base, line, members))
    faults.extend(sheets.told_twice(dict.fromkeys(name for _, name, _, _ in columns), where))
    return columns


def _without_column(sheets: StreamSheets, columns: Sequence[Column], where: str) -> Iterator[Fault]:
    """Each figure that is needed and has no column: once for the header, not once a row."""
    figures: Figures = {}
    for _, name, _, members in columns:
        put_figure(figures, name, members, UNREADABLE)
    for fault in faults_of_figures(sheets, figures, "", {}):
        yield replace(fault, where=where)


def _row_figures(
    row: Row,
    columns: Sequence[Column],
    files: tuple[FileDigest, ...],
    faults: list[Fault],
) -> Figures:
    figures: Figures = {}
    for index, name, line, members in columns:
        cell = row.cells[index]
        place = f"{row.place(index)}, column {name}{f'[{key_text(members)}]' if members else ''}"
        try:
            value: Value = ABSENT if cell in _NO_VALUE else value_from_text(line, cell)
        except ValueError as error:
            faults.append(Fault(f"{line.label!r}: {error}", place, fix=f"for example {example(line)}"))
            put_figure(figures, name, members, UNREADABLE)
            continue
        put_figure(figures, name, members, Figure(value, Source(Origin.READ, "", place, files)))
    return figures
