"""The risk score of the benchmark: normalized, held near the reference year, times the coding intensity factor."""

from openvbc.money import ZERO
from openvbc.payment_models.aco_reach.worksheet_builder import WorksheetBuilder
from openvbc.units import FACTOR
from openvbc.worksheet.formula import Axis, Formula, first_present, greatest, least
from openvbc.worksheet.sheet import Line


def add_risk(builder: WorksheetBuilder, axes: tuple[Axis, Axis]) -> Line:
    """The line `benchmark_risk_score`, in the order of CMS's risk score sheet."""
    sheet, published = builder.sheet, builder.published
    sheet.section("risk", "Risk scores")
    raw = sheet.input("raw_risk_score", "Raw risk score", FACTOR, axis=axes, at_least=ZERO)
    factor = sheet.input(
        "normalization_factor", "Normalization factor", FACTOR, axis=axes[1], at_least=ZERO,
        note="As the benchmark report prints it, which multiplies; elsewhere CMS divides by its factor.",
    )  # fmt: skip
    normalized = sheet.line("normalized_risk_score", "Normalized risk score", FACTOR, raw * factor)
    reference = sheet.input(
        "reference_risk_score", "Normalized risk score of the reference year", FACTOR, axis=axes, at_least=ZERO,
        optional=True, stated=True, note="Absent where the ACO has none: then nothing is capped.",
    )  # fmt: skip
    down, up = published.line("reach_risk_floor", "risk_floor"), published.line("reach_risk_ceiling", "risk_ceiling")
    capped = sheet.line(
        "capped_risk_score", "Risk score within its caps", FACTOR,
        first_present(greatest(least(normalized, up * reference), down * reference), normalized), rule=up.rule,
    )  # fmt: skip
    limit = published.line("reach_coding_intensity_limit", "coding_intensity_limit")
    intensity = sheet.input("coding_intensity_factor", "Coding intensity factor", FACTOR, axis=axes[1], at_least=ZERO)
    limited = sheet.line(
        "coding_intensity_limited", "Coding intensity factor, within its limit", FACTOR,
        greatest(least(intensity, 1 + limit), 1 - limit), rule=limit.rule,
    )  # fmt: skip
    score: Formula = capped * limited
    if published.holds("reach_growth_is_capped"):
        score = _growth_capped(builder, axes, score)
    return sheet.line("benchmark_risk_score", "Risk score of the benchmark", FACTOR, score, rule=limit.rule)


def _growth_capped(builder: WorksheetBuilder, axes: tuple[Axis, Axis], score: Formula) -> Formula:
    """From 2026: growth since an earlier year is capped once more, on one side."""
    sheet, published = builder.sheet, builder.published
    cap = published.line("reach_growth_cap", "growth_cap")
    uncapped = sheet.line("risk_score_before_growth_cap", "Risk score before the cap on growth", FACTOR, score)
    since = sheet.input(
        "growth_cap_base_score", "Normalized risk score of the year from which growth is capped", FACTOR, axis=axes,
        at_least=ZERO, optional=True, stated=True, rule=cap.rule,
        note="2019 for Standard ACOs, 2022 for High Needs; absent where the cap is not asked of the ACO.",
    )  # fmt: skip
    return first_present(least(uncapped, since * (1 + cap)), uncapped)
