"""Combinations of terms in which one side would call a careless formula absurd, with the figures worked out by hand."""

from decimal import Decimal
from pathlib import Path

import pytest

from openvbc.api import load_contract, settle_claims
from openvbc.claims.project.load import LoadRequest, load
from openvbc.claims.synthetic.desynpuf import write_synthetic_desynpuf
from openvbc.errors import ClaimsError, ContractError, InputError
from openvbc.settlement.settle import Status
from tests.examples import Given, Terms, case_of, contract_of, settled, settlement_of

GIVEN: Terms = {"risk": "one_sided", "benchmark": {"given": {"basis": "total"}}}


def deferred(expenditures: str, savings_2026: str, savings_2027: str, **savings: object) -> dict[str, object]:
    side = {"share": "50%", "minimum_savings_rate": {"fixed": "3.9%"}, **savings}
    terms = {**GIVEN, "savings": side, "deferred_minimum": {"minimum_savings_rate": {"fixed": "0.1%"}}}
    given: Given = {
        "benchmark": "100000000",
        "expenditures": expenditures,
        "earlier_benchmark": {"2026": "100000000", "2027": "100000000"},
        "earlier_savings": {"2026": savings_2026, "2027": savings_2027},
        "earlier_share_of_savings": {"2026": "0.5", "2027": "0.5"},
    }
    contract = contract_of(terms, start="2026-01-01", end="2028-12-31")
    return dict(settlement_of(contract, case_of(given, {}, 2028)).streams[0].evaluation.values)


def test_a_year_that_met_its_minimum_is_not_paid_again_at_the_end() -> None:
    """2026 saved 5% and was paid then; 2027 and 2028 saved 1% each, below 3.9%: half of $2 million is paid now."""
    values = deferred("99000000", "5000000", "1000000")
    assert values["earlier_unpaid_savings"] == {"2026": Decimal(0), "2027": Decimal(1000000)}
    assert values["deferred_savings"] == Decimal("1000000.00")


def test_deferred_savings_never_exceed_the_share_of_what_all_years_saved() -> None:
    """+3.8, +3.8 and -6.0 million: the agreement saved 1.6 million, so half of that is the most that can be paid."""
    assert deferred("106000000", "3800000", "3800000")["deferred_savings"] == Decimal("800000.00")


def test_a_cap_on_payment_holds_for_deferred_years_too() -> None:
    """A year just below its minimum must not earn more than the 1% that a year just above it may be paid."""
    values = deferred("100000000", "3800000", "0", caps=[{"rate": "1%", "of": "benchmark"}])
    assert values["deferred_savings"] == Decimal("1000000.00")


def test_a_floor_pays_no_more_than_the_pool_and_no_more_than_a_cap() -> None:
    floor = {"rate": "0.05%", "of": "benchmark"}
    terms = {**GIVEN, "savings": {"share": "50%", "floor": floor}}
    assert settled(terms, {"benchmark": "100000000", "expenditures": "99999999"}).net_payment == Decimal("1.00")
    capped = {**GIVEN, "savings": {"share": "50%", "floor": floor, "caps": [{"rate": "1%", "of": "provider_revenue"}]}}
    figures = {"benchmark": "100000000", "expenditures": "99000000", "provider_revenue": "1000"}
    assert settled(capped, figures).net_payment == Decimal("10.00")


def test_reinvestment_waives_both_conditions_where_both_are_agreed_and_missed() -> None:
    """$1.5 million saved, below 2%, and quality below 70%: half of it was earned but not payable, all reinvested."""
    terms = {
        **GIVEN,
        "savings": {
            "share": "50%",
            "minimum_savings_rate": {"fixed": "2%"},
            "quality": {"gate": {"minimum_score": "70%"}},
        },
        "reinvestment": {
            "share": "100%",
            "into": "community",
            "when": ["minimum_not_met", "quality_not_met"],
            "requires_approved_plan": False,
        },
    }
    figures = {"benchmark": "100000000", "expenditures": "98500000", "quality_score": "0.6"}
    settlement = settled(terms, figures)
    assert settlement.net_payment == 0
    assert settlement.streams[0].evaluation.values["reinvested"] == Decimal("750000.00")


def test_reinvestment_for_a_missed_minimum_is_refused_beside_sharing_beyond_it() -> None:
    terms = {
        **GIVEN,
        "savings": {"share": "50%", "minimum_savings_rate": {"fixed": "2%"}, "sharing_starts": "beyond_minimum"},
        "reinvestment": {
            "share": "100%",
            "into": "provider",
            "when": ["minimum_not_met"],
            "requires_approved_plan": False,
        },
    }
    with pytest.raises(ContractError, match="does not go with sharing that starts beyond the minimum"):
        contract_of(terms)


def test_more_cut_off_than_was_spent_is_refused() -> None:
    terms = {**GIVEN, "savings": {"share": "50%"}, "truncation": {"per_member_per_year": "$100,000"}}
    figures = {"benchmark": "100", "total_expenditures": "100", "excess_claims": "500"}
    with pytest.raises(InputError, match=r"comes to -\$400\.00"):
        settled(terms, figures)


def test_a_bare_one_is_refused_as_a_rate() -> None:
    terms = {**GIVEN, "savings": {"share": "50%", "minimum_savings_rate": {"fixed": 1}}}
    with pytest.raises(ContractError, match="write 100% or 1%"):
        contract_of(terms)


def test_a_performance_year_that_is_no_calendar_year_is_not_counted_from_calendar_years(tmp_path: Path) -> None:
    contract = tmp_path / "contract.yaml"
    contract.write_text(
        """
contract: Mid-year
parties: {payer: {name: Payer}, provider: {name: Provider}}
agreement: {start: 2009-07-01, end: 2010-06-30, run_out_months: 3}
population: {line_of_business: traditional_medicare, attribution: {geographic: {states: [CA]}}}
payment_streams:
  - stream: savings
    model: shared_savings
    terms:
      risk: one_sided
      benchmark: {given: {basis: total}}
      claims_basis:
        amount: paid
        service_date: claim_start
        pharmacy: false
        months: parts_a_and_b
        without_paid_date: count
        summaries: count
      savings: {share: 50%}
""",
        encoding="utf-8",
    )
    files = write_synthetic_desynpuf(tmp_path / "claims", people=200, seed=3, years=(2009, 2010))
    load(LoadRequest(files, tmp_path / "project"))
    with pytest.raises(ClaimsError, match="reach beyond the period"):
        settle_claims(load_contract(contract), tmp_path / "project", 2009, Status.FINAL)
