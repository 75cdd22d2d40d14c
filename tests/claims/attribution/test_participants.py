"""The list of participants: read as it stands, every fault at once with its line, no identifier guessed."""

from datetime import date
from pathlib import Path

import pytest

from openvbc.claims.attribution.participants import COLUMNS, read_participants
from openvbc.claims.attribution.terms import Participant
from openvbc.errors import FileError

HEAD = ",".join(COLUMNS)


def written(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "participants.csv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return path


def faults_of(path: Path) -> list[str]:
    with pytest.raises(FileError) as caught:
        read_participants(path)
    return [str(fault) for fault in caught.value.faults]


def test_rows_are_read_with_leading_zeros_and_open_ends(tmp_path: Path) -> None:
    path = written(tmp_path, "A9001,001000037,,9999000001,2024-01-01,", "A9002,,360001,,,2025-12-31")
    assert read_participants(path) == (
        Participant("A9001", "001000037", "", "9999000001", date(2024, 1, 1), None),
        Participant("A9002", "", "360001", "", None, date(2025, 12, 31)),
    )


def test_a_tin_as_it_is_printed_is_read(tmp_path: Path) -> None:
    assert read_participants(written(tmp_path, "A9001,00-1000037,,,,")) == (Participant("A9001", "001000037"),)


@pytest.mark.parametrize("name", ["Total", "Grand total:", "1.23E+14"])
def test_a_row_of_totals_and_a_shortened_number_are_no_organization(tmp_path: Path, name: str) -> None:
    (told,) = faults_of(written(tmp_path, "A9001,001000037,,,,", f"{name},001000038,,,,"))
    assert told.startswith("participants.csv:3: ")
    assert name.rstrip(":") in told


def test_every_fault_of_every_row_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "A9001,001000037,,,,",
        ",1000037,,,,",
        "A9001,,,,,",
        "A9001,00-100003,36001,999900000,2024-02-30,tomorrow",
        "A9001,001000037,,,2025-01-01,2024-12-31",
        "A9001,001000037,,,2025-01-01",
        "A9001,001000037,,,,,more",
    )
    told = faults_of(path)
    places = [fault.partition(": ")[0] for fault in told]
    assert places == [f"participants.csv:{line}" for line in (3, 3, 4, 5, 5, 5, 5, 5, 6, 7, 8)]
    whole = "\n".join(told)
    for what in (
        "organization_id is empty",
        "neither tin, ccn nor npi is given",
        "tin is '00-100003', not 9 digits",
        "ccn is '36001', not 6 characters (a leading zero may be lost)",
        "npi is '999900000', not 10 characters (a leading zero may be lost)",
        "first_date is '2024-02-30', no day",
        "last_date is 'tomorrow', no day",
        "last_date 2024-12-31 lies before first_date 2025-01-01",
        "the row has 7 cells, the header 6",
    ):
        assert what in whole, what


@pytest.mark.parametrize(
    ("column", "text", "lost"),
    [("tin", "01000037", True), ("tin", "1000037", False), ("npi", "999900000", True), ("ccn", "6001", False)],
)
def test_a_lost_leading_zero_is_suspected_only_where_one_digit_is_missing(
    column: str, text: str, lost: bool, tmp_path: Path
) -> None:
    cells = {"organization_id": "A9001", column: text}
    (told,) = faults_of(written(tmp_path, ",".join(cells.get(each, "") for each in COLUMNS)))
    assert f"{column} is '{text}', not" in told
    assert ("a leading zero may be lost" in told) is lost


def test_headers_are_told_before_rows(tmp_path: Path) -> None:
    told = faults_of(written(tmp_path, "x", head="organizations_id,tin,tin,ccn,npi,first_date"))
    assert len(told) == 3
    assert "two columns are called 'tin'" in told[0]
    assert "there is no column 'organization_id'" in told[1]
    assert "did you mean 'organizations_id'?" in told[1]
    assert "there is no column 'last_date'" in told[2]


def test_a_list_without_rows_and_a_file_that_is_no_text_are_told(tmp_path: Path) -> None:
    (told,) = faults_of(written(tmp_path))
    assert "the list names no participant" in told
    path = tmp_path / "participants.csv"
    path.write_bytes(b"\xff\xfe\x00")
    (told,) = faults_of(path)
    assert "written in UTF-16" in told
    (told,) = faults_of(tmp_path / "nowhere.csv")
    assert "there is no such file" in told
