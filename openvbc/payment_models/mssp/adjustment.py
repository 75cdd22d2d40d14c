"""Which adjustment of the historical benchmark applies: regional, prior savings, population, or none."""

from openvbc.money import ZERO
from openvbc.payment_models.mssp.worksheet_builder import WorksheetBuilder
from openvbc.units import USD_PER_PERSON_YEAR, YES_OR_NO
from openvbc.worksheet.formula import Formula, all_of, first_present, greatest
from openvbc.worksheet.sheet import Line


def add_adjustment(builder: WorksheetBuilder) -> None:
    """The lines `regional_adjustment_applies`, `prior_savings_adjustment_applies` and the amount that applies.

    They show what is inside the updated benchmark; nothing below rests on them.
    """
    if not builder.terms.benchmark.adjustments:
        return
    sheet = builder.sheet
    sheet.section(
        "adjustment",
        "Adjustment of the historical benchmark",
        "The updated benchmark contains it already; these lines say which adjustment it is.",
    )
    regional = sheet.input("regional_adjustment", "Regional adjustment", USD_PER_PERSON_YEAR)
    if builder.holds("mssp_regional_adjustment_of_either_sign"):
        rule = builder.rule("mssp_regional_adjustment_of_either_sign")
        label = "Adjustment that applies (regional, whatever its sign)"
        sheet.line("adjustment_that_applies", label, USD_PER_PERSON_YEAR, regional, rule=rule)
        return
    others = [_other(builder, "prior_savings_adjustment", "Prior savings adjustment")]
    if builder.holds("mssp_population_adjustment"):
        others.append(_other(builder, "population_adjustment", "Population adjustment"))
    add_highest(builder, regional, others)


def _other(builder: WorksheetBuilder, name: str, label: str) -> Line:
    given = builder.sheet.input(name, label, USD_PER_PERSON_YEAR, optional=True, note="Absent: not eligible for it.")
    eligible = first_present(given, 0)
    return builder.sheet.line(f"{name}_or_none", f"{label}, zero if not eligible", USD_PER_PERSON_YEAR, eligible)


def add_highest(builder: WorksheetBuilder, regional: Line, others: list[Line]) -> None:
    """The lines `adjustment_that_applies` and `<each>_applies`: the highest adjustment above zero, or none."""
    sheet = builder.sheet
    rule = builder.rule("mssp_regional_adjustment_of_either_sign")
    label = "Highest adjustment above zero"
    highest = sheet.line(
        "adjustment_that_applies", label, USD_PER_PERSON_YEAR, greatest(regional, *others, ZERO), rule=rule
    )
    sheet.line(
        "regional_adjustment_applies",
        "The regional adjustment applies",
        YES_OR_NO,
        all_of(regional > 0, regional >= highest),
        rule=rule,
    )
    above: list[Formula] = [regional]
    for other in others:
        name = other.name.removesuffix("_or_none")
        title = name.replace("_", " ")
        conditions = [other > 0, other >= highest, *(other > each for each in above)]
        sheet.line(f"{name}_applies", f"The {title} applies", YES_OR_NO, all_of(*conditions), rule=rule)
        above.append(other)
