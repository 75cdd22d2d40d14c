"""The worked numbers of the notes on contract terms, T-01 to T-11, T-26 to T-32: each comes out as it stands there.

Terms of published contracts with amounts of our own, or both our own; each number was worked out by script with
decimals and half-up rounding, apart from this program.
"""

from decimal import Decimal
from typing import Any

import pytest

from openvbc.money import plain, rounded
from tests.examples import Given, case_of, contract_of, lines_of, settled, settlement_of

TOTAL: dict[str, Any] = {"given": {"basis": "total"}}
PER_MONTH: dict[str, Any] = {"given": {"basis": "per_member_per_month"}}


def saving(benchmark: dict[str, Any] = TOTAL, **terms: Any) -> dict[str, Any]:  # noqa: ANN401  # terms as JSON
    return {"risk": "one_sided", "benchmark": benchmark, "savings": terms}


def losing(**terms: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"risk": "downside_only", "benchmark": TOTAL, "losses": terms}


def spent(benchmark: str, expenditures: str, **others: str | bool) -> Given:
    return {"benchmark": benchmark, "expenditures": expenditures, **others}


def discounted(expenditures: str) -> Given:
    return {"benchmark_before_discount": "50e6", "expenditures": expenditures}


def of_maine(expenditures: str, quality: str = "0.8", *, initiative: bool = True) -> Given:
    """Benchmark 100,000,000, of which 3,000,000 are cut off; 120,000 member months."""
    return {
        "benchmark": "100e6",
        "total_expenditures": expenditures,
        "excess_claims": "3e6",
        "quality_score": quality,
        "aligned_initiative": initiative,
        "member_months": "120000",
    }


def bands(of: str, *rows: dict[str, str], **others: str) -> dict[str, Any]:
    return {"of": of, "rows": list(rows), **others}


TIERED = bands("benchmark", {"up_to": "2%", "share": "100%"}, {"up_to": "4%", "share": "50%"}, {"share": "20%"})
CORRIDOR = {"share": {"bands": TIERED}}
SLABS = losing(share={"bands": {**TIERED, "basis": "whole", "falling_shares": "agreed"}})
TOTAL_COST = saving(bands=bands("benchmark", {"up_to": "5%", "share": "100%"}, {"share": "5%"}))
TOTAL_COST_2 = saving(bands=bands("benchmark", {"up_to": "2%", "share": "100%"}, {"share": "5%"}))
UNSPENT = saving(
    bands=bands("benchmark", {"up_to": "5%", "share": "100%"}, {"up_to": "10%", "share": "50%"}, beyond="payer")
)
LOSS_RATIO: dict[str, Any] = {
    "risk": "two_sided",
    "prepaid": True,
    "benchmark": {"loss_ratio": {"target": "87%", "of": "capitation"}},
    "savings": {"bands": bands("capitation", {"up_to": "5%", "share": "100%"}, {"share": "20%"})},
    "losses": {"share": {"equal_to_share_of_savings": True}},
}
DOLLARS = saving(bands=bands("dollars", {"up_to_amount": "$100,000", "share": "1%"}, {"share": "0%"}))
LIMITED: dict[str, Any] = {
    "risk": "two_sided",
    "prepaid": True,
    "benchmark": TOTAL,
    "savings": {"bands": bands("benchmark", {"up_to": "2%", "share": "100%"}, {"share": "0%"})},
    "losses": {"share": {"equal_to_share_of_savings": True}},
}
MAINE: dict[str, Any] = {
    "risk": "two_sided",
    "benchmark": TOTAL,
    "truncation": {"per_member_per_year": 100000},
    "facts": {"aligned_initiative": {"kind": "yes_no", "attested_by": "provider", "evidence": "Department list"}},
    "savings": {
        "share": {"when": [{"aligned_initiative": True, "is": "40%"}, {"otherwise": "35%"}]},
        "quality": {"multiplier": {}},
        "caps": [
            {"rate": "5%", "of": "benchmark", "on": "pool"},
            {"rate": "1%", "of": "expenditures_before_truncation"},
        ],
    },
    "losses": {
        "share": {
            "rate": {"when": [{"aligned_initiative": True, "is": "15%"}, {"otherwise": "20%"}]},
            "reduced_by_quality": {"when_unscored": "as_zero"},
        },
        "caps": [{"amount": "$0.60", "of": "per_member_per_month"}],
    },
}
THRESHOLDS = {
    "when": [
        {"thresholds_met": {"at_least": 14}, "is": "50%"},
        {"thresholds_met": {"at_least": 12}, "is": "47%"},
        {"thresholds_met": {"at_least": 10}, "is": "44%"},
        {"thresholds_met": {"at_least": 9}, "is": "41%"},
        {"otherwise": "0%"},
    ]
}
OF_THRESHOLDS = {
    **saving(share=THRESHOLDS),
    "facts": {"thresholds_met": {"kind": "number", "attested_by": "the initiative"}},
}
POOL: Given = {
    **spent("1000000", "376000"),
    "practice_people": {"first": "2100", "second": "1700", "third": "1400"},
}


def fee(name: str, taken_off: str) -> dict[str, str]:
    return {"name": name, "per_person": "$1.50", "taken_off": taken_off}


def pooled(own_gate: str | None) -> dict[str, Any]:
    """Three practices with 5,200 people together, of whom 5,000 are needed."""
    pool = {"practices": ["first", "second", "third"], "split_by": "attributed_people"}
    enrolled = {"count": "attributed_people", "for_savings": 5000}
    gate = {} if own_gate is None else {"own_gate": own_gate}
    return {**saving(share="50%"), "minimum_enrollment": enrolled, "pooled_practices": {**pool, **gate}}


TWO_SIDED_HALF: dict[str, Any] = {
    "risk": "two_sided",
    "benchmark": {**TOTAL, "discount": "2%"},
    "savings": {"share": "50%"},
    "losses": {"share": {"rate": "50%"}},
}
FIRST_SLICE: dict[str, Any] = {
    **TWO_SIDED_HALF,
    "benchmark": TOTAL,
    "savings": {"bands": bands("benchmark", {"up_to": "2%", "share": "0%"}, {"share": "50%"})},
}
NEXT_GENERATION: dict[str, Any] = {
    "risk": "two_sided",
    "benchmark": TOTAL,
    "savings": {
        "share": "80%",
        "caps": [{"rate": "5%", "of": "benchmark", "on": "pool"}],
        "haircut": {"rate": "2%", "applied": "after_caps"},
    },
    "losses": {"share": {"rate": "80%"}, "caps": [{"rate": "5%", "of": "benchmark", "on": "pool"}]},
}
SIZES = [
    {"at_least": 3000, "rate": "4%"},
    {"at_least": 5000, "rate": "3%"},
    {"at_least": 10000, "rate": "2%"},
]


def by_size(between: str) -> dict[str, Any]:
    table = {"count": "attributed_people", "between": between, "rows": SIZES}
    return saving(minimum_savings_rate={"by_size": table}, share="50%")


def by_chance(deviations: str) -> dict[str, Any]:
    chance = {
        "count": "attributed_people",
        "standard_deviations": deviations,
        "coefficient_of_variation": "2.15",
        "in_steps_of": "0.1%",
        "most": "20%",
    }
    return saving(minimum_savings_rate={"by_chance": chance}, share="50%")


def cut(when: str) -> dict[str, Any]:
    caps = [{"amount": "$10,000,000", "of": "dollars"}]
    return saving(share="100%", caps=caps, haircut={"rate": "2%", "applied": when})


ENROLLED: dict[str, Any] = {
    **TWO_SIDED_HALF,
    "benchmark": PER_MONTH,
    "minimum_enrollment": {"count": "member_months_by_12", "for_savings": 3000, "for_losses": 5000},
}


def ended(by: str) -> dict[str, Any]:
    return {**losing(share={"rate": "100%"}), "early_termination": {"savings": "forfeited", "by": by}}


def history(inflator: dict[str, Any], **others: Any) -> dict[str, Any]:  # noqa: ANN401
    own = {"per": "member_month", "base_years": [{"year": 2025, "weight": "100%"}], "inflator": inflator, **others}
    return saving({"own_history": own}, share="50%")


def trended(**index: str) -> dict[str, Any]:
    return history({"index": {"series": "medical CPI, US, December", **index}})


ONE_BASE_YEAR: Given = {
    "base_year_expenditures": {"2025": "400000"},
    "base_year_member_months": {"2025": "1000"},
    "member_months": "1000",
    "expenditures": "400000",
}
THREE_BASE_YEARS: Given = {
    "base_year_expenditures": {"2023": "470000", "2024": "480000", "2025": "490000"},
    "base_year_member_months": {"2023": "1000", "2024": "1000", "2025": "1000"},
    "base_year_growth_factor": {"2023": "1.03", "2024": "1.03", "2025": "1.03"},
    "previous_benchmark": "535.60",
    "member_months": "1000",
    "expenditures": "400000",
}
REBASED = {
    "per": "member_month",
    "base_years": [{"year": 2023, "weight": "10%"}, {"year": 2024, "weight": "30%"}, {"year": 2025, "weight": "60%"}],
    "inflator": {"market_trend": True},
}
ADDED_BACK = {
    **REBASED,
    "rebasing": {"weight_of_previous_benchmark": "0%", "share_of_earlier_savings": "50%"},
}


def at_risk(limits_on: str) -> dict[str, Any]:
    risk = {"normalized": True, "most_growth": "3%", "limits_on": limits_on}
    return history({"yearly_rate": "0%"}, risk_adjustment=risk)


BOTH_SIX_PERCENT: Given = {
    **ONE_BASE_YEAR,
    "base_year_expenditures": {"2025": "1000000"},
    "risk_score": "1.06",
    "base_year_risk_score": {"2025": "1"},
    "reference_risk_score": "1.06",
    "base_year_reference_risk_score": {"2025": "1"},
}
CUSTOMER_EXPENSES = {"group": "the provider's employees, by employer group", "member_months": "kept"}
EMPLOYEES: Given = {
    "base_year_total_expenditures": {"2025": "4000000"},
    "base_year_excluded_people_expenditures": {"2025": "500000"},
    "total_expenditures": "4000000",
    "excluded_people_expenditures": "500000",
}


def protected(share: str, point: str, **terms: Any) -> dict[str, Any]:  # noqa: ANN401
    return {**saving(share="50%"), "stop_loss": {"attachment_point": point, "payer_share": share, **terms}}


def claims(total: str, above: str, **others: str) -> Given:
    return {"benchmark": "900000", "total_expenditures": total, "claims_above_stop_loss": above, **others}


NINETY_PERCENT = {"share_of_allowance": "90%"}
CLAIMANT: Given = {
    "benchmark": "900000",
    "total_expenditures": "24000",
    "claimant_paid": {"one": "26000"},
    "claimant_allowance": {"one": "27000"},
    "claimant_recoveries": {"one": "300"},
}
#: Terms, figures, and the lines that must come out.
CASES: dict[str, tuple[dict[str, Any], Given, dict[str, str]]] = {
    "T-01a loss of 1.5%": (losing(**CORRIDOR), spent("100e6", "101.5e6"), {"shared_losses": "1500000"}),
    "T-01a loss of 3%": (losing(**CORRIDOR), spent("100e6", "103e6"), {"shared_losses": "2500000"}),
    "T-01a loss of 6%": (losing(**CORRIDOR), spent("100e6", "106e6"), {"shared_losses": "3400000"}),
    "T-01b up to 5%": (TOTAL_COST, spent("80e6", "74.4e6"), {"shared_savings": "4080000"}),
    "T-01b up to 2%": (TOTAL_COST_2, spent("80e6", "74.4e6"), {"shared_savings": "1800000"}),
    "T-01c unspent funds": (UNSPENT, spent("10e6", "8.8e6"), {"shared_savings": "750000", "payer_part": "450000"}),
    "T-01d ratio of 94%": (LOSS_RATIO, {"capitation": "50e6", "expenditures": "47e6"}, {"net_payment": "800000"}),
    "T-01d ratio of 80%": (LOSS_RATIO, {"capitation": "50e6", "expenditures": "40e6"}, {"net_payment": "-800000"}),
    "T-01d ratio of 90%": (LOSS_RATIO, {"capitation": "50e6", "expenditures": "45e6"}, {"net_payment": "0"}),
    "T-01e bands in dollars": (DOLLARS, spent("1e6", "750000"), {"shared_savings": "1000", "payer_part": "249000"}),
    "T-01f whole amounts, 3%": (SLABS, spent("100e6", "103e6"), {"shared_losses": "1500000"}),
    "T-01f whole amounts, 6%: more loss, less owed": (SLABS, spent("100e6", "106e6"), {"shared_losses": "1200000"}),
    "T-01g gain beyond 2%": (
        LIMITED,
        spent("40e6", "38e6"),
        {"shared_savings": "800000", "payer_part": "1200000", "net_payment": "-1200000"},
    ),
    "T-01g loss beyond 2%": (LIMITED, spent("40e6", "41.5e6"), {"shared_losses": "800000", "net_payment": "700000"}),
    "T-03a with an initiative": (
        MAINE,
        of_maine("95e6"),
        {"savings_pool": "5000000", "provider_share_of_pool": "1600000", "net_payment": "950000"},
    ),
    "T-03b without an initiative": (
        MAINE,
        of_maine("95e6", initiative=False),
        {"provider_share_of_pool": "1400000", "net_payment": "950000"},
    ),
    "T-03c no cap binds": (
        MAINE,
        of_maine("101e6"),
        {"savings_pool": "2000000", "net_payment": "640000"},
    ),
    "T-03d loss, capped by member months": (
        MAINE,
        of_maine("106e6"),
        {
            "provider_share_of_losses_pool": "90000",
            "losses_payment_cap_per_member_per_month": "72000",
            "net_payment": "-72000",
        },
    ),
    "T-03e the same without an initiative": (
        MAINE,
        of_maine("106e6", initiative=False),
        {"provider_share_of_losses_pool": "120000", "net_payment": "-72000"},
    ),
    "T-03f full quality owes nothing": (
        MAINE,
        of_maine("106e6", "1"),
        {"net_payment": "0"},
    ),
    "T-04a fees off the payment": (
        {**OF_THRESHOLDS, "deductions": [fee("care_management", "payment"), fee("practice_support", "payment")]},
        spent("5e6", "4.6e6", assigned_population="4000", thresholds_met="11"),
        {"savings_before_deductions": "176000", "net_payment": "164000"},
    ),
    "T-04a fees off the savings": (
        {**OF_THRESHOLDS, "deductions": [fee("care_management", "savings"), fee("practice_support", "savings")]},
        {"benchmark": "5e6", "care_expenditures": "4.6e6", "assigned_population": "4000", "thresholds_met": "11"},
        {"savings": "388000", "net_payment": "170720"},
    ),
    "T-06a discount, savings": (
        TWO_SIDED_HALF,
        discounted("48e6"),
        {"net_payment": "500000"},
    ),
    "T-06a discount, losses": (
        TWO_SIDED_HALF,
        discounted("50.5e6"),
        {"net_payment": "-750000"},
    ),
    "T-06b first slice, savings": (FIRST_SLICE, spent("50e6", "48e6"), {"net_payment": "500000"}),
    "T-06b first slice, losses": (FIRST_SLICE, spent("50e6", "50.5e6"), {"net_payment": "-250000"}),
    "T-07a haircut, then limit": (
        cut("before_caps"),
        spent("100e6", "87.5e6"),
        {"net_payment": "10000000"},
    ),
    "T-07a limit, then haircut": (
        cut("after_caps"),
        spent("100e6", "87.5e6"),
        {"net_payment": "9800000"},
    ),
    "T-07b savings less 2%": (
        NEXT_GENERATION,
        spent("100e6", "91e6"),
        {"savings_before_haircut": "4000000", "net_payment": "3920000"},
    ),
    "T-07b losses in full": (NEXT_GENERATION, spent("100e6", "109e6"), {"net_payment": "-4000000"}),
    "T-08 steps": (by_size("steps"), spent("1e6", "1e6", assigned_population="7500"), {"minimum_savings_rate": "0.03"}),
    "T-08 straight line": (
        by_size("straight_line"),
        spent("1e6", "1e6", assigned_population="7500"),
        {"minimum_savings_rate": "0.025"},
    ),
    # 1.2816 x 2.15 / sqrt(5,000) = 3.897%, and 1.645 x 2.15 / sqrt(50,000) = 1.582%, each up to the next tenth.
    "T-09 by chance, 5,000 people": (
        by_chance("1.2816"),
        spent("1e6", "1e6", assigned_population="5000"),
        {"minimum_savings_rate": "0.039"},
    ),
    "T-09 by chance, 50,000 people": (
        by_chance("1.645"),
        spent("1e6", "1e6", assigned_population="50000"),
        {"minimum_savings_rate": "0.016"},
    ),
    "T-09 without a minimum": (
        saving(PER_MONTH, share="50%"),
        {"benchmark_per_capita": "500", "expenditures": "61937500", "member_months": "125000"},
        {"savings": "562500", "net_payment": "281250"},
    ),
    "T-09 below the minimum": (
        saving(PER_MONTH, share="50%", minimum_savings_rate={"fixed": "1%"}),
        {"benchmark_per_capita": "500", "expenditures": "61937500", "member_months": "125000"},
        {"net_payment": "0"},
    ),
    "T-09 at the minimum": (
        saving(PER_MONTH, share="50%", minimum_savings_rate={"fixed": "1%"}),
        {"benchmark_per_capita": "500", "expenditures": "61875000", "member_months": "125000"},
        {"net_payment": "312500"},
    ),
    "T-10a commercial": (
        protected("80%", "$10,000", allowable=NINETY_PERCENT),
        CLAIMANT,
        {"claimant_allowable[one]": "24000", "stop_loss_recovery": "11200", "expenditures": "12800"},
    ),
    "T-10a 65 Plus": (protected("80%", "$15,000", allowable=NINETY_PERCENT), CLAIMANT, {"stop_loss_recovery": "7200"}),
    "T-10b aggregating deductible": (
        protected("100%", "$225,000", aggregating_deductible="$250,000"),
        claims("735000", "285000"),
        {"stop_loss_recovery": "35000"},
    ),
    "T-10b premium by contract month": (
        protected("100%", "$225,000", premium={"per_member_per_month": "$43.60"}),
        claims("735000", "0", member_months="28092"),
        {"stop_loss_premium": "1224811.20"},
    ),
    "T-10c premium charged to the fund": (
        protected("80%", "$225,000", premium={"per_member_per_month": "$2.75"}),
        claims("735000", "0", member_months="60000"),
        {"stop_loss_premium": "165000"},
    ),
    "T-11 months kept": (
        {**history({"yearly_rate": "0%"}), "excluded_people": CUSTOMER_EXPENSES},
        {**EMPLOYEES, "base_year_member_months": {"2025": "25000"}, "member_months": "25000"},
        {"base_year_per_capita[2025]": "140"},
    ),
    "T-11 months leave": (
        {**history({"yearly_rate": "0%"}), "excluded_people": {**CUSTOMER_EXPENSES, "member_months": "leave"}},
        {
            **EMPLOYEES,
            "base_year_total_member_months": {"2025": "25000"},
            "base_year_excluded_member_months": {"2025": "5000"},
            "total_member_months": "25000",
            "excluded_member_months": "5000",
        },
        {"base_year_per_capita[2025]": "175"},
    ),
    "T-04b reduced by a tenth for each decline": (
        {
            **saving(
                share="45%",
                reduced_for_each={"fact": "measures_in_decline", "by": "10%", "taken_as": "part_of_share"},
            ),
            "facts": {"measures_in_decline": {"kind": "number", "attested_by": "the State"}},
        },
        spent("1e6", "900000", measures_in_decline="2"),
        {"share_of_savings": "0.36", "net_payment": "36000"},
    ),
    "T-04b reduced by ten points for each decline": (
        {
            **saving(share="45%", reduced_for_each={"fact": "measures_in_decline", "by": "10%", "taken_as": "points"}),
            "facts": {"measures_in_decline": {"kind": "number", "attested_by": "the State"}},
        },
        spent("1e6", "900000", measures_in_decline="2"),
        {"share_of_savings": "0.25", "net_payment": "25000"},
    ),
    "T-17 practices split their pool by people": (
        pooled(None),
        POOL,
        {
            "shared_savings": "312000",
            "practice_payment[first]": "126000",
            "practice_payment[second]": "102000",
            "practice_payment[third]": "84000",
            "net_payment": "312000",
        },
    ),
    "T-17 what one forfeits stays with the payer": (
        pooled("kept_by_payer"),
        {**POOL, "practice_qualifies": {"first": True, "second": True, "third": False}},
        {"practice_payment[third]": "0", "forfeited_savings": "84000", "net_payment": "228000"},
    ),
    "T-17 or is redistributed": (
        pooled("redistributed"),
        {**POOL, "practice_qualifies": {"first": True, "second": True, "third": False}},
        {
            "practice_payment[first]": "172421.05",
            "practice_payment[second]": "139578.95",
            "practice_payment[third]": "0",
            "forfeited_savings": "0",
            "net_payment": "312000",
        },
    ),
    "T-26 by months": (ended("months"), spent("1e6", "1480000", months_in_force="9"), {"net_payment": "-360000"}),
    "T-26 by days": (ended("days"), spent("1e6", "1480000", days_in_force="273"), {"net_payment": "-359013.70"}),
    "T-27 upside only": (
        {**ENROLLED, "benchmark": PER_MONTH},
        {"benchmark_per_capita": "100", "member_months": "41400", "expenditures": "4740000"},
        {"people_by_months": "3450", "losses": "600000", "net_payment": "0"},
    ),
    "T-27 too few": (
        {**ENROLLED, "benchmark": PER_MONTH},
        {"benchmark_per_capita": "100", "member_months": "33600", "expenditures": "3000000"},
        {"people_by_months": "2800", "net_payment": "0"},
    ),
    "T-28a growth counts to 3%": (
        saving({"given": {"basis": "total", "risk_adjustment": {"most_growth": "3%"}}}, share="50%"),
        {"benchmark_before_risk": "1e6", "risk_score": "1.12", "benchmark_risk_score": "1.05", "expenditures": "1e6"},
        {"benchmark_risk_ratio": "1.03", "benchmark": "1030000"},  # 1.05 x 1.03 = 1.0815
    ),
    "T-28b provider capped, region not": (at_risk("own_growth"), BOTH_SIX_PERCENT, {"historical_benchmark": "971.70"}),
    "T-28b capped alike": (at_risk("each"), BOTH_SIX_PERCENT, {"historical_benchmark": "1000"}),
    "T-29 fixed": (history({"yearly_rate": "4%"}), ONE_BASE_YEAR, {"historical_benchmark": "416"}),
    "T-29 market": (trended(), {**ONE_BASE_YEAR, "index_change": {"2026": "0.055"}}, {"historical_benchmark": "422"}),
    "T-29 CPI and a margin": (
        trended(plus="1.5%"),
        {**ONE_BASE_YEAR, "index_change": {"2026": "0.029"}},
        {"historical_benchmark": "417.60"},
    ),
    "T-29 half fixed": (
        trended(fixed_rate="4%", weight_of_fixed_rate="50%"),
        {**ONE_BASE_YEAR, "index_change": {"2026": "0.055"}},
        {"historical_benchmark": "419"},
    ),
    "T-29 held within a point": (
        trended(at_least="3%", at_most="5%"),
        {**ONE_BASE_YEAR, "index_change": {"2026": "0.055"}},
        {"historical_benchmark": "420"},
    ),
    "T-30 rebased": (
        saving({"own_history": REBASED}, share="50%"),
        {name: held for name, held in THREE_BASE_YEARS.items() if name != "previous_benchmark"},
        {"historical_benchmark": "499.55"},
    ),
    "T-30 half of earlier savings added back": (
        saving({"own_history": ADDED_BACK}, share="50%"),
        {**THREE_BASE_YEARS, "earlier_average_savings": "30.90"},  # 30 at the trend of 3%
        {"rebased_benchmark": "515"},
    ),
    "T-35 fees at risk": (
        losing(share={"rate": "100%"}, caps=[{"rate": "100%", "of": "care_fees_paid"}]),
        spent("4800000", "4944000", care_fees_paid="240000"),
        {"losses_payment_cap_of_care_fees_paid": "240000", "net_payment": "-144000"},
    ),
    "T-36 remittance below the minimum loss ratio": (
        {
            **saving({"loss_ratio": {"target": "86%", "of": "premium"}}, share="0%"),
            "prepaid": True,
        },
        {"premium": "100e6", "expenditures": "84.2e6"},
        {"net_payment": "-1800000"},
    ),
    "T-31 an event of four months": (
        {
            **losing(share={"rate": "100%"}),
            "exogenous_events": {"losses_reduced_by": "share_of_months_times_share_of_people"},
        },
        spent("1e6", "1900000", event_share_of_months="0.3333333333333333333333", event_share_of_people="0.75"),
        {"net_payment": "-675000"},
    ),
    "T-32 a therapy taken out of one side": (
        saving(PER_MONTH, share="100%"),
        {"benchmark_per_capita": "410", "expenditures": "24120000", "member_months": "60000"},
        {"savings": "480000"},
    ),
    "T-32 taken out of both": (
        saving(PER_MONTH, share="100%"),
        {"benchmark_per_capita": "404", "expenditures": "24120000", "member_months": "60000"},
        {"savings": "120000"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_worked_number_comes_out_as_it_stands(name: str) -> None:
    terms, figures, expected = CASES[name]
    lines = lines_of(settled(terms, figures))
    for line, value in expected.items():
        head, _, member = line.partition("[")
        found = lines[head]
        found = found[member.removesuffix("]")] if isinstance(found, dict) else found
        assert isinstance(found, Decimal)
        shown = rounded(found, 4 if abs(found) < 1 else 2)
        assert plain(shown) == plain(rounded(Decimal(value), 4 if abs(found) < 1 else 2)), line


def test_every_case_loads_as_a_contract() -> None:
    assert all(contract_of(terms) for terms, _, _ in CASES.values())


DEFERRING: dict[str, Any] = {
    **ENROLLED,
    "minimum_enrollment": {**ENROLLED["minimum_enrollment"], "year_without_settlement": "added_to_next_year"},
}


def of_two_years(year: int, **given: str) -> dict[str, Any]:
    contract = contract_of(DEFERRING, start="2026-01-01", end="2027-12-31")
    figures: Given = {"benchmark_per_capita": "100", "member_months": "33600", "expenditures": "3000000", **given}
    return dict(lines_of(settlement_of(contract, case_of(figures, year=year))))


def test_t_27_a_year_with_2_800_people_is_settled_with_the_next() -> None:
    first = of_two_years(2026)
    assert first["net_payment"] == 0
    carried = {name: first[f"{name}_carried"] for name in ("benchmark", "expenditures", "member_months")}
    assert carried == {"benchmark": 3_360_000, "expenditures": 3_000_000, "member_months": 33_600}
    brought = {f"{name}_brought_forward": str(value) for name, value in carried.items()}
    second = of_two_years(2027, **brought)
    assert second["settled_people_by_months"] == 5_600
    assert second["savings"] == 720_000
    assert second["net_payment"] == 360_000
    assert "benchmark_carried" not in second  # there is no later year to settle it with


def test_a_year_after_a_settled_one_is_settled_alone() -> None:
    nothing = dict.fromkeys(
        ("benchmark_brought_forward", "expenditures_brought_forward", "member_months_brought_forward"), "0"
    )
    assert of_two_years(2027, **nothing)["net_payment"] == 0
    assert of_two_years(2027, **nothing, member_months="60000")["net_payment"] == 1_500_000
