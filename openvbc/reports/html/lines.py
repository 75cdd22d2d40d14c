"""The lines of a worksheet as the page shows them: values side by side, links between lines, what each rests on."""

from collections.abc import Mapping
from dataclasses import dataclass

from openvbc.citation import Citation, Status
from openvbc.figures import Absent, Value
from openvbc.reports.html.references import Reference, References, SourceView
from openvbc.reports.html.tables import TableView, tables_of
from openvbc.units import UNITS
from openvbc.worksheet.evaluate import Evaluation
from openvbc.worksheet.explain import ExplainedLine, ExplainedValue, Explanation, LineTable
from openvbc.worksheet.sheet import BarRole, LineKind

_TAGS = {
    LineKind.INPUT: "input",
    LineKind.TERM: "agreed",
    LineKind.PARAMETER: "published",
    LineKind.COMPUTED: "",
}

#: A matrix of more rows than these is seen only when its line is opened.
_MOST_ROWS = 8


@dataclass(frozen=True)
class RuleView:
    """A citation for print. `link` is empty unless it is a web address."""

    text: str
    link: str
    status: str
    published: str
    confirmed: bool


@dataclass(frozen=True)
class LineLink:
    """Another line: where it is on the page, its label and value."""

    anchor: str
    label: str
    shown: str


@dataclass(frozen=True)
class ValueView:
    """One value of a line. `exactly` has all its digits; empty for yes, no and absent."""

    member: str
    shown: str
    exactly: str
    numbers: str
    absent: bool


@dataclass(frozen=True)
class LineView:
    """A line for print.

    tag: input, agreed, published, or empty for a computed line. emphasis: outcome, total or empty. sources: each with
    the members that it is the source of.
    """

    anchor: str
    name: str
    label: str
    tag: str
    emphasis: str
    unit: str
    values: tuple[ValueView, ...]
    sources: tuple[tuple[str, SourceView], ...]
    words: str
    tables: tuple[TableView, ...]
    rule: RuleView | None
    clause: str
    note: str
    rests_on: tuple[LineLink, ...]
    used_by: tuple[LineLink, ...]
    overridden: str

    @property
    def has_members(self) -> bool:
        """Whether it has one value for each member of an axis."""
        return bool(self.values) and bool(self.values[0].member)


@dataclass(frozen=True)
class LineTableView:
    """Lines over members for print: members as rows; the columns are lines, or of a matrix of one line members too.

    over: what the rows are. rows: each with its label and its figures.
    """

    lines: tuple[LineView, ...]
    over: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[ValueView, ...]], ...]
    is_matrix: bool

    @property
    def is_long(self) -> bool:
        """Whether it is a matrix of so many rows that it is seen only when its line is opened."""
        return self.is_matrix and len(self.rows) > _MOST_ROWS

    @property
    def size(self) -> str:
        """How much there is to see."""
        return f"{len(self.rows)} rows of {len(self.columns)} columns"


@dataclass(frozen=True)
class SectionView:
    """A section of the worksheet for print."""

    anchor: str
    title: str
    note: str
    blocks: tuple[LineView | LineTableView, ...]

    @property
    def lines(self) -> tuple[LineView, ...]:
        """Its lines, those of tables too."""
        return tuple(
            line for each in self.blocks for line in (each.lines if isinstance(each, LineTableView) else (each,))
        )


class LineViews:
    """Makes the views of one worksheet; `prefix` is the stream's name where the page has several."""

    def __init__(
        self, explanation: Explanation, evaluation: Evaluation, references: References, prefix: str = ""
    ) -> None:
        self._explanation = explanation
        self._evaluation = evaluation
        self._references = references
        self._prefix = f"{prefix}-" if prefix else ""
        self._by_name = {line.name: line for line in explanation.lines()}
        self._used_by = _used_by(explanation)
        self._totals = {bar.line for bar in evaluation.sheet.waterfall if bar.role is BarRole.TOTAL}

    def anchor(self, name: str) -> str:
        """The anchor of a line."""
        return f"line-{self._prefix}{name}"

    def link(self, name: str) -> LineLink:
        """A link to a line of this worksheet, with its value."""
        line = self._by_name[name]
        return LineLink(self.anchor(name), line.label, line.shown)

    def sections(self) -> tuple[SectionView, ...]:
        """All sections in official order; those without lines are left out."""
        return tuple(
            SectionView(
                f"section-{self._prefix}{section.name}",
                section.title,
                section.note,
                tuple(
                    self._table(block) if isinstance(block, LineTable) else self._line(block)
                    for block in section.blocks()
                ),
            )
            for section in self._explanation.sections
            if section.lines
        )

    def _table(self, block: LineTable) -> LineTableView:
        """A table; of a matrix the figures are those of its one line."""
        rows = tuple(
            (
                label,
                tuple(
                    self._value(block.lines[0 if block.is_matrix else index], each) for index, each in enumerate(cells)
                ),
            )
            for label, cells in block.rows
        )
        over = "" if block.is_matrix else block.lines[0].axes[0].label
        lines = tuple(self._line(line) for line in block.lines)
        return LineTableView(lines, over, block.columns, rows, block.is_matrix)

    def _line(self, line: ExplainedLine) -> LineView:
        return LineView(
            anchor=self.anchor(line.name),
            name=line.name,
            label=line.label,
            tag=_TAGS[line.kind],
            emphasis=self._emphasis(line.name),
            unit=_unit(line.unit),
            values=tuple(self._value(line, each) for each in line.values),
            sources=self._sources(line),
            words=line.words,
            tables=tables_of(self._evaluation.sheet[line.name], self._evaluation),
            rule=_rule(line.rule) if line.rule else None,
            clause=line.clause,
            note=line.note,
            rests_on=tuple(self.link(name) for name in line.precedents),
            used_by=tuple(self.link(name) for name in self._used_by.get(line.name, ())),
            overridden=line.overridden,
        )

    def _emphasis(self, name: str) -> str:
        if name == self._explanation.outcome:
            return "outcome"
        return "total" if name in self._totals else ""

    def _value(self, line: ExplainedLine, each: ExplainedValue) -> ValueView:
        return ValueView(
            member=each.member_label,
            shown=each.shown,
            exactly=_exactly(self._evaluation, line.name, each.value),
            numbers=each.numbers,
            absent=isinstance(each.value, Absent),
        )

    def _sources(self, line: ExplainedLine) -> tuple[tuple[str, SourceView], ...]:
        """Each source once, with the members whose values came from it; no members named if it is the only one."""
        members: dict[SourceView, list[str]] = {}
        for each in line.values:
            if each.source is not None:
                members.setdefault(self._references.source(each.source), []).append(each.member_label)
        several = len(members) > 1
        return tuple((", ".join(labels) if several else "", source) for source, labels in members.items())


def _used_by(explanation: Explanation) -> Mapping[str, tuple[str, ...]]:
    """For each line, the lines whose formulas name it."""
    users: dict[str, list[str]] = {}
    for line in explanation.lines():
        for name in line.precedents:
            users.setdefault(name, []).append(line.name)
    return {name: tuple(each) for name, each in users.items()}


def _exactly(evaluation: Evaluation, name: str, value: Value) -> str:
    if isinstance(value, Absent | bool):
        return ""
    return evaluation.sheet[name].unit.show_exactly(value)


def _unit(name: str) -> str:
    """What an amount is per, where it is not a plain one."""
    unit = UNITS.get(name)
    return f"dollars per {unit.per}" if unit is not None and unit.per else ""


def _rule(citation: Citation) -> RuleView:
    is_web = citation.link.startswith(("https://", "http://"))
    return RuleView(
        text=str(citation),
        link=citation.link if is_web else "",
        status=citation.status.meaning,
        published=citation.published.isoformat() if citation.published else "",
        confirmed=citation.status is not Status.UNCONFIRMED,
    )


def file_list(references: References) -> tuple[tuple[Reference, str], ...]:
    """The files that were read, with their SHA-256."""
    return tuple((reference, file.sha256) for file, reference in references.files.items())


def query_list(references: References) -> tuple[tuple[Reference, str], ...]:
    """The queries as they ran."""
    return tuple((reference, query) for query, reference in references.queries.items())
