"""A figure told: value, formula in words and in numbers, citation, source, and the same for each line it rests on.

An `Explanation` is plain data. Text, HTML, Excel and JSON render this one thing, so they cannot disagree.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from openvbc.citation import Citation
from openvbc.errors import Fault, SettlementError, did_you_mean
from openvbc.figures import Key, Source, Value, key_text
from openvbc.worksheet.evaluate import Evaluation
from openvbc.worksheet.formula import Axis, Member, members_of
from openvbc.worksheet.sheet import Line, LineKind
from openvbc.worksheet.words import in_numbers, in_words, shown


@dataclass(frozen=True)
class ExplainedValue:
    """One value of a line (one for each combination of members where the line has axes).

    members: of each axis of the line, in order; none for a single value. value: exact. shown: as people read it.
    numbers: the formula in numbers. source: where an input came from.
    """

    value: Value
    shown: str
    numbers: str = ""
    members: tuple[Member, ...] = ()
    source: Source | None = None

    @property
    def key(self) -> Key | None:
        """Its key on the axes of the line; None for a single value."""
        keys = tuple(member.key for member in self.members)
        return keys if len(keys) > 1 else keys[0] if keys else None

    @property
    def member(self) -> str:
        """Its members' keys as files write them (`esrd`, `2024,esrd`); empty for a single value."""
        return key_text(self.key) if self.key is not None else ""

    @property
    def member_label(self) -> str:
        """Its members' labels; empty for a single value."""
        return ", ".join(member.label for member in self.members)


@dataclass(frozen=True)
class ExplainedLine:
    """A line of the worksheet with everything that can be said of it.

    words: the formula in words. rule: the citation of the rule or published value. clause: where the contract says so.
    precedents: names of the lines it rests on. overridden: "set to ... by ..." with what the formula would have given.
    """

    name: str
    label: str
    unit: str
    kind: LineKind
    section: str
    values: tuple[ExplainedValue, ...]
    axes: tuple[Axis, ...] = ()
    words: str = ""
    rule: Citation | None = None
    clause: str = ""
    note: str = ""
    precedents: tuple[str, ...] = ()
    overridden: str = ""

    @property
    def shown(self) -> str:
        """Its value as people read it; members side by side."""
        if len(self.values) == 1 and not self.values[0].member:
            return self.values[0].shown
        return "; ".join(f"{each.member_label}: {each.shown}" for each in self.values)


@dataclass(frozen=True)
class LineTable:
    """Lines that repeat over members, told as a table with members as rows.

    Lines over one axis stand beside each other: a column is a line. A line over several axes stands alone, as a matrix:
    a column is a member of one axis, a row a member of the others.
    """

    lines: tuple[ExplainedLine, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[ExplainedValue, ...]], ...]

    @property
    def is_matrix(self) -> bool:
        """Whether it is one line over several axes."""
        return len(self.lines[0].axes) > 1


@dataclass(frozen=True)
class ExplainedSection:
    """A section with its explained lines."""

    name: str
    title: str
    note: str
    lines: tuple[ExplainedLine, ...]

    def blocks(self) -> "tuple[ExplainedLine | LineTable, ...]":
        """Its lines in official order; those that follow each other over the same axis as one table."""
        runs: list[list[ExplainedLine]] = []
        for line in self.lines:
            if runs and len(line.axes) == 1 and runs[-1][0].axes == line.axes:
                runs[-1].append(line)
            else:
                runs.append([line])
        return tuple(_table(tuple(run)) if run[0].axes else run[0] for run in runs)


#: More members than these do not stand beside each other.
_MOST_COLUMNS = 8


def _table(lines: tuple[ExplainedLine, ...]) -> LineTable:
    axes = lines[0].axes
    if len(axes) == 1:
        labels = tuple(line.label for line in lines)
        rows = [
            (member.label, tuple(line.values[index] for line in lines)) for index, member in enumerate(axes[0].members)
        ]
        return LineTable(lines, labels, tuple(rows))
    # The last axis stands beside each other, unless it is too long and another one is not.
    across = next((axis for axis in reversed(axes) if len(axis.members) <= _MOST_COLUMNS), axes[-1])
    down = tuple(axis for axis in axes if axis != across)
    values = {each.members: each for each in lines[0].values}
    matrix = []
    for members in members_of(down):
        by_axis = dict(zip((axis.name for axis in down), members, strict=True))
        cells = [
            values[tuple(column if axis == across else by_axis[axis.name] for axis in axes)]
            for column in across.members
        ]
        matrix.append((", ".join(member.label for member in members), tuple(cells)))
    return LineTable(lines, tuple(member.label for member in across.members), tuple(matrix))


@dataclass(frozen=True)
class Explanation:
    """A whole worksheet explained, in official order."""

    title: str
    outcome: str
    sections: tuple[ExplainedSection, ...]

    def lines(self) -> Iterator[ExplainedLine]:
        """All lines, from the top."""
        for section in self.sections:
            yield from section.lines

    def line(self, name: str) -> ExplainedLine:
        """One line by name; SettlementError with a hint if there is none."""
        for line in self.lines():
            if line.name == name:
                return line
        names = [line.name for line in self.lines()]
        raise SettlementError(Fault(f"there is no line {name!r}", fix=did_you_mean(name, names)))

    def tree(self, name: str) -> "ExplainedTree":
        """The line and all it rests on, down to inputs; a line met again is not told twice."""
        return _tree(self, name, set())

    def names_below(self, name: str) -> frozenset[str]:
        """The names of the line and of all it rests on. SettlementError with a hint if there is no such line."""
        open_lines, found = [self.line(name)], {name}
        by_name = {line.name: line for line in self.lines()}
        while open_lines:
            above = [each for each in open_lines.pop().precedents if each not in found]
            found.update(above)
            open_lines += [by_name[each] for each in above]
        return frozenset(found)

    def unconfirmed(self) -> tuple[ExplainedLine, ...]:
        """The lines whose published value is not confirmed; any output must say so."""
        return tuple(line for line in self.lines() if line.rule and not line.rule.confirmed)


@dataclass(frozen=True)
class ExplainedTree:
    """A line and what it rests on. `told_above`: its own precedents stand further up already."""

    line: ExplainedLine
    told_above: bool
    precedents: "tuple[ExplainedTree, ...]"


def explain(evaluation: Evaluation) -> Explanation:
    """The explanation of every line of an evaluated worksheet."""
    sheet = evaluation.sheet
    sections = tuple(
        ExplainedSection(
            section.name,
            section.title,
            section.note,
            tuple(_explain_line(line, evaluation) for line in sheet.in_section(section.name)),
        )
        for section in sheet.sections
    )
    return Explanation(sheet.title, sheet.outcome, sections)


def _explain_line(line: Line, evaluation: Evaluation) -> ExplainedLine:
    return ExplainedLine(
        name=line.name,
        label=line.label,
        unit=line.unit.name,
        kind=line.kind,
        section=line.section,
        values=tuple(_explain_values(line, evaluation)),
        axes=line.axes,
        words=in_words(line.formula) if line.formula is not None else "",
        rule=line.rule,
        clause=str(line.clause) if line.clause else "",
        note=line.note,
        precedents=tuple(precedent.name for precedent in line.precedents),
        overridden=_overridden(line, evaluation),
    )


def _explain_values(line: Line, evaluation: Evaluation) -> Iterator[ExplainedValue]:
    values = evaluation.values[line.name]
    sources = evaluation.sources.get(line.name)
    if not isinstance(values, Mapping):
        numbers = in_numbers(line.formula, evaluation.values) if line.formula is not None else ""
        yield ExplainedValue(
            values, shown(line, values), numbers, source=sources if isinstance(sources, Source) else None
        )
        return
    for members in members_of(line.axes):
        keys = tuple(member.key for member in members)
        key = keys if len(keys) > 1 else keys[0]
        numbers = in_numbers(line.formula, evaluation.values, key) if line.formula is not None else ""
        source = sources.get(key) if isinstance(sources, Mapping) else None
        yield ExplainedValue(values[key], shown(line, values[key]), numbers, members, source)


def _overridden(line: Line, evaluation: Evaluation) -> str:
    override = evaluation.overrides.get(line.name)
    if override is None:
        return ""
    without = evaluation.without_override[line.name]
    each = without.values() if isinstance(without, Mapping) else [without]
    text = "; ".join(shown(line, value) for value in each)
    reason = f" ({override.reason})" if override.reason else ""
    otherwise = "the formula gives" if line.formula is not None else "it was"
    return f"set to {shown(line, override.value)} by {override.by}{reason}; {otherwise} {text}"


def _tree(explanation: Explanation, name: str, seen: set[str]) -> ExplainedTree:
    line = explanation.line(name)
    if name in seen:
        return ExplainedTree(line, told_above=True, precedents=())
    seen.add(name)
    below = tuple(_tree(explanation, precedent, seen) for precedent in line.precedents)
    return ExplainedTree(line, told_above=False, precedents=below)
