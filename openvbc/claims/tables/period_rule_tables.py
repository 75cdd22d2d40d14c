"""The periods that are counted: the same for every room."""

from typing import Final

from openvbc.claims.tables.dictionary import ChoiceTable, Column, ColumnOrigin, ColumnType

COUNT_PERIOD: Final = ChoiceTable(
    "count_period",
    "one row a period that is counted: a benchmark year, the performance year",
    (
        Column("period", ColumnType.TEXT, "Its name: 2024, BY1, PY.", required=True, origin=ColumnOrigin.OPENVBC),
        Column("first_date", ColumnType.DATE, "First day of service.", required=True, origin=ColumnOrigin.OPENVBC),
        Column("last_date", ColumnType.DATE, "Last day of service.", required=True, origin=ColumnOrigin.OPENVBC),
        Column(
            "first_month", ColumnType.WHOLE, "First month, like 202401.", required=True, origin=ColumnOrigin.OPENVBC
        ),
        Column("last_month", ColumnType.WHOLE, "Last month, like 202412.", required=True, origin=ColumnOrigin.OPENVBC),
        Column(
            "paid_through_date",
            ColumnType.DATE,
            "Claims paid after this day do not count (run-out).",
            required=True,
            origin=ColumnOrigin.OPENVBC,
        ),
    ),
)
