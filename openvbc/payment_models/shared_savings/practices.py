"""Practices whose cost is pooled: each one's part of the result, by its people, and what a gate of its own forfeits."""

from openvbc.payment_models.shared_savings.circumstance_terms import PooledPractices
from openvbc.payment_models.shared_savings.worksheet_builder import WorksheetBuilder
from openvbc.units import FACTOR, RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import Axis, Formula, rounded, running_total, total, when
from openvbc.worksheet.sheet import Line


def add_practices(builder: WorksheetBuilder, agreed: PooledPractices) -> Line | None:
    """The parts of the practices; the line of what gates of their own forfeit, None where there are no gates.

    Parts are rounded so that they add up to the pool's: each is what the pool's amount comes to up to and with the
    practice, less what it comes to before it.
    """
    sheet, clause = builder.sheet, builder.clause("pooled_practices")
    sheet.section("practices", "Practices of the pool")
    by_months = agreed.split_by == "member_months"
    people = builder.practice_people("practice_member_months" if by_months else "practice_people")
    (axis,) = people.axes
    counted: Formula = people
    qualifies: Line | None = None
    if agreed.own_gate is not None and "shared_savings" in sheet:
        label = "The practice qualifies by its own quality and eligibility"
        qualifies = sheet.input("practice_qualifies", label, YES_OR_NO, axis=axis, clause=clause)
        if agreed.own_gate == "redistributed":
            label = f"{people.label}, of those that qualify"
            counted = sheet.line("practice_counted", label, people.unit, when(qualifies, people, 0))
    payments: Formula | None = None
    forfeited: Line | None = None
    if "shared_savings" in sheet:
        part = _split(builder, "savings", sheet["shared_savings"], counted, axis)
        payments = part
        if qualifies is not None:
            payments = sheet.line("practice_savings_paid", "Savings of the practice that it receives", USD,
                                  when(qualifies, part, 0))  # fmt: skip
            label = "Savings that practices forfeit"
            forfeited = sheet.line("forfeited_savings", label, USD, sheet["shared_savings"] - total(payments))
    if "shared_losses" in sheet:
        owed = _split(builder, "losses", sheet["shared_losses"], people, axis)
        payments = 0 - owed if payments is None else payments - owed
    if payments is not None:
        label = "Payment to the practice (+) or owed by it (−)"
        sheet.line("practice_payment", label, USD, payments, clause=clause)
    return forfeited


def _split(builder: WorksheetBuilder, side: str, amount: Line, counted: Formula, axis: Axis) -> Line:
    """The line `practice_<side>`: each practice's part of the pool's savings or losses, in cents that add up."""
    sheet, clause = builder.sheet, builder.clause("pooled_practices")
    words = f"Part of the pool's {side}"
    so_far = running_total(counted, counted * 0, axis)
    everybody = total(counted, over=axis)
    note = "1 where no practice qualifies: the pool's amount is then nobody's."
    divided = sheet.line(
        f"practice_{side}_divided_by",
        f"Divided among, for {side}",
        FACTOR,
        when(everybody > 0, everybody, 1),
        note=note,
    )
    label = f"{words} up to and with the practice"
    up_to = sheet.line(f"practice_{side}_up_to", label, RATE, so_far / divided)
    before = sheet.line(f"practice_{side}_before", f"{words} before the practice", RATE, (so_far - counted) / divided)
    part = rounded(amount * up_to, 2) - rounded(amount * before, 2)
    return sheet.line(f"practice_{side}", f"{side.capitalize()} of the practice", USD, part, clause=clause)
