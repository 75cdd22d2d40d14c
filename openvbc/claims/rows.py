"""The rows that a query gave."""

from dataclasses import dataclass
from typing import Any


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
    def value(self) -> Any:  # noqa: ANN401  # whatever the query gives
        """The one value of a query that gives one row of one column."""
        ((value,),) = self.rows
        return value
