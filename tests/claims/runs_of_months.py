"""Runs of months as the counts hold them, made from single months, and taken apart into them again."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from openvbc.claims.engine.engine import Engine
from openvbc.claims.tables.dictionary import ColumnType
from tests.claims.people_in_numbers import made_up_table, numbers_of

Row = Mapping[str, Any]

_COLUMNS = ("first_month", "last_month", "months", "part_a", "part_b", "medicare_advantage")
_NUMBERS = {"period_number": "period", "person": "person_id", "type_number": "enrollment_type"}
_KEYS = {"period_number": "period_key", "person": "person_key", "type_number": "enrollment_type_key"}
_EMPTY = {"enrollment_type": "", "part_a": 1, "part_b": 1, "medicare_advantage": 0, "state": "", "county_code": ""}


def put_months(engine: Engine, months: Iterable[Row]) -> None:
    """Put `period_run` with these months (period, person_id, year_month and what else is not as usual), joined."""
    rows = [{**_EMPTY, **row} for row in months]
    rows.sort(key=lambda row: (row["period"], row["person_id"], row["year_month"]))
    runs: list[dict[str, Any]] = []
    for before, row in pairwise([None, *rows]):
        if before is not None and row is not None and _goes_on(before, row):
            runs[-1]["last_month"] = row["year_month"]
            runs[-1]["months"] += 1
        elif row is not None:
            runs.append({**row, "first_month": row["year_month"], "last_month": row["year_month"], "months": 1})
    numbers = {name: numbers_of(engine, key, {run[_NUMBERS[name]] for run in runs}) for name, key in _KEYS.items()}
    places = sorted({(run["state"], run["county_code"]) for run in runs})
    columns = {"combination_number": ColumnType.WHOLE, "state": ColumnType.TEXT, "county_code": ColumnType.TEXT}
    combinations = [(number, *place) for number, place in enumerate(places, 1)]
    engine.put(made_up_table("enrollment_combination", columns), combinations)
    table = made_up_table("period_run", dict.fromkeys((*_COLUMNS, *_NUMBERS, "combination_number"), ColumnType.WHOLE))
    engine.put(
        table,
        [
            (
                *(run[name] for name in _COLUMNS),
                *(numbers[name][run[text]] for name, text in _NUMBERS.items()),
                places.index((run["state"], run["county_code"])) + 1,
            )
            for run in runs
        ],
    )


def months_of(runs: Sequence[Row]) -> list[dict[str, Any]]:
    """The single months of runs."""
    found = []
    for run in runs:
        months = [run["first_month"]]
        while months[-1] < run["last_month"]:
            months.append(_following(months[-1]))
        assert len(months) == run["months"]
        found += [{**run, "year_month": month} for month in months]
    return found


def _goes_on(before: Row, row: Row) -> bool:
    same = all(before[name] == row[name] for name in before if name != "year_month")
    return same and row["year_month"] == _following(before["year_month"])


def _following(year_month: int) -> int:
    return year_month + (89 if year_month % 100 == 12 else 1)
