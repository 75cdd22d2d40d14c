"""Wherever a small table is read, the same rows in a workbook give the same: one door for all of them."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from openvbc.claims.attribution.participants import read_participants
from openvbc.claims.attribution.payer_list import read_payer_list
from openvbc.claims.expenditures.categories import read_category_rules
from openvbc.claims.measures.value_sets import read_value_sets
from openvbc.errors import FileError, OpenVBCError
from openvbc.experience.people import listed_people
from openvbc.payment_models.mssp.counting.factors import (
    COUNTY_COLUMNS,
    NATIONAL_COLUMNS,
    read_county_factors,
    read_national_factors,
)
from openvbc.published_results.mssp.results.read import read_results
from openvbc.quality.member_table import read_member_table
from tests.published_results.mssp.made_up import make_rows
from tests.published_results.mssp.printing import csv_text, table_of

NATIONAL = f"""{",".join(NATIONAL_COLUMNS)}
2024,disabled,12345.67,1.0123456789,,150321.44,1.013
2024,aged_dual,10432.1,0.1,0.9,,
"""


def as_workbook(text: str, path: Path, *, numbers: bool) -> Path:
    """The rows of a CSV in a workbook; numbers: what is one becomes a number, unless it would lose a zero."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in csv.reader(io.StringIO(text)):
        sheet.append([value(cell) if numbers else cell for cell in row])
    book.save(path)
    return path


def value(cell: str) -> object:
    try:
        number = float(cell)
    except ValueError:
        return cell or None
    typed = int(number) if number.is_integer() else number
    return typed if str(typed) == cell else cell


def plain(found: object) -> object:
    """What was read, without the places that differ by the kind of file."""
    if isinstance(found, tuple):
        return tuple(plain(each) for each in found)
    where = getattr(found, "where", None)
    return replace(found, where="") if isinstance(where, str) else found  # type: ignore[type-var]


def value_sets(path: Path) -> object:
    return {name: plain(codes) for name, codes in read_value_sets(path).sets.items()}


def factors(read: Callable[[Path], object]) -> Callable[[Path], object]:
    def numbers(path: Path) -> object:
        rows = read(path).rows  # type: ignore[attr-defined]
        return {key: {name: figure.value for name, figure in row.items()} for key, row in rows.items()}

    return numbers


def results(path: Path) -> object:
    found = read_results(path)
    assert found.rows
    return [
        (row.aco, row.track, row.start, {name: cell.value for name, cell in row.cells.items()}) for row in found.rows
    ]


PARTICIPANTS = """organization_id,tin,ccn,npi,first_date,last_date
A1,001234567,,,2024-01-01,
A2,,050123,,,2024-12-31
"""
LISTS = {
    "participants": (read_participants, PARTICIPANTS),
    "payer list": (lambda path: plain(read_payer_list(path).people), "member_id,organization_id\n00012,A1\n7,A2\n"),
    "people": (lambda path: listed_people(path, ["2024"]), "person_id,period\n0001,2024\nP2,\n17,2024\n"),
    "value sets": (
        value_sets,
        "value_set,code_type,code,first_year,last_year\nvisits,hcpcs,99213,,2024\nrooms,revenue_center,0450,2020,\n",
    ),
    "category rules": (
        read_category_rules,
        (resources.files("openvbc.claims.expenditures") / "category_rules.csv").read_text(encoding="utf-8"),
    ),
    "national factors": (factors(read_national_factors), NATIONAL),
    "county factors": (
        factors(read_county_factors),
        f"{','.join(COUNTY_COLUMNS)}\n2024,05000,disabled,9876.5,0.95,0.91,1234.25\n",
    ),
    "members": (
        lambda path: [row.cells for row in read_member_table(path, ("member", "measure", "status"))],
        "member,measure,status\n001,a1c,met\n2,a1c,open\n",
    ),
    "published results": (results, csv_text(table_of(2022, make_rows(2022, 8)))),
}


@pytest.mark.parametrize("numbers", [False, True], ids=["as text", "as numbers"])
@pytest.mark.parametrize("name", LISTS)
def test_a_workbook_is_read_as_the_csv_of_the_same_rows(name: str, tmp_path: Path, *, numbers: bool) -> None:
    read, text = LISTS[name]
    (tmp_path / "table.csv").write_text(text, encoding="utf-8")
    workbook = as_workbook(text, tmp_path / "table.xlsx", numbers=numbers)
    assert read(workbook) == read(tmp_path / "table.csv")


@pytest.mark.parametrize("name", LISTS)
def test_a_workbook_of_another_form_is_said_at_every_door(name: str, tmp_path: Path) -> None:
    path = tmp_path / "table.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    with pytest.raises(OpenVBCError, match=r"an Excel workbook \(\.xls\)(.|\n)*save it as \.xlsx"):
        LISTS[name][0](path)


def test_a_fault_of_a_participant_names_its_cell_and_zeros_are_put_back_where_the_header_asks(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "List"
    sheet.append(["organization_id", "tin", "ccn", "npi", "first_date", "last_date"])
    sheet.append(["A1", 1234567, None, None, date(2024, 1, 1), "12/31/2024"])
    book.save(tmp_path / "participants.xlsx")
    with pytest.raises(FileError) as caught:
        read_participants(tmp_path / "participants.xlsx")
    assert caught.value.faults[0].where == "participants.xlsx, sheet 'List', cell B2"
    assert "head the column tin:9" in caught.value.faults[0].fix
    sheet["B1"] = "tin:9"
    book.save(tmp_path / "participants.xlsx")
    (found,) = read_participants(tmp_path / "participants.xlsx")
    assert (found.tin, found.first_date, found.last_date) == ("001234567", date(2024, 1, 1), date(2024, 12, 31))
