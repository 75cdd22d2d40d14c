"""Whose people and claims count: the choice of the room `payers`."""

from typing import Final

from openvbc.claims.tables.dictionary import ChoiceTable, Column, ColumnOrigin, ColumnType

COUNTED_PLAN: Final = ChoiceTable(
    "counted_plan",
    "one row a payer and plan whose people and claims count, where those of others stand beside them",
    (
        Column("payer", ColumnType.TEXT, "Name of the payer, as the data have it.", origin=ColumnOrigin.OPENVBC),
        Column("plan", ColumnType.TEXT, "Name of the plan; '' where rows name none.", origin=ColumnOrigin.OPENVBC),
    ),
)
