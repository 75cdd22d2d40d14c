"""Every check fires on a contract that has what it looks for, and is silent on the same contract mended."""

from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import as_file
from typing import Any

import pytest

from openvbc.api import load_contract, review_contract
from openvbc.errors import ContractError
from openvbc.payment_models.registry import model_folder
from openvbc.review.catalog import CHECKS, REFUSED
from openvbc.review.luck import Luck
from openvbc.review.record import Finding
from openvbc.settlement.review import Review
from tests.quality.scorecards import measure, scorecard
from tests.simulation.contracts import two_sided

Json = dict[str, Any]


def feed(name: str, frequency: str, *content: str, **changed: object) -> Json:
    """A feed that the payer owes."""
    return {
        "feed": name,
        "owed_by": "payer",
        "frequency": frequency,
        "due": {"within": 15, "counted_in": "calendar_days"},
        "file_format": "CSV",
        "content": list(content),
        "data_source": name.replace(" ", "-"),
        "consequence": "deadlines_move",
        **changed,
    }


#: All that helps to manage and to check, as often as it helps.
FEEDS = [
    feed("claims and eligibility", "monthly", "medical_claim", "eligibility"),
    feed("admissions", "daily"),
    feed("cost and utilization, high-cost members", "quarterly"),
    feed("gaps", "monthly"),
]
#: Evidence for open gaps that the provider may send, in a format and by a day.
EVIDENCE = feed(
    "evidence", "yearly", report="supplemental_data", owed_by="provider", data_source="", consequence="none"
)
#: An agreement that says all that a review asks for.
TOLD: Json = {
    "risk_model": {"name": "HCC", "version": "V28", "normalized_to": "the nation", "computed_by": "the payer"},
    "comparator_drawn": "whole_market",
    "own_share_of_comparator": "10%",
    "target_estimates": "quarterly",
    "trend_reopener": True,
    "same_rules_in_base_and_year": True,
    "own_fee_increases": "repriced",
    "one_sided_share_offered": "40%",
    "repayment": "letter of credit",
    "provider_revenue_share": "60%",
    "new_services": "left out in their first year",
    "insures_own_employees": False,
    "targets_set": "before_the_year",
    "attribution_rule": "Exhibit C",
    "attribution_list": "monthly",
    "attribution_corrected": "within 30 days",
    "expected_members": 10_000,
    "members_left_out": "fewer than six months",
    "supplemental_format": "CSV",
    "supplemental_deadline": "January 31",
    "payment_within_days": 30,
    "late_interest": "5%",
    "member_level_settlement": True,
    "changed_by_payer_alone": [],
    "reopening": "both_parties",
    "at_termination": "mirrored",
    "care_management_fees": "counted_as_cost",
}


def without(provisions: Json, *names: str, **changed: Any) -> Json:  # noqa: ANN401  # as a contract file would hold it
    return {**{name: value for name, value in provisions.items() if name not in names}, **changed}


def contract(
    terms: Json | None = None,
    *,
    told: Json | None = None,
    years: int = 1,
    run_out: int = 3,
    line: str = "commercial",
    attribution: Json | None = None,
    beside: tuple[tuple[str, str, Json], ...] = (),
    **others: Any,  # noqa: ANN401  # as a contract file would hold it
) -> Json:
    """A contract as a file would hold it."""
    streams = [("savings", "shared_savings", terms if terms is not None else two_sided())] if terms != {} else []
    return {
        "contract": "Lakeside",
        "parties": {"payer": {"name": "Northern Health Plan"}, "provider": {"name": "Lakeside ACO"}},
        "agreement": {"start": "2026-01-01", "end": f"{2025 + years}-12-31", "run_out_months": run_out},
        "population": {"line_of_business": line, "attribution": attribution or {"payer_list": True}},
        "payment_streams": [
            {"stream": name, "model": model, "terms": agreed} for name, model, agreed in (*streams, *beside)
        ],
        "provisions": told if told is not None else TOLD,
        **others,
    }


def savings(terms: Json | None = None, **changed: Any) -> Json:  # noqa: ANN401  # terms
    """The worked terms with a changed savings side; None takes a term out."""
    base = terms or two_sided()
    side = {**base["savings"], **changed}
    return {**base, "savings": {name: value for name, value in side.items() if value is not None}}


def losses(**changed: Any) -> Json:  # noqa: ANN401  # terms
    base = two_sided()
    side = {**base["losses"], **changed}
    return {**base, "losses": {name: value for name, value in side.items() if value is not None}}


def history(**changed: Any) -> Json:  # noqa: ANN401  # terms
    """A benchmark from own history."""
    agreed: Json = {
        "per": "member_month",
        "base_years": [{"year": 2023, "weight": "50%"}, {"year": 2024, "weight": "50%"}],
        "inflator": {"market_trend": True},
    }
    agreed = {name: value for name, value in {**agreed, **changed}.items() if value is not None}
    return {**two_sided(), "benchmark": {"own_history": agreed}}


def control(**changed: Any) -> Json:  # noqa: ANN401  # terms
    """A benchmark from a control group."""
    agreed = {"per": "member_month", "kind": "market", "population": "the market", "excludes_own_members": True}
    return {**two_sided(), "benchmark": {"control_group": {**agreed, **changed}}}


def given(**risk: Any) -> Json:  # noqa: ANN401  # terms
    """A benchmark that follows risk scores."""
    return {**two_sided(), "benchmark": {"given": {"basis": "total", "risk_adjustment": risk}}}


CLAIMS: Json = {
    "amount": "paid", "service_date": "line_start", "months": "any_enrollment", "without_paid_date": "stop",
}  # fmt: skip
STOP_LOSS = {"attachment_point": "$100,000", "payer_share": "80%"}
ONE_YEAR = [{"year": 2024, "weight": "100%"}]
REBASED = {"weight_of_previous_benchmark": "30%"}
PLURALITY = {
    "stepwise": {
        "organization": "lakeside",
        "provider_types": [{"name": "primary_care", "specialties": ["08"]}],
        "services": ["99213"],
        "steps": [{"plurality": {"of": "visits", "provider_types": ["primary_care"]}}],
    }
}
EARLIER = {"stepwise": {**PLURALITY["stepwise"], "window_ends_months_before": 3}}
BANDS = {"of": "benchmark", "basis": "marginal"}
PEERS = ["Lakeside ACO", "South ACO"]
NETTING = ("net", "net_settlement", {"nets": ["savings"], "deficits": "carried_forward"})
LIMITED = ("net", "net_settlement", {**NETTING[2], "carry_forward": {"years": 2}})
BONUS = ("quality", "pay_for_performance", {"bonus": {"minimum_score": "50%", "amount": "$100"}})
RANKING = (
    "rank",
    "pay_for_performance",
    {"ranking": {"pool": "$100", "prizes": ["100%"], "peers": PEERS, "provider": "Lakeside ACO"}},
)
AFTER = {"statement_within_days": 60, "dispute_within_days": 60}
FIGURES = {"member_months": 120_000, "benchmark_per_capita": "$500", "expenditures": "$59,100,000"}


def card(*measures: Mapping[str, object], **changed: Any) -> Json:  # noqa: ANN401  # terms
    return {"quality_scorecard": dict(scorecard(list(measures), **changed))}


def plan(by: str) -> Json:
    """A plan of distribution with one pool."""
    return {
        "distribution": {
            "plan": "Lakeside plan",
            "version": "1",
            "adopted": "2025-12-01",
            "organization": "Lakeside ACO",
            "start": "2026-01-01",
            "end": "2026-12-31",
            "factors": [{"factor": "own_savings", "label": "own savings", "unit": "dollars", "adds_up": True}],
            "funds": [
                {
                    "fund": "savings",
                    "kind": "savings",
                    "enters": [{"stream": "savings"}],
                    "splits": [
                        {"level": "organization", "pools": [{"pool": "clinicians", "share": "100%", "by": [by]}]}
                    ],
                }
            ],
        }
    }


#: For each check: a contract on which it fires, and the same mended.
PAIRS: dict[str, tuple[Json, Json]] = {
    "BEN-01": (
        contract(given(most_growth="3%", most_decline="3%"), told=without(TOLD, "risk_model")),
        contract(given(most_growth="3%", most_decline="3%")),
    ),
    "BEN-02": (contract(control(), told=without(TOLD, comparator_drawn="random_sample")), contract(control())),
    "BEN-03": (contract(control(excludes_own_members=False)), contract(control())),
    "BEN-04": (contract(control(), told=without(TOLD, "target_estimates")), contract(control())),
    "BEN-05": (contract(history(base_years=ONE_YEAR)), contract(history())),
    "BEN-06": (
        contract(history(inflator={"yearly_rate": "3%"}), years=3, told=without(TOLD, "trend_reopener")),
        contract(history(inflator={"yearly_rate": "3%"}), years=3),
    ),
    "BEN-07": (contract(given(most_growth="3%")), contract(given(most_growth="3%", most_decline="3%"))),
    "BEN-08": (contract(given()), contract(given(most_growth="3%", most_decline="3%"))),
    "BEN-09": (contract(history(base_years=ONE_YEAR)), contract(history())),
    "BEN-10": (
        contract({**two_sided(), "benchmark": {"given": {"basis": "total"}, "discount": "2%"}}),
        contract({**two_sided(minimum=None), "benchmark": {"given": {"basis": "total"}, "discount": "2%"}}),
    ),
    "BEN-11": (contract(told=without(TOLD, same_rules_in_base_and_year=False)), contract()),
    "BEN-12": (contract(told=without(TOLD, own_fee_increases="counted")), contract()),
    "MSR-01": (contract(two_sided(minimum="3%")), contract(two_sided(minimum="2%"))),
    "MSR-02": (
        contract(two_sided(), years=3),
        contract({**two_sided(), "deferred_minimum": {"minimum_savings_rate": {"fixed": "2%"}}}, years=3),
    ),
    "MSR-03": (contract(two_sided()), contract(savings(minimum_savings_rate={"by_population_size": True}))),
    "MSR-04": (contract(savings(sharing_starts="beyond_minimum")), contract()),
    "MSR-05": (contract(), contract(savings(sharing_starts="beyond_minimum"))),
    "SHR-01": (contract(two_sided(loss_share="60%")), contract(two_sided(loss_share="50%"))),
    "SHR-02": (contract(told=without(TOLD, one_sided_share_offered="50%")), contract()),
    "SHR-03": (
        contract(savings(share=None, bands={**BANDS, "rows": [{"up_to": "5%", "share": "60%"}, {"share": "40%"}]})),
        contract(savings(share=None, bands={**BANDS, "rows": [{"up_to": "5%", "share": "40%"}, {"share": "60%"}]})),
    ),
    "CAP-01": (
        contract(savings(sharing_starts="beyond_minimum", caps=[{"rate": "2%", "of": "benchmark", "on": "pool"}])),
        contract(savings(sharing_starts="beyond_minimum", caps=[{"rate": "10%", "of": "benchmark", "on": "pool"}])),
    ),
    "CAP-02": (contract(two_sided(loss_cap=None)), contract()),
    "CAP-03": (contract(told=without(TOLD, provider_revenue_share="15%")), contract()),
    "CAP-04": (contract(two_sided(loss_cap=None)), contract()),
    "CAP-05": (contract(told=without(TOLD, "repayment")), contract()),
    "OUT-01": (contract(), contract({**history(), "truncation": {"percentile": "99%"}})),
    "OUT-03": (
        contract({**history(), "claims_basis": {**CLAIMS, "pharmacy": True}}),
        contract({**history(), "claims_basis": {**CLAIMS, "pharmacy": False}}),
    ),
    "OUT-04": (contract(told=without(TOLD, "new_services")), contract()),
    "OUT-05": (
        contract(),
        contract({**two_sided(), "exogenous_events": {"losses_reduced_by": "share_of_months_times_share_of_people"}}),
    ),
    "OUT-06": (contract(told=without(TOLD, insures_own_employees=True)), contract()),
    "QUA-01": (contract(), contract(savings(quality={"multiplier": {}}))),
    "QUA-02": (contract(), contract(beside=(BONUS,))),
    "QUA-03": (
        contract(beside=(BONUS,), **card(measure("m"))),
        contract(beside=(BONUS,), **card(measure("m"), improvement_of_composite={"factor": "10%", "at_most": "10%"})),
    ),
    "QUA-04": (
        contract(savings(quality={"gate": {"minimum_score": "70%"}})),
        contract(savings(quality={"multiplier": {"minimum_score": "20%"}})),
    ),
    "QUA-05": (
        contract(beside=(BONUS,), **card(measure("m", cut_points=["20%", "21%", "22%", "23%", "24%", "25%"]))),
        contract(beside=(BONUS,), **card(measure("m", cut_points=["10%", "25%", "40%", "55%", "70%", "85%"]))),
    ),
    "QUA-06": (
        contract(beside=(BONUS,), **card(measure("m"))),
        contract(beside=(BONUS,), **card(measure("m", minimum_denominator=30))),
    ),
    "QUA-07": (
        contract(told=without(TOLD, "supplemental_format", measures_from_records=["falls"])),
        contract(told=without(TOLD, measures_from_records=["falls"])),
    ),
    "QUA-08": (contract(told=without(TOLD, targets_set="after_the_year")), contract()),
    "QUA-09": (contract(beside=(RANKING,)), contract(beside=(BONUS,))),
    "ATT-01": (contract(told=without(TOLD, "attribution_rule")), contract()),
    "ATT-02": (
        contract(attribution=PLURALITY, told=without(TOLD, "attribution_list")),
        contract(attribution=EARLIER, told=without(TOLD, "attribution_list")),
    ),
    "ATT-03": (contract(told=without(TOLD, "attribution_corrected")), contract()),
    "ATT-04": (contract(told=without(TOLD, expected_members=3_000)), contract()),
    "ATT-05": (contract(told=without(TOLD, "members_left_out")), contract()),
    "DAT-01": (
        contract(data_sharing=[feed("claims and eligibility", "quarterly", "medical_claim"), *FEEDS[1:]]),
        contract(data_sharing=FEEDS),
    ),
    "DAT-02": (contract(data_sharing=[FEEDS[0], *FEEDS[2:]]), contract(data_sharing=FEEDS)),
    "DAT-03": (
        contract(data_sharing=[*FEEDS[:3], feed("gaps", "monthly", consequence="none")]),
        contract(data_sharing=FEEDS),
    ),
    "DAT-04": (
        contract(told=without(TOLD, "supplemental_deadline")),
        contract(told=without(TOLD, "supplemental_deadline", "supplemental_format"), data_sharing=[*FEEDS, EVIDENCE]),
    ),
    "STL-01": (contract(run_out=1), contract()),
    "STL-02": (contract(), contract(after_settlement=AFTER)),
    "STL-03": (contract(told=without(TOLD, "member_level_settlement")), contract()),
    "STL-04": (contract(after_settlement={**AFTER, "dispute_within_days": 15}), contract(after_settlement=AFTER)),
    "STL-05": (contract(told=without(TOLD, changed_by_payer_alone=["method"])), contract()),
    "STL-06": (contract(told=without(TOLD, reopening="payer_only")), contract()),
    "STL-07": (contract(told=without(TOLD, at_termination="savings_forfeited_losses_due")), contract()),
    "STL-08": (contract(beside=(NETTING,)), contract(beside=(LIMITED,))),
    "STL-09": (contract(told=without(TOLD, care_management_fees="both")), contract()),
    "STL-11": (
        contract(),
        contract(
            {
                **two_sided(),
                "reinvestment": {
                    "share": "50%", "into": "community", "when": ["minimum_not_met"], "requires_approved_plan": False,
                },
            }
        ),
    ),
    "STL-13": (
        contract(not_modeled=[{"clause": "9", "text": "Appropriate adjustments", "effect": "may_change_amount"}]),
        contract(not_modeled=[{"clause": "9", "text": "Adjustments by Exhibit D", "effect": "may_change_amount"}]),
    ),
    "DST-01": (contract(**plan("own_savings")), contract(**plan("lives"))),
    "DST-02": (contract(), contract(**plan("lives"))),
}  # fmt: skip


def reviewed(agreed: Json, figures: Json | None = None) -> Review:
    """The review of a contract, with figures where they are given."""
    return review_contract(agreed, figures, period=2026, status="final").values


def fired(agreed: Json, figures: Json | None = None) -> dict[str, Finding]:
    return {each.check.id: each for each in reviewed(agreed, figures).findings}


@pytest.mark.parametrize("check", PAIRS)
def test_a_check_fires_and_is_silent_on_the_mended_twin(check: str) -> None:
    fires, mended = PAIRS[check]
    found = fired(fires)
    assert check in found
    assert found[check].clause.where
    assert check not in fired(mended)


def test_every_check_is_tried_here_or_refused_by_the_contract_itself() -> None:
    from_worksheets = {name for name in CHECKS if name.startswith("WRK")}
    assert {*PAIRS, *REFUSED, *from_worksheets} == set(CHECKS)


@pytest.mark.parametrize(
    ("check", "agreed"),
    [
        ("OUT-02", {**history(), "truncation": {"percentile": "99%"}, "stop_loss": STOP_LOSS}),
        ("STL-12", {"withhold": {"earned_back": "in_full"}}),
    ],
)  # fmt: skip
def test_what_two_checks_look_for_no_contract_can_say(check: str, agreed: Json) -> None:
    assert check in REFUSED
    withhold = "withhold" in agreed
    with pytest.raises(ContractError):
        load_contract(
            contract({} if withhold else agreed, beside=(("w", "pay_for_performance", agreed),) if withhold else ())
        )


def test_two_streams_on_one_dollar_and_scores_without_a_rule_for_absent_measures_are_refused() -> None:
    with pytest.raises(ContractError, match="savings"):
        load_contract(contract(beside=(("again", "shared_savings", two_sided()),)))
    unruled = dict(scorecard([measure("m")]))
    del unruled["absent_measures"]
    with pytest.raises(ContractError, match="absent_measures"):
        load_contract(contract(beside=(BONUS,), quality_scorecard=unruled))


def test_where_a_contract_tells_no_provisions_their_checks_are_undecided_and_not_passed() -> None:
    silent = contract()
    del silent["provisions"]
    found = reviewed(silent)
    assert {"DAT-01", "STL-03", "CAP-05", "ATT-03"} <= {each.check.id for each in found.undecided}
    assert not {"DAT-01", "STL-03", "CAP-05", "ATT-03"} & {each.check.id for each in found.findings}


def test_a_one_sided_contract_has_no_object_for_checks_of_losses() -> None:
    found = reviewed(contract(two_sided(loss_share=None)))
    assert {"SHR-01", "CAP-02", "CAP-05", "ATT-04"} <= {each.check.id for each in found.not_applicable}


def test_findings_are_told_in_dollars_where_figures_are_given() -> None:
    found = fired(contract(two_sided(minimum="3%", loss_cap=None)), FIGURES)
    assert "a true saving of 2% is paid in 34.5% of years" in found["MSR-01"].dollars
    assert found["MSR-05"].dollars.startswith("savings of $1,800,000.00 pay $900,000.00")
    assert found["CAP-02"].dollars.startswith("each 10% over the benchmark is $6,000,000.00")
    assert "$20.83 by member and month, 4.2% of the benchmark" in found["OUT-01"].dollars


def test_cliffs_and_slopes_are_found_from_the_worksheet() -> None:
    """At 98% of $60 million a dollar more costs $600,000, at 102% $360,000; the slopes are 0, 0.3 and 0.5."""
    found = reviewed(contract(two_sided()), FIGURES)
    assert found.curve is not None
    jumps = [(int(jump.cost), int(jump.size)) for jump in found.curve.jumps]
    assert jumps == [(58_800_000, -600_000), (61_200_000, -360_000)]
    assert [str(round(each.slope, 3)) for each in found.curve.pieces] == ["0.000", "-0.500", "0.000", "-0.300", "0.000"]
    names = [each.check.id for each in found.findings]
    assert names.count("WRK-01") == 2
    assert "WRK-04" in names
    smooth = reviewed(contract(two_sided(minimum=None, loss_minimum=None, loss_cap=None, savings_cap=None)), FIGURES)
    assert not {"WRK-01", "WRK-02", "WRK-03", "WRK-04"} & {each.check.id for each in smooth.findings}


def test_a_larger_loss_that_costs_less_is_found_from_the_worksheet() -> None:
    bands = {**BANDS, "rows": [{"up_to": "5%", "share": "60%"}, {"share": "0%"}]}
    prepaid = {**two_sided(), "prepaid": True, "losses": {"share": {"bands": bands}}}
    found = reviewed(contract(prepaid), FIGURES)
    assert "WRK-02" in {each.check.id for each in found.findings}


def test_the_terms_of_a_regulation_are_noted_and_nothing_is_asked_for() -> None:
    with as_file(model_folder("mssp").joinpath("contracts").joinpath("basic_e_2024.yaml")) as path:
        found = review_contract(path).values
    assert {each.check.level.value for each in found.findings} <= {"note"}


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        (5_000, ("19.9", "10.3", "50.0", "33.7", "66.3", "50.0")),
        (10_000, ("11.6", "3.7", "50.0", "27.5", "72.5", "50.0")),
        (20_000, ("4.6", "0.6", "50.0", "19.9", "80.1", "50.0")),
        (50_000, ("0.4", "0.0", "50.0", "9.1", "90.9", "50.0")),
    ],
)
def test_chances_of_a_minimum_by_luck_are_the_worked_ones(people: int, expected: tuple[str, ...]) -> None:
    luck = Luck(people, Decimal("1.676"))
    found = [luck.chance(Decimal(minimum) / 100, Decimal(true) / 100) * 100 for true in (0, 2, 3) for minimum in (2, 3)]
    assert tuple(f"{each:.1f}" for each in found) == expected


def test_expected_payments_by_luck_are_the_worked_ones() -> None:
    """10,000 people, $100 million, half: with true savings of 2%, and with none."""
    luck, share, million = Luck(10_000, Decimal("1.676423")), Decimal("0.5"), 100_000_000
    for true, minimum, expected in (
        ("0.02", None, 1_047_703), ("0.02", "0.02", 834_398), ("0.02", "0.03", 555_315),
        ("0", None, 334_398), ("0", "0.02", 164_135), ("0", "0.03", 67_433),
    ):  # fmt: skip
        found = luck.expected(share, None if minimum is None else Decimal(minimum), Decimal(true)) * million
        assert abs(found - expected) < 2, (true, minimum)


@pytest.mark.parametrize(
    ("people", "minimum", "confidence"),
    [
        (5_000, "0.039", 0.90),
        (20_000, "0.025", 0.95),
        (50_000, "0.022", 0.99),
        (500, "0.122", 0.898),
        (3_000, "0.05", 0.899),
    ],
)
def test_the_published_minimum_rates_are_bounds_of_luck(people: int, minimum: str, confidence: float) -> None:
    luck = Luck(people, Decimal("2.15"))
    assert float(1 - luck.chance(Decimal(minimum))) == pytest.approx(confidence, abs=0.002)


def test_the_councils_six_recommendations_are_told_of_a_usual_upside_contract() -> None:
    """A gate on others' results, a minimum for each of three years, nothing for quality alone, own savings shared."""
    usual = savings(
        two_sided(loss_share=None, minimum="3%", savings_cap=None), quality={"gate": {"minimum_score": "60%"}}
    )
    ungated = savings(two_sided(loss_share=None, minimum="3%", savings_cap=None))
    measured = contract(usual, years=3, **card(measure("m")), **plan("own_savings"))
    assert {"QUA-02", "QUA-03", "QUA-04", "MSR-01", "MSR-02", "STL-11", "DST-01"} <= set(fired(measured))
    assert "QUA-01" in fired(contract(ungated, years=3))


def test_the_guides_advice_is_told_of_a_usual_two_sided_contract() -> None:
    """A high minimum, no cap on losses, no truncation, drugs counted, a gate, no data agreed."""
    terms = {
        **history(),
        "savings": {
            "minimum_savings_rate": {"fixed": "3%"}, "share": "50%", "quality": {"gate": {"minimum_score": "70%"}},
        },
        "losses": {"share": {"rate": "50%"}},
        "claims_basis": {**CLAIMS, "pharmacy": True},
    }  # fmt: skip
    found = set(fired(contract(terms, told=without(TOLD, "supplemental_format"), beside=(RANKING,))))
    assert {
        "MSR-01", "SHR-01", "CAP-02", "OUT-01", "OUT-03", "QUA-04", "QUA-09", "DAT-01", "DAT-02", "DAT-04",
    } <= found  # fmt: skip
