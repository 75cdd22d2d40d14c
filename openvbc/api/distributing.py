"""From what a settlement paid to what each participant receives: cover, statements, payments, disclosure."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from openvbc.api.arguments import ContractLike, InputsLike
from openvbc.api.paths import PathLike, given_path, path_of
from openvbc.api.result import Result
from openvbc.api.settled import Settled
from openvbc.api.settling import settle
from openvbc.api.writing import write_all
from openvbc.contract.distribution_plan_checks import AgreedPlan, load_plan
from openvbc.distribution.compare import compare_plans
from openvbc.distribution.from_files import distribute_files
from openvbc.distribution.result import Distribution
from openvbc.errors import Fault, UsageError
from openvbc.reports.distribution.comparison import comparison
from openvbc.reports.distribution.cover import cover
from openvbc.reports.distribution.disclosure import disclosure
from openvbc.reports.distribution.payments import payment_report
from openvbc.reports.distribution.plan import plan_report
from openvbc.reports.distribution.statement import Statements
from openvbc.settlement.settle import Settlement


class Distributed(Result[tuple[Distribution, ...]]):
    """What a plan distributes, and beside it what other plans would: the cover, or the comparison.

    Without a settlement there is nothing to distribute: then it tells the plan in words, and `plan` is all it has.
    """

    def __init__(self, plan: AgreedPlan, distributions: Sequence[Distribution]) -> None:
        found = tuple(distributions)
        if len(found) > 1:
            document = comparison(compare_plans(list(found)))
        else:
            document = cover(found[0]) if found else plan_report(plan)
        super().__init__(found, document)
        self.plan = plan

    @property
    def distribution(self) -> Distribution:
        """What the plan distributes. UsageError where no settlement was named."""
        if not self.values:
            raise UsageError(Fault("nothing is distributed: no settlement is named", fix="name a settlement"))
        return self.values[0]

    def statement(self, participant: str) -> Result[Distribution]:
        """One participant's cents, line by line."""
        return Result(self.distribution, Statements(self.distribution).of_named(participant))

    @cached_property
    def payments(self) -> Result[Distribution]:
        """The payment file for accounts payable."""
        return Result(self.distribution, payment_report(self.distribution))

    @cached_property
    def disclosure(self) -> Result[Distribution]:
        """The page that makes public how savings were used."""
        return Result(self.distribution, disclosure(self.distribution))

    def write_statements(self, target: PathLike, *, level: str = "") -> int:
        """Write a page and a workbook for each participant into a folder, or into one .zip; how many files that are."""
        from openvbc.reports.distribution.statement_files import planned_statements  # noqa: PLC0415  # templates, workbooks

        return len(write_all(planned_statements(self.distribution, path_of(target, "a folder"), level=level)))


def distribute(
    plan: PathLike,
    settlements: Sequence[Settled | PathLike] = (),
    *,
    contracts: Sequence[ContractLike] = (),
    inputs: Sequence[InputsLike] = (),
    participants: PathLike | None = None,
    amounts: PathLike | None = None,
    others: Sequence[PathLike] = (),
) -> Distributed:
    """Distribute what settlements came to by a plan: a file of its own, or a contract that holds one.

    settlements: as `settle` gives them, or files that `openvbc settle --json` wrote. contracts, inputs: contracts to
    settle first, each with its headline numbers. participants: who shares (.csv). amounts: beside the settlement, such
    as the reserve's balance (.yaml). others: plans to compare with. Without a settlement the plan is checked.
    """
    path = path_of(plan, "a plan")
    if not settlements and not contracts:
        return Distributed(load_plan(path), ())
    if participants is None:
        raise UsageError(Fault("who shares is not said", fix="name --participants FILE"))
    if len(contracts) != len(inputs):
        raise UsageError(
            Fault("each contract is settled from its own figures", fix="name one --inputs FILE for each --contract")
        )
    money: list[Settlement | str | Path] = []
    for each in settlements:
        money += each.values if isinstance(each, Settled) else [path_of(each, "a settlement")]
    for contract, figures in zip(contracts, inputs, strict=True):
        money += settle(contract, figures).values
    sharing, beside = path_of(participants, "a list of participants"), given_path(amounts, "a file of amounts")
    plans = [path, *(path_of(each, "a plan") for each in others)]
    return Distributed(load_plan(path), [distribute_files(each, money, sharing, beside) for each in plans])
