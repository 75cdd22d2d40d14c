"""From generated savings to the payment: sharing rate, then sequestration, then the payment limit."""

from openvbc.payment_models.mssp.worksheet_builder import WorksheetBuilder
from openvbc.units import USD
from openvbc.worksheet.formula import least, rounded


def add_shared_savings(builder: WorksheetBuilder) -> None:
    """The line `earned_savings`. CMS sequesters before it caps: a capped ACO receives its limit in full."""
    sheet = builder.sheet
    sheet.section("shared_savings", "Shared savings")
    share = sheet.line(
        "share_of_savings", "ACO's share of savings", USD, sheet["final_sharing_rate"] * sheet["generated_savings"]
    )
    sequestration = builder.parameter("mssp_sequestration", "sequestration")
    after = sheet.line("share_after_sequestration", "ACO's share after sequestration", USD, share * (1 - sequestration))
    rate = builder.parameter("mssp_payment_limit", "payment_limit_rate")
    limit = sheet.line("payment_limit", "Payment limit", USD, rate * sheet["benchmark"], rule=rate.rule)
    sheet.line("earned_savings", "Earned shared savings", USD, rounded(least(after, limit), 2), rule=rate.rule)
