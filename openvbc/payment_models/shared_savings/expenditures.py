"""Expenditures that count: what was spent less carve-outs and what is cut off, alike for everybody and every year."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from openvbc.contract.model import PaymentStream
from openvbc.money import ZERO
from openvbc.payment_models.shared_savings.circumstance_terms import StopLoss, StopLossPremium
from openvbc.payment_models.shared_savings.completion import completion_factor
from openvbc.payment_models.shared_savings.worksheet_builder import WorksheetBuilder
from openvbc.units import RATE, USD, USD_PER_MEMBER_PER_MONTH, Unit
from openvbc.worksheet.formula import Axis, Formula, Member, greatest, least, total
from openvbc.worksheet.sheet import Line

#: The figures from which the allowable cost of each claimant is worked out.
CLAIMANT_PAID: Final = "claimant_paid"


def add_expenditures(builder: WorksheetBuilder) -> Line:
    """Actual spend of the performance year after carve-outs and truncation."""
    builder.sheet.section("actual_spend", "Actual spend of the performance year")
    add_truncation_point(builder)
    return net_expenditures(builder, "", "", None)


def add_truncation_point(builder: WorksheetBuilder) -> None:
    """Where one member's cost is cut off, as agreed; the amount cut off is an input."""
    truncation = builder.terms.truncation
    if truncation is None:
        return
    note = "What is cut off above this point is the line “excess claims”."
    clause = builder.clause("truncation")
    if truncation.per_member_per_year is not None:
        label = "Truncation point per member and year"
        builder.sheet.term("truncation_point", label, USD, truncation.per_member_per_year, clause=clause, note=note)
    elif truncation.percentile is not None:
        label = "Truncation percentile of members' yearly cost"
        builder.sheet.term("truncation_percentile", label, RATE, truncation.percentile, clause=clause, note=note)


def net_expenditures(builder: WorksheetBuilder, prefix: str, whose: str, axis: Axis | None) -> Line:
    """Total expenditures less carve-outs and excess claims, of whom and when `prefix` and `whose` say.

    Comparators and base years are cut and carved exactly as the performance year is.
    """
    sheet, terms = builder.sheet, builder.terms

    def labeled(label: str) -> str:
        return f"{whose} {label[0].lower()}{label[1:]}" if whose else label

    completed = terms.completion is not None and axis is None
    deducted = [] if prefix else [each for each in terms.deductions if each.taken_off == "savings"]
    counted_name, counted_label = f"{prefix}expenditures", labeled("Expenditures")
    if completed:
        counted_name, counted_label = f"{prefix}paid_expenditures", labeled("Expenditures paid so far")
    elif deducted:
        counted_name, counted_label = "care_expenditures", "Expenditures for care"
    if terms.cohorts:
        cohorts = builder.cohorts()
        each = sheet.input("cohort_expenditures", "Expenditures of the cohort", USD, axis=cohorts, at_least=ZERO)
        net = sheet.line(counted_name, counted_label, USD, total(each))
    elif not terms.adjusts_expenditures and (prefix or not takes_over_amounts(builder.request.stream)):
        net = sheet.input(counted_name, counted_label, USD, axis=axis, at_least=ZERO)
    else:
        # More cut off or carved out than was spent is a slip, and would look like savings.
        left = _left_of_total(builder, prefix, labeled, axis)
        label = labeled("Expenditures that count, paid so far" if completed else "Expenditures that count")
        net = sheet.line(counted_name, label, USD, left, at_least=ZERO)
    whole: Formula = net
    if completed:
        label = labeled("Expenditures that count, completed")
        whole = net * completion_factor(builder)
        if not deducted:
            return sheet.line(f"{prefix}expenditures", label, USD, whole)
        whole = sheet.line("care_expenditures", label, USD, whole)
    if not deducted:
        return net
    for deduction in deducted:
        whole = whole + builder.deduction(deduction)
    return sheet.line("expenditures", "Expenditures with the amounts that count as cost", USD, whole)


def _left_of_total(builder: WorksheetBuilder, prefix: str, labeled: Callable[[str], str], axis: Axis | None) -> Formula:
    """Total expenditures less each carve-out and what is cut off."""
    sheet, terms = builder.sheet, builder.terms
    left: Formula = sheet.input(
        f"{prefix}total_expenditures", labeled("Total expenditures"), USD, axis=axis, at_least=ZERO
    )
    for index, carve_out in enumerate(terms.carve_outs):
        label = labeled(f"Carved out: {carve_out.name.replace('_', ' ')}")
        clause = builder.clause("carve_outs", index)
        name = f"{prefix}carved_out_{carve_out.name}"
        left = left - sheet.input(name, label, USD, axis=axis, at_least=ZERO, clause=clause)
    if terms.truncation is not None:
        label = labeled("Excess claims above the truncation point")
        left = left - sheet.input(
            f"{prefix}excess_claims", label, USD, axis=axis, at_least=ZERO, clause=builder.clause("truncation")
        )
    people = terms.excluded_people
    if people is not None:
        label = labeled(f"Expenditures of excluded people ({people.group})")
        clause = builder.clause("excluded_people")
        name = f"{prefix}excluded_people_expenditures"
        left = left - sheet.input(name, label, USD, axis=axis, at_least=ZERO, clause=clause)
    if terms.stop_loss is not None:
        left = left - _stop_loss_recovery(builder, terms.stop_loss, prefix, labeled, axis)
        if terms.stop_loss.premium is not None:
            left = left + _stop_loss_premium(builder, terms.stop_loss.premium, prefix, labeled, axis)
    return left if prefix else _with_other_streams(builder, left)


def takes_over_amounts(stream: PaymentStream) -> bool:
    """Whether amounts of other streams are added to or taken off what was spent, so that no dollar counts twice."""
    return any(each.line is not None for each in stream.overlaps)


def _with_other_streams(builder: WorksheetBuilder, spent: Formula) -> Formula:
    """What was spent, with what other streams paid that counts here, and without the care that they paid for."""
    sheet, stream = builder.sheet, builder.request.stream
    for names, label, how, sign in (
        (("counted_as_expenditure",), "Counted here of the stream", "added_from_stream", 1),
        (("taken_off", "carved_out"), "Taken off for the stream, which pays it", "taken_off_for_stream", -1),
    ):
        lines = {each.stream: each.line for each in stream.overlaps if each.handled in names and each.line is not None}
        if not lines:
            continue
        members = tuple(Member(name, f"{name.replace('_', ' ').capitalize()}: {line}") for name, line in lines.items())
        axis = Axis(f"streams_{how}", f"{label}, by stream", members)
        note = "It comes from this settlement; nothing has to be given."
        amount = sheet.input(
            how, label, USD, axis=axis, note=note, clause=builder.clause(), of_streams=True, stream_lines=lines
        )
        spent = spent + total(amount) if sign > 0 else spent - total(amount)
    return spent


def _stop_loss_recovery(
    builder: WorksheetBuilder, agreed: StopLoss, prefix: str, labeled: Callable[[str], str], axis: Axis | None
) -> Line:
    """The line `stop_loss_recovery`: the payer's share of what single members cost above the attachment point."""
    sheet, clause = builder.sheet, builder.clause("stop_loss")

    def term(name: str, label: str, unit: Unit, value: Decimal) -> Line:
        if name not in sheet:  # it stands once for all years
            return sheet.term(name, label, unit, value, clause=clause)
        return sheet[name]

    term("attachment_point", "Attachment point per member and year", USD, agreed.attachment_point)
    share = term("stop_loss_payer_share", "Payer's share above the attachment point", RATE, agreed.payer_share)
    label, name = labeled("Members' cost above the attachment point"), f"{prefix}claims_above_stop_loss"
    claimants = builder.request.listed(CLAIMANT_PAID) if not prefix and agreed.allowable is not None else ()
    above: Formula
    if claimants:
        above = sheet.line(name, label, USD, _above_attachment_point(builder, agreed, claimants), clause=clause)
    else:
        note = "Of each member's allowable cost." if agreed.allowable is not None else ""
        above = sheet.input(name, label, USD, axis=axis, at_least=ZERO, clause=clause, note=note)
    if agreed.aggregating_deductible is not None:
        label = "Aggregating deductible of the stop loss"
        above = greatest(above - term("stop_loss_deductible", label, USD, agreed.aggregating_deductible), 0)
    recovered: Formula = share * above
    if agreed.most is not None:
        recovered = least(recovered, term("most_stop_loss_recovery", "Most that is recovered", USD, agreed.most))
    name = f"{prefix}stop_loss_recovery"
    return sheet.line(name, labeled("Recovered by the stop loss"), USD, recovered, clause=clause)


def _above_attachment_point(builder: WorksheetBuilder, agreed: StopLoss, claimants: tuple[str, ...]) -> Formula:
    """What each claimant's allowable cost has above the attachment point, all together."""
    sheet, clause, allowable = builder.sheet, builder.clause("stop_loss", "allowable"), agreed.allowable
    if allowable is None:
        raise TypeError("an allowable cost is agreed")
    axis = Axis("claimants", "Claimants", tuple(Member(each, each) for each in claimants))

    def given(name: str, label: str) -> Line:
        return sheet.input(name, label, USD, axis=axis, at_least=ZERO, clause=clause)

    paid = given(CLAIMANT_PAID, "Paid for the claimant")
    allowance = given("claimant_allowance", "The payer's allowance")
    off = given("claimant_recoveries", "Copayments and other recoveries")
    label = "Share of the allowance that counts at most"
    share = sheet.term("share_of_allowance", label, RATE, allowable.share_of_allowance, clause=clause)
    cost = greatest(least(paid, share * allowance) - off, 0)
    line = sheet.line("claimant_allowable", "Allowable cost of the claimant", USD, cost, clause=clause)
    return total(greatest(line - sheet["attachment_point"], 0))


def _stop_loss_premium(
    builder: WorksheetBuilder, agreed: StopLossPremium, prefix: str, labeled: Callable[[str], str], axis: Axis | None
) -> Line:
    """The line `stop_loss_premium`: what the protection costs the fund."""
    sheet, clause = builder.sheet, builder.clause("stop_loss", "premium")
    name = "stop_loss_premium_rate"
    if agreed.per_member_per_month is not None:
        label, unit = "Stop-loss premium per member per month", USD_PER_MEMBER_PER_MONTH
        value, of = agreed.per_member_per_month, builder.member_months(prefix, axis)
    else:
        label, unit, value = "Stop-loss premium, share of premium", RATE, agreed.rate_of_premium or ZERO
        theirs = labeled("Premium of the year")
        of = builder.base("premium") if not prefix else sheet.input(f"{prefix}premium", theirs, USD, axis=axis)
    rate = sheet[name] if name in sheet else sheet.term(name, label, unit, value, clause=clause)
    charged = labeled("Stop-loss premium charged")
    return sheet.line(f"{prefix}stop_loss_premium", charged, USD, rate * of, clause=clause)
