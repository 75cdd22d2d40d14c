"""Whatever is posted, reversed and paid in whatever order: debits are credits, and balances are an independent sum."""

import shutil
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from openvbc.errors import LedgerError
from openvbc.ledger.accounts import DUE, RESULT, Account
from openvbc.ledger.books import Books
from openvbc.ledger.items import balances, net_by_item, open_items
from openvbc.ledger.requests import PostAccrual
from openvbc.ledger.verify import verify_books
from openvbc.settlement.settle import Status
from tests.counts import examples
from tests.ledger.made_up import AT, DAY, advance, item, payment, post, recoupment, settlement

AMOUNTS = st.integers(-100_000, 100_000)
STEP = st.tuples(
    st.sampled_from(["interim", "final", "reopen", "accrue", "pay", "advance", "recoup", "reverse"]),
    st.integers(1, 2),
    AMOUNTS,
)


@dataclass
class Plain:
    """The independent sum: what each contract's period was last stated to come to, and what was paid of it."""

    stated: list[tuple[int, str, int]] = field(default_factory=list)
    paid: int = 0
    advanced: int = 0
    recouped: int = 0

    @property
    def settled(self) -> int:
        return next((cents for _, status, cents in reversed(self.stated) if status != "accrual"), 0)

    @property
    def expected(self) -> int:
        """An accrual says more only until a settlement is posted."""
        return self.stated[-1][2] if self.stated else 0


@cache
def empty_books() -> Path:
    """Books without an entry, made once."""
    path = Path(tempfile.mkdtemp()) / "books.db"
    Books.make(str(path), "Lakeside ACO").database.close()
    return path


@given(st.lists(STEP, max_size=14))
@examples(100, slow=True)
def test_balances_are_an_independent_sum(steps: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        books = Books.open(str(shutil.copy(empty_books(), folder)))
        plain = {1: Plain(), 2: Plain()}
        what: dict[int, tuple[str, int, int]] = {}
        for at, (kind, number, cents) in enumerate(steps):
            try:
                carry_out(books, plain, what, at, kind, number, cents)
            except LedgerError:
                continue  # refused, and so it must have changed nothing
        held = balances(books)
        assert sum(held.values()) == 0
        due, results = net_by_item(books, DUE), net_by_item(books, RESULT)
        for number, sums in plain.items():
            key = ("Contract %d" % number, "Lakeside ACO", "2026", "")  # noqa: UP031
            assert due.get(key, 0) == sums.settled - sums.paid - sums.recouped
            assert results.get(key, 0) == -sums.expected
        assert held.get(Account.CASH, 0) == sum(each.paid + each.advanced for each in plain.values())
        assert sum(each.cents for each in open_items(books, DAY)) == sum(due.values())
        verify_books(books)
        books.database.close()


def carry_out(
    books: Books,
    plain: dict[int, Plain],
    what: dict[int, tuple[str, int, int]],
    at: int,
    kind: str,
    number: int,
    cents: int,
) -> None:
    """One step in the books, and then in the plain sums."""
    sums, of = plain[number], item(number)
    if kind in ("interim", "final", "reopen"):
        status = Status.INTERIM if kind == "interim" else Status.FINAL
        entry = post(books, settlement(cents, f"{at}", of=of, status=status, reopens=kind == "reopen"))[0].entry
        sums.stated.append((entry.number, entry.posting.status, cents))
    elif kind == "accrue":
        entry = post(books, PostAccrual(of, DAY, DAY, "", cents, f"{at}"))[0].entry
        sums.stated.append((entry.number, "accrual", cents))
    elif kind == "pay":
        entry = post(books, payment(cents, f"{at}", of=of))[0].entry
        sums.paid += cents
    elif kind == "advance":
        entry = post(books, advance(abs(cents), f"{at}", of=of))[0].entry
        sums.advanced += abs(cents)
    elif kind == "recoup":
        entry = post(books, recoupment(abs(cents), f"{at}", of=of))[0].entry
        sums.recouped += abs(cents)
    else:
        chosen = sorted(what)[abs(cents) % len(what)] if what else 0
        posted = books.reverse(chosen, on=DAY, reason="by mistake", by="ann", at=AT)
        if posted.again:
            return
        was, whose, amount = what[chosen]
        sums = plain[whose]
        sums.stated = [each for each in sums.stated if each[0] != chosen]
        sums.paid -= amount if was == "pay" else 0
        sums.advanced -= abs(amount) if was == "advance" else 0
        sums.recouped -= abs(amount) if was == "recoup" else 0
        return
    what[entry.number] = (kind, number, cents)
