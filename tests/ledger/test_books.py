"""Posting: once, as the difference to what stands, never against a final one in silence, never changed."""

import os
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from openvbc.errors import FileError, LedgerError
from openvbc.ledger.accounts import DUE, RESULT, SHARED, Account
from openvbc.ledger.books import Books
from openvbc.ledger.items import balances, find_item, net_by_item, open_items
from openvbc.ledger.requests import PostAccrual, PostDistribution
from openvbc.ledger.verify import verify_books
from openvbc.settlement.settle import Status
from tests.ledger.made_up import AT, DAY, advance, item, payment, post, recoupment, settlement


def test_a_settlement_is_posted_once_however_often_it_is_asked_for(books: Books) -> None:
    first, again = post(books, settlement(60_000, "a"), settlement(60_000, "a"))
    assert (first.again, again.again) == (False, True)
    assert post(books, settlement(60_000, "a"))[0].entry.number == first.entry.number
    assert verify_books(books).entries == 1
    assert balances(books) == {Account.SETTLEMENT_RECEIVABLE: 60_000, Account.SETTLEMENT_REVENUE: -60_000}


def test_from_interim_to_final_the_difference_is_posted_stream_by_stream(books: Books) -> None:
    post(books, settlement(60_000, "a", status=Status.INTERIM), payment(60_000, "EFT 1"))
    final = post(books, settlement(45_000, "b"))[0].entry
    assert {(place.account.value, place.stream): cents for place, cents in final.posting.lines} == {
        ("settlement_revenue", "savings"): 15_000,
        ("settlement_payable", ""): -15_000,
    }
    (owed,) = open_items(books, DAY)
    assert (owed.cents, owed.status) == (-15_000, "final")


def test_a_settlement_may_turn_from_a_gain_into_a_loss(books: Books) -> None:
    post(books, settlement(60_000, "a", status=Status.INTERIM), settlement(-40_000, "b"))
    assert balances(books) == {
        Account.SETTLEMENT_PAYABLE: -40_000,
        Account.SETTLEMENT_REVENUE: -100,
        Account.SETTLEMENT_LOSS: 40_100,
        Account.SETTLEMENT_RECEIVABLE: 0,
    }


def test_what_is_final_changes_only_where_it_is_reopened(books: Books) -> None:
    post(books, settlement(60_000, "a"))
    with pytest.raises(LedgerError, match="final in entry 1, and this is an interim one"):
        post(books, settlement(50_000, "b", status=Status.INTERIM))
    with pytest.raises(LedgerError, match="say that it reopens it"):
        post(books, settlement(50_000, "b"))
    reopened = post(books, settlement(50_000, "b", reopens=True))[0].entry
    assert reopened.posting.status == "reopened"
    with pytest.raises(LedgerError, match="nothing to reopen"):
        post(books, settlement(50_000, "c", of=item(2), reopens=True))


def test_an_accrual_stands_until_the_period_is_settled(books: Books) -> None:
    estimate = PostAccrual(item(), DAY, DAY, "booking figure at 80%", 70_000, "2026-12")
    post(books, estimate)
    assert balances(books) == {Account.ACCRUED_RECEIVABLE: 70_000, Account.SETTLEMENT_REVENUE: -70_000}
    post(books, settlement(30_000, "a", status=Status.INTERIM))
    assert balances(books)[Account.ACCRUED_RECEIVABLE] == 0
    post(books, replace(estimate, reference="2027-03", cents=65_000))
    assert balances(books)[Account.ACCRUED_RECEIVABLE] == 35_000
    assert net_by_item(books, RESULT) == {("Contract 1", "Lakeside ACO", "2026", ""): -65_000}
    post(books, settlement(66_000, "b"))
    assert balances(books)[Account.ACCRUED_RECEIVABLE] == 0
    with pytest.raises(LedgerError, match="settled finally in entry 4"):
        post(books, replace(estimate, reference="2027-09"))


def test_an_advance_is_recouped_and_no_more_than_it(books: Books) -> None:
    post(books, advance(35_000, "A1"), settlement(100_000, "a"), recoupment(20_000, "R1"))
    assert net_by_item(books, DUE)["Contract 1", "Lakeside ACO", "2026", ""] == 80_000
    with pytest.raises(LedgerError, match=r"200\.00 is to be recouped, and 150\.00 is outstanding"):
        post(books, recoupment(20_000, "R2"))
    post(books, recoupment(15_000, "R2"))
    assert balances(books)[Account.ADVANCES] == 0


def test_a_reference_stands_for_one_payment(books: Books) -> None:
    post(books, settlement(60_000, "a"), payment(10_000, "EFT 1"))
    assert post(books, payment(10_000, "EFT 1"))[0].again
    with pytest.raises(LedgerError, match="payment EFT 1 is entry 2 already, and that says otherwise"):
        post(books, payment(10_001, "EFT 1"))
    with pytest.raises(LedgerError, match="nothing is posted for Contract 2"):
        post(books, payment(1, "EFT 2", of=item(2)))


def test_a_reversal_leaves_what_was_and_lets_it_be_posted_again(books: Books) -> None:
    post(books, settlement(60_000, "a", status=Status.INTERIM), settlement(70_000, "b"))
    with pytest.raises(LedgerError, match="reverse entry 2 first"):
        books.reverse(1, on=DAY, reason="wrong list", by="ann", at=AT)
    with pytest.raises(LedgerError, match="a reversal says why"):
        books.reverse(2, on=DAY, reason=" ", by="ann", at=AT)
    back = books.reverse(2, on=DAY, reason="wrong list", by="ann", at=AT)
    assert books.reverse(2, on=DAY, reason="wrong list", by="ann", at=AT).entry == back.entry
    assert net_by_item(books, DUE)["Contract 1", "Lakeside ACO", "2026", ""] == 60_000
    with pytest.raises(LedgerError, match="which is not reversed"):
        books.reverse(3, on=DAY, reason="no", by="ann", at=AT)
    posted = post(books, settlement(70_000, "b"))[0]
    assert (posted.again, posted.entry.generation) == (False, 1)
    with pytest.raises(LedgerError, match="there is no entry 77"):
        books.reverse(77, on=DAY, reason="no", by="ann", at=AT)


def distribution(
    amounts: dict[str, int], name: str, settlements: tuple[str, ...], held_back: int = 0
) -> PostDistribution:
    places = {(SHARED, party): cents for party, cents in amounts.items()} | {
        (Account.HELD_BACK, "reopening"): held_back
    }
    of = replace(item(), contract="Plan", payer="")
    return PostDistribution(of, DAY, DAY, "", Status.FINAL, name, "p1", settlements, places)  # type: ignore[arg-type]


def test_a_distribution_owes_each_participant_and_a_later_one_the_difference(books: Books) -> None:
    with pytest.raises(LedgerError, match="is distributed, and it is not in the books"):
        post(books, distribution({"g1": 700}, "d1", ("a",)))
    post(books, settlement(1_000, "a"), distribution({"g1": 700, "g2": -50}, "d1", ("a",), held_back=100))
    plan = find_item(books, "Plan", "2026")
    post(books, payment(-700, "CHK 1", of=plan, party="g1"))
    with pytest.raises(LedgerError, match="g9 shares in nothing"):
        post(books, payment(-700, "CHK 2", of=plan, party="g9"))
    later = replace(distribution({"g1": 650, "g2": 0}, "d2", ("a",), held_back=120), reopens=True)
    post(books, later)
    assert net_by_item(books, SHARED) == {
        ("Plan", "Lakeside ACO", "2026", "g1"): 50,
        ("Plan", "Lakeside ACO", "2026", "g2"): 0,
    }
    assert balances(books)[Account.HELD_BACK] == -120
    assert balances(books)[Account.DISTRIBUTIONS] == 770


def test_the_books_of_a_payer_have_the_other_sign(place: str) -> None:
    books = Books.make(place, "Northern Health Plan", "payer")
    post(books, advance(5_000, "A1"), settlement(60_000, "a"), recoupment(5_000, "R1"), payment(-55_000, "EFT 1"))
    assert {account.value: cents for account, cents in balances(books).items() if cents} == {
        "cash": -60_000,
        "settlement_loss": 60_000,
    }


def test_nothing_counts_in_a_closed_period(books: Books) -> None:
    post(books, settlement(60_000, "a"))
    books.close_through(date(2027, 7, 31), reason="July", by="ann", at=AT)
    assert books.close_through(date(2027, 7, 31), reason="July", by="ann", at=AT).again
    with pytest.raises(LedgerError, match="closed through 2027-07-31, and this counts on 2027-07-01"):
        post(books, payment(1, "EFT 1"))
    with pytest.raises(LedgerError, match="closed through 2027-07-31"):
        books.reverse(1, on=DAY, reason="wrong", by="ann", at=AT)
    post(books, payment(1, "EFT 1", on=date(2027, 8, 1)))


def test_the_database_itself_refuses_to_change_what_was_posted(books: Books) -> None:
    post(books, settlement(60_000, "a"))
    for change in ("UPDATE line SET cents = 1", "DELETE FROM entry", "UPDATE document SET content = ''"):
        with pytest.raises(LedgerError, match="append-only"), books.database.changing() as connection:
            connection.execute(text(change))
    assert verify_books(books).entries == 1


def test_of_several_requests_all_are_posted_or_none(books: Books) -> None:
    with pytest.raises(LedgerError):
        post(books, settlement(60_000, "a"), payment(1, "EFT 1", of=item(2)))
    assert verify_books(books).entries == 0


def test_books_are_made_once_and_are_not_made_by_reading(place: str, tmp_path: Path) -> None:
    Books.make(place, "Lakeside ACO")
    with pytest.raises(LedgerError, match="there are books here already"):
        Books.make(place, "Another")
    with pytest.raises(LedgerError, match="there are no books here"):
        Books.open(str(tmp_path / "nowhere.db"))
    assert not (tmp_path / "nowhere.db").exists()


def test_a_file_of_books_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "books.db"
    mask = os.umask(0)
    try:
        books = Books.make(str(path), "Lakeside ACO")
        with books.database.reading():
            rights = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
    finally:
        os.umask(mask)
    assert set(rights.values()) == {0o600}, rights


def test_what_is_no_ledger_is_told(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a ledger, however long this text may be " * 50)
    with pytest.raises(FileError, match="this is no ledger"):
        Books.open(str(path))


def test_the_item_that_is_meant_is_found_or_told(books: Books) -> None:
    post(books, settlement(60_000, "a"), settlement(60_000, "b", of=replace(item(), provider="Harbor ACO")))
    with pytest.raises(LedgerError, match="did you mean 'Contract 1'"):
        find_item(books, "Contract 11", "2026")
    with pytest.raises(LedgerError, match="for period '2027'"):
        find_item(books, "Contract 1", "2027")
    with pytest.raises(LedgerError, match="say which provider"):
        find_item(books, "Contract 1", "2026")
    assert find_item(books, "Contract 1", "2026", "Harbor ACO").provider == "Harbor ACO"
