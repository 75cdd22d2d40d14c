"""Code sets as plain facts: the codes themselves, or the shape that a code has; no descriptions.

Sources: CMS Place of Service Code Set; CMS codebooks of the Master Beneficiary Summary File (dual status, Medicare
status, original reason for entitlement); USPS abbreviations of states, territories and military posts; for shapes the
publishers' own rules: HCPCS has four digits and a digit or letter, or a letter and four digits; ICD-10-CM three to
seven characters that begin with a letter and a digit; ICD-10-PCS seven characters without I and O.
"""

from typing import Final

from openvbc.claims.geography import POSTAL_ABBREVIATIONS

_YES_OR_NO: Final = ("0", "1")

_PLACES_OF_SERVICE: Final = (
    *(f"{number:02}" for number in (*range(1, 28), *range(31, 35), 41, 42, *range(49, 59), *range(60, 63), 65, 66)),
    "71",
    "72",
    "81",
    "99",
)

_TERRITORIES_AND_POSTS: Final = ("AS", "FM", "GU", "MH", "MP", "PW", "AA", "AE", "AP")

_SETS: Final[dict[str, tuple[str, ...]]] = {
    "claim_type": ("institutional", "professional", "undetermined"),
    "diagnosis_code_type": ("icd-10-cm", "icd-9-cm"),
    "drg_code_type": ("ms-drg", "apr-drg"),
    "dual_status": ("00", "NA", "01", "02", "03", "04", "05", "06", "08", "09", "10", "99"),
    "medicare_status": ("10", "11", "20", "21", "31"),
    "original_reason_entitlement": ("0", "1", "2", "3"),
    "place_of_service": _PLACES_OF_SERVICE,
    "procedure_code_type": ("icd-10-pcs", "icd-9-pcs"),
    "sex": ("male", "female", "unknown"),
    "state": (*sorted(POSTAL_ABBREVIATIONS.values()), *_TERRITORIES_AND_POSTS),
    "yes_or_no": _YES_OR_NO,
}

#: Rows of known_code.
KNOWN_CODES: Final[tuple[tuple[str, str], ...]] = tuple((name, code) for name, codes in _SETS.items() for code in codes)

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
