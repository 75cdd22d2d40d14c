"""The bars from benchmark to payment, before anyone draws them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from openvbc.errors import Fault, WorksheetError
from openvbc.figures import Absent
from openvbc.money import EXACT, ZERO
from openvbc.worksheet.evaluate import Evaluation
from openvbc.worksheet.sheet import Bar, BarRole, Bridge, Line
from openvbc.worksheet.words import lower_first

#: Amounts are exact to 34 digits; a division may leave the last few of them apart.
_LAST_DIGITS = Decimal("1e-30")


@dataclass(frozen=True)
class WaterfallBar:
    """One bar. The running amount moves from `start` to `end`, in the unit of its line (dollars).

    line: name of the worksheet line. role: a total stands on zero, the others move the running amount.
    by_hand: the bar is what a line set from outside changes, so that the bars still add up.
    shown: the total, or the change with its sign, as people read it. reached: the running amount after this bar.
    """

    line: str
    label: str
    role: BarRole
    start: Decimal
    end: Decimal
    shown: str
    reached: str
    by_hand: bool = False

    @property
    def change(self) -> Decimal:
        """What the bar adds (+) or takes away (−); for a total, the whole of it."""
        with localcontext(EXACT):
            return self.end - self.start

    @property
    def is_total(self) -> bool:
        """Whether the bar shows the amount reached rather than a step."""
        return self.role is BarRole.TOTAL


def waterfall(evaluation: Evaluation) -> tuple[WaterfallBar, ...]:
    """The bars of an evaluated worksheet, in order; none if its model draws no waterfall."""
    return bars_of(evaluation, evaluation.sheet.waterfall)


def pictures_of(evaluation: Evaluation) -> Iterator[tuple[str, str, tuple[WaterfallBar, ...]]]:
    """Name, title and bars of each picture of a worksheet: benchmark to payment, and the bridges that it names."""
    sheet = evaluation.sheet
    for bridge in (Bridge("waterfall", "", sheet.waterfall), *sheet.bridges):
        bars = bars_of(evaluation, bridge.bars)
        if bars:
            yield bridge.name, bridge.title or f"From {lower_first(bars[0].label)} to payment", bars


def bars_of(evaluation: Evaluation, chosen: Sequence[Bar]) -> tuple[WaterfallBar, ...]:
    """The bars that a worksheet names, with their amounts.

    An absent step is left out: it moved nothing. WorksheetError if a total is not what the bars before it come to,
    unless a line among them was set from outside; then what that changed is a bar of its own.
    """
    bars: list[WaterfallBar] = []
    running = ZERO
    since: list[str] = []
    with localcontext(EXACT):
        for index, bar in enumerate(chosen):
            line = evaluation.sheet[bar.line]
            amount = _amount(evaluation, bar)
            since.append(bar.line)
            if amount is None:
                continue
            if bar.role is not BarRole.TOTAL:
                end = running + (amount if bar.role is BarRole.PLUS else -amount)
                bars.append(_step(line, bar.role, running, end))
            else:
                if index and not _same(running, amount, bars):
                    bars.append(_set_by_hand(evaluation, line, running, amount, since))
                end, since = amount, []
                shown = line.show(amount)
                bars.append(WaterfallBar(line.name, line.label, bar.role, ZERO, end, shown, shown))
            running = end
    return tuple(bars)


def _amount(evaluation: Evaluation, bar: Bar) -> Decimal | None:
    value = evaluation.value(bar.line)
    if isinstance(value, Absent) and bar.role is not BarRole.TOTAL:
        return None
    if not isinstance(value, Decimal):
        raise WorksheetError(
            Fault(
                f"bar {bar.line!r} of the waterfall has no amount",
                f"line {bar.line}",
                fix="let the waterfall name lines that always have an amount",
            )
        )
    return value


def _same(running: Decimal, total: Decimal, bars: list[WaterfallBar]) -> bool:
    largest = max((max(abs(bar.start), abs(bar.end)) for bar in bars), default=abs(total))
    return abs(running - total) <= largest * _LAST_DIGITS


def _step(line: Line, role: BarRole, start: Decimal, end: Decimal) -> WaterfallBar:
    return WaterfallBar(line.name, line.label, role, start, end, _signed(line, end - start), line.show(end))


def _signed(line: Line, change: Decimal) -> str:
    """A change with its sign, which a picture must show beside color."""
    return ("+" if change > 0 else "") + line.show(change)


def _set_by_hand(
    evaluation: Evaluation, line: Line, running: Decimal, total: Decimal, since: list[str]
) -> WaterfallBar:
    """The bar that leads from the running amount to a total which a line set from outside has moved."""
    by_hand = [name for name in since if name in evaluation.overrides]
    if not by_hand:
        raise WorksheetError(
            Fault(
                f"the bars before {line.label!r} come to {line.unit.show_exactly(running)}, "
                f"not to {line.unit.show_exactly(total)}",
                f"line {line.name}",
                why="a picture whose bars do not add up would mislead",
                fix="fix `waterfall` of the worksheet so that each total equals the bars before it",
            )
        )
    labels = " and ".join(f"“{evaluation.sheet[name].label}”" for name in by_hand)
    role = BarRole.PLUS if total > running else BarRole.MINUS
    shown = _signed(line, total - running)
    return WaterfallBar(
        by_hand[0], f"Changed by setting {labels}", role, running, total, shown, line.show(total), by_hand=True
    )
