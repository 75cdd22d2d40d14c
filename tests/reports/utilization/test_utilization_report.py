"""`openvbc utilization` on a made-up region: what is printed and written, who is named, and that figures agree."""

import csv
import json
import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from openpyxl import load_workbook

from openvbc.claims.synthetic.region import Region, write_region
from openvbc.claims.utilization.measures import SECTIONS
from tests.command import run as called
from tests.reports.excel.recalculation import converted, with_false_results

_NAME = re.compile(r"1S00[A-Z0-9]{7}")
_MODELS = Path(__file__).parents[3] / "openvbc/payment_models"
_CONTRACT = _MODELS / "mssp/contracts/computed_2024.yaml"
_BY_RESIDENCE = _MODELS / "shared_savings/contracts/synthetic_region.yaml"


@cache
def region() -> Region:
    """Made once a process; the system removes such folders."""
    return write_region(Path(mkdtemp(prefix="openvbc-region-")) / "region", people=1500, seed=20240630)


def run(*arguments: str | Path, code: int = 0) -> str:
    done = called("utilization", *arguments)
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


@cache
def written(*, members: bool) -> tuple[Path, dict[str, Any]]:
    folder = Path(mkdtemp(prefix="openvbc-utilization-"))
    options = ["--members"] if members else []
    files: list[str | Path] = ["--html", folder / "r.html", "--excel", folder / "r.xlsx", "--csv", folder / "csv"]
    return folder, json.loads(run(region().folder, "--year", "2024", *files, "--json", *options))


def test_every_measure_is_its_counts_divided_and_names_the_queries_behind_it() -> None:
    _, report = written(members=False)
    assert len(report["measures"]) > 35
    for each in report["measures"]:
        for year in ("2024", "2023"):
            held = each[year]
            if held["value"] is None:
                assert held["source"], each["measure"]
                continue
            assert held["queries"], each["measure"]
            assert set(held["queries"]) <= report["queries"].keys()
            if held["denominator"] is not None:
                exact = Decimal(held["numerator"]) * each["per"] / Decimal(held["denominator"])
                assert abs(exact - Decimal(held["value"])) < Decimal("1e-20")
    assert len(report["fingerprint"]) == 64


def test_categories_add_up_to_all_services() -> None:
    _, report = written(members=False)
    cost = {each["measure"]: Decimal(each["2024"]["numerator"]) for each in report["measures"]
            if each["section"] == "cost"}  # fmt: skip
    total = cost.pop("pmpm_total")
    assert sum(cost.values()) == total > 0


def test_nobody_is_named_unless_it_is_asked_for() -> None:
    for members in (False, True):
        folder, report = written(members=members)
        texts = [json.dumps(report), (folder / "r.html").read_text(encoding="utf-8")]
        texts += [file.read_text(encoding="utf-8") for file in (folder / "csv").iterdir()]
        book = load_workbook(folder / "r.xlsx")
        cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
        named = [bool(_NAME.search(text)) for text in (*texts[:2], "\n".join(texts), "\n".join(cells))]
        assert named == [members] * 4


def test_small_groups_are_not_told_unless_members_are() -> None:
    _, report = written(members=False)
    _, with_members = written(members=True)
    told = report["conditions_of_high_cost_members"]
    everyone = with_members["conditions_of_high_cost_members"]
    assert told == [each for each in everyone if each["members"] >= 11]
    assert len(told) < len(everyone)


def test_conditions_and_members_agree() -> None:
    _, report = written(members=True)
    labels = [label for member in report["high_cost_members"] for label in member["conditions"]]
    for each in report["conditions_of_high_cost_members"]:
        assert labels.count(each["label"]) == each["members"]
    share = next(each for each in report["measures"] if each["measure"] == "high_cost_share")
    assert sum(Decimal(each["cost"]) for each in report["high_cost_members"]) == Decimal(share["2024"]["numerator"])


def test_the_same_project_gives_the_same_bytes(tmp_path: Path) -> None:
    folder, _ = written(members=True)
    run(region().folder, "--year", "2024", "--members", "--html", tmp_path / "r.html", "--excel", tmp_path / "r.xlsx")
    for name in ("r.html", "r.xlsx"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_csv_files_hold_the_exact_figures() -> None:
    folder, report = written(members=True)
    with (folder / "csv" / "measures.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["measure"], row["year"]): row["value"] for row in csv.DictReader(file)}
    for each in report["measures"]:
        assert rows[each["measure"], "2024"] == (each["2024"]["value"] or "")
    with (folder / "csv" / "high_cost_members.csv").open(encoding="utf-8", newline="") as file:
        named = [row["person_id"] for row in csv.DictReader(file)]
    assert named == [each["person_id"] for each in report["high_cost_members"]]


@pytest.mark.spreadsheet
def test_the_workbook_recalculates_to_the_same_figures(tmp_path: Path) -> None:
    folder, report = written(members=True)
    (file,) = converted([with_false_results(folder / "r.xlsx", tmp_path / "false.xlsx")], tmp_path)
    sheet = load_workbook(file, data_only=True)["Measures"]
    found: dict[tuple[str, str], tuple[object, object]] = {}
    section = ""
    names = {title: name for name, title in SECTIONS.items()}
    for label, now, before, *_ in sheet.iter_rows(min_row=3, values_only=True):
        if label is None:
            continue
        if now is None:
            section = names[str(label)]
        found[section, str(label)] = (now, before)
    compared = 0
    for each in report["measures"]:
        for at, year in enumerate(("2024", "2023")):
            value = each[year]["value"]
            if value is not None and (each["section"], each["label"]) in found:
                held = Decimal(str(found[each["section"], each["label"]][at]))
                assert abs(held - Decimal(value)) < Decimal("1e-6"), each["measure"]
                compared += 1
    assert compared > 60


def test_the_people_whom_a_contract_attributes_are_counted(tmp_path: Path) -> None:
    contract = tmp_path / "contract.yaml"
    text = _CONTRACT.read_text(encoding="utf-8")
    program = "attribution: {shared_savings_program: {organization: A9001, assignment: retrospective}}"
    contract.write_text(text.replace("attribution: {payer_list: true}", program), encoding="utf-8")
    given = ("--year", "2024", "--participants", region().participants, "--contract", contract, "--json")
    of_aco = json.loads(run(region().folder, "--organization", "A9001", *given))
    assert of_aco == json.loads(run(region().folder, *given)), "the contract's own organization if none is named"
    assignable = json.loads(run(region().folder, "--population", "assignable", *given))
    _, everybody = written(members=False)
    members = [int(each["measures"][0]["2024"]["value"]) for each in (of_aco, assignable, everybody)]
    assert members[0] > 50
    assert members == sorted(set(members))


def test_people_of_a_contract_by_residence_are_those_who_live_there(tmp_path: Path) -> None:
    contract = tmp_path / "contract.yaml"
    text = _BY_RESIDENCE.read_text(encoding="utf-8").replace("2009", "2024").replace("year: 2008", "year: 2023")
    contract.write_text(text.replace("states: [CA]", "states: [IN]"), encoding="utf-8")
    found = json.loads(run(region().folder, "--year", "2024", "--contract", contract, "--json"))
    _, everybody = written(members=False)
    months = [int(each["measures"][1]["2024"]["value"]) for each in (found, everybody)]
    assert 0 < months[0] < months[1] / 2


def test_what_is_asked_wrongly_is_refused(tmp_path: Path) -> None:
    folder = region().folder
    assert "--contract" in run(folder, "--year", "2024", "--organization", "A9001", code=2)
    assert "a population and an organization are named" in run(
        folder, "--year", "2024", "--organization", "A9001", "--population", "x", code=2
    )
    assert "NAME=FILE" in run(folder, "--year", "2024", "--people", "x", code=2)
    assert "there is no population 'enrolld'" in run(folder, "--year", "2024", "--population", "enrolld", code=7)
    contract = tmp_path / "contract.yaml"
    contract.write_bytes(_CONTRACT.read_bytes())
    given = ("--participants", region().participants, "--contract", contract)
    told = run(folder, "--year", "2024", "--organization", "A9001", *given, code=4)
    assert "the contract does not assign people as the program does" in told


def test_the_page_shows_both_years_and_says_what_counts() -> None:
    folder, _ = written(members=False)
    page = (folder / "r.html").read_text(encoding="utf-8")
    assert "Everybody enrolled, 2024" in page
    assert "This page names nobody." in page
    assert page.count("<h2") >= 10
    assert "src=" not in page
    assert "style=" not in page


def test_the_terminal_shows_every_section() -> None:
    text = run(region().folder, "--year", "2024")
    for title in (
        "Cost per member per month",
        "Stays in hospital",
        "Emergency department",
        "Skilled nursing facilities",
    ):
        assert title in text
    assert not _NAME.search(text)
