"""Figures of lines over axes in files: nested by member in YAML, `line[member,member]` in CSV, and names of before."""

import re
from importlib.resources import as_file
from pathlib import Path

import pytest

from openvbc.api import load_contract, settle_inputs
from openvbc.contract.model import Contract
from openvbc.errors import InputError
from openvbc.payment_models.registry import model_folder
from openvbc.settlement.settle import Settlement, Status

FOLDER = model_folder("mssp")


def contract() -> Contract:
    with as_file(FOLDER.joinpath("contracts").joinpath("computed_2024.yaml")) as path:
        return load_contract(path)


def given() -> str:
    return FOLDER.joinpath("inputs").joinpath("computed_2024.yaml").read_text(encoding="utf-8")


def settled(folder: Path, text: str) -> Settlement:
    file = folder / "inputs.yaml"
    file.write_text(text, encoding="utf-8")
    (settlement,) = settle_inputs(contract(), file)
    return settlement


def faults(folder: Path, text: str) -> str:
    with pytest.raises(InputError) as caught:
        settled(folder, text)
    return str(caught.value)


def with_former_name(text: str) -> str:
    """The months of benchmark year 1 under the name that they had before years were an axis."""
    months = re.search(r"  assigned_months:\n    benchmark_year_1: (\{.*\})\n", text)
    assert months is not None
    return text.replace(months[0], f"  benchmark_year_1_member_months: {months[1]}\n  assigned_months:\n")


def test_a_name_of_before_is_read_beside_that_of_today(tmp_path: Path) -> None:
    assert settled(tmp_path, with_former_name(given())).net_payment == settled(tmp_path, given()).net_payment


def test_a_figure_under_both_names_is_refused(tmp_path: Path) -> None:
    twice = given().replace("figures:\n", "figures:\n  benchmark_year_1_risk_score: {esrd: 1}\n")
    assert "'Risk score (CMS-HCC)' stands twice, for benchmark_year_1,esrd" in faults(tmp_path, twice)


def test_a_year_without_types_is_told_with_what_is_missing(tmp_path: Path) -> None:
    text = re.sub(r"(assigned_months:\n    benchmark_year_1:) \{.*\}", r"\1 120000", given())
    told = faults(tmp_path, text)
    assert "needs one figure for each of esrd, disabled, aged_dual, aged_non_dual, for benchmark_year_1 too" in told
    assert told.count("Months of assigned beneficiaries") == 1


def test_an_unknown_member_is_told_with_the_one_that_is_near(tmp_path: Path) -> None:
    text = given().replace("performance_year: {esrd: 1200,", "performance_year: {esdr: 1200,", 1)
    told = faults(tmp_path, text)
    assert "'Months of assigned beneficiaries' has no column 'performance_year,esdr'" in told
    assert "did you mean 'performance_year,esrd'?" in told


def test_a_table_names_figures_by_their_members(tmp_path: Path) -> None:
    settlement = settled(tmp_path, given())
    evaluation = settlement.streams[0].evaluation
    cells = {"organization": "Lakeside ACO"}
    for name in evaluation.sources:
        held = evaluation.values[name]
        each = {"": held} if not isinstance(held, dict) else {
            f"[{key if isinstance(key, str) else ','.join(key)}]": value
            for key, value in held.items() if key in evaluation.sheet[name].keys
        }  # fmt: skip
        cells |= {f"{name}{place}": str(value) for place, value in each.items()}
    file = tmp_path / "table.csv"
    header = ",".join(f'"{name}"' if "," in name else name for name in cells)
    file.write_text(f"{header}\n{','.join(cells.values())}\n", encoding="utf-8")
    (read,) = settle_inputs(contract(), file, year=2024, status=Status.FINAL)
    assert read.net_payment == settlement.net_payment
