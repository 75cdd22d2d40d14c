"""What completes the performance year at an interim settlement: factors agreed by lag, or from the data's own lags."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from openvbc.claims.completion.factors import Completion, CompletionFactors, complete, estimate_factors, given_factors
from openvbc.claims.completion.triangle import Triangle, count_triangles
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.expenditures.categories import PHARMACY
from openvbc.claims.expenditures.exact import decimal_of
from openvbc.claims.expenditures.terms import Amount
from openvbc.claims.findings import Finding
from openvbc.claims.member_months.terms import year_month
from openvbc.contract import claims_basis as agreed_terms
from openvbc.errors import ClaimsError, Fault
from openvbc.experience.count import Experience
from openvbc.figures import Figure, Figures, Origin, Source
from openvbc.money import EXACT
from openvbc.periods import add_months
from openvbc.units import USD


@dataclass(frozen=True)
class Completed:
    """The figures that complete, with their sources, and what is to be known of them."""

    figures: Figures
    notes: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


def completion_figures(experience: Experience, agreed: agreed_terms.Completion, *, interim: bool) -> Completed:
    """What was paid by the valuation for each month of service, and from lag to lag where development is estimated.

    They are taken from all claims in the data, so that the factor is the same for the provider and for every
    comparator. A final settlement is not completed. ClaimsError if the data do not reach as far back as the contract
    takes lags from.
    """
    until = experience.basis.periods.performance.paid_through
    if not interim:
        words = f"final settlement: claims paid through {until} count as they are"
        over = Figure(value=True, source=Source(Origin.COUNTED, words, files=experience.files))
        return Completed({"run_out_is_over": over}, ())
    days = experience.basis.periods.performance.days
    first, last = year_month(days.start), year_month(days.last_day)
    oldest = first
    if agreed.estimated is not None:
        reach = 1 - agreed.estimated.months_of_service
        oldest = min(first, year_month(add_months(days.last_day.replace(day=1), reach)))
    triangle, findings = all_claims_triangle(experience, oldest, last, until)
    if agreed.estimated is not None:
        _check_reach(triangle)
    factors = _factors(triangle, agreed)
    done = complete(triangle, factors, first, last)
    words = _words(agreed, oldest, last) + _spread(done, agreed)
    note = f"interim: claims paid through {until} count, completed by {decimal_of(done.factor):.6f}: {words}"
    source = Source(
        Origin.COUNTED, words, files=experience.files, query=experience.engine.ran_last(NamedQuery.PAID_TRIANGLE).text
    )
    paid = zip(triangle.months, triangle.latest, strict=True)
    figures: Figures = {
        "run_out_is_over": Figure(value=False, source=source),
        "paid_of_month": {str(month): _dollars(cents, source) for month, cents in paid if first <= month <= last},
    }
    if factors.steps:
        figures["paid_by_lag"] = {str(step.lag): _dollars(step.base_cents, source) for step in factors.steps}
        figures["paid_by_next_lag"] = {str(step.lag): _dollars(step.next_cents, source) for step in factors.steps}
    return Completed(figures, (note,), findings)


def _dollars(cents: int, source: Source) -> Figure:
    return Figure(Decimal(cents).scaleb(-2), source)


def all_claims_triangle(
    experience: Experience, oldest: int, last: int, paid_through: date
) -> tuple[Triangle, tuple[Finding, ...]]:
    """The triangle of all claims of these months of service whose kinds count, as paid through a day."""
    terms = experience.basis.expenditures
    if terms is None:
        raise TypeError("no dollars were counted, so there are none to complete")
    found = count_triangles(
        experience.engine,
        service_date=terms.service_date.value,
        paid_through=paid_through,
        first_month=oldest,
        last_month=last,
        allowed=terms.amount is Amount.ALLOWED,
    )
    return _counted_kinds(found.triangles, pharmacy=terms.pharmacy), found.findings


def _spread(done: Completion, agreed: agreed_terms.Completion) -> str:
    """The standard error of what is completed, in words; nothing where the parties agreed the factors."""
    if done.standard_error is not None and done.completed_cents:
        dollars = USD.show(done.standard_error.scaleb(-2))
        share = EXACT.divide(done.standard_error * 100, decimal_of(done.completed_cents))
        return f"; standard error of all claims completed {dollars} ({share:.2f}%)"
    return "; the lags are too few to tell a spread" if agreed.estimated is not None else ""


def _factors(triangle: Triangle, agreed: agreed_terms.Completion) -> CompletionFactors:
    if agreed.by_lag is not None:
        return given_factors(dict(enumerate(agreed.by_lag)))
    if agreed.estimated is None:
        raise TypeError("completion is agreed by lag or estimated")
    return estimate_factors(triangle, complete_after=agreed.estimated.complete_after_months)


def _words(agreed: agreed_terms.Completion, oldest: int, last: int) -> str:
    if agreed.by_lag is not None:
        return "factors by lag as the contract agrees them, on all claims of the year in the data"
    return f"factors estimated from the lags of all claims in the data, months of service {oldest} to {last}"


def _counted_kinds(triangles: dict[str, Triangle], *, pharmacy: bool) -> Triangle:
    """The triangle of the kinds of claims that count, added up."""
    if pharmacy or PHARMACY not in triangles:
        return triangles["all"]
    fills, every = triangles[PHARMACY], triangles["all"]
    paid = tuple(
        tuple(one - other for one, other in zip(row, fills.paid[place], strict=True))
        for place, row in enumerate(every.paid)
    )
    return Triangle(every.months, paid)


def _check_reach(triangle: Triangle) -> None:
    empty = [month for month, row in zip(triangle.months, triangle.paid, strict=True) if not any(row)]
    if empty:
        raise ClaimsError(
            Fault(
                f"{len(empty)} months of service that completion is estimated from have no payment, {empty[0]} first",
                "completion",
                why="their lags would be taken for those of nothing",
                fix="load the claims of these months, or agree on fewer months_of_service",
            )
        )
