"""One figure read in its line's unit, and what is wrong with figures that are read, whatever file they stand in."""

from collections.abc import Iterator, Mapping

from openvbc.errors import Fault, InputError
from openvbc.figures import ABSENT, Figure, Figures, Origin, Source, Value
from openvbc.worksheet.inputs import check_inputs
from openvbc.worksheet.sheet import Line, LineKind, Worksheet
from openvbc.yamlfile import shortened

_NOT_READ = "not read"
#: Stands where a figure could not be read, while the others are checked; its own fault is told already.
UNREADABLE = Figure(ABSENT, Source(Origin.GIVEN, where=_NOT_READ))


def line_and_members(sheets: Mapping[str, Worksheet], name: str) -> tuple[str, tuple[str, ...]]:
    """The line of today that a file's name of a figure means, and the members that stand or once stood in the name.

    `per_capita[benchmark_year_1,esrd]`, or `benchmark_year_1_per_capita` as it was called before.
    """
    base, _, rest = name.partition("[")
    members = tuple(part.strip() for part in rest.removesuffix("]").split(",")) if rest else ()
    if any(base in sheet for sheet in sheets.values()):
        return base, members
    present = next((sheet.former_names[base] for sheet in sheets.values() if base in sheet.former_names), base)
    line, _, first = present.partition("[")
    return line, (*(first.removesuffix("]").split(",") if first else ()), *members)


def put_figure(figures: Figures, line: Line, members: tuple[str, ...], figure: Figure) -> bool:
    """Add a figure under its members; False if there is one already."""
    if not members:
        if line.name in figures:
            return False
        figures[line.name] = figure
        return True
    held = figures.setdefault(line.name, {})
    key = members if len(members) > 1 else members[0]
    if not isinstance(held, dict) or key in held:
        return False
    held[key] = figure
    return True


def value_from_text(line: Line, text: str) -> Value:
    """A figure from text in the line's unit; ValueError says why it is none, quoting not more than its beginning."""
    try:
        return line.unit.read(text)
    except ValueError as error:
        raise ValueError(str(error).replace(repr(text), repr(shortened(text)))) from None


def example(line: Line) -> str:
    """How a figure of the line may be written."""
    return {"money": "1250000.00", "rate": "0.85 or 85%", "flag": "true", "number": "25000"}[line.unit.kind]


def faults_of_figures(
    sheets: Mapping[str, Worksheet], figures: Figures, organization: str, overrides: Mapping[str, Value]
) -> Iterator[Fault]:
    """What settling would find: figures that are missing or out of bounds, in every stream, each fault once."""
    told: dict[Fault, None] = {}
    for sheet in sheets.values():
        inputs = {line.name for line in sheet.of_kind(LineKind.INPUT)}
        ours: Figures = {name: held for name, held in figures.items() if name in inputs}
        try:
            check_inputs(sheet, ours, organization, {name: each for name, each in overrides.items() if name in sheet})
        except InputError as error:
            told |= dict.fromkeys(fault for fault in error.faults if not fault.where.endswith(_NOT_READ))
    yield from told


def not_read(sheets: Mapping[str, Worksheet]) -> Figures:
    """Every input of the worksheets as one that could not be read."""
    return {
        line.name: dict.fromkeys(line.keys, UNREADABLE) if line.axes else UNREADABLE
        for sheet in sheets.values()
        for line in sheet.of_kind(LineKind.INPUT)
    }
