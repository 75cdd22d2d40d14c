"""The command line: each command once as a person would, exit codes, and never a traceback or half-written file."""

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from openpyxl import load_workbook

from openvbc.api import demonstration
from openvbc.cli import COMMANDS, cli
from openvbc.errors import OpenVBCError, UsageError
from openvbc.payment_models.registry import model_folder
from tests.command import run
from tests.counts import FULL

CONTRACTS = Path(str(model_folder("shared_savings").joinpath("contracts")))
INPUTS = Path(str(model_folder("shared_savings").joinpath("inputs")))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_is_listed_can_be_called_by_its_name(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.help


def test_settle_prints_the_published_amounts_of_the_calculator() -> None:
    done = run("settle", CONTRACTS / "target_calculator.yaml", "--inputs", INPUTS / "target_calculator.yaml", "--full")
    assert done.returncode == 0
    for amount in ("$140.00", "$166.67", "1.15%", "-3.75%", "-2.61%", "$158.03", "$3,950,714", "$450,714", "40.00%"):
        assert f" {amount} " in done.stdout


def test_settle_prints_the_steps_and_last_the_answer_where_a_terminal_stops() -> None:
    command = ("settle", CONTRACTS / "one_sided.yaml", "--inputs", INPUTS / "one_sided.yaml")
    lines = run(*command).stdout.splitlines()
    assert lines[-2].startswith("For performance year ")
    assert lines[-1].startswith(("Final: ", "Interim: "))
    assert len(lines) < 24
    whole = run(*command, "--full").stdout.splitlines()
    assert whole[-2:] == lines[-2:]
    assert len(whole) > 2 * len(lines)


def test_a_command_that_there_is_not_is_told_with_the_one_that_may_be_meant() -> None:
    done = run("setle", "contract.yaml")
    assert done.returncode == 2
    assert "there is no command 'setle'; did you mean 'settle'?" in done.stderr


def test_settle_for_machines_is_json_with_exact_values() -> None:
    done = run("settle", CONTRACTS / "one_sided.yaml", "--inputs", INPUTS / "one_sided.yaml", "--json")
    told = json.loads(done.stdout)
    assert (told["net_payment"], told["status"], told["hcp_lan_category"]) == ("10", "final", "3N")
    lines = {line["line"]: line for section in told["streams"][0]["sections"] for line in section["lines"]}
    assert lines["savings_rate"]["values"][0]["value"] == "0.04"
    assert lines["shared_savings"]["precedents"]


def test_identical_inputs_give_identical_bytes() -> None:
    command = ("settle", CONTRACTS / "starter.yaml", "--inputs", INPUTS / "starter.yaml", "--json")
    assert run(*command).stdout == run(*command).stdout


def test_settle_writes_statement_and_workbook(tmp_path: Path) -> None:
    page, book = tmp_path / "out" / "statement.html", tmp_path / "out" / "twin.xlsx"
    done = run(
        "settle", CONTRACTS / "starter.yaml", "--inputs", INPUTS / "starter.yaml", "--html", page, "--excel", book
    )
    assert done.returncode == 0, done.stderr
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert book.read_bytes().startswith(b"PK")


def test_a_table_of_organizations_becomes_a_folder_with_an_index(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("organization,benchmark,expenditures\nNorth ACO,500,480\nSouth ACO,500,495\n", encoding="utf-8")
    done = run(
        "settle", CONTRACTS / "one_sided.yaml", "--inputs", table, "--year", "2026", "--status", "final",
        "--html", tmp_path / "pages",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "2 organizations; $10.00 paid, $0.00 owed" in done.stdout
    assert {each.name for each in (tmp_path / "pages").iterdir()} == {"index.html", "north-aco.html", "south-aco.html"}


def test_bad_figures_give_exit_code_6_and_write_nothing(tmp_path: Path) -> None:
    inputs = tmp_path / "inputs.yaml"
    inputs.write_text("performance_year: 2026\nstatus: final\nfigures: {benchmark: x}\n", encoding="utf-8")
    page = tmp_path / "statement.html"
    done = run("settle", CONTRACTS / "one_sided.yaml", "--inputs", inputs, "--html", page)
    assert (done.returncode, done.stdout, page.exists()) == (6, "", False)
    assert "inputs.yaml:3" in done.stderr
    assert "Traceback" not in done.stderr


EXITS = {
    "no such contract": (("check", "nowhere.yaml"), 3),
    "a folder": (("check", "."), 3),
    "no such command": (("setle",), 2),
    "no figures": (("settle", CONTRACTS / "one_sided.yaml"), 2),
    "unknown payment model": (("new", "shared_saving"), 4),
    "unknown line": (("explain", "saving", CONTRACTS / "one_sided.yaml", "--inputs", INPUTS / "one_sided.yaml"), 8),
    "unknown year": (("inputs", CONTRACTS / "one_sided.yaml", "--year", "2031"), 8),
    "claims in a folder that is no project": (
        ("settle", CONTRACTS / "one_sided.yaml", "--claims", ".", "--year", "2026", "--status", "final"),
        3,
    ),
}


@pytest.mark.parametrize(("arguments", "code"), EXITS.values(), ids=EXITS.keys())
def test_exit_codes_are_those_documented(arguments: tuple[str, ...], code: int, tmp_path: Path) -> None:
    done = run(*arguments, folder=tmp_path)
    assert done.returncode == code, done.stderr
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_explain_tells_formula_words_numbers_clause_and_source() -> None:
    done = run(
        "explain", "shared_savings", CONTRACTS / "target_calculator.yaml", "--inputs", INPUTS / "target_calculator.yaml"
    )
    assert "= maximum share of savings × composite quality score" in done.stdout
    assert "= 50.00% × 80.00%" in done.stdout
    assert "clause Exhibit C 1" in done.stdout
    assert "SHA-256" in done.stdout
    assert "(told above)" in done.stdout


def test_explain_for_machines_holds_the_line_and_all_below() -> None:
    done = run("explain", "savings", CONTRACTS / "one_sided.yaml", "--inputs", INPUTS / "one_sided.yaml", "--json")
    assert [line["line"] for line in json.loads(done.stdout)] == ["expenditures", "benchmark", "savings"]


def test_compare_says_what_moved(tmp_path: Path) -> None:
    after = tmp_path / "after.yaml"
    after.write_text((INPUTS / "one_sided.yaml").read_text(encoding="utf-8").replace("480", "470"), encoding="utf-8")
    done = run("compare", CONTRACTS / "one_sided.yaml", "--before", INPUTS / "one_sided.yaml", "--after", after)
    assert "$10.00 -> $15.00 (+$5.00)" in done.stdout
    assert "Expenditures  $480.00  $470.00       +$5.00" in done.stdout
    page, book = tmp_path / "page.html", tmp_path / "book.xlsx"
    asked = ("compare", CONTRACTS / "one_sided.yaml", "--before", INPUTS / "one_sided.yaml", "--after", after)
    assert run(*asked, "--html", page, "--excel", book).stdout == done.stdout
    assert "What moved savings" in page.read_text(encoding="utf-8")
    assert load_workbook(book).sheetnames == ["Report", "Charts", "Notes"]
    assert run(*asked, "--html", after).returncode == 2, "what is read is not written over"


def test_a_new_contract_and_its_inputs_need_only_figures(tmp_path: Path) -> None:
    contract, inputs = tmp_path / "contract.yaml", tmp_path / "inputs.yaml"
    assert run("new", "shared_savings", "--output", contract).returncode == 0
    assert run("check", contract).returncode == 0
    assert run("inputs", contract, "--output", inputs).returncode == 0
    done = run("settle", contract, "--inputs", inputs)
    assert done.returncode == 6
    assert "'Total expenditures' is absent" in done.stderr
    assert run("new", "shared_savings", "--output", contract).returncode == 3, "an existing file is not overwritten"


def test_parameters_filters_by_words_and_status() -> None:
    assert "42 CFR 425.605 (b)(1)" in run("parameters", "minimum", "savings").stdout
    told = json.loads(run("parameters", "--unconfirmed", "--json").stdout)
    assert all(value["status"] == "U" for value in told)


def test_schema_is_published_as_json(tmp_path: Path) -> None:
    path = tmp_path / "schema.json"
    assert run("schema", "--output", path).returncode == 0
    assert json.loads(path.read_text(encoding="utf-8"))["$schema"].endswith("2020-12/schema")


def test_demo_settles_every_example_and_names_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With fewer people than the demonstration has; in the short form an example that is given its figures of each
    payment model."""
    if not FULL:
        given = [each for each in demonstration.examples() if each.inputs is not None]
        of_model = {str(each.contract).split("/contracts/")[0]: each for each in given}
        given = list(of_model.values())
        assert len(given) > 10
        monkeypatch.setattr(demonstration, "examples", lambda: given)
    monkeypatch.setattr(demonstration, "PEOPLE", 1_500)
    monkeypatch.setattr(demonstration, "REGION_PEOPLE", 4_500)
    done = run("demo", "--output", tmp_path / "demo")
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "demo") in done.stdout
    pages = {each.stem for each in (tmp_path / "demo").glob("*.html")}
    assert pages == {each.stem for each in (tmp_path / "demo").glob("*.xlsx")}
    assert {each.name for each in demonstration.examples()} == pages
    assert {f"shared_savings_{each.stem}" for each in CONTRACTS.glob("*.yaml")} <= pages or not FULL


def test_every_command_is_there_and_its_help_is_the_one_listed() -> None:
    context = click.Context(cli)
    for name, (_, told) in COMMANDS.items():
        command = cli.get_command(context, name)
        assert command is not None, name
        assert command.help, name
        assert told.endswith("."), name
        assert all(each.help for each in command.params if isinstance(each, click.Option)), name


def test_exit_codes_differ_by_kind_of_error() -> None:
    codes = {each: each.exit_code for each in OpenVBCError.__subclasses__()}
    assert len(set(codes.values())) == len(codes)
    # What is asked for wrongly ends as click ends what it does not understand; nothing else ends so.
    assert codes.pop(UsageError) == click.UsageError.exit_code == 2
    assert not {0, 1, 2} & set(codes.values())


def test_a_fault_of_the_program_itself_is_told_without_traceback(tmp_path: Path) -> None:
    script = tmp_path / "broken.py"
    script.write_text(
        "import sys\nfrom openvbc import cli\n"
        "cli.COMMANDS['check'] = ('nowhere', 'x')\nsys.argv = ['openvbc', 'check', 'a.yaml']\ncli.main()\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert done.returncode == 70
    assert "OpenVBC itself failed" in done.stderr
    assert "Traceback" not in done.stderr


def test_starting_imports_neither_pydantic_nor_duckdb_nor_numpy() -> None:
    heavy = ("pydantic", "duckdb", "numpy", "jinja2", "rich", "yaml")
    code = f"import sys, openvbc.cli; print([n for n in {heavy} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
