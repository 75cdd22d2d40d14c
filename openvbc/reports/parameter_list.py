"""Published values as a list for people or machines."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from textwrap import fill

from openvbc.money import plain
from openvbc.parameters.model import CodeList, ParameterValue
from openvbc.parameters.model import Table as SizeTable
from openvbc.reports.as_json import Json
from openvbc.reports.document.tree import AS_JSON, EVERYWHERE, IN_TEXT, Answer, Column, Data, Document, Row, Table


def parameter_report(values: Sequence[ParameterValue]) -> Document:
    """The list as a report: a row for each value; numbers of single values are exact."""
    columns = (
        Column("parameter", "Parameter", width=34),
        Column("label", "What it is", width=44),
        Column("unit", "Unit"),
        Column("value", "Value", number=True),
        Column("shown", "As published", number=True),
        Column("scope", "Holds for", width=44),
        Column("source", "Source", width=50),
        Column("page", "Page"),
        Column("link", "Link", width=40),
        Column("status", "Status"),
    )
    rows = tuple(
        Row(
            (
                each.parameter,
                each.label,
                each.unit.name,
                each.value if isinstance(each.value, Decimal | bool) else None,
                each.shown,
                str(each.scope),
                str(each.citation),
                each.citation.page,
                each.citation.link,
                each.citation.status.value,
            )
        )
        for each in values
    )
    return Document(
        kind="Published values",
        title="Published values",
        answer=Answer(f"{len(values)} published values"),
        opening=(parameter_list(values),),
        blocks=(
            Table(columns, rows, key="values", is_long=True, sorts=True, forms=EVERYWHERE - AS_JSON - IN_TEXT),
            Data("values", tuple(parameter_json(each) for each in values)),
        ),
        is_wide=True,
    )


def parameter_list(values: Sequence[ParameterValue]) -> str:
    """Each parameter with its values: scope, value, source with pin and page, link, status in words."""
    if not values:
        return "no published value fits; `openvbc parameters` without words lists all of them"
    return "\n".join(_lines(values))


def _lines(values: Sequence[ParameterValue]) -> Iterator[str]:
    name = ""
    for value in values:
        if value.parameter != name:
            yield ("" if not name else "\n") + f"{value.parameter}: {value.label} ({value.unit.name})"
            name = value.parameter
        yield f"  {value.shown:<22} {value.scope}"
        link = f", {value.citation.link}" if value.citation.link else ""
        yield f"    {value.citation} [{value.citation.status.value}: {value.citation.status.meaning}]{link}"
        if isinstance(value.value, SizeTable):
            yield from _table(value, value.value)
        if isinstance(value.value, CodeList):
            yield fill(", ".join(value.value.codes), 110, initial_indent=" " * 6, subsequent_indent=" " * 6)
    yield f"\n{len(values)} values"


def _table(value: ParameterValue, table: SizeTable) -> Iterator[str]:
    for index, bound in enumerate(table.bounds):
        told = {name: cells[index] for name, cells in table.columns.items()}
        # A last band that ends where it begins has no end: its rate stays from there on.
        on = " on," if index + 1 == len(table.bounds) and told.get("to") == bound else ""
        told = {name: cell for name, cell in told.items() if not on or name != "to"}
        cells = [f"{name.replace('_', ' ')} {_cell(value, name, cell)}" for name, cell in told.items()]
        yield f"      from {plain(bound)}{on} {', '.join(cells)}"


def _cell(value: ParameterValue, column: str, cell: Decimal) -> str:
    """A cell in the parameter's unit; the end of a band is a size like its beginning."""
    return plain(cell) if column == "to" else value.unit.show_exactly(cell)


def parameter_json(value: ParameterValue) -> Json:
    """One value for machines; numbers are exact text."""
    held: object = value.shown
    if isinstance(value.value, SizeTable):
        columns = {"from": value.value.bounds, **value.value.columns}
        held = {name: [plain(each) for each in column] for name, column in columns.items()}
    elif isinstance(value.value, CodeList):
        held = list(value.value.codes)
    elif not isinstance(value.value, bool):
        held = plain(value.value)
    return {
        "parameter": value.parameter,
        "label": value.label,
        "unit": value.unit.name,
        "value": held,
        "scope": str(value.scope),
        "source": str(value.citation),
        "page": value.citation.page,
        "link": value.citation.link,
        "status": value.citation.status.value,
        "file": value.where,
    }
