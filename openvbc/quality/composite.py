"""From points of measures to one score: weights, domains, what is absent, and improvement of the whole."""

from collections import Counter
from decimal import Decimal

from openvbc.contract.scorecard import Domain, Measure
from openvbc.money import ONE, ZERO
from openvbc.quality.worksheet_builder import ScorecardBuilder
from openvbc.units import FACTOR, POINTS, RATE, YES_OR_NO
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
    greatest,
    least,
    lookup,
    present,
    total,
    when,
)
from openvbc.worksheet.sheet import Line

#: Stands where a set has no score: no score is below 0.
_LESS_THAN_ANY = -1


def add_composite(builder: ScorecardBuilder, points: Line, maximum: Line) -> Line:
    """The lines from points to `quality_score`; absent where no measure counts."""
    available = builder.sheet.line(
        "available_points", "Points that can be had", POINTS, when(present(points), maximum, 0)
    )
    builder.sheet.section("quality_score", "Quality score")
    terms = builder.terms
    if terms.domains:
        score = _of_domains(builder, points, available)
    else:
        earned, possible = (_of_sets if terms.reporting_sets else _of_measures)(builder, points, available)
        score = _share(earned, possible)
    if terms.improvement_of_composite is None and terms.bonus_points is None:
        return builder.sheet.line("quality_score", "Composite quality score", RATE, score)
    achieved = builder.sheet.line("achievement_score", "Composite of this period", RATE, score)
    whole: Formula = achieved
    if terms.bonus_points is not None:
        clause = builder.clause("bonus_points")
        bonus = builder.sheet.input(
            "bonus_points", "Bonus points", POINTS, at_least=ZERO, at_most=terms.bonus_points.at_most, clause=clause
        )
        whole += builder.sheet.line("bonus_added", "Added for bonus points", RATE, _share(bonus, possible))
    if terms.improvement_of_composite is not None:
        whole += _gain(builder, achieved)
    return builder.sheet.line("quality_score", "Composite quality score", RATE, least(whole, 1))


def _gain(builder: ScorecardBuilder, achieved: Line) -> Line:
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
    relative = sheet.line(
        "composite_improvement", "Relative improvement", RATE, when(base > 0, (achieved - base) / base, absent())
    )
    factor = sheet.term("improvement_factor", "Added for all of the improvement", RATE, agreed.factor, clause=clause)
    most = sheet.term("improvement_at_most", "Added at most", RATE, agreed.at_most, clause=clause)
    added = first_present(least(greatest(factor * relative, 0), most), 0)
    return sheet.line("improvement_added", "Added for improvement", RATE, added)


def _of_measures(builder: ScorecardBuilder, points: Line, available: Line) -> tuple[Line, Line]:
    """Points earned and points that can be had, of all measures."""
    weight = builder.by_measure("measure_weight", "Weight", FACTOR, lambda measure: measure.weight)
    earned = builder.sheet.line("points_earned", "Points earned, weighted", POINTS, total(points * weight))
    possible = builder.sheet.line(
        "points_possible", "Points that can be had, weighted", POINTS, total(available * weight)
    )
    return earned, possible


def _of_sets(builder: ScorecardBuilder, points: Line, available: Line) -> tuple[Line, Line]:
    """Points earned and points that can be had, of the reporting set with the highest score; the first of equal ones.

    A set of which no measure of its own has a result was not reported.
    """
    sheet, agreed, clause = builder.sheet, builder.terms.reporting_sets, builder.clause("reporting_sets")
    sets = Axis("reporting_sets", "Reporting sets", tuple(Member(each.set, each.label) for each in agreed))
    held_by = Counter(key for each in agreed for key in each.measures)
    weight, own = dict[tuple[str, str], Decimal](), dict[tuple[str, str], Decimal]()
    for each in agreed:
        for measure in builder.terms.measures:
            place, is_in = (each.set, measure.measure), measure.measure in each.measures
            weight[place] = measure.weight if is_in else ZERO
            own[place] = ONE if is_in and held_by[measure.measure] == 1 else ZERO
    axes = (sets, builder.axis)
    weights = sheet.term("weight_in_set", "Weight in the reporting set", FACTOR, weight, axis=axes, clause=clause)
    label = "Measure of this reporting set alone"
    alone = sheet.term("only_in_set", label, FACTOR, own, axis=axes, clause=clause)
    label = "Results of measures of its own"
    results = total(when(present(points), alone, 0), over=builder.axis)
    reported = sheet.line("set_results", label, FACTOR, results)
    label = "Points earned in the set, weighted"
    earned = sheet.line("set_points", label, POINTS, total(points * weights, over=builder.axis))
    label = "Points that can be had in the set, weighted"
    possible = sheet.line("set_points_possible", label, POINTS, total(available * weights, over=builder.axis))
    is_scored = all_of(reported > 0, possible > 0)
    score = sheet.line("set_score", "Score", RATE, when(is_scored, earned / possible, absent()))
    scores = [first_present(at(score, sets, key), _LESS_THAN_ANY) for key in sets.keys]
    best: dict[str, Formula] = {}
    for index, key in enumerate(sets.keys):
        better = [scores[index] > other for other in scores[:index]] + [
            scores[index] >= other for other in scores[index + 1 :]
        ]
        best[key] = all_of(scores[index] >= 0, *better)
    counts = sheet.line("set_counts", "The set with the higher score counts", YES_OR_NO, by_member(sets, best))
    lines = [
        sheet.line(name, label, POINTS, total(when(counts, line, absent()), over=sets))
        for line, name, label in (
            (earned, "points_earned", "Points earned, weighted"),
            (possible, "points_possible", "Points that can be had, weighted"),
        )
    ]
    return lines[0], lines[1]


def _share(part: Formula, whole: Formula) -> Formula:
    """`part` of `whole`; absent where there is nothing to divide by."""
    return when(whole > 0, part / whole, absent())


def _of_domains(builder: ScorecardBuilder, points: Line, available: Line) -> Formula:
    """The domains' scores, weighted; a domain without a measure that counts takes no weight."""
    sheet, agreed = builder.sheet, builder.terms.domains
    domains = Axis("domains", "Domains", tuple(Member(each.domain, each.label) for each in agreed))
    clause = builder.clause("domains")

    def weight_in(domain: Domain, measure: Measure) -> Decimal:
        return measure.weight if measure.measure in domain.measures else ZERO

    weights = sheet.term(
        "weight_in_domain",
        "Weight in the domain",
        FACTOR,
        {
            (domain.domain, each.measure): weight_in(domain, each)
            for domain in agreed
            for each in builder.terms.measures
        },
        axis=(domains, builder.axis),
        clause=clause,
    )
    counted: Formula = sheet.line("domain_points", "Points earned", POINTS, total(points * weights, over=builder.axis))
    possible = sheet.line(
        "domain_points_possible",
        "Points that can be had in the domain",
        POINTS,
        total(available * weights, over=builder.axis),
    )
    if any(each.improvement_reward for each in agreed):
        label = "Points with the reward, at most those that can be had"
        rewarded = counted + _reward(builder, domains)
        counted = sheet.line("domain_points_rewarded", label, POINTS, least(rewarded, possible))
    score = sheet.line("domain_score", "Score", RATE, _share(counted, possible))
    weight = sheet.term(
        "domain_weight", "Weight", RATE, {each.domain: each.weight for each in agreed}, axis=domains, clause=clause
    )
    used = sheet.line("domain_weight_used", "Weight used", RATE, when(present(score), weight, 0))
    whole = sheet.line("domain_weights_used", "Weights of the domains that count", RATE, total(used))
    label = "Scores of the domains, weighted"
    part = sheet.line("domain_scores_weighted", label, RATE, total(first_present(score * weight, 0)))
    return _share(part, whole)


def _reward(builder: ScorecardBuilder, domains: Axis) -> Line:
    """Points by the net share of measures that improved significantly, in the domains for which this is agreed."""
    sheet, clause = builder.sheet, builder.clause("domains")
    rewarding = [each for each in builder.terms.domains if each.improvement_reward]
    improved = sheet.input(
        "net_improvement", "Net share of significantly improved measures", RATE, axis=domains,
        ends=dict.fromkeys((each.domain for each in rewarding), (-ONE, ONE)), clause=clause,
    )  # fmt: skip
    sheet.former_names = {
        **sheet.former_names, **{f"net_improvement_{key}": f"net_improvement[{key}]" for key in domains.keys}
    }  # fmt: skip
    rewards: dict[str, Formula] = {}
    for domain in rewarding:
        rows = domain.improvement_reward
        table = StepTable(
            f"improvement_reward_{domain.domain}",
            f"{domain.label}: improvement reward",
            tuple(row.at_least for row in rows),
            {"points": tuple(row.points for row in rows)},
        )
        rewards[domain.domain] = first_present(lookup(improved, table, "points"), 0)
    reward = by_member(domains, {**dict.fromkeys(domains.keys, ZERO), **rewards})
    return sheet.line("domain_reward", "Improvement reward", POINTS, reward, clause=clause)
