"""Whether this contract can be at all: track, agreement and election held against the published rules.

These faults need the agreement's dates and the published values, so they are found when the worksheet is built.
"""

from collections.abc import Iterator

from openvbc.errors import ContractError, Fault, ParameterError, raise_all
from openvbc.money import plain
from openvbc.payment_models.mssp.terms import MsspTerms
from openvbc.payment_models.mssp.tracks import ONE_SIDED, TITLES, Track
from openvbc.payment_models.mssp.worksheet_builder import FIRST_YEAR, WorksheetBuilder
from openvbc.payment_models.record import WorksheetRequest
from openvbc.units import RATE


def track_of_year(terms: MsspTerms, request: WorksheetRequest) -> Track:
    """The track of the request's performance year; ContractError if the levels do not name that year."""
    year = request.performance_year.year
    track = terms.track_of(year)
    if track is None:
        named = ", ".join(str(level.performance_year) for level in terms.levels)
        where = request.stream.clause("levels").where
        raise ContractError(
            Fault(f"the levels name no track for performance year {year}", where, fix=f"add it; named are {named}")
        )
    return track


def check_participation(builder: WorksheetBuilder) -> None:
    """Raise ContractError with everything that the program does not know or allow."""
    checks = (
        _track,
        _length,
        _short_year,
        _one_sided_years,
        _election,
        _guardrail,
        _regional,
        _advances,
        _quality,
        _track_2,
        _end,
    )
    raise_all([fault for check in checks for fault in check(builder)], ContractError)


def _has(builder: WorksheetBuilder, parameter: str, **more: str) -> bool:
    try:
        builder.published(parameter, **more)
    except ParameterError:
        return False
    return True


def _track(builder: WorksheetBuilder) -> Iterator[Fault]:
    if not _has(builder, "mssp_track_takes_part"):
        yield Fault(
            f"{TITLES[builder.track]} takes no part in performance year {builder.year} under an agreement that starts"
            f" on {builder.agreement_start}",
            builder.clause("track").where,
            why="its rates and limits are not defined there",
            fix="check the track, the agreement's start and the year; `openvbc parameters` lists who takes part when",
        )


def _length(builder: WorksheetBuilder) -> Iterator[Fault]:
    years = builder.published("mssp_agreement_years").number
    named = {year.year for year in builder.request.agreement.performance_years}
    # Agreements of 2012 and of July 2019 were longer by their first, broken year, and CMS prolonged others by one.
    if len(named) > years + 1:
        yield Fault(
            f"the agreement has {len(named)} performance years, a Shared Savings Program agreement has {years}",
            builder.clause().where,
            why="benchmark and level depend on the agreement's number and year",
            fix="write one contract for each agreement period",
        )


def _short_year(builder: WorksheetBuilder) -> Iterator[Fault]:
    if builder.is_prorated and not _has(builder, "mssp_short_year_is_prorated"):
        yield Fault(
            f"performance year {builder.year} has {builder.months} months",
            builder.clause().where,
            why="only in 2019 were shorter performance years settled, prorated from the calendar year",
            fix="write `performance_years: calendar` in the agreement, and check its first and last day; agreements of"
            " 2012 have a first year to December 2013: write their performance years one by one, the first as"
            ' {name: "2013", start: 2012-04-01, end: 2013-12-31}',
        )


def _one_sided_years(builder: WorksheetBuilder) -> Iterator[Fault]:
    levels = [level for level in builder.terms.levels if level.track in ONE_SIDED]
    if not levels or not _has(builder, "mssp_one_sided_years"):
        return
    most = builder.published("mssp_one_sided_years")
    if len(levels) > most.number:
        yield Fault(
            f"{len(levels)} years without downside risk, {plain(most.number)} are the most",
            builder.clause("levels").where,
            why=str(most.citation),
            fix="move to Level C or higher sooner",
        )


def _track_2(builder: WorksheetBuilder) -> Iterator[Fault]:
    before = builder.terms.track_2_years_before
    where = builder.clause("track_2_years_before").where
    if "track_2" not in builder.terms.tracks:
        if before is not None:
            yield Fault("track_2_years_before is given, but the agreement is not in Track 2", where, fix="take it out")
        return
    # The first agreements began in 2012 and 2013, and no second one before the years of an agreement were over.
    second = FIRST_YEAR + builder.published("mssp_agreement_years").number
    if before is None and builder.agreement_start.year >= second:
        yield Fault(
            "track_2_years_before is missing",
            where,
            why="loss limits of Track 2 rise with the years of participation in it, not with those of the agreement",
            fix="write track_2_years_before: 0 if this is the ACO's first agreement in Track 2, or the years before it",
        )


def _end(builder: WorksheetBuilder) -> Iterator[Fault]:
    ended, year = builder.terms.termination, builder.request.performance_year
    if ended is None:
        return
    where = builder.clause("termination", "last_day").where
    if not builder.request.agreement.period.contains(ended.last_day):
        yield Fault(f"{ended.last_day} is no day of the agreement", where, fix="write the last day of participation")
    elif ended.last_day < year.period.start:
        what = f"the agreement ended on {ended.last_day}, before {year.words} began"
        yield Fault(what, where, why="there is nothing to settle", fix="settle an earlier year")


def _election(builder: WorksheetBuilder) -> Iterator[Fault]:
    chosen = builder.terms.minimum_rate
    if not builder.two_sided:
        return
    where = builder.clause("minimum_rate").where
    fixed = _has(builder, "mssp_fixed_minimum_rate")
    if fixed and chosen is not None:
        yield Fault(
            f"a minimum rate is elected, but {TITLES[builder.track]} had a fixed one in {builder.year}",
            where,
            fix="take minimum_rate out",
        )
    elif not fixed and chosen is None:
        yield Fault(
            f"{TITLES[builder.track]} needs minimum_rate from performance year 2016",
            where,
            why="which minimum savings and loss rate the ACO chose is not agreed",
            fix="write minimum_rate: {elected: 1%} or minimum_rate: {by_population_size: true}",
        )
    elif chosen is not None and chosen.elected is not None:
        step = builder.published("mssp_elected_minimum_rate_step").number
        most = builder.published("mssp_elected_minimum_rate_maximum").number
        if chosen.elected % step or chosen.elected > most:
            options = ", ".join(RATE.show(step * times, 1) for times in range(int(most / step) + 1))
            yield Fault(
                f"the elected minimum rate is {RATE.show_exactly(chosen.elected)}",
                where,
                why=f"an ACO can elect {options}, or the table by size",
                fix="correct the rate",
            )


def _guardrail(builder: WorksheetBuilder) -> Iterator[Fault]:
    if builder.terms.benchmark.computed is not None:
        return
    applies = builder.holds("mssp_guardrail")
    given = builder.terms.benchmark.guardrail
    where = builder.clause("benchmark").where
    if applies and given is None:
        yield Fault(
            "benchmark.guardrail is missing",
            where,
            why="for agreements from 2024 losses are limited by the benchmark with the two-way update",
            fix="write guardrail: stated (CMS says whether it was applied) or guardrail: two_way_benchmark",
        )
    if given is not None and not applies:
        what = "benchmark.guardrail is given, but the agreement starts before 2024"
        yield Fault(what, where, why="the guardrail belongs to the three-way update", fix="take guardrail out")


def _regional(builder: WorksheetBuilder) -> Iterator[Fault]:
    computed = builder.terms.benchmark.computed
    if computed is None:
        return
    where = builder.clause("benchmark", "computed").where
    asked = {"agreement_period": computed.agreement_period}
    if not _has(builder, "mssp_regional_adjustment_exists", **asked):
        yield Fault(
            f"no rule of benchmarking is known for a {computed.agreement_period} agreement that starts on"
            f" {builder.agreement_start}",
            where,
            fix="check agreement_period and the agreement's start",
        )
    elif (
        builder.published("mssp_regional_adjustment_exists", **asked).value is True
        and computed.times_adjusted is None
        and computed.starts_from == "benchmark_years"
    ):
        yield Fault(
            "times_adjusted is missing",
            where,
            why="the weight of the regional adjustment rises with each agreement that had one",
            fix="write times_adjusted: 1 if this is the first agreement with a regional adjustment",
        )


def _advances(builder: WorksheetBuilder) -> Iterator[Fault]:
    advances = builder.terms.advances
    if advances is not None and not _has(builder, "mssp_advance_recoupment", kind=advances.kind):
        yield Fault(
            f"there is no {advances.kind.replace('_', ' ')} in performance year {builder.year} under an agreement that"
            f" starts on {builder.agreement_start}",
            builder.clause("advances").where,
            fix="check the kind of advance; advance investment payments need an agreement from 2024",
        )


def _quality(builder: WorksheetBuilder) -> Iterator[Fault]:
    if builder.terms.quality_standard == "by_score" and not _has(builder, "mssp_quality_performance_standard"):
        yield Fault(
            f"quality_standard is by_score, but no single score meets the standard in performance year {builder.year}",
            builder.clause("quality_standard").where,
            why="until 2020 the standard is a minimum attainment in every domain",
            fix="write quality_standard: stated",
        )
