"""What a mapping can feed, by kind of file, and the fields that a payer should send at the least.

The minimum is the list that value-based care guides ask payers for: identifiers, days, codes, dollars paid and what
tells reversals, on claim, line and fill, and who was enrolled when with whom. Payers send medical claims as one file of
lines that repeat what is said of the claim (`medical_claim`), or as a file of headers and one of lines.
"""

from dataclasses import dataclass, replace
from typing import Final

from openvbc.claims.readers.staging.rules import Rule, Shape, SourceColumn, source_column
from openvbc.claims.readers.tuva.layouts import LAYOUTS as TUVA_LAYOUTS
from openvbc.claims.tables.catalog import CANONICAL_TABLES

#: The kinds of file, in the order in which they are loaded.
KINDS: Final = (
    "eligibility",
    "medical_claim",
    "claim_header",
    "claim_line",
    "extra_diagnoses",
    "extra_procedures",
    "pharmacy_claim",
    "providers",
)

#: Kinds that hold whole claims, one row a line or fill.
CLAIM_KINDS: Final = ("medical_claim", "pharmacy_claim")
#: Kinds whose rows tell reversals: a line is reversed with its header.
REVERSED_KINDS: Final = (*CLAIM_KINDS, "claim_header")

SEXES: Final = ("male", "female", "unknown")
#: Benefits beside care and drugs, of which an eligibility file says whether the plan covers them.
BENEFITS: Final = ("dental", "eye")
CLAIM_TYPES: Final = ("institutional", "professional", "undetermined")


@dataclass(frozen=True)
class Minimum:
    """A field of the minimum: what the mapping calls it, what it is, and whether loading is impossible without it."""

    name: str
    meaning: str
    essential: bool = False


_MEMBER = Minimum("person_id", "the payer's identifier of the member", essential=True)
_CLAIM = Minimum("claim_id", "the payer's identifier of the claim", essential=True)
_BORN = Minimum("birth_date", "the member's day of birth")
_SEX = Minimum("sex", "the member's sex: male, female or unknown")
_NAMED = Minimum("member_name", "the member's name; it is checked to be there and never kept")
_LINE = Minimum("claim_line_number", "number of the line within the claim", essential=True)
_DAYS_OF_CLAIM = (
    Minimum("claim_start_date", "first day of service of the claim", essential=True),
    Minimum("claim_end_date", "last day of service of the claim", essential=True),
)
_DAY_OF_LINE = Minimum("claim_line_start_date", "first day of service of the line")
_CLAIM_TYPE = Minimum("claim_type", "institutional, professional or undetermined", essential=True)
_CODES_OF_CLAIM = (
    Minimum("drg_code", "diagnosis-related group"),
    Minimum("diagnosis_code_1", "primary diagnosis"),
    Minimum("bill_type_code", "type of bill"),
    Minimum("place_of_service_code", "place of service"),
)
_CODES_OF_LINE = (
    Minimum("hcpcs_code", "procedure code of the line"),
    Minimum("revenue_center_code", "revenue center of the line"),
)
_RENDERING = Minimum("rendering_npi", "NPI of the servicing provider")
_BILLING = Minimum("billing_tin", "tax identifier of who billed")
_OUT_OF_NETWORK = Minimum("out_of_network_flag", "whether it was out of network; checked to be there, not kept")

MINIMUM: Final[dict[str, tuple[Minimum, ...]]] = {
    "eligibility": (
        _MEMBER,
        replace(_BORN, essential=False),
        _SEX,
        Minimum("enrollment_start_date", "first day on which the member is enrolled", essential=True),
        Minimum("enrollment_end_date", "last day of that span, included", essential=True),
        Minimum("attributed_npi", "NPI of the clinician to whom the payer attributes the member"),
    ),
    "medical_claim": (
        _MEMBER,
        _NAMED,
        _BORN,
        _SEX,
        _CLAIM,
        _LINE,
        *_DAYS_OF_CLAIM,
        _DAY_OF_LINE,
        _CLAIM_TYPE,
        *_CODES_OF_CLAIM,
        *_CODES_OF_LINE,
        _RENDERING,
        _BILLING,
        Minimum("paid_amount", "what the payer paid for the line", essential=True),
        _OUT_OF_NETWORK,
    ),
    "claim_header": (
        _MEMBER,
        _NAMED,
        _BORN,
        _SEX,
        _CLAIM,
        *_DAYS_OF_CLAIM,
        _CLAIM_TYPE,
        *_CODES_OF_CLAIM,
        _RENDERING,
        _BILLING,
        Minimum("paid_amount", "what the payer paid for the claim", essential=True),
        _OUT_OF_NETWORK,
    ),
    "claim_line": (
        _MEMBER,
        _CLAIM,
        _LINE,
        _DAY_OF_LINE,
        *_CODES_OF_LINE,
        _RENDERING,
        Minimum("paid_amount", "what the payer paid for the line; where it is absent, that of the header counts"),
        _OUT_OF_NETWORK,
    ),
    "pharmacy_claim": (
        _MEMBER,
        _BORN,
        _CLAIM,
        Minimum(
            "claim_line_number",
            "number of the fill within the claim (a constant 1 if there is one each)",
            essential=True,
        ),
        Minimum("dispensing_date", "day of the fill (start date)", essential=True),
        Minimum("supply_end_date", "day on which the supply ends; checked to be there, not kept"),
        Minimum("ndc_code", "medication code (NDC)"),
        Minimum("days_supply", "days of supply"),
        Minimum("refills", "refill number"),
        Minimum("dispensing_provider_npi", "NPI of the pharmacy"),
        Minimum("paid_amount", "what the payer paid for the fill", essential=True),
    ),
    "extra_diagnoses": (_CLAIM, _MEMBER, Minimum("diagnosis_code", "a further diagnosis of the claim", essential=True)),
    "extra_procedures": (
        _CLAIM,
        _MEMBER,
        Minimum("procedure_code", "a further procedure of the claim", essential=True),
    ),
    "providers": (Minimum("npi", "NPI of the provider", essential=True),),
}


def _canonical(table: str, *, without: tuple[str, ...] = ()) -> list[SourceColumn]:
    skipped = {"data_source", "source_file", "source_row", *without}
    return [source_column(column) for column in CANONICAL_TABLES[table].columns if column.name not in skipped]


def _worded(columns: list[SourceColumn]) -> tuple[SourceColumn, ...]:
    words = {"sex": SEXES, "claim_type": CLAIM_TYPES, **dict.fromkeys(BENEFITS, ("1", "0"))}
    return tuple(
        replace(column, words=words.get(column.name, ()), filled=column.filled and column.name != "payer", names=())
        for column in columns
    )


_OF_MEMBER = [SourceColumn("birth_date", Rule.DAY), SourceColumn("sex", Rule.CODE)]
_SENT_WITH_CLAIMS: Final = [
    *_OF_MEMBER,
    SourceColumn("member_name"),
    SourceColumn("out_of_network_flag", Rule.CODE),
    SourceColumn("plan_name"),
    SourceColumn("drg_name"),
    *(SourceColumn(f"{step}_date", Rule.DAY) for step in ("submission", "processing", "adjudication", "approval")),
    SourceColumn("rendering_name"),
    *(SourceColumn(f"{who}_npi", Rule.CODE, Shape.NPI) for who in ("attending", "other_provider")),
    *(SourceColumn(f"{who}_name") for who in ("attending", "other_provider", "facility", "billing")),
]
_SENT_WITH_FILLS: Final = [
    *_OF_MEMBER,
    SourceColumn("supply_end_date", Rule.DAY),
    SourceColumn("plan_name"),
    *(SourceColumn(f"medication_{what}") for what in ("name", "dosage_per_unit", "route_of_administration")),
    *(
        SourceColumn(f"pharmacy_{what}")
        for what in (
            "id", "name", "street_1", "street_2", "city", "zip", "state", "country", "fax", "phone", "dea_number",
            "service_type_code",
        )
    ),
    *(SourceColumn(f"formulary_{what}") for what in ("id", "name")),
    SourceColumn("dispense_as_written_code"),
]  # fmt: skip

#: Fields of claims that a payer sends and a mapping can name: each is checked to be there, and days and identifiers to
#: be such; none is kept.
NOT_KEPT: Final = frozenset(column.name for column in (*_SENT_WITH_CLAIMS, *_SENT_WITH_FILLS))

#: What tells the headers of one claim apart, and the lines of each: it joins lines to headers, and is not kept.
CLAIM_VERSION: Final = SourceColumn("claim_version", Rule.CODE)
_MEDICAL: Final = _worded(
    [*(replace(column, needed=False) for column in TUVA_LAYOUTS["medical_claim"].columns), *_SENT_WITH_CLAIMS]
)
_MODIFIERS: Final = tuple(f"hcpcs_modifier_{place}" for place in range(1, 6))
#: What is said of a line alone, and what is said of claims and lines.
_OF_LINE: Final = frozenset(
    (
        *("claim_line_number", "claim_line_start_date", "claim_line_end_date", "revenue_center_code", "hcpcs_code"),
        *_MODIFIERS,
        "service_unit_quantity",
    )
)
_OF_BOTH: Final = frozenset(
    (
        *("claim_id", "person_id", "payer", "plan", "place_of_service_code", "rendering_npi", "rendering_tin"),
        "rendering_specialty_code",
    )
)


def _is_of_line(name: str) -> bool:
    return name in _OF_LINE | _OF_BOTH | NOT_KEPT or name.endswith("_amount")


#: The fields of each kind of file, with what each must hold.
FIELDS: Final[dict[str, tuple[SourceColumn, ...]]] = {
    "eligibility": _worded(
        [
            *_canonical("eligibility"),
            SourceColumn("attributed_npi", Rule.CODE, Shape.NPI),
            SourceColumn("attributed_tin", shape=Shape.PRACTICE),
            SourceColumn("attributed_organization"),
            *(SourceColumn(benefit, Rule.CODE) for benefit in BENEFITS),
        ]
    ),
    "medical_claim": _MEDICAL,
    "claim_header": (*(column for column in _MEDICAL if column.name not in _OF_LINE), CLAIM_VERSION),
    "claim_line": (*(column for column in _MEDICAL if _is_of_line(column.name)), CLAIM_VERSION),
    "pharmacy_claim": _worded([*_canonical("pharmacy_claim"), *_SENT_WITH_FILLS]),
    "extra_diagnoses": (
        SourceColumn("claim_id", filled=True),
        SourceColumn("person_id", filled=True),
        SourceColumn("diagnosis_code", Rule.CODE, Shape.DIAGNOSIS, filled=True),
        SourceColumn("diagnosis_code_type", Rule.CODE),
        SourceColumn("present_on_admission_code", Rule.CODE),
    ),
    "extra_procedures": (
        SourceColumn("claim_id", filled=True),
        SourceColumn("person_id", filled=True),
        SourceColumn("procedure_code", Rule.CODE, Shape.PROCEDURE, filled=True),
        SourceColumn("procedure_code_type", Rule.CODE),
        SourceColumn("procedure_date", Rule.DAY),
        *(SourceColumn(modifier, Rule.CODE, Shape.MODIFIER) for modifier in _MODIFIERS),
    ),
    "providers": _worded(_canonical("provider")),
}

#: Identifiers of providers: one that has not its shape is refused, because it would match nothing, in silence.
REFUSED_SHAPES: Final = frozenset({Shape.NPI, Shape.TIN, Shape.CCN})


def field_of(kind: str, name: str) -> SourceColumn | None:
    """The field of that name of a kind of file; None if there is none."""
    return next((column for column in FIELDS[kind] if column.name == name), None)
