"""From shared savings to what is paid: sequestration of savings, and monthly payments settled against it."""

from openvbc.methods.shared_from_first_dollar import add_sequestered, sharing_bars
from openvbc.money import ZERO
from openvbc.payment_models.aco_reach.benchmark import settled_benchmark
from openvbc.payment_models.aco_reach.worksheet_builder import WorksheetBuilder
from openvbc.units import USD
from openvbc.worksheet.formula import Formula, all_of
from openvbc.worksheet.sheet import Bar, BarRole, Reason


def add_settlement(builder: WorksheetBuilder) -> None:
    """The line `net_payment`: what CMS owes the ACO, or the ACO owes CMS."""
    sheet, published = builder.sheet, builder.published
    sheet.section("settlement", "Settlement")
    gross, rate = sheet["gross_savings"], published.line("reach_sequestration", "sequestration_rate")
    shared = sheet["shared_savings"]
    result = add_sequestered(sheet, shared, rate)
    bars = sharing_bars(settled_benchmark(builder), sheet["net_cost_of_care"], shared)
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
