"""The rows that a query gave."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

_CENTS = "_cents"


@dataclass(frozen=True)
class Table:
    """The rows that a query gave, with the names of their columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    @property
    def records(self) -> list[dict[str, Any]]:
        """Each row by the names of its columns."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    @property
    def in_dollars(self) -> "Table":
        """The same rows with every column of cents told in dollars, under its name without `_cents`."""
        cents = [column.endswith(_CENTS) for column in self.columns]
        rows = tuple(
            tuple(
                Decimal(value).scaleb(-2) if in_cents and value is not None else value
                for value, in_cents in zip(row, cents, strict=True)
            )
            for row in self.rows
        )
        return Table(tuple(column.removesuffix(_CENTS) for column in self.columns), rows)

    @property
    def value(self) -> Any:  # noqa: ANN401  # whatever the query gives
        """The one value of a query that gives one row of one column."""
        ((value,),) = self.rows
        return value
