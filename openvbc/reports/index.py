"""The page of many settlements: one row each, links to the statements, and the totals."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext
from pathlib import Path

from openvbc.money import EXACT, ZERO
from openvbc.reports.answer import provider_name
from openvbc.reports.document.tree import (
    EVERYWHERE,
    FOR_MACHINES,
    Answer,
    Cell,
    Column,
    Document,
    Labeled,
    Row,
    Table,
)
from openvbc.reports.file_names import file_names
from openvbc.reports.largest_amounts import largest_amounts
from openvbc.settlement.settle import Settlement
from openvbc.units import USD
from openvbc.worksheet.explain import explain
from openvbc.worksheet.sheet import BarRole, Line


def render_index(settlements: Sequence[Settlement]) -> str:
    """The page that lists the settlements, with links to their statements beside it and totals below."""
    from openvbc.reports.document.page import document_html  # noqa: PLC0415  # templates load only when used

    return document_html(index_report(settlements))


def write_index(settlements: Sequence[Settlement], path: Path) -> None:
    """Write the page that lists the settlements. FileError if it cannot be written.

    It links to the statements beside it, named as `openvbc.reports.file_names` says.
    """
    from openvbc.reports.html.page import write_page  # noqa: PLC0415  # templates load only when used

    write_page(path, render_index(settlements))


def index_report(settlements: Sequence[Settlement]) -> Document:
    """A row for each settlement, and the totals over all."""
    paid = [each.net_payment for each in settlements if each.net_payment > ZERO]
    owed = [each.net_payment for each in settlements if each.net_payment < ZERO]
    net, number = _total((*paid, *owed)), len(settlements)
    contracts = {each.contract.digest: each.contract.name for each in settlements}
    years = {each.performance_year.name: each.performance_year.words for each in settlements}
    when = f", {next(iter(years.values()))}" if len(years) == 1 else ""
    before = f"{number} organization{'s' if number != 1 else ''}{when}: net payment "
    return Document(
        kind="Settlements",
        subject=next(iter(contracts.values())) if len(contracts) == 1 else "",
        title=f"{number} settlement{'s' if number != 1 else ''}",
        answer=Answer(before, USD.show(net), ".", owed=net < ZERO),
        facts=(
            Labeled("Paid to providers", _total(paid), unit=USD, aside=f"to {len(paid)}"),
            Labeled("Owed by providers", -_total(owed), unit=USD, aside=f"by {len(owed)}"),
            Labeled("Neither", number - len(paid) - len(owed)),
        ),
        blocks=(
            _settlements(settlements, net, contracts=len(contracts) > 1, years=len(years) > 1),
            *largest_amounts(
                "picture",
                "Net payment of each organization",
                [(provider_name(each), each.net_payment) for each in settlements],
            ),
        ),
        colophon="Each organization links to its statement, a page beside this one. Totals are over all organizations.",
        is_wide=True,
    )


def _settlements(settlements: Sequence[Settlement], net: Decimal, *, contracts: bool, years: bool) -> Table:
    """The table. contracts, years: whether there are several; then people see them in columns of their own."""
    lines = _lines_in_common(settlements)
    marks = [_marks(each) for each in settlements]
    rows = []
    for each, name, mark in zip(settlements, file_names(settlements), marks, strict=True):
        rows.append(
            Row(
                (
                    Cell(provider_name(each), link=f"{name}.html"),
                    each.contract.name,
                    each.performance_year.name,
                    each.status.value,
                    *(_cell(_amount(each, line.name), line) for line in lines),
                    Cell(each.net_payment, owed=each.net_payment < ZERO),
                    mark,
                )
            )
        )
    totals = [
        _total(each for each in (_amount(one, line.name) for one in settlements) if each is not None) for line in lines
    ]
    columns = (
        Column("organization", "Organization"),
        Column("contract", "Contract", forms=EVERYWHERE if contracts else FOR_MACHINES),
        Column("performance_year", "Performance year", forms=EVERYWHERE if years else FOR_MACHINES),
        Column("status", "Status"),
        *(Column(line.name, line.label, line.unit) for line in lines),
        Column("net_payment", "Net payment (+) or owed (−)", USD),
        Column("marks", "Marks", forms=EVERYWHERE if any(marks) else FOR_MACHINES),
    )
    shown = (Cell(total, line.show(total)) for total, line in zip(totals, lines, strict=True))
    footer = Row(("Total", "", "", "", *shown, net, ""))
    return Table(columns, tuple(rows), key="settlements", label="Settlements", footer=(footer,), sorts=True)


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


def _total(amounts: Iterable[Decimal]) -> Decimal:
    with localcontext(EXACT):
        return sum(amounts, ZERO)


def _cell(amount: Decimal | None, line: Line) -> Cell:
    if amount is None:
        return Cell(None, "absent")
    return Cell(amount, line.show(amount), owed=amount < ZERO)


def _marks(settlement: Settlement) -> str:
    """What a reader of the row must know before trusting it."""
    explanations = [explain(each.evaluation) for each in settlement.streams]
    marks = []
    if any(explanation.unconfirmed() for explanation in explanations):
        marks.append("unconfirmed values")
    if any(each.evaluation.overrides for each in settlement.streams):
        marks.append("lines set from outside")
    return ", ".join(marks)
