"""Raw scores: counts, rates and values as they come in, absent where there is no result or too few cases."""

from decimal import Decimal

from openvbc.contract.scorecard import Measure
from openvbc.money import ZERO
from openvbc.quality.worksheet_builder import ScorecardBuilder
from openvbc.units import CASES, FACTOR, RATE
from openvbc.worksheet.formula import Formula, absent, by_member, first_present, when
from openvbc.worksheet.sheet import Line


def add_results(builder: ScorecardBuilder) -> Line | None:
    """The lines from inputs to `measure_score`; None in a year in which every measure need only be reported."""
    if not builder.scored:
        return None
    score = _given_scores(builder)
    if "measure_denominator" not in builder.sheet:
        return builder.sheet.line("measure_score", "Raw score", builder.result_unit, score)
    minimum = builder.by_measure(
        "minimum_denominator", "Minimum denominator", CASES, lambda measure: Decimal(measure.minimum_denominator or 1)
    )
    enough = builder.sheet["measure_denominator"] >= minimum
    counted = when(enough, score, absent())
    free = [each.measure for each in builder.scored if not _has_denominator(each)]
    result = by_member(builder.axis, dict.fromkeys(free, score), counted) if free else counted
    return builder.sheet.line("measure_score", "Raw score", builder.result_unit, result)


def _has_denominator(measure: Measure) -> bool:
    return measure.result == "counts" or measure.minimum_denominator is not None


def _given_scores(builder: ScorecardBuilder) -> Formula:
    """The figures of each way in which results are given, and the raw score that they come to."""
    sheet, axis = builder.sheet, builder.axis
    counted = [each for each in builder.scored if _has_denominator(each)]
    scores: list[Formula] = []
    clause = builder.clause("measures")
    if counted:
        denominator = sheet.input(
            "measure_denominator", "Denominator", CASES, axis=axis, clause=clause, optional=True, stated=True,
            ends={each.measure: (ZERO, None) for each in counted},
        )  # fmt: skip
        by_counts = {each.measure: (ZERO, None) for each in counted if each.result == "counts"}
        if by_counts:
            numerator = sheet.input(
                "measure_numerator", "Numerator", CASES, axis=axis, clause=clause, optional=True, stated=True,
                ends=by_counts, not_above=denominator,
            )  # fmt: skip
            scores.append(numerator / denominator)
    for result, name, label, unit in (
        ("rate", "measure_rate", "Rate", RATE),
        ("value", "measure_value", "Value on the measure's own scale", FACTOR),
    ):
        ends: dict[str, tuple[Decimal | None, Decimal | None]] = {
            each.measure: each.ends for each in builder.scored if each.result == result
        }
        if ends:
            scores.append(
                sheet.input(name, label, unit, axis=axis, clause=clause, optional=True, stated=True, ends=ends)
            )
    score = scores[-1]
    for each in reversed(scores[:-1]):
        score = first_present(each, score)
    return score
