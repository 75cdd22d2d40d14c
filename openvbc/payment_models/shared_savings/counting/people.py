"""Lists of people whom the parties name: one person a row, for all years or for the year that the row names."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from openvbc.claims.engine.engine import Engine
from openvbc.errors import ClaimsError, ContractError, Fault, FileError, did_you_mean, raise_all
from openvbc.tabular.small_table import in_file_order, read_small_table

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
    table = read_small_table(path)
    raise_all(table.header_faults(("person_id",), ("period",)), FileError)
    faults.extend(table.faults)
    for row, cells in table.records():
        person, period, where, line = cells["person_id"], cells.get("period", ""), row.where, row.line
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
    raise_all(in_file_order(faults), FileError)
    return tuple(pairs)


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
