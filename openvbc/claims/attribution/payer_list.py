"""A payer's list of assigned people: whom the payer holds to belong to whom."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from openvbc.errors import Fault, FileError, did_you_mean, raise_all

IDENTIFIERS: Final = ("person_id", "member_id")
_ORGANIZATION: Final = "organization_id"


@dataclass(frozen=True)
class ListedPerson:
    """One row: person_id or member_id ('' for the one that is not there), organization ('' for the contract's own)."""

    person_id: str
    member_id: str
    organization_id: str
    where: str


@dataclass(frozen=True)
class PayerList:
    """The payer's list. other_columns: columns of the file that are not read."""

    name: str
    people: tuple[ListedPerson, ...]
    other_columns: tuple[str, ...]


def read_payer_list(path: Path) -> PayerList:
    """Read a CSV with a column person_id or member_id, and organization_id if it names several organizations.

    FileError lists every fault with its line: no identifier, a row cut short, a person who stands twice.
    """
    faults: list[Fault] = []
    people: list[ListedPerson] = []
    seen: dict[tuple[str, str], str] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as content:
            reader = csv.DictReader(content)
            columns = list(reader.fieldnames or ())
            raise_all(list(_header_faults(path, columns)), FileError)
            for row in reader:
                person = _person(row, f"{path.name}:{reader.line_num}", faults)
                if person is None:
                    continue
                key = (person.person_id, person.member_id)
                if key in seen:
                    what = f"{' '.join(part for part in key if part)} stands twice, first in line {seen[key]}"
                    faults.append(Fault(what, person.where, fix="keep the row that holds"))
                seen.setdefault(key, person.where.rpartition(":")[2])
                people.append(person)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FileError(Fault(f"cannot be read: {error}", path.name, fix="give a CSV in UTF-8")) from None
    if not people and not faults:
        faults.append(Fault("the list names nobody", path.name, why="everybody of ours would be a difference"))
    raise_all(faults, FileError)
    others = tuple(column for column in columns if column not in (*IDENTIFIERS, _ORGANIZATION))
    return PayerList(path.name, tuple(people), others)


def _header_faults(path: Path, columns: Sequence[str]) -> Iterator[Fault]:
    where = f"{path.name}:1"
    if not set(IDENTIFIERS) & set(columns):
        hint = did_you_mean(IDENTIFIERS[0], columns)
        yield Fault("there is neither a column 'person_id' nor 'member_id'", where, fix=hint)
    for column in sorted({column for column in columns if columns.count(column) > 1}):
        yield Fault(f"two columns are called {column!r}", where, fix="keep one of them")


def _person(row: Mapping[str, str | None], where: str, faults: list[Fault]) -> ListedPerson | None:
    if None in row or any(value is None for value in row.values()):
        faults.append(Fault("the row has more or fewer cells than the header", where, fix="write one cell a column"))
        return None
    person, member, organization = ((row.get(name) or "").strip() for name in (*IDENTIFIERS, _ORGANIZATION))
    if not person and not member:
        faults.append(Fault("the row names nobody", where, fix="give person_id or member_id"))
        return None
    return ListedPerson(person, member, organization, where)
