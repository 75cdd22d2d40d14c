"""County benchmarks from cost, quartile and stars or from the rate book; the plan's benchmark from its counties."""

from decimal import Decimal

from openvbc.citation import Citation
from openvbc.money import ONE, ZERO
from openvbc.payment_models.medicare_advantage.rate_classes import NEW_PLANS, RATE_CLASSES
from openvbc.payment_models.medicare_advantage.terms import PlanPayment
from openvbc.payment_models.medicare_advantage.worksheet_builder import WorksheetBuilder
from openvbc.units import FACTOR, MEMBER_MONTHS, POINTS, RATE, USD_PER_MEMBER_PER_MONTH, YES_OR_NO
from openvbc.worksheet.formula import (
    Axis,
    Formula,
    Member,
    StepTable,
    absent,
    all_of,
    at,
    by_member,
    first_present,
    following,
    least,
    lookup,
    total,
    when,
)
from openvbc.worksheet.sheet import Line

_MOST_STARS, _LAST_QUARTILE = Decimal(5), Decimal(4)


def add_plan_benchmark(builder: WorksheetBuilder, agreed: PlanPayment) -> None:
    """The line `plan_benchmark`: its counties' rates at risk 1, weighted by the members that it expects there."""
    sheet = builder.sheet
    counties = Axis("counties", "Counties", tuple(Member(code, f"County {code}") for code in agreed.counties))
    sheet.section("county_benchmarks", "County benchmarks")
    if agreed.county_rates == "rate_book":
        rate = _from_rate_book(builder, agreed, counties)
    else:
        rate = _from_quartiles(builder, agreed, counties)
    months = sheet.input(
        "projected_member_months", "Member months that the plan projects", MEMBER_MONTHS, axis=counties, at_least=ZERO
    )
    sheet.section("plan_benchmark", "Plan benchmark")
    sheet.line(
        "plan_benchmark", "Plan benchmark at risk 1", USD_PER_MEMBER_PER_MONTH, total(rate * months) / total(months),
        rule=builder.published.value("ma_plan_benchmark_is_weighted").citation,
    )  # fmt: skip


def _from_rate_book(builder: WorksheetBuilder, agreed: PlanPayment, counties: Axis) -> Line:
    """The county's rate in the class of the plan, as the rate book of the year has them."""
    sheet, published = builder.sheet, builder.published
    classes = Axis(
        "rate_classes",
        "Rates of the rate book",
        tuple(Member(name, RATE_CLASSES[name]) for name in published.words("ma_rate_book_classes")),
    )
    rates = sheet.input(
        "county_rate", "County rate", USD_PER_MEMBER_PER_MONTH, axis=(counties, classes), at_least=ZERO,
        clause=builder.clause("plan_payment", "county_rates"),
        note="CMS's county rate book; `openvbc inputs CONTRACT --from FILE` takes it from there.",
    )  # fmt: skip
    if agreed.rating == "new_or_low_enrollment":
        chosen: Formula = at(rates, classes, NEW_PLANS)
        rule: Citation | None = published.value("ma_bonus_of_new_plans").citation
    elif len(classes.keys) == 1:
        chosen = at(rates, classes, classes.keys[0])
        rule = published.value("ma_plan_benchmark_is_weighted").citation
    else:
        by_stars = Axis("star_classes", "Rates by stars", tuple(m for m in classes.members if m.key != NEW_PLANS))
        start = published.over("ma_rate_class_from_stars", "rate_class_from_stars", by_stars, "rate_class")
        stars = star_rating(builder)
        next_start = sheet.line(
            "rate_class_up_to", "Stars at which the next class begins", POINTS,
            first_present(following(start, by_stars), _MOST_STARS + 1), rule=start.rule,
        )  # fmt: skip
        holds = sheet.line(
            "rate_class_holds", "The plan is in the class", YES_OR_NO, all_of(stars >= start, stars < next_start),
            rule=start.rule,
        )  # fmt: skip
        own = by_member(by_stars, {member.key: at(rates, classes, member.key) for member in by_stars.members})
        chosen, rule = total(when(holds, own, absent()), over=by_stars), start.rule
    return sheet.line("county_benchmark", "County benchmark", USD_PER_MEMBER_PER_MONTH, chosen, rule=rule)


def _from_quartiles(builder: WorksheetBuilder, agreed: PlanPayment, counties: Axis) -> Line:
    sheet, published = builder.sheet, builder.published
    cost = sheet.input(
        "county_base_amount", "Cost of the county in traditional Medicare", USD_PER_MEMBER_PER_MONTH, axis=counties,
        at_least=ZERO, note="The base payment amount, without graduate medical education and kidney acquisition.",
    )  # fmt: skip
    quartiles = published.value("ma_quartile_percentage")
    table = StepTable(
        quartiles.parameter,
        quartiles.label,
        quartiles.table.bounds,
        {"percentage": quartiles.table.columns["percentage"]},
    )
    label = "Quartile of the county, 1 for the costliest"
    quartile = sheet.input("county_quartile", label, FACTOR, axis=counties, at_least=ONE, at_most=_LAST_QUARTILE)
    former = sheet.input(
        "county_former_quartile", "Quartile of the year before, where it was another", FACTOR, axis=counties,
        at_least=ONE, at_most=_LAST_QUARTILE, optional=True, stated=True,
    )  # fmt: skip
    now = lookup(quartile, table, "percentage")
    percentage = sheet.line(
        "quartile_percentage", "Percentage of the quartile, of both where it changed", RATE,
        first_present((now + lookup(former, table, "percentage")) / 2, now), rule=quartiles.citation,
    )  # fmt: skip
    bonus = _bonus(builder, agreed)
    double = sheet.input(
        "double_bonus_county", "The bonus is doubled in the county", YES_OR_NO, axis=counties,
        rule=published.value("ma_bonus_is_doubled").citation,
        note="An urban floor county of 2004 with much enrollment in 2009 and cost below the nation's.",
    )  # fmt: skip
    cap = sheet.input(
        "county_benchmark_cap", "Rate under the method before 2010, which caps the benchmark", USD_PER_MEMBER_PER_MONTH,
        axis=counties, at_least=ZERO, rule=published.value("ma_benchmark_is_capped").citation,
    )  # fmt: skip
    doubled: Formula = when(double, 2 * bonus, bonus)
    return sheet.line(
        "county_benchmark", "County benchmark", USD_PER_MEMBER_PER_MONTH, least(cost * (percentage + doubled), cap),
        rule=quartiles.citation,
    )  # fmt: skip


def _bonus(builder: WorksheetBuilder, agreed: PlanPayment) -> Line:
    sheet, published = builder.sheet, builder.published
    label = "Quality bonus, added to the quartile's percentage"
    if agreed.rating == "new_or_low_enrollment":
        return published.line("ma_bonus_of_new_plans", "quality_bonus", label)
    value = published.value("ma_quality_bonus")
    table = StepTable(value.parameter, value.label, value.table.bounds, {"bonus": value.table.columns["bonus"]})
    return sheet.line("quality_bonus", label, RATE, lookup(star_rating(builder), table, "bonus"), rule=value.citation)


def star_rating(builder: WorksheetBuilder) -> Line:
    """The input of the contract's star rating, added where it is first needed."""
    if "star_rating" not in builder.sheet:
        return builder.sheet.input(
            "star_rating", "Star rating of the contract", POINTS, at_least=ONE, at_most=_MOST_STARS, places=1
        )
    return builder.sheet["star_rating"]
