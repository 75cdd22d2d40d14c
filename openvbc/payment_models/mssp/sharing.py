"""The final sharing rate, the reduced rate of low revenue ACOs below their minimum, and generated savings in all."""

from openvbc.money import ZERO
from openvbc.payment_models.mssp.worksheet_builder import WorksheetBuilder
from openvbc.units import RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import Formula, all_of, any_of, when
from openvbc.worksheet.sheet import Line


def add_sharing_rate(builder: WorksheetBuilder) -> None:
    """The lines `final_sharing_rate`, `generated_savings` and `generated_savings_or_losses`."""
    sheet = builder.sheet
    sheet.section("sharing_rate", "Final sharing rate")
    by_quality = _by_quality(builder)
    generated: Formula = sheet["first_dollar_savings"]
    if builder.holds("mssp_half_rate_below_minimum"):
        below = _below_minimum(builder, by_quality)
        generated = generated + below
    label = "Generated savings"
    savings = sheet.line("generated_savings", label, USD, generated)
    both: Formula = savings
    if "generated_losses" in sheet:
        both = savings - sheet["generated_losses"]
    label = "Generated savings (+) or losses (−)"
    sheet.line("generated_savings_or_losses", label, USD, both)


def _by_quality(builder: WorksheetBuilder) -> Line:
    """The maximum rate after quality; the line `final_sharing_rate` unless a reduced rate may follow."""
    sheet = builder.sheet
    maximum = builder.parameter("mssp_maximum_sharing_rate", "maximum_sharing_rate")
    met = sheet["met_quality_standard"]
    rule = builder.rule("mssp_sharing_rate_follows_score")
    may_be_reduced = builder.holds("mssp_half_rate_below_minimum")
    name = "sharing_rate_after_quality" if may_be_reduced else "final_sharing_rate"
    label = "Sharing rate after quality" if may_be_reduced else "Final sharing rate"
    if builder.holds("mssp_sharing_rate_follows_score"):
        formula = when(met, maximum * sheet["quality_for_sharing"], 0)
    elif builder.holds("mssp_alternative_quality_standard"):
        alternative = sheet.line(
            "rate_under_alternative_standard",
            "Sharing rate under the alternative standard",
            RATE,
            when(sheet["met_alternative_standard"], maximum * builder.quality_score(optional=True), 0),
            rule=builder.rule("mssp_alternative_quality_standard"),
            places=4,
        )
        formula = when(met, maximum, alternative)
    else:
        formula = when(met, maximum, 0)
    return sheet.line(name, label, RATE, formula, rule=rule, places=4)


def _below_minimum(builder: WorksheetBuilder, by_quality: Line) -> Line:
    """A low revenue ACO with savings below its minimum shares them at a part of its rate."""
    sheet = builder.sheet
    rule = builder.rule("mssp_half_rate_below_minimum")
    low_revenue = _low_revenue(builder)
    savings = sheet.lines.get("savings_after_guardrail", sheet["savings"])
    applies = sheet.line(
        "half_rate_applies",
        "Savings below the minimum are shared at the reduced rate",
        YES_OR_NO,
        all_of(
            low_revenue,
            savings > 0,
            sheet["savings_rate"] < sheet["minimum_rate"],
            sheet["has_minimum_size"],
            any_of(sheet["met_quality_standard"], sheet["met_alternative_standard"]),
        ),
        rule=rule,
    )
    factor = builder.parameter("mssp_half_rate_factor", "half_rate_factor")
    final = when(applies, factor * by_quality, by_quality)
    sheet.line("final_sharing_rate", "Final sharing rate", RATE, final, rule=rule, places=4)
    label = "Savings below the minimum that are shared"
    return sheet.line("savings_below_minimum", label, USD, when(applies, savings, 0), rule=rule)


def _low_revenue(builder: WorksheetBuilder) -> Line:
    """Whether the ACO is a low revenue ACO, stated by CMS or from its revenue."""
    sheet = builder.sheet
    if builder.terms.revenue_class == "stated":
        return builder.flag("low_revenue_aco", "The ACO is a low revenue ACO")
    revenue = sheet.input(
        "revenue_for_class",
        "Participants' Part A and B revenue, supplements included",
        USD,
        at_least=ZERO,
        note="With indirect medical education, disproportionate share, uncompensated care and supplemental payments.",
    )
    spending = sheet.input(
        "expenditures_for_class",
        "Part A and B expenditures of assigned beneficiaries, supplements included",
        USD,
        at_least=ZERO,
    )
    share = sheet.line("revenue_share", "Revenue as a share of expenditures", RATE, revenue / spending)
    threshold = builder.parameter("mssp_low_revenue_threshold", "low_revenue_threshold")
    label = "The ACO is a low revenue ACO"
    return sheet.line("low_revenue_aco", label, YES_OR_NO, share < threshold, rule=threshold.rule)
