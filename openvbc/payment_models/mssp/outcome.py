"""What is paid or owed, and who keeps what of the savings or losses. The parts add up to the whole."""

from openvbc.payment_models.mssp.worksheet_builder import WorksheetBuilder
from openvbc.units import USD
from openvbc.worksheet.formula import Formula
from openvbc.worksheet.sheet import Bar, BarRole


def add_outcome(builder: WorksheetBuilder) -> None:
    """The lines `earned_or_owed`, as CMS states it, and `net_payment` after recoupment of advances."""
    sheet = builder.sheet
    sheet.section("outcome", "Outcome")
    earned: Formula = sheet["earned_savings"]
    if "owed_losses" in sheet:
        earned = earned - sheet["owed_losses"]
    result = sheet.line("earned_or_owed", "Earned shared savings (+) or owed shared losses (−)", USD, earned)
    generated = sheet["generated_savings_or_losses"]
    sheet.line("not_shared", "Savings or losses that are not shared", USD, sheet["savings"] - generated)
    sheet.line("medicare_part", "Medicare's part of what is shared", USD, generated - result)
    net: Formula = result
    bars = [
        Bar("benchmark", BarRole.TOTAL),
        Bar("expenditures", BarRole.MINUS),
        Bar("savings", BarRole.TOTAL),
        Bar("not_shared", BarRole.MINUS),
        Bar("medicare_part", BarRole.MINUS),
        Bar("earned_or_owed", BarRole.TOTAL),
    ]
    if "advance_recouped" in sheet:
        net = net - sheet["advance_recouped"]
        bars += [Bar("advance_recouped", BarRole.MINUS), Bar("net_payment", BarRole.TOTAL)]
    sheet.line("net_payment", "Net payment to the ACO (+) or owed by it (−)", USD, net)
    sheet.outcome = "net_payment"
    sheet.waterfall = tuple(bars)
