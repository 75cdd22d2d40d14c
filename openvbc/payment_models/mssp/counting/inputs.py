"""The program's inputs from claims: what `openvbc settle --claims` asks of this payment model."""

from collections.abc import Iterator

from openvbc.claims.engine.engine import Engine
from openvbc.errors import ContractError, Fault
from openvbc.payment_models.mssp.counting.count import ProgramCount, count_program
from openvbc.payment_models.mssp.counting.factors import read_county_factors, read_national_factors
from openvbc.payment_models.mssp.counting.figures import (
    Counted,
    assignment_figures,
    benchmark_figures,
    people_figures,
)
from openvbc.payment_models.mssp.counting.region import counties_of, region_figures
from openvbc.payment_models.mssp.draft import holds_for, published_for
from openvbc.payment_models.mssp.historical.axes import COUNTIES
from openvbc.payment_models.record import ClaimsSources, CountedInputs, WorksheetRequest


def count_inputs(request: WorksheetRequest, engine: Engine, sources: ClaimsSources) -> CountedInputs:
    """Count the figures of a computed benchmark. Factors that the nation or the counties lack are told by name."""
    national_path = sources.factors.get("national")
    if national_path is None:
        raise ContractError(
            Fault(
                "national factors are missing",
                why="growth of the nation, its mean scores and thresholds come from CMS, not from one region's claims",
                mend="give --national FILE; `openvbc factors` writes a template, or counts them from a whole region",
            )
        )
    regional = _regional(request)
    if regional and "county" not in sources.factors:
        raise ContractError(
            Fault(
                "county factors are missing",
                why="the benchmark of this agreement is compared with the region, county by county",
                mend="give --counties FILE; `openvbc factors` writes a template",
            )
        )
    by_assignment = holds_for(request, "mssp_risk_by_newly_and_continuously_assigned")
    national = read_national_factors(national_path)
    county = read_county_factors(sources.factors["county"]) if regional else None
    count = count_program(request, engine, sources, national, by_assignment=by_assignment)
    counted = Counted(engine, count, sources.files, national, county)
    figures = {**benchmark_figures(counted), **people_figures(counted)}
    if by_assignment:
        figures |= assignment_figures(counted)
    columns: dict[str, tuple[str, ...]] = {}
    if county is not None:
        figures |= region_figures(counted, county)
        columns[COUNTIES] = counties_of(counted)
    return CountedInputs(figures, tuple(_notes(count)), columns)


def _regional(request: WorksheetRequest) -> bool:
    terms = request.stream.terms
    period = getattr(getattr(getattr(terms, "benchmark", None), "computed", None), "agreement_period", None)
    if period is None:
        raise ContractError(
            Fault(
                "the contract's benchmark is given, not computed",
                request.stream.clause("benchmark").where,
                why="what CMS's figures are cannot be counted from claims",
                mend="write benchmark: {basis: computed, computed: {...}}, or give figures with --inputs",
            )
        )
    return published_for(request, "mssp_trend_is_regional", agreement_period=period).value is True


def _notes(count: ProgramCount) -> Iterator[str]:
    yield from (finding.without_people() for finding in count.findings)
    yield from count.risk.cautions
    if count.models.note:
        yield count.models.note
    for each in count.attribution.counts:
        if each.organization_id in ("", count.organization_id):
            to = each.organization_id or "nobody"
            yield f"{each.period.replace('_', ' ')}: {each.people:,} people to {to}: {each.words}"
    yield "people who opted out of data sharing are not in the files, so totals may differ from CMS's report"
