"""What is written wrongly with the terms of real contracts is told with its line and a mend."""

from typing import Any

import pytest

from openvbc.errors import ContractError
from openvbc.payment_models.registry import payment_models
from tests.examples import contract_of

TOTAL = {"given": {"basis": "total"}}
HALF = {"share": "50%"}


def saving(**savings: Any) -> dict[str, Any]:  # noqa: ANN401  # terms as JSON
    return {"risk": "one_sided", "benchmark": TOTAL, "savings": savings}


def bands(*rows: dict[str, Any], **others: Any) -> dict[str, Any]:  # noqa: ANN401
    return saving(bands={"of": "benchmark", "rows": list(rows), **others})


def losing(**share: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"risk": "downside_only", "benchmark": TOTAL, "losses": {"share": share}}


FACT = {"joined": {"kind": "yes_no", "attested_by": "provider"}}
WHEN = {"when": [{"joined": True, "is": "50%"}, {"otherwise": "40%"}]}
DEFERRED = {"deferred_minimum": {"minimum_savings_rate": {"fixed": "1%"}}}
CARRIED = {"count": "attributed_people", "for_savings": 3000, "year_without_settlement": "added_to_next_year"}
TWO_PERCENT = {"minimum_savings_rate": {"fixed": "2%"}}
#: Terms, and words that one of the faults holds.
CASES: dict[str, tuple[dict[str, Any], str]] = {
    "bands that overlap": (bands({"up_to": "5%", "share": "50%"}, {"up_to": "4%", "share": "0%"}), "the bands overlap"),
    "nothing beyond the last band": (bands({"up_to": "5%", "share": "50%"}), "or write beyond: payer"),
    "an end in the middle is missing": (bands({"share": "50%"}, {"share": "0%"}), "only the last band has no end"),
    "shares that do not add up": (bands({"share": "50%", "payer_share": "40%"}), "add up to 90%"),
    "T-01f whole amounts at shares that fall": (
        bands({"up_to": "2%", "share": "100%"}, {"up_to": "4%", "share": "50%"}, {"share": "20%"}, basis="whole"),
        "a share that falls",
    ),
    "shares and dollars mixed": (
        bands({"up_to": "2%", "share": "100%"}, {"up_to_amount": 500, "share": "50%"}, {"share": "0%"}),
        "are not mixed",
    ),
    "a band above 100%": (bands({"share": "150%"}), "beyond 100%"),
    "bands and a share": (
        saving(share="50%", bands={"of": "benchmark", "rows": [{"share": "50%"}]}),
        "one of the three",
    ),
    "an unknown base": (saving(**HALF, caps=[{"rate": "5%", "of": "budget"}]), "benchmark"),
    "two bases of one cap": (saving(**HALF, caps=[{"rate": "5%", "amount": 5, "of": "dollars"}]), "exactly one of"),
    "the same cap twice": (
        saving(**HALF, caps=[{"amount": 5, "of": "dollars"}, {"amount": 6, "of": "dollars"}]),
        "two caps bound the payment by the dollars",
    ),
    "dollars as a rate": (saving(**HALF, caps=[{"rate": "5%", "of": "dollars"}]), "`amount` goes with"),
    "a floor above a cap": (
        saving(**HALF, caps=[{"amount": 5, "of": "dollars"}], floor={"amount": 6, "of": "dollars"}),
        "lies above the cap",
    ),
    "a cap of what is not cut off": (
        saving(**HALF, caps=[{"rate": "1%", "of": "expenditures_before_truncation"}]),
        "but no truncation",
    ),
    "an unknown fact": ({**saving(share=WHEN), "facts": {"joint": FACT["joined"]}}, "no stated fact"),
    "a fact that nothing asks for": ({**saving(**HALF), "facts": FACT}, "no term depends on"),
    "no otherwise": ({**saving(share={"when": [{"joined": True, "is": "5%"}]}), "facts": FACT}, "end with one row"),
    "a test of another kind": (
        {**saving(share={"when": [{"joined": "perhaps", "is": "5%"}, {"otherwise": "4%"}]}), "facts": FACT},
        "is of kind yes_no",
    ),
    "a share above 100% in a row": (
        {**saving(share={"when": [{"joined": True, "is": "140%"}, {"otherwise": "40%"}]}), "facts": FACT},
        "beyond 100%",
    ),
    "a fact due too late": (
        {**saving(share=WHEN), "facts": {"joined": {**FACT["joined"], "due": "2031-01-01"}}},
        "after the last settlement",
    ),
    "a fact that nobody attests": ({**saving(share=WHEN), "facts": {"joined": {"kind": "yes_no"}}}, "attested_by"),
    "one word": (
        {**saving(share=WHEN), "facts": {"joined": {"kind": "one_of", "words": ["a"], "attested_by": "x"}}},
        "two words or more",
    ),
    "a haircut of half": (saving(**HALF, haircut={"rate": "50%", "applied": "after_caps"}), "haircut"),
    "a rate that rises with size": (
        saving(
            **HALF,
            minimum_savings_rate={
                "by_size": {
                    "count": "attributed_people",
                    "between": "steps",
                    "rows": [{"at_least": 1, "rate": "2%"}, {"at_least": 9, "rate": "3%"}],
                }
            },
        ),
        "must not rise",
    ),
    "losses that rise with quality": (
        losing(by_score={"rows": [{"at_least": "0%", "share": "20%"}, {"at_least": "50%", "share": "30%"}]}),
        "must not rise with a better score",
    ),
    "protected twice": (
        {
            **saving(**HALF),
            "truncation": {"percentile": "99%"},
            "stop_loss": {"attachment_point": 100000, "payer_share": "80%"},
        },
        "both take out the same claims",
    ),
    "losses with fewer people than savings": (
        {
            **saving(**HALF),
            "minimum_enrollment": {"count": "attributed_people", "for_savings": 5000, "for_losses": 3000},
        },
        "losses would be owed where no savings are paid",
    ),
    "a discount of a third": (
        {"risk": "one_sided", "benchmark": {**TOTAL, "discount": "33%"}, "savings": HALF},
        "discount",
    ),
    "bands and one minus their share": (
        {
            "risk": "two_sided",
            "benchmark": TOTAL,
            "savings": {"bands": {"of": "benchmark", "rows": [{"share": "50%"}]}},
            "losses": {"share": {"one_minus_share_of_savings": {"at_least": "40%", "at_most": "75%"}}},
        },
        "no one share",
    ),
    "deferral and bands": (
        {**saving(**TWO_PERCENT, bands={"of": "benchmark", "rows": [{"share": "50%"}]}), **DEFERRED},
        "does not go with savings.bands",
    ),
    "deferral and a fact": (
        {**saving(**TWO_PERCENT, share=WHEN), **DEFERRED, "facts": FACT},
        "does not go with a term that depends on a fact",
    ),
    "deferral and a cap in dollars": (
        {**saving(**TWO_PERCENT, **HALF, caps=[{"amount": 5, "of": "dollars"}]), **DEFERRED},
        "does not go with a cap of: dollars",
    ),
    "a collar that is no collar": (
        {
            "risk": "one_sided",
            "benchmark": {
                "own_history": {
                    "per": "member_month",
                    "base_years": [{"year": 2025, "weight": "100%"}],
                    "inflator": {"index": {"series": "CPI", "at_least": "5%", "at_most": "5%"}},
                }
            },
            "savings": HALF,
        },
        "the floor is not below the ceiling",
    ),
    "T-01f whole amounts that do not fall": (
        bands({"up_to": "2%", "share": "20%"}, {"share": "50%"}, basis="whole", falling_shares="agreed"),
        "falling_shares goes with",
    ),
    "reduced for each of an unknown fact": (
        saving(**HALF, reduced_for_each={"fact": "declines", "by": "10%", "taken_as": "points"}),
        "no stated fact",
    ),
    "reduced for each of a yes": (
        {**saving(**HALF, reduced_for_each={"fact": "joined", "by": "10%", "taken_as": "points"}), "facts": FACT},
        "is of kind yes_no",
    ),
    "reduced by more than all": (
        saving(**HALF, reduced_for_each={"fact": "declines", "by": "110%", "taken_as": "points"}),
        "beyond 100%",
    ),
    "reduced, and it is not said of what": (
        saving(**HALF, reduced_for_each={"fact": "declines", "by": "10%"}),
        "taken_as",
    ),
    "bands reduced for each": (
        saving(
            bands={"of": "benchmark", "rows": [{"share": "50%"}]},
            reduced_for_each={"fact": "declines", "by": "10%", "taken_as": "points"},
        ),
        "reduced_for_each lessens one share",
    ),
    "two deductions of one name": (
        {
            **saving(**HALF),
            "deductions": [{"name": "fees", "taken_off": "savings"}, {"name": "fees", "taken_off": "payment"}],
        },
        "two deductions have one name",
    ),
    "a deduction at two rates": (
        {
            **saving(**HALF),
            "deductions": [{"name": "fees", "taken_off": "savings", "per_person": 5, "per_member_per_month": 1}],
        },
        "give per_person or per_member_per_month",
    ),
    "a deduction that is not said to be off anything": (
        {**saving(**HALF), "deductions": [{"name": "fees", "per_person": 5}]},
        "taken_off",
    ),
    "a deduction off a payment that is none": (
        {**losing(rate="50%"), "deductions": [{"name": "fees", "taken_off": "payment"}]},
        "needs a group `savings`",
    ),
    "a practice twice in a pool": (
        {**saving(**HALF), "pooled_practices": {"practices": ["elm", "elm"], "split_by": "member_months"}},
        "a practice is named twice",
    ),
    "a pool of one": (
        {**saving(**HALF), "pooled_practices": {"practices": ["elm"], "split_by": "member_months"}},
        "practices",
    ),
    "a pool split by nothing known": (
        {**saving(**HALF), "pooled_practices": {"practices": ["elm", "oak"], "split_by": "visits"}},
        "attributed_people",
    ),
    "a small year settled twice": (
        {**saving(**TWO_PERCENT, **HALF), **DEFERRED, "minimum_enrollment": CARRIED},
        "deferred_minimum settles it too",
    ),
    "a small year and a cap of what it is not known for": (
        {**saving(**HALF, caps=[{"rate": "5%", "of": "premium"}]), "minimum_enrollment": CARRIED},
        "is not carried",
    ),
    "one cohort": ({**saving(**HALF), "cohorts": ["adults"]}, "two or more"),
    "cohorts and truncation": (
        {**saving(**HALF), "cohorts": ["adults", "children"], "truncation": {"percentile": "99%"}},
        "settle each cohort in a stream of its own",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_written_wrongly_is_told(name: str) -> None:
    terms, words = CASES[name]
    with pytest.raises(ContractError) as raised:
        contract_of(terms)
    found = [each for each in raised.value.faults if words in f"{each.what} {each.why} {each.fix}"]
    assert found, raised.value.faults
    assert found[0].where.startswith("contract.yaml:")
    assert found[0].fix


def test_check_cautions_where_terms_hold_and_may_still_surprise() -> None:
    capped = saving(**HALF, caps=[{"rate": "5%", "of": "expenditures"}])
    whole = bands({"up_to": "4%", "share": "20%"}, {"share": "50%"}, basis="whole")
    for terms, words in ((capped, "spending more earns more"), (whole, "at the end of a band"), (saving(**HALF), "")):
        (stream,) = contract_of(terms).streams
        told = list(payment_models()[stream.model].cautions(stream.terms))
        assert (words in told[0]) if words else not told
