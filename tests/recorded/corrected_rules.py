"""Lines of examples whose figures moved since they were recorded, since a rule was read otherwise than its text has it.

Everything else stays as it was recorded; what these lines are now is held by the plain calculations of the rule text
and by the golden examples.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Correction:
    """A rule with its citation, and by example the lines of today that it moved.

    A line stands for all of its members; `line[member]` for those of that member on its first axis.
    """

    rule: str
    lines: Mapping[str, frozenset[str]]


#: What the benchmark moves, once its growth is another.
_MOVED: Final = frozenset(
    [
        "national_weight",
        "benchmark_growth",
        "trended_per_capita",
        "historical_benchmark_by_type",
        "historical_benchmark",
        "regional_difference",
        "weighted_regional_difference",
        "regional_adjustment_limited",
        "regional_adjustment_by_type",
        "regional_adjustment",
        "adjustment_that_applies",
        "regional_adjustment_applied",
        "adjusted_benchmark_by_type",
        "adjusted_benchmark",
        "benchmark_weight",
        "aggregate_risk_ratio",
        "aggregate_demographic_ratio",
        "risk_cap",
        "aggregate_regional_risk_ratio",
        "aggregate_regional_demographic_ratio",
        "regional_risk_cap",
        "two_way_update",
        "prospective_trend",
        "three_way_update",
        "three_way_updated_by_type",
        "three_way_benchmark_per_person_year",
        "three_way_benchmark",
        "two_way_updated_by_type",
        "two_way_benchmark_per_person_year",
        "two_way_benchmark",
        "bridge_after_trend",
        "bridge_trend",
        "bridge_adjustment",
        "bridge_after_two_way",
        "bridge_two_way",
        "bridge_after_update",
        "three_way_savings",
        "three_way_savings_rate",
        "larger_benchmark",
        "benchmark",
        "savings",
        "savings_rate",
        "savings_after_guardrail",
        "first_dollar_savings",
        "generated_savings",
        "generated_savings_or_losses",
        "share_of_savings",
        "share_after_sequestration",
        "payment_limit",
        "earned_savings",
        "loss_limit_of_benchmark",
        "earned_or_owed",
        "medicare_part",
        "net_payment",
    ]
)

#: Lines that the two examples do not move alike: a bar may round to the same cent, and savings below the minimum
#: are not shared whatever they are.
_FROM_CLAIMS: Final = (
    _MOVED
    - {
        "earned_or_owed",
        "earned_savings",
        "first_dollar_savings",
        "generated_savings",
        "generated_savings_or_losses",
        "medicare_part",
        "net_payment",
        "share_after_sequestration",
        "share_of_savings",
    }
) | {
    "bridge_after_adjustment",
    "bridge_after_mix",
    "bridge_after_risk",
    "bridge_mix",
    "bridge_risk",
    "bridge_update",
    "county_share",
    "not_shared",
}

CORRECTED: Final = (
    Correction(
        "42 CFR 425.652(a)(5)(v) and (b)(2)(iv), 425.655(e)(2), read with 87 FR 69404, III.G.5.c.(3) and d: the weight"
        " of national growth is one of each enrollment type, in person-years, not one of all people",
        {"mssp_computed_2024": _MOVED, "mssp_from_claims_2024": _FROM_CLAIMS},
    ),
    Correction(
        "Quality Payment Program benchmarks: the first decile begins at the first percentile, and is worth at least one"
        " point (42 CFR 414.1380(b)(1)); each set of collection types has weights of its own, `weight_in_set`",
        {
            "mssp_quality_2022": frozenset({"measure_weight"}),
            "mssp_quality_2023": frozenset({"cut_point[1]", "measure_weight", "points_below_scale"}),
        },
    ),
)


def corrected_lines(example: str) -> frozenset[str]:
    """The lines of an example that a corrected rule moved."""
    return frozenset().union(*(each.lines.get(example, frozenset()) for each in CORRECTED))
