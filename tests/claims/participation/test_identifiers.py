"""The list of participants: what is counted of it, what is listed for two, and what is written wrongly."""

from datetime import date
from pathlib import Path

import pytest

from openvbc.claims.attribution.terms import Participant
from openvbc.claims.participation.identifiers import ParticipantList, participant_list, silent
from openvbc.errors import FileError
from openvbc.periods import Period

YEAR = Period(date(2024, 1, 1), date(2025, 1, 1))
HEAD = "organization_id,tin,ccn,npi,first_date,last_date\n"


def listed(folder: Path, *rows: str) -> ParticipantList:
    file = folder / "participants.csv"
    file.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return participant_list(file, "A1", YEAR)


def test_rows_of_the_year_count_once(tmp_path: Path) -> None:
    found = listed(
        tmp_path,
        "A1,001000001,,9999000001,,",
        "A1,001000001,,9999000002,2024-12-31,",
        "A1,001000002,,,,2023-12-31",
        "A1,,050001,,2025-01-01,",
        "A2,001000003,,,,",
    )
    assert found.distinct("tin") == ("001000001",)
    assert found.distinct("npi") == ("9999000001", "9999000002")
    assert found.distinct("ccn") == ()
    assert found.organizations == {"A1", "A2"}


@pytest.mark.parametrize(
    ("ours", "theirs", "twice"),
    [
        ("001000001,,,,", "001000001,,,,", True),
        ("001000001,,,,2024-06-30", "001000001,,,2024-07-01,", False),
        ("001000001,,,,2024-07-01", "001000001,,,2024-07-01,", True),
        ("001000001,,9999000001,,", "001000001,,,,", True),
        ("001000001,,9999000001,,", "001000001,,9999000002,,", False),
        ("001000001,,,,", "001000002,,,,", False),
        (",050001,,,", ",050001,,,", True),
        ("001000001,,,,", ",050001,,,", False),
    ],
)
def test_two_organizations_share_what_one_line_could_be_of_both_on_one_day(
    tmp_path: Path, ours: str, theirs: str, twice: bool
) -> None:
    found = listed(tmp_path, f"A1,{ours}", f"A2,{theirs}")
    assert bool(found.listed_twice) is twice


def test_what_is_written_wrongly_is_told_and_nothing_else_is_known(tmp_path: Path) -> None:
    found = listed(tmp_path, "A1,12345678,,,,", "A1,001000001,,,,")
    assert "12345678" in found.faults[0].what
    assert found.taking_part == ()


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        participant_list(tmp_path / "none.csv", "A1", YEAR)


def test_identifiers_that_never_meet_on_a_line_are_silent() -> None:
    billed = [("001000001", "", "9999000001"), ("001000002", "", "9999000002")]
    apart = Participant("A1", tin="001000001", npi="9999000002")
    together = Participant("A1", tin="001000001", npi="9999000001")
    alone = Participant("A1", tin="001000002")
    unknown = Participant("A1", tin="001000009")
    assert list(silent([apart, together, alone, unknown], billed)) == [apart, unknown]
