"""One figure read in its line's unit, and what is wrong with figures that are read, whatever file they stand in."""

from collections.abc import Iterator, Mapping

from openvbc.errors import Fault, InputError
from openvbc.figures import ABSENT, Figure, Figures, Origin, Source, Value
from openvbc.settlement.stream_sheets import StreamSheets
from openvbc.worksheet.inputs import check_inputs
from openvbc.worksheet.sheet import Line, LineKind
from openvbc.yamlfile import shortened

_NOT_READ = "not read"
#: Stands where a figure could not be read, while the others are checked; its own fault is told already.
UNREADABLE = Figure(ABSENT, Source(Origin.GIVEN, where=_NOT_READ))


def name_and_members(sheets: StreamSheets, written: str) -> tuple[str, tuple[str, ...]]:
    """The name of today of a figure in a file, and the members that stand or once stood in the name.

    `per_capita[2024,esrd]`, or `benchmark_year_1_per_capita` as it was called before; with or without its stream.
    """
    base, _, rest = written.partition("[")
    members = tuple(part.strip() for part in rest.removesuffix("]").split(",")) if rest else ()
    if sheets.line(base) is not None:
        return base, members
    stream, dot, name = base.rpartition(".")
    meant = [sheet for each, sheet in sheets.items() if not dot or each == stream]
    present = next((sheet.former_names[name] for sheet in meant if name in sheet.former_names), name)
    line, _, first = present.partition("[")
    former = tuple(first.removesuffix("]").split(",")) if first else ()
    return f"{stream}{dot}{line}", (*former, *members)


def put_figure(figures: Figures, name: str, members: tuple[str, ...], figure: Figure) -> bool:
    """Add a figure under its members; False if there is one already."""
    if not members:
        if name in figures:
            return False
        figures[name] = figure
        return True
    values = figures.setdefault(name, {})
    key = members if len(members) > 1 else members[0]
    if not isinstance(values, dict) or key in values:
        return False
    values[key] = figure
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
    sheets: StreamSheets, figures: Figures, organization: str, overrides: Mapping[str, Value]
) -> Iterator[Fault]:
    """What settling would find: figures that are missing or out of bounds, in every stream, each fault once."""
    found: dict[Fault, None] = {}
    figures_of, overrides_of = sheets.by_stream(figures), sheets.set_by_stream(overrides)
    for stream, sheet in sheets.items():
        inputs = {line.name for line in sheet.of_kind(LineKind.INPUT)}
        ours: Figures = {name: figure for name, figure in figures_of[stream].items() if name in inputs}
        try:
            check_inputs(sheet, ours, organization, overrides_of[stream], sheets.called(stream))
        except InputError as error:
            found |= dict.fromkeys(fault for fault in error.faults if not fault.where.endswith(_NOT_READ))
    yield from found


def not_read(sheets: StreamSheets) -> Figures:
    """Every input of the worksheets, by `stream.line`, as one that could not be read."""
    return {
        f"{stream}.{line.name}": dict.fromkeys(line.keys, UNREADABLE) if line.axes else UNREADABLE
        for stream, sheet in sheets.items()
        for line in sheet.of_kind(LineKind.INPUT)
    }
