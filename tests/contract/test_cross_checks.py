"""Terms that are each right by themselves but not together are refused, with the reason."""

import pytest

from openvbc.errors import ContractError
from tests.examples import ONE_SIDED, Terms, contract_of

GIVEN = {"given": {"basis": "total"}}
SAVINGS = {"share": "50%"}
LOSSES = {"share": {"rate": "40%"}}
ABOVE_MINIMUM = {**SAVINGS, "minimum_savings_rate": {"fixed": "2%"}}
WITH_MINIMUM: Terms = {**ONE_SIDED, "savings": ABOVE_MINIMUM}
DEFERRED = {"deferred_minimum": {"minimum_savings_rate": {"fixed": "1%"}}}


def two_sided(**terms: object) -> Terms:
    return {"risk": "two_sided", "benchmark": GIVEN, "savings": SAVINGS, "losses": LOSSES, **terms}


def reinvested(*when: str) -> Terms:
    reinvestment = {"share": "50%", "into": "community", "when": [*when], "requires_approved_plan": False}
    return {"reinvestment": reinvestment}


#: Terms that do not go together; what is told; the words that the reason or the fix must hold.
CASES: dict[str, tuple[Terms, str, str]] = {
    "one-sided without savings": (
        {"risk": "one_sided", "benchmark": GIVEN},
        "risk is one_sided, but there is no group `savings`",
        "how savings are shared is not agreed",
    ),
    "one-sided with losses": (
        {**ONE_SIDED, "losses": LOSSES},
        "risk is one_sided, but there is a group `losses`",
        "take out one of them",
    ),
    "two-sided without losses": (
        {**ONE_SIDED, "risk": "two_sided"},
        "risk is two_sided, but there is no group `losses`",
        "add `losses:`, or change risk",
    ),
    "two-sided without savings": (
        {"risk": "two_sided", "benchmark": GIVEN, "losses": LOSSES},
        "risk is two_sided, but there is no group `savings`",
        "add `savings:`, or change risk",
    ),
    "downside only without losses": (
        {"risk": "downside_only", "benchmark": GIVEN},
        "risk is downside_only, but there is no group `losses`",
        "how losses are shared is not agreed",
    ),
    "downside only with savings": (
        {**ONE_SIDED, "risk": "downside_only", "losses": LOSSES},
        "risk is downside_only, but there is a group `savings`",
        "take out one of them",
    ),
    "losses shared like savings that are not shared": (
        {"risk": "downside_only", "benchmark": GIVEN, "losses": {"share": {"equal_to_share_of_savings": True}}},
        "losses.share is equal_to_share_of_savings, but no share of savings is agreed",
        "write `rate:` instead",
    ),
    "one minus a share that is not agreed": (
        {
            "risk": "downside_only",
            "benchmark": GIVEN,
            "losses": {"share": {"one_minus_share_of_savings": {"at_least": "40%", "at_most": "75%"}}},
        },
        "losses.share is one_minus_share_of_savings, but no share of savings is agreed",
        "write `rate:` instead",
    ),
    "a deferred minimum without a yearly one": (
        {**ONE_SIDED, **DEFERRED},
        "deferred_minimum is agreed, but no minimum_savings_rate for single years",
        "without a yearly minimum all savings are paid at once and nothing is deferred",
    ),
    "a deferred minimum with sharing beyond the minimum": (
        {**WITH_MINIMUM, **DEFERRED, "savings": {**ABOVE_MINIMUM, "sharing_starts": "beyond_minimum"}},
        "deferred_minimum does not go with sharing that starts beyond the minimum",
        "deferred savings would earn more than savings just above the minimum",
    ),
    "savings both deferred and reinvested": (
        {**WITH_MINIMUM, **DEFERRED, **reinvested("minimum_not_met")},
        "savings below the minimum are both deferred and reinvested",
        "the same dollar would be used twice",
    ),
    "reinvestment without savings": (
        {"risk": "downside_only", "benchmark": GIVEN, "losses": LOSSES, **reinvested("minimum_not_met")},
        "reinvestment needs a group `savings`",
        "take reinvestment out",
    ),
    "reinvestment for quality that is not judged": (
        {**ONE_SIDED, **reinvested("quality_not_met")},
        "reinvestment.when names quality_not_met, but no minimum of quality is agreed",
        "add savings.quality.gate",
    ),
    "carve-outs with the target calculator": (
        {
            **ONE_SIDED,
            "benchmark": {"target_calculator": {"share_of_trend_difference": "50%"}},
            "carve_outs": [{"name": "rx"}],
        },
        "carve_outs do not go with the target calculator",
        "give allowed spend without them",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_terms_that_do_not_go_together_are_refused(case: str) -> None:
    terms, what, reason = CASES[case]
    with pytest.raises(ContractError) as caught:
        contract_of(terms)
    fault = next(fault for fault in caught.value.faults if fault.what == what)
    assert fault.where.startswith("contract.yaml:")
    assert reason in f"{fault.why} {fault.fix}"
    assert fault.fix


def test_they_are_told_together_with_every_other_fault() -> None:
    with pytest.raises(ContractError) as caught:
        contract_of({**ONE_SIDED, "risk": "two_sided", **DEFERRED, "savings": {"share": "150%"}})
    whats = [fault.what for fault in caught.value.faults]
    assert len(whats) == 3
    assert "savings.share: 150% lies beyond 100%" in whats


RIGHT: dict[str, Terms] = {
    "one-sided": ONE_SIDED,
    "two-sided": two_sided(),
    "downside only": {"risk": "downside_only", "benchmark": GIVEN, "losses": LOSSES},
    "deferred": {**WITH_MINIMUM, **DEFERRED},
    "reinvested below the minimum": {**WITH_MINIMUM, **reinvested("minimum_not_met")},
    "reinvested below a gate": {
        **ONE_SIDED,
        "savings": {**SAVINGS, "quality": {"gate": {"minimum_score": "50%"}}},
        **reinvested("quality_not_met"),
    },
    "reinvested below the minimum of a multiplier": {
        **ONE_SIDED,
        "savings": {**SAVINGS, "quality": {"multiplier": {"minimum_score": "50%"}}},
        **reinvested("quality_not_met"),
    },
    "symmetric": two_sided(losses={"share": {"equal_to_share_of_savings": True}}),
    "two caps of two things": two_sided(
        savings={
            **SAVINGS,
            "caps": [
                {"rate": "10%", "of": "benchmark", "on": "pool"},
                {"rate": "5%", "of": "benchmark", "on": "payment"},
                {"rate": "8%", "of": "provider_revenue"},
            ],
        }
    ),
    "a floor below the cap": two_sided(
        losses={
            **LOSSES,
            "floor": {"rate": "0.1%", "of": "benchmark"},
            "caps": [{"rate": "1%", "of": "benchmark"}],
        }
    ),
    "a fixed minimum that says it is not by size": {
        **ONE_SIDED,
        "savings": {**SAVINGS, "minimum_savings_rate": {"fixed": "2%", "by_population_size": False}},
    },
}


@pytest.mark.parametrize("case", RIGHT)
def test_terms_that_go_together_load(case: str) -> None:
    contract_of(RIGHT[case])
