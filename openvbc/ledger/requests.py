"""What may be asked of the books: post a settlement, an accrual, a distribution, a payment, an advance, a recoupment.

A request knows what it comes to only when it sees what stands in the books: a settlement that follows an interim one
posts the difference, and a payment clears what is due.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from openvbc.distribution.result import HELD_BACK, PAID_OUT, PURPOSE, RESERVE, Distribution
from openvbc.errors import Fault, LedgerError
from openvbc.ledger.accounts import (
    ACCRUED,
    DUE,
    RESULT,
    SHARED,
    Account,
    Balances,
    Pair,
    Place,
    brought_to,
    cents_of,
    net_of,
    shown_cents,
)
from openvbc.ledger.entry import Entry, Item, Kind, Posting
from openvbc.settlement.settle import Settlement, Status
from openvbc.settlement.settlement_record import record_of

ACCRUAL, REOPENED = "accrual", "reopened"
_FINAL: Final = (Status.FINAL.value, REOPENED)


class Standing(NamedTuple):
    """What stands in the books of an item before a posting.

    balances: cents by place. entries: what states an amount and is not reversed, oldest first. advances: outstanding
    under the contract, over all periods. settled: fingerprints of settlements that are posted and not reversed.
    sign: +1 in the provider's books, −1 in the payer's.
    """

    balances: Balances
    entries: Sequence[Entry]
    advances: int
    settled: frozenset[str]
    sign: int

    def last(self, *kinds: Kind) -> Entry | None:
        """The newest entry of these kinds; None if there is none."""
        return next((each for each in reversed(self.entries) if each.posting.kind in kinds), None)

    def recognized(self) -> Mapping[str, int]:
        """What each stream is taken to bring (+) or cost, accruals under ""."""
        found: dict[str, int] = {}
        for place, cents in self.balances.items():
            if place.account in (RESULT.debit, RESULT.credit):
                found[place.stream] = found.get(place.stream, 0) - cents
        return found


@dataclass(frozen=True)
class Request:
    """Something to be posted. effective_on: the day on which it counts. due_on: when it is to be paid."""

    item: Item
    effective_on: date
    due_on: date
    reason: str

    @property
    def key(self) -> str:
        """By what it is known, so that it is posted once."""
        raise NotImplementedError

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Settlements that must be in the books before it."""
        return ()

    @property
    def content(self) -> str:
        """The document that it rests on; "" for none."""
        return ""

    @property
    def moves_money(self) -> bool:
        """Whether amounts change by it, so that it may not count in a period that is closed."""
        return True

    def posting(self, standing: Standing) -> Posting:
        """What is to be posted now. LedgerError where the books do not allow it."""
        raise NotImplementedError

    def same(self, entry: Entry) -> bool:
        """Whether an entry of this key says the same."""
        return entry.posting.item.key == self.item.key

    def _posting(self, kind: Kind, lines: Iterator[tuple[Place, int]], status: str = "") -> Posting:
        return Posting(
            kind, self.key, self.item, tuple(lines), self.effective_on, self.due_on, reason=self.reason, status=status
        )


@dataclass(frozen=True)
class PostSettlement(Request):
    """A settlement: what each stream comes to, in cents, above zero what the provider receives.

    reopens: whether it takes the place of a final one.
    """

    status: Status
    fingerprint: str
    version: str
    streams: Mapping[str, int]
    record: str = field(repr=False)
    reopens: bool = False

    @classmethod
    def of(
        cls, settlement: Settlement, *, on: date, due: date | None = None, reason: str = "", reopens: bool = False
    ) -> "PostSettlement":
        """The posting of a settlement. What the streams come to adds up to the net payment in cents."""
        amounts = {each.stream.name: each.outcome for each in settlement.streams}
        streams = {name: cents_of(value) for name, value in amounts.items() if isinstance(value, Decimal)}
        if streams:
            *others, last = streams  # the net payment is what is paid; the last stream takes the cent that is over
            streams[last] = cents_of(settlement.net_payment) - sum(streams[name] for name in others)
        return cls(
            item_of(settlement), on, due or on, reason, settlement.status, settlement.fingerprint,
            settlement.contract.digest, streams, record_of(settlement), reopens,
        )  # fmt: skip

    @property
    def key(self) -> str:
        """By what it is known, so that it is posted once."""
        return f"settlement:{self.fingerprint}"

    @property
    def content(self) -> str:
        """The record of the settlement."""
        return self.record

    def posting(self, standing: Standing) -> Posting:
        """The difference to what the books say already."""
        before = standing.last(Kind.SETTLEMENT)
        status = _status(before, self.status.value, self.item, reopens=self.reopens)
        return self._posting(Kind.SETTLEMENT, self._lines(standing), status)._replace(
            version=self.version,
            fingerprint=self.fingerprint,
            document=hashlib.sha256(self.record.encode()).hexdigest(),
        )

    def _lines(self, standing: Standing) -> Iterator[tuple[Place, int]]:
        """The difference to what the books say already; an accrual goes, since the settlement is the better figure."""
        balances, settled = standing.balances, dict(standing.recognized())
        settled.pop("", None)
        yield from brought_to(ACCRUED, 0, balances)
        yield from brought_to(RESULT, 0, balances)
        change = 0
        for stream in dict.fromkeys((*settled, *self.streams)):
            wanted = standing.sign * self.streams.get(stream, 0)
            yield from brought_to(RESULT, -wanted, balances, stream)
            change += wanted - settled.get(stream, 0)
        yield from brought_to(DUE, net_of(DUE, balances) + change, balances)


@dataclass(frozen=True)
class PostAccrual(Request):
    """What a period is expected to come to in all, in cents, before it is settled; above zero for the provider.

    reference: of the estimate, such as the booking figure's.
    """

    cents: int
    reference: str

    @property
    def key(self) -> str:
        """By what it is known, so that it is posted once."""
        return f"accrual:{':'.join(self.item.key)}:{self.reference}"

    def posting(self, standing: Standing) -> Posting:
        """What is expected beside what is settled."""
        before = standing.last(Kind.SETTLEMENT)
        if before is not None and before.posting.status in _FINAL:
            raise LedgerError(
                Fault(
                    f"{self.item.words} is settled finally in entry {before.number}",
                    why="nothing is to be expected any more",
                    fix="post a reopened settlement if it changes",
                )
            )
        return self._posting(Kind.ACCRUAL, self._lines(standing), ACCRUAL)._replace(version=shown_cents(self.cents))

    def same(self, entry: Entry) -> bool:
        """Whether an entry of this reference is of the same item and amount."""
        return super().same(entry) and entry.posting.version == shown_cents(self.cents)

    def _lines(self, standing: Standing) -> Iterator[tuple[Place, int]]:
        settled = sum(cents for stream, cents in standing.recognized().items() if stream)
        accrued = standing.sign * self.cents - settled
        yield from brought_to(RESULT, -accrued, standing.balances)
        yield from brought_to(ACCRUED, accrued, standing.balances)


@dataclass(frozen=True)
class PostDistribution(Request):
    """What a plan makes of what was settled: cents to each participant, held back, in the reserve, set aside, paid out.

    amounts: by place; below zero what a participant bears.
    """

    status: Status
    fingerprint: str
    version: str
    settlements: tuple[str, ...]
    amounts: Mapping[tuple[Pair | Account, str], int]
    reopens: bool = False

    @classmethod
    def of(
        cls, found: Distribution, *, on: date, due: date | None = None, reason: str = "", reopens: bool = False
    ) -> "PostDistribution":
        """The posting of a distribution."""
        terms = found.plan.terms
        # What the organization itself keeps is its own already, and needs no entry.
        kept_for: Mapping[str, Pair | Account] = {
            HELD_BACK: Account.HELD_BACK,
            RESERVE: Account.RESERVE,
            PURPOSE: Account.SET_ASIDE,
            PAID_OUT: SHARED,
        }
        amounts: dict[tuple[Pair | Account, str], int] = {
            (SHARED, name): cents_of(amount) for name, amount in found.kept.items() if amount
        }
        for (_, holder), node in found.nodes.items():
            for use in node.uses if not holder else ():
                if use.kind in kept_for and use.amount:
                    place = (kept_for[use.kind], use.name)
                    amounts[place] = amounts.get(place, 0) + cents_of(use.amount)
        item = Item(terms.plan, "", terms.organization, f"{terms.start} to {terms.end}", terms.start, terms.end)
        final = all(each.status == Status.FINAL.value for each in found.streams)
        return cls(
            item, on, due or on, reason, Status.FINAL if final else Status.INTERIM, found.fingerprint,
            found.plan.sha256, tuple(dict.fromkeys(each.fingerprint for each in found.streams)), amounts, reopens,
        )  # fmt: skip

    @property
    def key(self) -> str:
        """By what it is known, so that it is posted once."""
        return f"distribution:{self.fingerprint}"

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """The settlements that are distributed."""
        return self.settlements

    def posting(self, standing: Standing) -> Posting:
        """The difference to an earlier distribution of the plan."""
        missing = [each for each in self.settlements if each not in standing.settled]
        if missing:
            raise LedgerError(
                Fault(
                    f"settlement {missing[0][:12]} is distributed, and it is not in the books",
                    self.item.contract,
                    why="money would be owed to participants that nobody is known to owe the organization",
                    fix="post the settlement first",
                )
            )
        status = _status(standing.last(Kind.DISTRIBUTION), self.status.value, self.item, reopens=self.reopens)
        return self._posting(Kind.DISTRIBUTION, self._lines(standing), status)._replace(
            version=self.version, fingerprint=self.fingerprint
        )

    def _lines(self, standing: Standing) -> Iterator[tuple[Place, int]]:
        """The difference to what an earlier distribution of the plan came to, which payments have not cleared."""
        before: dict[tuple[Pair | Account, str], int] = {}
        for place, cents in standing.balances.items():
            if place.account is Account.DISTRIBUTIONS and place.stream:
                before[_place_of(place.stream), place.party] = cents
        for at in dict.fromkeys((*before, *self.amounts)):
            where, party = at
            change = self.amounts.get(at, 0) - before.get(at, 0)
            if not change:
                continue
            name = where.value if isinstance(where, Account) else _SHARES
            yield Place(Account.DISTRIBUTIONS, name, party), change
            if isinstance(where, Pair):
                net = net_of(where, standing.balances, party=party)
                yield from brought_to(where, net - change, standing.balances, party=party)
            else:
                yield Place(where, party=party), -change


_SHARES: Final = "shares"


def _place_of(name: str) -> Pair | Account:
    return SHARED if name == _SHARES else Account(name)


@dataclass(frozen=True)
class PostPayment(Request):
    """Money that came in (cents above zero) or went out, for an item.

    reference: the bank's, by which a payment is known. party: the participant, where it is one of a distribution.
    """

    cents: int
    reference: str
    party: str = ""

    @property
    def key(self) -> str:
        """By what it is known, so that it is posted once."""
        return f"payment:{self.reference}"

    def same(self, entry: Entry) -> bool:
        """Whether an entry of this reference is of the same item, participant and amount."""
        return super().same(entry) and (Place(Account.CASH, party=self.party), self.cents) in entry.posting.lines

    def posting(self, standing: Standing) -> Posting:
        """The cash, and what it clears."""
        pair = SHARED if self.party else DUE
        if not standing.last(*((Kind.DISTRIBUTION,) if self.party else (Kind.SETTLEMENT,))):
            raise LedgerError(
                Fault(
                    f"nothing is posted for {self.item.words}",
                    why="a payment clears what is due, and nothing is",
                    fix="post the settlement or the distribution first; what is paid before it is an advance",
                )
            )
        if self.party and not any(place.party == self.party for place in standing.balances):
            raise LedgerError(
                Fault(
                    f"{self.party} shares in nothing of {self.item.words}", fix="name a participant of the distribution"
                )
            )
        return self._posting(Kind.PAYMENT, self._lines(pair, standing.balances))

    def _lines(self, pair: Pair, balances: Balances) -> Iterator[tuple[Place, int]]:
        yield Place(Account.CASH, party=self.party), self.cents
        net = net_of(pair, balances, party=self.party)
        yield from brought_to(pair, net - self.cents, balances, party=self.party)


@dataclass(frozen=True)
class PostAdvance(Request):
    """Money paid before there is a settlement, which settlements recoup; in cents, above zero what the provider got."""

    cents: int
    reference: str

    @property
    def key(self) -> str:
        """By what it is known, so that it is posted once."""
        return f"advance:{self.reference}"

    def same(self, entry: Entry) -> bool:
        """Whether an entry of this reference is of the same item and amount."""
        return super().same(entry) and abs(entry.posting.lines[0][1]) == self.cents

    def posting(self, standing: Standing) -> Posting:
        """The cash, and that it is to be recouped."""
        cents = standing.sign * self.cents
        lines = ((Place(Account.CASH), cents), (Place(Account.ADVANCES), -cents))
        return self._posting(Kind.ADVANCE, iter(lines))


@dataclass(frozen=True)
class PostRecoupment(Request):
    """Cents of an advance that are taken from what a settlement pays."""

    cents: int
    reference: str

    @property
    def key(self) -> str:
        """By what it is known, so that it is posted once."""
        return f"recoupment:{self.reference}"

    def same(self, entry: Entry) -> bool:
        """Whether an entry of this reference is of the same item and amount."""
        return super().same(entry) and abs(entry.posting.lines[0][1]) == self.cents

    def posting(self, standing: Standing) -> Posting:
        """What is taken back, and what it clears."""
        outstanding = -standing.sign * standing.advances
        if self.cents > outstanding:
            raise LedgerError(
                Fault(
                    f"{shown_cents(self.cents)} is to be recouped, and {shown_cents(outstanding)} is outstanding",
                    self.item.contract,
                    why="more would be taken back than was advanced",
                    fix="recoup no more than is outstanding",
                )
            )
        return self._posting(Kind.RECOUPMENT, self._lines(standing))

    def _lines(self, standing: Standing) -> Iterator[tuple[Place, int]]:
        cents = standing.sign * self.cents
        yield Place(Account.ADVANCES), cents
        yield from brought_to(DUE, net_of(DUE, standing.balances) - cents, standing.balances)


def item_of(settlement: Settlement) -> Item:
    """What a settlement's postings are about."""
    period = settlement.performance_year
    return Item(
        settlement.contract.name,
        settlement.contract.file.parties.payer.name,
        settlement.provider_name,
        period.name,
        period.period.start,
        period.period.last_day,
    )


def _status(before: Entry | None, status: str, item: Item, *, reopens: bool) -> str:
    """The status under which it is posted. LedgerError where it would undo a final one without saying so."""
    if before is None or before.posting.status not in _FINAL:
        if reopens:
            raise LedgerError(
                Fault(f"{item.words} is not final, so there is nothing to reopen", fix="post it as it is")
            )
        return status
    if status not in _FINAL:
        raise LedgerError(
            Fault(
                f"{item.words} is final in entry {before.number}, and this is an interim one",
                why="what is final would be undone by an estimate",
                fix=f"reverse entry {before.number} first, or settle finally and reopen",
            )
        )
    if not reopens:
        raise LedgerError(
            Fault(
                f"{item.words} is final in entry {before.number} already, from other figures",
                why="a final settlement changes only where it is reopened",
                fix="say that it reopens it (--reopens), and why (--reason)",
            )
        )
    return REOPENED
