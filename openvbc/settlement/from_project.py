"""Figures counted from a project folder: each stream's payment model counts on one engine that holds its tables."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from openvbc.claims.engine.listing import list_behind
from openvbc.claims.engine.opening import open_engine
from openvbc.claims.project.project import Project, open_project
from openvbc.claims.project.sound import require_sound
from openvbc.contract.model import Contract
from openvbc.errors import ContractError, Fault
from openvbc.figures import Figures
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.mssp.counting.write_factors import count_factors
from openvbc.payment_models.record import ClaimsSources, CountedInputs, PaymentModel, WorksheetRequest
from openvbc.settlement.count_options import CountOptions
from openvbc.settlement.settle import performance_year_of, worksheets
from openvbc.worksheet.sheet import LineKind


def is_project(folder: Path) -> bool:
    """Whether a folder is a project folder: it holds a manifest."""
    return (folder / "manifest.json").is_file()


def count_from_project(
    contract: Contract,
    folder: Path,
    year: int,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    options: CountOptions,
    *,
    interim: bool = False,
) -> CountedInputs:
    """Count what every stream needs. ClaimsError where the project is not sound; ContractError where terms are not.

    interim: whether claims of the year may still come in, which a contract may complete.
    """
    project = open_project(folder)
    require_sound(project)
    figures: Figures = {}
    notes: list[str] = [finding.without_people() for finding in project.findings]
    columns: dict[str, tuple[str, ...]] = {}
    sources = replace(_sources(contract, project, options), interim=interim)
    with open_engine(options.engine, progress=options.progress) as engine:
        project.attach_all(engine)
        for stream in contract.streams:
            model = models[stream.model]
            if model.count_claims is None:
                continue
            request = WorksheetRequest(
                stream, contract.agreement, performance_year_of(contract, year), parameters, contract.scorecard
            )
            counted = model.count_claims(request, engine, sources)
            figures |= counted.figures
            notes += counted.notes
            columns |= counted.columns
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
                mend="give headline numbers with --inputs",
            )
        )
    return CountedInputs(used, tuple(dict.fromkeys(notes)), columns)


def _sources(contract: Contract, project: Project, options: CountOptions) -> ClaimsSources:
    attribution = contract.file.population.attribution
    return ClaimsSources(
        assignment=attribution.shared_savings_program,
        stepwise=attribution.stepwise,
        geographic=attribution.geographic,
        participants=options.participants,
        factors=options.factors,
        people=options.people,
        files=project.source_files,
        run_out_months=contract.file.agreement.run_out_months,
    )


def factors_from_project(
    contract: Contract, folder: Path, year: int, into: Path, parameters: ParameterSet, options: CountOptions
) -> tuple[Path, Path]:
    """Write national and county factors counted from everybody in a project folder."""
    project = open_project(folder)
    require_sound(project)
    stream = next((each for each in contract.streams if each.model == "mssp"), None)
    if stream is None:
        raise ContractError(Fault("no stream of this contract is of the Shared Savings Program", contract.name))
    request = WorksheetRequest(stream, contract.agreement, performance_year_of(contract, year), parameters)
    with open_engine(options.engine, progress=options.progress) as engine:
        project.attach_all(engine)
        return count_factors(request, engine, _sources(contract, project, options), into)
