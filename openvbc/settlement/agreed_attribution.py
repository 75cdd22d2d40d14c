"""How a contract attributes people: as it says itself, or by the rules that the payment model of a stream brings."""

from collections.abc import Mapping, Sequence

from openvbc.claims.attribution.terms import AgreedAttribution
from openvbc.claims.member_months.terms import CountPeriod
from openvbc.contract.model import Contract
from openvbc.errors import ContractError, Fault
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import ExperienceBasis, PaymentModel, WorksheetRequest
from openvbc.payment_models.shared_savings.counting.attribution import agreed_attribution
from openvbc.settlement.settle import performance_year_of


def attribution_of(
    contract: Contract,
    year: int,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    sources: ExperienceBasis,
    periods: Sequence[CountPeriod] | None = None,
) -> AgreedAttribution:
    """How the contract attributes in these periods; None: in the performance year, as the stream's model counts it.

    ContractError where the contract does not attribute from claims, or leaves it to a program that no stream is of.
    """
    if sources.assignment is None:
        return agreed_attribution(periods or (), sources)
    for stream in contract.streams:
        attribution = models[stream.model].attribution
        if attribution is not None:
            request = WorksheetRequest(
                stream, contract.agreement, performance_year_of(contract, year), parameters, contract.scorecard
            )
            return attribution(request, sources, periods)
    with_rules = [name for name, model in models.items() if model.attribution is not None]
    raise ContractError(
        Fault(
            "no stream of this contract brings the program's rules of assignment",
            "population.attribution.shared_savings_program",
            why="who belongs to whom cannot be known",
            fix=f"add a payment stream of the model {' or '.join(with_rules)}, or write how people are attributed",
        )
    )
