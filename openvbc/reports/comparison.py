"""A comparison of two settlements as a report: what moved, and what each move is worth."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from openvbc.figures import known
from openvbc.money import EXACT, ZERO
from openvbc.reports.bridge.bars import OTHER_FORM, bars_between
from openvbc.reports.document.tree import (
    FOR_PEOPLE,
    Answer,
    Block,
    Cell,
    Column,
    Data,
    Document,
    Row,
    Section,
    Sentence,
    Table,
    Waterfall,
)
from openvbc.settlement.compare import Move, StreamComparison
from openvbc.units import USD
from openvbc.worksheet.sheet import LineKind


def comparison_report(streams: Sequence[StreamComparison]) -> Document:
    """What changed of year and status; then for each stream: before, each move with its contribution, after."""
    changes = tuple(dict.fromkeys(each for stream in streams for each in _changes(stream)))
    return Document(
        kind="Comparison",
        title="What moved between two settlements",
        answer=Answer("What moved between two settlements"),
        opening=(),
        blocks=(
            *(Sentence(each) for each in changes),
            *(_stream(each) for each in streams),
        ),
        is_wide=True,
    )


def _changes(stream: StreamComparison) -> Iterator[str]:
    (year, other_year), (status, other_status) = stream.performance_years, stream.statuses
    if year != other_year:
        yield f"Performance year {year} is compared with performance year {other_year}."
    if status is not other_status:
        yield f"The status changed from {status.value} to {other_status.value}."


def _stream(stream: StreamComparison) -> Section:
    difference = _signed(EXACT.subtract(stream.after, stream.before))
    return Section(
        f"Stream {stream.stream}: {USD.show(stream.before)} -> {USD.show(stream.after)} ({difference})",
        (
            Data("stream", stream.stream),
            Data("performance_years", tuple(stream.performance_years)),
            Data("statuses", tuple(each.value for each in stream.statuses)),
            Data("before", stream.before),
            Data("after", stream.after),
            Data("shape", stream.shape),
            Data("moves", tuple(_move_data(stream))),
            Data("only_before", tuple(stream.only_before)),
            Data("only_after", tuple(stream.only_after)),
            *_told(stream),
        ),
        key="streams",
    )


def _move_data(stream: StreamComparison) -> Iterator[dict[str, object]]:
    for move in stream.moves:
        yield {
            "line": move.line.name,
            **({"member": move.member} if move.member else {}),
            "before": known(move.before),
            "after": known(move.after),
            "contribution": move.contribution,
        }


def _told(stream: StreamComparison) -> Iterator[Block]:
    if not stream.moves and not stream.shape:
        yield Sentence("Nothing moved.")
        return
    columns = (
        Column("", "what moved", width=58),
        Column("", "from", number=True),
        Column("", "to", number=True),
        Column("", "contributes", USD),
    )
    rows = [Row(("Before", "", "", stream.before), is_sum=True)]
    if stream.shape or stream.only_before or stream.only_after:
        rows.append(Row((OTHER_FORM, "", "", _step(stream.shape))))
    rows += _moves(stream.moves)
    rows.append(Row(("After", "", "", stream.after), is_sum=True))
    bars = tuple(each.bar for each in bars_between(stream, "", USD, ("Before", "After")))
    if len(bars) > len(("before", "after")):
        name = f"moves-{stream.stream}"
        yield Waterfall(name, f"What moved {stream.stream.replace('_', ' ')}", bars, tuple(name for _ in bars))
    yield Table(columns, tuple(rows), forms=FOR_PEOPLE)
    yield Sentence("Moves are made one after the other in the order of the worksheet, so they add up exactly.")
    if any(move.line.kind is LineKind.COMPUTED for move in stream.moves):
        yield Sentence("What decides by yes or no turns last, in rows of its own: no single figure made it turn.")
    if stream.only_before:
        yield Sentence(f"Lines only before: {', '.join(stream.only_before)}")
    if stream.only_after:
        yield Sentence(f"Lines only after: {', '.join(stream.only_after)}")


def _moves(moves: Sequence[Move]) -> Iterator[Row]:
    """A row a move; the figures of one line that all contribute nothing, as of an interim count, share one."""
    for _, of_line in groupby(moves, key=lambda move: move.line.name):
        several = list(of_line)
        if len(several) > 1 and not any(move.contribution for move in several):
            yield Row((f"{several[0].line.label}: {len(several)} figures", "", "", _step(ZERO)))
            continue
        for move in several:
            yield Row((move.label, move.before_shown, move.after_shown, _step(move.contribution)))


def _step(amount: Decimal) -> Cell:
    return Cell(amount, _signed(amount))


def _signed(amount: Decimal) -> str:
    return f"+{USD.show(amount)}" if amount > ZERO else USD.show(amount)
