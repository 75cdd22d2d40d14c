"""The lines from the streams' results to what is due now, in the order in which money is used."""

from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from openvbc.money import ZERO
from openvbc.payment_models.net_settlement.terms import CarryForward, LateData, NettingTerms, PaidBefore
from openvbc.payment_models.record import WorksheetRequest
from openvbc.units import DAYS, RATE, USD
from openvbc.worksheet.formula import (
    Axis,
    Formula,
    Member,
    at,
    by_member,
    greatest,
    least,
    rounded,
    total,
    when,
)
from openvbc.worksheet.sheet import Bar, BarRole, Line, Worksheet

_DAYS_A_YEAR = {"actual_365": 365, "actual_360": 360}


@dataclass(frozen=True)
class _Builder:
    """What the lines are added to: the sheet, its terms, and where each term stands."""

    sheet: Worksheet
    request: WorksheetRequest
    terms: NettingTerms

    def money(self, name: str, label: str, formula: Formula, *path: str) -> Line:
        """A computed amount, with its clause."""
        return self.sheet.line(name, label, USD, formula, clause=self.request.stream.clause(*path))

    def given(self, name: str, label: str, *path: str, axis: Axis | None = None) -> Line:
        """An amount from outside, zero or more."""
        clause = self.request.stream.clause(*path)
        return self.sheet.input(name, label, USD, at_least=ZERO, axis=axis, clause=clause)

    def rate(self, name: str, label: str, value: Decimal, *path: str) -> Line:
        """An agreed rate."""
        return self.sheet.term(name, label, RATE, value, clause=self.request.stream.clause(*path))


def build_worksheet(request: WorksheetRequest) -> Worksheet:
    """The worksheet of a netting stream, before any stream is settled."""
    terms = cast("NettingTerms", request.stream.terms)
    sheet = Worksheet(f"Net settlement, {request.performance_year.words}")
    builder = _Builder(sheet, request, terms)
    sheet.section("results", "What the streams come to")
    axis = Axis("streams", "Streams", tuple(Member(name, name.replace("_", " ").capitalize()) for name in terms.nets))
    note = "It comes from this settlement; nothing has to be given."
    clause = request.stream.clause("nets")
    result = sheet.input(
        "result_of_stream", "Result: paid (+) or owed (−)", USD, axis=axis, note=note, clause=clause, of_streams=True
    )
    gains, losses = total(greatest(result, 0)), total(greatest(0 - result, 0))
    if terms.choose is not None:
        chosen = (greatest if terms.choose == "greater" else least)(*(at(result, axis, key) for key in axis.keys))
        held = builder.money("chosen_result", f"The {terms.choose} of the results", chosen, "choose")
        gains, losses = greatest(held, 0), greatest(0 - held, 0)
    surpluses = builder.money("surpluses", "Surpluses of all streams", gains, "nets")
    deficits = builder.money("deficits", "Deficits of all streams", losses, "nets")
    sheet.section("deficits", "Deficits")
    taken = least(surpluses, deficits) if terms.offsets else deficits * 0
    offset_line = builder.money("deficits_offset", "Deficits that reduce surpluses", taken, "deficits")
    left = builder.money("surplus", "Surplus that is left", surpluses - offset_line, "deficits")
    deficit = builder.money("deficit", "Deficit that is left", deficits - offset_line, "deficits")
    billed: Formula = deficit
    if terms.carries:
        left, billed = _carry(builder, terms.carry_forward or CarryForward(), left, deficit), deficit * 0
    if terms.withhold_fund is not None:
        left = _release(builder, left)
    repaid: list[Line] = []
    for name in terms.recoup_order:
        paid: PaidBefore | None = getattr(terms, name)
        if paid is not None:
            left = _recoup(builder, name, paid, left, repaid)
    sheet.section("outcome", "Outcome")
    due: Formula = left - billed
    for line in repaid:
        due = due - line
    if terms.late_data is not None:
        charge = _late_data(builder, terms.late_data)
        due = due + charge if terms.late_data.owed_by == "payer" else due - charge
    if terms.reopening is not None:
        due = _reopened(builder, terms.reopening.least_change, due)
    due_line = builder.money("due_now", "Due now: paid (+) or owed (−)", rounded(due, 2))
    if terms.late_payment is not None:
        due_line = _with_interest(builder, due_line)
    results = builder.money("results", "What the streams come to together", total(result), "nets")
    label = "What netting adds to the streams' results (+) or takes from them (−)"
    sheet.line("net_payment", label, USD, due_line - results)
    sheet.outcome = "net_payment"
    sheet.waterfall = (
        Bar(due_line.name, BarRole.TOTAL),
        Bar("results", BarRole.MINUS),
        Bar("net_payment", BarRole.TOTAL),
    )
    return sheet


def _carry(builder: _Builder, agreed: CarryForward, surplus: Line, deficit: Line) -> Line:
    """Work off earlier deficits, the oldest first, and carry this year's; the line of what is left of the surplus."""
    sheet, year = builder.sheet, builder.request.performance_year
    earlier = builder.request.agreement.earlier_years(year.year)
    path = "carry_forward"
    balance: Formula = deficit
    left = surplus
    open_now: Formula | None = None
    if earlier:
        axis = Axis(
            "earlier_years", "Earlier performance years", tuple(Member(str(each.year), each.name) for each in earlier)
        )
        brought = builder.given("deficit_brought_forward", "Deficit of that year brought forward", path, axis=axis)
        alive: Formula = brought
        if agreed.years is not None:
            lapsed = {str(each.year): 0 for each in earlier if year.year - each.year > agreed.years}
            alive = by_member(axis, lapsed, brought) if lapsed else brought
        if agreed.interest is not None:
            interest = builder.rate("deficit_interest", "Interest on the opening balance", agreed.interest, path)
            alive = alive * (1 + interest)
        opening = builder.money("open_deficit", "Deficit of that year that is open", rounded(alive, 2), path)
        open_now = total(opening)
        usable: Formula = surplus
        if agreed.share_of_surplus is not None:
            label = "Most of a surplus that is used for deficits"
            usable = surplus * builder.rate("share_of_surplus_used", label, agreed.share_of_surplus, path)
        used = builder.money(
            "deficit_recovered", "Surplus used for earlier deficits", rounded(least(open_now, usable), 2), path
        )
        left = builder.money("surplus_after_deficits", "Surplus after earlier deficits", surplus - used, path)
        # The oldest is worked off first: a year's layer is used as far as the older ones leave something.
        layers: dict[str, Formula | Decimal | int | bool] = {}
        older: Formula | None = None
        for key in axis.keys:
            layer = at(opening, axis, key)
            remaining = used if older is None else greatest(used - older, 0)
            layers[key] = greatest(layer - remaining, 0)
            older = layer if older is None else older + layer
        closing = builder.money("deficit_left", "Deficit of that year that is left", by_member(axis, layers), path)
        balance = total(closing) + deficit
        open_now = total(closing)
    added: Formula = deficit
    if agreed.most is not None:
        most = sheet.term(
            "most_carried", "Most that is carried", USD, agreed.most, clause=builder.request.stream.clause(path)
        )
        room = most if open_now is None else greatest(most - open_now, 0)
        added = least(deficit, room)
        balance = added if open_now is None else open_now + added
    builder.money("deficit_carried", "Deficit of this year that is carried forward", added, path)
    builder.money("balance_carried", "Balance that is carried forward", balance, path)
    return left


def _release(builder: _Builder, left: Line) -> Line:
    """The withhold fund with its interest, added to what is left."""
    agreed, path = builder.terms.withhold_fund, "withhold_fund"
    if agreed is None:
        return left
    rate = builder.rate("withhold_rate", "Share of capitation withheld", agreed.rate, path)
    capitation = builder.given("capitation", "Capitation of the year", path)
    fund = builder.money("withhold_fund", "Withhold fund", rounded(rate * capitation, 2), path)
    interest: Formula = fund * 0
    if agreed.interest_at_most is not None:
        most = builder.rate("withhold_interest_at_most", "Interest on the fund, at most", agreed.interest_at_most, path)
        prime = builder.sheet.input(
            "prime_rate", "Prime rate", RATE, at_least=ZERO, clause=builder.request.stream.clause(path)
        )
        interest = rounded(fund * least(most, prime), 2)
    earned = builder.money("withhold_interest", "Interest on the withhold fund", interest, path)
    return builder.money("surplus_with_fund", "Surplus and withhold fund", left + fund + earned, path)


def _recoup(builder: _Builder, name: str, agreed: PaidBefore, left: Line, repaid: list[Line]) -> Line:
    """Take back what was paid before, as far as the result covers it; the line of what is left."""
    label = name.replace("_", " ").capitalize()
    paid = builder.given(f"{name}_paid", f"{label} received", name)
    back = builder.money(f"{name}_recouped", f"{label} taken back", least(paid, greatest(left, 0)), name)
    short = builder.money(f"{name}_short", f"{label} that the result does not cover", paid - back, name)
    if agreed.if_short == "repaid_now":
        repaid.append(short)
    elif agreed.if_short == "carried_forward":
        builder.money(f"{name}_carried", f"{label} carried forward", short + 0, name)
    return builder.money(f"left_after_{name}", f"Left after {name.replace('_', ' ')}", left - back, name)


def _late_data(builder: _Builder, agreed: LateData) -> Line:
    """What late deliveries of data cost the party that owes them."""
    sheet, clause = builder.sheet, builder.request.stream.clause("late_data")
    days = sheet.input("days_data_late", "Days late, of all deliveries of data", DAYS, at_least=ZERO, clause=clause)
    rate = sheet.term("late_data_per_day", "For each day late", USD, agreed.per_day, clause=clause)
    most = sheet.term("most_for_late_data", "Most for late data", USD, agreed.most, clause=clause)
    label = f"Owed by the {agreed.owed_by} for late data"
    return builder.money("late_data_charge", label, least(rate * days, most), "late_data")


def _reopened(builder: _Builder, least_change: Decimal, due: Formula) -> Formula:
    """What is due of a year that is settled again: the change, from a least amount on."""
    path = "reopening"
    clause = builder.request.stream.clause(path)
    before = builder.sheet.input("due_before_reopening", "Due by the earlier settlement", USD, clause=clause)
    change = builder.money("change_by_reopening", "Change by the reopening", rounded(due, 2) - before, path)
    least_line = builder.sheet.term("least_change", "Least change that is paid", USD, least_change, clause=clause)
    return when(greatest(change, 0 - change) >= least_line, change, 0)


def _with_interest(builder: _Builder, due: Line) -> Line:
    """What is due, with simple interest for the days that it is late."""
    agreed, path = builder.terms.late_payment, "late_payment"
    if agreed is None:
        return due
    rate = builder.rate("late_payment_rate", "Interest on late payment, a year", agreed.rate, path)
    clause = builder.request.stream.clause(path)
    days = builder.sheet.input("days_late", "Days late", DAYS, at_least=ZERO, clause=clause)
    amount = rounded(due * rate * days / _DAYS_A_YEAR[agreed.days], 2)
    interest = builder.money("late_payment_interest", "Interest on late payment", amount, path)
    return builder.money("due_with_interest", "Due with interest", due + interest, path)
