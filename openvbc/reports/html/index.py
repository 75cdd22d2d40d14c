"""The page of many settlements: one row each, links to the statements, and the totals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from pathlib import Path

from openvbc import __version__
from openvbc.money import EXACT, ZERO, plain
from openvbc.reports.answer import provider_name
from openvbc.reports.file_names import file_names
from openvbc.reports.html.page import render_page, write_page
from openvbc.settlement.settle import Settlement
from openvbc.units import USD
from openvbc.worksheet.explain import explain
from openvbc.worksheet.sheet import BarRole, Line


@dataclass(frozen=True)
class Column:
    """A column of amounts: the label of the worksheet line that it shows."""

    label: str
    total: str


@dataclass(frozen=True)
class Cell:
    """An amount as people read it and as a browser sorts it."""

    shown: str
    sort: str
    owed: bool


@dataclass(frozen=True)
class Row:
    """One settlement."""

    file: str
    organization: str
    contract: str
    year: str
    status: str
    cells: tuple[Cell, ...]
    marks: str


def render_index(settlements: Sequence[Settlement]) -> str:
    """The page that lists the settlements, with links to their statements beside it and totals below."""
    lines = _lines_in_common(settlements)
    names = [f"{name}.html" for name in file_names(settlements)]
    paid = [each.net_payment for each in settlements if each.net_payment > ZERO]
    owed = [each.net_payment for each in settlements if each.net_payment < ZERO]
    rows = [_row(each, name, lines) for each, name in zip(settlements, names, strict=True)]
    return render_page(
        "index.html.jinja",
        "index.js",
        {
            "rows": rows,
            "has_marks": any(row.marks for row in rows),
            "columns": [_column(line, settlements) for line in lines],
            "net": USD.show(_total((*paid, *owed))),
            "paid": (len(paid), USD.show(_total(paid))),
            "owed": (len(owed), USD.show(-_total(owed))),
            "nothing": len(settlements) - len(paid) - len(owed),
            "several_contracts": len({each.contract.digest for each in settlements}) > 1,
            "several_years": len({each.performance_year.name for each in settlements}) > 1,
            "version": __version__,
        },
    )


def write_index(settlements: Sequence[Settlement], path: Path) -> None:
    """Write the page that lists the settlements. FileError if it cannot be written.

    It links to the statements beside it, named as `openvbc.reports.file_names` says.
    """
    write_page(path, render_index(settlements))


def _lines_in_common(settlements: Sequence[Settlement]) -> tuple[Line, ...]:
    """The totals of the waterfall that every settlement has, where each is one stream of one shape.

    A total that always equals the net payment is left out: that has a column of its own.
    """
    if not settlements or any(len(each.streams) != 1 for each in settlements):
        return ()
    sheets = [each.streams[0].evaluation.sheet for each in settlements]
    lines = [sheets[0][bar.line] for bar in sheets[0].waterfall if bar.role is BarRole.TOTAL]
    return tuple(
        line
        for line in lines
        if all(line.name in sheet and sheet[line.name].label == line.label for sheet in sheets)
        and any(_amount(each, line.name) != each.net_payment for each in settlements)
    )


def _amount(settlement: Settlement, line: str) -> Decimal | None:
    value = settlement.streams[0].evaluation.value(line)
    return value if isinstance(value, Decimal) else None


def _column(line: Line, settlements: Sequence[Settlement]) -> Column:
    amounts = [_amount(each, line.name) for each in settlements]
    return Column(line.label, line.show(_total(amount for amount in amounts if amount is not None)))


def _total(amounts: Iterable[Decimal]) -> Decimal:
    with localcontext(EXACT):
        return sum(amounts, ZERO)


def _row(settlement: Settlement, file: str, lines: tuple[Line, ...]) -> Row:
    cells = [_cell(_amount(settlement, line.name), line) for line in lines]
    net = settlement.net_payment
    return Row(
        file=file,
        organization=provider_name(settlement),
        contract=settlement.contract.name,
        year=settlement.performance_year.name,
        status=settlement.status.value,
        cells=(*cells, Cell(USD.show(net), plain(net), net < ZERO)),
        marks=_marks(settlement),
    )


def _cell(amount: Decimal | None, line: Line) -> Cell:
    if amount is None:
        return Cell("absent", "", owed=False)
    return Cell(line.show(amount), plain(amount), amount < ZERO)


def _marks(settlement: Settlement) -> str:
    """What a reader of the row must know before trusting it."""
    explanations = [explain(each.evaluation) for each in settlement.streams]
    marks = []
    if any(explanation.unconfirmed() for explanation in explanations):
        marks.append("unconfirmed values")
    if any(each.evaluation.overrides for each in settlement.streams):
        marks.append("lines set from outside")
    return ", ".join(marks)
