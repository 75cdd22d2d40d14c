"""Savings of several years together, and what is reinvested: worked by hand."""

from decimal import Decimal

import pytest

from openvbc.errors import ContractError
from tests.examples import ONE_SIDED, YEAR, Given, case_of, contract_of, settled, settlement_of, sheet_of


def test_a_loss_after_a_year_that_was_shared_leaves_a_one_sided_provider_owing_nothing() -> None:
    # The first year saved 10,000,000 of 200,000,000 and was shared. This year lost 6,100,000: together 3,900,000 were
    # saved, which reaches the deferred minimum, but less than what was shared already.
    terms = {
        **ONE_SIDED,
        "savings": {"share": "50%", "minimum_savings_rate": {"fixed": "2%"}},
        "deferred_minimum": {"minimum_savings_rate": {"fixed": "0.5%"}},
    }
    contract = contract_of(terms, start=f"{YEAR - 1}-01-01")
    year = str(YEAR - 1)
    given: Given = {
        "benchmark": "200000000",
        "expenditures": "206100000",
        "earlier_benchmark": {year: "200000000"},
        "earlier_savings": {year: "10000000"},
        "earlier_share_of_savings": {year: "0.5"},
    }
    settlement = settlement_of(contract, case_of(given))
    lines = settlement.streams[0].evaluation.values
    assert lines["significant_together"] is True
    assert lines["savings_not_shared"] == Decimal(-6_100_000)
    assert lines["deferred_savings"] == 0
    assert settlement.net_payment == 0


def test_what_is_reinvested_is_told_to_the_cent() -> None:
    terms = {
        **ONE_SIDED,
        "savings": {"share": "50%", "minimum_savings_rate": {"fixed": "2%"}},
        "reinvestment": {
            "share": "33%",
            "into": "community",
            "when": ["minimum_not_met"],
            "requires_approved_plan": False,
        },
    }
    found = settled(terms, {"benchmark": "1000000", "expenditures": "987654.32"})
    lines = found.streams[0].evaluation.values
    # 12,345.68 were saved and 20,000 are the minimum: 33% of half of it.
    assert lines["unpayable_share"] == Decimal("6172.84")
    assert lines["reinvested"] == Decimal("2037.04")
    assert found.net_payment == 0


def test_an_earlier_year_is_measured_by_the_minimum_and_cap_of_that_year() -> None:
    # A minimum of 2%, then 3%; a cap of 0.5%, then 1%. The first year saved 1.5% of 200,000,000: half of 3,000,000 is
    # cut to 1,000,000. This year saved 2%: half of 4,000,000, which is the cap. Without years, 2% would have been paid.
    terms = {
        **ONE_SIDED,
        "savings": {
            "share": "50%",
            "minimum_savings_rate": {"fixed": {"by_year": {"1": "2%", "2": "3%"}}},
            "caps": [{"rate": {"by_year": {"1": "0.5%", "2": "1%"}}, "of": "benchmark"}],
        },
        "deferred_minimum": {"minimum_savings_rate": {"fixed": "0.5%"}},
    }
    contract = contract_of(terms, start=f"{YEAR - 1}-01-01")
    year = str(YEAR - 1)
    given: Given = {
        "benchmark": "200000000",
        "expenditures": "196000000",
        "earlier_benchmark": {year: "200000000"},
        "earlier_savings": {year: "3000000"},
        "earlier_share_of_savings": {year: "0.5"},
    }
    lines = settlement_of(contract, case_of(given)).streams[0].evaluation.values
    assert lines["earlier_deferred_share"] == {year: Decimal(1_000_000)}
    assert lines["deferred_savings"] == Decimal("3000000.00")


def test_an_earlier_year_with_caps_of_other_kinds_is_refused() -> None:
    caps = {"by_year": {"1": [{"rate": "1%", "of": "provider_revenue"}], "2": [{"rate": "1%", "of": "benchmark"}]}}
    terms = {
        **ONE_SIDED,
        "savings": {"share": "50%", "minimum_savings_rate": {"fixed": "2%"}, "caps": caps},
        "deferred_minimum": {"minimum_savings_rate": {"fixed": "0.5%"}},
    }
    with pytest.raises(ContractError, match="are of other kinds"):
        sheet_of(contract_of(terms, start=f"{YEAR - 1}-01-01"))
