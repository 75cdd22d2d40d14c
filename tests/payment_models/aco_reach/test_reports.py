"""CMS's benchmark report to a REACH ACO read into the figures of its settlement."""

from decimal import Decimal
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from openvbc.api import read_reports, settle
from openvbc.errors import OpenVBCError
from openvbc.payment_models.registry import model_folder

_MODEL = Path(str(model_folder("aco_reach")))
GLOBAL, BEFORE_DISCOUNT = (_MODEL / "contracts" / f"{name}.yaml" for name in ("global", "before_discount"))


def report(folder: Path, year: int, lines: dict[int, float], *, family: str = "BNMR", more: int = 0) -> Path:
    """A report with a settlement sheet and the data of the health equity adjustment."""
    path = folder / f"REACH.D9999.{family}.PY{year}.D240131.T123456{more}.xlsx"
    book = Workbook(str(path))
    sheet = book.add_worksheet("FINANCIAL_SETTLEMENT")
    sheet.write_row(0, 0, ["Financial settlement"])
    sheet.write_row(2, 0, ["", "Description", "AD", "ESRD", "TOTAL"])
    for at, number in enumerate(range(1, 66)):
        value = lines.get(number)
        sheet.write_row(3 + at, 0, [number, f"Line {number}", "-", "-", "-" if value is None else value + more])
    heba = book.add_worksheet("DATA_HEBA")
    heba.write_row(0, 0, ["PERF_YR", "ACO_ID", "HEBA_UP_MNTHS", "HEBA_DOWN_MNTHS", "HEBA_UP_AMT", "HEBA_DOWN_AMT"])
    heba.write_row(1, 0, [year, "D9999", 2100, 4300, 63000, 25800])
    charge = book.add_worksheet("STOP_LOSS_CHARGE")
    charge.write_row(0, 0, ["", "Description", "Value"])
    charge.write_formula(1, 2, "=1/0", None, "#DIV/0!")
    payout = book.add_worksheet("STOP_LOSS_PAYOUT")
    payout.write_row(0, 0, ["", "Description", "Value", "Other"])
    payout.write_row(1, 0, [19, "Adjusted payout", 1320000])
    book.close()
    return path


def test_the_statement_settles_to_its_own_gross_savings(tmp_path: Path) -> None:
    found = read_reports(GLOBAL, [report(tmp_path, 2022, {14: 84e6, 31: 58.8e6, 33: 25.2e6, 45: 1.5})], period=2022)
    assert not [line.name for line in found.values.missing]
    assert [(each.step.line, each.agrees) for each in found.values.steps] == [("gross_savings", True)]
    assert (
        settle(GLOBAL, found.files["inputs.yaml"]).net_payment
        == settle(GLOBAL, _MODEL / "inputs" / "global.yaml").net_payment
    )


def test_a_step_that_differs_is_told(tmp_path: Path) -> None:
    path = report(tmp_path, 2022, {14: 84e6, 31: 58.8e6, 33: 25.1e6})
    found = read_reports(GLOBAL, [path], period=2022)
    assert "1 differ" in str(found)
    assert found.values.steps[0].difference == Decimal(-100_000)


def test_each_figure_is_taken_where_the_contract_takes_it(
    tmp_path: Path,
) -> None:
    found = read_reports(BEFORE_DISCOUNT, [report(tmp_path, 2023, {6: 48.2e6, 31: 40e6})])
    values = {name: getattr(figure, "value", None) for name, figure in found.values.read.figures.items()}
    assert values == {
        "benchmark_before_discount": 48_200_000, "health_equity_up_months": 2100, "health_equity_down_months": 4300,
        "stop_loss_payout": 1_320_000,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("family", "year", "words"),
    [
        ("PRLBR", 2022, "preliminary benchmark report"),
        ("MEXPR", 2022, "monthly expenditure report"),
        ("BNMR", 2023, "the report is of 2023"),
    ],
)
def test_other_reports_and_years_are_refused(family: str, year: int, words: str, tmp_path: Path) -> None:
    with pytest.raises(OpenVBCError, match=words):
        read_reports(GLOBAL, [report(tmp_path, year, {14: 1, 31: 1}, family=family)], period=2022)


def test_two_deliveries_are_not_mixed(tmp_path: Path) -> None:
    paths = [report(tmp_path, 2022, {14: 2, 31: 1}, more=more) for more in (0, 1)]
    with pytest.raises(OpenVBCError, match="2 benchmark reports"):
        read_reports(GLOBAL, paths, period=2022)
