"""Which signs of under-service, selection and gaming are counted: choices of the room `signs`."""

from typing import Final

from openvbc.claims.tables.dictionary import ChoiceTable, Column, ColumnOrigin, ColumnType


def _column(name: str, column_type: ColumnType, meaning: str) -> Column:
    return Column(name, column_type, meaning, required=True, origin=ColumnOrigin.OPENVBC)


_ITEM = _column("item", ColumnType.TEXT, "What is counted: primary_care, imaging, a measure of quality.")

SIGN_RULE: Final = ChoiceTable(
    "sign_rule",
    "one row a sign and way of dividing the people whom it is counted of",
    (
        _column("sign", ColumnType.TEXT, "use, access, cost, coding or quality."),
        _column("kind", ColumnType.TEXT, "all, risk, medicaid, age or cohort."),
    ),
)

SIGN_EVENT: Final = ChoiceTable(
    "sign_event",
    "one row an item and measure of events, or kind of stays, that belongs to it",
    (
        _ITEM,
        _column("measure", ColumnType.TEXT, "The measure of events, or the kind of stays."),
        _column("stays", ColumnType.WHOLE, "1: a kind of stays; 0: a measure of events."),
    ),
)

SIGN_MEASURE: Final = ChoiceTable(
    "sign_measure",
    "one row a measure of quality",
    (
        _column("measure", ColumnType.WHOLE, "Its number among the measures that are counted, from 1."),
        _ITEM,
        _column("met", ColumnType.TEXT, "The status of a case that meets it: numerator, or not_met where few is good."),
    ),
)

SIGN_CHOICES: Final = (SIGN_RULE, SIGN_EVENT, SIGN_MEASURE)
