"""A statutory risk corridor: the government bears or takes a part of what a plan's costs depart from their target."""

from openvbc.methods.bands import add_published_bands
from openvbc.money import ZERO
from openvbc.payment_models.medicare_advantage.terms import StatutoryCorridor
from openvbc.payment_models.medicare_advantage.worksheet_builder import WorksheetBuilder
from openvbc.units import USD
from openvbc.worksheet.formula import greatest, rounded, total
from openvbc.worksheet.sheet import Bar, BarRole


def add_corridor(builder: WorksheetBuilder, agreed: StatutoryCorridor) -> None:
    """The line `net_payment`: what the government pays the plan, or the plan the government."""
    sheet = builder.sheet
    sheet.section("target", "Target and costs")
    target = sheet.input(
        "target_amount", "Target amount", USD, at_least=ZERO, note="Premiums and subsidies less administrative costs."
    )
    allowed = sheet.input(
        "allowable_costs", "Allowable costs", USD, at_least=ZERO, note="Net of reinsurance and risk adjustment."
    )
    above = sheet.line("costs_above_target", "Costs above the target", USD, greatest(allowed - target, 0))
    below = sheet.line("costs_below_target", "Costs below the target", USD, greatest(target - allowed, 0))
    sheet.section("corridor", "Risk corridor")
    corridor = builder.published.value("statutory_risk_corridor", program=agreed.program)
    borne = total(add_published_bands(sheet, "costs_above", above, corridor, target, whose="Government's"))
    taken = total(add_published_bands(sheet, "costs_below", below, corridor, target, whose="Government's"))
    paid = sheet.line("paid_to_plan", "Paid to the plan", USD, rounded(borne, 2), rule=corridor.citation)
    owed = sheet.line("owed_by_plan", "Owed by the plan", USD, rounded(taken, 2), rule=corridor.citation)
    sheet.line("net_payment", "Payment to the plan (+) or owed by it (−)", USD, paid - owed)
    sheet.outcome = "net_payment"
    sheet.waterfall = (
        Bar("paid_to_plan", BarRole.PLUS), Bar("owed_by_plan", BarRole.MINUS), Bar("net_payment", BarRole.TOTAL),
    )  # fmt: skip
