"""`openvbc checklist` on a small made-up region, with data missing, and from the contract alone."""

import csv
import json
from collections.abc import Iterator
from decimal import Decimal
from importlib.resources import as_file
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from openvbc.claims.synthetic.region import write_region
from openvbc.cli import cli
from openvbc.errors import FileError
from openvbc.payment_models.registry import model_folder
from tests.claims.synthetic.regions import asked, opened

YEARS = (2020, 2021, 2022, 2023, 2024)


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("region") / "region"
    write_region(folder, people=400, seed=11, years=YEARS, acos=2)
    return folder


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, ["checklist", *map(str, words)], standalone_mode=False)


def told(contract: Path, *words: object) -> dict[str, Any]:
    result = run(contract, *words, "--json")
    assert result.exception is None, result.exception
    return dict(json.loads(result.stdout))


def steps(found: dict[str, Any]) -> dict[int, dict[str, Any]]:
    return {each["step"]: each for each in found["steps"]}


def figures(step: dict[str, Any]) -> dict[str, Any]:
    return {each["label"]: each["value"] for each in step["figures"]}


@pytest.fixture
def program() -> Iterator[Path]:
    with as_file(model_folder("mssp").joinpath("contracts").joinpath("from_claims_2024.yaml")) as path:
        yield path


@pytest.fixture
def commercial() -> Iterator[Path]:
    with as_file(model_folder("shared_savings").joinpath("contracts").joinpath("counted_own_history.yaml")) as path:
        yield path


def test_a_small_region_is_counted_in_every_step(region: Path, program: Path) -> None:
    found = steps(told(program, "--claims", region / "project", "--participants", region / "participants.csv"))
    assert {number: step["standing"] for number, step in found.items()} == {
        1: "not met", 2: "done", 3: "done", 4: "not known", 5: "done", 6: "done", 7: "not known", 8: "not known"
    }  # fmt: skip
    people = figures(found[1])
    assert 0 < int(people["Assigned beneficiaries, performance year 2024"]) < 400
    assert figures(found[6])["Can be settled now"] == "final"
    revenue, spent = (
        figures(found[3])[label]
        for label in ("Participants' Parts A and B revenue", "Assigned beneficiaries' Parts A and B expenditures")
    )
    with (region / "participants.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["organization_id"] == "A9001"]
    rows = [row for row in rows if row["first_date"] <= "2024-12-31" and row["last_date"] >= "2024-01-01"]
    tins, ccns = {row["tin"] for row in rows} - {""}, {row["ccn"] for row in rows} - {""}
    with opened(region / "project") as connection:
        ((plain,),) = asked(
            connection,
            "SELECT sum(coalesce(paid_amount, 0) + coalesce(sequestration_amount, 0)) FROM medical_claim"  # noqa: S608
            " WHERE year(claim_end_date) = 2024 AND paid_date <= DATE '2025-03-31'"
            f" AND (billing_tin IN {(*tins, 'none')} OR facility_ccn IN {(*ccns, 'none')})",
        )
    assert all(not (row["tin"] and (row["ccn"] or row["npi"])) for row in rows), (
        "the plain sum takes single identifiers"
    )
    assert Decimal(revenue) == plain > 0
    assert Decimal(spent) > 0


def test_the_page_names_no_patient_and_is_the_same_twice(region: Path, program: Path, tmp_path: Path) -> None:
    pages = []
    for name in ("one.html", "two.html"):
        words = ("--claims", region / "project", "--participants", region / "participants.csv")
        result = run(program, *words, "--html", tmp_path / name)
        assert result.exception is None
        pages.append((tmp_path / name).read_text(encoding="utf-8"))
    assert pages[0] == pages[1]
    with opened(region / "project") as connection:
        people = {person for (person,) in asked(connection, "SELECT DISTINCT person_id FROM eligibility")}
    assert people
    assert [person for person in people if person in pages[0] or person in result.output] == []
    for title in ("Eligibility", "Benchmark", "Run-out of claims", "Data feedback"):
        assert title in pages[0]


def test_years_that_are_not_in_the_data_are_not_counted_as_nobody(tmp_path: Path, program: Path) -> None:
    write_region(tmp_path / "region", people=150, seed=5, years=(2022, 2023, 2024), acos=2)
    found = steps(
        told(
            program, "--claims", tmp_path / "region" / "project", "--participants", tmp_path / "region/participants.csv"
        )
    )
    people = figures(found[1])
    assert people["Assigned beneficiaries, benchmark year 1, 2021"] is None
    assert people["Assigned beneficiaries, benchmark year 2, 2022"] is not None
    assert found[2]["standing"] == "not met"
    assert "202101" in json.dumps(found[2])
    assert figures(found[6])["Can be settled now"] == "nothing"


def test_from_the_contract_alone_steps_that_need_data_are_not_known(program: Path) -> None:
    found = told(program)
    assert {step["standing"] for step in found["steps"]} == {"not known"}
    assert found["performance_year_named"] is False
    checks = [check for step in found["steps"] for check in step["checks"] if check["standing"] == "done"]
    assert any("425.652" in check["what"] for check in checks)
    assert all(check["fix"] for step in found["steps"] for check in step["checks"] if check["standing"] != "done")


def test_malformed_participants_are_told_and_stop_nothing_else(region: Path, program: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "participants.csv"
    wrong.write_text("organization_id,tin,ccn,npi,first_date,last_date\nA9001,12345,,,,\n", encoding="utf-8")
    found = steps(told(program, "--claims", region / "project", "--participants", wrong))
    assert any("12345" in check["what"] for check in found[1]["checks"] if check["standing"] == "not met")
    assert found[2]["standing"] == "done"
    assert figures(found[1])["Assigned beneficiaries, performance year 2024"] is None


def test_files_that_are_not_there_are_errors(region: Path, program: Path, tmp_path: Path) -> None:
    assert isinstance(run(program, "--claims", tmp_path / "none").exception, FileError)
    missing = run(program, "--claims", region / "project", "--participants", tmp_path / "none.csv")
    assert isinstance(missing.exception, FileError)


def test_a_commercial_contract_has_the_same_steps_without_the_program_s_rules(region: Path, commercial: Path) -> None:
    found = told(commercial, "--claims", region / "project", "--participants", region / "participants.csv")
    assert [step["step"] for step in found["steps"]] == list(range(1, 9))
    assert "42 CFR" not in json.dumps(found["steps"])
    assert int(figures(steps(found)[1])["Attributed people, performance year 2024"]) > 0
    assert steps(found)[2]["standing"] == "done"


def test_a_contract_whose_payer_keeps_the_list_says_so() -> None:
    with as_file(model_folder("shared_savings").joinpath("contracts").joinpath("starter.yaml")) as path:
        found = steps(told(path))
    assert any("how members are attributed" in check["what"] for check in found[1]["checks"])
    assert found[6]["checks"][0]["standing"] == "not known"
