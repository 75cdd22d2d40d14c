"""Figures counted from claims: each stream's payment model counts on one engine that holds their tables."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from openvbc.claims.engine.opening import open_engine
from openvbc.claims.warehouse.opened import open_claims
from openvbc.claims.warehouse.place import ClaimsPlace
from openvbc.contract.model import Contract
from openvbc.errors import ContractError, Fault
from openvbc.experience.request import ExperienceFigures
from openvbc.figures import Figures
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import PaymentModel
from openvbc.settlement.counted_rows import CountedRows
from openvbc.settlement.experience_options import ExperienceOptions, experience_request, worksheet_request
from openvbc.settlement.settle import performance_year_of, worksheets
from openvbc.settlement.stream_sheets import StreamSheets, of_scope
from openvbc.worksheet.sheet import LineKind


def count_from_project(
    contract: Contract,
    place: ClaimsPlace,
    year: int | str,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    options: ExperienceOptions,
    *,
    interim: bool = False,
) -> ExperienceFigures:
    """Count what every stream needs. ClaimsError where the claims are not sound; ContractError where terms are not."""
    contract = contract.in_year(performance_year_of(contract, year))
    with open_claims(place, options.engine, options.progress, recount=options.recount) as claims:
        engine, files, counted = claims.engine, claims.counted_files, {}
        for stream in contract.streams:
            count = models[stream.model].experience
            if count is not None and stream.is_agreed:
                asked = experience_request(contract, stream, year, models, parameters, options, files)
                request = worksheet_request(contract, stream, year, parameters)
                counted[stream.name] = count(request, engine.open_scope(stream.name), replace(asked, interim=interim))
        used, columns, sheets = _of_streams(contract, year, models, parameters, counted)
        reuse = engine.reuse
        if options.inspect is not None:
            options.inspect(CountedRows(engine), used, sheets)
    if not used:
        raise ContractError(
            Fault(
                "no stream of this contract is counted from claim lines",
                contract.name,
                fix="give headline numbers with --inputs",
            )
        )
    notes = [finding.without_people() for finding in claims.findings]
    notes += [note for each in counted.values() for note in each.notes]
    return ExperienceFigures(used, tuple(dict.fromkeys(notes)), columns, reuse)


def _of_streams(
    contract: Contract,
    year: int | str,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    counted: Mapping[str, ExperienceFigures],
) -> tuple[Figures, dict[str, tuple[str, ...]], StreamSheets]:
    """What streams have counted, by `stream.line`, for those that need it; the columns of data; and the worksheets."""
    columns = {f"{name}.{axis}": keys for name, each in counted.items() for axis, keys in each.columns.items()}
    at_hand = [f"{name}.{line}" for name, each in counted.items() for line in each.figures]
    sheets = worksheets(contract, year, models, parameters, columns, at_hand)
    # More is counted than a contract has lines for; what no line of the stream asks for is no input.
    figures: Figures = {
        f"{name}.{line.name}": of_scope(each.figures[line.name], name)
        for name, each in counted.items()
        for line in sheets[name].of_kind(LineKind.INPUT)
        if line.name in each.figures
    }
    return sheets.spread(figures), columns, sheets


def count_from_roster(
    contract: Contract,
    year: int | str,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    options: ExperienceOptions,
) -> ExperienceFigures:
    """Count the members of the roster that the user gives, for every stream that is paid by one; no claims are needed.

    ContractError if no stream is.
    """
    contract = contract.in_year(performance_year_of(contract, year))
    counted = {}
    with open_engine(options.engine, progress=options.progress) as engine:
        for stream in contract.streams:
            count = models[stream.model].roster
            if count is not None and stream.is_agreed:
                asked = experience_request(contract, stream, year, models, parameters, options)
                request = worksheet_request(contract, stream, year, parameters)
                counted[stream.name] = count(request, engine.open_scope(stream.name), asked)
        if not counted:
            what = "no stream of this contract is paid by a monthly roster"
            raise ContractError(Fault(what, contract.name, fix="take --roster out"))
        used, columns, sheets = _of_streams(contract, year, models, parameters, counted)
        if options.inspect is not None:
            options.inspect(CountedRows(engine), used, sheets)
    notes = [note for each in counted.values() for note in each.notes]
    return ExperienceFigures(used, tuple(dict.fromkeys(notes)), columns)


def factors_from_project(
    contract: Contract,
    place: ClaimsPlace,
    year: int | str,
    into: Path,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    options: ExperienceOptions,
) -> tuple[Path, ...]:
    """Write the files of factors of the contract's model that reads some, counted from everybody in the claims.

    ContractError if no stream reads factors.
    """
    for stream in contract.streams:
        factors = models[stream.model].factors
        if factors is not None:
            request = worksheet_request(contract, stream, year, parameters)
            with open_claims(place, options.engine, options.progress, recount=options.recount) as claims:
                files = claims.counted_files
                asked = experience_request(contract, stream, year, models, parameters, options, files)
                return tuple(factors.count(request, claims.engine, asked, into))
    with_factors = [name for name, model in models.items() if model.factors is not None]
    raise ContractError(
        Fault(
            "no stream of this contract reads files of factors",
            contract.name,
            why=f"its models are {', '.join(sorted({each.model for each in contract.streams}))}",
            fix=f"payment models that read factors: {', '.join(with_factors)}",
        )
    )
