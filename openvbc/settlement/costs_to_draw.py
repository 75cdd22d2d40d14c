"""What own claims tell a forecast: members to draw again, by strata of prior cost, and how surely run-out completes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from openvbc.claims.completion.factors import complete, estimate_factors
from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.expenditures.exact import decimal_of
from openvbc.claims.warehouse.opened import open_claims
from openvbc.claims.warehouse.place import ClaimsPlace
from openvbc.contract.model import Contract
from openvbc.errors import ClaimsError, Fault
from openvbc.experience.completion import all_claims_triangle
from openvbc.experience.count import Experience, count_experience
from openvbc.money import EXACT
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import PaymentModel
from openvbc.periods import add_months
from openvbc.settlement.experience_options import ExperienceOptions
from openvbc.settlement.own_experience import own_experience


@dataclass(frozen=True)
class CostToDraw:
    """One member's year: dollars that count after truncation, months, and the stratum of prior cost."""

    dollars: Decimal
    months: int
    stratum: str


@dataclass(frozen=True)
class OwnClaims:
    """What a year's claims tell.

    members: own members of that year. run_out_errors: by months of run-out, the standard error of the year completed,
    as a part of it. untold: why an error is not known, by months of run-out.
    """

    year: str
    members: tuple[CostToDraw, ...]
    run_out_errors: Mapping[int, Decimal]
    untold: Mapping[int, str]


def own_claims_from_project(
    contract: Contract,
    place: ClaimsPlace,
    year: int | str,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    options: ExperienceOptions,
    run_out_months: Sequence[int],
) -> OwnClaims:
    """Own members of a performance year with what they cost then, and the error of its run-out by Mack's formula.

    ClaimsError where nobody is there to draw, or as counting has it.
    """
    basis = own_experience(contract, year, models, parameters, options, year_before=True)
    with open_claims(place, options.engine, options.progress, recount=options.recount) as claims:
        experience = count_experience(claims.engine, basis, claims.counted_files)
        count = experience.expenditures
        if count is None:
            raise TypeError("dollars were asked for and not counted")
        (own,) = basis.own.population_ids
        before, current = (each.name for each in basis.periods.every)
        members = costs_of(experience.engine, own, before, current, count.parts_per_cent)
        if not members:
            what = f"there is nobody to draw again: no own member has a month in {current}"
            raise ClaimsError(Fault(what, fix="name a year whose members and claims the data hold (--claims-year)"))
        errors, untold = {}, {}
        for months in sorted(set(run_out_months)):
            try:
                errors[months] = _run_out_error(experience, months)
            except ClaimsError as error:
                untold[months] = "; ".join(fault.what for fault in error.faults)
    return OwnClaims(current, members, errors, untold)


def costs_of(engine: Engine, population: str, before: str, current: str, parts_per_cent: int) -> tuple[CostToDraw, ...]:
    """The members of a population, on an engine that holds expenditures."""
    values = {"population_id": population, "period": current, "before": before}
    return tuple(
        CostToDraw(
            decimal_of(Fraction(int(row["counted_parts"]), parts_per_cent * 100)), int(row["months"]), row["stratum"]
        )
        for row in engine.rows(NamedQuery.LIST_COSTS_TO_DRAW, values).records
    )


def _run_out_error(experience: Experience, run_out_months: int) -> Decimal:
    """The error of the year as it is completed so many months after its end, from the lags of both years.

    ClaimsError where the payments do not reach so far, or the lags are too few to tell.
    """
    before, current = experience.basis.periods.every
    until = _end_of_month(current.days.last_day, run_out_months)
    last_paid = experience.engine.rows(NamedQuery.LAST_PAYMENT).value
    if last_paid is None or last_paid < date(until.year, until.month, 1):
        raise ClaimsError(Fault(f"payments in the data end before {until}", fix="load the claims of the run-out"))
    first, last = before.days.start, current.days.last_day
    triangle, _ = all_claims_triangle(experience, first.year * 100 + first.month, last.year * 100 + last.month, until)
    of_year = current.days.start
    done = complete(
        triangle, estimate_factors(triangle), of_year.year * 100 + of_year.month, last.year * 100 + last.month
    )
    if done.standard_error is None or not done.completed_cents:
        raise ClaimsError(Fault("the lags are too few to tell a spread", fix="load the claims of more months"))
    return EXACT.divide(done.standard_error, decimal_of(done.completed_cents))


def _end_of_month(day: date, months: int) -> date:
    """The last day of the month so many months after the month of a day."""
    return date.fromordinal(add_months(day.replace(day=1), months + 1).toordinal() - 1)
