"""Lists of people whom the parties name: one person a row, for all years or for the year that the row names."""

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from openvbc.claims.engine.engine import Engine
from openvbc.errors import ClaimsError, ContractError, Fault, FileError, did_you_mean, raise_all

#: Stands before a list's name in the name of its population.
LIST: Final = "list "


def listed_people(name: str, files: Mapping[str, Path], periods: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The (period, person) pairs of the list of that name; a row without a period is of all of them.

    files: the lists that were given, by name. ContractError if there is none of the name; FileError lists every row
    that is wrong, and people who stand twice.
    """
    if name not in files:
        raise ContractError(
            Fault(
                f"no list of people called {name!r} is given",
                "comparator",
                why="the contract compares with the people on it",
                fix=did_you_mean(name, files) if files else f"give --people {name}=FILE (.csv: person_id, period)",
            )
        )
    path = files[name]
    faults: list[Fault] = []
    pairs: dict[tuple[str, str], int] = {}
    for row, line in _rows(path):
        person, period = (row.get("person_id") or "").strip(), (row.get("period") or "").strip()
        where = f"{path.name}:{line}"
        if not person:
            faults.append(Fault("person_id is empty", where, fix="name the person, or take the row out"))
        elif period and period not in periods:
            what = f"{period!r} is no year that is counted"
            faults.append(Fault(what, where, fix=did_you_mean(period, periods)))
        else:
            for each in (period,) if period else periods:
                first = pairs.setdefault((each, person), line)
                if first != line:
                    what = f"a person of line {first} stands here again for {each}"
                    faults.append(Fault(what, where, why="the person would count twice", fix="keep one row"))
    if not pairs and not faults:
        faults.append(Fault("the list names nobody", path.name, fix="write one person a row"))
    raise_all(faults, FileError)
    return tuple(pairs)


def _rows(path: Path) -> Iterator[tuple[dict[str, str | None], int]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as content:
            reader = csv.DictReader(content)
            columns = [name.strip() for name in reader.fieldnames or ()]
            _check_columns(columns, path)
            reader.fieldnames = columns
            for row in reader:
                yield row, reader.line_num
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FileError(Fault(f"cannot be read: {error}", path.name, fix="give a CSV in UTF-8")) from None


def _check_columns(found: Collection[str], path: Path) -> None:
    known = ("person_id", "period")
    faults = [
        Fault(f"{name!r} is no column of a list of people", f"{path.name}:1", fix=did_you_mean(name, known))
        for name in found
        if name not in known
    ]
    if "person_id" not in found:
        faults.append(Fault("there is no column 'person_id'", f"{path.name}:1", fix="head the column person_id"))
    raise_all(faults, FileError)


def check_known(engine: Engine, files: Mapping[str, Path]) -> None:
    """ClaimsError if lists name people whom the data do not know; populations are built already."""
    faults = []
    for row in engine.rows("find_unknown_people").records:
        examples = sorted({str(row["first_example"]), str(row["last_example"])})
        more = ", ..." if int(row["people"]) > len(examples) else ""
        file = files[str(row["population_id"]).removeprefix(LIST)].name
        faults.append(
            Fault(
                f"people on the list have no enrollment in the data ({row['people']:,}): {', '.join(examples)}{more}",
                file,
                why="their cost and months would be missing from the comparator",
                fix="see whether identifiers are written in two ways, or take these people out",
            )
        )
    raise_all(faults, ClaimsError)
