"""Utilization: what is a stay, a visit or an image, which stays can be followed by a readmission, which conditions.

In criteria '' means "any". Ranges include both ends and compare codes as text of one length.
"""

from typing import Final

from openvbc.claims.tables.dictionary import ChoiceTable, Column, ColumnOrigin, ColumnType


def _column(name: str, column_type: ColumnType, meaning: str) -> Column:
    return Column(name, column_type, meaning, required=True, origin=ColumnOrigin.OPENVBC)


def _code(name: str, meaning: str) -> Column:
    return Column(name, ColumnType.CODE, meaning, origin=ColumnOrigin.OPENVBC)


def _range(name: str, words: str) -> tuple[Column, Column]:
    return _code(f"{name}_low", f"First {words}; '' for any."), _code(f"{name}_high", f"Last {words}, included.")


_STAY_KIND = _column("stay_kind", ColumnType.TEXT, "acute, rehabilitation, psychiatric, long_term, skilled_nursing.")
_CONDITION = _column("condition_name", ColumnType.TEXT, "The condition: HCC37, or a word of OpenVBC's own list.")

STAY_RULE: Final = ChoiceTable(
    "stay_rule",
    "one row a rule that makes an institutional claim a part of a stay; the first that a claim meets decides",
    (
        _column("priority", ColumnType.WHOLE, "Its place: rules are looked at in this order."),
        _STAY_KIND,
        _code("source_claim_type_code", "Medicare claim type; '' for any."),
        *_range("bill_type", "type of bill"),
        *_range("facility_number", "of characters 3 to 6 of the facility's CCN"),
    ),
)

STAY_KIND: Final = ChoiceTable(
    "stay_kind_choice",
    "one row a kind of stay",
    (
        _STAY_KIND,
        _column("inpatient", ColumnType.WHOLE, "1: an admission to hospital; 0: to a nursing facility."),
        _column("indexes_readmission", ColumnType.WHOLE, "1: a stay of the kind can be followed by a readmission."),
    ),
)

INDEX_EXCLUSION: Final = ChoiceTable(
    "index_exclusion",
    "one row a discharge disposition after which nobody can be readmitted",
    (
        _column("discharge_disposition_code", ColumnType.CODE, "The disposition of the last claim of the stay."),
        _column("reason", ColumnType.TEXT, "died, transferred or still_patient."),
    ),
)

INTERIM_BILL: Final = ChoiceTable(
    "interim_bill",
    "one row a third digit of the type of bill that says that a stay has other bills",
    (
        _column("bill_frequency", ColumnType.CODE, "The digit."),
        _column("is_followed", ColumnType.WHOLE, "1: another bill of the stay comes after it; else 0."),
        _column("follows", ColumnType.WHOLE, "1: another bill of the stay came before it; else 0."),
    ),
)

EVENT_RULE: Final = ChoiceTable(
    "event_rule",
    "one row a rule that makes a line a part of an event; a line that meets several rules of a measure counts once",
    (
        _column("measure", ColumnType.TEXT, "emergency, primary_care, primary_care_unknown, ct or mri."),
        _code("claim_type", "institutional or professional; '' for any."),
        _code("source_claim_type_code", "Medicare claim type; '' for any."),
        _code("place_of_service_code", "Place of service; '' for any."),
        *_range("bill_type", "type of bill"),
        *_range("revenue_center", "revenue center"),
        *_range("hcpcs", "HCPCS code"),
        _code("specialty_code", "Specialty; '' for any, '-' where none is known."),
    ),
)

UTILIZATION_WINDOW: Final = ChoiceTable(
    "utilization_window",
    "one row a period: which claims of stays are looked at, so that stays are whole and readmissions are seen",
    (
        _column("period", ColumnType.TEXT, "The period."),
        _column("first_date", ColumnType.DATE, "Claims that end before this day are not looked at."),
        _column("last_date", ColumnType.DATE, "Claims that begin after this day are not looked at."),
        _column("paid_through_date", ColumnType.DATE, "Claims paid after this day do not count (run-out)."),
    ),
)

CONDITION_CODE: Final = ChoiceTable(
    "condition_code",
    "one row a condition and diagnosis code, or beginning of codes, that shows it",
    (
        _CONDITION,
        _column("code", ColumnType.CODE, "The first characters of the diagnosis code, or all of it."),
        _column("code_length", ColumnType.WHOLE, "How many characters are compared; 7 is the whole code."),
    ),
)

CONDITION_ABOVE: Final = ChoiceTable(
    "condition_above",
    "one row a condition and one above it: of both only the one above is shown",
    (
        _CONDITION,
        _column("above", ColumnType.TEXT, "The condition above it."),
    ),
)

UTILIZATION_CHOICES: Final = (
    STAY_RULE,
    STAY_KIND,
    INDEX_EXCLUSION,
    INTERIM_BILL,
    EVENT_RULE,
    UTILIZATION_WINDOW,
    CONDITION_CODE,
    CONDITION_ABOVE,
)
