"""Quality under a contract: a provider's scorecard, evidence for open gaps, what a point is worth, how likely it is."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from openvbc.api.arguments import ContractLike, InputsLike, PeriodLike, contract_worksheets, load_contract
from openvbc.api.paths import PathLike, given_path, path_of
from openvbc.api.result import Result
from openvbc.api.settled import Scorecard
from openvbc.api.settling import settle
from openvbc.contract.model import Contract
from openvbc.errors import Fault, UsageError
from openvbc.quality.evidence import Answer, answer_evidence
from openvbc.quality.evidence import accept_evidence as close_gaps
from openvbc.quality.gap_list import GapList, count_gaps, read_gap_list
from openvbc.quality.probability import Likelihood
from openvbc.reports.scorecard.gap_files import (
    answers_csv,
    figures_yaml,
    gap_list_csv,
    gap_report,
    last_day_notes,
    last_day_words,
)
from openvbc.reports.scorecard.sensitivity import Sensitivity
from openvbc.settlement.deliveries import evidence_due
from openvbc.settlement.next_steps import Worth
from openvbc.settlement.settle import performance_year_of


def scorecard(
    contract: ContractLike,
    inputs: InputsLike | None = None,
    *,
    period: PeriodLike | None = None,
    status: str | None = None,
    organization: str | None = None,
    members: PathLike | None = None,
) -> Scorecard:
    """A provider's scorecard: where each measure stands, what the next step is worth, open gaps.

    members: the list of members by measure (.csv), from which open gaps are read. organization: which one of a table.
    """
    settled = settle(contract, inputs, period=period, status=status, organization=organization)
    return settled.scorecard(members)


def sensitivity(
    contract: ContractLike,
    inputs: InputsLike | None = None,
    *,
    period: PeriodLike | None = None,
    status: str | None = None,
    organization: str | None = None,
) -> Result[Sensitivity]:
    """What quality is worth under a contract: dollars per point of each measure, cliffs, steepness at mid-market.

    Every figure is a difference of two whole settlements, over all payment streams.
    """
    return settle(contract, inputs, period=period, status=status, organization=organization).sensitivity()


def what_if(
    contract: ContractLike,
    inputs: InputsLike | None = None,
    *,
    period: PeriodLike | None = None,
    status: str | None = None,
    organization: str | None = None,
) -> Result[tuple[Worth, ...]]:
    """What the next step of each measure is worth under a contract, such as the next decile of a MIPS measure."""
    return settle(contract, inputs, period=period, status=status, organization=organization).what_if()


def probability(
    contract: ContractLike,
    inputs: InputsLike | None = None,
    *,
    period: PeriodLike | None = None,
    status: str | None = None,
    organization: str | None = None,
    thresholds: Sequence[str | Decimal] = (),
    to_come: int | Mapping[str, int] | None = None,
    rate_is_certain: bool = False,
    draws: int = 100_000,
    seed: int = 1,
    simulate: bool = False,
) -> Result[Likelihood]:
    """How likely measures and the quality score reach their thresholds, given the cases.

    thresholds: of the quality score, such as "70%"; the contract's own if none. to_come, rate_is_certain, draws,
    seed, simulate: see `Settled.probability`.
    """
    settled = settle(contract, inputs, period=period, status=status, organization=organization)
    return settled.probability(
        thresholds, to_come=to_come, rate_is_certain=rate_is_certain, draws=draws, seed=seed, simulate=simulate
    )


def accept_evidence(
    contract: ContractLike,
    members: PathLike,
    evidence: PathLike | None = None,
    *,
    period: PeriodLike | None = None,
    received: date | None = None,
    due: date | None = None,
) -> Result[GapList]:
    """Check a list of members by measure, accept evidence for open gaps, and count the figures of a contract.

    members: a CSV member,measure,status,date,evidence; status is met, open or excluded. evidence: a CSV
    member,measure,date,kind,evidence; every row is accepted, or InputError tells the reason of each refused row and
    none is. period: may be left out where the contract has one year. `files` has the list and the figures.

    received: the day on which the evidence came. Then each row has an answer of its own, accepted or refused with the
    reason, in `answers.csv` of `files`. After the due day every row is refused: the one that the contract's duty to
    deliver supplemental data has for the period, or `due` in its place, which is told.
    """
    if received is None and due is not None:
        raise UsageError(Fault("a due day needs the day of receipt", fix="name the day on which the file came too"))
    if evidence is None and received is not None:
        raise UsageError(Fault("a day of receipt is of a file of evidence, and none is named", fix="name the file"))
    checked = load_contract(contract)
    year = performance_year_of(checked, _period(checked, period))
    agreed = checked.in_year(year).agreed_scorecard.terms
    listed = read_gap_list(path_of(members, "a list of members"), agreed)
    sent, told = given_path(evidence, "a file of evidence"), ""
    agreed_due = evidence_due(checked, year)
    last = due if due is not None or agreed_due is None else agreed_due.due
    clause = last_day_words(agreed_due) if agreed_due is not None and agreed_due.due == last else "as given"
    answers: tuple[Answer, ...] = ()
    if sent is not None:
        before = len([row for row in listed.rows if row.status == "met"])
        if received is None:
            listed = close_gaps(listed, sent, agreed, year)
        else:
            listed, answers = answer_evidence(listed, sent, agreed, year, received, last, clause)
        closed = len([row for row in listed.rows if row.status == "met"]) - before
        told = f"{closed} gap{'s' if closed != 1 else ''} closed by {sent.name}"
        refused = len([each for each in answers if each.refused])
        told += f", {refused} of {len(answers)} rows refused" if refused else ""
    figures = count_gaps(listed, agreed, *_gap_terms(checked, year.key))
    files = {"members.csv": gap_list_csv(listed), "figures.yaml": figures_yaml(figures)}
    if received is not None:
        files["answers.csv"] = answers_csv(answers)
    notes = () if sent is None else tuple(last_day_notes(agreed_due, due, received))
    return Result(listed, gap_report(listed, agreed, told, notes), files=files)


def _period(contract: Contract, period: PeriodLike | None) -> PeriodLike:
    years = contract.agreement.performance_years
    if period is None and len(years) > 1:
        fix = f"name --year, one of {', '.join(each.name for each in years)}"
        raise UsageError(Fault("the contract has several performance years", fix=fix))
    return period if period is not None else years[0].key


def _gap_terms(contract: Contract, period: PeriodLike) -> tuple[Mapping[str, Decimal] | None, Decimal | None]:
    """What a closed gap pays by measure, and the cap for one member, where a stream agrees them."""
    for sheet in contract_worksheets(contract, period).values():
        if "payment_per_gap" in sheet:
            rates = sheet["payment_per_gap"].value
            cap = sheet["member_cap"].value if "member_cap" in sheet else None
            if isinstance(rates, Mapping):
                agreed = {key: rate for key, rate in rates.items() if isinstance(rate, Decimal)}
                return agreed, cap if isinstance(cap, Decimal) else None
    return None, None
