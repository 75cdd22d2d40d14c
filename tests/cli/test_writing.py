"""Nothing is written over what was read, through a link or into a project; names are safe and cannot mislead."""

import csv
import io
import json
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from openvbc.characters import written_out
from openvbc.claims.lock import LOCK
from openvbc.claims.work_folder import WorkFolder
from openvbc.cli import cli
from openvbc.reports.document.csv_files import table_csv
from openvbc.reports.file_names import safe_name
from openvbc.tabular.small_table import read_small_table
from tests.command import run as called
from tests.examples import ONE_SIDED, contract_text

#: A name that turns around what follows it, so that 123 dollars read as 321.
TURNED = "Lakeside \u202e ACO"
INPUTS = {
    "performance_year": 2026,
    "status": "final",
    "figures": {"benchmark": 1000000, "expenditures": 876543},
}

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def run(*words: str) -> tuple[int, str]:
    """Exit code and what is told, faults included."""
    result = CliRunner().invoke(cli, words)
    code = getattr(result.exception, "exit_code", result.exit_code)
    return code, f"{result.output}{result.exception or ''}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("contract.yaml").write_text(contract_text(ONE_SIDED), encoding="utf-8")
    Path("inputs.yaml").write_text(json.dumps(INPUTS), encoding="utf-8")
    return tmp_path


def settle(*words: str) -> tuple[int, str]:
    return run("settle", "contract.yaml", "--inputs", "inputs.yaml", *words)


def linked(path: Path) -> str:
    path.joinpath("precious.txt").write_text("mine", encoding="utf-8")
    path.joinpath("page.html").symlink_to("precious.txt")
    return "page.html"


def dangling(path: Path) -> str:
    path.joinpath("page.html").symlink_to("precious.txt")
    return "page.html"


def in_a_project(path: Path) -> str:
    path.joinpath("project", "tables").mkdir(parents=True)
    path.joinpath("project", "manifest.json").write_text('{\n "openvbc_project": 3}', encoding="utf-8")
    return "project/manifest.json"


def below_a_project(path: Path) -> str:
    in_a_project(path)
    return "project/tables/page.html"


PLACES: dict[str, tuple[Callable[[Path], str], str]] = {
    "the contract": (lambda _: "contract.yaml", "read"),
    "the inputs by another way": (lambda path: str(path / "." / "inputs.yaml"), "read"),
    "a link": (linked, "this is a link"),
    "a link that leads nowhere yet": (dangling, "this is a link"),
    "a project's manifest": (in_a_project, "in a project folder"),
    "a place in a project": (below_a_project, "in a project folder"),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("option", ["--html", "--excel"])
def test_no_report_is_written_over_what_is_not_a_report(place: str, option: str, folder: Path) -> None:
    make, words = PLACES[place]
    target = make(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    code, told = settle(option, target)
    assert code in (2, 3), told
    assert words in told
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_file_that_an_input_names_is_not_written_over_either(folder: Path) -> None:
    _, told = settle("--json")
    folder.joinpath("before.settlement").write_text(told, encoding="utf-8")
    earlier = {"settlement": "before.settlement", "stream": "savings", "line": "expenditures"}
    figures = {**INPUTS["figures"], "expenditures": earlier}  # type: ignore[dict-item]  # a plain dict
    folder.joinpath("inputs.yaml").write_text(json.dumps({**INPUTS, "figures": figures}), encoding="utf-8")
    code, told = settle("--html", "before.settlement")
    assert code == 3, told
    assert "one of the files that were read" in told


def test_a_report_may_be_written_again(folder: Path) -> None:
    assert settle("--html", "page.html")[0] == settle("--html", "page.html")[0] == 0
    assert "123,457" in folder.joinpath("page.html").read_text(encoding="utf-8")


def test_two_outputs_of_one_name_are_refused(folder: Path) -> None:
    code, told = settle("--html", "same", "--excel", "same")
    assert code in (2, 3), told
    assert not folder.joinpath("same").exists()


def test_new_files_are_not_written_through_a_link_that_leads_nowhere(folder: Path) -> None:
    code, told = run("new", "shared_savings", "--output", dangling(folder))
    assert code == 3, told
    assert not folder.joinpath("precious.txt").exists()


@pytest.mark.parametrize("name", ["a" * 300, "con", "NUL", "com1", "lpt9"])
def test_names_become_file_names_that_every_system_takes(name: str) -> None:
    made = safe_name(name)
    assert len(f"{made}-10.html") < 128
    assert made.lower() not in {"con", "nul", "com1", "lpt9"}


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|'/c calc'!A0", "-2+3", "@SUM(A1)", "'=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_escaped_and_read_back_as_it_was(cell: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(table_csv([["member", "amount"], [cell, "-12.50"]]), encoding="utf-8")
    ((_,), (written, amount)) = ((1,), list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))[1])
    assert written[0] not in "=+-@"
    assert amount == "-12.50"
    if cell[0] != "'":
        assert read_small_table(path).rows[0].cells == (cell, "-12.50")


def test_characters_of_direction_and_without_width_are_refused_in_contracts_and_tables(folder: Path) -> None:
    text = contract_text(ONE_SIDED)
    for strange in ("\u202e", "\u2066", "\u200b", "\u200f", "\ufeff", "\u00ad", "\U000e0041"):
        folder.joinpath("contract.yaml").write_text(text.replace("Lakeside", f"Lake{strange}side"), encoding="utf-8")
        code, told = settle()
        assert code in (3, 4), told
        assert "a name could turn an amount around" in told
        folder.joinpath("table.csv").write_text(f"organization,benchmark\nLake{strange}side,1\n", encoding="utf-8")
        assert read_small_table(folder / "table.csv").faults


def test_names_stand_apart_from_the_dollars_beside_them(folder: Path) -> None:
    hebrew = "\u05d1\u05d9\u05ea \u05d7\u05d5\u05dc\u05d9\u05dd"
    inputs = {**INPUTS, "organization": hebrew}
    folder.joinpath("inputs.yaml").write_text(json.dumps(inputs), encoding="utf-8")
    assert settle("--html", "page.html")[0] == 0
    page = folder.joinpath("page.html").read_text(encoding="utf-8")
    assert f"Northern Health Plan</bdi> pays <bdi>{hebrew}</bdi>" in page
    assert f"<dd><bdi>{hebrew}</bdi></dd>" in page
    assert f"<title>{hebrew}, " in page
    assert page.count(hebrew) == page.count(f"<bdi>{hebrew}</bdi>") + 1


def test_what_came_with_claims_is_shown_with_such_characters_written_out(tmp_path: Path) -> None:
    claims = (
        "claim_id,claim_line_number,claim_type,person_id,payer,plan,claim_start_date,claim_end_date,hcpcs_code,"
        "rendering_npi,billing_tin,paid_amount,allowed_amount\nC1,1,professional,P\u202e1,N,gold,2024-03-01,2024-03-01,"
        "99213,9999000001,000000001,80.00,100.00\n"
    )
    tmp_path.joinpath("medical_claim.csv").write_text(claims, encoding="utf-8")
    done = called("load", "medical_claim.csv", "--project", "data", folder=tmp_path)
    told = done.stdout + done.stderr
    assert "\u202e" not in told
    assert "P\\u202e1" in told
    assert written_out("P\u202e1 \U000e0041") == "P\\u202e1 \\udb40\\udc41"


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_a_project_folder_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    os.umask(0o022)
    tmp_path.joinpath("data").mkdir(mode=0o755)
    header = "person_id,member_id,gender,birth_date,enrollment_start_date,enrollment_end_date,payer,payer_type,plan\n"
    row = "1S00A00AA01,1S00A00AA01,female,1950-05-05,2024-01-01,2024-12-31,N,commercial,gold\n"
    tmp_path.joinpath("eligibility.csv").write_text(header + row, encoding="utf-8")
    code, told = run("load", str(tmp_path / "eligibility.csv"), "--project", str(tmp_path / "data"))
    assert code == 0, told
    assert stat.S_IMODE(tmp_path.joinpath("data").stat().st_mode) == 0o700


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_holds_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = "import os; from openvbc.claims.work_folder import WorkFolder as W; w = W(); print(w.path); os.abort()"
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-u", "-c", left], capture_output=True, text=True, check=False, env=environment
    )
    killed = Path(done.stdout.strip())
    killed.joinpath("rows.csv").write_text("somebody", encoding="utf-8")
    foreign = tmp_path / "openvbc-mine"
    foreign.mkdir()
    with WorkFolder() as first, WorkFolder() as second:
        assert not killed.exists()
        assert first.path.joinpath(LOCK).exists()
        assert second.path.exists()
        assert stat.S_IMODE(second.path.stat().st_mode) == 0o700
    assert not first.path.exists()
    assert foreign.exists()
