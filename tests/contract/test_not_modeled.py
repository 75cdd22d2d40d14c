"""No clause leaves in silence: what is agreed but not computed stands on the first screen of every report."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from openvbc.errors import ContractError
from openvbc.reports.as_json import settlements_text
from openvbc.reports.excel import write_excel
from openvbc.reports.html.statement import render_html
from openvbc.reports.text import settlement_text
from openvbc.settlement.settle import Settlement
from tests.examples import ONE_SIDED, case_of, contract_from, contract_text, settlement_of

OF_CONTRACT = 'not_modeled: [{clause: "9.1", text: New drugs are settled apart., effect: may_change_amount}]\n'
OF_STREAM = '    not_modeled: [{clause: "3.7", text: Data may be audited, effect: none}]\n'
TOLD = ("9.1: New drugs are settled apart (it may change the amount)", "3.7, savings: Data may be audited")


@pytest.fixture(scope="module")
def settlement() -> Settlement:
    text = contract_text(ONE_SIDED).replace("payment_streams:\n", f"{OF_CONTRACT}payment_streams:\n")
    text = text.replace("    terms:\n", f"{OF_STREAM}    terms:\n")
    return settlement_of(contract_from(text), case_of({"benchmark": "100", "expenditures": "90"}))


def test_text_tells_it_before_the_worksheet(settlement: Settlement) -> None:
    told = settlement_text(settlement).partition("Stream savings")[0]
    assert all(each in told for each in TOLD)


def test_the_statement_tells_it_before_the_worksheet(settlement: Settlement) -> None:
    told = render_html(settlement).partition("<main>")[0]
    assert all(each in told for each in TOLD)


def test_the_workbook_tells_it_on_its_first_sheet(settlement: Settlement, tmp_path: Path) -> None:
    write_excel(settlement, tmp_path / "book.xlsx")
    first = load_workbook(tmp_path / "book.xlsx").worksheets[0]
    rows = [tuple(str(cell) for cell in row[:2]) for row in first.iter_rows(values_only=True)]
    assert ("9.1", "New drugs are settled apart (it may change the amount)") in rows
    assert ("3.7, savings", "Data may be audited (it changes no amount)") in rows


def test_machines_read_it_too(settlement: Settlement) -> None:
    told = json.loads(settlements_text([settlement]))["not_modeled"]
    assert [each["effect"] for each in told] == ["may_change_amount", "none"]
    assert told[1]["stream"] == "savings"


def test_a_contract_without_such_clauses_says_nothing_of_them() -> None:
    plain = settlement_of(contract_from(contract_text(ONE_SIDED)), case_of({"benchmark": "100", "expenditures": "90"}))
    assert "not computed" not in settlement_text(plain)
    assert "not_modeled" not in json.loads(settlements_text([plain]))


@pytest.mark.parametrize(
    ("written", "what", "fix"),
    [
        ("{clause: 1, text: x, effect: decides_amount}", "clause 1 decides the amount", "settle this stream elsewhere"),
        ("{clause: 1, text: x, effect: may_change}", "effect is 'may_change'", "may_change_amount"),
        ("{text: x, effect: none}", "clause is missing", "clause"),
    ],
)
def test_what_is_wrong_with_it_is_told_with_a_mend(written: str, what: str, fix: str) -> None:
    text = contract_text(ONE_SIDED).replace("payment_streams:\n", f"not_modeled: [{written}]\npayment_streams:\n")
    with pytest.raises(ContractError) as raised:
        contract_from(text)
    found = [each for each in raised.value.faults if what in each.what]
    assert found, raised.value.faults
    assert fix in found[0].fix
