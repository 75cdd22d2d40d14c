"""The experience of a contract's own members: the same people, months and dollars that a settlement counts."""

from collections.abc import Mapping
from dataclasses import replace

from openvbc.claims.member_months.terms import ONE_TYPE, medicare_types
from openvbc.claims.utilization.terms import MonthsThatCount
from openvbc.claims.warehouse.opened import open_claims
from openvbc.claims.warehouse.place import ClaimsPlace
from openvbc.contract.model import Contract
from openvbc.errors import ContractError, Fault, did_you_mean
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.of_contract import contract_basis
from openvbc.experience.own_months import OwnMonths, own_months
from openvbc.experience.without_contract import PlainOptions
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import PaymentModel
from openvbc.settlement.experience_options import (
    ExperienceOptions,
    claims_basis_of,
    experience_request,
    worksheet_request,
)
from openvbc.settlement.settle import performance_year_of


def own_experience(  # noqa: PLR0913  # what the user says of it, each by its name
    contract: Contract,
    period: int | str,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    options: ExperienceOptions,
    *,
    year_before: bool = False,
    stream: str | None = None,
    plain: PlainOptions | None = None,
) -> ExperienceBasis:
    """Months and dollars of the own members in a performance year or period, as the stream's settlement counts them.

    year_before: whether the same period of the year before is counted with it. stream: whose basis it is, where several
    streams count in different ways. plain: how claims count where the contract does not say it. ContractError where it
    is not known whom or how to count.
    """
    performance_year = performance_year_of(contract, period)
    contract = contract.in_year(performance_year)
    year = performance_year.year
    years = (year - 1, year) if year_before else (year,)
    asked = {
        each.name: replace(experience_request(contract, each, period, models, parameters, options), own_years=years)
        for each in contract.streams
    }
    found = {
        each.name: basis.of_own_members()
        for each in contract.streams
        if (hook := models[each.model].basis) is not None
        and (basis := hook(worksheet_request(contract, each, period, parameters), asked[each.name])) is not None
    }
    if stream is not None and stream not in found:
        raise ContractError(
            Fault(
                f"no stream {stream!r} of this contract says how its claims count",
                contract.name,
                fix=did_you_mean(stream, found),
            )
        )
    if stream is not None:
        return found[stream]
    distinct = list(found.values())
    if any(each != distinct[0] for each in distinct):
        raise ContractError(
            Fault(
                f"the streams {', '.join(found)} count in different ways",
                contract.name,
                why="which of them is meant cannot be known",
                fix="name one with --stream",
            )
        )
    if distinct:
        return distinct[0]
    first = contract.streams[0]
    claims = claims_basis_of(contract, first.population)
    return _as_agreed_or_plain(contract_basis(asked[first.name], claims), plain or PlainOptions())


def own_months_from_project(
    contract: Contract,
    place: ClaimsPlace,
    period: int | str,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    options: ExperienceOptions,
) -> OwnMonths:
    """Every month of the own members in a performance year, with its dollars, as the settlement counts them.

    Of a contract whose one stream counts months in its own way (a bundle: those of its episodes), these. Else, where
    the contract does not say how claims count, everything paid counts. ContractError and ClaimsError as there.
    """
    (first, *others) = contract.in_year(performance_year_of(contract, period)).streams
    hook = models[first.model].own_months if not others else None
    if hook is not None:
        with open_claims(place, options.engine, options.progress, recount=options.recount) as claims:
            asked = experience_request(contract, first, period, models, parameters, options, claims.counted_files)
            return hook(worksheet_request(contract, first, period, parameters), claims.engine, asked)
    basis = _as_agreed_or_plain(own_experience(contract, period, models, parameters, options), PlainOptions())
    with open_claims(place, options.engine, options.progress, recount=options.recount) as claims:
        return own_months(claims.engine, basis, claims.counted_files)


def counts_by_contract(contract: Contract, models: Mapping[str, PaymentModel]) -> bool:
    """Whether the contract says how claims count, itself or by the rules of a stream's program."""
    by_rules = any(
        models[each.model].basis is not None and models[each.model].attribution is not None for each in contract.streams
    )
    return by_rules or any(claims_basis_of(contract, each.population) is not None for each in contract.streams)


def _as_agreed_or_plain(basis: ExperienceBasis, plain: PlainOptions) -> ExperienceBasis:
    if basis.expenditures is not None:
        return basis
    medicare = plain.months is MonthsThatCount.MEDICARE
    return replace(
        basis,
        types=medicare_types() if medicare else ONE_TYPE,
        source_type_counts=medicare,
        expenditures=plain.expenditures,
    )
