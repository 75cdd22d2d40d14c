"""A list of clinicians and their specialties, as people keep it in a sheet, for claims that do not say them."""

from pathlib import Path
from typing import Final

from openvbc.claims.engine.engine import Cell
from openvbc.claims.tables.people import PROVIDER
from openvbc.errors import Fault, FileError, raise_all
from openvbc.tabular.small_table import in_file_order, read_small_table

_NEEDED: Final = ("npi", "specialty_code")
_LENGTHS: Final = {"npi": 10, "specialty_code": 2}


def read_providers(path: Path) -> list[tuple[Cell, ...]]:
    """The rows of the canonical table `provider` that a list (.csv, .xlsx) gives: npi, specialty_code, perhaps a name.

    FileError lists every fault with its line.
    """
    table = read_small_table(path)
    raise_all(table.header_faults(_NEEDED, None), FileError)
    faults = list(table.faults)
    seen: dict[str, str] = {}
    rows: list[tuple[Cell, ...]] = []
    for number, (row, read) in enumerate(table.records(), 1):
        for column, length in _LENGTHS.items():
            if (
                len(read[column]) != length
                or not read[column].isalnum()
                or (column == "npi" and not read[column].isdecimal())
            ):
                fix = f"write it in full, or head the column {column}:{length} for zeros to be put in front"
                what = f"{column} is {read[column]!r}, not {length} {'digits' if column == 'npi' else 'characters'}"
                faults.append(Fault(what, table.place(row, column), fix=fix))
        if read["npi"] in seen:
            what = f"npi {read['npi']} stands twice, first at {seen[read['npi']]}"
            faults.append(Fault(what, row.where, "which specialty holds could not be known", "keep one of the rows"))
        seen.setdefault(read["npi"], row.where)
        given: dict[str, Cell] = {**read, "data_source": path.stem, "source_file": path.name, "source_row": number}
        rows.append(tuple(given.get(column.name, "") for column in PROVIDER.columns))
    raise_all(in_file_order(faults), FileError)
    return rows
