"""Bad input of a settlement from claims: faults are named with counts and examples; what moves money stops it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from openvbc.cli import cli
from openvbc.errors import ClaimsError, ContractError, FileError, InputError, OpenVBCError
from tests.payment_models.mssp.counting.made_up_regions import (
    COUNTY_COLUMNS,
    NATIONAL_COLUMNS,
    Region,
    change,
    read_rows,
    region,
    write_rows,
)
from tests.payment_models.mssp.counting.test_every_era_equals_plain_python import (
    AGREEMENTS,
    contract_text,
    given_text,
)

pytestmark = pytest.mark.filterwarnings("ignore:path is deprecated:DeprecationWarning")
AGREEMENT = AGREEMENTS["652"]
FIRST, LAST = 2020, 2024


@pytest.fixture
def copied(tmp_path: Path) -> Region:
    """A region of its own to be spoilt, with a contract beside it."""
    whole = region(FIRST, LAST, 1000)
    folder = tmp_path / "region"
    shutil.copytree(whole.project.parent, folder)
    (tmp_path / "contract.yaml").write_text(contract_text(AGREEMENT))
    (tmp_path / "given.yaml").write_text(given_text(AGREEMENT))
    participants, national, counties = (
        folder / each.name for each in (whole.participants, whole.national, whole.counties)
    )
    return Region(folder / "project", participants, national, counties, whole.years)


def settle(where: Region) -> Result:
    beside = where.project.parent.parent
    arguments = ["settle", beside / "contract.yaml", "--inputs", beside / "given.yaml", "--claims", where.project]
    arguments += ["--participants", where.participants, "--national", where.national, "--counties", where.counties]
    return CliRunner().invoke(cli, [*map(str, arguments)], standalone_mode=False)


def told(where: Region, error: type[OpenVBCError]) -> str:
    found = settle(where)
    assert isinstance(found.exception, error), found.output[-2000:]
    return str(found.exception)


def test_a_person_with_two_enrollment_types_in_a_month_stops_the_count(copied: Region) -> None:
    other = (
        "SELECT * REPLACE ('20' AS medicare_status_code, 'second' AS plan) FROM rows WHERE medicare_status_code = '10'"
    )
    change(copied.project, "eligibility", f"SELECT * FROM rows UNION ALL ({other} ORDER BY person_id LIMIT 1)")  # noqa: S608
    words = told(copied, ClaimsError)
    assert "give two enrollment types" in words
    assert "aged_" in words
    assert "disabled" in words


@pytest.mark.parametrize("month", ["202012", "202107", "202411"])
def test_a_month_without_claims_stops_the_count(copied: Region, month: str) -> None:
    change(
        copied.project,
        "medical_claim",
        f"SELECT * FROM rows WHERE year(claim_start_date) * 100 + month(claim_start_date) <> {month}",  # noqa: S608
    )
    words = told(copied, ClaimsError)
    assert f"months that are counted have no claims (1): {month}" in words
    assert "look like savings" in words


def test_months_without_enrollment_stop_the_count(copied: Region) -> None:
    start = "greatest(enrollment_start_date, DATE '2020-03-01') AS enrollment_start_date"
    change(
        copied.project,
        "eligibility",
        f"SELECT * REPLACE ({start}) FROM rows WHERE enrollment_end_date > '2020-03-01'",  # noqa: S608
    )
    words = told(copied, ClaimsError)
    assert "nobody is enrolled in months that are counted (2): 202001; 202002" in words


def test_a_thin_month_is_told_beside_what_is_not_counted(copied: Region) -> None:
    """Claims of people never enrolled, spans that overlap and a month with few claims do not stop: they are told."""
    thin = "year(claim_start_date) = 2022 AND month(claim_start_date) = 5 AND hash(claim_id) % 8 > 0"
    change(copied.project, "medical_claim", f"SELECT * FROM rows WHERE NOT ({thin})")  # noqa: S608
    moved = "SELECT * REPLACE ('36250' AS county_code, 'second' AS plan) FROM rows WHERE county_code = '36060'"
    kept = "SELECT * FROM rows WHERE hash(person_id) % 50 > 0"
    change(copied.project, "eligibility", f"{kept} UNION ALL (SELECT * FROM ({moved}) WHERE hash(person_id) % 50 = 7)")  # noqa: S608
    found = settle(copied)
    assert found.exception is None, found.output[-2000:]
    said = found.output.partition("What the counting says:")[2]
    assert "months that are counted have less than a quarter of the usual lines of claims (1): 202205" in said
    assert "spans that overlap disagree on coverage, residence, payer or plan" in said
    assert "their person has no month that counts when they were served" in said
    assert "benchmark_year_1:" in said


def test_every_county_without_a_factor_is_named(copied: Region) -> None:
    rows = [row for row in read_rows(copied.counties) if row["county_code"] != "36250"]
    rows = [{**row, "mean_demographic_score": ""} if row["county_code"] == "36480" else row for row in rows]
    write_rows(copied.counties, COUNTY_COLUMNS, rows)
    words = told(copied, ClaimsError)
    assert "county 36250 has no per capita of aged_non_dual in 2021" in words
    assert "county 36250 has no assignable person years of aged_non_dual in 2024" in words
    assert "county 36480 has no mean demographic score of aged_non_dual in 2024" in words
    assert "months of assigned people are there" in words


def without(where: Region, year: str, kind: str, column: str = "") -> None:
    rows = read_rows(where.national)
    if column:
        rows = [
            {**row, column: ""} if (row["calendar_year"], row["enrollment_type"]) == (year, kind) else row
            for row in rows
        ]
    else:
        rows = [row for row in rows if (row["calendar_year"], row["enrollment_type"]) != (year, kind)]
    write_rows(where.national, NATIONAL_COLUMNS, rows)


@pytest.mark.parametrize("column", ["truncation_threshold", "completion_factor", ""])
def test_a_national_factor_that_some_years_have_must_be_there_for_all(copied: Region, column: str) -> None:
    without(copied, "2022", "esrd", column)
    words = told(copied, InputError)
    assert f"there is no {(column or 'truncation_threshold').replace('_', ' ')} of esrd in 2022" in words
    assert "national.csv" in words


def test_a_missing_national_mean_is_not_taken_as_one(copied: Region) -> None:
    without(copied, "2024", "disabled", "mean_demographic_score")
    assert "there is no mean demographic score of disabled in 2024" in told(copied, InputError)


def _unknown_organization(rows: list[dict[str, str]]) -> None:
    for row in rows:
        row["organization_id"] = row["organization_id"].replace("A9001", "A9O01")


def _last_before_first(rows: list[dict[str, str]]) -> None:
    rows[0] |= {"first_date": "2024-01-01", "last_date": "2023-12-31"}


def _letters(rows: list[dict[str, str]]) -> None:
    rows[1]["tin"] = "00-100003"


def _nobody(rows: list[dict[str, str]]) -> None:
    rows[2] |= {"tin": "", "ccn": "", "npi": ""}


@pytest.mark.parametrize(
    ("spoil", "error", "words"),
    [
        (_unknown_organization, ContractError, "does not name the organization 'A9001'"),
        (_last_before_first, FileError, "last_date 2023-12-31 lies before first_date 2024-01-01"),
        (_letters, FileError, "tin is '00-100003', not 9 digits"),
        (_nobody, FileError, "neither tin, ccn nor npi is given"),
    ],
)
def test_faults_of_the_list_of_participants_are_named(
    copied: Region, spoil: Callable[[list[dict[str, str]]], None], error: type[OpenVBCError], words: str
) -> None:
    rows = read_rows(copied.participants)
    spoil(rows)
    write_rows(copied.participants, list(rows[0]), rows)
    found = told(copied, error)
    assert words in found
    assert "own_participants.csv" in found
