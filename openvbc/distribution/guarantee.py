"""A least amount for each participant, paid by the reserve; where that is short, in proportion to what is missing."""

from collections.abc import Mapping, Sequence
from typing import Final

from openvbc.citation import Clause
from openvbc.contract.distribution_plan import Guarantee
from openvbc.distribution.cents import share_in_cents
from openvbc.distribution.participants import Participant
from openvbc.distribution.sharing_sheet import SHARE, TO_SHARE, UNSHARED, WEIGHT_LINE
from openvbc.figures import Figure
from openvbc.units import USD, WEIGHT
from openvbc.worksheet.formula import Axis, Member, greatest, least, total
from openvbc.worksheet.sheet import Worksheet

AVAILABLE: Final = "available"


def guarantee_sheet(
    rule: Guarantee,
    who: str,
    members: Sequence[Participant],
    formula: Mapping[str, Figure],
    available: Figure,
    clause: Clause,
) -> tuple[Worksheet, dict[str, "Figure | Mapping[str, Figure]"]]:
    """The worksheet of a guarantee and its figures. formula: what each member gets without it."""
    sheet = Worksheet(f"{who}: guarantee")
    axis = Axis("participants", "Participants", tuple(Member(each.identifier, each.name) for each in members))
    sheet.section("weights", "What is missing to the guarantee")
    held = sheet.input(AVAILABLE, "Reserve that is there", USD)
    shares = sheet.input("by_formula", "Shares by the formula", USD, axis=axis)
    promised = sheet.term("guarantee", "Guaranteed", USD, rule.amount, clause=clause)
    missing = sheet.line("missing", "Missing to the guarantee", USD, greatest(promised - shares, 0))
    weight = sheet.line(WEIGHT_LINE, "Weight", WEIGHT, missing)
    sheet.section("shares", "What the reserve pays")
    wanted = sheet.line("missing_together", "Missing together", USD, total(missing, axis))
    paid = sheet.line(TO_SHARE, "Paid by the reserve", USD, greatest(least(wanted, held), 0))
    share = share_in_cents(sheet, SHARE, "Share", paid, weight, axis)
    sheet.line(UNSHARED, "Not shared", USD, paid - total(share, axis))
    sheet.outcome = TO_SHARE
    return sheet, {AVAILABLE: available, "by_formula": formula}
