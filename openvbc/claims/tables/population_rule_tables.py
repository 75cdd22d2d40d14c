"""Which groups of people are counted: choices of the room `populations`."""

from typing import Final

from openvbc.claims.tables.dictionary import ChoiceTable, Column, ColumnOrigin, ColumnType


def _column(name: str, kind: ColumnType, meaning: str) -> Column:
    return Column(name, kind, meaning, required=True, origin=ColumnOrigin.OPENVBC)


_POPULATION = _column("population_id", ColumnType.TEXT, "Name of a population: an ACO, the assignable, a market.")

POPULATION_RULE: Final = ChoiceTable(
    "population_rule",
    "one row a population: who is in it",
    (
        _POPULATION,
        _column(
            "kind",
            ColumnType.CODE,
            "attributed: to organization_id; newly, continuing: of these; elsewhere; assignable; enrolled; listed.",
        ),
        _column(
            "organization_id",
            ColumnType.TEXT,
            "The organization of attributed and elsewhere; of a list, whose people are left out; '' otherwise.",
        ),
        _column("by_county", ColumnType.WHOLE, "1: also its part in each county, as population_id@county; else 0."),
    ),
)

POPULATION_PERSON: Final = ChoiceTable(
    "population_person",
    "one row a listed population, period and person",
    (
        _POPULATION,
        _column("period", ColumnType.TEXT, "The period."),
        _column("person_id", ColumnType.TEXT, "The person."),
    ),
)

PERIOD_BEFORE: Final = ChoiceTable(
    "period_before",
    "one row a period whose newly attributed people are told from others",
    (
        _column("period", ColumnType.TEXT, "The period."),
        _column("before", ColumnType.TEXT, "The period before it."),
    ),
)

MEDICAID_CODE: Final = ChoiceTable(
    "medicaid_code",
    "one row a dual status code with which a person has Medicaid",
    (_column("dual_status_code", ColumnType.CODE, "Dual status: 01 to 06 and 08 in Medicare's files."),),
)

POPULATION_CHOICES: Final = (POPULATION_RULE, POPULATION_PERSON, PERIOD_BEFORE, MEDICAID_CODE)
