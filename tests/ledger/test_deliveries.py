"""Deliveries recorded in the books: once, with the digests of their files, verified, taken back by reversal alone."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from openvbc import api
from openvbc.errors import FileError, InputError, LedgerError, UsageError
from openvbc.ledger.books import Books
from openvbc.ledger.deliveries import recorded_deliveries
from openvbc.ledger.items import balances, find_item
from openvbc.ledger.verify import verify_books
from tests.ledger.made_up import AT, post, settlement
from tests.settlement.test_schedule import CLAIMS, QUALITY, contract

AGREED = contract(QUALITY, CLAIMS)


def report(folder: Path, text: str = "member,measure,status\n", name: str = "quality.csv") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_a_delivery_is_recorded_once_with_its_files_and_their_digests(books: Books, tmp_path: Path) -> None:
    path, place = report(tmp_path), books.database.place
    for _ in range(2):
        (posted,) = api.record_delivery(place, AGREED, path, on="2026-05-02", due="2026-04-30", by="ann", at=AT).values
    assert posted.again
    (found,) = recorded_deliveries(books, AGREED)
    assert (found.feed, found.first_day, found.day) == ("quality results", date(2026, 1, 1), date(2026, 5, 2))
    assert [(each.name, each.sha256) for each in found.files] == [
        ("quality.csv", hashlib.sha256(path.read_bytes()).hexdigest())
    ]
    assert verify_books(books).entries == 1
    assert balances(books) == {}


def test_the_same_files_on_another_day_are_refused_and_other_files_are_a_second_delivery(
    books: Books, tmp_path: Path
) -> None:
    path, place = report(tmp_path), books.database.place
    api.record_delivery(place, AGREED, path, on="2026-04-28", due="2026-04-30", by="ann", at=AT)
    with pytest.raises(LedgerError, match="is entry 1 already, and that says otherwise"):
        api.record_delivery(place, AGREED, path, on="2026-04-29", due="2026-04-30", by="ann", at=AT)
    corrected = report(tmp_path, "member,measure,status\nA1,m,met\n")
    api.record_delivery(place, AGREED, corrected, on="2026-05-09", due="2026-04-30", by="ann", at=AT)
    shown = api.schedule(AGREED, as_of="2026-05-10", ledger=place)
    (row,) = (each for each in shown.to_dicts("deliveries") if each["due"] == date(2026, 4, 30))
    assert (row["standing"], row["day"], row["by"]) == ("delivered", date(2026, 4, 28), "entry 1: quality.csv")


def test_a_delivery_recorded_by_mistake_is_reversed_and_then_missing(books: Books, tmp_path: Path) -> None:
    place = books.database.place
    api.record_delivery(place, AGREED, report(tmp_path), on="2026-04-28", due="2026-04-30", by="ann", at=AT)
    books.reverse(1, on=date(2026, 5, 1), reason="it was last year's", by="ann", at=AT)
    assert recorded_deliveries(books, AGREED) == ()
    shown = api.schedule(AGREED, as_of="2026-05-10", ledger=place)
    exceptions = shown.to_dicts("exceptions")
    assert [(each["feed"], each["standing"], each["clause"]) for each in exceptions] == [
        ("quality results", "missing", "7.3")
    ]


def test_a_folder_is_delivered_file_by_file_and_an_empty_one_is_refused(books: Books, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    place = books.database.place
    with pytest.raises(FileError, match="no file in this folder"):
        api.record_delivery(place, AGREED, folder, on="2026-04-28", due="2026-04-30")
    report(folder)
    (folder / "aco").mkdir()
    report(folder / "aco")
    api.record_delivery(place, AGREED, folder, on="2026-04-28", due="2026-04-30", by="ann", at=AT)
    (found,) = recorded_deliveries(books, AGREED)
    assert [each.name for each in found.files] == ["aco/quality.csv", "quality.csv"]


def test_a_delivery_before_its_period_is_over_or_of_no_named_day_is_refused(books: Books, tmp_path: Path) -> None:
    path, place = report(tmp_path), books.database.place
    with pytest.raises(InputError, match="cannot have been delivered on 2025-04-28"):
        api.record_delivery(place, AGREED, path, on="2025-04-28", due="2026-04-30")
    with pytest.raises(UsageError, match="--due"):
        api.record_delivery(place, AGREED, path, on="2026-04-28")
    with pytest.raises(FileError, match="no such file"):
        api.record_delivery(place, AGREED, tmp_path / "quality.xlsx", on="2026-04-28", due="2026-04-30")
    assert verify_books(books).entries == 0


def test_what_came_in_a_closed_period_may_still_be_recorded_since_no_amount_moves(books: Books, tmp_path: Path) -> None:
    post(books, settlement(60_000, "a"))
    books.close_through(date(2027, 7, 31), reason="year end", by="ann", at=AT)
    place = books.database.place
    api.record_delivery(place, AGREED, report(tmp_path), on="2026-04-28", due="2026-04-30", by="ann", at=AT)
    assert len(recorded_deliveries(books, AGREED)) == 1
    assert verify_books(books).entries == 3


def test_a_delivery_is_no_item_that_is_owed_or_paid(books: Books, tmp_path: Path) -> None:
    place = books.database.place
    api.record_delivery(place, AGREED, report(tmp_path), on="2026-04-28", due="2026-04-30", by="ann", at=AT)
    with pytest.raises(LedgerError, match="nothing in the books of contract"):
        find_item(books, AGREED.name, "quality results of 2026-01-01 to 2026-03-31")
    assert api.open_items(place, "2027-01-01").values == ()
    assert "quality results of 2026-01-01 to 2026-03-31" in str(api.show_ledger(place))
