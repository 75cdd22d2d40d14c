"""Figures from YAML and CSV: read exactly, every fault told with its place, nothing guessed."""

from decimal import Decimal
from importlib.resources import as_file
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from openvbc.api import load_contract, settle_inputs
from openvbc.contract.model import Contract
from openvbc.errors import FileError, InputError, OpenVBCError, SettlementError
from openvbc.figures import Origin, Source
from openvbc.payment_models.registry import model_folder
from openvbc.settlement.settle import Settlement, Status


def example(name: str) -> Contract:
    with as_file(model_folder("shared_savings").joinpath("contracts").joinpath(f"{name}.yaml")) as path:
        return load_contract(path)


def settle_yaml(folder: Path, contract: str, text: str) -> Settlement:
    path = folder / "inputs.yaml"
    path.write_text(text, encoding="utf-8")
    return settle_inputs(example(contract), path)[0]


def settle_csv(folder: Path, contract: str, text: str | bytes) -> list[Settlement]:
    path = folder / "table.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return settle_inputs(example(contract), path, year=2026, status=Status.FINAL)


HEAD = "performance_year: 2026\nstatus: final\nfigures:\n"


def test_figures_keep_their_file_line_and_source(tmp_path: Path) -> None:
    figures = "  benchmark: {value: 500, source: payer statement}\n  expenditures: $480.00\n"
    settlement = settle_yaml(tmp_path, "one_sided", HEAD + figures)
    sources = settlement.streams[0].evaluation.sources
    benchmark, expenditures = sources["benchmark"], sources["expenditures"]
    assert str(benchmark) == "given in inputs.yaml:4: payer statement"
    assert str(expenditures) == "given in inputs.yaml:5"
    assert settlement.net_payment == Decimal("10.00")


BAD_YAML = {
    "text in money": ("  benchmark: about 500\n  expenditures: 480\n", InputError, "'about 500' is not an amount"),
    "unknown figure": ("  benchmrk: 500\n  expenditures: 480\n", InputError, "did you mean 'benchmark'?"),
    "missing figure": ("  benchmark: 500\n", InputError, "'Expenditures' is missing"),
    "empty figure": ("  benchmark:\n  expenditures: 480\n", InputError, "'Benchmark' is absent"),
    "negative benchmark": ("  benchmark: -500\n  expenditures: 480\n", InputError, "it must be at least $0.00"),
    "two values": ("  benchmark: 500\n  benchmark: 510\n  expenditures: 480\n", InputError, "given twice"),
    "a computed line": ("  benchmark: 500\n  expenditures: 480\n  savings: 20\n", InputError, "not an input"),
    "flag for a number": ("  benchmark: true\n  expenditures: 480\n", InputError, "yes or no stands where a number"),
    "a list": ("  benchmark: [500]\n  expenditures: 480\n", InputError, "one figure is meant"),
    "no benchmark to divide by": ("  benchmark: 0\n  expenditures: 480\n", OpenVBCError, "divides by zero"),
}


@pytest.mark.parametrize(("figures", "error", "told"), BAD_YAML.values(), ids=BAD_YAML.keys())
def test_bad_figures_are_refused_with_the_reason(
    tmp_path: Path, figures: str, error: type[OpenVBCError], told: str
) -> None:
    with pytest.raises(error) as caught:
        settle_yaml(tmp_path, "one_sided", HEAD + figures)
    assert told in str(caught.value)


def test_a_rate_of_150_and_negative_months_are_both_refused(tmp_path: Path) -> None:
    figures = "".join(
        f"  {name}: {value}\n"
        for name, value in {
            "member_months": -25000,
            "allowed_spend": 5000000,
            "customer_expenses": 1000000,
            "excess_claims": 500000,
            "risk_score": 1.12,
            "baseline_member_months": 24000,
            "baseline_allowed_spend": 5500000,
            "baseline_customer_expenses": 900000,
            "baseline_excess_claims": 600000,
            "baseline_risk_score": 1.15,
            "budgeted_trend": "1.2%",
            "actual_trend": "1.1%",
            "quality_score": 150,
        }.items()
    )
    with pytest.raises(InputError) as caught:
        settle_yaml(tmp_path, "target_calculator", HEAD + figures)
    told = str(caught.value)
    assert "'Composite quality score' is 15,000.00%" in told
    assert "it must be at most 100.00%" in told
    assert "'Member months (a)' is -25,000" in told
    assert len(caught.value.faults) == 2


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    text = "performance_year: 2026\nstatus: finall\nfigurs: {}\nfigures:\n  benchmrk: 5\n  expenditures: x\n"
    with pytest.raises(InputError) as caught:
        settle_yaml(tmp_path, "one_sided", text)
    places = [fault.where for fault in caught.value.faults]
    assert places == ["inputs.yaml:3", "inputs.yaml:2", "inputs.yaml:5", "inputs.yaml:6", "line benchmark"]


def test_a_year_outside_the_agreement_names_its_years(tmp_path: Path) -> None:
    with pytest.raises(SettlementError, match="its years are 2026"):
        settle_yaml(tmp_path, "one_sided", "performance_year: 2027\nstatus: final\nfigures: {}\n")


def test_an_override_says_who_and_what_the_formula_would_have_given(tmp_path: Path) -> None:
    text = (
        HEAD
        + "  benchmark: 500\n  expenditures: 480\noverrides:\n"
        + "  savings_pool: {value: 30, by: both parties, reason: agreed correction}\n"
    )
    settlement = settle_yaml(tmp_path, "one_sided", text)
    evaluation = settlement.streams[0].evaluation
    assert settlement.net_payment == Decimal("15.00")
    assert evaluation.without_override["savings_pool"] == Decimal(20)


def test_an_override_without_a_name_behind_it_is_refused(tmp_path: Path) -> None:
    text = HEAD + "  benchmark: 500\n  expenditures: 480\noverrides:\n  savings_pool: {value: 30}\n"
    with pytest.raises(InputError, match="by whom"):
        settle_yaml(tmp_path, "one_sided", text)


def test_a_table_settles_one_organization_a_row(tmp_path: Path) -> None:
    text = 'organization,benchmark,expenditures\nNorth ACO,500,480\nSouth ACO,"1,000","$995.00"\n'
    north, south = settle_csv(tmp_path, "one_sided", text)
    assert (north.organization, north.net_payment) == ("North ACO", Decimal("10.00"))
    assert (south.organization, south.net_payment) == ("South ACO", Decimal(0))
    source = south.streams[0].evaluation.sources["benchmark"]
    assert str(source) == "read in table.csv:3, column benchmark"
    assert getattr(source, "origin", None) is Origin.READ


BAD_TABLES = {
    "a row of totals": (
        "organization,benchmark,expenditures\nA,1,2\nTotal,1,2\n",
        InputError,
        "table.csv:3: the row is named 'Total': a sum of the others",
    ),
    "a sum without a name": (
        "organization,benchmark,expenditures\nA,1,2\n,1,2\n",
        InputError,
        "name the organization; take a row of totals out",
    ),
    "missing column": ("organization,benchmark\nA,500\n", InputError, "'Expenditures' is missing"),
    "unknown column": ("organization,benchmark,expenditure\nA,500,480\n", InputError, "did you mean 'expenditures'?"),
    "doubled column": ("organization,benchmark,benchmark,expenditures\nA,1,2,3\n", InputError, "stands twice"),
    "doubled organization": ("organization,benchmark,expenditures\nA,1,2\nA,1,2\n", InputError, "already in row 2"),
    "text in money": ("organization,benchmark,expenditures\nA,5oo,480\n", InputError, "table.csv:2, column benchmark"),
    "misplaced separators": ('organization,benchmark,expenditures\nA,"5,00",480\n', InputError, "out of place"),
    "suppressed cell": ("organization,benchmark,expenditures\nA,*,480\n", InputError, "'Benchmark' is absent"),
    "short row": ("organization,benchmark,expenditures\nA,500\n", InputError, "2 cells, the header 3"),
    "no organization column": ("benchmark,expenditures\n500,480\n", FileError, "add a column `organization`"),
    "no rows": ("organization,benchmark,expenditures\n", FileError, "no rows below the header"),
    "empty file": ("", FileError, "the file is empty"),
    "a workbook named csv": (b"PK\x03\x04\x00\x00\xff\xfe\x00", FileError, "this workbook is damaged"),
    "not a number": ("organization,benchmark,expenditures\nA,NaN,480\n", InputError, "not an amount of money"),
}


@pytest.mark.parametrize(("text", "error", "told"), BAD_TABLES.values(), ids=BAD_TABLES.keys())
def test_bad_tables_are_refused_with_row_and_column(
    tmp_path: Path, text: str | bytes, error: type[OpenVBCError], told: str
) -> None:
    with pytest.raises(error) as caught:
        settle_csv(tmp_path, "one_sided", text)
    assert told in str(caught.value)


def test_faults_of_every_row_are_told_and_nothing_is_settled(tmp_path: Path) -> None:
    text = "organization,benchmark,expenditures\nA,-1,480\nB,500,480\nC,x,480\n"
    with pytest.raises(InputError):
        settle_csv(tmp_path, "one_sided", text)
    text = "organization,benchmark,expenditures\nA,-1,480\nB,500,480\nC,-2,480\n"
    with pytest.raises(InputError) as caught:
        settle_csv(tmp_path, "one_sided", text)
    assert [fault.where.split(",")[0] for fault in caught.value.faults] == ["A", "C"]


def workbook(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "ACOs"
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_a_workbook_of_organizations_settles_as_the_csv_does_and_names_its_cells(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["organization", "benchmark", "expenditures"],
        ["North ACO", 500, 480.1],
        ["0012", 9, 8],
    ]
    settled = settle_inputs(
        example("one_sided"), workbook(tmp_path / "acos.xlsx", *rows), year=2026, status=Status.FINAL
    )
    by_csv = settle_csv(tmp_path, "one_sided", "\n".join(",".join(map(str, row)) for row in rows))
    assert [each.organization for each in settled] == ["North ACO", "0012"]
    assert [each.net_payment for each in settled] == [each.net_payment for each in by_csv]
    source = settled[0].streams[0].evaluation.sources["expenditures"]
    assert isinstance(source, Source)
    assert source.where == "acos.xlsx, sheet 'ACOs', cell C2, column expenditures"
    with pytest.raises(InputError) as caught:
        settle_inputs(
            example("one_sided"), workbook(tmp_path / "x.xlsx", *rows, ["A", 1, "x"]), year=2026, status=Status.FINAL
        )
    assert caught.value.faults[0].where == "x.xlsx, sheet 'ACOs', cell C4, column expenditures"


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "figures.pdf"
    path.write_bytes(b"%PDF")
    with pytest.raises(InputError, match="neither a YAML file nor a table"):
        settle_inputs(example("one_sided"), path)


def test_identical_inputs_give_identical_fingerprints_and_any_change_another(tmp_path: Path) -> None:
    figures = "  benchmark: 500\n  expenditures: 480\n"
    first = settle_yaml(tmp_path, "one_sided", HEAD + figures)
    again = settle_yaml(tmp_path, "one_sided", HEAD + figures)
    other = settle_yaml(tmp_path, "one_sided", HEAD + figures.replace("480", "480.01"))
    interim = settle_yaml(tmp_path, "one_sided", HEAD.replace("final", "interim") + figures)
    assert first.fingerprint == again.fingerprint
    assert len({first.fingerprint, other.fingerprint, interim.fingerprint}) == 3
