"""Raw scores: counts, rates and values as they come in, absent where there is no result or too few cases."""

from decimal import Decimal

from openvbc.contract.scorecard import Measure
from openvbc.figures import Keyed, Value
from openvbc.money import ONE, ZERO
from openvbc.quality.strata import whole_results, with_lowest_stratum
from openvbc.quality.worksheet_builder import ScorecardBuilder
from openvbc.units import CASES, FACTOR, RATE
from openvbc.worksheet.formula import Formula, absent, by_member, first_present, when
from openvbc.worksheet.sheet import Line


def add_results(builder: ScorecardBuilder) -> Line | None:
    """The lines from inputs to `measure_score`; None in a year in which every measure need only be reported."""
    if not builder.scored:
        return None
    score = with_lowest_stratum(builder, _given_scores(builder))
    if "measure_denominator" not in builder.sheet:
        return builder.sheet.line("measure_score", "Raw score", builder.result_unit, score)
    enough = builder.sheet["measure_denominator"] >= builder.sheet["minimum_denominator"]
    counted = when(enough, score, absent())
    free = [each.measure for each in builder.scored if each.measure not in _with_denominator(builder)]
    result = by_member(builder.axis, dict.fromkeys(free, score), counted) if free else counted
    return builder.sheet.line("measure_score", "Raw score", builder.result_unit, result)


def _with_denominator(builder: ScorecardBuilder) -> dict[str, Measure]:
    """The measures of which so many cases are known; where the worst stratum counts, each stratum has its own."""
    return {
        each.measure: each
        for each in whole_results(builder)
        if each.result == "counts" or each.minimum_denominator is not None
    }


def _given_scores(builder: ScorecardBuilder) -> Formula:
    """The figures of each way in which results are given, and the raw score that they come to."""
    sheet, axis = builder.sheet, builder.axis
    measures = whole_results(builder)
    if not measures:
        return absent()
    counted = _with_denominator(builder).values()
    scores: list[Formula] = []
    clause = builder.clause("measures")
    if counted:
        # It stands before the figures, so that those of one measure stand side by side.
        builder.by_measure(
            "minimum_denominator", "Minimum denominator", CASES, lambda each: Decimal(each.minimum_denominator or 1)
        )
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
            each.measure: each.ends for each in measures if each.result == result
        }
        if ends:
            scores.append(
                sheet.input(name, label, unit, axis=axis, clause=clause, optional=True, stated=True, ends=ends)
            )
    compared = [each for each in measures if each.result == "observed_to_expected"]
    if compared:
        scores.append(_observed_over_expected(builder, compared))
    score = scores[-1]
    for each in reversed(scores[:-1]):
        score = first_present(each, score)
    return score


def _observed_over_expected(builder: ScorecardBuilder, compared: list[Measure]) -> Formula:
    """What was observed over what was expected of such people, and times a reference rate where one is agreed."""
    sheet, clause = builder.sheet, builder.clause("measures")
    ends: dict[str, tuple[Decimal | None, Decimal | None]] = {each.measure: (ZERO, None) for each in compared}

    def given(name: str, label: str) -> Line:
        return sheet.input(name, label, CASES, axis=builder.axis, clause=clause, optional=True, stated=True, ends=ends)

    observed, expected = given("measure_observed", "Observed"), given("measure_expected", "Expected")
    ratio = sheet.line("observed_to_expected", "Observed to expected", FACTOR, observed / expected)
    rates = {each.measure: each.reference_rate for each in compared if each.reference_rate is not None}
    if not rates:
        return ratio
    values: dict[Keyed, Value] = {key: rates.get(key, ONE) for key in builder.axis.keys}
    label = "Reference rate; 1 where the ratio itself is the result"
    reference = sheet.term("reference_rate", label, FACTOR, values, axis=builder.axis, clause=clause)
    return sheet.line("risk_adjusted_result", "Risk-adjusted result", builder.result_unit, ratio * reference)
