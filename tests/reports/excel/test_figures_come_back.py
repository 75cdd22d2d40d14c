"""The form in Excel and a settlement's own workbook are read back: the same cents, every change told."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

import openvbc
from openvbc.errors import InputError, SettlementError
from openvbc.settlement.figures_sheet import SHEET
from tests.command import run
from tests.reports.bridge.made_up import COMPUTED, contract_path, inputs_path

from .recalculation import converted

ONE_SIDED = ("shared_savings", "one_sided")
TWO_POOLS = ("net_settlement", "two_pools")
SET_BY_HAND = {"by": "M. Rivera", "reason": "clause 4.3"}


def twin_of(example: tuple[str, str], folder: Path) -> Path:
    settled = openvbc.settle(contract_path(*example), inputs_path(*example))
    return settled.write_excel(folder / f"{example[1]}.xlsx")


def filled(form: Path, values: dict[str, Decimal | bool | str]) -> Path:
    book = load_workbook(form)
    sheet = book[SHEET]
    for row in sheet.iter_rows(min_row=2):
        name = f"{row[0].value}[{row[1].value}]" if row[1].value else str(row[0].value)
        if name in values:
            row[2].value = values.pop(name)
    assert not values, values
    book.save(form)
    return form


@pytest.mark.parametrize("example", [ONE_SIDED, TWO_POOLS, COMPUTED], ids=lambda each: each[1])
def test_a_filled_form_settles_like_the_yaml(example: tuple[str, str], tmp_path: Path) -> None:
    before = openvbc.settle(contract_path(*example), inputs_path(*example))
    form = tmp_path / "form.xlsx"
    period = str(before.values[0].performance_year.key)
    done = run("inputs", contract_path(*example), "--year", period, "--output", form)
    assert done.returncode == 0, done.stderr
    values: dict[str, Decimal | bool | str] = {"status": before.status.value}
    for row in load_workbook(form)[SHEET].iter_rows(min_row=5, values_only=True):
        name = f"{row[0]}[{row[1]}]" if row[1] else str(row[0])
        value = before.value(name)
        assert not isinstance(value, Mapping)
        values[name] = "absent" if value is None else value
    settled = openvbc.settle(contract_path(*example), filled(form, values))
    assert settled.net_payment == before.net_payment
    assert not settled.of_table


def test_an_empty_form_says_what_is_missing_with_its_cell(tmp_path: Path) -> None:
    contract = contract_path(*ONE_SIDED)
    form = Path(openvbc.inputs_form(contract, output=tmp_path / "form.xlsx"))
    with pytest.raises(InputError) as told:
        openvbc.settle(contract, form)
    assert "status is missing" in str(told.value)
    with pytest.raises(InputError) as told:
        openvbc.settle(contract, filled(form, {"status": "final"}))
    assert "form.xlsx, sheet 'Figures', cell C" in str(told.value) or "has no value" in str(told.value)


@pytest.mark.parametrize("example", [ONE_SIDED, TWO_POOLS, COMPUTED], ids=lambda each: each[1])
def test_an_unchanged_workbook_brings_back_every_figure_to_the_last_digit(
    example: tuple[str, str], tmp_path: Path
) -> None:
    before = openvbc.settle(contract_path(*example), inputs_path(*example))
    after = openvbc.settle(contract_path(*example), twin_of(example, tmp_path))
    assert after.net_payment == before.net_payment
    for first, second in zip(before.values[0].streams, after.values[0].streams, strict=True):
        assert first.evaluation.values == second.evaluation.values
    assert not after.values[0].notes


@pytest.mark.spreadsheet
def test_a_figure_changed_in_excel_is_settled_and_told(tmp_path: Path) -> None:
    contract = contract_path(*ONE_SIDED)
    file = twin_of(ONE_SIDED, tmp_path)
    book = load_workbook(file)
    sheet = book["Settlement"]
    (cell,) = [row[1] for row in sheet.iter_rows() if row[0].value == "Expenditures"]
    cell.value = Decimal(str(cell.value)) - 10
    changed = tmp_path / "changed.xlsx"
    book.save(changed)
    # Results that nobody has recalculated are not held against the engine; the figures are there.
    unseen = openvbc.settle(contract, changed)
    (recalculated,) = converted([changed], tmp_path)
    settled = openvbc.settle(contract, recalculated)
    assert settled.net_payment == unseen.net_payment
    before = openvbc.settle(contract, inputs_path(*ONE_SIDED))
    assert [each.value("expenditures") for each in (before, settled)] == [480, 470]
    assert settled.net_payment != before.net_payment
    assert any(note.startswith("changed in changed.xlsx: expenditures from ") for note in settled.values[0].notes)
    assert "changed in the workbook" in str(settled.explain("expenditures"))


def test_a_changed_term_is_refused_since_the_contract_is_where_terms_are(tmp_path: Path) -> None:
    file = twin_of(ONE_SIDED, tmp_path)
    change(file, "contract term", 0.9)
    with pytest.raises(InputError) as told:
        openvbc.settle(contract_path(*ONE_SIDED), file)
    assert "this is a contract term" in str(told.value)
    assert "change it in the contract, or put it back" in str(told.value)


def test_a_workbook_whose_result_is_not_the_engines_is_refused(tmp_path: Path) -> None:
    file = twin_of(ONE_SIDED, tmp_path)
    change(file, "outcome", 1)
    with pytest.raises(SettlementError, match="the workbook shows 1, the engine comes to"):
        openvbc.settle(contract_path(*ONE_SIDED), file)


def change(file: Path, kind: str, value: float) -> None:
    """Another value in the cell of the first figure of a kind."""
    book = load_workbook(file)
    place = next(str(row[8].value) for row in book[SHEET].iter_rows(min_row=2) if row[6].value == kind)
    sheet, _, cell = place.rpartition("!")
    book[sheet][cell].value = value
    book.save(file)


def test_lines_set_from_outside_come_back_with_who_set_them(tmp_path: Path) -> None:
    contract = contract_path(*ONE_SIDED)
    given = {
        "performance_year": 2026,
        "status": "final",
        "figures": {"benchmark": 500, "expenditures": 480},
        "overrides": {"savings": {"value": "30", **SET_BY_HAND}},
    }
    settled = openvbc.settle(contract, given)
    back = openvbc.settle(contract, settled.write_excel(tmp_path / "twin.xlsx"))
    assert back.net_payment == settled.net_payment
    (override,) = back.values[0].streams[0].evaluation.overrides.values()
    assert (override.by, override.reason) == ("M. Rivera", "clause 4.3")
