"""The manifest of a project folder: which loads it holds, which Parquet files count, what was read and found.

It is JSON that people can read, written with its own digest, so that damage and changes by hand are noticed. It holds
no clock: the same loads give the same bytes.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from openvbc.claims.findings import Finding
from openvbc.claims.readers.account import OrphanRule, ReadFile, Step
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.errors import Fault, FileError
from openvbc.figures import FileDigest
from openvbc.yamlfile import parse_json

#: The version of the manifest's form; a program reads only the form it knows.
FORMAT: Final = 3
MANIFEST: Final = "manifest.json"
TABLES: Final = "tables"
RECEIVED: Final = "received"
NUMBERS: Final = "numbers"
#: What was counted from the project and is kept; the manifest does not name it, and it may go at any time.
COUNTS: Final = "counts"

_FIX: Final = "bring the whole project folder back from a backup, or load the files into a new folder"


@dataclass(frozen=True)
class Part:
    """A Parquet file of one table. file: its path below the project folder; load: the load that wrote it.

    data_sources: those that its rows name.
    """

    file: str
    sha256: str
    bytes: int
    rows: int
    load: int
    data_sources: tuple[str, ...]


@dataclass(frozen=True)
class KeptTable:
    """The parts of a table and their rows in total."""

    rows: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class KeptOptions:
    """What the user said about a source (see LoadOptions); of a mapping, name and digest."""

    payer: str = ""
    plan: str = ""
    mapping: FileDigest | None = None
    orphan_rule: OrphanRule = OrphanRule.PAIR_BY_AMOUNT
    zeros_lost: bool = False


@dataclass(frozen=True)
class KeptLoad:
    """One load. sources: the files as they were given; files: what the reader read (of a .zip, its members).

    day: that of the load if the user named one. replaced_by: the later load that took its place, if one did.
    """

    number: int
    reader: str
    data_source: str
    options: KeptOptions
    day: date | None
    sources: tuple[FileDigest, ...]
    files: tuple[ReadFile, ...]
    not_read: dict[str, str]
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]
    replaced_by: int | None = None


@dataclass(frozen=True)
class Audited:
    """What the audits found on the tables as they stand. audits: digest of the audits that ran."""

    audits: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class OfClaims:
    """The tables that rest on the claims alone (OF_CLAIMS_ALONE), made from the tables as they stand.

    queries: digest of the queries that made them; "" if none are kept, so that whoever counts makes them. parts: digest
    of the parts of canonical tables that they were made from, so that nothing made from others is ever read.
    """

    queries: str
    tables: dict[str, KeptTable]
    parts: str = ""


@dataclass(frozen=True)
class Manifest:
    """All that a project folder holds. tables: canonical tables by name; received: readers' own, as "reader/table"."""

    loads: tuple[KeptLoad, ...] = ()
    tables: dict[str, KeptTable] = field(default_factory=dict)
    received: dict[str, KeptTable] = field(default_factory=dict)
    audited: Audited = Audited("", ())
    of_claims: OfClaims = field(default_factory=lambda: OfClaims("", {}))

    @property
    def standing(self) -> tuple[KeptLoad, ...]:
        """The loads that no later one replaced."""
        return tuple(load for load in self.loads if load.replaced_by is None)

    @property
    def next_number(self) -> int:
        """The number of the next load."""
        return len(self.loads) + 1

    def load(self, number: int) -> KeptLoad:
        """The load of that number."""
        return self.loads[number - 1]


@cache
def _manifest() -> TypeAdapter[Manifest]:
    # Its checks are compiled when a manifest is first read: most commands read none.
    return TypeAdapter(Manifest)


def parts_digest(tables: Mapping[str, KeptTable]) -> str:
    """A SHA-256 that is the same for the same parts of the same canonical tables, in whatever order they are named."""
    told = sorted(f"{name} {part.sha256}" for name, table in tables.items() for part in table.parts)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def part_file(room: str, table: str, load: int) -> str:
    """Where a part stands below the project folder. room: TABLES, RECEIVED or NUMBERS."""
    return f"{room}/{table}/load-{load:04}.parquet"


def manifest_text(manifest: Manifest) -> str:
    """The manifest as its file holds it."""
    body = _manifest().dump_python(manifest, mode="json")
    return _text({"openvbc_project": FORMAT, "sha256": _seal(body), **body})


def seal_of(manifest: Manifest) -> str:
    """A digest that is the same for the same loads, files and options, whatever is made of them to count faster."""
    body = _manifest().dump_python(manifest, mode="json")
    del body["of_claims"]
    return _seal(body)


def is_project(folder: Path) -> bool:
    """Whether a folder holds a manifest of ours, sound or not."""
    try:
        with (folder / MANIFEST).open("rb") as content:
            return b'"openvbc_project"' in content.read(64)
    except OSError:
        return False


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a project folder. FileError if it is missing, damaged, changed, or of a later version."""
    path = folder / MANIFEST
    try:
        content = parse_json(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise FileError(_no_project(folder)) from None
    except OSError as error:
        raise FileError(Fault(f"this cannot be read: {error.strerror}", str(path), fix=_FIX)) from None
    except ValueError:
        raise FileError(Fault("this manifest is no JSON: it is damaged", str(path), fix=_FIX)) from None
    if not isinstance(content, dict) or "openvbc_project" not in content:
        raise FileError(Fault("this is not the manifest of a project folder", str(path), fix=_FIX))
    version, seal = content.pop("openvbc_project"), content.pop("sha256", None)
    if version is not FORMAT:
        what = f"this project folder is of format {version!r}; this version of OpenVBC reads format {FORMAT}"
        raise FileError(Fault(what, str(path), fix="use the version of OpenVBC that wrote it, or load the files anew"))
    if seal != _seal(content):
        what = "the manifest is not as it was written: it is damaged or was changed by hand"
        raise FileError(Fault(what, str(path), why="which rows count could not be known", fix=_FIX))
    return _validated(content, path)


def _validated(content: dict[str, object], path: Path) -> Manifest:
    try:
        manifest = _manifest().validate_json(json.dumps(content), strict=True)
    except ValidationError as error:
        faults = [
            Fault(f"{'.'.join(map(str, each['loc']))}: {each['msg']}", str(path), fix=_FIX) for each in error.errors()
        ]
        raise FileError(faults) from None
    faults = [Fault(what, str(path), fix=_FIX) for what in _contradictions(manifest)]
    if faults:
        raise FileError(faults)
    return manifest


def _contradictions(manifest: Manifest) -> list[str]:
    numbers = [load.number for load in manifest.loads]
    found = []
    if numbers != list(range(1, len(numbers) + 1)):
        found.append("the loads are not numbered from 1 on")
    found += [f"there is no table {name}" for name in manifest.tables if name not in CANONICAL_TABLES]
    rooms = ((TABLES, manifest.tables), (RECEIVED, manifest.received), (NUMBERS, manifest.of_claims.tables))
    for room, tables in rooms:
        for name, table in tables.items():
            if table.rows != sum(part.rows for part in table.parts):
                found.append(f"the rows of {name} are not those of its parts")
            found += [
                f"{part.file} is not where a part of {name} belongs"
                for part in table.parts
                if part.load not in numbers or part.file != part_file(room, name, part.load)
            ]
    return found


def _no_project(folder: Path) -> Fault:
    if not folder.is_dir():
        what = "this is a file, not a project folder" if folder.exists() else "there is no such folder"
    else:
        what = f"this is no project folder: it has no {MANIFEST}"
    return Fault(what, str(folder), fix="load files into it first: openvbc load FILES --project FOLDER")


def _seal(body: dict[str, object]) -> str:
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def _text(content: dict[str, object]) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
