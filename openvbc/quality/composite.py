"""From points of measures to one score: weights, domains, what is absent, and improvement of the whole."""

from decimal import Decimal

from openvbc.contract.scorecard import Domain, Measure
from openvbc.money import ONE, ZERO
from openvbc.quality.worksheet_builder import ScorecardDraft, holds_from_one
from openvbc.units import FACTOR, POINTS, RATE
from openvbc.worksheet.formula import Formula, StepTable, first_present, greatest, least, lookup, present, total, when
from openvbc.worksheet.sheet import Line

#: Sums of points are told from nothing by this: no agreed weight or number of points is smaller.
_SMALLEST = Decimal("1e-9")


def add_composite(builder: ScorecardDraft, points: Line, maximum: Line) -> Line:
    """The lines from points to `quality_score`; absent where no measure counts."""
    available = builder.sheet.line(
        "available_points", "Points that can be had", POINTS, when(present(points), maximum, 0)
    )
    builder.sheet.section("quality_score", "Quality score")
    score = (_of_domains if builder.terms.domains else _of_measures)(builder, points, available)
    agreed = builder.terms.improvement_of_composite
    if agreed is None:
        return builder.sheet.line("quality_score", "Composite quality score", RATE, score)
    achieved = builder.sheet.line("achievement_score", "Composite of this period", RATE, score)
    return builder.sheet.line(
        "quality_score", "Composite quality score", RATE, least(achieved + _gain(builder, achieved), 1)
    )


def _gain(builder: ScorecardDraft, achieved: Line) -> Line:
    """Percentage points for relative improvement of the composite; none without an earlier composite."""
    agreed, sheet = builder.terms.improvement_of_composite, builder.sheet
    if agreed is None:
        raise TypeError("the composite's improvement is not agreed")
    clause = builder.clause("improvement_of_composite")
    earlier = sheet.input(
        "earlier_quality_score", "Composite of the earlier period, without improvement", RATE, at_least=ZERO,
        at_most=ONE, optional=True, stated=True, clause=clause,
    )  # fmt: skip
    low = sheet.term("least_earlier_score", "Least earlier composite", RATE, agreed.least_earlier, clause=clause)
    base = sheet.line("earlier_score_used", "Earlier composite used", RATE, greatest(earlier, low))
    there = sheet.line(
        "earlier_score_used_is_a_base", "It is above zero: 1, or absent", FACTOR, holds_from_one(base / _SMALLEST)
    )
    relative = sheet.line(
        "composite_improvement", "Relative improvement", RATE, when(present(there), (achieved - base) / base, there)
    )
    factor = sheet.term("improvement_factor", "Added for all of the improvement", RATE, agreed.factor, clause=clause)
    most = sheet.term("improvement_at_most", "Added at most", RATE, agreed.at_most, clause=clause)
    added = first_present(least(greatest(factor * relative, 0), most), 0)
    return sheet.line("improvement_added", "Added for improvement", RATE, added)


def _of_measures(builder: ScorecardDraft, points: Line, available: Line) -> Formula:
    weight = builder.by_measure("measure_weight", "Weight", FACTOR, lambda measure: measure.weight)
    earned = builder.sheet.line("points_earned", "Points earned, weighted", POINTS, total(points * weight))
    possible = builder.sheet.line(
        "points_possible", "Points that can be had, weighted", POINTS, total(available * weight)
    )
    return _share(builder, "points_possible_is_a_base", earned, possible)


def _share(builder: ScorecardDraft, name: str, part: Formula, whole: Line) -> Formula:
    """`part` of `whole`; absent where there is nothing to divide by."""
    label = f"{whole.label}, above zero: 1, or absent"
    base = builder.sheet.line(name, label, FACTOR, holds_from_one(whole / _SMALLEST))
    return when(present(base), part / whole, base)


def _of_domains(builder: ScorecardDraft, points: Line, available: Line) -> Formula:
    sheet = builder.sheet
    earned: Formula | None = None
    used: Formula | None = None
    for index, domain in enumerate(builder.terms.domains):
        score = _domain_score(builder, index, domain, points, available)
        clause = builder.clause("domains", index)
        weight = sheet.term(
            f"domain_weight_{domain.domain}", f"{domain.label}: weight", RATE, domain.weight, clause=clause
        )
        counted = sheet.line(
            f"domain_weight_used_{domain.domain}", f"{domain.label}: weight used", RATE, when(present(score), weight, 0)
        )
        share = first_present(score * weight, 0)
        earned = share if earned is None else earned + share
        used = counted if used is None else used + counted
    if earned is None or used is None:
        raise TypeError("a scorecard with domains has one at least")
    whole = sheet.line("domain_weights_used", "Weights of the domains that count", RATE, used)
    part = sheet.line("domain_scores_weighted", "Scores of the domains, weighted", RATE, earned)
    return _share(builder, "domain_weights_are_a_base", part, whole)


def _domain_score(builder: ScorecardDraft, index: int, domain: Domain, points: Line, available: Line) -> Line:
    sheet, name = builder.sheet, domain.domain
    clause = builder.clause("domains", index)

    def weight(measure: Measure) -> Decimal:
        return measure.weight if measure.measure in domain.measures else ZERO

    values = {each.measure: weight(each) for each in builder.terms.measures}
    weights = sheet.term(
        f"weight_in_{name}", f"Weight in {domain.label}", FACTOR, values, axis=builder.axis, clause=clause
    )
    earned = sheet.line(f"domain_points_{name}", f"{domain.label}: points earned", POINTS, total(points * weights))
    possible = sheet.line(
        f"domain_points_possible_{name}", f"{domain.label}: points that can be had", POINTS, total(available * weights)
    )
    counted: Formula = earned
    if domain.improvement_reward:
        reward = _reward(builder, index, domain)
        counted = sheet.line(
            f"domain_points_rewarded_{name}", f"{domain.label}: points with the reward, at most those that can be had",
            POINTS, least(earned + reward, possible),
        )  # fmt: skip
    score = _share(builder, f"domain_counts_{name}", counted, possible)
    return sheet.line(f"domain_score_{name}", f"{domain.label}: score", RATE, score)


def _reward(builder: ScorecardDraft, index: int, domain: Domain) -> Line:
    """Points by the net share of measures that improved significantly."""
    sheet, rows = builder.sheet, domain.improvement_reward
    clause = builder.clause("domains", index, "improvement_reward")
    improved = sheet.input(
        f"net_improvement_{domain.domain}", f"{domain.label}: net share of significantly improved measures", RATE,
        at_least=-ONE, at_most=ONE, clause=clause,
    )  # fmt: skip
    table = StepTable(
        f"improvement_reward_{domain.domain}",
        f"{domain.label}: improvement reward",
        tuple(row.at_least for row in rows),
        {"points": tuple(row.points for row in rows)},
    )
    reward = first_present(lookup(improved, table, "points"), 0)
    return sheet.line(
        f"domain_reward_{domain.domain}", f"{domain.label}: improvement reward", POINTS, reward, clause=clause
    )
