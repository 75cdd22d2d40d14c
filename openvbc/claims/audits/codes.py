"""The code sets that audits hold codes against: published lists, or the shape that a code has; no descriptions.

For shapes the publishers' own rules: HCPCS has four digits and a digit or letter, or a letter and four digits;
ICD-10-CM three to seven characters that begin with a letter and a digit; ICD-10-PCS seven characters without I and O.
"""

from functools import cache
from typing import Final

from openvbc.claims.geography import postal_abbreviations
from openvbc.claims.published_codes import codes


@cache
def known_codes() -> tuple[tuple[str, str], ...]:
    """Rows of known_code: the sets that columns hold codes of, and the lists that say what a bill or a service is."""
    sets: dict[str, tuple[str, ...]] = {
        "claim_type": ("institutional", "professional", "undetermined"),
        "diagnosis_code_type": ("icd-10-cm", "icd-9-cm"),
        "drg_code_type": ("ms-drg", "apr-drg"),
        "dual_status": codes("dual_status_codes"),
        "medicare_status": codes("medicare_status_codes"),
        "original_reason_entitlement": codes("entitlement_reason_codes"),
        "place_of_service": codes("places_of_service"),
        "procedure_code_type": ("icd-10-pcs", "icd-9-pcs"),
        "sex": ("male", "female", "unknown"),
        "state": (*sorted(postal_abbreviations().values()), *codes("territory_and_post_abbreviations")),
        "yes_or_no": ("0", "1"),
        "total_charge": codes("total_charge_revenue_centers"),
        "repeated_service": codes("repeated_service_modifiers"),
        "replacement": codes("bill_frequency_codes", "replacement"),
        "void": codes("bill_frequency_codes", "void"),
        "stay": codes("kinds_of_bill_of_stays"),
    }
    return tuple((name, code) for name, of_set in sets.items() for code in of_set)


#: Rows of code_shape.
CODE_SHAPES: Final[tuple[tuple[str, str], ...]] = (
    ("bill_type", "^[1-9][0-9][0-9A-Z]$"),
    ("ccn", "^[0-9]{2}[0-9A-Z][0-9]{3}$"),
    ("drg", "^[0-9]{3}$"),
    ("hcpcs", "^([0-9]{4}[0-9A-Z]|[A-Z][0-9]{4})$"),
    ("icd-10-cm", "^[A-Z][0-9][0-9A-Z]{1,5}$"),
    ("icd-10-pcs", "^[0-9A-HJ-NP-Z]{7}$"),
    ("icd-9-cm", "^([0-9]{3}|V[0-9]{2}|E[0-9]{3})[0-9]{0,2}$"),
    ("icd-9-pcs", "^[0-9]{2,4}$"),
    ("ndc", "^[0-9]{11}$"),
    ("revenue_center", "^[0-9]{4}$"),
    ("specialty", "^[0-9A-Z][0-9A-Z]$"),
    ("year_month", "^(19|20)[0-9]{2}(0[1-9]|1[0-2])$"),
)
