"""Whatever is changed by hand in the books is found, and the entry is named."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from openvbc.errors import LedgerError
from openvbc.ledger.access import Access, add_access
from openvbc.ledger.books import Books
from openvbc.ledger.verify import verify_books
from openvbc.settlement.settle import Status
from tests.ledger.made_up import AT, DAY, payment, post, settlement

TABLES = ("books", "document", "entry", "line", "chain", "access")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Books with a bit of everything, whose database no longer refuses changes."""
    found = tmp_path / "books.db"
    books = Books.make(str(found), "Lakeside ACO")
    post(books, settlement(60_000, "a", status=Status.INTERIM), payment(10_000, "EFT 1"), settlement(70_000, "b"))
    books.reverse(3, on=DAY, reason="wrong list", by="ann", at=AT)
    with books.database.changing() as connection:
        add_access(connection, Access(AT, "bob", "exported", "members.csv", lists_members=True))
    with closing(sqlite3.connect(found)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            connection.execute(f"DROP TRIGGER {name}")
        connection.commit()
    assert verify_books(books).entries == 4
    return found


def changed(value: object) -> Iterator[object]:
    """The value with one byte changed: the first, and the last."""
    if isinstance(value, int):
        yield value + 1
        yield -value - 1
    elif value is None:
        yield 1
    else:
        text = str(value)
        for at in {0, len(text) - 1} if text else {0}:
            yield f"{text[:at]}{chr(ord(text[at]) ^ 1) if text else 'x'}{text[at + 1 :]}"


def test_every_change_of_a_byte_of_a_row_is_found(path: Path) -> None:
    books, tried = Books.open(str(path)), 0
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        for table in TABLES:
            for row in connection.execute(f"SELECT rowid AS place, * FROM {table}").fetchall():  # noqa: S608
                for name in row.keys()[1:]:  # a row has no other way to tell its columns
                    for other in changed(row[name]):
                        set_value = f"UPDATE {table} SET {name} = ? WHERE rowid = ?"  # noqa: S608
                        try:
                            connection.execute(set_value, (other, row["place"]))
                        except sqlite3.IntegrityError:
                            continue  # the database refuses a number twice even now
                        # The number of a row of these tables is its place in them.
                        asked = f"SELECT {name} FROM {table} WHERE rowid = ?"  # noqa: S608
                        moved = connection.execute(asked, (row["place"],)).fetchone()
                        with pytest.raises(LedgerError, match=r"entry|document|chain|audit log|books"):
                            verify_books(books)
                        place = row["place"] if moved else other
                        connection.execute(set_value, (row[name], place))
                        tried += 1
    assert tried > 200
    assert verify_books(books).entries == 4


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE line SET cents = cents * 2 WHERE entry = 2", "entry 2: it was changed after it was posted"),
        ("DELETE FROM line WHERE entry = 2", "entry 2: it was changed"),
        ("DELETE FROM entry WHERE number = 2", "entry 3: entries 2 to 2 are missing"),
        ("DELETE FROM entry WHERE number = 4", "rows 4 to 4 are missing at the end"),
        ("DELETE FROM document", "its document [0-9a-f]{12} is missing or was changed"),
        ("INSERT INTO document VALUES ('0123456789abcdef', 'x')", "document 0123456789ab: it belongs to no entry"),
        ("DELETE FROM access WHERE number = 3", "the audit log: rows 3 to 3 are missing at the end"),
        ("UPDATE access SET who = 'eve' WHERE number = 1", "row 1 of the audit log: it was changed"),
        ("DELETE FROM chain", "the end of the chain is missing"),
    ],
)
def test_what_was_changed_is_named(path: Path, change: str, told: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(change)
        connection.commit()
    with pytest.raises(LedgerError, match=told):
        verify_books(Books.open(str(path)))


def test_books_written_anew_do_not_have_the_hash_that_was_noted(path: Path, tmp_path: Path) -> None:
    noted = verify_books(Books.open(str(path))).head
    assert verify_books(Books.open(str(path)), noted[:16]).entries == 4
    again = Books.make(str(tmp_path / "again.db"), "Lakeside ACO")
    post(again, settlement(61_000, "a", status=Status.INTERIM))
    with pytest.raises(LedgerError, match="the books were written anew since"):
        verify_books(again, noted)
