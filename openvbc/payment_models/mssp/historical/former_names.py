"""What the benchmark's inputs were called before years, types and counties were axes; files may still say so."""

from collections.abc import Mapping
from typing import Final

from openvbc.payment_models.mssp.historical.axes import ENROLLMENT_TYPES, YEARS

#: What followed the year in a former name -> the line of today.
_OF_A_YEAR: Final = {
    "expenditures": "assigned_expenditures",
    "member_months": "assigned_months",
    "risk_score": "risk_score",
    "demographic_score": "demographic_score",
    "national_per_capita": "national_assignable_per_capita",
    "regional_per_capita": "regional_per_capita",
    "national_weight": "national_weight",
}

#: What stood between the year and the enrollment type.
_OF_A_YEAR_AND_TYPE: Final = ("county_per_capita", "county_risk_score", "county_demographic_score", "county_months")

FORMER_NAMES: Final[Mapping[str, str]] = {
    f"{year}_{former}": f"{line}[{year}]" for year in YEARS.keys for former, line in _OF_A_YEAR.items()
} | {
    f"{year}_{line}_{kind}": f"{line}[{year},{kind}]"
    for year in YEARS.keys
    for line in _OF_A_YEAR_AND_TYPE
    for kind in ENROLLMENT_TYPES.keys
}
