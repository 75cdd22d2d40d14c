"""The quality standard: met, met in the alternative way, failed, or nothing but complete reporting asked."""

from openvbc.money import ONE, ZERO
from openvbc.payment_models.mssp.worksheet_builder import WorksheetBuilder
from openvbc.quality.scorecard import add_quality_scorecard
from openvbc.units import RATE, YES_OR_NO
from openvbc.worksheet.formula import Formula, all_of, any_of, first_present, greatest, least, when
from openvbc.worksheet.sheet import Line

#: The first performance year with the incentive for reporting electronic clinical quality measures.
_INCENTIVE_FROM = 2022


def add_quality(builder: WorksheetBuilder) -> None:
    """The line `met_quality_standard` and what else of quality this year's sharing and loss rates need.

    A contract's scorecard computes the score wherever one is needed.
    """
    sheet = builder.sheet
    if builder.request.scorecard is not None and _needs_score(builder):
        add_quality_scorecard(sheet, builder.request.scorecard, builder.year)
        _adjusted(builder)
    sheet.section("quality", "Quality performance standard")
    if builder.holds("mssp_sharing_rate_follows_score"):
        _scaled_by_score(builder)
        return
    if builder.terms.quality_standard == "by_score":
        _held_against_standard(builder)
    else:
        builder.flag("met_quality_standard", "The quality performance standard is met")
    alternative = builder.holds("mssp_alternative_quality_standard")
    if alternative:
        builder.flag(
            "met_alternative_standard",
            "The alternative quality performance standard is met",
            rule=builder.rule("mssp_alternative_quality_standard"),
            note="At least the 10th percentile on one outcome measure. It counts only where the standard is not met.",
        )
    if alternative or _loss_rate_needs_score(builder):
        builder.quality_score(optional=True)


def _needs_score(builder: WorksheetBuilder) -> bool:
    return (
        builder.holds("mssp_sharing_rate_follows_score")
        or builder.terms.quality_standard == "by_score"
        or builder.holds("mssp_alternative_quality_standard")
        or _loss_rate_needs_score(builder)
    )


def _adjusted(builder: WorksheetBuilder) -> None:
    """From 2021: what CMS makes of a score from measures before it is held against the standard.

    From 2023 to 2025 ACOs that reported all electronic measures have points added, which CMS states. After an extreme
    and uncontrollable circumstance the score is at least the standard.
    """
    sheet = builder.sheet
    if builder.holds("mssp_sharing_rate_follows_score"):
        return
    score: Formula = sheet["quality_score"]
    published = builder.published("mssp_health_equity_adjustment_at_most")
    if published.number > 0:
        bonus = sheet.input(
            "health_equity_adjustment", "Health equity adjustment of the quality score", RATE, at_least=ZERO,
            at_most=published.number, rule=published.citation, note="Zero for an ACO that gets none.",
        )  # fmt: skip
        label = "Quality score, health equity adjustment included"
        score = sheet.line("quality_score_with_equity", label, RATE, least(score + bonus, 1), rule=published.citation)
    rule = builder.rule("mssp_quality_score_after_disaster")
    affected = builder.flag(
        "quality_affected_by_disaster", "Extreme and uncontrollable circumstances affected quality", rule=rule
    )
    label = "Quality score, at least the standard after a disaster"
    # Who could not report at all has the standard.
    adjusted = when(affected, greatest(first_present(score, 0), _standard(builder)), score)
    sheet.line("quality_score_adjusted", label, RATE, adjusted, rule=rule)


def _standard(builder: WorksheetBuilder) -> Line:
    """The score that meets the quality performance standard, added where it is first needed."""
    if "quality_performance_standard" not in builder.sheet:
        return builder.parameter("mssp_quality_performance_standard", "quality_performance_standard")
    return builder.sheet["quality_performance_standard"]


def _loss_rate_needs_score(builder: WorksheetBuilder) -> bool:
    return builder.track in ("track_2", "track_3", "enhanced")


def _scaled_by_score(builder: WorksheetBuilder) -> None:
    """Until 2020: the score itself scales the rate, once every domain reaches its minimum attainment."""
    sheet = builder.sheet
    builder.flag(
        "met_quality_standard",
        "The quality standard is met (complete reporting, minimum attainment)",
        note="Where it is not met, nothing is shared and the highest loss rate holds.",
    )
    reporter = builder.flag(
        "first_year_reporter",
        "First performance year: complete reporting counts as full quality",
    )
    score = builder.quality_score(optional=True)
    sheet.line(
        "quality_for_sharing",
        "Quality that scales the sharing rate",
        RATE,
        when(reporter, ONE, score),
        rule=builder.rule("mssp_sharing_rate_follows_score"),
        places=4,
    )


def _held_against_standard(builder: WorksheetBuilder) -> None:
    """From 2021: the score, the first year's complete reporting, or the incentive for electronic measures."""
    sheet = builder.sheet
    score = builder.quality_score(optional=False)
    standard = _standard(builder)
    rule = standard.rule
    complete = builder.flag("complete_reporting", "Quality was reported completely")
    first = builder.flag("first_performance_year", "First performance year of a first agreement")
    reported = sheet.line(
        "first_year_reported",
        "First year and completely reported",
        YES_OR_NO,
        all_of(first, complete),
        rule=rule,
    )
    reached = sheet.line("score_reaches_standard", "The score reaches the standard", YES_OR_NO, score >= standard)
    ways: list[Formula] = [reported, reached]
    if builder.year >= _INCENTIVE_FROM:
        note = "The percentiles that the electronic measures must reach for it change by year."
        ways.append(builder.flag("reporting_incentive", "The incentive for electronic measures is met", note=note))
    label = "The quality performance standard is met"
    sheet.line("met_quality_standard", label, YES_OR_NO, any_of(*ways), rule=rule)
