"""A comparison of two settlements as text or for machines."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from openvbc.money import ZERO, plain
from openvbc.reports.as_json import Json, value_json
from openvbc.reports.text import table
from openvbc.settlement.compare import StreamComparison
from openvbc.units import USD


def comparison_text(streams: Sequence[StreamComparison]) -> str:
    """What changed of year and status; then for each stream: before, each move with its contribution, after."""
    changes = dict.fromkeys(each for stream in streams for each in _changes(stream))
    return "\n\n".join((*changes, *("\n".join(_stream(each)) for each in streams)))


def _changes(stream: StreamComparison) -> Iterator[str]:
    (year, other_year), (status, other_status) = stream.performance_years, stream.statuses
    if year != other_year:
        yield f"Performance year {year} is compared with performance year {other_year}."
    if status is not other_status:
        yield f"The status changed from {status.value} to {other_status.value}."


def _stream(stream: StreamComparison) -> Iterator[str]:
    difference = stream.after - stream.before
    yield f"Stream {stream.stream}: {USD.show(stream.before)} -> {USD.show(stream.after)} ({_signed(difference)})"
    if not stream.moves and not stream.shape:
        yield "Nothing moved."
        return
    yield ""
    rows = [("Before", "", "", USD.show(stream.before))]
    if stream.shape or stream.only_before or stream.only_after:
        rows.append(("Other lines and formulas of the contract", "", "", _signed(stream.shape)))
    rows += [(move.label, move.before_shown, move.after_shown, _signed(move.contribution)) for move in stream.moves]
    rows.append(("After", "", "", USD.show(stream.after)))
    yield table(("what moved", "from", "to", "contributes"), rows, right=(1, 2, 3))
    yield ""
    yield "Moves are made one after the other in the order of the worksheet, so they add up exactly."
    if stream.only_before:
        yield f"Lines only before: {', '.join(stream.only_before)}"
    if stream.only_after:
        yield f"Lines only after: {', '.join(stream.only_after)}"


def _signed(amount: Decimal) -> str:
    return f"+{USD.show(amount)}" if amount > ZERO else USD.show(amount)


def comparison_json(streams: Sequence[StreamComparison]) -> list[Json]:
    """The same for machines; amounts are exact text."""
    return [
        {
            "stream": stream.stream,
            "performance_years": list(stream.performance_years),
            "statuses": [each.value for each in stream.statuses],
            "before": plain(stream.before),
            "after": plain(stream.after),
            "shape": plain(stream.shape),
            "moves": [
                {
                    "line": move.line.name,
                    **({"member": move.member} if move.member else {}),
                    "before": value_json(move.before),
                    "after": value_json(move.after),
                    "contribution": plain(move.contribution),
                }
                for move in stream.moves
            ],
            "only_before": list(stream.only_before),
            "only_after": list(stream.only_after),
        }
        for stream in streams
    ]
