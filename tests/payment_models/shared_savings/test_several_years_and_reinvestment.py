"""Savings of several years together, and what is reinvested: worked by hand."""

from decimal import Decimal

from tests.examples import ONE_SIDED, YEAR, Given, case_of, contract_of, settled, settlement_of


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
