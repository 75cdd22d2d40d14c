"""Rows for any table, drawn from a few values so that joins meet. They mean nothing; engines must count them alike."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from openvbc.claims.engine.engine import BoundValue
from openvbc.claims.tables.dictionary import CanonicalTable, ChoiceTable, Column, ColumnType

_TEXTS = ("1", "01", "10", "a", "B", "A_", "")
_MONTHS = (202312, 202401, 202402, 202406)
_DAYS = tuple(date(2023 + number // 12, number % 12 + 1, 1 + number % 28) for number in range(24))
_MONEY = tuple(Decimal(number * number * 317 - 5000) / 100 for number in range(20))


def candidates(parameter: str) -> tuple[BoundValue, ...]:
    """What is tried for a bound value, whose type no header says; its name tells what to try first."""
    a_day = date(2024, 6, 30)
    is_day = parameter.endswith(("_date", "_through", "_day")) and not parameter.startswith("without")
    return (a_day, 1, "1") if is_day else ("1", 1, a_day)


def made_up(table: CanonicalTable | ChoiceTable, count: int, random: Random) -> list[list[Any]]:
    """Rows of the table's columns: no two with one key. A small table says no key: its first text serves, or all of it.

    Rows that share a key would leave open which one a window takes first, and engines take another each.
    """
    texts = [each.name for each in table.columns if each.type in (ColumnType.TEXT, ColumnType.CODE)]
    key: Sequence[str] = (
        table.key if isinstance(table, CanonicalTable) else texts[:1] or [each.name for each in table.columns]
    )
    found: dict[tuple[Any, ...], list[Any]] = {}
    for _ in range(count):
        row = {column.name: _cell(column, random) for column in table.columns}
        found.setdefault(tuple(row[name] for name in key), list(row.values()))
    return list(found.values())


def _cell(column: Column, random: Random) -> Any:  # noqa: ANN401  # whatever the column holds
    match column.type:
        case ColumnType.TEXT | ColumnType.CODE:
            return random.choice(_TEXTS[:-1] if column.required else _TEXTS)
        case ColumnType.WHOLE | ColumnType.ROW:
            found: Any = random.choice(_MONTHS if "month" in column.name else (0, 1, 2, 3, 12))
        case ColumnType.DATE:
            found = random.choice(_DAYS)
        case ColumnType.MONEY | ColumnType.QUANTITY:
            found = random.choice(_MONEY)
    return found if column.required or random.random() < 0.9 else None
