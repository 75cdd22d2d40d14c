"""The days that follow a settlement by the contract stand in every report."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from openvbc.errors import ContractError
from openvbc.reports.as_json import settlement_json
from openvbc.reports.excel import write_excel
from openvbc.reports.html.statement import render_html
from openvbc.reports.text import settlement_text
from openvbc.settlement.settle import Settlement
from tests.examples import ONE_SIDED, case_of, contract_from, contract_text, settlement_of

AFTER = "{statement_within_days: 1, dispute_within_days: 60, reopened_within_years: 3}"


def with_days(agreed: str) -> str:
    text = contract_text(ONE_SIDED).replace("run_out_months: 3", "run_out_months: 6")
    return text.replace("payment_streams:\n", f"after_settlement: {agreed}\npayment_streams:\n")


@pytest.fixture(scope="module")
def settlement() -> Settlement:
    return settlement_of(contract_from(with_days(AFTER)), case_of({"benchmark": "100", "expenditures": "90"}))


def test_t_24c_a_statement_of_1_july_is_final_after_60_calendar_days(settlement: Settlement) -> None:
    assert settlement.days_after == (
        ("Statement due", date(2027, 7, 1)),
        ("Final unless disputed by", date(2027, 8, 30)),
        ("May be reopened until", date(2030, 7, 1)),
    )


def test_t_24c_in_business_days_weekends_and_listed_holidays_do_not_count() -> None:
    agreed = "{statement_within_days: 1, dispute_within_days: 3, dispute_counts: business_days, holidays: [2027-07-05]}"
    after = contract_from(with_days(agreed)).file.after_settlement
    assert after is not None
    # Thursday 1 July 2027; Friday, then Tuesday after the holiday of Monday 5 July, then Wednesday.
    assert dict(after.days(date(2027, 6, 30)))["Final unless disputed by"] == date(2027, 7, 7)


def test_holidays_without_business_days_are_refused() -> None:
    with pytest.raises(ContractError, match="holidays go with"):
        contract_from(with_days("{statement_within_days: 1, dispute_within_days: 3, holidays: [2027-07-05]}"))


def test_every_report_prints_the_days(settlement: Settlement, tmp_path: Path) -> None:
    assert "Final unless disputed by 2027-08-30" in settlement_text(settlement)
    assert "<dt>Final unless disputed by</dt><dd>2027-08-30</dd>" in render_html(settlement)
    assert settlement_json(settlement)["days_after"] == {
        "Statement due": "2027-07-01",
        "Final unless disputed by": "2027-08-30",
        "May be reopened until": "2030-07-01",
    }
    write_excel(settlement, tmp_path / "book.xlsx")
    rows = [row[:2] for row in load_workbook(tmp_path / "book.xlsx").worksheets[0].iter_rows(values_only=True)]
    assert ("Final unless disputed by", "2027-08-30") in rows


def test_what_nobody_can_dispute_has_no_undisputed_part() -> None:
    with pytest.raises(ContractError, match="nothing can be disputed"):
        contract_from(with_days("{statement_within_days: 1, undisputed_part: withheld}"))
