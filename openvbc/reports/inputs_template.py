"""An empty file of headline numbers for a contract: every figure that it needs, with unit and label."""

import json
from collections.abc import Iterator, Mapping

from openvbc.contract.model import Contract
from openvbc.figures import Absent, Figure, Figures, Keyed, key_parts
from openvbc.money import plain
from openvbc.settlement.stream_sheets import StreamSheets
from openvbc.worksheet.sheet import Line, LineKind

_FORM = {"money": "dollars", "rate": "a rate: 0.85 or 85%", "number": "a number", "flag": "true or false"}


def inputs_template(
    contract: Contract, year: int | str, sheets: StreamSheets, read: Mapping[str, Figures] | None = None
) -> str:
    """The YAML text; every figure is left empty, so that none can be forgotten in silence.

    read: figures that are known already, by stream, with where they were read.
    """
    return "\n".join(_lines(contract, year, sheets, read or {})) + "\n"


def _lines(contract: Contract, year: int | str, sheets: StreamSheets, read: Mapping[str, Figures]) -> Iterator[str]:
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
                yield from _figure(name, line, read.get(stream, {}).get(line.name, {}))


def _figure(name: str, line: Line, known: Figure | Mapping[Keyed, Figure]) -> Iterator[str]:
    comment = f"# {line.label}, {_FORM[line.unit.kind]}{' (may stay empty)' if line.optional else ''}"
    own = _known(known) if isinstance(known, Figure) else ""
    yield f"  {name}:{own}   {comment}"
    above: tuple[str, ...] = ()
    for key in line.keys:
        parts = key_parts(key)
        same = next((index for index, part in enumerate(above) if part != parts[index]), 0) if above else 0
        for depth in range(same, len(parts)):
            last = depth + 1 == len(parts)
            own = _known(known[key]) if last and not isinstance(known, Figure) and key in known else ""
            yield f"{'  ' * (depth + 2)}{_quoted(parts[depth])}:{own}"
        above = parts


def _known(figure: Figure) -> str:
    """A figure that is known already, with where it was read."""
    if isinstance(figure.value, bool | Absent):
        raise TypeError("figures of published files are numbers")
    return f" {{value: {plain(figure.value)}, source: {json.dumps(figure.source.where or figure.source.description)}}}"


def _quoted(key: str) -> str:
    """A key as the file needs it: digits in quotes, so that no zero is lost."""
    return json.dumps(key) if key.isdigit() else key
