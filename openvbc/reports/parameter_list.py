"""Published values as a list for people or machines."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from textwrap import fill

from openvbc.money import plain
from openvbc.parameters.model import CodeList, ParameterValue, Table
from openvbc.reports.as_json import Json


def parameter_list(values: Sequence[ParameterValue]) -> str:
    """Each parameter with its values: scope, value, source with pin and page, link, status in words."""
    if not values:
        return "no published value fits"
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
        if isinstance(value.value, Table):
            yield from _table(value, value.value)
        if isinstance(value.value, CodeList):
            yield fill(", ".join(value.value.codes), 110, initial_indent=" " * 6, subsequent_indent=" " * 6)
    yield f"\n{len(values)} values"


def _table(value: ParameterValue, table: Table) -> Iterator[str]:
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
    if isinstance(value.value, Table):
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
