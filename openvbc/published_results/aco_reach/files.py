"""Files of CMS's financial and quality results of ACO REACH: a row for each ACO and performance year."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from openvbc.errors import Fault, FileError, OpenVBCError
from openvbc.published_results.comparison.rows import Cells, PublishedFile, PublishedRow, without_doubles
from openvbc.published_results.mssp.results.columns import normal
from openvbc.published_results.mssp.results.table import Table, read_table
from openvbc.tabular.small_table import in_file_order

#: Columns by their headers without case, blanks and underscores.
ACO: Final = "acoid"
NAME: Final = "aconame"
YEAR: Final = "perfyear"
ACO_TYPE: Final = "acotype"
RISK_ARRANGEMENT: Final = "riskarrangement"
BENCHMARK: Final = "finalbenchmark"
NET_COST: Final = "totcostcarenet"
GROSS: Final = "grosssavings"
SHARED: Final = "sharedsavings"
AFTER_SEQUESTRATION: Final = "sharedsavingsseq"
SAVINGS_RATE: Final = "savrate"
DISCOUNT: Final = "discount"
COST: Final = "totcostcare"
CLAIMS: Final = "clmpmt"
CAPITATION: Final = "cappmt"
STOP_LOSS: Final = "stoploss"
UP_AMOUNT: Final = "hebaupamt"
DOWN_AMOUNT: Final = "hebadownamt"
UP_MONTHS: Final = "hebaupmnths"
DOWN_MONTHS: Final = "hebadnmnths"

_NEEDED: Final = (ACO, YEAR, ACO_TYPE, RISK_ARRANGEMENT, BENCHMARK, NET_COST, GROSS, SHARED, AFTER_SEQUESTRATION)
_HEADERS: Final = {
    ACO: "aco_id", YEAR: "perf_year", ACO_TYPE: "aco_type", RISK_ARRANGEMENT: "risk_arrangement",
    BENCHMARK: "final_benchmark", NET_COST: "tot_cost_care_net", GROSS: "gross_savings", SHARED: "shared_savings",
    AFTER_SEQUESTRATION: "shared_savings_seq",
}  # fmt: skip
#: What the columns of elections say, as contracts write it.
ACO_TYPES: Final = {"standard": "standard", "newentrant": "new_entrant", "highneeds": "high_needs"}
ARRANGEMENTS: Final = {"global": "global", "professional": "professional"}


@dataclass(frozen=True)
class YearFile:
    """The rows of one performance year of a file. in_percent: whether its rates are percentages."""

    year: int
    file: PublishedFile
    cells: Cells
    rows: tuple[PublishedRow, ...]
    in_percent: bool


def read_files(paths: Sequence[Path]) -> tuple[tuple[YearFile, ...], tuple[Fault, ...]]:
    """The performance years of the files, oldest first, and the faults of files and rows that cannot be read."""
    found: dict[int, YearFile] = {}
    faults: list[Fault] = []
    for path in paths:
        try:
            for each in _read(path, faults):
                if each.year in found:
                    other = found[each.year].file.file.name
                    what = f"{other} holds the same performance year, {each.year}"
                    raise FileError(Fault(what, path.name, fix="give one of them"))
                found[each.year] = each
        except OpenVBCError as error:
            faults.extend(error.faults)
    return tuple(found[year] for year in sorted(found)), tuple(faults)


def _read(path: Path, faults: list[Fault]) -> list[YearFile]:
    table = read_table(path)
    names = [normal(header) for header in table.header]
    _check_columns(table, names)
    rows: dict[int, list[PublishedRow]] = {}
    found = list(table.faults)
    for row in table.rows:
        # A whole number may be written as 1136234529.0; the zero is no decimal that CMS printed.
        cells = (cell.strip().removesuffix(".0") for cell in row.cells)
        texts = {name: cell for name, cell in zip(names, cells, strict=True) if name}
        aco, fault = texts[ACO], None
        year = _year(texts[YEAR])
        if not aco:
            fault = Fault("the row names no ACO", row.where, fix="check the row")
        elif year is None:
            what = f"ACO {aco}: {texts[YEAR]!r} is no performance year"
            fault = Fault(what, row.where, why="risk corridors depend on it", fix="write a year, such as 2022")
        else:
            fault = _unknown(aco, texts, row.where)
        if fault is not None or year is None:
            found += [] if fault is None else [fault]
            continue
        rows.setdefault(year, []).append(PublishedRow(aco, texts.get(NAME, "") or aco, row.where, texts))
    faults.extend(in_file_order(found))
    headers = dict(zip(names, table.header, strict=True))
    years = []
    for year, of_year in rows.items():
        # A year by itself: CMS prints the years with different numbers of decimals.
        file = PublishedFile(table.file, headers, tuple(of_year), (), "ACO")
        printed, own = Cells(file), without_doubles(of_year, faults, "ACO")
        years.append(YearFile(year, file, printed, tuple(own.values()), _in_percent(file, printed)))
    return years


def _check_columns(table: Table, names: Sequence[str]) -> None:
    """FileError where a column is missing or stands twice, or where there are no rows."""
    twice = sorted(name for name, count in Counter(names).items() if count > 1 and name)
    found = [
        Fault(
            f"the column {name} stands {names.count(name)} times", table.header_where,
            why="which of them holds cannot be known", fix="take all but one out",
        )
        for name in twice
    ]  # fmt: skip
    missing = [_HEADERS[name] for name in _NEEDED if name not in names]
    if missing:
        what = f"the file has no column {', '.join(missing)}"
        fix = "give CMS's ACO REACH (or Direct Contracting) financial and quality results"
        found.append(Fault(what, table.header_where, fix=fix))
    elif not table.rows:
        found.append(
            Fault("there are no rows below the header", table.header_where, fix="fetch the file with its rows")
        )
    if found:
        raise FileError(found)


def _year(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) == 4 else None  # the digits of a year


def _unknown(aco: str, texts: dict[str, str], where: str) -> Fault | None:
    for column, known in ((ACO_TYPE, ACO_TYPES), (RISK_ARRANGEMENT, ARRANGEMENTS)):
        if normal(texts[column]) not in known:
            what = f"ACO {aco}: {texts[column]!r} is no {_HEADERS[column].replace('_', ' ')}"
            return Fault(what, where, why="the terms depend on it", fix=f"known are {', '.join(known)}")
    return None


def _in_percent(file: PublishedFile, cells: Cells) -> bool:
    """Whether rates are percentages: no discount is as large as all of the benchmark."""
    if DISCOUNT not in file.headers:
        return False
    found = [cells.value(row, DISCOUNT) for row in file.rows]
    return any(isinstance(each, Decimal) and each >= 1 for each in found)
