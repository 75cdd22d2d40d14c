"""The accounts of the books, and how an amount that may turn its sign stands on two of them.

Amounts are whole cents; a debit is above zero, a credit below. A mapping leads from these accounts to those of the
general ledger (see `journal`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from openvbc.money import rounded, shifted


class Account(StrEnum):
    """An account of the books."""

    CASH = "cash"
    SETTLEMENT_RECEIVABLE = "settlement_receivable"
    SETTLEMENT_PAYABLE = "settlement_payable"
    ACCRUED_RECEIVABLE = "accrued_receivable"
    ACCRUED_PAYABLE = "accrued_payable"
    ADVANCES = "advances"
    SETTLEMENT_REVENUE = "settlement_revenue"
    SETTLEMENT_LOSS = "settlement_loss"
    DISTRIBUTIONS = "distributions"
    DISTRIBUTIONS_PAYABLE = "distributions_payable"
    DISTRIBUTIONS_RECEIVABLE = "distributions_receivable"
    HELD_BACK = "held_back"
    RESERVE = "reserve"
    SET_ASIDE = "set_aside"

    @property
    def words(self) -> str:
        """As people read it."""
        return self.value.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Pair:
    """Two accounts for what may be above or below zero: what others owe and what is owed, gains and losses."""

    debit: Account
    credit: Account


#: What the other party owes (+), or is owed.
DUE: Final = Pair(Account.SETTLEMENT_RECEIVABLE, Account.SETTLEMENT_PAYABLE)
#: The same, expected and not yet settled.
ACCRUED: Final = Pair(Account.ACCRUED_RECEIVABLE, Account.ACCRUED_PAYABLE)
#: What settlements cost (+), or bring.
RESULT: Final = Pair(Account.SETTLEMENT_LOSS, Account.SETTLEMENT_REVENUE)
#: What participants bear (+), or are to receive.
SHARED: Final = Pair(Account.DISTRIBUTIONS_RECEIVABLE, Account.DISTRIBUTIONS_PAYABLE)


class Place(NamedTuple):
    """Where cents stand: the account; the payment stream, where they are of one; the participant, where of one."""

    account: Account
    stream: str = ""
    party: str = ""


#: Cents by place.
Balances = Mapping[Place, int]


def net_of(pair: Pair, balances: Balances, stream: str = "", party: str = "") -> int:
    """What stands on both accounts of a pair together."""
    return balances.get(Place(pair.debit, stream, party), 0) + balances.get(Place(pair.credit, stream, party), 0)


def brought_to(
    pair: Pair, net: int, balances: Balances, stream: str = "", party: str = ""
) -> Iterator[tuple[Place, int]]:
    """The lines that bring a pair to `net` cents: above zero on its debit account, below on its credit account."""
    for account, wanted in ((pair.debit, max(net, 0)), (pair.credit, min(net, 0))):
        place = Place(account, stream, party)
        change = wanted - balances.get(place, 0)
        if change:
            yield place, change


def cents_of(amount: Decimal) -> int:
    """Dollars as whole cents, halves away from zero: money is paid in cents."""
    return int(shifted(rounded(amount, 2), 2))


def dollars_of(cents: int) -> Decimal:
    """Whole cents as dollars."""
    return Decimal(cents).scaleb(-2)


def shown_cents(cents: int) -> str:
    """Cents as dollars with two decimals, as files have them."""
    return f"{dollars_of(cents):.2f}"
