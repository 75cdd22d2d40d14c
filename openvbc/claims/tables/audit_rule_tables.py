"""The code lists and shapes that audits hold codes against."""

from typing import Final

from openvbc.claims.tables.dictionary import ChoiceTable, Column, ColumnOrigin, ColumnType


def _column(name: str, meaning: str) -> Column:
    return Column(name, ColumnType.TEXT, meaning, required=True, origin=ColumnOrigin.OPENVBC)


KNOWN_CODE: Final = ChoiceTable(
    "known_code",
    "one row a code of a closed code set",
    (_column("code_set", "Which codes: sex, place_of_service, ..."), _column("code", "The code.")),
)

CODE_SHAPE: Final = ChoiceTable(
    "code_shape",
    "one row a code set whose codes are known by their shape only",
    (
        _column("code_set", "Which codes: hcpcs, icd-10-cm, ..."),
        _column("shape", "A regular expression that the whole code fits."),
    ),
)
