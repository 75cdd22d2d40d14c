"""A plan carried out: who divided what, who shared it, and what each participant receives in all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Final

from openvbc.contract.distribution_plan import Fund, Split
from openvbc.contract.distribution_plan_checks import AgreedPlan
from openvbc.distribution.participants import Participant, Participants
from openvbc.distribution.received import SettledStream
from openvbc.distribution.sharing_sheet import SHARE
from openvbc.money import EXACT, ZERO
from openvbc.worksheet.evaluate import Evaluation

#: What a sharing is for, beside the pools of a split.
LOSSES, CONTRIBUTIONS, GUARANTEE = "losses", "contributions", "guarantee"
_OWED: Final = (LOSSES, CONTRIBUTIONS)
#: The ways in which money is used: shared with those below, kept by who divides, put into the reserve or taken from it,
#: paid out of the organization, held back, set aside for a purpose.
SHARED, RETAINED, RESERVE, PAID_OUT, HELD_BACK, PURPOSE = (
    "shared",
    "retained",
    "reserve",
    "paid_out",
    "held_back",
    "purpose",
)


def added(amounts: Iterable[Decimal]) -> Decimal:
    """Amounts added up exactly."""
    total = ZERO
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total


def amounts_of(evaluation: Evaluation, line: str) -> Mapping[str, Decimal]:
    """The amounts of a line over one axis, by member; those that are there."""
    held = evaluation.values[line]
    if not isinstance(held, Mapping):
        raise TypeError(f"line {line} has one amount, and one for each member is asked for")
    return {key: value for key, value in held.items() if isinstance(value, Decimal)}


@dataclass(frozen=True)
class Shared:
    """One amount and who shared it.

    name: the pool's, or losses, contributions, guarantee. label: in words. members: who shares, in the sheet's order.
    """

    name: str
    label: str
    evaluation: Evaluation
    members: tuple[Participant, ...]

    @property
    def is_owed(self) -> bool:
        """Whether it is borne rather than received."""
        return self.name in _OWED

    @cached_property
    def shares(self) -> Mapping[str, Decimal]:
        """What each member receives of it; below zero what it bears."""
        shares = amounts_of(self.evaluation, SHARE)
        return {key: EXACT.subtract(ZERO, value) for key, value in shares.items()} if self.is_owed else shares

    def amount(self, line: str) -> Decimal:
        """A single line in dollars; zero where the sheet has none such."""
        value = self.evaluation.values.get(line)
        return value if isinstance(value, Decimal) else ZERO


@dataclass(frozen=True)
class UseOfMoney:
    """One use of what came in: its kind, the step or pool, and the amount, below zero where it brought money.

    counts_as: what it is in the public report; "" where the plan does not say.
    """

    kind: str
    name: str
    label: str
    amount: Decimal
    counts_as: str = ""


@dataclass(frozen=True)
class Node:
    """One who divides, for one fund: the organization or a participant, its worksheet, and who shared what.

    holder: None for the organization. split: None where it keeps all. entered: what came in. received: what each
    participant below gets of the fund. uses: what became of what came in, to the cent.
    """

    fund: Fund
    holder: Participant | None
    split: Split | None
    entered: Decimal
    evaluation: Evaluation | None = None
    shared: tuple[Shared, ...] = ()
    received: Mapping[str, Decimal] = field(default_factory=dict)
    uses: tuple[UseOfMoney, ...] = ()

    @property
    def identifier(self) -> str:
        """The holder's identifier; "" for the organization."""
        return self.holder.identifier if self.holder is not None else ""

    def used(self, kind: str) -> Decimal:
        """What one kind of use takes of it."""
        return added(use.amount for use in self.uses if use.kind == kind)

    @property
    def difference(self) -> Decimal:
        """What came in less all uses: zero, or the level does not close."""
        return EXACT.subtract(self.entered, added(use.amount for use in self.uses))


@dataclass(frozen=True)
class Distribution:
    """A plan carried out.

    nodes: by fund and identifier of who divides; "" is the organization. reserve_before, reserve_after: None where the
    plan has no reserve. notes: what is to be said of it. fingerprint: SHA-256 of plan, settlements, amounts,
    participants and program version.
    """

    plan: AgreedPlan
    streams: tuple[SettledStream, ...]
    participants: Participants
    nodes: Mapping[tuple[str, str], Node]
    reserve_before: Decimal | None
    reserve_after: Decimal | None
    notes: tuple[str, ...]
    fingerprint: str

    @cached_property
    def by_participant(self) -> Mapping[str, tuple[tuple[Node, Shared], ...]]:
        """Where each participant shares: the node of who divides, and what is shared there."""
        found: dict[str, list[tuple[Node, Shared]]] = {name: [] for name in self.participants.rows}
        for node in self.nodes.values():
            for shared in node.shared:
                for member in shared.members:
                    found[member.identifier].append((node, shared))
        return {name: tuple(each) for name, each in found.items()}

    @cached_property
    def amounts(self) -> Mapping[str, Decimal]:
        """What each participant receives of all funds, before it divides it itself; below zero what it owes."""
        found: dict[str, Decimal] = dict.fromkeys(self.participants.rows, ZERO)
        for node in self.nodes.values():
            for name, amount in node.received.items():
                found[name] = EXACT.add(found[name], amount)
        return found

    @cached_property
    def kept(self) -> Mapping[str, Decimal]:
        """What stays with each participant after it has passed on what is for those below."""
        found = dict(self.amounts)
        for (_, name), node in self.nodes.items():
            if name:
                found[name] = EXACT.subtract(found[name], node.used(SHARED))
        return found

    @property
    def entered(self) -> Decimal:
        """What came in together."""
        return added(node.entered for (_, name), node in self.nodes.items() if not name)

    def node(self, fund: str, identifier: str = "") -> Node | None:
        """Who divides a fund; None where that participant divides nothing."""
        return self.nodes.get((fund, identifier))
