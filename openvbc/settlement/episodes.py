"""The episodes of a contract's provider, grouped from a project folder as settling groups them."""

from collections.abc import Mapping
from pathlib import Path

from openvbc.claims.episodes.report import EpisodeReport
from openvbc.claims.project.counting import counting_on
from openvbc.claims.project.project import open_project
from openvbc.claims.project.require_clean import require_sound
from openvbc.contract.model import Contract
from openvbc.errors import ContractError, Fault
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import PaymentModel
from openvbc.settlement.experience_options import ExperienceOptions, experience_request, worksheet_request
from openvbc.settlement.settle import performance_year_of


def episodes_from_project(
    contract: Contract,
    folder: Path,
    year: int | str,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    options: ExperienceOptions,
) -> EpisodeReport:
    """The episodes of the first stream that settles some. ContractError if none does."""
    contract = contract.in_year(performance_year_of(contract, year))
    project = open_project(folder)
    require_sound(project)
    for stream in contract.streams:
        report = models[stream.model].episodes
        if report is not None and stream.is_agreed:
            asked = experience_request(contract, stream, year, models, parameters, options, project.counted_files)
            request = worksheet_request(contract, stream, year, parameters)
            with counting_on(project, options.engine, recount=options.recount, progress=options.progress) as engine:
                return report(request, engine.open_scope(stream.name), asked)
    raise ContractError(
        Fault(
            "no stream of this contract settles episodes",
            contract.name,
            fix="name a contract with a stream of a payment model that does",
        )
    )
