"""Which members belong to which rate cell, and the roster itself where a user gives one: the room `roster`."""

from typing import Final

from openvbc.claims.tables.dictionary import CanonicalTable, ChoiceTable, Column, ColumnType, code, date, own, text

RATE_CELL_RULE: Final = ChoiceTable(
    "rate_cell_rule",
    "one row a rate cell of the contract: whose months are in it",
    (
        own(text("rate_cell", "The cell's name.", required=True)),
        own(Column("rule_order", ColumnType.WHOLE, "Its place in the contract.", required=True)),
        own(Column("least_age", ColumnType.WHOLE, "Least age in whole years; -1 takes unknown ages.", required=True)),
        own(Column("most_age", ColumnType.WHOLE, "Most age, included.", required=True)),
        own(code("sex", "female or male; '' takes both, and unknown.")),
        own(code("enrollment_type", "The enrollment type; '' takes every one.")),
    ),
)

#: The table that the query `roster_month` builds from claims, for rosters that a user gives.
GIVEN_ROSTER: Final = CanonicalTable(
    "roster_month",
    "one row a roster, person, month and cohort",
    ("roster_date", "person_id", "year_month", "cohort"),
    (
        own(date("roster_date", "The day on which the roster was made.", required=True)),
        own(Column("roster_month_index", ColumnType.WHOLE, "The month of that day, as month_index.", required=True)),
        own(text("person_id", "The member.", required=True)),
        own(Column("year_month", ColumnType.WHOLE, "The month, 202601 for January 2026.", required=True)),
        own(Column("month_index", ColumnType.WHOLE, "Months since the year 0: consecutive numbers.", required=True)),
        own(text("cohort", "The population of the contract; '' where it has one.")),
        own(text("rate_cell", "The rate cell.", required=True)),
        own(text("payee", "To whom the member's payment goes; '' for the organization.")),
        own(Column("risk_score", ColumnType.QUANTITY, "The member's risk score, where the roster tells it.")),
        own(Column("source_row", ColumnType.ROW, "Which data row of the file, counted from 1.", required=True)),
    ),
)
