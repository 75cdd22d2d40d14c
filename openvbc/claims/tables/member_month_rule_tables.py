"""The choices that turn spans of enrollment into member months."""

from typing import Final

from openvbc.claims.tables.dictionary import ChoiceTable, Column, ColumnType, code, date, own

CALENDAR_MONTH: Final = ChoiceTable(
    "calendar_month",
    "one row a calendar month, without a gap: the months of all periods that are counted and of all windows",
    (
        own(Column("year_month", ColumnType.WHOLE, "The month, 202401 for January 2024.", required=True)),
        own(Column("month_index", ColumnType.WHOLE, "Months since the year 0: consecutive numbers.", required=True)),
        own(date("first_date", "Its first day.", required=True)),
        own(date("last_date", "Its last day.", required=True)),
    ),
)

AGE_BAND: Final = ChoiceTable(
    "age_band",
    "one row a band of ages between which no rule for enrollment types changes; band 0 is for an unknown birth date",
    (
        own(Column("band", ColumnType.WHOLE, "Its number.", required=True)),
        own(Column("first_month_of_life", ColumnType.WHOLE, "First month, the month of birth being 0.", required=True)),
        own(Column("last_month_of_life", ColumnType.WHOLE, "Last month, included.", required=True)),
    ),
)

ENROLLMENT_TYPE_RULE: Final = ChoiceTable(
    "enrollment_type_rule",
    "one row a rule and age band; of the rules that fit a span, the one with the lowest order holds; '*' fits any code",
    (
        own(Column("rule_order", ColumnType.WHOLE, "Its place in the order of precedence.", required=True)),
        own(Column("band", ColumnType.WHOLE, "The age band.", required=True)),
        own(code("esrd_status", "ESRD status that fits.")),
        own(code("medicare_status_code", "Medicare status that fits.")),
        own(code("dual_status_code", "Medicare dual status that fits.")),
        own(code("medicaid_indicator", "Medicaid indicator that fits.")),
        own(code("original_reason_entitlement_code", "Original reason for entitlement that fits.")),
        own(code("enrollment_type", "The type of the months.")),
    ),
)
