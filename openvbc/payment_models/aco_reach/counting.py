"""The performance year from claims: beneficiary-months and Part A and B payments of the aligned, by beneficiary type.

Base years, regional rates, risk scores and quality are CMS's figures, and stay to be given.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import cast

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.expenditures.count import MEMBER_STEPS
from openvbc.claims.expenditures.exact import decimal_of
from openvbc.claims.expenditures.figures import population_expenditures
from openvbc.claims.expenditures.terms import (
    Amount,
    Coverage,
    ExpenditureTerms,
    ServiceDate,
    Summaries,
    WithoutPaidDate,
)
from openvbc.claims.member_months.terms import EnrollmentTypeRule, medicare_types
from openvbc.experience.attribution import agreed_attribution
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.count import count_experience
from openvbc.experience.figures import PEOPLE_STEPS
from openvbc.experience.periods import named_periods
from openvbc.experience.populations import own_members
from openvbc.experience.request import ExperienceFigures, ExperienceRequest
from openvbc.figures import Figure, Figures, Keyed
from openvbc.money import ZERO
from openvbc.payment_models.aco_reach.historical import BENEFICIARY_TYPES, BY_CLAIMS
from openvbc.payment_models.aco_reach.terms import AcoReachTerms
from openvbc.payment_models.record import WorksheetRequest

_ESRD, _OTHERS = "esrd", "aged_disabled"


def beneficiary_types() -> tuple[EnrollmentTypeRule, ...]:
    """Medicare's enrollment types, of which all but end-stage renal disease are one here."""
    return tuple(
        replace(rule, enrollment_type=_ESRD if rule.enrollment_type == _ESRD else _OTHERS) for rule in medicare_types()
    )


def basis_of(_request: WorksheetRequest, asked: ExperienceRequest) -> ExperienceBasis:
    """The aligned of the performance year, in months with Parts A and B; payments before sequestration, no add-ons."""
    periods = named_periods(asked, ())
    attribution = agreed_attribution(periods.every, asked)
    whole = asked.own_years is None
    return ExperienceBasis(
        periods=periods,
        own=own_members(attribution, periods.names if whole else ()),
        payers=asked.payers,
        attribution=attribution,
        types=beneficiary_types(),
        expenditures=ExpenditureTerms(
            amount=Amount.PAID,
            service_date=ServiceDate.LINE_END,
            coverage=Coverage(part_a=True, part_b=True, without_medicare_advantage=True),
            pharmacy=False,
            add_sequestration=False,
            remove_medical_education=True,
            remove_disproportionate_share=True,
            remove_uncompensated_care=True,
            without_paid_date=WithoutPaidDate.STOP,
            summaries=Summaries.LEAVE_OUT,
            truncation=None,
        ),
        every_month=whole,
    )


def count_inputs(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> ExperienceFigures:
    """Claims payments and beneficiary-months of the performance year."""
    terms = cast("AcoReachTerms", request.stream.terms)
    experience = count_experience(engine, basis_of(request, asked), asked.files)
    if experience.expenditures is None:
        raise TypeError("no dollars were counted, so there are none to read")
    (organization,) = experience.basis.own.population_ids
    by_type = {
        each.enrollment_type: each
        for each in population_expenditures(engine, experience.expenditures, organization, experience.files)
    }
    steps = (*PEOPLE_STEPS, *MEMBER_STEPS, NamedQuery.EXPENDITURE_TOTAL)
    payments = sum((each.exact_truncated for each in by_type.values()), Fraction(0))
    cost = Figure(decimal_of(payments), experience.source("Part A and B payments of the aligned", steps))
    figures: Figures = {
        "claims_payments" if terms.expenditures == "claims_and_capitation" else "net_cost_of_care": cost
    }
    if terms.benchmark.basis == "computed" and not terms.benchmark.voluntarily_aligned:
        none = Figure(ZERO, experience.source("nobody of the type is aligned", steps))
        months: dict[Keyed, Figure] = {
            (BY_CLAIMS.key, kind): by_type[kind].member_months if kind in by_type else none
            for kind in BENEFICIARY_TYPES.keys
        }
        figures["aligned_months"] = months
    return ExperienceFigures(
        figures, tuple(_notes(terms, asked, [each.without_people() for each in experience.findings]))
    )


def _notes(terms: AcoReachTerms, asked: ExperienceRequest, findings: list[str]) -> Iterator[str]:
    yield from findings
    if terms.benchmark.voluntarily_aligned:
        yield "claims do not say who is aligned by choice, so beneficiary-months stay to be given"
    if asked.interim and terms.expenditures == "net":
        yield "interim: what was paid so far counts as it is"
