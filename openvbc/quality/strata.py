"""Strata: groups of people whose results count apart. The worst one's result, the gap closed, or a bonus."""

from collections.abc import Iterator
from decimal import Decimal

from openvbc.contract.scorecard import Measure, Strata
from openvbc.figures import Keyed
from openvbc.money import ONE, ZERO
from openvbc.quality.worksheet_builder import ScorecardBuilder
from openvbc.units import CASES, POINTS, RATE
from openvbc.worksheet.formula import (
    Axis,
    Formula,
    Member,
    StepTable,
    absent,
    any_of,
    at,
    by_member,
    first_present,
    greatest,
    least,
    lookup,
    present,
    when,
)
from openvbc.worksheet.sheet import Line

_WORST = Decimal("-1e12")


def _stratified(builder: ScorecardBuilder) -> Iterator[tuple[Measure, Strata]]:
    for each in builder.scored:
        if each.strata is not None:
            yield each, each.strata


def whole_results(builder: ScorecardBuilder) -> list[Measure]:
    """The measures whose result is that of everybody: all but those of which the worst stratum's counts."""
    return [each for each in builder.scored if each.strata is None or each.strata.use != "lowest"]


def _axis(builder: ScorecardBuilder) -> Axis:
    names = dict.fromkeys(name for _, strata in _stratified(builder) for name in strata.groups)
    members = tuple(Member(name, name.replace("_", " ").capitalize()) for name in names)
    return Axis("strata", "Strata", members)


def _stratum_scores(builder: ScorecardBuilder) -> Line:
    """The line `stratum_score`: each stratum's result; absent with fewer cases than the measure needs."""
    sheet, axis, clause = builder.sheet, _axis(builder), builder.clause("measures")
    if "stratum_score" in sheet:
        return sheet["stratum_score"]
    axes = (axis, builder.axis)

    def places(result: str, most: Decimal | None) -> dict[Keyed, tuple[Decimal | None, Decimal | None]]:
        return {
            (name, measure.measure): (ZERO, most)
            for measure, strata in _stratified(builder)
            for name in strata.groups
            if measure.result == result
        }

    scores: list[Formula] = []
    counts = places("counts", None)
    if counts:
        cases = sheet.input(
            "stratum_denominator", "Denominator of the stratum", CASES, axis=axes, clause=clause, optional=True,
            stated=True, ends=counts,
        )  # fmt: skip
        met = sheet.input(
            "stratum_numerator", "Numerator of the stratum", CASES, axis=axes, clause=clause, optional=True,
            stated=True, ends=counts, not_above=cases,
        )  # fmt: skip
        minimum = builder.by_measure(
            "stratum_minimum_denominator", "Minimum denominator of a stratum", CASES,
            lambda measure: Decimal(measure.minimum_denominator or 1),
        )  # fmt: skip
        scores.append(when(cases >= minimum, met / cases, absent()))
    rates = places("rate", ONE)
    if rates:
        scores.append(
            sheet.input(
                "stratum_rate",
                "Rate of the stratum",
                RATE,
                axis=axes,
                clause=clause,
                optional=True,
                stated=True,
                ends=rates,
            )
        )
    score = scores[0] if len(scores) == 1 else first_present(scores[0], scores[1])
    return sheet.line("stratum_score", "Result of the stratum", RATE, score)


def with_lowest_stratum(builder: ScorecardBuilder, score: Formula) -> Formula:
    """The raw scores, with the worst stratum's result where that counts; strata without a result are passed over."""
    lowest = [(measure, strata) for measure, strata in _stratified(builder) if strata.use == "lowest"]
    if not lowest:
        return score
    scores, axis = _stratum_scores(builder), _axis(builder)
    worst: dict[str, Formula] = {}
    for measure, strata in lowest:
        there = [at(at(scores, axis, name), builder.axis, measure.measure) for name in strata.groups]
        best = measure.ends[1] if measure.direction == "higher" else measure.ends[0]
        known = [first_present(each, best) for each in there]
        worst_of = least(*known) if measure.direction == "higher" else greatest(*known)
        worst[measure.measure] = when(any_of(*(present(each) for each in there)), worst_of, absent())
    label = "Result of the worst stratum"
    line = builder.sheet.line("lowest_stratum_score", label, RATE, by_member(builder.axis, worst, absent()))
    if len(worst) == len(builder.scored):
        return line
    return by_member(builder.axis, dict.fromkeys(worst, line), score)


def with_strata(builder: ScorecardBuilder, points: Formula, maximum: Formula) -> Formula:
    """The points of measures, with those for a gap closed or for the disadvantaged stratum, up to the most points."""
    added: dict[str, Formula] = {}
    for measure, strata in _stratified(builder):
        if strata.use == "lowest":
            continue
        scores, axis = _stratum_scores(builder), _axis(builder)

        def of(line: Line, name: str, measure: Measure = measure, axis: Axis = axis) -> Formula:
            return at(at(line, axis, name), builder.axis, measure.measure)

        disadvantaged = of(scores, strata.disadvantaged or "")
        if strata.use == "gap_closed":
            closed = _gap_closed(builder, measure, strata)
            reached = _by_rows(measure, strata, closed, lower=False)
        else:
            reached = _by_rows(measure, strata, disadvantaged, lower=measure.direction == "lower")
        added[measure.measure] = first_present(reached, 0)
    if not added:
        return points
    label = "Points for strata"
    line = builder.sheet.line("strata_points", label, POINTS, by_member(builder.axis, added, ZERO))
    return by_member(builder.axis, dict.fromkeys(added, least(points + line, maximum)), points)


def _gap_closed(builder: ScorecardBuilder, measure: Measure, strata: Strata) -> Formula:
    """The share of the earlier gap between two strata that is closed; absent where there was none."""
    sheet, axis = builder.sheet, _axis(builder)
    now = _stratum_scores(builder)
    if "earlier_stratum_score" not in sheet:
        ends: dict[Keyed, tuple[Decimal | None, Decimal | None]] = {
            (name, each.measure): (ZERO, ONE)
            for each, agreed in _stratified(builder)
            if agreed.use == "gap_closed"
            for name in (agreed.better_off or "", agreed.disadvantaged or "")
        }
        sheet.input(
            "earlier_stratum_score", "Result of the stratum in the earlier period", RATE, axis=(axis, builder.axis),
            clause=builder.clause("measures"), optional=True, stated=True, ends=ends,
        )  # fmt: skip
    earlier = sheet["earlier_stratum_score"]

    def gap(line: Line) -> Formula:
        better_off, disadvantaged = (
            at(at(line, axis, name or ""), builder.axis, measure.measure)
            for name in (strata.better_off, strata.disadvantaged)
        )
        return better_off - disadvantaged if measure.direction == "higher" else disadvantaged - better_off

    name, label = measure.measure, measure.label
    before = sheet.line(f"gap_between_strata_earlier_{name}", f"{label}: gap in the earlier period", RATE, gap(earlier))
    after = sheet.line(f"gap_between_strata_{name}", f"{label}: gap between strata", RATE, gap(now))
    closed = when(before > 0, (before - after) / before, absent())
    return sheet.line(f"gap_closed_{name}", f"{label}: share of the gap closed", RATE, closed)


def _by_rows(measure: Measure, strata: Strata, value: Formula, *, lower: bool) -> Formula:
    """The points of the last row that is reached; results of which fewer are better are turned round."""
    rows = strata.rows if not lower else tuple(reversed(strata.rows))
    bounds = [row.at_least if not lower else -row.at_least for row in rows]
    points = [row.points for row in rows]
    table = StepTable(
        f"strata_points_{measure.measure}", f"{measure.label}: points for strata", (_WORST, *bounds), {
            "points": (ZERO, *points)
        },
    )  # fmt: skip
    return lookup(0 - value if lower else value, table, "points")
