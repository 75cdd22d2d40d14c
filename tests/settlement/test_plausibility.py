"""Figures that look wrong are told before they are settled, with the comparison; a reason accepts them."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from openvbc import api
from openvbc.errors import ImplausibleError, UsageError
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.settlement.settle import Settlement
from openvbc.settlement.settlement_record import record_of, settled_again
from tests.command import run
from tests.examples import Given, Terms, contract_text, settled
from tests.quality.scorecards import contract_with, measure, scorecard
from tests.quality.scorecards import settled as scored

TOTAL: Terms = {"risk": "one_sided", "benchmark": {"given": {"basis": "total"}}, "savings": {"share": "50%"}}
PER_MONTH: Terms = {**TOTAL, "benchmark": {"given": {"basis": "per_member_per_month"}}}
BY_SIZE: Terms = {**PER_MONTH, "savings": {"minimum_savings_rate": {"by_population_size": True}, "share": "50%"}}
HISTORY: Terms = {
    **TOTAL,
    "benchmark": {
        "own_history": {
            "per": "member_month",
            "base_years": [{"year": 2025, "weight": "100%"}],
            "inflator": {"yearly_rate": "3%"},
        }
    },
}
BASE: Given = {"base_year_expenditures": {"2025": "57600000"}, "base_year_member_months": {"2025": "120000"}}
QUALITY: Terms = {**TOTAL, "savings": {"share": "50%", "quality": {"multiplier": {}}}}
#: Terms, figures, the line that is doubted, what it is compared with, and what may be meant.
CASES: dict[str, tuple[Terms, Given, str, str, str]] = {
    "an amount per month where a total is meant": (
        TOTAL,
        {"benchmark": "485.20", "expenditures": "57600000"},
        "benchmark",
        "the expenditures of $57,600,000.00",
        "multiply an amount per member per month by the member months",
    ),
    "the same, where the months are known": (
        {**TOTAL, "savings": {"share": "50%", "caps": [{"amount": "$5", "of": "per_member_per_month"}]}},
        {"benchmark": "485.20", "expenditures": "57600000", "member_months": "120000"},
        "benchmark",
        "$485.20",
        "times 120,000 months would be $58,224,000.00",
    ),
    "a total where an amount per month is meant": (
        PER_MONTH,
        {"benchmark_per_capita": "58224000", "expenditures": "57600000", "member_months": "120000"},
        "benchmark_per_capita",
        "the expenditures of $57,600,000.00",
        "over the months is $485.20",
    ),
    "people for months": (
        BY_SIZE,
        {
            "benchmark_per_capita": "485.20",
            "expenditures": "57600000",
            "member_months": "10050",
            "assigned_population": "10000",
        },
        "member_months",
        "1.0 months each",
        "write the months of all people, added up",
    ),
    "more months than there can be": (
        BY_SIZE,
        {
            "benchmark_per_capita": "485.20",
            "expenditures": "57600000",
            "member_months": "120001",
            "assigned_population": "10000",
        },
        "member_months",
        "12.0 months each",
        "check both figures",
    ),
    "people for months, by the base years": (
        HISTORY,
        {**BASE, "expenditures": "57600000", "member_months": "10000"},
        "member_months",
        "the base years have 120,000 on average",
        "twelve times as much would fit",
    ),
    "a month's cost for a year's": (
        HISTORY,
        {**BASE, "expenditures": "4800000", "member_months": "120000"},
        "expenditures",
        "the base years have $480.00",
        "totals as in the base years",
    ),
    "0.84% for 84%": (
        QUALITY,
        {"benchmark": "58224000", "expenditures": "57600000", "quality_score": "0.0084"},
        "quality_score",
        "a hundred times as much, 84%, is a rate too",
        "write 84%",
    ),
}


def doubted(name: str) -> Settlement:
    terms, figures, _, _, _ = CASES[name]
    return settled(terms, figures)


@pytest.mark.parametrize("name", CASES)
def test_what_looks_wrong_is_told_with_the_comparison(name: str) -> None:
    _, _, line, compared, meant = CASES[name]
    found = [each for each in doubted(name).doubts if each.line == line]
    assert any(compared in each.compared and meant in each.meant for each in found), doubted(name).doubts
    assert all(f"line {line}" == each.fault.where and "--accept" in each.fault.fix for each in found)


FINE: dict[str, tuple[Terms, Given]] = {
    "savings of a tenth": (TOTAL, {"benchmark": "64000000", "expenditures": "57600000"}),
    "a bad year": (TOTAL, {"benchmark": "30000000", "expenditures": "57600000"}),
    "few months of many people": (
        BY_SIZE,
        {
            "benchmark_per_capita": "485",
            "expenditures": "40000000",
            "member_months": "82000",
            "assigned_population": "10000",
        },
    ),
    "a region that doubled": (HISTORY, {**BASE, "expenditures": "115200000", "member_months": "240000"}),
    "poor quality": (QUALITY, {"benchmark": "58224000", "expenditures": "57600000", "quality_score": "0.03"}),
    "no quality": (QUALITY, {"benchmark": "58224000", "expenditures": "57600000", "quality_score": "0"}),
    "nothing was spent": (TOTAL, {"benchmark": "100", "expenditures": "0"}),
}


@pytest.mark.parametrize("name", FINE)
def test_what_may_well_be_is_not_doubted(name: str) -> None:
    assert settled(*FINE[name]).doubts == ()


def test_a_measure_is_doubted_by_its_cut_points() -> None:
    """Admissions of 0.9% with cut points around 1% are what they are; a screening rate of 0.9% is a slip."""
    rare = measure(
        "admissions", result="rate", direction="lower", cut_points=["1.8%", "1.5%", "1.2%", "1%", "0.8%", "0.5%"]
    )
    card = scorecard([rare, measure("screening", result="rate")])
    found = scored(contract_with(card), {"measure_rate": {"admissions": "0.009", "screening": "0.009"}})
    assert [each.line for each in found.doubts] == ["measure_rate[screening]"]


SLIP = {"benchmark": "485.20", "expenditures": "57600000"}
REASON = "the payer's letter of 3 May confirms it"


def call(**others: Any) -> api.Settled:  # noqa: ANN401
    figures = {name: f"${value}" for name, value in SLIP.items()}
    return api.settle(contract_text(TOTAL), figures, period=2026, status="final", **others)


def test_nothing_is_settled_until_somebody_says_why() -> None:
    with pytest.raises(ImplausibleError, match="looks wrong"):
        call()
    with pytest.raises(UsageError, match="the reason is empty"):
        call(accept="  ")
    assert call(accept=REASON).values[0].accepted == REASON


def test_there_is_nothing_to_accept_where_nothing_looks_wrong() -> None:
    with pytest.raises(UsageError, match="no figure looks wrong"):
        api.settle(
            contract_text(TOTAL), {"benchmark": 6, "expenditures": 5}, period=2026, status="final", accept=REASON
        )


def test_every_report_keeps_the_reason_and_the_comparison(tmp_path: Path) -> None:
    accepted = call(accept=REASON)
    accepted.write(html=tmp_path / "statement.html", excel=tmp_path / "twin.xlsx")
    page = (tmp_path / "statement.html").read_text(encoding="utf-8")
    rows = load_workbook(tmp_path / "twin.xlsx").worksheets[0].iter_rows(values_only=True)
    book = " ".join(str(cell) for row in rows for cell in row)
    for told in (str(accepted), accepted.to_json(), page.replace("&#39;", "'"), book):
        assert REASON in told
        assert "the expenditures of $57,600,000.00" in told


def test_the_fingerprint_covers_the_reason() -> None:
    assert call(accept=REASON).values[0].fingerprint != call(accept="another").values[0].fingerprint


def test_a_record_settles_again_with_the_reason() -> None:
    accepted = call(accept=REASON).values[0]
    again = settled_again(record_of(accepted), payment_models(), published_parameters())
    assert (again.fingerprint, again.accepted) == (accepted.fingerprint, REASON)


def test_the_command_asks_for_the_reason(tmp_path: Path) -> None:
    contract, inputs = tmp_path / "contract.yaml", tmp_path / "inputs.yaml"
    contract.write_text(contract_text(TOTAL), encoding="utf-8")
    inputs.write_text(
        "performance_year: 2026\nstatus: final\nfigures: {benchmark: 485.20, expenditures: 57600000}\n",
        encoding="utf-8",
    )
    refused = run("settle", str(contract), "--inputs", str(inputs))
    assert refused.returncode == ImplausibleError.exit_code
    assert "--accept" in refused.stderr
    accepted = run("settle", str(contract), "--inputs", str(inputs), "--accept", REASON)
    assert accepted.returncode == 0
    assert f"accepted because: {REASON}" in accepted.stdout
