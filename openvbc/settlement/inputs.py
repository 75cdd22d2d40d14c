"""Figures given in a YAML of headline numbers, or read from a CSV with one row an organisation."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from openvbc.errors import Fault, FileError, InputError, did_you_mean, raise_all
from openvbc.figures import ABSENT, Figure, Figures, FileDigest, Origin, Source, Value
from openvbc.settlement.settle import Case, Status
from openvbc.worksheet.evaluate import Override
from openvbc.worksheet.inputs import missing_inputs
from openvbc.worksheet.sheet import Line, Worksheet
from openvbc.yamlfile import Node, digest, read_yaml

_FILE_KEYS = {"organisation", "performance_year", "status", "figures", "overrides", "note"}
_NO_VALUE = {"", "*", "-", "NA", "N/A", "null"}


def lines_by_name(sheets: Mapping[str, Worksheet]) -> dict[str, Line]:
    """Every line of the worksheets by name."""
    return {line.name: line for sheet in sheets.values() for line in sheet}


def performance_year_in(path: Path) -> int:
    """The performance year that a YAML of headline numbers names; InputError if it names none."""
    node = read_yaml(path, [])
    year = dict(node.items()).get("performance_year")
    try:
        return int(str(year.value if year else None))
    except ValueError:
        where = year.where if year else node.where
        raise InputError(Fault("performance_year is missing or no year", where, mend="write e.g. 2026")) from None


def read_given(path: Path, sheets: Mapping[str, Worksheet]) -> Case:
    """The case of a YAML of headline numbers. InputError lists every fault."""
    faults: list[Fault] = []
    node = read_yaml(path, faults)
    year = performance_year_in(path)
    top = dict(node.items())
    for key, each in top.items():
        if key not in _FILE_KEYS:
            faults.append(Fault(f"unknown word {key!r}", each.where, mend=did_you_mean(key, _FILE_KEYS)))
    status = _status(top.get("status"), node, faults)
    lines = lines_by_name(sheets)
    origin = (FileDigest(path.name, digest(path)),)
    figures = _figures(top.get("figures"), node, lines, origin, faults)
    overrides = dict(_overrides(top.get("overrides"), lines, faults))
    organisation = str(top["organisation"].value) if "organisation" in top else ""
    if faults:  # what is missing is found when the case is settled; a file with other faults tells it now, with them
        given = {name for key in ("figures", "overrides") if key in top for name, _ in top[key].items()}
        faults.extend(fault for sheet in sheets.values() for fault in missing_inputs(sheet, given))
    raise_all(faults, InputError)
    return Case(organisation, year, status, figures, overrides)


def _status(node: Node | None, file: Node, faults: list[Fault]) -> Status:
    words = [each.value for each in Status]
    if node is None:
        faults.append(Fault("status is missing", file.where, mend="write `status: interim` or `status: final`"))
    elif node.value not in words:
        faults.append(Fault(f"status is {node.value!r}", node.where, mend=did_you_mean(str(node.value), words)))
    else:
        return Status(str(node.value))
    return Status.INTERIM


def _figures(
    node: Node | None,
    file: Node,
    lines: Mapping[str, Line],
    files: tuple[FileDigest, ...],
    faults: list[Fault],
) -> Figures:
    if node is None or not isinstance(node.value, dict):
        faults.append(Fault("there is no group `figures`", file.where, mend="add `figures:` with one line a figure"))
        return {}
    figures: Figures = {}
    for name, each in node.items():
        line = lines.get(name)
        if line is None:
            faults.append(Fault(f"this contract uses no figure {name!r}", each.where, mend=did_you_mean(name, lines)))
        elif isinstance(each.value, dict) and "value" not in each.value:
            members = {key: _figure(inner, line, files, faults) for key, inner in each.items()}
            figures[name] = {key: figure for key, figure in members.items() if figure is not None}
        else:
            figure = _figure(each, line, files, faults)
            if figure is not None:
                figures[name] = figure
    return figures


def _figure(node: Node, line: Line, files: tuple[FileDigest, ...], faults: list[Fault]) -> Figure | None:
    description = ""
    if isinstance(node.value, dict):
        inner = dict(node.items())
        for key in inner.keys() - {"value", "source"}:
            mend = did_you_mean(key, {"value", "source"})
            faults.append(Fault(f"unknown word {key!r} beside a figure", inner[key].where, mend=mend))
        description = str(inner["source"].value) if "source" in inner else ""
        node = inner.get("value", node)
    try:
        value = _value(node, line)
    except ValueError as error:
        faults.append(
            Fault(
                f"{line.label!r}: {error}",
                node.where,
                mend=f"write {line.name} in {line.unit.name}, for example {_example(line)}",
            )
        )
        return None
    return Figure(value, Source(Origin.GIVEN, description, node.where, files))


def _value(node: Node, line: Line) -> Value:
    value = node.value
    if value is None:
        return ABSENT
    if isinstance(value, str):
        return line.unit.read(value)
    if isinstance(value, bool) and not line.is_flag:
        raise ValueError("yes or no stands where a number is meant")
    if isinstance(value, dict | list) or not isinstance(value, Value):
        raise ValueError("one figure is meant here")
    return value


def _example(line: Line) -> str:
    return {"money": "1250000.00", "rate": "0.85 or 85%", "flag": "true", "number": "25000"}[line.unit.kind]


def _overrides(node: Node | None, lines: Mapping[str, Line], faults: list[Fault]) -> Iterator[tuple[str, Override]]:
    for name, each in node.items() if node is not None else ():
        line = lines.get(name)
        inner = dict(each.items())
        if line is None:
            faults.append(Fault(f"there is no line {name!r} to set", each.where, mend=did_you_mean(name, lines)))
        elif not {"value", "by", "reason"} >= inner.keys() or not {"value", "by"} <= inner.keys():
            faults.append(
                Fault(
                    f"override of {name!r} must say its value and by whom",
                    each.where,
                    why="a figure set by hand must be answered for",
                    mend="write {value: ..., by: ..., reason: ...}",
                )
            )
        else:
            try:
                value = _value(inner["value"], line)
            except ValueError as error:
                faults.append(Fault(f"{line.label!r}: {error}", each.where, mend=f"for example {_example(line)}"))
                continue
            reason = str(inner["reason"].value) if "reason" in inner else ""
            yield name, Override(value, str(inner["by"].value), reason)


def read_csv(path: Path, sheets: Mapping[str, Worksheet], year: int, status: Status) -> list[Case]:
    """One case a row. The column `organisation` names it; other columns are figures (`line` or `line[member]`).

    Blank, `*` and `-` are absent. InputError lists every fault of the file with row and column.
    """
    rows = _rows(path)
    lines = lines_by_name(sheets)
    faults: list[Fault] = []
    (_, header), *body = rows
    columns = _columns(header, lines, path, faults)
    raise_all(faults, InputError)
    cases, seen = [], dict[str, int]()
    origin = (FileDigest(path.name, digest(path)),)
    for number, row in body:
        where = f"{path.name}:{number}"
        if len(row) != len(header):
            faults.append(Fault(f"the row has {len(row)} cells, the header {len(header)}", where, mend="mend the row"))
            continue
        organisation = row[header.index("organisation")].strip()
        if not organisation or organisation in seen:
            what = (
                f"organisation {organisation!r} is already in row {seen[organisation]}" if organisation else "no name"
            )
            faults.append(Fault(what, where, why="each row is one organisation", mend="keep one row for each"))
            continue
        seen[organisation] = number
        figures = _row_figures(row, columns, where, origin, faults)
        cases.append(Case(organisation, year, status, figures, {}))
    raise_all(faults, InputError)
    return cases


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line of the file on which it ends; the header's cells are stripped."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise FileError(Fault("there is no such file", str(path), mend="check the path")) from None
    except (UnicodeDecodeError, OSError):
        raise FileError(
            Fault(
                "this is not a text file",
                str(path),
                why="a spreadsheet must be saved as CSV first",
                mend="save as CSV UTF-8",
            )
        ) from None
    if "\0" in text:
        raise FileError(Fault("this is not a text file", str(path), mend="save it as CSV UTF-8"))
    reader = csv.reader(io.StringIO(text))
    rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    header = [cell.strip() for cell in rows[0][1]] if rows else []
    if "organisation" not in header:
        raise FileError(
            Fault("this is no table of organisations", f"{path.name}:1", mend="add a column `organisation`")
        )
    if len(rows) == 1:
        raise FileError(Fault("there are no rows below the header", f"{path.name}:1", mend="add one row each"))
    return [(rows[0][0], header), *rows[1:]]


def _columns(
    header: Sequence[str], lines: Mapping[str, Line], path: Path, faults: list[Fault]
) -> list[tuple[int, Line, str]]:
    columns, where = [], f"{path.name}:1"
    for index, name in enumerate(header):
        base, _, member = name.partition("[")
        if header.index(name) != index:
            faults.append(Fault(f"column {name!r} stands twice", where, mend="keep one of them"))
        elif name == "organisation":
            continue
        elif base not in lines:
            faults.append(Fault(f"this contract uses no figure {name!r}", where, mend=did_you_mean(base, lines)))
        else:
            columns.append((index, lines[base], member.removesuffix("]")))
    return columns


def _row_figures(
    row: Sequence[str],
    columns: Sequence[tuple[int, Line, str]],
    where: str,
    files: tuple[FileDigest, ...],
    faults: list[Fault],
) -> Figures:
    figures: Figures = {}
    for index, line, member in columns:
        cell = row[index].strip()
        place = f"{where}, column {line.name}{f'[{member}]' if member else ''}"
        try:
            value: Value = ABSENT if cell in _NO_VALUE else line.unit.read(cell)
        except ValueError as error:
            faults.append(Fault(f"{line.label!r}: {error}", place, mend=f"for example {_example(line)}"))
            continue
        figure = Figure(value, Source(Origin.READ, "", place, files))
        if not member:
            figures[line.name] = figure
            continue
        held = figures.setdefault(line.name, {})
        if isinstance(held, dict):
            held[member] = figure
    return figures
