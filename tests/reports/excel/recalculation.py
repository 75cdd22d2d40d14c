"""LibreOffice recalculates workbooks without a window; openpyxl reads what it wrote and edits cells before."""

import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell

from openvbc.figures import Absent, Key, Value, key_parts
from openvbc.settlement.settle import Settlement, StreamSettlement
from openvbc.worksheet.sheet import Line

REQUIRED = "OPENVBC_REQUIRE_PROGRAMS"

#: Tells LibreOffice to recalculate every workbook that it opens, whoever wrote it.
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""

#: What a cell holds, as openpyxl reads it.
Held = object

_TOLERANCE = {"money": Decimal("0.005"), "rate": Decimal("1e-9"), "number": Decimal("1e-8")}


def soffice() -> str:
    """The program; the test is skipped where it is missing, or fails where the environment requires it."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        told = "LibreOffice is missing; on Debian and Ubuntu: apt-get install libreoffice-calc"
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(told)
        pytest.skip(told)
    return program


def converted(files: Sequence[Path], folder: Path, kind: str = "xlsx") -> list[Path]:
    """The files as LibreOffice writes them after opening and recalculating: one start for all of them."""
    program = soffice()
    profile, out = folder / "profile", folder / "converted"
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind]
    run = subprocess.run(
        [*command, "--outdir", str(out), *(str(file) for file in files)], capture_output=True, text=True, check=False
    )
    results = [out / f"{file.stem}.{kind}" for file in files]
    missing = [result.name for result in results if not result.is_file()]
    assert not missing, f"LibreOffice wrote no {missing}: {run.stdout[-500:]} {run.stderr[-500:]}"
    return results


def with_false_results(file: Path, to: Path) -> Path:
    """A copy in which every formula's stored result is 0, so that a right figure can only come from recalculation."""
    formula = re.compile(r'(<c r="[A-Z]+\d+"(?: s="\d+")?)(?: t="\w+")?>(<f>[^<]*</f>)<v>[^<]*</v>')
    changed = 0
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            text = source.read(name)
            if name.startswith("xl/worksheets/"):
                new, count = formula.subn(r"\1>\2<v>0</v>", text.decode())
                assert count == text.decode().count("<f>")
                changed += count
                text = new.encode()
            target.writestr(name, text)
    assert changed
    return to


def cell_named(book: Workbook, name: str, sheet: str) -> Cell:
    """The cell that a defined name stands for; a sheet's own name goes before the book's."""
    names = book[sheet].defined_names if name in book[sheet].defined_names else book.defined_names
    ((where, place),) = names[name].destinations
    cell = book[where][place.replace("$", "")]
    assert isinstance(cell, Cell)
    return cell


def sheets_of(settlement: Settlement) -> Iterator[tuple[StreamSettlement, str]]:
    """Each stream with the name of its sheet: the third tab and the following, before the tables."""
    if len(settlement.streams) == 1:
        yield settlement.streams[0], "Settlement"
        return
    taken = {"summary", "tables"}
    for stream in settlement.streams:
        name = stream.stream.name if stream.stream.name not in taken else f"{stream.stream.name}_2"
        yield stream, name


def cell_name(line: Line, key: Key | None) -> str:
    """The name of a line's cell, for the names that need no help."""
    parts = [line.name, *(key_parts(key) if key is not None else ())]
    return "_".join(re.sub("[^A-Za-z0-9_]", "_", part) for part in parts)


def values_of(stream: StreamSettlement) -> Iterator[tuple[Line, Key | None, Value]]:
    """Every value of a stream with its line and member."""
    for line in stream.evaluation.sheet:
        held = stream.evaluation.values[line.name]
        if isinstance(held, Mapping):
            yield from ((line, key, value) for key, value in held.items())
        else:
            yield line, None, held


Names = Mapping[tuple[str, Key | None], str]


def differences(settlement: Settlement, file: Path, names: Names | None = None) -> list[str]:
    """What a workbook shows otherwise than the engine, line by line. names: cells whose names are not the lines'."""
    book = load_workbook(file, data_only=True)
    found = []
    for stream, sheet in sheets_of(settlement):
        for line, member, value in values_of(stream):
            name = (names or {}).get((line.name, member), cell_name(line, member))
            held = cell_named(book, name, sheet).value
            if not same(line, value, held):
                found.append(f"{sheet}!{name}: engine {value!r}, sheet {held!r}")
    return found


def same(line: Line, value: Value, held: Held) -> bool:
    """Whether a cell holds the engine's value: money to half a cent, rates to nine decimals, absence as #N/A."""
    if isinstance(value, Absent):
        return held == "#N/A"
    if isinstance(value, bool):
        return held is value
    if isinstance(held, bool) or not isinstance(held, int | float):
        return False
    return abs(Decimal(repr(held)) - value) < _TOLERANCE[line.unit.kind]
