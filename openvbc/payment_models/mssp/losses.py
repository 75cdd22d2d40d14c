"""From generated losses to what is owed: loss rate, loss limits, relief after disasters. Losses are not sequestered."""

from decimal import Decimal

from openvbc.money import ONE, ZERO
from openvbc.payment_models.mssp.tracks import LIMITED_BY_REVENUE
from openvbc.payment_models.mssp.worksheet_builder import MONTHS_A_YEAR, WorksheetBuilder, share_of_year
from openvbc.periods import Period, add_months
from openvbc.units import MONTHS, RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import Formula, any_of, first_present, greatest, least, present, rounded, when
from openvbc.worksheet.sheet import Line


def add_shared_losses(builder: WorksheetBuilder) -> None:
    """The line `owed_losses`, in dollars and cents."""
    sheet = builder.sheet
    sheet.section("shared_losses", "Shared losses")
    rate = _loss_rate(builder)
    share = sheet.line("share_of_losses", "ACO's share of losses", USD, rate * sheet["generated_losses"])
    limit = _loss_limit(builder)
    limited = sheet.line("losses_after_limit", "ACO's share of losses, at most the limit", USD, least(share, limit))
    limited = _of_participation(builder, limited)
    owed: Formula = limited
    rule = None
    if builder.holds("mssp_disaster_relief_of_losses"):
        relief = _relief(builder, limited)
        owed, rule = greatest(limited - relief, 0), relief.rule
    sheet.line("owed_losses", "Shared losses owed", USD, rounded(owed, 2), rule=rule)


def _loss_rate(builder: WorksheetBuilder) -> Line:
    sheet, label = builder.sheet, "Final loss rate"
    if builder.track in LIMITED_BY_REVENUE:
        return builder.parameter("mssp_fixed_loss_rate", "final_loss_rate", label)
    low = builder.parameter("mssp_loss_rate_floor", "loss_rate_floor")
    high = builder.parameter("mssp_loss_rate_ceiling", "loss_rate_ceiling")
    rule = builder.rule("mssp_loss_rate_follows_score")
    if not builder.holds("mssp_loss_rate_follows_score"):
        formula: Formula = least(greatest(1 - sheet["final_sharing_rate"], low), high)
        return sheet.line("final_loss_rate", label, RATE, formula, rule=rule, places=4)
    by_score = sheet.line(
        "loss_rate_by_score",
        "Loss rate by the quality score",
        RATE,
        least(greatest(1 - sheet["maximum_sharing_rate"] * builder.quality_score(optional=True), low), high),
        rule=rule,
        places=4,
    )
    met: Formula = sheet["met_quality_standard"]
    if "met_alternative_standard" in sheet:
        met = any_of(met, sheet["met_alternative_standard"])
    any_met = sheet.line("met_either_standard", "The standard is met in one way or the other", YES_OR_NO, met)
    return sheet.line("final_loss_rate", label, RATE, when(any_met, by_score, high), rule=rule, places=4)


def _loss_limit(builder: WorksheetBuilder) -> Line:
    """The loss limit; by the benchmark alone where the track has no other or the revenue is not given."""
    sheet = builder.sheet
    rate = builder.parameter("mssp_loss_limit_of_benchmark", "loss_limit_rate_of_benchmark")
    by_benchmark = sheet.line(
        "loss_limit_of_benchmark", "Loss limit by the benchmark", USD, rate * sheet["benchmark"], rule=rate.rule
    )
    if builder.track not in LIMITED_BY_REVENUE:
        return by_benchmark
    revenue = sheet.input(
        "participant_revenue",
        "Participants' Part A and B revenue",
        USD,
        at_least=ZERO,
        optional=True,
        note="CMS does not publish it. Without it the limit is that of the benchmark, and more may seem owed than is.",
    )
    sheet.line("revenue_is_given", "The limit by revenue can be tested", YES_OR_NO, present(revenue))
    revenue_rate = builder.parameter("mssp_loss_limit_of_revenue", "loss_limit_rate_of_revenue")
    by_revenue: Formula = revenue_rate * revenue
    if builder.is_prorated:
        by_revenue = by_revenue * share_of_year(builder)
    by_revenue_line = sheet.line(
        "loss_limit_of_revenue", "Loss limit by revenue", USD, by_revenue, rule=revenue_rate.rule
    )
    return sheet.line(
        "loss_limit",
        "Loss limit",
        USD,
        first_present(least(by_benchmark, by_revenue_line), by_benchmark),
        rule=rate.rule,
    )


def _of_participation(builder: WorksheetBuilder, limited: Line) -> Line:
    """The losses of the months in which the ACO took part, where its agreement ended within the year."""
    ended, period = builder.early_end, builder.request.performance_year.period
    if ended is None or ended.last_day == period.last_day:
        return limited
    year_starts = {"performance_year_start": period.start}
    prorated = builder.published("mssp_losses_are_prorated_after_termination", **year_starts)
    months, rule = 0, prorated.citation
    if prorated.value is True:
        free = builder.published("mssp_month_to_leave_without_losses", **year_starts)
        if ended.by == "cms" or ended.last_day.month > free.number:
            months = Period(period.start, add_months(ended.last_day.replace(day=1), 1)).months
    sheet = builder.sheet
    taken_part = sheet.term(
        "months_of_losses",
        "Months whose losses are shared, that of the termination included",
        MONTHS,
        Decimal(months),
        clause=builder.clause("termination"),
        rule=rule,
    )
    return sheet.line(
        "losses_of_participation",
        "ACO's share of losses, prorated to its participation",
        USD,
        limited * taken_part / builder.months,
        rule=rule,
    )


def _relief(builder: WorksheetBuilder, limited: Line) -> Line:
    """The part of the losses that is forgiven after extreme and uncontrollable circumstances, after the limit."""
    sheet = builder.sheet
    rule = builder.rule("mssp_disaster_relief_of_losses")
    label = "Reduction of losses after disasters"
    emergency = builder.published("mssp_months_of_national_emergency")
    if emergency.number == MONTHS_A_YEAR:
        months = builder.parameter("mssp_months_of_national_emergency", "months_of_national_emergency")
        return sheet.line("disaster_relief", label, USD, limited * months / MONTHS_A_YEAR, rule=months.rule)
    if builder.terms.disaster_relief == "amount":
        note = "In dollars, zero if there is none; CMS states it."
        if not builder.is_prorated:
            return sheet.input("disaster_relief", label, USD, at_least=ZERO, rule=rule, note=note)
        whole = sheet.input(
            "twelve_month_disaster_relief", f"{label}, calendar year", USD, at_least=ZERO, rule=rule, note=note
        )
        return sheet.line("disaster_relief", label, USD, whole * share_of_year(builder), rule=rule)
    affected = sheet.input(
        "disaster_months", "Months affected by disasters", MONTHS, at_least=ZERO, at_most=Decimal(MONTHS_A_YEAR)
    )
    people = sheet.input(
        "disaster_share_of_people", "Share of assigned people in affected counties", RATE, at_least=ZERO, at_most=ONE
    )
    forgiven: Formula = affected / MONTHS_A_YEAR * people
    if emergency.number:
        months = builder.parameter("mssp_months_of_national_emergency", "months_of_national_emergency")
        forgiven = greatest(forgiven, months / MONTHS_A_YEAR)
    share = sheet.line("share_forgiven", "Share of losses that is forgiven", RATE, forgiven, rule=rule)
    return sheet.line("disaster_relief", label, USD, limited * share, rule=rule)
