"""Figures counted from a project folder: each stream's payment model counts on one engine that holds its tables."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from openvbc.claims.engine.listing import list_behind
from openvbc.claims.engine.opening import open_engine
from openvbc.claims.project.project import open_project
from openvbc.claims.project.require_clean import require_sound
from openvbc.contract.model import Contract, PaymentStream
from openvbc.errors import ContractError, Fault
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import ExperienceFigures, PaymentModel, WorksheetRequest
from openvbc.settlement.experience_options import ExperienceOptions, sources_of
from openvbc.settlement.settle import performance_year_of, worksheets
from openvbc.worksheet.sheet import LineKind

_Held = TypeVar("_Held")


def count_from_project(
    contract: Contract,
    folder: Path,
    year: int,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    options: ExperienceOptions,
    *,
    interim: bool = False,
) -> ExperienceFigures:
    """Count what every stream needs. ClaimsError where the project is not sound; ContractError where terms are not."""
    project = open_project(folder)
    require_sound(project)
    sources = replace(sources_of(contract, options, project.source_files), interim=interim)
    with open_engine(options.engine, progress=options.progress) as engine:
        project.attach_all(engine)
        counted = [
            model.experience(_request(contract, stream, year, parameters), engine, sources)
            for stream in contract.streams
            if (model := models[stream.model]).experience is not None
        ]
        figures = _together(each.figures for each in counted)
        columns = _together(each.columns for each in counted)
        sheets = worksheets(contract, year, models, parameters, columns)
        # More is counted than every contract has lines for; what no line asks for is no input.
        asked = {line.name for sheet in sheets.values() for line in sheet.of_kind(LineKind.INPUT)}
        used = {name: held for name, held in figures.items() if name in asked}
        if options.inspect is not None:
            options.inspect(partial(list_behind, engine), used, sheets)
    if not figures:
        raise ContractError(
            Fault(
                "no stream of this contract is counted from claim lines",
                contract.name,
                fix="give headline numbers with --inputs",
            )
        )
    notes = [finding.without_people() for finding in project.findings]
    notes += [note for each in counted for note in each.notes]
    return ExperienceFigures(used, tuple(dict.fromkeys(notes)), columns)


def _together(held: Iterable[Mapping[str, _Held]]) -> dict[str, _Held]:
    return {name: each for one in held for name, each in one.items()}


def _request(contract: Contract, stream: PaymentStream, year: int, parameters: ParameterSet) -> WorksheetRequest:
    return WorksheetRequest(
        stream, contract.agreement, performance_year_of(contract, year), parameters, contract.scorecard
    )


def factors_from_project(
    contract: Contract,
    folder: Path,
    year: int,
    into: Path,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    options: ExperienceOptions,
) -> tuple[Path, ...]:
    """Write the files of factors of the contract's model that reads some, counted from everybody in a project folder.

    ContractError if no stream reads factors.
    """
    project = open_project(folder)
    require_sound(project)
    for stream in contract.streams:
        factors = models[stream.model].factors
        if factors is not None:
            request = _request(contract, stream, year, parameters)
            with open_engine(options.engine, progress=options.progress) as engine:
                project.attach_all(engine)
                sources = sources_of(contract, options, project.source_files)
                return tuple(factors.count(request, engine, sources, into))
    with_factors = [name for name, model in models.items() if model.factors is not None]
    raise ContractError(
        Fault(
            "no stream of this contract reads files of factors",
            contract.name,
            why=f"its models are {', '.join(sorted({each.model for each in contract.streams}))}",
            fix=f"payment models that read factors: {', '.join(with_factors)}",
        )
    )
