"""Member months by rate cell and month on a worksheet, and what a later roster changes of what was paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from openvbc.citation import Clause
from openvbc.contract.roster import RateCell, RetroactiveChanges
from openvbc.money import ZERO
from openvbc.periods import Period
from openvbc.units import MEMBER_MONTHS, MONTHS, USD, YES_OR_NO
from openvbc.worksheet.formula import Axis, Formula, Member, by_member, total, when
from openvbc.worksheet.sheet import Line, Worksheet

#: The figures by which a roster before tells what was paid, and what was paid where that is stated.
MEMBERS_BEFORE: Final = "member_months_before"
PAID_BEFORE: Final = "paid_before"


def cells_axis(cells: Sequence[RateCell]) -> Axis:
    """The contract's rate cells."""
    return Axis("rate_cells", "Rate cells", tuple(Member(each.cell, each.words) for each in cells))


def months_axis(period: Period) -> Axis:
    """The calendar months of what is settled."""
    return Axis("months", "Months", tuple(Member(name, name) for name in period.month_names))


@dataclass(frozen=True)
class RosterLines:
    """The lines of members: their months by cell and month, those weighted by risk scores, and both as before.

    weighted: what a rate is multiplied by: the months themselves, or each by its member's score. weighted_before: the
    same as it was paid before; None where no earlier roster is at hand.
    """

    cells: Axis
    months: Axis
    members: Line
    weighted: Line
    weighted_before: Line | None


def add_roster(
    sheet: Worksheet, cells: Axis, months: Axis, clause: Clause, *, scored: bool = False, before: bool = False
) -> RosterLines:
    """The inputs of a roster.

    scored: whether rates are multiplied by members' risk scores. before: whether an earlier roster is at hand.
    """

    def months_of(suffix: str, words: str) -> Line:
        members = sheet.input(
            f"member_months{suffix}",
            f"Member months{words}",
            MEMBER_MONTHS,
            axis=(cells, months),
            at_least=ZERO,
            clause=clause,
        )
        if not scored:
            return members
        return sheet.input(
            f"risk_weighted_months{suffix}",
            f"Member months{words}, each times the member's risk score",
            MEMBER_MONTHS,
            axis=(cells, months),
            at_least=ZERO,
            places=4,
            clause=clause,
        )

    weighted = months_of("", "")
    members = sheet["member_months"]
    return RosterLines(
        cells, months, members, weighted, months_of("_before", " of the roster before") if before else None
    )


def members_of_month(sheet: Worksheet, roster: RosterLines) -> Line:
    """The line `members_of_month`: all cells together."""
    if "members_of_month" in sheet:
        return sheet["members_of_month"]
    return sheet.line("members_of_month", "Members of the month", MEMBER_MONTHS, total(roster.members, roster.cells))


def total_member_months(sheet: Worksheet, roster: RosterLines) -> Line:
    """The line `total_member_months`: all cells and months together."""
    if "total_member_months" in sheet:
        return sheet["total_member_months"]
    by_month = members_of_month(sheet, roster)
    return sheet.line("total_member_months", "Member months of all cells", MEMBER_MONTHS, total(by_month))


def add_retroactive_changes(  # what was due, when, by whom: each by its name
    sheet: Worksheet,
    agreed: RetroactiveChanges,
    due: Line,
    due_before: Line | None,
    clause: Clause,
    *,
    paid_is_stated: bool,
) -> Line:
    """The line `retroactive_change`, by month: what is due for it less what was paid, of months that are still open.

    due: by month, by the roster in force. due_before: the same by the roster before; where it is at hand and
    `paid_is_stated` is not, it is what was paid. A month is closed where the last roster was made more months after it
    than the look-back says: then what was paid stands, whatever the roster says now.
    """
    (months,) = due.axes
    made = sheet.input(
        "roster_month",
        "Month in which the last roster was made, counted from the first that is settled",
        MONTHS,
        places=0,
        clause=clause,
        note="1 is the first month that is settled, 13 the first after twelve.",
    )
    label = "Months before its own that a roster may change"
    look_back = sheet.term("look_back_months", label, MONTHS, Decimal(agreed.look_back_months), clause=clause, places=0)
    numbers = {key: Decimal(number) for number, key in enumerate(months.keys, 1)}
    back = sheet.line(
        "months_back", "Months from this one to the last roster", MONTHS, made - by_member(months, numbers), places=0
    )
    is_open = sheet.line("month_is_open", "The month may still be changed", YES_OR_NO, back <= look_back)
    paid: Formula
    if due_before is not None and not paid_is_stated:
        paid = sheet.line(PAID_BEFORE, "Paid before for the month, by the roster before", USD, due_before + 0)
    else:
        paid = sheet.input(PAID_BEFORE, "Paid before for the month", USD, axis=months, clause=clause)
    change = when(is_open, due - paid, 0)
    return sheet.line("retroactive_change", "Booked (+) or reversed (−) for the month", USD, change, clause=clause)
