"""The tables that resources are laid out in before they are checked: canonical columns, and months of coverage."""

from typing import Final

from openvbc.claims.readers.staging.loading import TextLayout
from openvbc.claims.readers.staging.rules import Rule, SourceColumn, source_column
from openvbc.claims.tables.catalog import CANONICAL_TABLES

PACKAGE: Final = "openvbc.claims.readers.fhir_eob"

_LINE: Final = SourceColumn("resource_line", Rule.WHOLE, filled=True)
_SOURCE: Final = ("data_source", "source_file", "source_row")
_ELSEWHERE: Final = ("payer", "plan", *_SOURCE)


def _canonical(table: str, *more: SourceColumn, elsewhere: tuple[str, ...] = _ELSEWHERE) -> TextLayout:
    columns = [source_column(each) for each in CANONICAL_TABLES[table].columns if each.name not in elsewhere]
    return TextLayout(table, (_LINE, *columns, *more), (f"load_{table}",), PACKAGE, refused_shapes=None)


COVERAGE: Final = "coverage"
#: Rows that need no gathering: spans of other payers' coverage, and months of attribution lists.
SPAN, ATTRIBUTED = "eligibility", "provider_attribution"

LAYOUTS: Final = {
    "medical_claim": _canonical("medical_claim"),
    "claim_diagnosis": _canonical("claim_diagnosis"),
    "claim_procedure": _canonical("claim_procedure"),
    "pharmacy_claim": _canonical("pharmacy_claim", SourceColumn("paid_covered", Rule.MONEY)),
    SPAN: _canonical(SPAN, elsewhere=_SOURCE),
    ATTRIBUTED: _canonical(ATTRIBUTED, elsewhere=_SOURCE),
    COVERAGE: TextLayout(
        COVERAGE,
        (
            _LINE,
            SourceColumn("person_id", filled=True),
            SourceColumn("year_month", Rule.MONTH, filled=True),
            SourceColumn("kind", Rule.CODE),
            SourceColumn("birth_date", Rule.DAY),
            SourceColumn("death_date", Rule.DAY),
            SourceColumn("member_id"),
            *(
                SourceColumn(name, Rule.CODE)
                for name in [
                    "sex",
                    "state",
                    "zip_code",
                    "medicare_status_code",
                    "original_reason_entitlement_code",
                    "esrd_status",
                    "dual_status_code",
                    "buy_in",
                    "hmo",
                    "part_c_contract",
                    "part_d_contract",
                ]
            ),
        ),
        ("gather_coverage",),
        PACKAGE,
        refused_shapes=None,
    ),
}
