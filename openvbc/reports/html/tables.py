"""The published tables that a line reads, with the row that held."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from openvbc.figures import Value
from openvbc.money import plain
from openvbc.worksheet.evaluate import Evaluation
from openvbc.worksheet.formula import READS_A_TABLE, Apply, Operation, StepTable, nodes
from openvbc.worksheet.sheet import Line


@dataclass(frozen=True)
class TableView:
    """A step table for print: each row's lower bound and its value in the column read; `held` marks the row used.

    straight: between its rows the value moves in a straight line.
    """

    label: str
    column: str
    at: str
    rows: tuple[tuple[str, str, bool], ...]
    straight: bool


def tables_of(line: Line, evaluation: Evaluation) -> tuple[TableView, ...]:
    """The tables that the line's formula reads, each column once."""
    return tuple(dict.fromkeys(_tables(line, evaluation)))


def _tables(line: Line, evaluation: Evaluation) -> Iterator[TableView]:
    if line.formula is None:
        return
    for node in nodes(line.formula):
        if isinstance(node, Apply) and node.operation in READS_A_TABLE and node.table is not None:
            at = node.arguments[0]
            # Only a line that is nothing but the lookup has the unit of the table's column.
            show = line.show if node is line.formula else plain
            straight = node.operation is Operation.INTERPOLATED
            read_at = at if isinstance(at, Line) else None
            yield _table(node.table, node.column, read_at, evaluation, show, straight=straight)


def _table(
    table: StepTable,
    column: str,
    at: Line | None,
    evaluation: Evaluation,
    show: Callable[[Decimal], str],
    *,
    straight: bool,
) -> TableView:
    value = _single(evaluation, at) if at is not None else None
    row = table.row(value) if isinstance(value, Decimal) else None
    show_bound = at.show if at is not None else plain
    return TableView(
        label=table.label,
        column=column.replace("_", " "),
        at=at.label if at is not None else "",
        rows=tuple(
            (show_bound(bound), show(cell), index == row)
            for index, (bound, cell) in enumerate(zip(table.bounds, table.columns[column], strict=True))
        ),
        straight=straight,
    )


def _single(evaluation: Evaluation, line: Line) -> Value | None:
    """The line's value if it has just one; a table read for each member has no one row that held."""
    return None if line.axes else evaluation.value(line.name)
