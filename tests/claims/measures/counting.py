"""Counts measures of made-up rows on an engine."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.engine import Engine
from openvbc.claims.measures.count import MeasureCount, Subject, count_measures, subjects
from openvbc.claims.measures.definition import Measure
from openvbc.claims.measures.reading import measures_from_text
from openvbc.claims.measures.value_sets import ValueSets, read_value_sets
from openvbc.claims.member_months.count import count_member_months
from openvbc.claims.member_months.terms import ONE_TYPE, CountPeriod, MemberMonthTerms
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.claims.tables.dictionary import ChoiceTable, ColumnType
from openvbc.claims.tables.population_rule_tables import POPULATION_PERSON
from openvbc.periods import Period
from tests.claims.people_in_numbers import put_population


def sets_of(folder: Path, text: str) -> ValueSets:
    path = folder / "sets.csv"
    path.write_text(text, encoding="utf-8")
    return read_value_sets(path)


def measures_of(trees: Sequence[dict[str, Any]], sets: ValueSets) -> tuple[Measure, ...]:
    return measures_from_text(_yaml(trees), "made_up.yaml", sets)


class _NoAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


def _yaml(trees: Sequence[dict[str, Any]]) -> str:
    return yaml.dump({"measures": list(trees)}, Dumper=_NoAliases, sort_keys=False)


def put_tables(engine: Engine, tables: dict[str, list[dict[str, Any]]]) -> None:
    for name, table in CANONICAL_TABLES.items():
        text = (ColumnType.TEXT, ColumnType.CODE)
        cells = [
            [row.get(c.name, "" if c.type in text else None) for c in table.columns]
            for row in ({"data_source": "made_up", **row} for row in tables.get(name, []))
        ]
        engine.put(ChoiceTable(name, table.grain, table.columns), cells)


def counted(
    tables: dict[str, list[dict[str, Any]]],
    measures: Sequence[Measure],
    sets: ValueSets,
    years: Sequence[int] = (2024,),
    paid_through: date = date(2025, 3, 31),
) -> tuple[MeasureCount, list[Subject]]:
    """Every measure of everyone, and of the first person alone under the name `first`."""
    periods = [CountPeriod(str(year), Period(date(year, 1, 1), date(year + 1, 1, 1)), paid_through) for year in years]
    people = sorted({row["person_id"] for row in tables["eligibility"]})
    with EmbeddedEngine(threads=1) as engine:
        put_tables(engine, tables)
        count_member_months(engine, MemberMonthTerms(tuple(periods), ONE_TYPE, source_type_counts=False))
        rows = [("everyone", period.name, person) for period in periods for person in people]
        rows += [("first", period.name, people[0]) for period in periods]
        put_population(engine, rows)
        engine.put(POPULATION_PERSON, [])
        found = count_measures(engine, measures, sets, periods)
        return found, list(subjects(engine, found))
