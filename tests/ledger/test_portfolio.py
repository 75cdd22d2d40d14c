"""All contracts on one roster: a month or dollar that several claim is counted once, or shown as doubled."""

from decimal import Decimal
from pathlib import Path
from typing import cast
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc import api
from openvbc.claims.expenditures.terms import ServiceDate
from openvbc.claims.warehouse.place import claims_place
from openvbc.contract.model import Contract
from openvbc.errors import FileError
from openvbc.experience.own_months import OwnMonth, OwnMonths
from openvbc.ledger.portfolio import (
    MonthRow,
    MonthsCounted,
    Portfolio,
    PortfolioContract,
    count_months,
    dollars_by_category,
    one_roster,
)
from openvbc.parameters.model import ParameterSet
from openvbc.settlement.experience_options import ExperienceOptions
from tests.command import run
from tests.counts import examples

PORTFOLIO = """portfolio: Lakeside ACO, 2025
contracts:
  - {contract: Bundle, hcp_lan_category: 3B}
  - {contract: ACO, hcp_lan_category: 3B}
  - {contract: Advantage, hcp_lan_category: 4B, premium: "$1,000.00", taxes_and_fees: 100, quality_improvement: 20}
  - {contract: P4P, hcp_lan_category: 2C, beside: [ACO, Advantage]}
"""
MONTHS = """contract,member_id,month,dollars,service
ACO,m1,2025-01,500.00,surgery
ACO,m1,2025-01,100.00,visits
Bundle,m1,2025-01,450.00,surgery
ACO,m2,2025-01,80.00,visits
P4P,m2,2025-01,,
Advantage,m3,2025-01,720.00,
P4P,m3,2025-01,,
ACO,m3,2025-01,20.00,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "portfolio.yaml").write_text(PORTFOLIO, encoding="utf-8")
    (tmp_path / "months.csv").write_text(MONTHS, encoding="utf-8")
    return tmp_path


def test_what_two_contracts_claim_counts_under_the_first_and_what_stands_beside_is_doubled(folder: Path) -> None:
    found = api.portfolio(folder / "portfolio.yaml", folder / "months.csv", members=True)
    told = {row["contract"]: row for row in found.to_dicts("contracts")}
    assert (told["Bundle"]["months_counted"], told["Bundle"]["dollars_counted"]) == (1, Decimal("450.00"))
    aco = told["ACO"]
    assert (aco["months"], aco["months_taken_out"], aco["months_counted"]) == (3, 1, 2)
    assert (aco["dollars_taken_out"], aco["dollars_counted"]) == (Decimal("450.00"), Decimal("250.00"))
    # m3 is on the roster of the ACO, which stands before Advantage: 20 of the 720 dollars are counted there.
    assert told["Advantage"]["dollars_counted"] == Decimal("700.00")
    assert (told["P4P"]["months_counted"], told["P4P"]["months_doubled"]) == (2, 3)
    (ratios,) = found.to_dicts("ratios")
    assert ratios["benefit_cost_ratio"] == Decimal("0.7")
    assert ratios["medical_loss_ratio"] == Decimal("0.8")
    shares = {row["hcp_lan_category"]: row["share"] for row in found.to_dicts("categories")}
    assert sum(Decimal(str(each)) for each in shares.values()) == 1
    assert "m1" not in str(found)
    assert "m1" in found.files["members.csv"]


def test_a_premium_pays_for_what_an_earlier_contract_of_its_payer_counts() -> None:
    """A bundle takes dollars out of a plan's shared savings, and the plan's premium paid them all the same."""

    def contract(name: str, payer: str, premium: Decimal | None = None) -> PortfolioContract:
        return PortfolioContract(name, "3B", frozenset(), premium, Decimal(0), Decimal(0), payer=payer)

    plan = contract("Plan", "Northern", Decimal(1000))
    portfolio = Portfolio("", (contract("Bundle", "Northern"), contract("ACO", "Medicare"), plan))
    rows = [
        MonthRow(name, member, "2025-01", "", cents, "")
        for name, member, cents in (
            ("Bundle", "m1", 30_000),
            ("Plan", "m1", 40_000),
            ("ACO", "m2", 20_000),
            ("Plan", "m2", 25_000),
        )
    ]
    found = one_roster(portfolio, rows)
    assert found.counted["Plan"].cents_counted == 15_000
    # 650 dollars of care, of which Medicare's contract counts 200.
    assert found.benefit_cost_ratio(plan) == found.medical_loss_ratio(plan) == Decimal("0.45")


def test_contracts_that_put_lines_into_months_by_other_days_are_told() -> None:
    days = {"Bundle": ServiceDate.LINE_END, "Plan": ServiceDate.CLAIM_START, "ACO": ServiceDate.LINE_END}
    counted = {
        name: MonthsCounted(cast("Contract", name), claims_place("project"), 2025, ExperienceOptions()) for name in days
    }
    portfolio = Portfolio(
        "",
        tuple(
            PortfolioContract(name, "3B", frozenset(), None, None, None, counted=each) for name, each in counted.items()
        ),
    )

    def own_months(contract: object, *_: object) -> OwnMonths:
        return OwnMonths((OwnMonth("m1", "2025-01", "acute", 100),), days[str(contract)])

    with patch("openvbc.ledger.portfolio.own_months_from_project", own_months):
        rows, notes = count_months(portfolio, {}, ParameterSet(()), ExperienceOptions())
    assert [(row.contract, row.cents) for row in rows] == [(name, 100) for name in days]
    (note,) = notes
    assert "Bundle, ACO by line end; Plan by claim start" in note
    assert one_roster(portfolio, rows, notes).notes == notes


def test_members_are_named_only_where_their_list_is_asked_for(folder: Path) -> None:
    done = run("portfolio", "portfolio.yaml", "--months", "months.csv", "--members", "members.csv", folder=folder)
    assert done.returncode == 0, done.stderr
    rows = (folder / "members.csv").read_text(encoding="utf-8").splitlines()
    assert rows[1] == "Bundle,ACO,m1,2025-01,450,no" or rows[1].startswith("Bundle,ACO,m1,2025-01,450")
    plain = api.portfolio(folder / "portfolio.yaml", folder / "months.csv")
    assert not any("m1" in text for text in plain.files.values())
    assert "m1" not in plain.to_json()


def test_every_fault_of_a_portfolio_and_its_roster_is_told(folder: Path) -> None:
    (folder / "portfolio.yaml").write_text(
        "contracts:\n  - {contract: A}\n  - {contract: B, hcp_lan_category: 3B, beside: [C], premiums: 1}\n",
        encoding="utf-8",
    )
    with pytest.raises(FileError) as told:
        api.portfolio(folder / "portfolio.yaml", folder / "months.csv")
    for words in ("portfolio.yaml:2: here a contract with its category", "beside 'C'", "did you mean 'premium'?"):
        assert words in str(told.value)
    (folder / "portfolio.yaml").write_text(PORTFOLIO, encoding="utf-8")
    (folder / "months.csv").write_text(
        "contract,member_id,month,dollars\nACOs,m1,2025-01,1\nACO,,2025-01,1\nACO,m1,2025-13,1\nACO,m2,2025-01,x\n"
        "ACO,m4,2025-01,1\nACO,m4,2025-01,1\n",
        encoding="utf-8",
    )
    with pytest.raises(FileError) as told:
        api.portfolio(folder / "portfolio.yaml", folder / "months.csv")
    for line, words in ((2, "did you mean 'ACO'"), (3, "whose month"), (4, "whose month"), (5, "'x'"), (7, "twice")):
        assert any(f"months.csv:{line}" in fault.where for fault in told.value.faults), line
        assert words in str(told.value)


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["m1", "m2"]), st.integers(0, 90)), max_size=8))
@examples(200)
def test_without_contracts_beside_each_other_a_month_counts_once_and_its_dollars_as_the_most_of_them(
    drawn: list[tuple[str, str, int]],
) -> None:
    contracts = tuple(PortfolioContract(name, "3B", frozenset(), None, None, None) for name in "ABC")
    months = {(name, member): cents for name, member, cents in drawn}
    rows = [MonthRow(name, member, "2025-01", "", cents, "") for (name, member), cents in months.items()]
    found = one_roster(Portfolio("p", contracts), rows)
    members = {member for _, member in months}
    assert sum(each.months_counted for each in found.counted.values()) == len(members)
    most = {member: max(cents for (_, one), cents in months.items() if one == member) for member in members}
    assert sum(each.cents_counted for each in found.counted.values()) == sum(most.values())
    assert sum(months for months, _, _ in dollars_by_category(found).values()) == len(members)
