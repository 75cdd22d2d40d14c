"""The quality standard: met, met in the alternative way, failed, or nothing but complete reporting asked."""

from openvbc.money import ONE
from openvbc.payment_models.mssp.draft import Draft
from openvbc.units import RATE, YES_OR_NO
from openvbc.worksheet.formula import Formula, all_of, any_of, when

#: The first performance year with the incentive for reporting electronic clinical quality measures.
_INCENTIVE_FROM = 2022


def add_quality(draft: Draft) -> None:
    """The line `met_quality_standard` and what else of quality this year's sharing and loss rates need."""
    sheet = draft.sheet
    sheet.section("quality", "Quality performance standard")
    if draft.holds("mssp_sharing_rate_follows_score"):
        _scaled_by_score(draft)
        return
    if draft.terms.quality_standard == "by_score":
        _held_against_standard(draft)
    else:
        draft.flag("met_quality_standard", "The quality performance standard is met")
    alternative = draft.holds("mssp_alternative_quality_standard")
    if alternative:
        draft.flag(
            "met_alternative_standard",
            "The alternative quality performance standard is met",
            rule=draft.rule("mssp_alternative_quality_standard"),
            note="At least the 10th percentile on one outcome measure. It counts only where the standard is not met.",
        )
    if alternative or _loss_rate_needs_score(draft):
        draft.quality_score(optional=True)


def _loss_rate_needs_score(draft: Draft) -> bool:
    return draft.track in ("track_2", "track_3", "enhanced")


def _scaled_by_score(draft: Draft) -> None:
    """Until 2020: the score itself scales the rate, once every domain reaches its minimum attainment."""
    sheet = draft.sheet
    draft.flag(
        "met_quality_standard",
        "The quality standard is met (complete reporting, minimum attainment)",
        note="Where it is not met, nothing is shared and the highest loss rate holds.",
    )
    reporter = draft.flag(
        "first_year_reporter",
        "First performance year: complete reporting counts as full quality",
    )
    score = draft.quality_score(optional=True)
    sheet.line(
        "quality_for_sharing",
        "Quality that scales the sharing rate",
        RATE,
        when(reporter, ONE, score),
        rule=draft.rule("mssp_sharing_rate_follows_score"),
        places=4,
    )


def _held_against_standard(draft: Draft) -> None:
    """From 2021: the score, the first year's complete reporting, or the incentive for electronic measures."""
    sheet = draft.sheet
    score = draft.quality_score(optional=False)
    standard = draft.parameter("mssp_quality_performance_standard", "quality_performance_standard")
    rule = standard.rule
    complete = draft.flag("complete_reporting", "Quality was reported completely")
    first = draft.flag("first_performance_year", "First performance year of a first agreement")
    reported = sheet.line(
        "first_year_reported",
        "First year and completely reported",
        YES_OR_NO,
        all_of(first, complete),
        rule=rule,
    )
    reached = sheet.line("score_reaches_standard", "The score reaches the standard", YES_OR_NO, score >= standard)
    ways: list[Formula] = [reported, reached]
    if draft.year >= _INCENTIVE_FROM:
        note = "The percentiles that the electronic measures must reach for it change by year."
        ways.append(draft.flag("reporting_incentive", "The incentive for electronic measures is met", note=note))
    label = "The quality performance standard is met"
    sheet.line("met_quality_standard", label, YES_OR_NO, any_of(*ways), rule=rule)
