"""An empty file of headline numbers for a contract: every figure that it needs, with unit and label."""

from collections.abc import Iterator

from openvbc.contract.model import Contract
from openvbc.figures import key_parts
from openvbc.settlement.stream_sheets import StreamSheets
from openvbc.worksheet.sheet import Line, LineKind

_FORM = {"money": "dollars", "rate": "a rate: 0.85 or 85%", "number": "a number", "flag": "true or false"}


def inputs_template(contract: Contract, year: int | str, sheets: StreamSheets) -> str:
    """The YAML text; every figure is left empty, so that none can be forgotten in silence."""
    return "\n".join(_lines(contract, year, sheets)) + "\n"


def _lines(contract: Contract, year: int | str, sheets: StreamSheets) -> Iterator[str]:
    yield f"# Headline numbers for: {contract.name}"
    yield "# A figure may say where it comes from: {value: 1250000, source: payer statement of 2027-04-15, page 3}"
    yield f'organization: "{contract.file.parties.provider.name}"'
    period = contract.agreement.find(year)
    yield f"performance_year: {period.year}" if period.key == period.year else f'period: "{period.name}"'
    yield "status: interim   # or final"
    yield "figures:"
    seen: set[str] = set()
    for stream, sheet in sheets.items():
        called = sheets.called(stream)
        for line in sheet.of_kind(LineKind.INPUT):
            name = called[line.name]
            if name not in seen and not line.of_streams:
                seen.add(name)
                yield from _figure(name, line)


def _figure(name: str, line: Line) -> Iterator[str]:
    comment = f"# {line.label}, {_FORM[line.unit.kind]}{' (may stay empty)' if line.optional else ''}"
    yield f"  {name}:   {comment}"
    above: tuple[str, ...] = ()
    for key in line.keys:
        parts = key_parts(key)
        same = next((index for index, part in enumerate(above) if part != parts[index]), 0) if above else 0
        for depth in range(same, len(parts)):
            yield f"{'  ' * (depth + 2)}{parts[depth]}:"
        above = parts
