"""Lists of people whom the parties name: one person a row, for all periods or for the one that the row names."""

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from openvbc.claims.engine.engine import Engine
from openvbc.claims.populations.build import Population, Who
from openvbc.errors import ClaimsError, ContractError, Fault, FileError, did_you_mean, raise_all

#: Stands before a list's name in the name of its population, where the contract names the list.
LIST: Final = "list "


def named_list(name: str, files: Mapping[str, Path]) -> Path:
    """The file of the list that a contract names. ContractError if none of the name is given."""
    if name in files:
        return files[name]
    raise ContractError(
        Fault(
            f"no list of people called {name!r} is given",
            "comparator",
            why="the contract compares with the people on it",
            fix=did_you_mean(name, files) if files else f"give --people {name}=FILE (.csv: person_id, period)",
        )
    )


def listed_people(path: Path, periods: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The (period, person) pairs of a list; a row without a period is of all of them.

    FileError lists every row that is wrong, and people who stand twice.
    """
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
            named = [(each, person) for each in ((period,) if period else periods)]
            again = next((pair for pair in named if pair in pairs), None)
            if again is not None:
                what = f"a person of line {pairs[again]} stands here again for {again[0]}"
                faults.append(Fault(what, where, why="the person would count twice", fix="keep one row"))
            pairs |= {pair: line for pair in named if pair not in pairs}
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


def check_known(engine: Engine, populations: Sequence[Population]) -> None:
    """ClaimsError if lists name people whom the data do not know; populations are built already."""
    files = {each.population_id: each.file for each in populations if each.who is Who.LISTED}
    faults = []
    for row in engine.rows("find_unknown_people").records if files else ():
        examples = sorted({str(row["first_example"]), str(row["last_example"])})
        more = ", ..." if int(row["people"]) > len(examples) else ""
        faults.append(
            Fault(
                f"people on the list have no enrollment in the data ({row['people']:,}): {', '.join(examples)}{more}",
                files[str(row["population_id"])],
                why="their cost and months would be missing",
                fix="see whether identifiers are written in two ways, or take these people out",
            )
        )
    raise_all(faults, ClaimsError)
