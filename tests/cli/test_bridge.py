"""`openvbc bridge`: what it prints, where the earlier settlement comes from, and what it refuses."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from openvbc.cli import cli
from tests.reports.bridge.made_up import CALCULATOR, COMPUTED, contract_path, inputs_path

COMPUTED_CONTRACT, COMPUTED_INPUTS = contract_path(*COMPUTED), inputs_path(*COMPUTED)
CONTRACT, INPUTS = contract_path(*CALCULATOR), inputs_path(*CALCULATOR)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["bridge", *map(str, arguments)])


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The computed benchmark's figures with another score and another risk."""
    text = COMPUTED_INPUTS.read_text(encoding="utf-8")
    path = tmp_path / "later.yaml"
    path.write_text(text.replace("86.14%", "74.5%").replace("disabled: 1.002", "disabled: 1.031"), encoding="utf-8")
    return path


def test_without_an_earlier_settlement_the_benchmark_is_bridged() -> None:
    done = run(COMPUTED_CONTRACT, "--inputs", COMPUTED_INPUTS)
    assert done.exit_code == 0, done.output
    assert "From the cost of the benchmark years to the updated benchmark, per person-year" in done.stdout
    assert "+$41.95" in done.stdout


def test_with_an_earlier_settlement_the_named_line_is_bridged(later: Path) -> None:
    done = run(
        COMPUTED_CONTRACT, "--inputs", later, "--before", COMPUTED_INPUTS, "--line", "three_way_benchmark", "--json"
    )
    assert done.exit_code == 0, done.output
    (told,) = json.loads(done.stdout)
    assert [bar["line"] for bar in told["bars"]] == [
        "three_way_benchmark",
        "risk_score",
        "quality_score",
        "three_way_benchmark",
    ]
    changes = [Decimal(bar["change"] or 0) for bar in told["bars"]]
    assert changes[1] > 0
    assert changes[2] == 0
    assert Decimal(told["bars"][0]["reached"]) + sum(changes) == Decimal(told["bars"][-1]["reached"])


def test_page_and_workbook_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    page, book = tmp_path / "out" / "bridge.html", tmp_path / "out" / "bridge.xlsx"
    done = run(COMPUTED_CONTRACT, "--inputs", COMPUTED_INPUTS, "--html", page, "--excel", book)
    assert done.exit_code == 0, done.output
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert book.read_bytes().startswith(b"PK")
    in_the_way = tmp_path / "folder"
    in_the_way.mkdir()
    other = tmp_path / "other.html"
    done = run(COMPUTED_CONTRACT, "--inputs", COMPUTED_INPUTS, "--html", other, "--excel", in_the_way)
    assert done.exit_code != 0
    assert not other.exists()


def test_the_earlier_file_of_headline_numbers_names_its_own_status(tmp_path: Path) -> None:
    """A table does not name year and status, so they are given; the earlier file names its own."""
    table = tmp_path / "after.csv"
    table.write_text("organization,benchmark,expenditures\nNorth ACO,500,470\n", encoding="utf-8")
    before = tmp_path / "before.yaml"
    before.write_text(
        "organization: North ACO\nperformance_year: 2026\nstatus: interim\n"
        "figures: {benchmark: 500, expenditures: 480}\n",
        encoding="utf-8",
    )
    contract = contract_path("shared_savings", "one_sided")
    done = run(contract, "--inputs", table, "--year", "2026", "--status", "final", "--before", before)
    assert done.exit_code == 0, done.output
    assert "2026, interim" in done.stdout
    assert "2026, final" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--line", "savings"), "goes with an earlier settlement"),
        (("--before-year", "2025"), "whence the earlier figures come"),
        (("--before-status", "interim"), "whence the earlier figures come"),
        (("--html", INPUTS), "one of the files that are read"),
        (("--before", COMPUTED_INPUTS, "--html", "a", "--excel", "a"), "name the same file"),
    ],
)
def test_what_cannot_be_meant_is_refused(arguments: tuple[str | Path, ...], told: str) -> None:
    done = run(CONTRACT, "--inputs", INPUTS, *arguments)
    assert done.exit_code == 2, done.output
    assert told in done.stderr


def test_a_mistyped_line_is_told_with_the_one_that_was_meant() -> None:
    done = run(CONTRACT, "--inputs", INPUTS, "--before", INPUTS, "--line", "benchmarks")
    assert done.exit_code != 0
    assert "no stream of both settlements has one value in a line 'benchmarks'" in str(done.exception)
    assert "did you mean 'benchmark'?" in str(done.exception)


def test_a_contract_without_computed_benchmark_says_what_to_name() -> None:
    done = run(CONTRACT, "--inputs", INPUTS)
    assert done.exit_code != 0
    assert "has a bridge of its own" in str(done.exception)
