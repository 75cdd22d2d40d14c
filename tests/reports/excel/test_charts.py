"""Pictures in workbooks: Excel draws them from cells, which recalculated are the bars that the statement draws."""

from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from openvbc import api
from openvbc.reports.bridge.bars import bridges_within
from openvbc.reports.bridge.report import bridge_report
from openvbc.reports.document.tree import Answer, Document, StackedBar, StackedBars
from openvbc.reports.document.workbook import write_workbook
from openvbc.reports.excel.workbook import write_excel
from openvbc.reports.html import render_html
from openvbc.reports.waterfall import waterfall
from tests.reports.bridge.made_up import COMPUTED, settled
from tests.reports.html.every_page import of_measures

from .recalculation import converted, with_false_results

TWO_POOLS = ("net_settlement", "two_pools")
HIDDEN, ADDS, ADDS_BELOW, TAKES, TAKES_BELOW, TOTAL = range(5, 11)


def sheet_of(file: Path, name: str, *, data_only: bool = False) -> Worksheet:
    sheet = load_workbook(file, data_only=data_only)[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def charts_in(file: Path) -> int:
    with ZipFile(file) as parts:
        return sum(name.startswith("xl/charts/chart") for name in parts.namelist())


@pytest.mark.spreadsheet
def test_recalculated_cells_of_the_picture_are_the_bars_of_the_statement(tmp_path: Path) -> None:
    settlement = settled(TWO_POOLS)
    write_excel(settlement, tmp_path / "twin.xlsx")
    false = with_false_results(tmp_path / "twin.xlsx", tmp_path / "false.xlsx")
    (recalculated,) = converted([false], tmp_path)
    sheet = sheet_of(recalculated, "Waterfall", data_only=True)
    seen = 0
    for stream in settlement.streams:
        bars = waterfall(stream.evaluation)
        first = next(at for at in range(1, sheet.max_row) if sheet.cell(at, 1).value == bars[0].label and at > seen)
        for at, bar in enumerate(bars, start=first):
            held = [Decimal(repr(sheet.cell(at, column).value)) for column in (2, 3, *range(HIDDEN, TOTAL + 1))]
            amount, reached, hidden, *parts = held
            assert (amount, reached) == pytest.approx((bar.change, bar.end))
            assert str(sheet.cell(at, 4).value).startswith(f"{bar.label}  ")
            # What is seen of a bar is as long as the step, and stands between its ends.
            assert sum(abs(part) for part in parts) == pytest.approx(abs(bar.change))
            if not bar.is_total:
                ends = sorted((bar.start, bar.end))
                above = hidden + parts[0] + parts[2] if ends[1] > 0 else hidden
                assert above == pytest.approx(max(ends[1], 0) if ends[1] > 0 else ends[1])
            assert (parts[0] + parts[1] == 0) or bar.change > 0
            assert (parts[2] + parts[3] == 0) or bar.change < 0
        seen = first
    assert seen


def test_a_figure_changed_in_the_workbook_moves_the_picture(tmp_path: Path) -> None:
    write_excel(settled(COMPUTED), tmp_path / "twin.xlsx")
    sheet = sheet_of(tmp_path / "twin.xlsx", "Waterfall")
    amounts = [cell.value for cell in sheet["B"][2 : 2 + len(waterfall(settled(COMPUTED).streams[0].evaluation))]]
    assert all(str(amount).startswith(("='Settlement'!", "=-'Settlement'!")) for amount in amounts)


def test_points_of_a_scorecard_are_drawn_from_the_live_cells_of_their_line(tmp_path: Path) -> None:
    settlement = of_measures(3)
    write_excel(settlement, tmp_path / "twin.xlsx")
    sheet = sheet_of(tmp_path / "twin.xlsx", "Waterfall")
    first = next(at for at in range(1, sheet.max_row) if sheet.cell(at, 1).value == "Points of each measure") + 2
    told = [(sheet.cell(at, 1).value, str(sheet.cell(at, 2).value)) for at in range(first, first + 3)]
    assert [name for name, _ in told] == [f"screening and follow up plan {at}" for at in (1, 2, 3)]
    lines = sheet_of(tmp_path / "twin.xlsx", "Settlement")
    for name, formula in told:
        cell = formula.removeprefix("='Settlement'!")
        assert lines[f"A{cell[1:]}"].value == name
    held = sheet_of(tmp_path / "twin.xlsx", "Waterfall", data_only=True)
    assert [held.cell(at, 2).value for at in range(first, first + 3)] == [2, 2, 2]
    (profile,) = api.Settled([settlement]).pictures[1:]
    assert profile.described.startswith("Points of each measure: screening and follow up plan 1 2; ")
    assert "Points of each measure" in render_html(settlement)


def test_bridges_and_stacked_bars_are_drawn_in_report_workbooks(tmp_path: Path) -> None:
    settlement = settled(COMPUTED)
    report = bridge_report("Lakeside ACO", "Agreement", bridges_within(settlement), settlement.paid_through)
    write_workbook(report, tmp_path / "bridge.xlsx")
    assert charts_in(tmp_path / "bridge.xlsx") >= 1
    bars = (StackedBar("2024", (5, 2), "7 ACOs"), StackedBar("2025", (6, 0), "6 ACOs"))
    legend = (("exact", "agree"), ("missed", "differ"))
    stacked = StackedBars("ACOs by year", legend, bars, to_scale=True)
    write_workbook(Document("Report", "Report", Answer("13 ACOs."), (stacked,)), tmp_path / "stacked.xlsx")
    sheet = sheet_of(tmp_path / "stacked.xlsx", "Charts")
    assert [cell.value for cell in sheet[3]] == ["2024", 5, 2, "7 ACOs"]
    assert charts_in(tmp_path / "stacked.xlsx") == 1
