"""Lists of people whom the parties name: one person a row, for all periods or for the one that the row names."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.populations.build import Population, Who
from openvbc.errors import ClaimsError, ContractError, Fault, FileError, did_you_mean, raise_all
from openvbc.tabular.small_table import in_file_order, read_small_table
from openvbc.tabular.spreadsheet_traces import fault_of_name

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
    table = read_small_table(path)
    raise_all(table.header_faults(("person_id",), ("period",)), FileError)
    faults.extend(table.faults)
    for row, cells in table.records():
        person, period, where, line = cells["person_id"], cells.get("period", ""), row.where, row.line
        if not person:
            faults.append(Fault("person_id is empty", where, fix="name the person, or take the row out"))
        elif (spoilt := fault_of_name(person, where)) is not None:
            faults.append(spoilt)
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
    raise_all(in_file_order(faults), FileError)
    return tuple(pairs)


def check_known(engine: Engine, populations: Sequence[Population]) -> None:
    """ClaimsError if lists name people whom the data do not know; populations are built already."""
    files = {each.population_id: each.file for each in populations if each.who is Who.LISTED}
    faults = []
    unknown = engine.rows(NamedQuery.FIND_UNKNOWN_PEOPLE).records if files else []
    for row in sorted(unknown, key=lambda each: str(each["population_id"])):
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
