"""A picture of amounts by their size: who is paid most, who owes most."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from openvbc.reports.document.tree import AmountBar, AmountBars
from openvbc.units import USD

#: A picture of more bars than these could not be taken in.
_MOST_BARS: Final = 30


def largest_amounts(name: str, title: str, amounts: Sequence[tuple[str, Decimal]]) -> Iterator[AmountBars]:
    """The dollars of each label, falling; of many labels those with the largest. No picture where there is only one."""
    if len(amounts) < len(("one", "other")):
        return
    largest = sorted(amounts, key=lambda each: -abs(each[1]))[:_MOST_BARS]
    bars = tuple(
        AmountBar(label, amount, USD.show(amount)) for label, amount in sorted(largest, key=lambda each: -each[1])
    )
    left_out = len(amounts) - len(bars)
    note = f"The {len(bars)} largest amounts; {left_out:,} smaller ones stand in the table." if left_out else ""
    yield AmountBars(name, title, bars, USD, note)
