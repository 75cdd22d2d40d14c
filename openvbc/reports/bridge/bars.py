"""The bars of a bridge: from the benchmark years to the updated benchmark, or from one settlement to another."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from openvbc.errors import Fault, SettlementError
from openvbc.money import EXACT, ZERO, rounded
from openvbc.reports.waterfall import WaterfallBar, bars_of
from openvbc.settlement.compare import Move, StreamComparison, compare
from openvbc.settlement.settle import Settlement
from openvbc.units import Unit
from openvbc.worksheet.explain import explain
from openvbc.worksheet.sheet import BarRole
from openvbc.worksheet.words import lower_first

_CENTS = 2
#: What is called so moved with no figure: the contract has another form.
OTHER_FORM = "Other lines and formulas of the contract"


@dataclass(frozen=True)
class BridgeBar:
    """A bar with what opens it: the lines behind it in words, and the rule or clause."""

    bar: WaterfallBar
    told: tuple[str, ...] = ()
    rule: str = ""


@dataclass(frozen=True)
class BridgePicture:
    """One bridge, in the unit of its line. The bars between two totals add up to their difference, to the cent."""

    title: str
    stream: str
    unit: Unit
    bars: tuple[BridgeBar, ...]


def bridges_within(settlement: Settlement) -> tuple[BridgePicture, ...]:
    """The bridges that the worksheets of a settlement name. SettlementError if there is none."""
    found = []
    for stream in settlement.streams:
        explained = {line.name: line for line in explain(stream.evaluation).lines()}
        for bridge in stream.evaluation.sheet.bridges:
            bars: list[BridgeBar] = []
            for bar in bars_of(stream.evaluation, bridge.bars):
                line = explained[bar.line]
                # A step is one level less the one before it; what it stands for is how the level comes about.
                steps = [] if bar.is_total else stream.evaluation.sheet[bar.line].precedents
                words = next((explained[each.name].words for each in steps), line.words)
                texts = (words,) if words and not (bar.is_total and bars) else ()
                bars.append(BridgeBar(bar, texts, str(line.rule) if line.rule else ""))
            unit = stream.evaluation.sheet[bridge.bars[0].line].unit
            found.append(BridgePicture(bridge.title, stream.stream.name, unit, tuple(bars)))
    if not found:
        raise SettlementError(
            Fault(
                "no stream of this settlement has a bridge of its own",
                fix="only computed benchmarks have one; name --before to bridge two settlements",
            )
        )
    return tuple(found)


def bridges_between(before: Settlement, after: Settlement, line: str) -> tuple[BridgePicture, ...]:
    """What moved a line from one settlement to another, one bar a figure, term or published value that moved."""
    found = []
    for stream in compare(before, after, line):
        sheet = after.stream(stream.stream).evaluation.sheet
        asked = sheet[line or sheet.outcome]
        bars = bars_between(stream, asked.name, asked.unit, (_named(before), _named(after)))
        found.append(BridgePicture(f"{asked.label}: what moved it", stream.stream, asked.unit, bars))
    return tuple(found)


def bars_between(stream: StreamComparison, line: str, unit: Unit, ends: tuple[str, str]) -> tuple[BridgeBar, ...]:
    """What moved a line of a stream, in bars that add up. unit: of the line. ends: its names before and after."""
    bars = [_total(line, unit, ends[0], stream.before)]
    level = stream.before
    if stream.shape:
        level = EXACT.add(level, stream.shape)
        bars.append(BridgeBar(step_between(unit, line, OTHER_FORM, stream.before, level)))
    for moves in _by_line(stream.moves):
        moved = moves[0].line
        start, level = level, moves[-1].reached
        texts = tuple(f"{move.label}: {move.before_shown} to {move.after_shown}" for move in moves)
        rule = str(moved.rule or moved.clause or "")
        bars.append(BridgeBar(step_between(unit, moved.name, _bar_label(moves[0]), start, level), texts, rule))
    bars.append(_total(line, unit, ends[1], stream.after))
    return tuple(bars)


def _named(settlement: Settlement) -> str:
    return f"{settlement.performance_year.name}, {settlement.status.value}"


def _by_line(moves: tuple[Move, ...]) -> Iterator[list[Move]]:
    """The moves of one bar: of one line, on several axes of one member of the first (each year has its own bar)."""
    for _, group in groupby(moves, key=lambda move: (move.line.name, _first_member(move))):
        yield list(group)


def _first_member(move: Move) -> str:
    return move.line.axes[0].member(move.key[0]).label if isinstance(move.key, tuple) else ""


def _bar_label(move: Move) -> str:
    first = _first_member(move)
    return f"{move.line.label}, {lower_first(first)}" if first else move.line.label


def _total(line: str, unit: Unit, label: str, value: Decimal) -> BridgeBar:
    return BridgeBar(total_at(unit, line, label, value))


def total_at(unit: Unit, name: str, label: str, value: Decimal) -> WaterfallBar:
    """A bar that stands on zero and shows what is reached."""
    amount = _level(unit, value)
    shown = unit.show(amount)
    return WaterfallBar(name, label, BarRole.TOTAL, ZERO, amount, shown, shown)


def step_between(unit: Unit, name: str, label: str, start: Decimal, end: Decimal) -> WaterfallBar:
    """A bar between two levels; each level is rounded, so that the bars add up as they are shown."""
    first, last = _level(unit, start), _level(unit, end)
    change = EXACT.subtract(last, first)
    role = BarRole.PLUS if change >= ZERO else BarRole.MINUS
    sign = "+" if change > ZERO else ""
    return WaterfallBar(name, label, role, first, last, f"{sign}{unit.show(change)}", unit.show(last))


def _level(unit: Unit, value: Decimal) -> Decimal:
    return rounded(value, _CENTS) if unit.kind == "money" else value
