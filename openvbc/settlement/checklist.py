"""The checklists of a contract for one performance year: one for each payment stream that has one."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack

from openvbc.checklist.record import Answered, Checklist
from openvbc.claims.warehouse.opened import open_claims
from openvbc.claims.warehouse.place import ClaimsPlace
from openvbc.contract.model import Contract, PaymentStream
from openvbc.errors import ContractError, Fault, FileError
from openvbc.figures import FileDigest
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import PaymentModel
from openvbc.periods import PerformanceYear
from openvbc.settlement.experience_options import ExperienceOptions, experience_request, worksheet_request
from openvbc.settlement.settle import performance_year_of
from openvbc.yamlfile import digest


def checklists(
    contract: Contract,
    place: ClaimsPlace | None,
    period: int | str | None,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    options: ExperienceOptions,
) -> tuple[Checklist, ...]:
    """The checklists of a contract. place: of the claims; None for what the contract alone tells.

    period: the performance year, or the name of what is settled; None for the agreement's first. ContractError if no
    stream has a checklist, FileError if a file or the claims are not there.
    """
    chosen = performance_year_of(
        contract, period if period is not None else contract.agreement.performance_years[0].key
    )
    contract = contract.in_year(chosen)
    agreed = [each for each in contract.streams if each.is_agreed]
    streams = [(each, hook) for each in agreed if (hook := models[each.model].checklist) is not None]
    if not streams:
        known = [name for name, model in models.items() if model.checklist is not None]
        raise ContractError(
            Fault(
                "no payment stream of this contract has a checklist",
                contract.name,
                why=f"its models are {', '.join(sorted({each.model for each in contract.streams}))}",
                fix=f"checklists are of {' and '.join(known)}",
            )
        )
    files = tuple(_files(options))
    found = []
    with ExitStack() as stack:
        claims = None
        if place is not None:
            claims = stack.enter_context(
                open_claims(place, options.engine, options.progress, recount=options.recount, unsound_is_told=True)
            )
        for stream, answer in streams:
            asked = experience_request(contract, stream, chosen.key, models, parameters, options)
            scope = claims.engine.open_scope(stream.name) if claims is not None else None
            answered = answer(worksheet_request(contract, stream, chosen.key, parameters), asked, scope, claims)
            title = models[stream.model].title
            found.append(_checklist(contract, stream, title, answered, chosen, named=period is not None, files=files))
    return tuple(found)


def _files(options: ExperienceOptions) -> Iterator[FileDigest]:
    path = options.participants
    if path is None:
        return
    if not path.is_file():
        raise FileError(Fault("there is no such file", str(path), fix="give the list of participants (.csv)"))
    yield FileDigest(path.name, digest(path))


def _checklist(
    contract: Contract,
    stream: PaymentStream,
    title: str,
    answered: Answered,
    period: PerformanceYear,
    *,
    named: bool,
    files: tuple[FileDigest, ...],
) -> Checklist:
    data, counted = answered.held, answered.counted
    notes = (data.findings if data is not None else ()) + tuple(
        finding.without_people() for finding in (counted.findings if counted is not None else ())
    )
    return Checklist(
        contract=contract.name,
        provider=contract.file.parties.provider.name,
        stream=stream.name,
        title=title,
        organization=answered.organization,
        period=period,
        period_named=named,
        steps=answered.steps,
        notes=tuple(dict.fromkeys(notes)),
        files=(FileDigest("the contract", contract.digest), *files, *(data.files if data is not None else ())),
        data=data.fingerprint if data is not None else "",
        queries=dict(counted.queries) if counted is not None else {},
    )
