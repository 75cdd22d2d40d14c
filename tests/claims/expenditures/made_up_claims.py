"""Small tables of made-up claims, put into an embedded engine."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.expenditures.terms import Amount, Coverage, ExpenditureTerms, ServiceDate, WithoutPaidDate
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.claims.tables.dictionary import ChoiceTable, ColumnType
from openvbc.claims.tables.period_rule_tables import COUNT_PERIOD
from tests.claims.people_in_numbers import numbers_of, put_population
from tests.claims.runs_of_months import put_months

Row = Mapping[str, Any]


def year(number: int, name: str = "") -> tuple[str, date, date, int, int, date]:
    """A calendar year as a period, with three months of run-out."""
    first, last = date(number, 1, 1), date(number, 12, 31)
    return (name or str(number), first, last, number * 100 + 1, number * 100 + 12, date(number + 1, 3, 31))


def months(person: str, count: int, *, enrollment_type: str = "aged_non_dual", first: int = 1) -> list[Row]:
    """Months of 2024 in which a person is enrolled, from month `first`."""
    return [
        {"period": "2024", "person_id": person, "year_month": 202400 + month, "enrollment_type": enrollment_type}
        for month in range(first, first + count)
    ]


def line(person: str, dollars: str | None, **cells: object) -> Row:
    """A line of a professional claim of June 2024, paid in July."""
    row: dict[str, object] = {
        "claim_id": f"C-{person}",
        "claim_line_number": 1,
        "claim_type": "professional",
        "person_id": person,
        "claim_start_date": date(2024, 6, 10),
        "claim_end_date": date(2024, 6, 10),
        "paid_date": date(2024, 7, 1),
        "paid_amount": dollars,
        "allowed_amount": dollars,
        "data_source": "made_up",
    }
    return row | cells


def summary(person: str, category: str, dollars: str | None, **cells: object) -> Row:
    """What a yearly summary of 2024 says of a person and category."""
    row: dict[str, object] = {
        "person_id": person,
        "first_date": date(2024, 1, 1),
        "last_date": date(2024, 12, 31),
        "category": category,
        "paid_amount": dollars,
        "allowed_amount": dollars,
        "data_source": "made_up",
    }
    return row | cells


def terms(**changes: Any) -> ExpenditureTerms:  # noqa: ANN401  # terms of any kind
    """Terms that count everything that was paid, without truncation, unless changed."""
    plain: dict[str, Any] = {
        "amount": Amount.PAID,
        "service_date": ServiceDate.CLAIM_END,
        "coverage": Coverage(part_a=True, part_b=True, without_medicare_advantage=True),
        "pharmacy": True,
        "add_sequestration": False,
        "remove_medical_education": False,
        "remove_disproportionate_share": False,
        "remove_uncompensated_care": False,
        "without_paid_date": WithoutPaidDate.STOP,
        "truncation": None,
    }
    return ExpenditureTerms(**(plain | changes))


def put_rows(engine: EmbeddedEngine, name: str, rows: Sequence[Row]) -> None:
    """Make a canonical table of these rows; text that is not given is '', all else NULL."""
    table = CANONICAL_TABLES[name]
    empty = {column.name: "" if column.type in (ColumnType.TEXT, ColumnType.CODE) else None for column in table.columns}
    cells = [tuple((empty | dict(row))[column.name] for column in table.columns) for row in rows]
    engine.put(ChoiceTable(table.name, table.grain, table.columns), cells)


def engine_with(
    *,
    lines: Sequence[Row] = (),
    fills: Sequence[Row] = (),
    diagnoses: Sequence[Row] = (),
    summaries: Sequence[Row] = (),
    enrolled: Sequence[Row] = (),
    population: Sequence[tuple[str, str, str]] | None = None,
    periods: Sequence[tuple[str, date, date, int, int, date]] = (),
) -> EmbeddedEngine:
    """An engine that holds these rows. Without a population, "everyone" is all people with a month in a period."""
    engine = EmbeddedEngine(threads=1)
    put_rows(engine, "medical_claim", lines)
    put_rows(engine, "pharmacy_claim", fills)
    put_rows(engine, "claim_diagnosis", diagnoses)
    put_rows(engine, "annual_expenditure", summaries)
    put_rows(engine, "eligibility", [])
    put_months(engine, enrolled)
    engine.build("residence")
    everyone = sorted({("everyone", row["period"], row["person_id"]) for row in enrolled})
    put_population(engine, everyone if population is None else list(population))
    counted = list(periods) or [year(2024)]
    engine.put(COUNT_PERIOD, counted)
    numbers_of(engine, "period_key", [row[0] for row in counted])
    return engine
