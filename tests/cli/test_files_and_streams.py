"""What goes in and out of the command line: reports all or none, faults for machines, encodings, closed pipes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from openvbc.payment_models.registry import model_folder
from tests.command import run as called
from tests.examples import contract_text

ROOM = model_folder("shared_savings")
CONTRACT = Path(str(ROOM.joinpath("contracts").joinpath("one_sided.yaml")))
STARTER = Path(str(ROOM.joinpath("contracts").joinpath("starter.yaml")))
INPUTS = Path(str(ROOM.joinpath("inputs").joinpath("one_sided.yaml")))
TABLE = "organization,benchmark,expenditures\nNorth ACO,500,480\n"
OF_TABLE = ("--year", "2026", "--status", "final")


def run(*arguments: str | Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    if not environment:
        done = called(*arguments, folder=folder)
        return subprocess.CompletedProcess(arguments, done.returncode, done.printed, done.told)
    command = [sys.executable, "-m", "openvbc", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, cwd=folder, env={**os.environ, **environment})


def test_reports_are_utf_8_whatever_the_code_page(tmp_path: Path) -> None:
    for encoding in ("cp1252", "ascii"):
        done = run("settle", CONTRACT, "--inputs", INPUTS, folder=tmp_path, PYTHONIOENCODING=encoding)
        assert done.returncode == 0, done.stderr
        assert "(−)" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("broken", ["/proc/nope/x.xlsx", "taken.xlsx"], ids=["no such folder", "a folder"])
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="a folder that nobody can write to is taken from /proc")
def test_if_one_report_cannot_be_written_none_is(tmp_path: Path, broken: str) -> None:
    (tmp_path / "taken.xlsx").mkdir()
    (tmp_path / "old.html").write_text("old", encoding="utf-8")
    for page in ("old.html", "new/ok.html"):
        done = run("settle", CONTRACT, "--inputs", INPUTS, "--html", page, "--excel", broken, folder=tmp_path)
        assert (done.returncode, done.stdout) == (3, b"")
        assert f"cannot write {broken}".encode() in done.stderr
    assert sorted(each.name for each in tmp_path.iterdir()) == ["old.html", "taken.xlsx"]
    assert (tmp_path / "old.html").read_text(encoding="utf-8") == "old"


def test_an_index_that_cannot_be_written_leaves_no_statement(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(TABLE + "South ACO,500,490\n", encoding="utf-8")
    (tmp_path / "pages" / "index.html").mkdir(parents=True)
    done = run("settle", CONTRACT, "--inputs", "table.csv", *OF_TABLE, "--html", "pages", folder=tmp_path)
    assert done.returncode == 3
    assert [each.name for each in (tmp_path / "pages").iterdir()] == ["index.html"]


def test_reports_replace_those_of_before_and_leave_nothing_beside_them(tmp_path: Path) -> None:
    (tmp_path / "s.html").write_text("old", encoding="utf-8")
    done = run("settle", CONTRACT, "--inputs", INPUTS, "--html", "s.html", "--excel", "s.xlsx", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert sorted(each.name for each in tmp_path.iterdir()) == ["s.html", "s.xlsx"]
    assert (tmp_path / "s.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    "outputs",
    [("--html", "./inputs.yaml"), ("--excel", "contract.yaml"), ("--html", "same", "--excel", "./x/../same")],
    ids=["the inputs", "the contract", "one another"],
)
def test_an_output_that_is_an_input_or_another_output_is_refused(tmp_path: Path, outputs: tuple[str, ...]) -> None:
    for name, source in (("contract.yaml", CONTRACT), ("inputs.yaml", INPUTS)):
        (tmp_path / name).write_bytes(source.read_bytes())
    done = run("settle", "contract.yaml", "--inputs", "inputs.yaml", *outputs, folder=tmp_path)
    assert (done.returncode, done.stdout) == (3 if "same" in outputs else 2, b"")
    assert (tmp_path / "contract.yaml").read_bytes() == CONTRACT.read_bytes()
    assert (tmp_path / "inputs.yaml").read_bytes() == INPUTS.read_bytes()
    assert len(list(tmp_path.iterdir())) == 2


def test_a_table_of_one_row_is_a_folder_and_a_list(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    done = run("settle", CONTRACT, "--inputs", "table.csv", *OF_TABLE, "--html", "out", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [each["organization"] for each in json.loads(done.stdout)] == ["North ACO"]
    assert {each.name for each in (tmp_path / "out").iterdir()} == {"index.html", "north-aco.html"}


def test_faults_for_machines_are_json_with_the_same_exit_code_and_text(tmp_path: Path) -> None:
    (tmp_path / "i.yaml").write_text("performance_year: 2026\nstatus: final\nfigures: {benchmark: x}\n")
    done = run("settle", CONTRACT, "--inputs", "i.yaml", "--json", folder=tmp_path)
    told = json.loads(done.stdout)
    assert (done.returncode, told["error"]) == (6, "InputError")
    assert [set(each) for each in told["faults"]] == [{"what", "where", "why", "fix"}] * 2
    assert all(each["what"] in done.stderr.decode() for each in told["faults"])
    plain = run("settle", CONTRACT, "--inputs", "i.yaml", folder=tmp_path)
    assert (plain.stdout, plain.stderr, plain.returncode) == (b"", done.stderr, 6)
    usage = run("settle", CONTRACT, "--json", folder=tmp_path)
    assert (usage.returncode, json.loads(usage.stdout)["error"]) == (2, "UsageError")


@pytest.mark.parametrize(
    "arguments",
    [("settle", CONTRACT, "--inputs", INPUTS), ("--help",), ("settle", "--help"), ("check", "nowhere.yaml", "--json")],
    ids=["a settlement", "help", "help of a command", "faults"],
)
@pytest.mark.parametrize("both", [False, True], ids=["output closed", "output and errors closed"])
def test_a_reader_that_has_gone_is_no_error(tmp_path: Path, arguments: tuple[str, ...], both: bool) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "openvbc", *map(str, arguments)]
    errors = writer if both else subprocess.PIPE
    done = subprocess.run(command, stdout=writer, stderr=errors, check=False, cwd=tmp_path)
    os.close(writer)
    assert done.returncode == 0
    assert not done.stderr


def test_a_year_that_the_inputs_deny_is_refused_beside_claims_too(tmp_path: Path) -> None:
    for extra in ((), ("--claims", ".")):
        done = run("settle", CONTRACT, "--inputs", INPUTS, *extra, "--year", "2027", folder=tmp_path)
        assert done.returncode == 6
        assert b"performance year of this file is 2026, and 2027 is asked for" in done.stderr


def test_check_says_for_which_years_a_figure_is_needed(tmp_path: Path) -> None:
    told = run("check", STARTER, folder=tmp_path).stdout.decode()
    line = next(each for each in told.splitlines() if each.strip().startswith("base_year_member_months"))
    assert line.endswith("  2023, 2024, 2025")
    assert "One for each of" in told
    figures = json.loads(run("check", STARTER, "--json", folder=tmp_path).stdout)["figures"]["savings"]
    years = {each["line"]: each.get("for") for each in figures}
    assert years["base_year_member_months"] == ["2023", "2024", "2025"]
    assert years["member_months"] is None


def test_an_output_that_cannot_be_written_is_a_fault_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for command in (("new", "shared_savings"), ("schema",)):
        done = run(*command, "--output", "file/below", folder=tmp_path)
        assert (done.returncode, b"cannot write" in done.stderr) == (3, True), done.stderr


def test_a_settlement_without_an_answer_exits_8_in_a_table_too(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(
        contract_text({"risk": "one_sided", "benchmark": {"given": {"basis": "total"}}, "savings": {"share": "50%"}}),
        encoding="utf-8",
    )
    (tmp_path / "t.csv").write_text(TABLE + "South ACO,0,490\nWest ACO,0,490\n", encoding="utf-8")
    done = run("settle", "c.yaml", "--inputs", "t.csv", *OF_TABLE, folder=tmp_path)
    assert done.returncode == 8, done.stderr
    assert [b"South ACO, line" in done.stderr, b"West ACO, line" in done.stderr] == [True, True]
