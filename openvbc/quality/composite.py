"""From points of measures to one score: weights, domains, what is absent, and improvement of the whole."""

from decimal import Decimal

from openvbc.contract.scorecard import Domain, Measure
from openvbc.money import ONE, ZERO
from openvbc.quality.worksheet_builder import ScorecardDraft
from openvbc.units import FACTOR, POINTS, RATE
from openvbc.worksheet.formula import (
    Axis,
    Formula,
    Member,
    StepTable,
    absent,
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
    relative = sheet.line(
        "composite_improvement", "Relative improvement", RATE, when(base > 0, (achieved - base) / base, absent())
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
    return _share(earned, possible)


def _share(part: Formula, whole: Line) -> Formula:
    """`part` of `whole`; absent where there is nothing to divide by."""
    return when(whole > 0, part / whole, absent())


def _of_domains(builder: ScorecardDraft, points: Line, available: Line) -> Formula:
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


def _reward(builder: ScorecardDraft, domains: Axis) -> Line:
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
