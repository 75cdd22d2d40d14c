"""What must hold before figures enter a worksheet: none missing, none unknown, each of its unit and within bounds."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from decimal import Decimal

from openvbc.errors import Fault, InputError, did_you_mean, raise_all
from openvbc.figures import ABSENT, Figure, Figures, Keyed, Value, key_parts, key_text
from openvbc.worksheet.evaluate import Evaluation
from openvbc.worksheet.formula import Apply, Operation, key_at, place_of
from openvbc.worksheet.sheet import Line, LineKind, Worksheet


def check_inputs(
    sheet: Worksheet,
    figures: Figures,
    organization: str = "",
    overrides: Mapping[str, Value] | None = None,
    called: Mapping[str, str] | None = None,
) -> None:
    """Raise InputError with every fault of the figures: missing, unknown, of another kind, out of bounds.

    overrides: values that lines of the sheet are set to; they must be of the line's kind and within its bounds too,
    and an input that is set needs no figure. called: how a file calls an input, where that is not its line's name.
    """
    overrides = overrides or {}
    faults = [
        *_faults(sheet, figures, organization, overrides.keys(), called or {}),
        *_faults_of_overrides(sheet, overrides),
    ]
    raise_all(faults, InputError)


def _faults_of_overrides(sheet: Worksheet, overrides: Mapping[str, Value]) -> Iterator[Fault]:
    for name, value in overrides.items():
        line = sheet[name]
        yield from _faults_of_figure(line, line.label, Figure(value), f"override of {name}")


def _faults(
    sheet: Worksheet, figures: Figures, organization: str, overridden: Set[str], called: Mapping[str, str]
) -> Iterator[Fault]:
    inputs = {line.name: line for line in sheet.of_kind(LineKind.INPUT)}
    for name, figure in figures.items():
        line = inputs.get(name)
        if line is None:
            yield _unknown(sheet, name, _where(figure, organization), tuple(inputs))
        else:
            yield from _faults_of_line(line, figure, organization)
            yield from _above(line, figure, figures, organization)
    yield from missing_inputs(sheet, figures.keys() | overridden, organization, called)


def missing_inputs(
    sheet: Worksheet, given: Set[str], organization: str = "", called: Mapping[str, str] | None = None
) -> Iterator[Fault]:
    """One fault for each input that is needed and not among the `given` names."""
    for line in sheet.of_kind(LineKind.INPUT):
        if line.name not in given and (line.stated or not line.optional):
            name = (called or {}).get(line.name, line.name)
            yield Fault(
                f"{line.label!r} is missing",
                _place(organization, f"line {name}"),
                why="a missing figure is not taken as zero",
                fix=f"give {name} ({line.unit.name}){_members(line)}",
            )


def _or_null(line: Line) -> str:
    return "; null says that there is none" if line.stated or line.optional else ""


def members_in_words(line: Line) -> str:
    """The members for which a line needs figures: "a, b"; on several axes the members of each, "a, b by each of c"."""
    if len(line.axes) < 2:
        return ", ".join(map(key_text, line.keys))
    listed = [", ".join(dict.fromkeys(key[index] for key in line.keys)) for index in range(len(line.axes))]
    return " by each of ".join(listed)


def _members(line: Line) -> str:
    return f" for each of {members_in_words(line)}" if line.axes else ""


def _written(line: Line) -> str:
    """How the figures of a line begin in a file."""
    if not line.axes:
        return f"write {line.name}: ..."
    parts = key_parts(line.keys[0])
    return f"write {line.name}: {': '.join('{' + part for part in parts)}: ...{'}' * len(parts)}"


def _unknown(sheet: Worksheet, name: str, where: str, inputs: tuple[str, ...]) -> Fault:
    if name in sheet:
        return Fault(
            f"{name!r} is a {sheet[name].kind.value}, not an input",
            where,
            why="a computed or agreed figure given as an input would be two values for one line",
            fix="take it out, or set it as an override that says by whom and why",
        )
    return Fault(f"this contract uses no figure {name!r}", where, fix=did_you_mean(name, inputs))


def _where(figures: "Figure | Mapping[Keyed, Figure]", organization: str) -> str:
    figure = next(iter(figures.values()), None) if isinstance(figures, Mapping) else figures
    return _place(organization, figure.source.where if figure else "")


def _place(organization: str, where: str) -> str:
    return ", ".join(part for part in (organization, where) if part)


def _faults_of_line(line: Line, figures: "Figure | Mapping[Keyed, Figure]", organization: str) -> Iterator[Fault]:
    if isinstance(figures, Mapping) != bool(line.axes):
        yield Fault(
            f"{line.label!r} needs one figure{_members(line)}",
            _place(organization, f"line {line.name}"),
            fix=_written(line),
        )
        return
    if not isinstance(figures, Mapping):
        yield from _faults_of_figure(line, line.label, figures, organization)
        return
    keys = line.keys
    for key in keys:
        if key not in figures:
            yield Fault(
                f"{line.label!r} is missing for {key_text(key)}",
                _place(organization, f"line {line.name}"),
                why="a missing figure is not taken as zero",
                fix=f"give {line.name}{_members(line)}{_or_null(line)}",
            )
    for key, figure in figures.items():
        if key not in keys:
            where = _place(organization, figure.source.where)
            known = [key_text(each) for each in keys]
            yield Fault(
                f"{line.label!r} has no column {key_text(key)!r}", where, fix=did_you_mean(key_text(key), known)
            )
        else:
            bounded = (
                line if line.ends is None else replace(line, at_least=line.ends[key][0], at_most=line.ends[key][1])
            )
            yield from _faults_of_figure(bounded, f"{line.label}, {key_text(key)}", figure, organization)


def _above(
    line: Line, value_figures: "Figure | Mapping[Keyed, Figure]", figures: Figures, organization: str
) -> Iterator[Fault]:
    """Faults of a figure above the one which bounds it, at the same members or at the one that the bound names."""
    bound, named = line.not_above, dict[str, str]()
    if isinstance(bound, Apply) and bound.operation is Operation.AT and bound.over is not None:
        named = {bound.over.name: bound.member}
        (bound,) = bound.arguments
    limits = figures.get(bound.name) if isinstance(bound, Line) else None
    if not isinstance(bound, Line) or limits is None:
        return
    figures_by_key: Mapping[Keyed, Figure] = (
        value_figures if isinstance(value_figures, Mapping) else {None: value_figures}
    )
    limits_by_key: Mapping[Keyed, Figure] = limits if isinstance(limits, Mapping) else {None: limits}
    for key, figure in figures_by_key.items():
        if (key is None) == bool(line.axes) or (key is not None and key not in line.keys):
            continue  # its own fault is told
        at = key_at(bound.axes, {**place_of(line.axes, key), **named}) if bound.axes else None
        value, limit = figure.value, limits_by_key[at].value if at in limits_by_key else ABSENT
        if isinstance(value, Decimal) and isinstance(limit, Decimal) and value > limit:
            member = f", {key_text(key)}," if key is not None else ""
            yield Fault(
                f"{line.label!r}{member} is {line.show(value)}, above {bound.label!r} of {bound.show(limit)}",
                _place(organization, figure.source.where),
                why="a part cannot be larger than its whole",
                fix="check both figures",
            )


def _faults_of_figure(line: Line, label: str, figure: Figure, organization: str) -> Iterator[Fault]:
    value = figure.value
    where = _place(organization, figure.source.where or f"line {line.name}")
    if value is ABSENT:
        if not line.optional:
            yield Fault(f"{label!r} is absent", where, why="this figure is needed", fix=f"give {line.name}")
    elif isinstance(value, bool) != line.is_flag:
        wanted = "yes or no" if line.is_flag else f"a number in {line.unit.name}"
        yield Fault(f"{label!r} must be {wanted}", where, fix=f"write {line.name}: {'true' if line.is_flag else '...'}")
    elif isinstance(value, Decimal) and value.is_finite():
        yield from _out_of_bounds(line, label, value, where)
    elif not isinstance(value, bool):
        what = f"{label!r} is {value!r}, which is no exact number"
        yield Fault(what, where, why="binary fractions round where no rule does", fix='write Decimal("0.02")')


def _out_of_bounds(line: Line, label: str, value: Decimal, where: str) -> Iterator[Fault]:
    low, high = line.at_least, line.at_most
    if (low is None or value >= low) and (high is None or value <= high):
        return
    if line.unit.kind == "rate" and high is not None and high < value <= high.scaleb(2):
        as_rate = line.unit.show_exactly(value.scaleb(-2))
        yield Fault(
            f"{label!r} is {value}, which as a rate is {line.unit.show_exactly(value)}",
            where,
            why=f"it must be {line.unit.show(high)} at most; a percentage may be meant",
            fix=f"write {as_rate} or {value.scaleb(-2)} if {value} percent is meant",
        )
        return
    bound = f"at least {line.show(low)}" if low is not None and value < low else f"at most {line.show(high or value)}"
    yield Fault(
        f"{label!r} is {line.show(value)}",
        where,
        why=f"it must be {bound}",
        fix="check the figure and its sign",
    )


def check_computed(evaluation: Evaluation, organization: str = "") -> None:
    """Raise InputError where a computed line leaves its bounds: figures that are each possible, but not together."""
    faults = [
        fault
        for line in evaluation.sheet.of_kind(LineKind.COMPUTED)
        if line.name not in evaluation.overrides
        for label, value in _labeled_values(line, evaluation.values[line.name])
        for fault in _impossible(line, label, value, organization)
    ]
    raise_all(faults, InputError)


def _labeled_values(line: Line, values: "Value | Mapping[Keyed, Value]") -> Iterator[tuple[str, Value]]:
    if isinstance(values, Mapping):
        yield from ((f"{line.label}, {key_text(key)}", value) for key, value in values.items())
    else:
        yield line.label, values


def _impossible(line: Line, label: str, value: Value, organization: str) -> Iterator[Fault]:
    if isinstance(value, bool) or not isinstance(value, Decimal):
        return
    low, high = line.at_least, line.at_most
    if (low is not None and value < low) or (high is not None and value > high):
        bound = (
            f"at least {line.show(low)}" if low is not None and value < low else f"at most {line.show(high or value)}"
        )
        parts = ", ".join(precedent.label.lower() for precedent in line.precedents)
        yield Fault(
            f"{label!r} comes to {line.show(value)}",
            _place(organization, f"line {line.name}"),
            why=f"it must be {bound}; a part cannot be larger than its whole",
            fix=f"check {parts}",
        )
