"""Two settlements of a contract: what moved between them, and bridges in bars that add up."""

from collections.abc import Mapping
from datetime import date
from typing import Unpack

from openvbc.api.arguments import ContractLike, Counting, InputsLike, PeriodLike, experience_options, load_contract
from openvbc.api.paths import PathLike, path_of
from openvbc.api.result import Result
from openvbc.api.settled import Settled
from openvbc.api.settling import says_its_period, settle, settle_one
from openvbc.errors import Fault, UsageError
from openvbc.figures import Figures
from openvbc.payment_models.registry import payment_models
from openvbc.reports.bridge.bars import BridgePicture
from openvbc.reports.shadow import members_at_stake_csv, shadow_report
from openvbc.settlement.compare import StreamComparison
from openvbc.settlement.experience_options import Lister
from openvbc.settlement.payer_members import MemberGaps, member_gaps, read_payer_members
from openvbc.settlement.payer_statement import payer_run_out, read_payer_statement
from openvbc.settlement.performance_report import FHIR_SUFFIXES, read_performance_report
from openvbc.settlement.settle import Status
from openvbc.settlement.shadow import ShadowSettlement, shadow_settlement
from openvbc.settlement.stream_sheets import StreamSheets
from openvbc.worksheet.sheet import Worksheet


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
    payer_members: PathLike | None = None,
    members: bool = False,
    dated: date | None = None,
    claims: PathLike | None = None,
    period: PeriodLike | None = None,
    status: str | None = None,
    **counting: Unpack[Counting],
) -> Result[ShadowSettlement]:
    """Settle a contract, and split the gap to the payer's statement of it by cause, in parts that add up to the cent.

    statement: the payer's figures by the names of our lines, with what the payer pays (.yaml, .csv, .xlsx), or its
    performance report (FHIR by Da Vinci VBPR: .json, .ndjson). dated: the day of the statement, where the file does not
    say it; the contract's dispute window runs from it. payer_members: the payer's list of members (.csv, .xlsx), where
    figures are counted from claims: what people on one roster alone cost is then a matter of the roster. Where the
    statement says through which day payments count (paid_through), what was paid between it and our day is one of
    run-out. members: whether `files` has who is behind, with what is at stake.
    """
    listed = read_payer_members(path_of(payer_members, "the payer's members")) if payer_members is not None else None
    path = path_of(statement, "a payer's statement")
    is_report = path.suffix.lower() in FHIR_SUFFIXES
    paid_through = None if is_report else payer_run_out(path)
    found_members: list[MemberGaps] = []

    def inspect(lister: Lister, figures: Figures, sheets: Mapping[str, Worksheet]) -> None:
        if listed is not None or paid_through is not None:
            found_members.append(member_gaps(listed, paid_through, lister, figures, sheets))

    options = experience_options(counting, inspect)
    settlement = settle_one(load_contract(contract), inputs, claims, period, status, options)
    if members and not found_members:
        fix = (
            "count from claims (--claims), and give the payer's list (--payer-members) or paid_through in the statement"
        )
        raise UsageError(Fault("members are asked for, and none stand behind this gap", fix=fix))
    if listed is not None and not any(each.cells for each in found_members):
        fix = "count the figures from claims (--claims), or leave the list out"
        raise UsageError(
            Fault("no figure of this settlement was counted from people's claims", listed.file.name, fix=fix)
        )
    sheets = StreamSheets.of_contract(
        settlement.contract,
        {each.stream.name: each.evaluation.sheet for each in settlement.streams},
        settlement.performance_year.year,
    )
    if is_report:
        models, streams = payment_models(), (each.stream for each in settlement.streams)
        told = {each.name: models[each.model].performance(each.terms) for each in streams}
        stated = read_performance_report(path, sheets, told, settlement.performance_year.period)
    else:
        stated = read_payer_statement(path, sheets, dated)
    found = shadow_settlement(settlement, stated, *found_members)
    return Result(found, shadow_report(found), files={"members.csv": members_at_stake_csv(found)} if members else {})


def _only(settled: Settled, what: str) -> Settled:
    if len(settled) != 1:
        raise UsageError(Fault(f"{what} takes one organization, and {len(settled)} are settled"))
    return settled
