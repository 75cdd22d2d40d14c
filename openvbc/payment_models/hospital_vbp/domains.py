"""From points to the Total Performance Score: consistency, domain scores, and weights that scored domains take over."""

from openvbc.money import ZERO
from openvbc.payment_models.hospital_vbp.measures import ENGAGEMENT
from openvbc.payment_models.hospital_vbp.worksheet_builder import WorksheetBuilder
from openvbc.units import CASES, FACTOR, POINTS, RATE
from openvbc.worksheet.formula import Formula, absent, at, by_member, greatest, least, present, rounded, total, when
from openvbc.worksheet.sheet import Line

#: CMS prints domain scores and Total Performance Scores with so many decimals.
PLACES = 12


def add_consistency(builder: WorksheetBuilder) -> None:
    """The line `consistency_points`: how far the worst dimension of the survey is from its floor to its threshold."""
    axis = builder.measures
    if axis is None:
        raise TypeError("dimensions are measures")
    sheet, published, dimensions = builder.sheet, builder.published, builder.dimensions
    sheet.section("consistency", "Consistency of the survey's dimensions")
    if builder.terms.standards == "published":
        values = {key: published.value("hvbp_floor", measure=key) for key in dimensions}
        first = next(iter(values.values()))
        held = {key: values[key].number if key in values else absent().value for key in axis.keys}
        floor = sheet.parameter("floor", first.label, first.unit, held, axis=axis, rule=first.citation)
    else:
        ends = dict.fromkeys(dimensions, (None, None))
        floor = sheet.input(
            "floor", "Floor", FACTOR, axis=axis, optional=True, ends=ends, clause=builder.clause("standards")
        )
    performance = sheet["scored_rate" if "scored_rate" in sheet else "performance_rate"]
    scale = published.line("hvbp_consistency_points", "most_consistency_points")
    offset = published.line("hvbp_consistency_offset", "consistency_offset")
    share = sheet.line(
        "floor_share", "Share of the way from floor to threshold", FACTOR,
        (performance - floor) / (sheet["achievement_threshold"] - floor), rule=scale.rule,
    )  # fmt: skip
    lowest = sheet.line(
        "lowest_dimension", "Lowest share of a dimension", FACTOR,
        least(*(at(share, axis, each) for each in dimensions)), rule=scale.rule,
    )  # fmt: skip
    between = greatest(rounded(scale * lowest + offset, 0), 0)
    sheet.line("consistency_points", "Consistency points", POINTS, when(lowest >= 1, scale, between), rule=scale.rule)
    base = builder.total_of(sheet["measure_score"], ENGAGEMENT)
    sheet.line("base_score", "Base score of the survey", POINTS, base, rule=scale.rule)


def add_domain_scores(builder: WorksheetBuilder) -> None:
    """The line `domain_score`; absent where a domain has too few measures."""
    sheet, domains = builder.sheet, builder.domains
    sheet.section("domains", "Domain scores")
    given = dict.fromkeys(builder.terms.given_domain_scores, (ZERO, None))
    stated: Formula | None = None
    if given:
        stated = sheet.input(
            "given_domain_score", "Domain score, unweighted", POINTS, axis=domains, optional=True, stated=True,
            ends=given, clause=builder.clause("given_domain_scores"), places=PLACES,
        )  # fmt: skip
    if not builder.measures_of:
        if stated is None:
            raise TypeError("a fiscal year has domains")
        sheet.line("domain_score", "Domain score", POINTS, stated + 0, places=PLACES)
        return
    formulas: dict[str, Formula] = dict.fromkeys(given, stated) if stated is not None else {}
    if set(builder.measures_of) > {ENGAGEMENT} or ENGAGEMENT not in builder.measures_of:
        by_points = _by_points(builder)
        formulas |= {domain: by_points for domain in builder.counted_domains() if domain != ENGAGEMENT}
    if ENGAGEMENT in builder.measures_of:
        formulas[ENGAGEMENT] = sheet["base_score"] + sheet["consistency_points"]
    sheet.line(
        "domain_score", "Domain score", POINTS, by_member(domains, formulas), places=PLACES,
        rule=builder.published.value("hvbp_scoring").citation,
    )  # fmt: skip


def _by_points(builder: WorksheetBuilder) -> Line:
    """The share of all points that a domain could have earned, of a hundred; absent with too few measures."""
    sheet, domains, published = builder.sheet, builder.domains, builder.published
    points = sheet["scored_points" if "scored_points" in sheet else "measure_score"]
    counted = [domain for domain in builder.counted_domains() if domain != ENGAGEMENT]
    number = sheet.line(
        "measures_scored", "Measures scored", CASES,
        by_member(domains, {each: builder.total_of(when(present(points), 1, 0), each) for each in counted}, absent()),
    )  # fmt: skip
    of_domain = by_member(domains, {each: builder.total_of(points, each) for each in counted}, absent())
    earned = sheet.line("domain_points", "Points of the domain", POINTS, of_domain)
    found = {each: published.value("hvbp_minimum_measures", domain=each) for each in counted}
    first = found[counted[0]]
    minimum = sheet.parameter(
        "minimum_measures", first.label, first.unit,
        {each: found[each].number if each in found else absent().value for each in domains.keys},
        axis=domains, rule=first.citation,
    )  # fmt: skip
    most = sheet["points_at_benchmark"] * number
    return sheet.line(
        "score_by_points", "Points of a hundred that could be earned", POINTS,
        when(number >= minimum, earned * 100 / most, absent()), places=PLACES,
    )  # fmt: skip


def add_total_performance_score(builder: WorksheetBuilder) -> None:
    """The line `total_performance_score`; absent where too few domains are scored, so that the hospital is left out."""
    sheet, published = builder.sheet, builder.published
    sheet.section("total_performance_score", "Total Performance Score")
    score = sheet["domain_score"]
    weight = published.over("hvbp_domain_weight", "domain_weight", builder.domains, "domain")
    minimum = published.line("hvbp_minimum_domains", "minimum_domains")
    in_force = sheet.line(
        "weight_in_force", "Weight, if the domain is scored", RATE, when(present(score), weight, absent()),
        rule=weight.rule,
    )  # fmt: skip
    whole = sheet.line("weights_in_force", "Weights of the scored domains", RATE, total(in_force), rule=weight.rule)
    weighted = sheet.line(
        "weighted_domain_score", "Domain score, weighted", POINTS, score * (in_force / whole), places=PLACES,
        rule=weight.rule,
    )  # fmt: skip
    number = sheet.line("domains_scored", "Domains scored", CASES, total(when(present(score), 1, 0)))
    sheet.line(
        "total_performance_score", "Total Performance Score", POINTS,
        when(number >= minimum, total(weighted), absent()), places=PLACES, rule=minimum.rule,
    )  # fmt: skip
