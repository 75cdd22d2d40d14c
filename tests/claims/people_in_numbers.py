"""Tables of people as the counts hold them, in numbers, made from texts."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from openvbc.claims.engine.engine import Engine, columns_of
from openvbc.claims.engine.query import all_queries
from openvbc.claims.tables.dictionary import ChoiceTable, Column, ColumnType
from openvbc.errors import ClaimsError

_TEXT, _WHOLE = ColumnType.TEXT, ColumnType.WHOLE
#: dictionary -> the number's column, the text's.
_KEYS: Final = {
    "person_key": ("person", "person_id"),
    "period_key": ("period_number", "period"),
    "enrollment_type_key": ("type_number", "enrollment_type"),
    "population_key": ("population_number", "population_id"),
}
_EMPTY: Final[dict[str, Any]] = {"VARCHAR": "", "INTEGER": 0, "BIGINT": 0, "DATE": None}
_CLAIMS: Final = ("eligibility", "medical_claim", "claim_diagnosis", "pharmacy_claim")


def made_up_table(name: str, columns: Mapping[str, ColumnType]) -> ChoiceTable:
    """A table that a query of another room builds, to be put with made-up rows."""
    return ChoiceTable(name, "made up", tuple(Column(column, kind, "") for column, kind in columns.items()))


def numbers_of(engine: Engine, key: str, texts: Iterable[str]) -> dict[str, int]:
    """The numbers of these texts in a dictionary, which is put with those that it lacks; what has a number keeps it."""
    number, text = _KEYS[key]
    known: dict[str, int] = {}
    with suppress(ClaimsError):
        known = {row[text]: row[number] for row in engine.table(key).records}
    wanted = set(texts)
    if key == "person_key" and not known:
        for name in _CLAIMS:
            with suppress(ClaimsError):
                wanted |= {row["person_id"] for row in engine.table(name).records}
    for each in sorted(wanted - known.keys()):
        known[each] = len(known) + 1
    engine.put(made_up_table(key, {number: _WHOLE, text: _TEXT}), [(each, told) for told, each in known.items()])
    return known


def put_population(engine: Engine, rows: Sequence[tuple[str, str, str]]) -> None:
    """Put `population` with these populations, periods and people."""
    numbers = [
        numbers_of(engine, key, {row[place] for row in rows})
        for place, key in enumerate(("population_key", "period_key", "person_key"))
    ]
    columns = dict.fromkeys(("population_number", "period_number", "person"), _WHOLE)
    given = [tuple(known[text] for known, text in zip(numbers, row, strict=True)) for row in rows]
    engine.put(made_up_table("population", columns), given)


def in_words(engine: Engine, name: str, *, order_by: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The rows of a table with what its numbers stand for beside them, ordered by the columns named."""
    rows = engine.table(name).records
    keys = {**_KEYS, "service_category": ("category_number", "category")}
    for key, (number, text) in keys.items():
        if rows and number in rows[0] and text not in rows[0]:
            words = {row[number]: row[text] for row in engine.table(key).records}
            rows = [{**row, text: words[row[number]]} for row in rows]
    if rows and "combination_number" in rows[0]:
        said = {row["combination_number"]: row for row in engine.table("enrollment_combination").records}
        rows = [{**said[row["combination_number"]], **row} for row in rows]
    return sorted(rows, key=lambda row: [row[column] for column in order_by])


def put_built(engine: Engine, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put a table that a query builds, with rows of which a test states only what it is about.

    Numbers are those of the texts beside them; what is not said is '' or 0, a day NULL.
    """
    query = all_queries()[name]
    numbered = {number: (key, text) for key, (number, text) in _KEYS.items() if key != name}
    given = [dict(row) for row in rows]
    for column, _ in query.columns:
        key, text = numbered.get(column, ("", ""))
        if key and rows and text in rows[0] and column not in rows[0]:
            known = numbers_of(engine, key, {row[text] for row in rows})
            given = [{**row, column: known[row[text]]} for row in given]
    table = ChoiceTable(name, "made up", columns_of(query).columns)
    engine.put(table, [tuple(row.get(column, _EMPTY[kind]) for column, kind in query.columns) for row in given])
