"""Lists govern months as documented, and each month's flags become enrollment, attribution and designation."""

import csv
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from openvbc.claims.readers.account import LoadOptions, ReadResult
from openvbc.claims.readers.assignment_list.naming import read_name
from openvbc.claims.readers.assignment_list.reader import AssignmentListReader
from openvbc.claims.readers.reading import Workplace
from openvbc.errors import ClaimsError, FileError

ANN, BOB, CAL = "1S00A00AA01", "1S00A00AA02", "1S00A00AA03"
Q3, Q4 = "QALR.2025Q3.D259999", "QALR.2025Q4.D259999"
BENCHMARK, INITIAL = "AALR.Y2024.D259999", "AALR.D259999"


def list_name(report: str, table: int, stamp: str = "0100000", aco: str = "A9999") -> str:
    return f"P.{aco}.ACO.{report}.T{stamp}_1-{table}.csv"


def write(path: Path, header: list[str], rows: list[list[str]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as output:
        writer = csv.writer(output, quoting=csv.QUOTE_NONNUMERIC)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def people(
    folder: Path, report: str, flags: Mapping[str, str], stamp: str = "0100000", aco: str = "A9999", **other: str
) -> Path:
    """Table 1-1: the twelve flags of each person as one text."""
    fixed = {"BENE_SEX_CD": "2", "BENE_BRTH_DT": "06/12/1945", "BENE_DEATH_DT": "", "STATE_COUNTY_CD": "33400"}
    fixed |= {"IN_VA_MAX": "0", "VA_TIN": "", "VA_NPI": "", "HCC_VERSION": "V28", "AGND_SCORE": "1.01234567890123"}
    fixed |= other
    header = ["BENE_MBI_ID", *fixed, *(f"EnrollFlag{month}" for month in range(1, 13))]
    rows = [[person, *fixed.values(), *each] for person, each in flags.items()]
    return write(folder / list_name(report, 1, stamp, aco), header, rows)


def read(*paths: Path) -> tuple[ReadResult, dict[str, list[dict[str, Any]]]]:
    reader = AssignmentListReader()
    with closing(Workplace(reader.received, threads=1)) as workplace:
        result = reader.read(list(paths), workplace, LoadOptions("assignment_list"))
        return result, {
            name: rows_of(workplace, name)
            for name in ("eligibility", "provider_attribution", "provider_designation", "assigned_person")
        }


def rows_of(workplace: Workplace, name: str) -> list[dict[str, Any]]:
    found = workplace.connection.execute(f"SELECT * FROM loaded_{name} ORDER BY ALL")  # noqa: S608
    columns = [str(column[0]) for column in found.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def spans(rows: list[dict[str, Any]], person: str) -> list[tuple[date, date, str]]:
    names = ("enrollment_start_date", "enrollment_end_date", "enrollment_type")
    found = [tuple(row[name] for name in names) for row in rows if row["person_id"] == person]
    return sorted((first, last, kind) for first, last, kind in found)


@pytest.mark.parametrize(
    ("report", "first", "told"),
    [
        ("QALR.2025Q1.D259999", date(2024, 4, 1), "Q1"),
        ("QALR.2025Q2.D259999", date(2024, 7, 1), "Q2"),
        (Q3, date(2024, 10, 1), "Q3"),
        (Q4, date(2025, 1, 1), "Q4"),
        ("AALR.Y2022.D259999", date(2022, 1, 1), "benchmark"),
        ("AALR.Y2025.D259999", date(2023, 10, 1), "initial"),
        (INITIAL, date(2023, 10, 1), "initial"),
    ],
)
def test_a_name_says_which_twelve_months(report: str, first: date, told: str) -> None:
    found = read_name(list_name(report, 1))
    assert found is not None
    assert (found.first_month, found.report, found.performance_year) == (first, told, 2025)


def test_flags_become_spans_by_enrollment_type(tmp_path: Path) -> None:
    _, tables = read(people(tmp_path, Q4, {ANN: "444433000021", BOB: "000000000000"}))
    rows = tables["eligibility"]
    assert spans(rows, ANN) == [
        (date(2025, 1, 1), date(2025, 4, 30), "aged_non_dual"),
        (date(2025, 5, 1), date(2025, 6, 30), "aged_dual"),
        (date(2025, 11, 1), date(2025, 11, 30), "disabled"),
        (date(2025, 12, 1), date(2025, 12, 31), "esrd"),
    ]
    assert spans(rows, BOB) == []
    row = rows[0]
    names = ("sex", "state", "county_code", "part_a", "part_b", "medicare_advantage", "payer")
    assert [row[name] for name in names] == [
        "female", "NY", "33400", "1", "1", "0", "Medicare",
    ]  # fmt: skip
    assert row["birth_date"] == date(1945, 6, 12)
    assert tables["assigned_person"][0]["agnd_score"] == "1.01234567890123"


def test_the_stronger_list_governs_a_month_and_whom_it_does_not_name_is_not_enrolled(tmp_path: Path) -> None:
    _, tables = read(
        people(tmp_path, BENCHMARK, {ANN: "4" * 12}),  # 2024
        people(tmp_path, Q3, {ANN: "3" * 12, BOB: "4" * 12}),  # October 2024 to September 2025
        people(tmp_path, Q4, {ANN: "2" * 12}),  # 2025
    )
    assert spans(tables["eligibility"], ANN) == [
        (date(2024, 1, 1), date(2024, 12, 31), "aged_non_dual"),
        (date(2025, 1, 1), date(2025, 12, 31), "disabled"),
    ]
    assert spans(tables["eligibility"], BOB) == []


def test_a_closed_performance_year_is_not_rewritten_by_a_later_years_list(tmp_path: Path) -> None:
    _, tables = read(
        people(tmp_path, "QALR.2024Q4.D249999", {ANN: "4" * 12}),
        people(tmp_path, BENCHMARK, {ANN: "3" * 12, BOB: "4" * 12}),
    )
    assert spans(tables["eligibility"], ANN) == [(date(2024, 1, 1), date(2024, 12, 31), "aged_non_dual")]
    assert spans(tables["eligibility"], BOB) == []


def test_a_later_delivery_of_a_list_replaces_the_earlier_one(tmp_path: Path) -> None:
    _, tables = read(
        people(tmp_path, Q4, {ANN: "4" * 12, BOB: "4" * 12}, stamp="0100000"),
        people(tmp_path, Q4, {ANN: "3" * 12}, stamp="0310000"),
    )
    assert spans(tables["eligibility"], ANN) == [(date(2025, 1, 1), date(2025, 12, 31), "aged_dual")]
    assert spans(tables["eligibility"], BOB) == []


def test_months_are_attributed_to_the_aco_with_the_practice_and_clinician_of_most_services(tmp_path: Path) -> None:
    practices = [[ANN, "001000002", "5"], [ANN, "001000001", "5"], [BOB, "001000002", "9"], [BOB, "001000001", "1"]]
    clinicians = [
        [ANN, "001000001", "9999000022", "4"], [ANN, "001000001", "9999000021", "4"],
        [ANN, "001000002", "9999000029", "9"], [CAL, "001000001", "9999000021", "1"],
    ]  # fmt: skip
    result, tables = read(
        people(tmp_path, Q4, {ANN: "4" * 12, BOB: "0" * 11 + "4", CAL: "4" + "0" * 11}),
        write(tmp_path / list_name(Q4, 2), ["BENE_MBI_ID", "MASTER_ID", "B_EM_LINE_CNT_T"], practices),
        write(tmp_path / list_name(Q4, 4), ["BENE_MBI_ID", "MASTER_ID", "NPI_USED", "PCS_COUNT"], clinicians),
        write(tmp_path / list_name(Q4, 5), ["BENE_MBI_ID"], [[ANN]]),
    )
    rows = tables["provider_attribution"]
    names = (
        "payer_attributed_provider_organization",
        "payer_attributed_provider_practice",
        "payer_attributed_provider",
    )
    assert {
        (row["person_id"], *(row[name] for name in names)) for row in rows
    } == {
        (ANN, "A9999", "001000001", "9999000021"), (BOB, "A9999", "001000002", ""), (CAL, "A9999", "", ""),
    }  # fmt: skip
    assert sorted(row["year_month"] for row in rows if row["person_id"] == ANN) == list(range(202501, 202513))
    assert [row["year_month"] for row in rows if row["person_id"] == BOB] == [202512]
    assert result.not_read == {list_name(Q4, 5): "people who left the list: nothing is loaded from it"}


def test_voluntary_alignment_becomes_a_designation(tmp_path: Path) -> None:
    _, tables = read(
        people(tmp_path, Q4, {ANN: "4" * 12}, IN_VA_MAX="1", VA_TIN="001000001", VA_NPI="9999000021"),
    )
    (row,) = tables["provider_designation"]
    names = ("person_id", "designated_by", "npi", "tin", "organization_id", "start_date", "end_date")
    assert [row[name] for name in names] == [
        ANN, "patient", "9999000021", "001000001", "A9999", date(2025, 1, 1), date(2025, 12, 31),
    ]  # fmt: skip


def test_columns_are_matched_by_name_not_by_place(tmp_path: Path) -> None:
    path = people(tmp_path, Q4, {ANN: "4" * 12})
    _, before = read(path)
    with path.open(encoding="utf-8", newline="") as text:
        table = list(csv.reader(text))
    write(path, [*table[0][::-1], "HCC_COL_1"], [[*row[::-1], "1"] for row in table[1:]])
    _, after = read(path)
    assert after == before


@pytest.mark.parametrize(
    ("other", "flags", "told"),
    [
        ({"BENE_BRTH_DT": "1945-06-12"}, "4" * 12, "BENE_BRTH_DT is no day of the calendar written MM/DD/YYYY"),
        ({}, "4" * 11 + "7", "EnrollFlag12 is 7"),
        ({}, [*"44444444444", ""], "EnrollFlag12 is empty"),
        ({}, [*"44444444444", "x"], "EnrollFlag12 is no whole number"),
    ],
)
def test_values_that_cannot_be_are_refused(other: dict[str, str], flags: Any, told: str, tmp_path: Path) -> None:  # noqa: ANN401
    with pytest.raises(FileError, match=told):
        read(people(tmp_path, Q4, {ANN: flags}, **other))


def test_missing_columns_and_lists_of_several_acos_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / list_name(Q4, 1), ["BENE_MBI_ID", "EnrollFlag1"], [[ANN, "4"]])
    with pytest.raises(FileError, match="lacks bene_brth_dt"):
        read(path)
    with pytest.raises(ClaimsError, match="several ACOs: A9998, A9999"):
        read(people(tmp_path, Q4, {ANN: "4" * 12}), people(tmp_path, Q4, {BOB: "4" * 12}, aco="A9998"))


@pytest.mark.parametrize("name", ["P.A9999.ACO.QALR.2024Q1.D249999.T0100000", "lists of the spring.zip"])
def test_the_zip_that_cms_sends_is_read_by_the_names_in_it(tmp_path: Path, name: str) -> None:
    listed = people(tmp_path, "QALR.2024Q1.D249999", {ANN: "4" * 12})
    packed = tmp_path / name
    with ZipFile(packed, "w") as archive:
        archive.write(listed, f"reports/{listed.name}")
        archive.writestr("readme.txt", "nothing to count")
    plain, rows = read(listed)
    found, packed_rows = read(packed)
    without_file = [{key: value for key, value in row.items() if key != "source_file"} for row in rows["eligibility"]]
    assert [
        {key: value for key, value in row.items() if key != "source_file"} for row in packed_rows["eligibility"]
    ] == without_file
    assert [file.rows for file in found.files] == [file.rows for file in plain.files]
    assert found.not_read == {f"{name}/readme.txt": "its name is not that of a list"}
    # The zip and what came out of it are one list.
    both, rows_of_both = read(packed, listed)
    assert len(rows_of_both["eligibility"]) == len(rows["eligibility"])
    assert list(both.not_read.values())[-1] == f"the same list as {name}/{listed.name}"
