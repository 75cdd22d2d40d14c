"""The program's inputs from claims: what `openvbc settle --claims` asks of this payment model."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import cast

from openvbc.claims.engine.engine import Engine
from openvbc.claims.expenditures.exact import decimal_of
from openvbc.errors import ContractError, Fault, ParameterError
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.count import count_experience
from openvbc.experience.figures import ExperienceReader
from openvbc.experience.request import ExperienceFigures, ExperienceRequest
from openvbc.figures import Figure, Figures
from openvbc.payment_models.mssp.counting.basis import experience_basis
from openvbc.payment_models.mssp.counting.factors import read_county_factors, read_national_factors
from openvbc.payment_models.mssp.counting.figures import (
    Counted,
    assignment_figures,
    benchmark_figures,
    people_figures,
)
from openvbc.payment_models.mssp.counting.notes import notes_of, notes_of_region
from openvbc.payment_models.mssp.counting.periods import calendar_years
from openvbc.payment_models.mssp.counting.region import counties_of, region_figures
from openvbc.payment_models.mssp.historical.axes import COUNTIES
from openvbc.payment_models.mssp.risk_models import risk_models
from openvbc.payment_models.mssp.terms import MsspTerms
from openvbc.payment_models.mssp.worksheet_builder import MONTHS_A_YEAR, holds_for, published_for
from openvbc.payment_models.record import WorksheetRequest


def count_inputs(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> ExperienceFigures:
    """Count the figures of a computed benchmark, or the performance year where the benchmark is given.

    Factors that the nation or the counties lack are told by name.
    """
    if cast("MsspTerms", request.stream.terms).benchmark.computed is None:
        return _count_performance_year(request, engine, asked)
    national_path = asked.factors.get("national")
    if national_path is None:
        raise ContractError(
            Fault(
                "national factors are missing",
                why="growth of the nation, its mean scores and thresholds come from CMS, not from one region's claims",
                fix="give --national FILE; `openvbc factors` writes a template, or counts them from a whole region",
            )
        )
    regional = _regional(request)
    if regional and "county" not in asked.factors:
        raise ContractError(
            Fault(
                "county factors are missing",
                why="the benchmark of this agreement is compared with the region, county by county",
                fix="give --counties FILE; `openvbc factors` writes a template",
            )
        )
    by_assignment = holds_for(request, "mssp_risk_by_newly_and_continuously_assigned")
    national = read_national_factors(national_path)
    county = read_county_factors(asked.factors["county"]) if regional else None
    basis = experience_basis(request, asked, national, by_assignment=by_assignment)
    experience = count_experience(engine, basis, asked.files)
    demographics = by_assignment or (regional and _caps_by_demographics(request))
    counted = Counted(experience, calendar_years(request), risk_models(request), national, county, demographics)
    figures = {**benchmark_figures(counted), **people_figures(counted)}
    if by_assignment:
        figures |= assignment_figures(counted)
    columns: dict[str, tuple[str, ...]] = {}
    notes = [*notes_of(counted, request.performance_year.year)]
    if county is not None:
        of_region = region_figures(counted, county)
        figures |= of_region
        columns[COUNTIES] = counties_of(counted)
        notes += notes_of_region(of_region)
    return ExperienceFigures(figures, tuple(notes), columns)


def _count_performance_year(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> ExperienceFigures:
    """Assigned people, their person-years and expenditures in the calendar year of the performance year."""
    year = request.performance_year.year
    own_year = replace(asked, own_years=(year,))
    basis = basis_of(request, own_year).of_own_members()
    experience = count_experience(engine, basis, asked.files)
    found = ExperienceReader(experience).figures(basis.own, str(year))
    months = Fraction(cast("Decimal", found.member_months.value))
    figures: Figures = {
        "assigned_beneficiaries": found.people,
        "person_years": Figure(decimal_of(months / MONTHS_A_YEAR), found.member_months.source),
        # A performance year of six months takes its part of the calendar year's dollars itself.
        **dict.fromkeys(("expenditures", "twelve_month_expenditures"), found.expenditures),
    }
    if request.performance_year.period.months < MONTHS_A_YEAR:
        del figures["expenditures"]
    notes = [finding.without_people() for finding in experience.findings]
    if "national" not in asked.factors:
        notes.append(
            "no national factors are given: cost is cut off at the percentile of the assignable people in the data, as"
            " if they were the nation, and completed by no factor"
        )
    return ExperienceFigures(figures, tuple(notes))


def basis_of(request: WorksheetRequest, asked: ExperienceRequest) -> ExperienceBasis:
    """What is counted of the assigned people, with the factors of the nation where they are given.

    Without them cost is cut off at the percentile of the assignable people at hand, as if they were the nation.
    """
    path = asked.factors.get("national")
    by_assignment = asked.own_years is None and holds_for(request, "mssp_risk_by_newly_and_continuously_assigned")
    national = read_national_factors(path) if path is not None else None
    return experience_basis(request, asked, national, by_assignment=by_assignment)


def _caps_by_demographics(request: WorksheetRequest) -> bool:
    try:
        return holds_for(request, "mssp_risk_cap_follows_demographics")
    except ParameterError:  # agreements before July 2019 know no such cap
        return False


def _regional(request: WorksheetRequest) -> bool:
    computed = cast("MsspTerms", request.stream.terms).benchmark.computed
    if computed is None:
        raise TypeError("a benchmark that is given is compared with no region")
    period = computed.agreement_period
    return published_for(request, "mssp_trend_is_regional", agreement_period=period).value is True
