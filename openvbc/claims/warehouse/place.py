"""Where claims are: a project folder, or tables that stand in a database; an address, or a file that says more.

Imports no engine, so that start-up stays short.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from openvbc.errors import ClaimsError, Fault, FileError, did_you_mean, raise_all
from openvbc.yamlfile import Node, read_yaml

#: How addresses of databases begin, as engines are named.
_ADDRESS: Final = re.compile(r"(duckdb|postgres|postgresql|sc|snowflake|bigquery):.+", re.IGNORECASE | re.DOTALL)
_DATABASE_FILES: Final = (".duckdb", ".ddb", ".db")
_DESCRIPTIONS: Final = (".yaml", ".yml")
_KEYS: Final = ("where", "schema", "tables", "providers")
#: What stands before the part of an address that may hold a password or a token.
_TELLABLE: Final = re.compile(r"([a-z]+:(?://)?)(?:[^/@]*@)?([^;?]*)", re.IGNORECASE)
_NAME: Final = re.compile(r"[^\W\d][\w$-]*(\.[^\W\d][\w$-]*){0,2}")


@dataclass(frozen=True)
class TablesPlace:
    """Tables where they stand. engine: the database, as engines are named; schema: "" to find it.

    names: of canonical tables that are called otherwise, by their name here ("provider": "reference.specialties").
    providers: a list of clinicians and their specialties (.csv, .xlsx) in place of a table.
    """

    engine: str
    schema: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    providers: Path | None = None

    def __str__(self) -> str:
        """Where, without what may be a password: a file without its folders, a server's address without who asks."""
        if self.engine.lower().startswith("duckdb:"):
            return Path(self.engine.partition(":")[2]).name
        told = _TELLABLE.match(self.engine)
        return f"{told[1]}{told[2].rstrip('/')}" if told else self.engine.partition(":")[0]


#: A project folder, or tables where they stand.
ClaimsPlace = Path | TablesPlace


def claims_place(written: str | Path) -> ClaimsPlace:
    """Where claims are, as people write it.

    An address of a database ("duckdb:FILE", "postgresql://...", "sc://...", "snowflake://...", "bigquery://..."), with
    "#schema" behind it where there are several; a DuckDB file; a .yaml that says `where`, `schema`, `tables` and
    `providers`; else a project folder. FileError tells the faults of the .yaml.
    """
    text = str(written)
    if is_address(text):
        address, _, schema = text.partition("#")
        return TablesPlace(address, schema)
    file, _, schema = text.partition("#")
    path = Path(text)
    if path.suffix.lower() in _DESCRIPTIONS and path.is_file():
        return _described(path)
    if Path(file).suffix.lower() in _DATABASE_FILES and (not path.exists() or path.is_file()):
        return TablesPlace(f"duckdb:{file}", schema)
    return path


def is_address(text: str) -> bool:
    """Whether text is the address of a database, and so no path."""
    return _ADDRESS.fullmatch(text) is not None


def _described(path: Path) -> TablesPlace:
    faults: list[Fault] = []
    top = read_yaml(path, faults)
    entries = dict(top.items())
    if not entries and not faults:
        faults.append(
            Fault("this file says nothing about tables", path.name, fix="write where: duckdb:FILE, and so on")
        )
    elif not faults and not entries.keys() & {*_KEYS}:
        what = "this is a file, no project folder, and says nothing about tables where they stand"
        fix = "name a folder that `openvbc load` filled, or write where: duckdb:FILE and so on"
        raise FileError(Fault(what, path.name, fix=fix))
    for key, node in entries.items():
        if key not in _KEYS:
            faults.append(Fault(f"{key!r} is not known here", node.where, fix=did_you_mean(key, _KEYS)))
    where = _text(entries.get("where"), faults)
    if not where and not faults:
        fix = "write where: duckdb:FILE, postgresql://..., sc://..., snowflake://... or bigquery://..."
        faults.append(Fault("where the tables stand is not said", path.name, fix=fix))
    names: dict[str, str] = {}
    tables = entries.get("tables")
    if tables is not None and isinstance(tables.value, dict):
        names = {name: _name(node, faults) for name, node in tables.items()}
    elif tables is not None:
        faults.append(Fault("tables is no list of names", tables.where, fix="write provider: schema.table, and so on"))
    providers = _text(entries.get("providers"), faults)
    place = claims_place(where) if where else path
    if where and not isinstance(place, TablesPlace):
        fix = "write duckdb:FILE, postgresql://..., sc://..., snowflake://... or bigquery://..."
        faults.append(Fault(f"{where!r} is no address of a database", entries["where"].where, fix=fix))
    raise_all(faults, FileError)
    if not isinstance(place, TablesPlace):
        raise TypeError("a place without faults is an address")
    return TablesPlace(
        _beside(place.engine, path),
        _text(entries.get("schema"), faults) or place.schema,
        names,
        path.parent / providers if providers else None,
    )


def _beside(engine: str, path: Path) -> str:
    """A DuckDB file that is named without its folder stands beside the file that names it."""
    kind, _, rest = engine.partition(":")
    return f"duckdb:{path.parent / rest}" if kind.lower() == "duckdb" else engine


def _text(node: Node | None, faults: list[Fault]) -> str:
    if node is None or node.value is None:
        return ""
    if isinstance(node.value, dict | list):
        faults.append(Fault("one text is meant here", node.where, fix="write it on one line"))
        return ""
    return str(node.value)


def _name(node: Node, faults: list[Fault]) -> str:
    name = _text(node, faults)
    if name:
        try:
            check_name(name)
        except ClaimsError as error:
            faults.extend(Fault(each.what, node.where, each.why, each.fix) for each in error.faults)
    return name


def check_name(name: str) -> None:
    """ClaimsError unless this can be the name of a table or schema, with what it stands in before it."""
    if not _NAME.fullmatch(name):
        raise ClaimsError(
            Fault(
                f"{name!r} is not the name of a table or a schema",
                why="it is written into queries",
                fix="write schema.table or catalog.schema.table, with letters, digits and underscores",
            )
        )
