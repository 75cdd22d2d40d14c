"""From the score to dollars: the withhold, and the linear exchange function that pays it out again."""

from openvbc.money import ZERO
from openvbc.payment_models.hospital_vbp.worksheet_builder import WorksheetBuilder
from openvbc.units import FACTOR, POINTS, RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import Formula, absent, any_of, first_present, present, rounded, when
from openvbc.worksheet.sheet import Bar, BarRole, Line, Reason


def add_payment(builder: WorksheetBuilder) -> None:
    """The line `net_payment`: what the program adds to or takes from the hospital's base operating payments."""
    sheet, published = builder.sheet, builder.published
    sheet.section("payment", "Withhold, incentive and payment")
    percent = published.line("hvbp_applicable_percent", "applicable_percent")
    base = sheet.input(
        "base_operating_payments", "Base operating DRG payments of the fiscal year", USD, at_least=ZERO,
        note="Without outlier, teaching, disproportionate share and low-volume payments.",
    )  # fmt: skip
    withheld = sheet.line("withheld", "Withheld", USD, rounded(base * percent, 2), rule=percent.rule)
    if "total_performance_score" in sheet:
        incentive = _incentive_percent(builder, percent)
    else:
        rule = published.value("hvbp_net_payment_is_zero").citation
        incentive = sheet.line("incentive_percent", "Value-based incentive percentage", RATE, percent + 0, rule=rule)
    factor = sheet.line(
        "adjustment_factor", "Payment adjustment factor", FACTOR, 1 + (incentive - percent), rule=incentive.rule,
        places=10,
    )  # fmt: skip
    sheet.section("outcome", "Outcome")
    net = sheet.line(
        "net_payment", "Added to (+) or taken from (−) base operating payments", USD, rounded(base * (factor - 1), 2),
        rule=incentive.rule,
    )  # fmt: skip
    sheet.line("earned_back", "Paid as incentive", USD, net + withheld)
    sheet.outcome = "net_payment"
    sheet.waterfall = (
        Bar("withheld", BarRole.MINUS),
        Bar("earned_back", BarRole.PLUS),
        Bar("net_payment", BarRole.TOTAL),
    )
    if "takes_part" in sheet:
        number, minimum = sheet["domains_scored"], sheet["minimum_domains"]
        sheet.reasons = (
            Reason(number < minimum, "takes_part", "{} domains have a score, {} are needed", (number, minimum)),
        )


def _incentive_percent(builder: WorksheetBuilder, percent: Line) -> Line:
    """The line `incentive_percent`, by the exchange function; what is withheld where the hospital is left out."""
    sheet, published = builder.sheet, builder.published
    score = sheet["total_performance_score"]
    divisor = published.line("hvbp_score_divisor", "score_divisor")
    takes_part = sheet.line("takes_part", "Enough domains are scored", YES_OR_NO, any_of(present(score)))
    share = sheet.line("score_share", "Score as a share", RATE, score / divisor, rule=divisor.rule)
    slope = _slope(builder)
    earned = sheet.line(
        "earned_percent", "Incentive percentage by the exchange function", RATE, percent * share * slope,
        rule=divisor.rule, places=6,
    )  # fmt: skip
    breaks_even = sheet.line("break_even_score", "Score that earns back what is withheld", POINTS, divisor / slope)
    sheet.line(
        "points_from_break_even",
        "Score above (+) or below (−) it",
        POINTS,
        when(takes_part, score - breaks_even, absent()),
    )
    return sheet.line(
        "incentive_percent", "Value-based incentive percentage", RATE, first_present(earned, percent),
        rule=divisor.rule, places=6,
    )  # fmt: skip


def _slope(builder: WorksheetBuilder) -> Formula:
    """The slope of the exchange function: a figure, or such that all hospitals together are paid what is withheld."""
    sheet, clause = builder.sheet, builder.clause("slope")
    if builder.terms.slope == "given":
        return sheet.input(
            "exchange_slope", "Slope of the exchange function", FACTOR, at_least=ZERO, clause=clause,
            note="CMS states it in the hospital's report; it rests on every hospital's score and payments.",
        )  # fmt: skip
    withheld = sheet.input(
        "withheld_of_all", "Withheld of all hospitals that take part", USD, at_least=ZERO, clause=clause
    )
    by_score = sheet.input(
        "withheld_by_score_of_all", "The same, each hospital's times its score as a share", USD, at_least=ZERO,
        clause=clause,
    )  # fmt: skip
    rule = builder.published.value("hvbp_exchange_is_neutral").citation
    return sheet.line("exchange_slope", "Slope of the exchange function", FACTOR, withheld / by_score, rule=rule)
