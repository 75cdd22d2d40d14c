"""Headline numbers as a YAML or Python gives them. Every fault is told at once, with its line or place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from openvbc.errors import Fault, InputError, did_you_mean, raise_all
from openvbc.figures import ABSENT, Figure, Figures, FileDigest, Origin, Source, Value, key_parts, key_text
from openvbc.settlement.reading import (
    UNREADABLE,
    example,
    faults_of_figures,
    name_and_members,
    put_figure,
    value_from_text,
)
from openvbc.settlement.settle import Case, Status
from openvbc.settlement.settled_before import SettledLine, settled_figure
from openvbc.settlement.stream_sheets import StreamSheets
from openvbc.worksheet.evaluate import Override
from openvbc.worksheet.formula import keys_of
from openvbc.worksheet.sheet import Line, LineKind
from openvbc.yamlfile import Node, digest, node_of_values, parse_yaml, quoted, read_yaml, shortened

_FILE_KEYS = {"organization", "performance_year", "period", "status", "figures", "overrides", "note"}
_OVERRIDE_KEYS = {"value", "by", "reason"}
_SETTLEMENT = "settlement"
_SETTLEMENT_KEYS = {_SETTLEMENT, "stream", "line", "member", "organization", "fingerprint"}


@dataclass(frozen=True)
class WrittenFigures:
    """Headline numbers as they were written, not yet held against a contract.

    form: faults of how they are written. folder: from which settlements named among them are looked for. digests: of
    the file that they were read from. notes: what is to be told of them.
    """

    node: Node
    form: tuple[Fault, ...]
    folder: Path
    digests: tuple[FileDigest, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def in_file(cls, path: Path) -> "WrittenFigures":
        """Those of a YAML file. FileError if it is none."""
        form: list[Fault] = []
        node = read_yaml(path, form)
        return cls(node, tuple(form), path.parent, (FileDigest(path.name, digest(path)),))

    @classmethod
    def in_text(cls, text: str, name: str) -> "WrittenFigures":
        """Those of a YAML text that stands in no file; `name` is what places say."""
        form: list[Fault] = []
        return cls(parse_yaml(text, Path(name), form), tuple(form), Path())

    @classmethod
    def in_python(cls, values: Mapping[str, object], name: str) -> "WrittenFigures":
        """Those of values in Python, as a file has them. InputError for floats and what else cannot be a figure."""
        form: list[Fault] = []
        node = node_of_values(values, name, form)
        raise_all(form, InputError)
        return cls(node, (), Path())

    def told(self, period: int | str | None, status: str | None) -> "WrittenFigures":
        """The same; where they are figures alone, as counted measures are, with the period and status said beside."""
        top = dict(self.node.items())
        if period is None or status is None or top.keys() != {"figures"}:
            return self
        key = "performance_year" if str(period).isdecimal() else "period"
        beside = {
            key: replace(self.node, value=str(period)),
            "status": replace(self.node, value=str(status)),
        }
        return replace(self, node=replace(self.node, value={**beside, **top}))

    @property
    def period(self) -> int | str:
        """The performance year that they name, or the `period`, where that is a part of a year. InputError if none."""
        return _stated_year(self.node)

    @property
    def names(self) -> frozenset[str]:
        """The names under which there are figures: `line` or `stream.line`, and `line[member]`, whatever else is wrong.

        What is among them decides whether a worksheet divides totals or takes a ratio as it is stated.
        """
        figures = dict(self.node.items()).get("figures")
        found = set[str]()
        for name, each in figures.items() if figures is not None and isinstance(figures.value, dict) else ():
            found.add(name)
            if isinstance(each.value, dict):
                for inner, held in each.items():
                    found |= {f"{name}.{inner}", f"{name}[{inner}]"}
                    if isinstance(held.value, dict):
                        found |= {f"{name}.{inner}[{key}]" for key, _ in held.items()}
        return frozenset(found)

    def check_asked(self, year: int | str | None, status: Status | None) -> None:
        """InputError if the `year` or `status` asked for beside them is not their own, or if they name no year."""
        found = self.period
        top = dict(self.node.items())
        stated = top.get("performance_year", top.get("period"))
        faults = []
        if stated is not None and year is not None and str(year) != str(found):
            faults.append(_disagrees("performance year", str(found), str(year), stated.where))
        own = top.get("status")
        others = [each.value for each in Status if each is not status]
        if status is not None and own is not None and isinstance(own.value, str) and own.value in others:
            faults.append(_disagrees("status", own.value, status.value, own.where))
        raise_all(faults, InputError)


@dataclass(frozen=True)
class _File:
    """What is read, and whose figures it holds."""

    folder: Path
    organization: str
    digests: tuple[FileDigest, ...]


def _stated_year(node: Node) -> int | str:
    top = dict(node.items())
    stated, period = top.get("performance_year"), top.get("period")
    if "payment_streams" in top and "figures" not in top:
        fix = "name a file of figures; `openvbc inputs CONTRACT` writes an empty one"
        raise InputError(Fault("this is a contract, not a file of headline numbers", node.where, fix=fix))
    if period is not None and stated is not None:
        what = "the file names a performance_year and a period"
        raise InputError(Fault(what, period.where, fix="keep the one that is settled"))
    if period is not None and isinstance(period.value, str | Decimal) and str(period.value).strip():
        return str(period.value).strip()
    try:
        return int(str(stated.value if stated else None))
    except ValueError:
        where = stated.where if stated else node.where
        raise InputError(
            Fault("performance_year is missing or no year", where, fix="write e.g. 2026, or `period:` and its name")
        ) from None


def _disagrees(what: str, stated: str, asked: str, where: str) -> Fault:
    return Fault(
        f"the {what} of this file is {stated}, and {asked} is asked for",
        where,
        why="which of the two is meant cannot be known",
        fix=f"leave out --{'status' if what == 'status' else 'year'}, or fix the file",
    )


def given_case(written: WrittenFigures, sheets: StreamSheets, *, complete: bool = True) -> Case:
    """The case of written headline numbers. InputError lists every fault.

    complete: whether nothing else is counted beside them, so that a missing figure is a fault.
    """
    faults = list(written.form)
    node, year = written.node, written.period
    top = dict(node.items())
    for key, each in top.items():
        if key not in _FILE_KEYS:
            fix = did_you_mean(shortened(key), _FILE_KEYS)
            faults.append(Fault(f"unknown word {quoted(key)}", each.where, fix=fix))
    status = _status(top.get("status"), node, faults)
    organization = _text(top["organization"], "organization", faults) if "organization" in top else ""
    file = _File(written.folder, organization, written.digests)
    figures = _figures(top.get("figures"), node, sheets, file, faults)
    overrides = dict(_overrides(top.get("overrides"), sheets, faults))
    if faults and complete:  # what settling would find is told now, with them
        values = {name: each.value for name, each in overrides.items()}
        faults.extend(faults_of_figures(sheets, figures, shortened(organization), values))
    raise_all(faults, InputError)
    return Case(organization, year, status, figures, overrides, written.notes)


def _text(node: Node, what: str, faults: list[Fault]) -> str:
    """The text of a node; empty, with a fault, if it holds none."""
    value = node.value
    if isinstance(value, Decimal | date):  # a number or day that stands where words are meant is taken as written
        return str(value)
    if isinstance(value, str) and value.strip():
        return value
    found = {"NoneType": "empty", "str": "empty", "bool": "true or false", "list": "a list", "dict": "a group"}
    what_it_is = found[type(value).__name__]
    faults.append(Fault(f"{what} is {what_it_is}, not text", node.where, fix=f'write {what}: "..." or leave it out'))
    return ""


def _status(node: Node | None, file: Node, faults: list[Fault]) -> Status:
    words = [each.value for each in Status]
    if node is None:
        faults.append(Fault("status is missing", file.where, fix="write `status: interim` or `status: final`"))
        return Status.INTERIM
    word = _text(node, "status", faults)
    if word in words:
        return Status(word)
    if word:
        faults.append(Fault(f"status is {quoted(word)}", node.where, fix=did_you_mean(shortened(word), words)))
    return Status.INTERIM


def _figures(
    node: Node | None,
    file: Node,
    sheets: StreamSheets,
    file_read: "_File",
    faults: list[Fault],
) -> Figures:
    """The figures by name. A stream's own may stand under its name, as `stream: {line: ...}`, or as `stream.line`."""
    if node is None or not isinstance(node.value, dict):
        where = file.where if node is None else node.where
        if node is not None and isinstance(node.value, list):
            fix = "take the dashes out: `line: value`, one a line below `figures:`"
            faults.append(Fault("`figures` is a list", where, why="each figure goes by its name", fix=fix))
        else:
            faults.append(Fault("there is no group `figures`", where, fix="add `figures:` with one line a figure"))
        return {}
    figures: Figures = {}
    for written, each in _by_name(node, sheets, faults):
        name, members = name_and_members(sheets, written)
        fault, line = sheets.fault_of_input(name, each.where), sheets.line(name)
        if fault is not None or line is None:
            faults.extend([fault] if fault is not None else [])
            continue
        for key, inner in _leaves(each, line, members, faults):
            figure = UNREADABLE if inner is None else _figure(inner, line, file_read, faults)
            if not put_figure(figures, name, key, figure):
                what = f"{line.label!r} stands twice{f', for {key_text(key)}' if key else ''}"
                why = "which of the two holds cannot be known"
                faults.append(Fault(what, each.where, why=why, fix=f"keep one of them, under {name}"))
    faults.extend(sheets.told_twice(figures, node.where))
    return figures


def _leaves(
    node: Node, line: Line, members: tuple[str, ...], faults: list[Fault]
) -> Iterator[tuple[tuple[str, ...], Node | None]]:
    """The single figures below a line, each with its members: one level of the file for each axis.

    None, with a fault, for each figure of a level that is missing.
    """
    is_group = isinstance(node.value, dict) and not {"value", _SETTLEMENT} & node.value.keys()
    if is_group and len(members) < max(len(line.axes), 1):
        known = {part[len(members)] for part in map(key_parts, line.keys) if len(part) > len(members)}
        for key, inner in _without_commas(node, known, faults):
            yield from _leaves(inner, line, (*members, key), faults)
    elif members and len(members) < len(line.axes):
        further = ", ".join(line.axes[len(members)].keys)
        what = f"{line.label!r} needs one figure for each of {further}, for {key_text(members)} too"
        faults.append(Fault(what, node.where, fix=f"write one figure for each of {further} below {members[-1]}"))
        for missing in keys_of(line.axes[len(members) :]):
            yield (*members, *key_parts(missing)), None
    else:
        yield members, node


def _by_name(node: Node, sheets: StreamSheets, faults: list[Fault]) -> Iterator[tuple[str, Node]]:
    """Every figure of the group by `line` or `stream.line`; a group called like a stream holds that stream's figures.

    Where a line has the stream's name, the line is meant; the stream's figures are then written `stream.line`.
    """
    lines = {line.name for sheet in sheets.values() for line in sheet.of_kind(LineKind.INPUT)}
    for name, each in _without_commas(node, {*lines, *sheets}, faults):
        if name in sheets and name not in lines and isinstance(each.value, dict):
            own = {line.name for line in sheets[name].of_kind(LineKind.INPUT)}
            yield from ((f"{name}.{inner}", node_of_line) for inner, node_of_line in _without_commas(each, own, faults))
        else:
            yield name, each


def _without_commas(
    node: Node, known: Mapping[str, Line] | tuple[str, ...] | set[str], faults: list[Fault]
) -> Iterator[tuple[str, Node]]:
    """The members of a group. What a comma cut off a number ({value: 98,500}) is a fault, told once a group."""
    cut = False
    for key, each in node.items():
        if key in known or not key.isdigit() or each.value is not None:
            yield key, each
        elif not cut:
            cut = True
            faults.append(
                Fault(
                    f"{key!r} stands alone, as if a comma cut it off a number",
                    each.where,
                    why="inside braces a comma parts one word from the next",
                    fix='write the number in quotes ("98,500,000") or without commas (98500000)',
                )
            )


def _figure(node: Node, line: Line, file: "_File", faults: list[Fault]) -> Figure:
    """The figure; `UNREADABLE`, with a fault, if it cannot be read."""
    before, description, value_node = len(faults), "", node
    if isinstance(node.value, dict) and _SETTLEMENT in node.value:
        return _of_settlement(node, line, file, faults)
    if isinstance(node.value, dict):
        inner = dict(_without_commas(node, {"value", "source"}, faults))
        for key in inner.keys() - {"value", "source"}:
            fix = did_you_mean(shortened(key), {"value", "source"})
            faults.append(Fault(f"unknown word {quoted(key)} beside a figure", inner[key].where, fix=fix))
        description = _text(inner["source"], "source", faults) if "source" in inner else ""
        value_node = inner.get("value", node)
    value = _value_or_fault(value_node, line, faults)
    if len(faults) > before or value is None:
        return UNREADABLE
    return Figure(value, Source(Origin.GIVEN, description, value_node.where, file.digests))


def _of_settlement(node: Node, line: Line, file: "_File", faults: list[Fault]) -> Figure:
    """A figure of another settlement: {settlement: FILE.json, stream: ..., line: ...}."""
    inner = dict(node.items())
    for key in inner.keys() - _SETTLEMENT_KEYS:
        fix = did_you_mean(shortened(key), _SETTLEMENT_KEYS)
        faults.append(Fault(f"unknown word {quoted(key)} beside a settlement", inner[key].where, fix=fix))
    faults.extend(
        Fault(f"{key} is missing beside a settlement", node.where, fix=f"add `{key}: ...`")
        for key in sorted({"stream", "line"} - inner.keys())
    )
    before = len(faults)
    texts = {key: _text(each, key, faults) for key, each in inner.items() if key in _SETTLEMENT_KEYS}
    if len(faults) > before or not {"stream", "line"} <= inner.keys():
        return UNREADABLE
    asked = SettledLine(
        file.folder / texts[_SETTLEMENT],
        texts["stream"],
        texts["line"],
        texts.get("member", ""),
        texts.get("organization", file.organization),
        texts.get("fingerprint", ""),
        inner[_SETTLEMENT].where,
    )
    try:
        figure = settled_figure(asked, line)
    except InputError as error:
        faults.extend(error.faults)
        return UNREADABLE
    return replace(figure, source=replace(figure.source, files=(*file.digests, *figure.source.files)))


def _value_or_fault(node: Node, line: Line, faults: list[Fault]) -> Value | None:
    try:
        return _value(node, line)
    except ValueError as error:
        fix = f"write {line.name} in {line.unit.name}, for example {example(line)}"
        faults.append(Fault(f"{line.label!r}: {error}", node.where, fix=fix))
        return None


def _value(node: Node, line: Line) -> Value:
    value = node.value
    if value is None:
        return ABSENT
    if isinstance(value, str):
        return value_from_text(line, value)
    if isinstance(value, bool) and not line.is_flag:
        raise ValueError("yes or no stands where a number is meant")
    if isinstance(value, dict | list) or not isinstance(value, Value):
        raise ValueError("one figure is meant here")
    return value


def _overrides(node: Node | None, sheets: StreamSheets, faults: list[Fault]) -> Iterator[tuple[str, Override]]:
    if node is None or node.value is None:  # nothing is set
        return
    if not isinstance(node.value, dict):
        fix = "write `overrides:` with one line each, as in savings_pool: {value: ..., by: ..., reason: ...}"
        faults.append(Fault("overrides is no group of lines to set", node.where, fix=fix))
    for name, each in node.items():
        fault, line = sheets.fault_of_line(name, each.where), sheets.line(name)
        inner = dict(each.items())
        if fault is not None or line is None:
            faults.extend([fault] if fault is not None else [])
        elif not inner.keys() <= _OVERRIDE_KEYS or not {"value", "by"} <= inner.keys():
            faults.append(
                Fault(
                    f"override of {name!r} must say its value and by whom",
                    each.where,
                    why="a figure set by hand must be answered for",
                    fix="write {value: ..., by: ..., reason: ...}",
                )
            )
        else:
            value = _value_or_fault(inner["value"], line, faults)
            by = _text(inner["by"], "by", faults)
            reason = _text(inner["reason"], "reason", faults) if "reason" in inner else ""
            if value is not None:
                yield name, Override(value, by, reason)


def merge_figures(counted: Figures, given: Figures, sheets: StreamSheets) -> Figures:
    """Counted figures, by `stream.line`, and given ones together. InputError lists each line that has both.

    What is given of other members of a counted line stands beside them: a fund's claims are counted, and its other
    expenses given.
    """
    own = {name: sheets.in_full({name: figure}) for name, figure in given.items()}
    beside = {
        place: {**counted_members, **given_members}
        for places in own.values()
        for place, given_members in places.items()
        if isinstance(counted_members := counted.get(place), dict)
        and isinstance(given_members, dict)
        and not counted_members.keys() & given_members.keys()
    }
    faults = [
        Fault(
            f"{name!r} is both counted from claims and given",
            _where_given(given[name]),
            why="two values for one figure: which of them holds cannot be known",
            fix="take the given figure out, or set it under `overrides` with `by` and `reason`",
        )
        for name, places in own.items()
        if any(place in counted and place not in beside for place in places)
    ]
    raise_all(faults, InputError)
    alone = {name: figure for name, figure in given.items() if not own[name].keys() & beside.keys()}
    return {**counted, **alone, **beside}


def _where_given(given: "Figure | dict[str, Figure]") -> str:
    figure = given if isinstance(given, Figure) else next(iter(given.values()))
    return figure.source.where
