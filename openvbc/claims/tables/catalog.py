"""All canonical tables by name."""

from typing import Final

from openvbc.claims.tables.attribution_rule_tables import ATTRIBUTION_CHOICES
from openvbc.claims.tables.audit_rule_tables import CODE_SHAPE, KNOWN_CODE
from openvbc.claims.tables.care_events import ADMISSION_EVENT, PRIOR_AUTHORIZATION
from openvbc.claims.tables.claims import (
    ANNUAL_EXPENDITURE,
    CLAIM_DIAGNOSIS,
    CLAIM_PROCEDURE,
    MEDICAL_CLAIM,
    PHARMACY_CLAIM,
)
from openvbc.claims.tables.dictionary import CanonicalTable, ChoiceTable, ColumnType
from openvbc.claims.tables.episode_rule_tables import EPISODE_CHOICES
from openvbc.claims.tables.expenditure_rule_tables import EXPENDITURE_CHOICES
from openvbc.claims.tables.measure_rule_tables import MEASURE_CHOICES
from openvbc.claims.tables.member_month_rule_tables import AGE_BAND, CALENDAR_MONTH, ENROLLMENT_TYPE_RULE
from openvbc.claims.tables.payer_rule_tables import COUNTED_PLAN
from openvbc.claims.tables.people import (
    COVERED_BENEFIT,
    ELIGIBILITY,
    PROVIDER,
    PROVIDER_ATTRIBUTION,
    PROVIDER_DESIGNATION,
)
from openvbc.claims.tables.period_rule_tables import COUNT_PERIOD
from openvbc.claims.tables.population_rule_tables import POPULATION_CHOICES
from openvbc.claims.tables.risk_rule_tables import RISK_CHOICE_TABLES
from openvbc.claims.tables.roster_rule_tables import RATE_CELL_RULE
from openvbc.claims.tables.sign_rule_tables import SIGN_CHOICES
from openvbc.claims.tables.utilization_rule_tables import UTILIZATION_CHOICES

CANONICAL_TABLES: Final[dict[str, CanonicalTable]] = {
    table.name: table
    for table in (
        ELIGIBILITY,
        MEDICAL_CLAIM,
        CLAIM_DIAGNOSIS,
        CLAIM_PROCEDURE,
        PHARMACY_CLAIM,
        ANNUAL_EXPENDITURE,
        PROVIDER_ATTRIBUTION,
        PROVIDER_DESIGNATION,
        PROVIDER,
        COVERED_BENEFIT,
        ADMISSION_EVENT,
        PRIOR_AUTHORIZATION,
    )
}


#: The small tables through which choices reach the queries, by name. Each room has its own module beside this one.
CHOICE_TABLES: Final[dict[str, ChoiceTable]] = {
    table.name: table
    for table in (
        COUNT_PERIOD,
        *RISK_CHOICE_TABLES,
        CALENDAR_MONTH,
        AGE_BAND,
        ENROLLMENT_TYPE_RULE,
        *ATTRIBUTION_CHOICES,
        *POPULATION_CHOICES,
        *EXPENDITURE_CHOICES,
        *MEASURE_CHOICES,
        *UTILIZATION_CHOICES,
        *EPISODE_CHOICES,
        *SIGN_CHOICES,
        RATE_CELL_RULE,
        KNOWN_CODE,
        CODE_SHAPE,
        COUNTED_PLAN,
    )
}


def create_table_statement(table: CanonicalTable | ChoiceTable, name: str, *, empty_text: bool = False) -> str:
    """DuckDB's CREATE TABLE for an empty table of these columns. `name` is one of the program's own, never a user's.

    empty_text: whether text that no statement gives is '' rather than NULL.
    """
    default = {each: " DEFAULT ''" for each in (ColumnType.TEXT, ColumnType.CODE) if empty_text}
    columns = ", ".join(f"{each.name} {each.type.sql}{default.get(each.type, '')}" for each in table.columns)
    return f"CREATE TABLE {name} ({columns})"
