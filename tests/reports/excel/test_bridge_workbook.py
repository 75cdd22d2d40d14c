"""The workbook of a bridge: levels are formulas, recalculated they are the bars' levels, and they check themselves."""

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from openvbc.errors import FileError
from openvbc.reports.bridge.bars import BridgePicture, bridges_between, bridges_within
from openvbc.reports.bridge.report import bridge_report
from openvbc.reports.document.tree import Document
from openvbc.reports.document.workbook import write_workbook
from tests.reports.bridge.made_up import CALCULATOR, COMPUTED, MOVED, settled

from .recalculation import converted, with_false_results

DAY = settled(COMPUTED).paid_through


def pictures() -> tuple[BridgePicture, ...]:
    """A bridge of dollars per person-year, one of dollars and one of a rate, below each other."""
    moved = settled(COMPUTED, MOVED)
    return (
        *bridges_within(moved),
        *bridges_between(settled(COMPUTED), moved, "net_payment"),
        *bridges_between(settled(COMPUTED), moved, "savings_rate"),
        *bridges_between(settled(CALCULATOR), settled(CALCULATOR, {("risk_score", ""): "1.3"}), "benchmark"),
    )


def report() -> Document:
    return bridge_report("Lakeside ACO, performance year 2024", "Agreement", pictures(), DAY)


def written(folder: Path) -> Path:
    file = folder / "bridge.xlsx"
    write_workbook(report(), file)
    return file


def test_equal_bridges_give_equal_bytes(tmp_path: Path) -> None:
    first = written(tmp_path).read_bytes()
    assert written(tmp_path / "again").read_bytes() == first


def test_only_the_first_level_and_the_steps_are_typed(tmp_path: Path) -> None:
    sheet = load_workbook(written(tmp_path))["Bridge"]
    typed = [cell.value for row in sheet.iter_rows(min_col=3, max_col=3) for cell in row if cell.data_type == "n"]
    assert len([value for value in typed if value is not None]) == len(pictures())


def test_a_folder_where_the_workbook_should_be_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="the workbook cannot be written"):
        write_workbook(report(), tmp_path)


@pytest.mark.spreadsheet
def test_recalculated_levels_are_those_of_the_bars_and_a_changed_step_is_told(tmp_path: Path) -> None:
    file = written(tmp_path)
    book = load_workbook(file)
    book["Bridge"]["B6"].value = Decimal("1.00") + Decimal(str(book["Bridge"]["B6"].value))
    book.save(tmp_path / "changed.xlsx")
    false = with_false_results(file, tmp_path / "false.xlsx")
    recalculated, changed = converted([false, tmp_path / "changed.xlsx"], tmp_path)
    sheet = load_workbook(recalculated, data_only=True)["Bridge"]
    row = 3
    drawn = pictures()
    for picture in drawn:
        assert str(sheet.cell(row, 1).value).startswith(picture.title)
        row += 1 if picture is not drawn[0] else 2  # the heads of the columns stand once
        for offset, each in enumerate(picture.bars):
            held = Decimal(repr(sheet.cell(row + offset, 3).value))
            assert abs(held - each.bar.end) < Decimal("1e-6"), each.bar.label
            checked = sheet.cell(row + offset, 4).value
            assert checked == ("adds up" if each is picture.bars[-1] else None)
        row += len(picture.bars) + 1
    checks = [cell.value for cell in load_workbook(changed, data_only=True)["Bridge"]["D"] if cell.value]
    assert checks == ["Check", "does not add up", *["adds up"] * 3]
