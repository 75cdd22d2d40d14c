"""Risk scores, what CMS pays the plan, and what the plan remits where it spends too little on care."""

from openvbc.money import ZERO
from openvbc.payment_models.medicare_advantage.terms import PlanPayment
from openvbc.payment_models.medicare_advantage.worksheet_builder import WorksheetBuilder
from openvbc.units import FACTOR, MEMBER_MONTHS, RATE, USD, USD_PER_MEMBER_PER_MONTH
from openvbc.worksheet.formula import Axis, Formula, Member, greatest, rounded, total
from openvbc.worksheet.sheet import Bar, BarRole, Line


def add_plan_payment(builder: WorksheetBuilder, agreed: PlanPayment) -> None:
    """The line `net_payment`: what CMS pays the plan of the year, less a remittance."""
    sheet, published = builder.sheet, builder.published
    score = _risk_score(builder, agreed)
    sheet.section("payment", "Payment to the plan")
    rule = published.value("ma_rebate_is_not_risk_adjusted").citation
    per_month = sheet.line(
        "payment_per_member_month", "Payment for a member and month", USD_PER_MEMBER_PER_MONTH,
        sheet["base_rate"] * score + sheet["rebate"], rule=rule,
    )  # fmt: skip
    months = sheet.input("member_months", "Member months of the year", MEMBER_MONTHS, at_least=ZERO)
    base = sheet.line(
        "base_payment", "Risk-adjusted payment", USD, rounded(sheet["base_rate"] * score * months, 2), rule=rule
    )
    whole = sheet.line("plan_payment", "Payment of the year", USD, rounded(per_month * months, 2), rule=rule)
    sheet.line("rebates", "Rebates, with the rounding to cents", USD, whole - base)
    bars = [Bar("base_payment", BarRole.TOTAL), Bar("rebates", BarRole.PLUS), Bar("plan_payment", BarRole.TOTAL)]
    net: Formula = whole
    if agreed.minimum_loss_ratio:
        net = whole - _remittance(builder, whole)
        bars.append(Bar("remittance", BarRole.MINUS))
        bars.append(Bar("net_payment", BarRole.TOTAL))
    sheet.section("outcome", "Outcome")
    sheet.line("net_payment", "Net payment to the plan", USD, net + 0)
    sheet.outcome = "net_payment"
    sheet.waterfall = tuple(bars)


def _risk_score(builder: WorksheetBuilder, agreed: PlanPayment) -> Line:
    sheet, published = builder.sheet, builder.published
    sheet.section("risk", "Risk score")
    label = "Mean payment risk score"
    if agreed.risk_scores == "stated":
        return sheet.input("risk_score", label, FACTOR, at_least=ZERO)
    models = Axis(
        "risk_models",
        "Risk adjustment models",
        tuple(Member(name.lower(), f"CMS-HCC {name}") for name in published.words("ma_risk_models")),
    )
    raw = sheet.input("raw_risk_score", "Mean raw risk score", FACTOR, axis=models, at_least=ZERO)
    share = published.over("ma_risk_model_share", "risk_model_share", models, "risk_model")
    factor = published.over("ma_normalization_factor", "normalization_factor", models, "risk_model")
    coding = published.line("ma_coding_adjustment", "coding_adjustment")
    adjusted = sheet.line(
        "adjusted_risk_score", "Score, normalized and less the coding adjustment", FACTOR,
        raw / factor * (1 - coding), rule=factor.rule,
    )  # fmt: skip
    return sheet.line("risk_score", label, FACTOR, total(adjusted * share), rule=share.rule)


def _remittance(builder: WorksheetBuilder, revenue: Line) -> Line:
    """What a plan remits whose medical loss ratio is below the minimum: the points below it, of its revenue."""
    sheet = builder.sheet
    sheet.section("loss_ratio", "Medical loss ratio")
    minimum = builder.published.line("ma_minimum_loss_ratio", "minimum_loss_ratio")
    other = sheet.input(
        "other_revenue", "Revenue beside this payment", USD, at_least=ZERO, note="Premiums of members, Part D."
    )
    spent = sheet.input(
        "medical_costs", "Incurred claims and quality improvement, in the ratio's numerator", USD, at_least=ZERO
    )
    every = sheet.line("revenue", "Revenue of the ratio", USD, revenue + other, rule=minimum.rule)
    ratio = sheet.line("medical_loss_ratio", "Medical loss ratio", RATE, spent / every, rule=minimum.rule)
    return sheet.line(
        "remittance", "Remittance", USD, rounded(greatest(minimum - ratio, 0) * every, 2), rule=minimum.rule
    )
