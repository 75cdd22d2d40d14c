"""The worksheet of care-management fees, from members to what is due, what is paid back and what is passed on."""

from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from openvbc.citation import Clause
from openvbc.contract.conditions import values_of
from openvbc.figures import Keyed, Value
from openvbc.methods.conditions import add_agreed
from openvbc.methods.published_lines import PublishedLines
from openvbc.methods.roster import (
    MEMBERS_BEFORE,
    PAID_BEFORE,
    RosterLines,
    add_retroactive_changes,
    add_roster,
    cells_axis,
    members_of_month,
    months_axis,
    total_member_months,
)
from openvbc.money import ONE, ZERO
from openvbc.payment_models.care_management.terms import AtRisk, CareManagementTerms, EnhancedFees, Uplift
from openvbc.payment_models.record import WorksheetRequest
from openvbc.units import MEMBER_MONTHS, PERSONS, RATE, USD, USD_PER_MEMBER_PER_MONTH, YES_OR_NO
from openvbc.worksheet.formula import (
    Axis,
    Formula,
    Member,
    at,
    by_member,
    greatest,
    least,
    multiplied,
    rounded,
    total,
    when,
)
from openvbc.worksheet.sheet import Bar, BarRole, Line, Worksheet

_MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class _Builder:
    """What the lines are added to: the sheet, its terms, and where each term stands."""

    sheet: Worksheet
    request: WorksheetRequest
    terms: CareManagementTerms

    def clause(self, *path: str | int) -> Clause:
        """Where the contract has a term."""
        return self.request.stream.clause(*path)

    def money(self, name: str, label: str, formula: Formula | Decimal | int, *path: str | int) -> Line:
        """A computed amount, with its clause."""
        return self.sheet.line(name, label, USD, formula, clause=self.clause(*path))

    def share(self, name: str, label: str, value: Decimal, *path: str | int) -> Line:
        """An agreed share."""
        return self.sheet.term(name, label, RATE, value, clause=self.clause(*path))


def build_worksheet(request: WorksheetRequest) -> Worksheet:
    """The worksheet of one stream, before any figure is known."""
    terms = cast("CareManagementTerms", request.stream.terms)
    sheet = Worksheet(f"Care management, {request.performance_year.words}")
    builder = _Builder(sheet, request, terms)
    paid: list[Line] = []
    fees: list[Line] = []
    if terms.tiers:
        roster, of_members, due = _fees_of_members(builder)
        fees.append(of_members)
        paid.append(due)
        if terms.outreach is not None:
            outreach = _outreach(builder)
            fees.append(outreach)
            paid.append(outreach)
    if terms.enhanced_fees is not None:
        enhanced = _enhanced_fees(builder, terms.enhanced_fees)
        fees.append(enhanced)
        paid.append(enhanced)
    sheet.section("outcome", "Outcome")
    whole: Formula = fees[0] + 0
    for line in fees[1:]:
        whole = whole + line
    all_fees = builder.money("fees", "Fees of the year", whole)
    back = _at_risk(builder, terms.at_risk, all_fees) if terms.at_risk is not None else None
    kept: Formula = all_fees if back is None else all_fees - back
    counted = kept + 0 if terms.counts_as_expenditure else all_fees * 0
    builder.money("counts_as_expenditure", "Counts as expenditure in the total cost of care", counted)
    net: Formula = paid[0] + 0
    for line in paid[1:]:
        net = net + line
    if back is not None:
        net = net - back
    sheet.line("net_payment", "Net payment to the provider (+) or owed by it (−)", USD, net)
    if terms.passed_down:
        _passed_down(builder, roster if terms.tiers else None, all_fees)
    sheet.outcome = "net_payment"
    bars = [Bar(line.name, BarRole.PLUS) for line in paid]
    bars += [Bar(back.name, BarRole.MINUS)] if back is not None else []
    sheet.waterfall = (*bars, Bar("net_payment", BarRole.TOTAL))
    return sheet


def _fees_of_members(builder: _Builder) -> tuple[RosterLines, Line, Line]:
    """Fees by tier and month; all of the year, and what of them is due now."""
    sheet, terms, request = builder.sheet, builder.terms, builder.request
    sheet.section("members", "Members")
    before = terms.retroactive is not None and request.divides(MEMBERS_BEFORE)
    tiers, months = cells_axis(terms.tiers), months_axis(request.performance_year.period)
    roster = add_roster(sheet, tiers, months, builder.clause("tiers"), before=before)
    counted: Line = roster.members
    if terms.activity is not None:
        contacts = terms.activity.minimum_contacts
        counted = sheet.input(
            "active_member_months",
            f"Member months with {contacts} contact{'s' if contacts > 1 else ''} or more",
            MEMBER_MONTHS,
            axis=(tiers, months),
            at_least=ZERO,
            not_above=roster.members,
            clause=builder.clause("activity"),
        )
    members = members_of_month(sheet, roster)
    sheet.section("fees", "Fees")
    rate = _rate(builder, tiers)
    of_month = _fee_of_month(builder, counted, members, rate, "", "")
    all_months = builder.money("fees_of_members", "Fees for members, all months", total(of_month), "tiers")
    if terms.most_per_year is not None:
        label = "Most that is paid in a year"
        most = sheet.term("most_per_year", label, USD, terms.most_per_year, clause=builder.clause("most_per_year"))
        label = "Fees for members, no more than the limit"
        all_months = builder.money("limited_fees_of_members", label, least(all_months, most), "most_per_year")
    if terms.retroactive is None:
        return roster, all_months, all_months
    of_month_before = None
    if roster.weighted_before is not None:
        label = "Members of the month, by the roster before"
        before_members = sheet.line(
            "members_of_month_before", label, MEMBER_MONTHS, total(roster.weighted_before, tiers)
        )
        of_month_before = _fee_of_month(
            builder, roster.weighted_before, before_members, rate, "_before", ", by the roster before"
        )
    sheet.section("retroactive", "What the last roster changes")
    change = add_retroactive_changes(
        sheet,
        terms.retroactive,
        of_month,
        of_month_before,
        builder.clause("retroactive"),
        paid_is_stated=request.divides(PAID_BEFORE),
    )
    label = "Fees due now: booked (+) or reversed (−)"
    return roster, all_months, builder.money("fees_due_now", label, total(change), "retroactive")


def _rate(builder: _Builder, tiers: Axis) -> Line:
    """The fee of each tier for a member and month."""
    terms = builder.terms
    if terms.published_fees is not None:
        asked = {"performance_year": builder.request.performance_year.year, "program": terms.published_fees}
        published = PublishedLines(builder.sheet, builder.request.parameters, asked)
        return published.over("care_management_fee", "rate", tiers, "tier")
    rates: dict[Keyed, Value] = {each.cell: each.rate for each in terms.tiers if each.rate is not None}
    each_of = "month" if terms.per == "member_month" else "year"
    unit = USD_PER_MEMBER_PER_MONTH if terms.per == "member_month" else USD
    clause = builder.clause("tiers")
    return builder.sheet.term("rate", f"Fee for a member and {each_of}", unit, rates, axis=tiers, clause=clause)


def _fee_of_month(builder: _Builder, counted: Line, members: Line, rate: Line, suffix: str, words: str) -> Line:
    """The month's fees: of each tier in cents, and what every member brings whatever the tier."""
    terms, sheet = builder.terms, builder.sheet
    amount: Formula = counted * rate if terms.per == "member_month" else counted * rate / _MONTHS_A_YEAR
    of_tier = builder.money(f"amount_of_cell{suffix}", f"Fees of the tier{words}", rounded(amount, 2), "tiers")
    fee: Formula = total(of_tier, counted.axes[0])
    agreed = terms.practice_rate
    if agreed is not None:
        path = "practice_rate"
        if "practice_rate" not in sheet:
            clause = builder.clause(path)
            label = "The practice's fee for every member and month"
            plain_rate = sheet.term("practice_rate", label, USD_PER_MEMBER_PER_MONTH, agreed.rate, clause=clause)
            lowest = builder.share("least_adjustment", "Largest reduction by results", agreed.least_adjustment, path)
            most = builder.share("most_adjustment", "Largest addition by results", agreed.most_adjustment, path)
            stated = sheet.input(
                "practice_adjustment", "Adjustment of the practice's fee by results", RATE, clause=clause
            )
            held = sheet.line(
                "adjustment_that_holds", "Adjustment within its limits", RATE, least(greatest(stated, lowest), most)
            )
            sheet.line(
                "adjustment_per_member",
                "What the adjustment is for a member and month",
                USD_PER_MEMBER_PER_MONTH,
                plain_rate * held,
                places=5,
            )
        whole = sheet["practice_rate"] * (1 + sheet["adjustment_that_holds"])
        own = builder.money(
            f"practice_fee_of_month{suffix}",
            f"The practice's fee for all members of the month{words}",
            rounded(members * whole, 2),
            path,
        )
        fee = fee + own
    return builder.money(f"fee_of_month{suffix}", f"Fees of the month{words}", fee + 0, "tiers")


def _outreach(builder: _Builder) -> Line:
    """Fees for members who are sought, each for no more months than agreed."""
    agreed, sheet = builder.terms.outreach, builder.sheet
    if agreed is None:
        raise TypeError("outreach is asked for where none is agreed")
    sheet.section("outreach", "Outreach")
    clause = builder.clause("outreach")
    months = sheet.input("outreach_months", "Months in outreach", MEMBER_MONTHS, at_least=ZERO, clause=clause)
    people = sheet.input("outreach_members", "Members in outreach", PERSONS, at_least=ZERO, clause=clause)
    most = sheet.term(
        "most_outreach_months",
        "Most months in outreach for a member",
        MEMBER_MONTHS,
        Decimal(agreed.most_months),
        clause=clause,
    )
    paid = sheet.line(
        "paid_outreach_months", "Months in outreach that are paid", MEMBER_MONTHS, least(months, people * most)
    )
    rate = sheet.term(
        "outreach_rate", "Fee for a month in outreach", USD_PER_MEMBER_PER_MONTH, agreed.rate, clause=clause
    )
    return builder.money("outreach_fees", "Fees for outreach", rounded(paid * rate, 2), "outreach")


def _enhanced_fees(builder: _Builder, agreed: EnhancedFees) -> Line:
    """What the uplifts add to the fees of listed services."""
    sheet, path = builder.sheet, "enhanced_fees"
    sheet.section("enhanced_fees", "Enhanced fees")
    until = f" to {agreed.last_day}" if agreed.last_day else " on"
    note = f"Services {', '.join(agreed.codes)}, from {agreed.first_day}{until}."
    base = sheet.input(
        "base_fees",
        "Fees of the listed services before uplifts",
        USD,
        at_least=ZERO,
        clause=builder.clause(path),
        note=note,
    )
    axis = Axis("uplifts", "Uplifts", tuple(Member(each.uplift, _words(each.uplift)) for each in agreed.uplifts))
    points = {each.uplift: _points(builder, index, each) for index, each in enumerate(agreed.uplifts)}
    held = sheet.line(
        "uplift_points", "Points of the uplift", RATE, by_member(axis, points), clause=builder.clause(path)
    )
    if agreed.combined == "added":
        each_uplift = builder.money("uplift_amount", "What the uplift adds", rounded(base * held, 2), path)
        added: Formula = total(each_uplift)
    else:
        added = rounded(base * multiplied(1 + held), 2) - base
    enhanced = builder.money("enhanced_fees", "What all uplifts add", added, path)
    builder.money("fees_with_uplifts", "Fees of the listed services with uplifts", base + enhanced, path)
    return enhanced


def _points(builder: _Builder, index: int, agreed: Uplift) -> Line:
    """The points of one uplift: agreed, by facts, or stated by last year's result."""
    sheet = builder.sheet
    clause = builder.clause("enhanced_fees", "uplifts", index)
    name, label = f"points_of_{agreed.uplift}", f"Points: {_words(agreed.uplift).lower()}"
    if agreed.high_points is not None:
        return sheet.term(name, label, RATE, agreed.high_points, clause=clause)
    if agreed.points == "given":
        return sheet.input(name, label, RATE, at_least=ZERO, clause=clause)
    if agreed.points is None or isinstance(agreed.points, str):
        raise TypeError("an uplift has points, or states that they are given")
    if len(values_of(agreed.points)) == 1 and isinstance(agreed.points, Decimal):
        return sheet.term(name, label, RATE, agreed.points, clause=clause)
    return add_agreed(sheet, builder.terms.facts, name, label, RATE, agreed.points, clause)


def _at_risk(builder: _Builder, agreed: AtRisk, fees: Line) -> Line:
    """What of the fees is paid back, because the result was not reached."""
    sheet, path = builder.sheet, "at_risk"
    clause = builder.clause(path)
    share = builder.share("share_at_risk", "Share of the fees that is at risk", agreed.share, path)
    at_risk = builder.money("fees_at_risk", "Fees that are at risk", rounded(fees * share, 2), path)
    label = "Paid back of the fees"
    if agreed.reached == "share_earned":
        earned = sheet.input(
            "share_earned", "Share of the fees at risk that is earned", RATE, at_least=ZERO, at_most=ONE, clause=clause
        )
        return builder.money("fees_paid_back", label, at_risk - rounded(at_risk * earned, 2), path)
    if agreed.reached == "stated":
        reached = sheet.input("result_reached", "The result was reached", YES_OR_NO, clause=clause)
    else:
        rate = sheet.input("savings_rate", "Savings against the comparison, fees counted as cost", RATE, clause=clause)
        needed = builder.share("least_savings_rate", "Savings that are needed", agreed.least_savings_rate or ZERO, path)
        reached = sheet.line("result_reached", "The savings were reached", YES_OR_NO, rate >= needed)
    return builder.money("fees_paid_back", label, when(reached, 0, at_risk), path)


def _passed_down(builder: _Builder, roster: RosterLines | None, fees: Line) -> None:
    """What of the fees goes on to others, and what the provider keeps."""
    terms, sheet = builder.terms, builder.sheet
    sheet.section(
        "passed_down", "Passed down the chain", "It is the provider's payment; the contract says who has a part of it."
    )
    axis = Axis("receivers", "Receivers", tuple(Member(each.to, _words(each.to)) for each in terms.passed_down))
    shares = {each.to: each.share for each in terms.passed_down if each.share is not None}
    rates = {each.to: each.per_member_per_month for each in terms.passed_down if each.per_member_per_month is not None}
    amounts: dict[str, Formula | Decimal | int | bool] = {}
    clause = builder.clause("passed_down")
    if shares:
        of_shares = Axis("receivers_of_shares", "Receivers of a share", tuple(axis.member(each) for each in shares))
        line = sheet.term(
            "passed_share", "Share that is passed down", RATE, dict(shares), axis=of_shares, clause=clause
        )
        amounts |= {each: rounded(fees * at(line, of_shares, each), 2) for each in shares}
    if rates:
        if roster is None:
            raise TypeError("an amount for each member needs tiers")
        months = total_member_months(sheet, roster)
        of_rates = Axis(
            "receivers_by_member", "Receivers of an amount for each member", tuple(axis.member(each) for each in rates)
        )
        line = sheet.term(
            "passed_rate",
            "Passed down for a member and month",
            USD_PER_MEMBER_PER_MONTH,
            dict(rates),
            axis=of_rates,
            clause=clause,
        )
        amounts |= {each: rounded(months * at(line, of_rates, each), 2) for each in rates}
    passed = builder.money("passed_down", "Passed down to the receiver", by_member(axis, amounts), "passed_down")
    builder.money("kept_by_provider", "Fees that the provider keeps", fees - total(passed), "passed_down")


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
