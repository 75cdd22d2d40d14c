"""The tables of Tuva's claims input layer and which of their columns are read.

Names are those of the input layer of the Tuva Project (Apache-2.0), 0.18 and 1.0; 1.0 calls `gender` `sex`. Columns
beside these are passed over.
"""

from typing import Final

from openvbc.claims.readers.staging.loading import TextLayout
from openvbc.claims.readers.staging.rules import Rule, Shape, SourceColumn, source_column
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.claims.tables.dictionary import LAST_DAY
from openvbc.claims.tables.people import PROVIDER

PACKAGE: Final = "openvbc.claims.readers.tuva"

#: How many diagnoses and procedures stand beside each other on a line.
CODES: Final = 25

_FROM_OPTIONS = ("data_source", "source_file", "source_row")

#: Other names that a canonical column has in the input layer.
_OTHER_NAMES: Final = {"sex": ("sex", "gender"), "facility_ccn": ("facility_ccn", "ccn")}

#: The columns without which a table of the input layer is not what its name says.
_NEEDED: Final = {
    "eligibility": ("person_id", "enrollment_start_date", "enrollment_end_date"),
    "medical_claim": ("claim_id", "claim_line_number", "person_id", "claim_start_date", "claim_end_date", "claim_type"),
    "pharmacy_claim": ("claim_id", "claim_line_number", "person_id", "dispensing_date"),
    "provider_attribution": ("person_id", "year_month"),
    # Not of the input layer, which has no specialties: the canonical table, beside it.
    PROVIDER.name: ("npi", "specialty_code"),
}

#: Filled in from elsewhere where the source leaves it empty, so that empty is no fault yet.
_FILLED_LATER: Final = frozenset({"payer"})

#: Columns of which the input layer says something else than the canonical table.
_RULES: Final = {"year_month": Rule.MONTH}


def _columns(table: str) -> list[SourceColumn]:
    columns = []
    for column in CANONICAL_TABLES[table].columns:
        if column.name in _FROM_OPTIONS:
            continue
        plain = source_column(column, needed=column.name in _NEEDED[table])
        columns.append(
            SourceColumn(
                plain.name,
                _RULES.get(column.name, plain.rule),
                plain.shape,
                needed=plain.needed,
                filled=plain.filled and column.name not in _FILLED_LATER,
                names=_OTHER_NAMES.get(column.name, ()),
            )
        )
    return columns


def _wide() -> list[SourceColumn]:
    numbers = range(1, CODES + 1)
    return [
        SourceColumn("diagnosis_code_type", Rule.CODE),
        SourceColumn("procedure_code_type", Rule.CODE),
        *(SourceColumn(f"diagnosis_code_{n}", Rule.CODE, Shape.DIAGNOSIS) for n in numbers),
        *(SourceColumn(f"diagnosis_poa_{n}", Rule.CODE) for n in numbers),
        *(SourceColumn(f"procedure_code_{n}", Rule.CODE, Shape.PROCEDURE) for n in numbers),
        *(SourceColumn(f"procedure_date_{n}", Rule.DAY) for n in numbers),
    ]


LAYOUTS: Final = {
    table: TextLayout(
        table,
        tuple(_columns(table) + (_wide() if table == "medical_claim" else [])),
        (f"load_{table}",),
        PACKAGE,
        values={"last_day": LAST_DAY} if table == "eligibility" else {},
    )
    for table in _NEEDED
}
