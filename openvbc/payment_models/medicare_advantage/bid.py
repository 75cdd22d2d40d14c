"""The bid against the benchmark: a rebate where it is lower, a premium where it is higher."""

from openvbc.money import ZERO
from openvbc.payment_models.medicare_advantage.benchmark import star_rating
from openvbc.payment_models.medicare_advantage.terms import PlanPayment
from openvbc.payment_models.medicare_advantage.worksheet_builder import WorksheetBuilder
from openvbc.units import FACTOR, RATE, USD_PER_MEMBER_PER_MONTH
from openvbc.worksheet.formula import Formula, StepTable, greatest, least, lookup


def add_bid(builder: WorksheetBuilder, agreed: PlanPayment) -> None:
    """The lines `base_rate`, `rebate` and `member_premium`, per member and month."""
    sheet, published = builder.sheet, builder.published
    sheet.section("bid", "Bid and rebate")
    benchmark = sheet["plan_benchmark"]
    bid = sheet.input("bid", "Bid for Part A and B benefits at risk 1", USD_PER_MEMBER_PER_MONTH, at_least=ZERO)
    rule = published.value("ma_rebate_share").citation
    below: Formula = greatest(benchmark - bid, 0)
    if agreed.savings == "at_average_risk":
        average = sheet.input(
            "average_risk_factor", "Average risk of the plan or state", FACTOR, at_least=ZERO,
            clause=builder.clause("plan_payment", "savings"),
        )  # fmt: skip
        below = below * average
    savings = sheet.line("savings", "Savings: benchmark above the bid", USD_PER_MEMBER_PER_MONTH, below, rule=rule)
    if agreed.rating == "new_or_low_enrollment":
        share = published.line("ma_rebate_of_new_plans", "rebate_share")
    else:
        value = published.value("ma_rebate_share")
        table = StepTable(value.parameter, value.label, value.table.bounds, {"share": value.table.columns["share"]})
        label = "Share of savings that is the rebate, by stars"
        share = sheet.line("rebate_share", label, RATE, lookup(star_rating(builder), table, "share"), rule=rule)
    sheet.line("rebate", "Rebate", USD_PER_MEMBER_PER_MONTH, savings * share, rule=rule)
    premium = published.value("ma_premium_above_benchmark").citation
    sheet.line(
        "member_premium", "Basic premium of members: bid above the benchmark", USD_PER_MEMBER_PER_MONTH,
        greatest(bid - benchmark, 0), rule=premium,
    )  # fmt: skip
    sheet.line(
        "base_rate",
        "Base rate: the bid, at most the benchmark",
        USD_PER_MEMBER_PER_MONTH,
        least(bid, benchmark),
        rule=premium,
    )
