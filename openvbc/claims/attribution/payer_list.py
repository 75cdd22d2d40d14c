"""A payer's list of assigned people: whom the payer holds to belong to whom."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from openvbc.errors import Fault, FileError, did_you_mean, raise_all
from openvbc.tabular.small_table import SmallTable, in_file_order, read_small_table
from openvbc.tabular.spreadsheet_traces import fault_of_name

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


def read_payer_list(path: Path, *, told_apart_by: str = "") -> PayerList:
    """Read a CSV with a column person_id or member_id, and organization_id if it names several organizations.

    told_apart_by: a column by which rows of one person differ; without it a person has one row. FileError lists every
    fault with its line: no identifier, a row cut short, a person who stands twice.
    """
    faults: list[Fault] = []
    people: list[ListedPerson] = []
    seen: dict[tuple[str, str, str], str] = {}
    table = read_small_table(path)
    columns = table.header
    raise_all([*_without_identifier(table), *table.header_faults((), None)], FileError)
    faults.extend(table.faults)
    for row, cells in table.records():
        person = _person(cells, row.where, faults)
        if person is None:
            continue
        key = (person.person_id, person.member_id, cells.get(told_apart_by, ""))
        if key in seen:
            what = f"{' '.join(part for part in key if part)} stands twice, first in line {seen[key]}"
            faults.append(Fault(what, person.where, fix="keep the row that holds"))
        seen.setdefault(key, str(row.line))
        people.append(person)
    if not people and not faults:
        faults.append(Fault("the list names nobody", path.name, why="everybody of ours would be a difference"))
    raise_all(in_file_order(faults), FileError)
    others = tuple(column for column in columns if column not in (*IDENTIFIERS, _ORGANIZATION))
    return PayerList(path.name, tuple(people), others)


def _without_identifier(table: SmallTable) -> Iterator[Fault]:
    if not set(IDENTIFIERS) & set(table.header):
        hint = did_you_mean(IDENTIFIERS[0], table.header)
        yield Fault("there is neither a column 'person_id' nor 'member_id'", table.header_where, fix=hint)


def _person(row: Mapping[str, str], where: str, faults: list[Fault]) -> ListedPerson | None:
    person, member, organization = (row.get(name, "") for name in (*IDENTIFIERS, _ORGANIZATION))
    if not person and not member:
        faults.append(Fault("the row names nobody", where, fix="give person_id or member_id; take a row of totals out"))
        return None
    spoilt = [fault for each in (person, member) if (fault := fault_of_name(each, where)) is not None]
    if spoilt:
        faults += spoilt
        return None
    return ListedPerson(person, member, organization, where)
