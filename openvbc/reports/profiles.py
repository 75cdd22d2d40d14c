"""Lines whose members are seen best beside each other, as the pictures that a worksheet names."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from openvbc.figures import Keyed
from openvbc.reports.document.tree import AmountBar, AmountBars
from openvbc.worksheet.evaluate import Evaluation
from openvbc.worksheet.sheet import Line
from openvbc.worksheet.words import place_in_words


def profiles_of(evaluation: Evaluation) -> Iterator[tuple[Line, tuple[Keyed, ...], AmountBars]]:
    """Each profile of a worksheet: its line, the keys of the members that have a figure, and the picture.

    A line of which fewer than two members have a figure is no picture.
    """
    for profile in evaluation.sheet.profiles:
        line, values = evaluation.sheet[profile.line], evaluation.values[profile.line]
        if not isinstance(values, Mapping):
            continue
        known = [(key, value) for key, value in values.items() if isinstance(value, Decimal)]
        bars = tuple(AmountBar(place_in_words(line.axes, key), value, line.unit.show(value)) for key, value in known)
        if len(bars) >= len(("one", "other")):
            yield line, tuple(key for key, _ in known), AmountBars(profile.name, profile.title, bars, line.unit)
