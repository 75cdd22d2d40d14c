"""From shared savings to what is paid: sequestration of savings, and monthly payments settled against it."""

from openvbc.money import ZERO
from openvbc.payment_models.aco_reach.benchmark import settled_benchmark
from openvbc.payment_models.aco_reach.worksheet_builder import WorksheetBuilder
from openvbc.units import USD
from openvbc.worksheet.formula import Formula, all_of, greatest, rounded
from openvbc.worksheet.sheet import Bar, BarRole, Reason


def add_settlement(builder: WorksheetBuilder) -> None:
    """The line `net_payment`: what CMS owes the ACO, or the ACO owes CMS."""
    sheet, published = builder.sheet, builder.published
    sheet.section("settlement", "Settlement")
    gross, shared = sheet["gross_savings"], sheet["shared_savings"]
    rate = published.line("reach_sequestration", "sequestration_rate")
    after = sheet.line(
        "after_sequestration", "Shared savings or losses after sequestration of savings", USD,
        shared - greatest(shared, 0) * rate, rule=rate.rule,
    )  # fmt: skip
    result = sheet.line("earned_or_owed", "Earned shared savings (+) or owed shared losses (−)", USD, rounded(after, 2))
    sheet.line("not_shared", "Savings or losses that are CMS's", USD, gross - shared)
    sheet.line("sequestered", "Sequestration of savings, with the rounding to cents", USD, shared - result)
    bars = [
        Bar(settled_benchmark(builder).name, BarRole.TOTAL),
        Bar("net_cost_of_care", BarRole.MINUS),
        Bar("gross_savings", BarRole.TOTAL),
        Bar("not_shared", BarRole.MINUS),
        Bar("shared_savings", BarRole.TOTAL),
        Bar("sequestered", BarRole.MINUS),
        Bar("earned_or_owed", BarRole.TOTAL),
    ]
    net: Formula = result
    if published.holds("reach_high_performers_pool") and builder.terms.benchmark.basis != "final":
        rule = published.value("reach_high_performers_pool").citation
        net = net + sheet.input(
            "high_performers_bonus", "Bonus of the High Performers Pool", USD, at_least=ZERO, rule=rule,
            note="What forfeited withholds pay to the best; zero for an ACO without it.",
        )  # fmt: skip
        bars.append(Bar("high_performers_bonus", BarRole.PLUS))
    capitation = builder.terms.capitation
    if capitation is not None and capitation.enhanced:
        rule = published.value("reach_enhanced_capitation_is_paid_back").citation
        paid = sheet.input("enhanced_capitation", "Enhanced capitation paid", USD, at_least=ZERO, rule=rule)
        net = net - paid
        bars.append(Bar("enhanced_capitation", BarRole.MINUS))
    if capitation is not None and capitation.advanced_payment:
        rule = published.value("reach_advanced_payment_is_reconciled").citation
        advanced = sheet.input("advanced_payments", "Advanced payments made", USD, at_least=ZERO, rule=rule)
        reduced = sheet.input(
            "advanced_payment_reductions", "Claims reductions that they replaced", USD, at_least=ZERO, rule=rule
        )
        label = "Advanced payments above the claims reductions (+) or below (−)"
        above = sheet.line("advanced_payment_excess", label, USD, advanced - reduced, rule=rule)
        net = net - above
        bars.append(Bar("advanced_payment_excess", BarRole.MINUS))
    sheet.line("net_payment", "Net payment to the ACO (+) or owed by it (−)", USD, net + 0)
    if net is not result:
        bars.append(Bar("net_payment", BarRole.TOTAL))
    sheet.outcome = "net_payment"
    sheet.waterfall = tuple(bars)
    sheet.reasons = (Reason(all_of(gross >= 0, gross <= 0), "gross_savings", "the cost of care equals the benchmark"),)
