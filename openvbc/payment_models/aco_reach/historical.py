"""The benchmark before discount: base years and region blended, at the risk and trend of the performance year."""

from typing import Final

from openvbc.methods.bands import add_published_bands
from openvbc.money import ZERO
from openvbc.payment_models.aco_reach.risk import add_risk
from openvbc.payment_models.aco_reach.worksheet_builder import WorksheetBuilder
from openvbc.units import FACTOR, MEMBER_MONTHS, RATE, USD, USD_PER_MEMBER_PER_MONTH
from openvbc.worksheet.formula import Axis, Formula, Member, greatest, least, total, when
from openvbc.worksheet.sheet import Line

BENEFICIARY_TYPES: Final = Axis(
    "beneficiary_types",
    "Beneficiary types",
    (Member("aged_disabled", "Aged and disabled"), Member("esrd", "End-stage renal disease")),
)
BY_CLAIMS: Final = Member("claims_aligned", "Aligned by claims")
BY_CHOICE: Final = Member("voluntarily_aligned", "Aligned by their own choice")


def alignment_axis(builder: WorksheetBuilder) -> Axis:
    """How people come to the ACO, as far as the agreement tells them apart."""
    members = (BY_CLAIMS, BY_CHOICE) if builder.terms.benchmark.voluntarily_aligned else (BY_CLAIMS,)
    return Axis("alignment", "Alignment", members)


def add_computed_benchmark(builder: WorksheetBuilder) -> None:
    """The line `benchmark_before_discount`, from base years, regional rates, risk scores and trend."""
    sheet = builder.sheet
    axes = (alignment_axis(builder), BENEFICIARY_TYPES)
    historical = _historical_rate(builder, axes)
    blended = _blended(builder, axes, historical)
    score = add_risk(builder, axes)
    trend = _trend_adjustment(builder)
    sheet.section("before_discount", "Benchmark before discount")
    rate = sheet.line(
        "benchmark_rate", "Benchmark at the risk and trend of the performance year", USD_PER_MEMBER_PER_MONTH,
        blended * score * (1 + trend),
    )  # fmt: skip
    months = sheet.input(
        "aligned_months", "Beneficiary-months of the performance year", MEMBER_MONTHS, axis=axes, at_least=ZERO
    )
    dollars = sheet.line("benchmark_by_type", "Benchmark of the alignment and type", USD, rate * months)
    whole = total(total(dollars, over=BENEFICIARY_TYPES), over=axes[0])
    sheet.line("benchmark_before_discount", "Benchmark before discount", USD, whole)


def _historical_rate(builder: WorksheetBuilder, axes: tuple[Axis, Axis]) -> Line:
    """The base years at risk 1, brought to the performance year's cost, weighted."""
    sheet, published = builder.sheet, builder.published
    sheet.section("base_years", "Base years")
    years = Axis(
        "base_years",
        "Base years",
        tuple(Member(year, f"Base year {year}") for year in published.words("reach_base_years")),
    )
    weight = published.over("reach_base_year_weight", "base_year_weight", years, "base_year")
    by_year = (years, *axes)
    cost: Formula
    if builder.request.divides("base_year_expenditures"):
        dollars = sheet.input("base_year_expenditures", "Expenditures", USD, axis=by_year)
        months = sheet.input("base_year_months", "Beneficiary-months", MEMBER_MONTHS, axis=by_year, at_least=ZERO)
        label = "Expenditures per beneficiary-month"
        cost = sheet.line("base_year_per_month", label, USD_PER_MEMBER_PER_MONTH, dollars / months)
    else:
        cost = sheet.input(
            "base_year_per_month", "Expenditures per beneficiary-month", USD_PER_MEMBER_PER_MONTH, axis=by_year,
            at_least=ZERO,
        )  # fmt: skip
    risk = sheet.input(
        "base_year_risk_score", "Normalized risk score of the base year", FACTOR, axis=by_year, at_least=ZERO
    )
    uspcc = sheet.input(
        "base_year_uspcc", "Adjusted per-capita cost of the nation (USPCC)", USD_PER_MEMBER_PER_MONTH,
        axis=(years, BENEFICIARY_TYPES), at_least=ZERO,
    )  # fmt: skip
    projected = sheet.input(
        "projected_uspcc", "Adjusted USPCC of the performance year, as projected", USD_PER_MEMBER_PER_MONTH,
        axis=BENEFICIARY_TYPES, at_least=ZERO,
    )  # fmt: skip
    geography = sheet.input(
        "geographic_trend", "Geographic adjustment of the performance year over that of the base year", FACTOR,
        axis=by_year, at_least=ZERO,
    )  # fmt: skip
    rule = published.value("reach_trend_is_national").citation
    trended = sheet.line(
        "base_year_trended", "At risk 1 and the cost of the performance year", USD_PER_MEMBER_PER_MONTH,
        cost / risk * (projected / uspcc) * geography, rule=rule,
    )  # fmt: skip
    return sheet.line(
        "historical_rate", "Historical rate at risk 1", USD_PER_MEMBER_PER_MONTH,
        total(trended * weight, over=years) / total(weight), rule=weight.rule,
    )  # fmt: skip


def _blended(builder: WorksheetBuilder, axes: tuple[Axis, Axis], historical: Line) -> Line:
    """History and region by the published weight; what the region moves is limited by the nation's cost."""
    sheet, published = builder.sheet, builder.published
    sheet.section("regional_blend", "Regional blend")
    regional = sheet.input(
        "regional_rate", "Regional rate at risk 1, counties weighted by the ACO's months", USD_PER_MEMBER_PER_MONTH,
        axis=axes, at_least=ZERO,
    )  # fmt: skip
    weight = published.line("reach_regional_weight", "regional_weight")
    ceiling = published.line("reach_blend_ceiling", "blend_ceiling")
    floor = published.line("reach_blend_floor", "blend_floor")
    effect = sheet.line(
        "regional_effect", "What the region adds to history", USD_PER_MEMBER_PER_MONTH,
        weight * (regional - historical), rule=weight.rule,
    )  # fmt: skip
    projected = sheet["projected_uspcc"]
    limited = sheet.line(
        "regional_effect_limited", "What the region adds, within its limits", USD_PER_MEMBER_PER_MONTH,
        greatest(least(effect, ceiling * projected), floor * projected), rule=ceiling.rule,
    )  # fmt: skip
    return sheet.line(
        "blended_rate", "Blended rate at risk 1", USD_PER_MEMBER_PER_MONTH, historical + limited, rule=weight.rule
    )


def _trend_adjustment(builder: WorksheetBuilder) -> Line:
    """How far the nation's cost departed from its projection, as far as the benchmark follows it."""
    sheet = builder.sheet
    sheet.section("trend_adjustment", "Retrospective trend adjustment")
    actual = sheet.input(
        "actual_uspcc", "Adjusted USPCC of the performance year, as it came out", USD_PER_MEMBER_PER_MONTH,
        axis=BENEFICIARY_TYPES, at_least=ZERO,
        note="That projected where CMS makes no adjustment, as for a departure of no more than 1%.",
    )  # fmt: skip
    departure = sheet.line(
        "trend_departure", "Departure of the cost from its projection", RATE, actual / sheet["projected_uspcc"] - 1
    )
    size = sheet.line("trend_departure_size", "Its size", RATE, greatest(departure, 0 - departure))
    bands = builder.published.value("reach_trend_responsibility")
    applied = total(
        add_published_bands(sheet, "departures", size, bands, whose="Benchmark's"), over=sheet.axes["departures_bands"]
    )
    return sheet.line(
        "trend_adjustment", "Adjustment of the benchmark", RATE, when(departure >= 0, applied, 0 - applied),
        rule=bands.citation,
    )  # fmt: skip
