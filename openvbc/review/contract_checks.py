"""Checks that every contract is asked: attribution, data, quality measures, settlement, distribution."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from openvbc.contract.data_sharing import DataSharingDuty, supplemental_data
from openvbc.contract.funding_sources import FundingSource
from openvbc.contract.scorecard import Measure, Scale, Scorecard
from openvbc.money import EXACT
from openvbc.review.catalog import CHECKS
from openvbc.review.record import Answer, Finding, NotApplicable, ReviewRequest, Undecided
from openvbc.units import RATE

#: Words that name no amount, where a clause may change one.
_VAGUE = re.compile(
    r"\b(appropriate|reasonable|adequate|as determined by|in its (sole )?discretion|if necessary)\b", re.IGNORECASE
)
#: How often a feed comes, rarer ones later.
_RARITY = ("daily", "weekly", "monthly", "quarterly", "yearly")


def contract_answers(request: ReviewRequest, *, has_downside: bool, pays_for_quality: bool) -> Iterator[Answer]:
    """The answers of one stream's contract. has_downside: whether the provider may owe.

    pays_for_quality: whether some stream pays for quality whether or not there are savings.
    """
    yield from _attribution(request, has_downside=has_downside)
    yield from _data(request)
    yield from _quality(request, pays_for_quality=pays_for_quality)
    yield from _settlement(request)
    yield from _distribution(request)


def finding(request: ReviewRequest, check: str, says: str, *path: str | int, dollars: str = "") -> Finding:
    """A finding about the stream's terms at a path."""
    return Finding(CHECKS[check], request.stream.name, request.stream.clause(*path), says, dollars)


def silent(request: ReviewRequest, check: str, missing: str) -> Answer:
    """Where the agreement says nothing: a finding if the file tells provisions at all, else the check is undecided."""
    if request.tells_provisions:
        return finding(request, check, f"the agreement says nothing of {missing}")
    return Undecided(CHECKS[check], request.stream.name, f"provisions: {missing}")


def _attribution(request: ReviewRequest, *, has_downside: bool) -> Iterator[Answer]:
    if not request.contract.populations:
        return
    agreed, told = request.contract.population_of(request.stream).attribution, request.provisions
    by_rule = agreed.stepwise is not None or agreed.shared_savings_program is not None or agreed.geographic is not None
    if not by_rule and not told.attribution_rule:
        yield silent(request, "ATT-01", "the rule of attribution (attribution_rule)")
    stepwise, program = agreed.stepwise, agreed.shared_savings_program
    retrospective = (stepwise is not None and stepwise.window_ends_months_before == 0) or (
        program is not None and program.assignment == "retrospective"
    )
    if (retrospective and told.attribution_list not in ("monthly", "quarterly")) or (
        told.attribution_list == "after_the_year"
    ):
        yield finding(request, "ATT-02", "members are attributed by what happens in the year, without lists during it")
    elif not by_rule and told.attribution_list is None:
        yield silent(request, "ATT-02", "when lists come (attribution_list)")
    if not told.attribution_corrected:
        yield silent(request, "ATT-03", "how a list is corrected (attribution_corrected)")
    if not told.members_left_out:
        yield silent(request, "ATT-05", "members out of reach (members_left_out)")
    if not has_downside:
        yield NotApplicable(CHECKS["ATT-04"], request.stream.name)
    elif request.members is None:
        yield Undecided(CHECKS["ATT-04"], request.stream.name, "the number of members (figures, or expected_members)")
    elif (
        request.members < request.thresholds["least_members"]
        and not told.pooled_with
        and getattr(request.stream.terms, "minimum_enrollment", None) is None
    ):
        yield finding(
            request, "ATT-04", f"downside risk with {request.members:,} members, without a pool or a least number"
        )


def _words_of(duty: DataSharingDuty) -> str:
    """By what a duty may be told to be of claims, costs, gaps."""
    return f"{duty.feed} {(duty.report or '').replace('_', ' ')} {' '.join(duty.content)}".casefold()


def _agreed(duties: Sequence[DataSharingDuty], words: Sequence[str], than: str) -> list[DataSharingDuty]:
    """The payer's feeds that one of the words names, at least so often."""
    return [
        each
        for each in duties
        if each.owed_by == "payer"
        and any(word in _words_of(each) for word in words)
        and _RARITY.index(each.frequency) <= _RARITY.index(than)
    ]


def _data(request: ReviewRequest) -> Iterator[Answer]:
    duties = request.contract.file.data_sharing
    if not duties:
        for check in ("DAT-01", "DAT-02", "DAT-03"):
            yield silent(request, check, "data sharing (data_sharing)")
    else:
        lacking = [
            name
            for name, words in (("claims", ("claim",)), ("eligibility", ("eligib", "enrollment")))
            if not any(each.file_format and each.content for each in _agreed(duties, words, "monthly"))
        ]
        if lacking:
            says = f"no monthly feed of {' and '.join(lacking)} in a stated format with stated tables"
            yield finding(request, "DAT-01", says)
        late = [
            name
            for name, words, most in (
                ("admissions", ("admission", "adt"), "daily"),
                ("cost and use", ("cost", "utilization", "use "), "quarterly"),
                ("high-cost members", ("high-cost", "high cost"), "quarterly"),
                ("gaps", ("gap", "quality"), "monthly"),
            )
            if not _agreed(duties, words, most)
        ]
        if late:
            yield finding(request, "DAT-02", f"not agreed, or rarer than they help: {', '.join(late)}")
        without = [each.feed for each in duties if each.owed_by == "payer" and each.consequence == "none"]
        if without:
            yield finding(request, "DAT-03", f"nothing follows where {', '.join(without)} come late")
    told, scheduled = request.provisions, supplemental_data(duties)
    formats = told.supplemental_format or any(each.file_format for each in scheduled)
    if not formats or not (told.supplemental_deadline or scheduled):
        unsaid = "its deadline" if formats else "its format" if scheduled else "format and deadline of evidence"
        where = "a duty to deliver supplemental_data with file_format, or supplemental_format, supplemental_deadline"
        yield silent(request, "DAT-04", f"{unsaid} ({where})")


def _quality(request: ReviewRequest, *, pays_for_quality: bool) -> Iterator[Answer]:
    told, scorecard = request.provisions, request.contract.scorecard
    if not pays_for_quality:
        yield finding(request, "QUA-02", "no stream pays for quality whether or not there are savings")
    if scorecard is None:
        for check in ("QUA-03", "QUA-05", "QUA-06"):
            yield NotApplicable(CHECKS[check], request.stream.name)
    else:
        yield from _measures(request, scorecard.terms)
    if told.measures_from_records and not told.supplemental_format:
        measures = ", ".join(told.measures_from_records)
        yield finding(request, "QUA-07", f"{measures} need records, and no format of evidence is agreed")
    if told.targets_set == "after_the_year":
        yield finding(request, "QUA-08", "targets are set after the year")
    elif told.targets_set is None and scorecard is None:
        yield silent(request, "QUA-08", "when targets are set (targets_set)")


def _measures(request: ReviewRequest, agreed: Scorecard) -> Iterator[Answer]:
    own_targets = any(row.standing is not None for scale in agreed.scales for row in scale.rows)
    if agreed.count == "achievement" and agreed.improvement_of_composite is None and not own_targets:
        yield finding(request, "QUA-03", "measures are scored against others alone")
    steep = [
        (measure.label, worth)
        for measure in agreed.measures
        if (worth := _steepness(agreed, measure)) is not None and worth > request.thresholds["most_steepness"]
    ]
    if steep:
        label, worth = max(steep, key=lambda each: each[1])
        says = f"{label}: a point of its rate is {RATE.show(worth)} of what it can earn"
        yield finding(request, "QUA-05", says)
    cases = request.figures("measure_denominator")
    least = request.thresholds["least_cases"]
    small = [
        measure.label
        for measure in agreed.measures
        if measure.minimum_denominator is None and (_few(cases.get(measure.measure), least) if cases else True)
    ]
    if small:
        known = "fewer than" if cases else "nothing keeps them from being paid on fewer than"
        yield finding(request, "QUA-06", f"{', '.join(small)}: {known} {least:,f} cases, and no minimum_denominator")


def _few(cases: object, least: Decimal) -> bool:
    return isinstance(cases, Decimal) and cases < least


def _steepness(agreed: Scorecard, measure: Measure) -> Decimal | None:
    """The part of a measure's points that one point of its rate is worth between the 25th and 75th percentile.

    None where its scale has no percentiles, or the cut points are published ones.
    """
    scale = next((each for each in agreed.scales if measure.scale in (None, each.scale)), None)
    if scale is None or measure.cut_points is None or measure.result == "value":
        return None
    rows = _middle(scale, measure)
    if len(rows) < 2:
        return None
    (first, low), (last, high) = rows[0], rows[-1]
    most = max(row.points for row in scale.rows)
    width = EXACT.multiply(abs(last - first), Decimal(100))
    return EXACT.divide(EXACT.divide(high - low, most), width) if width and most else None


def _middle(scale: Scale, measure: Measure) -> list[tuple[Decimal, Decimal]]:
    """Cut point and points of the rows from the 25th to the 75th percentile."""
    return [
        (cut, row.points)
        for row, cut in zip(scale.rows, measure.cut_points or (), strict=False)
        if row.percentile is not None and 25 <= row.percentile <= 75
    ]


def _settlement(request: ReviewRequest) -> Iterator[Answer]:
    file, told = request.contract.file, request.provisions
    run_out = file.agreement.run_out_months
    completes = getattr(request.stream.terms, "completion", None) is not None
    if run_out < request.thresholds["least_run_out_months"] and not completes:
        yield finding(request, "STL-01", f"{run_out} months of run-out, and nothing completes what is not paid yet")
    after = file.after_settlement
    if after is None or told.payment_within_days is None or told.late_interest is None:
        missing = [
            name
            for name, value in (
                ("the day of the statement", after),
                ("the day of payment", told.payment_within_days),
                ("interest", told.late_interest),
            )
            if value is None
        ]
        yield (
            silent(request, "STL-02", ", ".join(missing))
            if after is not None or not request.tells_provisions
            else (finding(request, "STL-02", f"the agreement says nothing of {', '.join(missing)}"))
        )
    if told.member_level_settlement is not True:
        yield silent(request, "STL-03", "data by member with the statement (member_level_settlement)")
    days = after.dispute_within_days if after is not None else None
    if days is not None and days < request.thresholds["least_dispute_days"]:
        yield finding(request, "STL-04", f"{days} days to dispute")
    elif days is None:
        yield silent(request, "STL-04", "the window of dispute (after_settlement.dispute_within_days)")
    if told.changed_by_payer_alone:
        yield finding(request, "STL-05", f"the payer may change alone: {', '.join(told.changed_by_payer_alone)}")
    elif told.changed_by_payer_alone is None:
        yield silent(request, "STL-05", "what the payer may change alone (changed_by_payer_alone)")
    if told.reopening in ("unlimited", "payer_only"):
        yield finding(request, "STL-06", f"reopening: {told.reopening.replace('_', ' ')}")
    elif told.reopening is None and (after is None or after.reopened_within_years is None):
        yield silent(request, "STL-06", "reopening (reopening)")
    if told.at_termination == "savings_forfeited_losses_due":
        yield finding(request, "STL-07", "at termination savings are forfeited and losses are due")
    if told.care_management_fees == "both":
        yield finding(request, "STL-09", "care management fees are counted as cost and netted from savings")
    vague = [
        each
        for each in request.contract.not_modeled
        if each.agreed.effect != "none" and _VAGUE.search(each.agreed.text) and each.stream in ("", request.stream.name)
    ]
    for each in vague:
        yield finding(request, "STL-13", f"{each.place}: {each.agreed.text}")


def _distribution(request: ReviewRequest) -> Iterator[Answer]:
    plan = request.contract.file.distribution
    if plan is None:
        yield silent(request, "DST-02", "a plan of distribution (distribution)")
        return
    own = [
        pool.pool
        for fund in plan.funds
        for split in fund.splits
        for pool in split.pools
        for factor in pool.by
        if "saving" in str(getattr(factor, "factor", factor))
    ]
    if own:
        yield finding(request, "DST-01", f"{', '.join(own)} is shared by savings of one's own panel")


def pays_for_quality(sources: frozenset[FundingSource]) -> bool:
    """Whether money is paid for quality itself."""
    return bool(sources & {FundingSource.QUALITY_PAYMENT, FundingSource.QUALITY_WITHHOLD})
