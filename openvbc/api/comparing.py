"""Two settlements of a contract: what moved between them, and bridges in bars that add up."""

from datetime import date
from typing import Unpack

from openvbc.api.arguments import ContractLike, Counting, InputsLike, PeriodLike
from openvbc.api.paths import PathLike, path_of
from openvbc.api.result import Result
from openvbc.api.settled import Settled
from openvbc.api.settling import says_its_period, settle
from openvbc.errors import Fault, UsageError
from openvbc.payment_models.registry import payment_models
from openvbc.reports.bridge.bars import BridgePicture
from openvbc.reports.shadow import shadow_report
from openvbc.settlement.compare import StreamComparison
from openvbc.settlement.payer_statement import read_payer_statement
from openvbc.settlement.performance_report import FHIR_SUFFIXES, read_performance_report
from openvbc.settlement.settle import Status
from openvbc.settlement.shadow import ShadowSettlement, shadow_settlement
from openvbc.settlement.stream_sheets import StreamSheets


def compare(
    contract: ContractLike,
    before: InputsLike | None = None,
    after: InputsLike | None = None,
    *,
    contract_after: ContractLike | None = None,
    claims: PathLike | None = None,
    period: PeriodLike | None = None,
    status: str | None = None,
    **counting: Unpack[Counting],
) -> Result[tuple[StreamComparison, ...]]:
    """Settle a contract twice and say which figures moved and what each contributed.

    before, after: headline numbers as `settle` takes them. contract_after: the contract after, if its terms changed.
    claims: a project folder from which the interim settlement is counted, and beside it the final one.
    """
    if claims is None and (before is None or after is None):
        fix = "name before and after (--before, --after), or claims (--claims) to compare interim with final"
        raise UsageError(Fault("two settlements are compared, and not both are named", fix=fix))
    if claims is not None and status is not None:
        what = "with claims the interim settlement is compared with the final one"
        raise UsageError(Fault(what, fix="drop the status (--status)"))
    statuses = (status, status) if claims is None else (Status.INTERIM.value, Status.FINAL.value)
    first = settle(contract, before, claims=claims, period=period, status=statuses[0], **counting)
    later = contract if contract_after is None else contract_after
    second = settle(later, after, claims=claims, period=period, status=statuses[1], **counting)
    return _only(second, "a comparison").compare(_only(first, "a comparison"))


def bridge(
    contract: ContractLike,
    inputs: InputsLike | None = None,
    *,
    claims: PathLike | None = None,
    period: PeriodLike | None = None,
    status: str | None = None,
    before: InputsLike | None = None,
    before_claims: PathLike | None = None,
    before_period: PeriodLike | None = None,
    before_status: str | None = None,
    line: str = "",
    **counting: Unpack[Counting],
) -> Result[tuple[BridgePicture, ...]]:
    """Bridge a benchmark from its base years, or a line from an earlier settlement to a later one, in bars that add up.

    inputs, claims, period, status: of the later settlement, as in `settle`. before, before_claims, before_period,
    before_status: of the earlier one; what is left out is as in the later one. line: which one; the outcome if none.
    """
    has_earlier = (before, before_claims, before_period, before_status) != (None, None, None, None)
    if line and not has_earlier:
        fix = "name an earlier settlement: --before, --before-year or the like"
        raise UsageError(Fault("a line goes with an earlier settlement, and none is named", fix=fix))
    if has_earlier:
        # Headline numbers are counted beside only where it is said; those of a YAML say their period and status.
        counts = before is None or before_period is not None
        if before_claims is None and counts:
            before_claims = claims
        if before is None and before_claims is None:
            fix = "name --before FILE or --before-claims FOLDER"
            raise UsageError(Fault("whence the earlier figures come is not said", fix=fix))
        if before is None or not says_its_period(before):
            before_period = period if before_period is None else before_period
            before_status = before_status or status
    after = _only(settle(contract, inputs, claims=claims, period=period, status=status, **counting), "a bridge")
    if not has_earlier:
        return after.bridge()
    first = settle(contract, before, claims=before_claims, period=before_period, status=before_status, **counting)
    return after.bridge(_only(first, "a bridge"), line)


def shadow(
    contract: ContractLike,
    inputs: InputsLike | None = None,
    *,
    statement: PathLike,
    dated: date | None = None,
    claims: PathLike | None = None,
    period: PeriodLike | None = None,
    status: str | None = None,
    **counting: Unpack[Counting],
) -> Result[ShadowSettlement]:
    """Settle a contract, and split the gap to the payer's statement of it by cause, in parts that add up to the cent.

    statement: the payer's figures by the names of our lines, with what the payer pays (.yaml, .csv, .xlsx), or its
    performance report (FHIR by Da Vinci VBPR: .json, .ndjson). dated: the
    day of the statement, where the file does not say it; the contract's dispute window runs from it.
    """
    settled = _only(settle(contract, inputs, claims=claims, period=period, status=status, **counting), "a statement")
    settlement = settled.settlement_of()
    sheets = StreamSheets.of_contract(
        settlement.contract,
        {each.stream.name: each.evaluation.sheet for each in settlement.streams},
        settlement.performance_year.year,
    )
    path = path_of(statement, "a payer's statement")
    if path.suffix.lower() in FHIR_SUFFIXES:
        models, streams = payment_models(), (each.stream for each in settlement.streams)
        told = {each.name: models[each.model].performance(each.terms) for each in streams}
        stated = read_performance_report(path, sheets, told, settlement.performance_year.period)
    else:
        stated = read_payer_statement(path, sheets, dated)
    found = shadow_settlement(settlement, stated)
    return Result(found, shadow_report(found))


def _only(settled: Settled, what: str) -> Settled:
    if len(settled) != 1:
        raise UsageError(Fault(f"{what} takes one organization, and {len(settled)} are settled"))
    return settled
