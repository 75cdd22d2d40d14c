"""`openvbc load` and `openvbc project`, as a person calls them."""

import json
from pathlib import Path

import pytest

from tests.command import run

ELIGIBILITY = """\
person_id,member_id,gender,birth_date,enrollment_start_date,enrollment_end_date,payer,payer_type,plan
1S00A00AA01,1S00A00AA01,female,1950-05-05,2024-01-01,2024-12-31,Northern Health Plan,commercial,gold
"""
CLAIMS = """\
claim_id,claim_line_number,claim_type,person_id,payer,plan,claim_start_date,claim_end_date,billing_tin,paid_amount
C1,1,professional,1S00A00AA01,Northern Health Plan,gold,2024-03-01,2024-03-01,000000001,80.00
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    folder = tmp_path / "plan"
    folder.mkdir()
    (folder / "eligibility.csv").write_text(ELIGIBILITY, encoding="utf-8")
    (folder / "medical_claim.csv").write_text(CLAIMS, encoding="utf-8")
    return folder


def test_a_load_tells_files_steps_tables_and_findings(plan: Path, tmp_path: Path) -> None:
    done = run("load", plan, "--project", tmp_path / "data", "--data-source", "northern", "--date", "2025-02-03")
    assert (done.returncode, done.stderr) == (0, "")
    for told in ("load 1: tuva as northern, 2 files, 2 rows, on 2025-02-03", "$80.00", "medical_claim  1 rows"):
        assert told in done.stdout
    shown = run("project", tmp_path / "data", "--verify")
    assert shown.returncode == 0
    assert "load 1: tuva as northern" in shown.stdout
    assert "every file is as it was written" in shown.stdout


def test_a_load_for_machines_is_json_and_repeats(plan: Path, tmp_path: Path) -> None:
    first = run("load", plan, "--project", tmp_path / "data", "--json")
    again = run("load", plan, "--project", tmp_path / "data", "--json")
    told, repeated = json.loads(first.stdout), json.loads(again.stdout)
    assert told["loads"][0]["data_source"] == "tuva"
    assert repeated["loads"] == []
    assert set(repeated["already_loaded"]) == {"eligibility.csv", "medical_claim.csv"}
    status = json.loads(run("project", tmp_path / "data", "--json").stdout)
    assert {told["fingerprint"], repeated["fingerprint"]} == {status["fingerprint"]}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("C1,1,professional,1S00A00AA01", "C1,1,professional,"), "person_id"),
        (("2024-03-01", "1824-03-01"), "claim_start_date"),
        (("80.00", "80000000000.00"), "paid_amount"),
    ],
)
def test_bad_rows_are_told_without_a_traceback_and_nothing_is_kept(
    plan: Path, tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    (plan / "medical_claim.csv").write_text(CLAIMS.replace(*change), encoding="utf-8")
    done = run("load", plan, "--project", tmp_path / "data")
    assert done.returncode in (3, 7)
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert run("project", tmp_path / "data").returncode == 3


def test_a_blocking_finding_has_the_exit_code_of_claims_that_cannot_be_counted(plan: Path, tmp_path: Path) -> None:
    assert run("load", plan, "--project", tmp_path / "data", "--data-source", "a").returncode == 0
    before = run("project", tmp_path / "data").stdout
    (plan / "medical_claim.csv").write_text(CLAIMS.replace(",1S00A00AA01,", ", 1S00A00AA01,"), encoding="utf-8")
    done = run("load", plan / "medical_claim.csv", "--project", tmp_path / "data", "--data-source", "b", "--json")
    assert done.returncode == 7
    assert "the same claims (number, person, day, amount) stand under two data sources (1)" in done.stderr
    assert "two data sources" in json.loads(done.stdout)["faults"][0]["what"]
    assert run("project", tmp_path / "data").stdout == before


def test_a_wrong_word_is_told_with_the_right_one(plan: Path, tmp_path: Path) -> None:
    done = run("load", plan, "--project", tmp_path / "data", "--format", "tuwa")
    assert done.returncode == 7
    assert "did you mean 'tuva'?" in done.stderr
