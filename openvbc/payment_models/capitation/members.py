"""What is paid for each member and month: cells, factors, minimum panel, guaranteed minimum, withhold, changes."""

from decimal import Decimal

from openvbc.figures import Keyed, Value
from openvbc.methods.roster import (
    MEMBERS_BEFORE,
    PAID_BEFORE,
    RosterLines,
    add_retroactive_changes,
    add_roster,
    cells_axis,
    members_of_month,
    months_axis,
)
from openvbc.money import ZERO
from openvbc.payment_models.capitation.worksheet_builder import WorksheetBuilder
from openvbc.quality.scorecard import add_quality_scorecard
from openvbc.units import CASES, FACTOR, MEMBER_MONTHS, RATE, USD, USD_PER_MEMBER_PER_MONTH, YES_OR_NO
from openvbc.worksheet.formula import Formula, greatest, least, rounded, total, when
from openvbc.worksheet.sheet import Line


def add_capitation(builder: WorksheetBuilder) -> RosterLines:
    """The lines from members to `capitation` and to what of it is due now."""
    sheet, terms, request = builder.sheet, builder.terms, builder.request
    sheet.section("members", "Members")
    # Who was paid for before matters only where a later roster may change it.
    before = terms.retroactive is not None and request.divides(MEMBERS_BEFORE)
    cells, months = cells_axis(terms.rate_cells), months_axis(request.performance_year.period)
    roster = add_roster(sheet, cells, months, builder.clause("rate_cells"), scored=terms.scored, before=before)
    members_of_month(sheet, roster)
    sheet.section("capitation", "Capitation")
    rate = _rate(builder, roster)
    by_month = _capitation_of_month(builder, roster.weighted, members_of_month(sheet, roster), rate, "", "")
    whole = builder.money("capitation", "Capitation of all months", total(by_month), "rate_cells")
    payable = _payable(builder, by_month, "", "")
    if terms.retroactive is None:
        paid = builder.money("capitation_paid", "Capitation paid month by month", total(payable), "rate_cells")
        builder.due.append(paid)
    else:
        payable_before = None
        if roster.weighted_before is not None:
            members = sheet.line(
                "members_of_month_before",
                "Members of the month, by the roster before",
                MEMBER_MONTHS,
                total(sheet[MEMBERS_BEFORE], cells),
            )
            words = ", by the roster before"
            earlier = _capitation_of_month(builder, roster.weighted_before, members, rate, "_before", words)
            payable_before = _payable(builder, earlier, "_before", words)
        sheet.section("retroactive", "What the last roster changes")
        change = add_retroactive_changes(
            sheet,
            terms.retroactive,
            payable,
            payable_before,
            builder.clause("retroactive"),
            paid_is_stated=request.divides(PAID_BEFORE),
        )
        label = "Capitation due now: booked (+) or reversed (−)"
        builder.due.append(builder.money("capitation_due_now", label, total(change), "retroactive"))
    _add_performance(builder, whole)
    _add_returned_withhold(builder)
    return roster


def _rate(builder: WorksheetBuilder, roster: RosterLines) -> Line:
    """What is paid for a member and month of each cell: its rate times the factors that are agreed."""
    sheet, terms = builder.sheet, builder.terms
    cells = roster.cells
    if terms.published_rates is not None:
        rate: Line = builder.published.over("capitation_rate", "rate", cells, "rate_cell")
    elif terms.rates_given:
        label = "Rate for a member and month"
        clause = builder.clause("rate_cells")
        rate = sheet.input("rate", label, USD_PER_MEMBER_PER_MONTH, axis=cells, at_least=ZERO, clause=clause)
    else:
        rates: dict[Keyed, Value] = {each.cell: each.rate for each in terms.rate_cells if each.rate is not None}
        label = "Rate for a member and month"
        clause = builder.clause("rate_cells")
        rate = sheet.term("rate", label, USD_PER_MEMBER_PER_MONTH, rates, axis=cells, clause=clause)
    paid: Formula = rate
    if terms.risk_factor == "given":
        clause = builder.clause("risk_factor")
        paid = paid * sheet.input("risk_factor", "Risk factor of the population", FACTOR, at_least=ZERO, clause=clause)
    if terms.area_factor is not None:
        paid = paid * _area_factor(builder)
    label = "Paid for a member and month, with all factors"
    return sheet.line("rate_with_factors", label, USD_PER_MEMBER_PER_MONTH, paid * 1)


def _area_factor(builder: WorksheetBuilder) -> Line:
    sheet, agreed, clause = builder.sheet, builder.terms.area_factor, builder.clause("area_factor")
    if "area_factor" in sheet:
        return sheet["area_factor"]
    if isinstance(agreed, Decimal):
        return sheet.term("area_factor", "Area factor", FACTOR, agreed, clause=clause)
    return sheet.input("area_factor", "Area factor", FACTOR, at_least=ZERO, clause=clause)


def _capitation_of_month(
    builder: WorksheetBuilder, weighted: Line, members: Line, rate: Line, suffix: str, words: str
) -> Line:
    """Each cell's capitation in cents, and that of the month after minimum panel and guaranteed minimum."""
    terms = builder.terms
    in_cents = rounded(weighted * rate, 2)
    of_cell = builder.money(f"amount_of_cell{suffix}", f"Capitation of the rate cell{words}", in_cents)
    cells = weighted.axes[0]
    label = f"Capitation of the month{words}"
    panel, guaranteed = terms.minimum_panel, terms.guaranteed_minimum
    if panel is None and guaranteed is None:
        return builder.money(f"capitation_of_month{suffix}", label, total(of_cell, cells))
    held = builder.money(
        f"capitation_by_members{suffix}", f"Capitation of the month's members{words}", total(of_cell, cells)
    )
    if panel is not None:
        path = "minimum_panel"
        if "minimum_panel" not in builder.sheet:
            label_of = "Members who are needed in a month"
            clause = builder.clause(path)
            builder.sheet.term("minimum_panel", label_of, MEMBER_MONTHS, Decimal(panel.members), clause=clause)
            builder.share("share_below_panel", "Share paid for a month with fewer members", panel.share_below, path)
        met = builder.sheet.line(
            f"panel_is_met{suffix}",
            f"The month has the members that are needed{words}",
            YES_OR_NO,
            members >= builder.sheet["minimum_panel"],
        )
        less = rounded(held * builder.sheet["share_below_panel"], 2)
        if guaranteed is None:
            return builder.money(f"capitation_of_month{suffix}", label, when(met, held, less), path)
        held = builder.money(
            f"capitation_after_panel{suffix}", f"Capitation after the minimum panel{words}", when(met, held, less), path
        )
    if guaranteed is None:
        raise TypeError("without a guaranteed minimum the month is known already")
    path = "guaranteed_minimum"
    if path not in builder.sheet:
        clause = builder.clause(path)
        builder.sheet.term(path, "Guaranteed minimum of a month with members", USD, guaranteed, clause=clause)
    # A month without anybody is one that has not come yet, or one after the end.
    floored = when(members > 0, greatest(held, builder.sheet[path]), 0)
    return builder.money(f"capitation_of_month{suffix}", label, floored, path)


def _payable(builder: WorksheetBuilder, by_month: Line, suffix: str, words: str) -> Line:
    """What of a month's capitation is paid in it: all, or what the withhold leaves."""
    agreed = builder.terms.withhold
    if agreed is None:
        return by_month
    name = "withhold_rate"
    if name not in builder.sheet:
        builder.share(name, "Kept back of each payment", agreed.rate, "withhold")
    kept = rounded(by_month * builder.sheet[name], 2)
    withheld = builder.money(f"withheld_of_month{suffix}", f"Kept back of the month{words}", kept, "withhold")
    return builder.money(f"payable_of_month{suffix}", f"Payable for the month{words}", by_month - withheld, "withhold")


def _add_performance(builder: WorksheetBuilder, whole: Line) -> None:
    """Visit fees, and the year's adjustment by results of all that is paid for primary care."""
    sheet, terms = builder.sheet, builder.terms
    paid: Formula = whole
    if terms.visit_fee is not None:
        sheet.section("visit_fees", "Fees for visits")
        clause = builder.clause("visit_fee")
        if terms.visit_fee.fee is None:
            fee: Formula = builder.published.line("visit_fee", "visit_fee")
        else:
            fee = sheet.term("visit_fee", "Fee for a visit", USD, terms.visit_fee.fee, clause=clause)
        if terms.visit_fee.area_factor and terms.area_factor is not None:
            fee = rounded(fee * _area_factor(builder), 2)
        visits = sheet.input("visits", "Visits", CASES, at_least=ZERO, clause=clause)
        fees = builder.money("visit_fees", "Fees for all visits", visits * fee, "visit_fee")
        builder.due.append(fees)
        paid = paid + fees
    agreed = terms.performance_adjustment
    if agreed is None:
        return
    sheet.section("performance", "Adjustment by results")
    path = "performance_adjustment"
    clause = builder.clause(path)
    if agreed.least is None or agreed.most is None:
        lowest = builder.published.line("least_performance_adjustment", "least_performance_adjustment")
        most = builder.published.line("most_performance_adjustment", "most_performance_adjustment")
    else:
        lowest = builder.share("least_performance_adjustment", "Largest reduction by results", agreed.least, path)
        most = builder.share("most_performance_adjustment", "Largest addition by results", agreed.most, path)
    stated = sheet.input("performance_adjustment", "Adjustment by results, as stated", RATE, clause=clause)
    above = sheet.line(
        "adjustment_not_below", "Adjustment, no less than the largest reduction", RATE, greatest(stated, lowest)
    )
    held = sheet.line("adjustment_that_holds", "Adjustment that holds", RATE, least(above, most))
    label = "Added (+) or taken off (−) by results"
    builder.due.append(builder.money("performance_amount", label, rounded(held * paid, 2), path))


def _add_returned_withhold(builder: WorksheetBuilder) -> None:
    """What of the year's withhold is returned with the settlement."""
    agreed, sheet = builder.terms.withhold, builder.sheet
    if agreed is None:
        return
    sheet.section("withhold", "What was kept back")
    fund = builder.money("withhold", "Kept back of all months", total(sheet["withheld_of_month"]), "withhold")
    if agreed.returned_by == "regardless":
        builder.due.append(builder.money("withhold_returned", "Returned of what was kept back", fund + 0, "withhold"))
        return
    clause = builder.clause("withhold")
    if agreed.returned_by == "quality_score":
        earned = _quality_score(builder)
    else:
        label = "Share of what was kept back that is earned"
        earned = sheet.input("performance_share", label, RATE, at_least=ZERO, at_most=Decimal(1), clause=clause)
    returned: Formula = rounded(fund * earned, 2)
    if agreed.most_lost is not None:
        most = builder.share(
            "most_withhold_lost", "Most that can be lost of what was kept back", agreed.most_lost, "withhold"
        )
        returned = greatest(returned, rounded(fund * (1 - most), 2))
    builder.due.append(builder.money("withhold_returned", "Returned of what was kept back", returned, "withhold"))


def _quality_score(builder: WorksheetBuilder) -> Line:
    """The score of the contract's scorecard, or one that is stated where it has none."""
    if builder.request.scorecard is not None:
        return add_quality_scorecard(builder.sheet, builder.request.scorecard, builder.request.performance_year.year)
    return builder.sheet.input("quality_score", "Composite quality score", RATE, at_least=ZERO, at_most=Decimal(1))
