"""Value sets: named lists of codes, as the user supplies them (value_set, code_type, code)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Final

from openvbc.errors import Fault, InputError, did_you_mean, raise_all
from openvbc.figures import FileDigest
from openvbc.tabular.small_table import in_file_order, read_small_table
from openvbc.yamlfile import digest

NEEDED: Final = ("value_set", "code_type", "code")
OPTIONAL: Final = ("label", "first_year", "last_year")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
#: How codes of each type look, and how they are described where one does not.
CODE_TYPES: Final[Mapping[str, tuple[re.Pattern[str], str]]] = {
    "hcpcs": (re.compile(r"[A-Z0-9]\d{3}[A-Z0-9]"), "five characters, as in G0439 or 99213"),
    "revenue_center": (re.compile(r"\d{4}"), "four digits, as in 0450"),
    "place_of_service": (re.compile(r"\d{2}"), "two digits, as in 11"),
    "bill_type": (re.compile(r"\d{2}[0-9A-Z]"), "three characters without the leading zero, as in 111"),
    "drg": (re.compile(r"\d{3}"), "three digits, as in 470"),
    "discharge_disposition": (re.compile(r"\d{2}"), "two digits, as in 01"),
    "claim_source_type": (re.compile(r"\d{2}"), "two digits, as in 60"),
    "specialty": (re.compile(r"[A-Z0-9]{2}"), "two characters, as in 08"),
    "icd-10-cm": (re.compile(r"[A-Z]\d[0-9A-Z]([0-9A-Z]{0,4}|\*)"), "three to seven characters, or three and *"),
    "icd-9-cm": (re.compile(r"[0-9EV]\d\d(\d{0,2}|\*)"), "three to five characters, or three and *"),
    "icd-10-pcs": (re.compile(r"[0-9A-HJ-NP-Z]{7}"), "seven characters"),
    "icd-9-pcs": (re.compile(r"\d{2}\d{1,2}"), "three or four digits"),
    "ndc": (re.compile(r"\d{11}"), "eleven digits"),
}
_BUNDLED: Final = "bundled_value_sets.csv"


@dataclass(frozen=True)
class SetCode:
    """One code of a value set. first_year, last_year: years of service in which it counts; None without a bound."""

    code_type: str
    code: str
    first_year: int | None
    last_year: int | None
    where: str

    def holds_in(self, year: int) -> bool:
        """Whether it counts in a year."""
        return (self.first_year is None or self.first_year <= year) and (
            self.last_year is None or year <= self.last_year
        )


@dataclass(frozen=True)
class ValueSets:
    """Value sets by name, and the files that they are from."""

    sets: Mapping[str, tuple[SetCode, ...]]
    files: tuple[FileDigest, ...] = field(default=())

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Their names, in order."""
        return tuple(sorted(self.sets))

    def code_types(self, names: Sequence[str]) -> set[str]:
        """The code types of some sets; unknown ones have none."""
        return {code.code_type for name in names for code in self.sets.get(name, ())}

    def with_others(self, other: "ValueSets") -> "ValueSets":
        """Both together. InputError lists names that both have."""
        faults = [
            Fault(
                f"there is a bundled value set {name!r} already",
                self.sets[name][0].where,
                why="which of the two is meant cannot be known",
                fix="give yours another name",
            )
            for name in sorted(self.sets.keys() & other.sets.keys())
        ]
        raise_all(faults, InputError)
        return ValueSets({**self.sets, **other.sets}, self.files + other.files)


def read_value_sets(path: Path) -> ValueSets:
    """Read a CSV of value sets. InputError (FileError where it is no such file) lists every fault with its line."""
    faults: list[Fault] = []
    sets = _parse(path, faults)
    raise_all(in_file_order(faults), InputError)
    return ValueSets(sets, (FileDigest(path.name, digest(path)),))


def bundled_value_sets() -> ValueSets:
    """The value sets of the bundled measures and encounter types: numbers of codes only, with labels of our own."""
    faults: list[Fault] = []
    with resources.as_file(resources.files("openvbc.claims.measures") / "bundled" / _BUNDLED) as path:
        sets = _parse(path, faults)
    raise_all(in_file_order(faults), InputError)
    return ValueSets(sets)


def _parse(path: Path, faults: list[Fault]) -> dict[str, tuple[SetCode, ...]]:
    table = read_small_table(path)
    of_header = table.header_faults(NEEDED, OPTIONAL)
    faults += [*of_header, *table.faults]
    if of_header:
        return {}
    if not table.rows and not table.faults:
        faults.append(Fault("the file has a header and no code", table.name, fix="write one row a code"))
    found: dict[str, list[SetCode]] = {}
    seen: dict[tuple[str, str, str], str] = {}
    for row, cells in table.records():
        of_row = list(_row_faults(cells, row.where, seen))
        faults += of_row
        if not of_row:
            found.setdefault(cells["value_set"], []).append(_code(cells, row.where))
    return {name: tuple(codes) for name, codes in found.items()}


def _row_faults(cells: Mapping[str, str], where: str, seen: dict[tuple[str, str, str], str]) -> Iterator[Fault]:
    name, kind, code = cells["value_set"], cells["code_type"], cells["code"]
    if not _NAME.fullmatch(name):
        yield Fault(f"the name of a value set is {name!r}", where, fix="write lower case words joined by underscores")
    if kind not in CODE_TYPES:
        yield Fault(f"there is no code type {kind!r}", where, fix=did_you_mean(kind, CODE_TYPES))
    elif not CODE_TYPES[kind][0].fullmatch(code):
        fix = "take the dot out: codes are compared without it" if "." in code else f"write {CODE_TYPES[kind][1]}"
        yield Fault(f"{code!r} is no code of type {kind}", where, why="it would never be found in claims", fix=fix)
    for column in ("first_year", "last_year"):
        if cells.get(column) and not re.fullmatch(r"(19|20)\d\d", cells[column]):
            yield Fault(f"{column} is {cells[column]!r}", where, fix="write a year, or leave it empty")
    first, last = cells.get("first_year", ""), cells.get("last_year", "")
    if first and last and first > last:
        yield Fault(f"the code's years end ({last}) before they begin ({first})", where, fix="exchange them")
    if (name, kind, code) in seen:
        why = f"already in {seen[name, kind, code]}"
        yield Fault(f"{kind} {code} stands twice in {name}", where, why=why, fix="keep one row")
    seen.setdefault((name, kind, code), where)


def _code(cells: Mapping[str, str], where: str) -> SetCode:
    first, last = (int(cells[each]) if cells.get(each) else None for each in ("first_year", "last_year"))
    return SetCode(cells["code_type"], cells["code"], first, last, where)
