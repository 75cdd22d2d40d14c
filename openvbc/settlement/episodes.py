"""The episodes of a contract's provider, grouped from claims as settling groups them."""

from collections.abc import Mapping

from openvbc.claims.episodes.report import EpisodeReport
from openvbc.claims.warehouse.opened import open_claims
from openvbc.claims.warehouse.place import ClaimsPlace
from openvbc.contract.model import Contract
from openvbc.errors import ContractError, Fault
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import PaymentModel
from openvbc.settlement.experience_options import ExperienceOptions, experience_request, worksheet_request
from openvbc.settlement.settle import performance_year_of


def episodes_from_project(
    contract: Contract,
    place: ClaimsPlace,
    year: int | str,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    options: ExperienceOptions,
) -> EpisodeReport:
    """The episodes of the first stream that settles some. ContractError if none does."""
    contract = contract.in_year(performance_year_of(contract, year))
    for stream in contract.streams:
        report = models[stream.model].episodes
        if report is not None and stream.is_agreed:
            request = worksheet_request(contract, stream, year, parameters)
            with open_claims(place, options.engine, options.progress, recount=options.recount) as claims:
                files = claims.counted_files
                asked = experience_request(contract, stream, year, models, parameters, options, files)
                return report(request, claims.engine.open_scope(stream.name), asked)
    raise ContractError(
        Fault(
            "no stream of this contract settles episodes",
            contract.name,
            fix="name a contract with a stream of a payment model that does",
        )
    )
