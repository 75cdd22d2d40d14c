"""An amount shared out in whole cents: by largest remainder, so that the shares are the amount to the cent.

Each share is first cut to whole cents. The cents that are then left go one each to the largest remainders, equal ones
in the order of the list, which for participants is that of their identifiers.
"""

from decimal import Decimal
from typing import Final

from openvbc.units import CASES, USD, WEIGHT
from openvbc.worksheet.formula import Axis, greatest, rounded, running_total, total, when
from openvbc.worksheet.sheet import Line, Worksheet

CENT: Final = Decimal("0.01")
_HALF_A_CENT: Final = Decimal("0.005")


def share_in_cents(sheet: Worksheet, name: str, label: str, amount: Line, weight: Line, over: Axis) -> Line:
    """Add the lines that share `amount` by `weight` over an axis; the line of that name has the shares.

    Where all weights are zero nobody has a share, and the amount is left.
    """
    all_weights = sheet.line(f"{name}_total_weight", "Total weight", WEIGHT, total(weight, over))
    price = sheet.line(
        f"{name}_for_a_unit",
        "Dollars for a unit of weight",
        USD,
        when(all_weights > 0, amount / all_weights, 0),
        places=6,
    )
    exactly = sheet.line(f"{name}_exactly", f"{label}, exactly", USD, weight * price, places=6)
    whole = sheet.line(
        f"{name}_in_whole_cents",
        f"{label}, cut to whole cents",
        USD,
        greatest(0, rounded(exactly - _HALF_A_CENT, 2)),
        note="Half a cent is taken off before rounding, so that nothing is rounded up.",
    )
    left = sheet.line(
        f"{name}_cents_left",
        "Cents that are left",
        CASES,
        when(all_weights > 0, (amount - total(whole, over)) / CENT, 0),
    )
    place = sheet.line(
        f"{name}_place",
        "Place by the remainder, largest first",
        CASES,
        running_total(1, whole - exactly, over),
    )
    return sheet.line(
        name,
        label,
        USD,
        when(place <= left, whole + CENT, whole),
        note="The cents that are left go one each to the largest remainders; equal ones in the order of the list.",
    )
