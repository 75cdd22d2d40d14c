"""What single measures pay: gaps closed, a rate per member per month, complete reporting."""

from decimal import Decimal

from openvbc.errors import ContractError, Fault
from openvbc.money import ZERO
from openvbc.payment_models.pay_for_performance.terms import GapClosure, MeasureRate, Reporting
from openvbc.payment_models.pay_for_performance.worksheet_builder import WorksheetBuilder
from openvbc.quality.worksheet_builder import ScorecardBuilder
from openvbc.units import CASES, MEMBER_MONTHS, RATE, USD, USD_PER_MEMBER_PER_MONTH, YES_OR_NO
from openvbc.worksheet.formula import Formula, by_member, first_present, rounded, total, when
from openvbc.worksheet.sheet import Line


def add_gap_closure(builder: WorksheetBuilder, agreed: GapClosure) -> Line:
    """The line `gap_closure_payment`: each closed gap at its measure's rate, less what goes beyond the member cap."""
    sheet = builder.sheet
    builder.check_measures([each.measure for each in agreed.rates], "gap_closure", "rates")
    sheet.section("gap_closure", "Gaps closed")
    clause = builder.clause("gap_closure")
    rates = {each.measure: each.per_gap for each in agreed.rates}
    denominator = sheet.lines.get("measure_denominator")
    closed = sheet.input(
        "gaps_closed", "Gaps closed", CASES, axis=builder.axis, optional=True, stated=True, clause=clause,
        ends=dict.fromkeys(rates, (ZERO, None)), not_above=denominator,
    )  # fmt: skip
    rate = builder.by_measure("payment_per_gap", "Payment for a closed gap", USD, rates, clause)
    amounts = sheet.line("gap_amounts", "Payment for closed gaps", USD, closed * rate)
    amount: Formula = total(amounts)
    if agreed.member_cap is not None:
        cap_clause = builder.clause("gap_closure", "member_cap")
        whole = sheet.line("gap_amount_before_cap", "Payment for closed gaps before the cap", USD, amount)
        sheet.term("member_cap", "At most for one member's gaps", USD, agreed.member_cap, clause=cap_clause)
        beyond = sheet.input(
            "amount_beyond_member_cap", "What goes beyond the cap of single members", USD, at_least=ZERO,
            clause=cap_clause, note="Counted member by member from the list of gaps.",
        )  # fmt: skip
        amount = whole - beyond
    return sheet.line("gap_closure_payment", "Payment for gaps closed", USD, rounded(amount, 2), clause=clause)


def add_measure_payments(builder: WorksheetBuilder, agreed: tuple[MeasureRate, ...]) -> Line:
    """The line `measure_payment`: rates per member per month of the measures that earned them."""
    sheet = builder.sheet
    builder.check_measures([each.measure for each in agreed], "per_measure")
    sheet.section("per_measure", "Payment by measure")
    clause = builder.clause("per_measure")
    rates = {each.measure: each.per_member_per_month for each in agreed}
    rate = builder.by_measure(
        "measure_rate_per_member_per_month", "Rate per member per month", USD_PER_MEMBER_PER_MONTH, rates, clause
    )
    earned = _earned(builder, agreed)
    amounts = sheet.line("measure_amounts", "Payment for the measure", USD, rate * _months(builder, agreed) * earned)
    # A measure without a result earns nothing here; the line above shows it as absent.
    amount = rounded(first_present(total(amounts), 0), 2)
    return sheet.line("measure_payment", "Payment by measure", USD, amount, clause=clause)


def _months(builder: WorksheetBuilder, agreed: tuple[MeasureRate, ...]) -> Formula:
    sheet, clause = builder.sheet, builder.clause("per_measure")
    on_denominator = [each.measure for each in agreed if each.paid_on == "denominator"]
    if not on_denominator:
        return builder.member_months()
    months = sheet.input(
        "denominator_member_months", "Member months in the denominator", MEMBER_MONTHS, axis=builder.axis,
        optional=True, stated=True, ends=dict.fromkeys(on_denominator, (ZERO, None)), clause=clause,
    )  # fmt: skip
    if len(on_denominator) == len(agreed):
        return months
    paid = by_member(builder.axis, dict.fromkeys(on_denominator, months), builder.member_months())
    return sheet.line("months_paid", "Member months that are paid", MEMBER_MONTHS, paid)


def _earned(builder: WorksheetBuilder, agreed: tuple[MeasureRate, ...]) -> Line:
    """The share of its rate that each measure earned: all or nothing by target, or the share of its points."""
    sheet, clause = builder.sheet, builder.clause("per_measure")
    label = "Share of the rate that is earned"
    scaled = [each.measure for each in agreed if each.scaled_by_points]
    by_points = sheet["measure_points"] / sheet["maximum_points"]
    if len(scaled) == len(agreed):
        return sheet.line("measure_earned", label, RATE, by_points, clause=clause)
    by_target = when(_target_met(builder, agreed), 1, 0)
    earned = by_member(builder.axis, dict.fromkeys(scaled, by_points), by_target) if scaled else by_target
    return sheet.line("measure_earned", label, RATE, earned, clause=clause)


def _target_met(builder: WorksheetBuilder, agreed: tuple[MeasureRate, ...]) -> Line:
    """Whether each measure met its target; absent where none is agreed."""
    sheet, terms = builder.sheet, builder.scorecard.terms
    targets: dict[str, Decimal] = {}
    for index, each in enumerate(agreed):
        if each.target is None:
            continue
        measure, place = terms.measure(each.measure), builder.clause("per_measure", index).where
        if measure.reporting_only(builder.year):
            raise ContractError(
                Fault(
                    f"{each.measure} has a target, but need only be reported in {builder.year}",
                    place,
                    why="in a reporting year it has no result that could meet a target",
                    fix="take the year out of its reporting_years, or pay scaled_by_points",
                )
            )
        if not measure.ends[0] <= each.target <= measure.ends[1]:
            what = f"the target of {each.measure} is {each.target}, outside its scale"
            raise ContractError(Fault(what, place, fix=f"write {each.target}% if a percentage is meant"))
        targets[each.measure] = each.target
    clause = builder.clause("per_measure")
    target = builder.by_measure("measure_target", "Target", sheet["measure_score"].unit, targets, clause)
    scorecard = ScorecardBuilder(sheet, builder.scorecard, builder.year, builder.axis)
    return sheet.line(
        "target_met", "Target met", YES_OR_NO, scorecard.reaches(sheet["measure_score"], target), clause=clause
    )


def add_reporting(builder: WorksheetBuilder, agreed: Reporting) -> Line:
    """The line `reporting_payment`: so much for each measure that was completely reported."""
    sheet = builder.sheet
    builder.check_measures(agreed.measures, "reporting", "measures")
    sheet.section("reporting", "Payment for reporting")
    clause = builder.clause("reporting")
    complete = sheet.input(
        "reporting_complete", "Reported completely", YES_OR_NO, axis=builder.axis, optional=True, stated=True,
        ends=dict.fromkeys(agreed.measures, (None, None)), clause=clause,
    )  # fmt: skip
    rate = sheet.term("payment_per_report", "Payment for a measure reported", USD, agreed.per_measure, clause=clause)
    label = "Payment for the report"
    paid = sheet.line("report_amounts", label, USD, when(first_present(complete, otherwise=False), rate, 0))
    return sheet.line("reporting_payment", "Payment for reporting", USD, rounded(total(paid), 2), clause=clause)
