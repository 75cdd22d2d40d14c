"""What a percentage is of: the closed list of bases on which caps, floors, bands and rates may be agreed."""

from typing import Final, Literal

Base = Literal[
    "benchmark",
    "expenditures",
    "expenditures_before_truncation",
    "provider_revenue",
    "capitation",
    "premium",
    "care_fees_paid",
    "fee_tier_difference",
]

#: Each base in words, and what a reader needs to know of it.
BASES: Final[dict[str, tuple[str, str]]] = {
    "benchmark": ("Benchmark", ""),
    "expenditures": ("Expenditures", ""),
    "expenditures_before_truncation": ("Expenditures before truncation", "Less carve-outs; nothing is cut off."),
    "provider_revenue": ("Provider's revenue", ""),
    "capitation": ("Capitation of the year", ""),
    "premium": ("Premium of the year, net of agreed deductions", ""),
    "care_fees_paid": ("Care management fees paid", ""),
    "fee_tier_difference": (
        "Fees that the provider would lose by falling a tier",
        "The aggregate difference of the two tiers' fees for the year.",
    ),
}
