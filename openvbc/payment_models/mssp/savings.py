"""From generated savings to the payment: sharing rate, then sequestration, then the payment limit."""

from openvbc.payment_models.mssp.worksheet_builder import WorksheetBuilder
from openvbc.units import USD, YES_OR_NO
from openvbc.worksheet.formula import Formula, least, rounded, when


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
    earned: Formula = rounded(least(after, limit), 2)
    ended, rule = builder.early_end, rate.rule
    if ended is not None:
        last_day = builder.request.performance_year.period.last_day
        whole = ended.by == "aco" and ended.last_day == last_day and ended.close_out_complete
        rule = builder.rule("mssp_savings_need_a_whole_year")
        lost = sheet.term(
            "termination_takes_savings",
            "The agreement's end leaves no savings to share",
            YES_OR_NO,
            not whole,
            clause=builder.clause("termination"),
            rule=rule,
            note="Savings are shared only if the ACO itself leaves on the last day of the year, close-out complete.",
        )
        earned = when(lost, 0, earned)
    sheet.line("earned_savings", "Earned shared savings", USD, earned, rule=rule)
