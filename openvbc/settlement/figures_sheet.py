"""Figures one a row, as the form in Excel has them, and the workbook of a settlement that comes back with changes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from openvbc.errors import Fault, InputError, SettlementError, raise_all
from openvbc.figures import FileDigest
from openvbc.money import decimal_from_text
from openvbc.settlement.inputs import WrittenFigures
from openvbc.settlement.settle import Settlement
from openvbc.tabular.small_table import read_small_table
from openvbc.tabular.workbook_file import read_cells, sheet_names
from openvbc.yamlfile import Node, digest

#: The sheet that holds them; a workbook without it is a table of organizations.
SHEET: Final = "Figures"
LINE, MEMBER, VALUE, SOURCE = "line", "member", "value", "source"
UNIT, LABEL = "unit", "what it is"
#: Of a workbook that was written for a settlement: what was settled exactly, and the cell that people see and change.
KIND, EXACT, CELL, BY, REASON = "kind", "exactly", "cell", "by", "reason"
NEEDED: Final = (LINE, MEMBER, VALUE)
FORM_COLUMNS: Final = (*NEEDED, SOURCE, UNIT, LABEL)
TWIN_COLUMNS: Final = (*FORM_COLUMNS, KIND, EXACT, CELL, BY, REASON)
#: Rows that say whose figures they are.
WHO: Final = ("organization", "performance_year", "period", "status")
#: What a row of a settlement's workbook is.
GIVEN, OUTCOME, SET = "input", "outcome", "set from outside"
#: Stands for a figure that there is none of.
ABSENT_TEXT: Final = "absent"
_HALF_A_CENT: Final = Decimal("0.005")


@dataclass(frozen=True)
class Shown:
    """What a workbook shows as the outcome of a payment stream, and where."""

    stream: str
    text: str
    where: str


@dataclass(frozen=True)
class WorkbookFigures:
    """The figures of a workbook, and the outcomes that it shows for them (none in an empty form)."""

    written: WrittenFigures
    shown: tuple[Shown, ...]

    def check(self, settlement: Settlement) -> None:
        """SettlementError where the workbook shows another outcome than the engine comes to for the same figures."""
        faults = []
        for each in self.shown:
            outcome = settlement.stream(each.stream).outcome
            try:
                seen: Decimal | None = decimal_from_text(each.text)
            except ValueError:
                seen = None
            same = seen is not None and isinstance(outcome, Decimal) and abs(seen - outcome) < _HALF_A_CENT
            if not same and not (seen is None and not isinstance(outcome, Decimal)):
                what = f"stream {each.stream}: the workbook shows {each.text}, the engine comes to {outcome}"
                why = "for the same figures both must agree; a formula was changed, or results were not recalculated"
                fix = "open it, recalculate (Ctrl+Alt+F9) and save it, or write a new workbook with --excel"
                faults.append(Fault(what, each.where, why=why, fix=fix))
        raise_all(faults, SettlementError)


def holds_figures(path: Path) -> bool:
    """Whether a file is a workbook with figures one a row: a form, or one that was written for a settlement."""
    return path.suffix.lower() == ".xlsx" and SHEET in sheet_names(path)


def figures_in_workbook(path: Path) -> WorkbookFigures:
    """The figures of a form or of a settlement's workbook. InputError lists every fault, with sheet and cell.

    A figure as it was settled is taken exactly as it was; one that was changed says so in its source. A contract term
    or published value that was changed is refused: the contract is where terms are changed.
    """
    table = read_small_table(path, sheet=SHEET)
    raise_all([*table.header_faults(NEEDED, TWIN_COLUMNS), *table.faults], InputError)
    top: dict[str, Node] = {}
    figures: dict[str, Node] = {}
    overrides: dict[str, Node] = {}
    shown, faults, notes, seen = list[Shown](), list[Fault](), list[str](), set[str]()
    live = read_cells(path, {cells[CELL].rpartition("!")[0] for _, cells in table.records() if cells.get(CELL)})
    for row, cells in table.records():
        read = _Read.of(path, table.place(row, VALUE), cells, live)
        if read.line in WHO:
            if read.text:
                top[read.line] = read.node(read.text)
        elif read.kind == OUTCOME:
            # A program that does not calculate leaves no result; then there is nothing to hold against the engine.
            shown += [Shown(read.line, read.text, read.place)] if read.text else []
        elif read.kind == SET:
            faults += [_changed_elsewhere(read, "this line was set from outside", "change it")] if read.changed else []
            said = {name: read.node(read.cells[name]) for name in (BY, REASON) if read.cells[name]}
            overrides[read.line] = read.node({VALUE: read.value, **said})
        elif read.kind not in ("", GIVEN):
            if read.changed:
                faults.append(_changed_elsewhere(read, f"this is a {read.kind}", "change it in the contract"))
        elif not read.line:
            faults.append(Fault("a value stands in a row without a line", read.place, fix="name its line, or clear it"))
        elif read.name in seen:
            what = f"{read.name} stands twice"
            faults.append(Fault(what, read.place, why="which of the two holds cannot be known", fix="keep one row"))
        else:
            seen.add(read.name)
            _put(figures, (read.line, *filter(None, read.member.split(","))), read.figure())
            if read.changed:
                notes.append(f"changed in {path.name}: {read.name} from {read.settled} to {read.text or ABSENT_TEXT}")
    raise_all(faults, InputError)
    top["figures"] = Node(figures, path, 0, f"{path.name}, sheet {SHEET!r}")
    if overrides:
        top["overrides"] = Node(overrides, path, 0, f"{path.name}, sheet {SHEET!r}")
    node = Node(top, path, 0, path.name)
    digests = (FileDigest(path.name, digest(path)),)
    return WorkbookFigures(WrittenFigures(node, (), path.parent, digests, tuple(notes)), tuple(shown))


def _put(figures: dict[str, Node], names: tuple[str, ...], figure: Node) -> None:
    """Put a figure below its line, one level for each part of its member."""
    *above, last = names
    for name in above:
        group = figures.setdefault(name, replace(figure, value=dict[str, Node]())).value
        if not isinstance(group, dict):  # the line itself has a value already; the reader of figures tells so
            figures[names[0]] = figure
            return
        figures = group
    figures[last] = figure


@dataclass(frozen=True)
class _Read:
    """A row: its line and member, what its value says, and the cell that people see it in."""

    path: Path
    place: str
    line: str
    member: str
    text: str
    kind: str
    cells: Mapping[str, str]

    @classmethod
    def of(cls, path: Path, place: str, cells: Mapping[str, str], live: Mapping[str, str]) -> "_Read":
        """A row. live: what stands in the cells that people change, by their names."""
        own = {name: cells.get(name, "").strip() for name in TWIN_COLUMNS}
        text = live.get(own[CELL], "").strip() if own[CELL] else own[VALUE]
        text = "" if text.lower() == ABSENT_TEXT else text
        place = f"{path.name}, {own[CELL]}" if own[CELL] else place
        return cls(path, place, own[LINE], own[MEMBER].replace(", ", ","), text, own[KIND], own)

    @property
    def settled(self) -> str:
        """What was settled, as the workbook has it."""
        return self.cells[VALUE] or ABSENT_TEXT

    @property
    def name(self) -> str:
        """The figure's name, with its member."""
        return f"{self.line}[{self.member}]" if self.member else self.line

    @property
    def changed(self) -> bool:
        """Whether another value stands in a settlement's workbook than was settled."""
        return bool(self.kind) and (self.text or ABSENT_TEXT) != self.settled

    @property
    def value(self) -> Node:
        """The value; exactly as it was settled where it was not changed."""
        exact = self.cells[EXACT] if self.kind and not self.changed else ""
        return self.node(exact or self.text or None)

    def figure(self) -> Node:
        """The value with its source, and where it was changed, from what."""
        source = self.cells[SOURCE]
        if self.changed:
            before = f"; it was {source}" if source else ""
            source = f"changed in the workbook, {self.settled} as settled{before}"
        if not source:
            return self.value
        return self.node({VALUE: self.value, SOURCE: self.node(source)})

    def node(self, value: "str | dict[str, Node] | None") -> Node:
        """A node that stands where the row's value does."""
        return Node(value, self.path, 0, self.place)


def _changed_elsewhere(read: _Read, what: str, fix: str) -> Fault:
    return Fault(
        f"{read.line} was changed from {read.settled} to {read.text or ABSENT_TEXT}; {what}",
        read.place,
        why="a workbook brings figures; what was agreed, published or set by somebody is changed where it stands",
        fix=f"{fix}, or put it back",
    )
