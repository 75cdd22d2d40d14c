"""Disks that are full or may only be read, as the system has them: a clear fault, and the books stand as before."""

import contextlib
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from openvbc.errors import FileError, OpenVBCError
from openvbc.ledger.books import Books
from openvbc.ledger.requests import PostSettlement
from openvbc.ledger.verify import verify_books
from tests.ledger.conftest import schema_of
from tests.ledger.made_up import item, post, settlement

FULL_DISK = r"the disk (is full|could not be written to)"
MOUNT, UMOUNT = shutil.which("mount") or "", shutil.which("umount") or ""


@contextmanager
def small_disk(folder: Path, mebibytes: int) -> Iterator[Path]:
    """A disk of its own of so much room. Skips where this user may not mount one."""
    folder.mkdir()
    if not MOUNT or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    options = f"size={mebibytes}m,mode=777"
    done = subprocess.run([MOUNT, "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run([UMOUNT, "--lazy", folder], check=True)


def large(number: int) -> PostSettlement:
    """A settlement whose record is larger than a small disk, and cannot be made smaller by packing."""
    return replace(settlement(1_000, f"large {number}", of=item(number)), record=secrets.token_hex(5_000_000))


def test_a_full_disk_is_told_and_the_books_in_a_file_are_as_they_were(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 2) as disk:
        books = Books.make(str(disk / "books.db"), "Lakeside ACO")
        post(books, settlement(60_000, "a"))
        with pytest.raises(OpenVBCError, match=FULL_DISK) as told:
            post(books, settlement(5, "before it", of=item(3)), large(2))
        assert "nothing was posted" in str(told.value)
        assert verify_books(books).entries == 1
        # Where there is no room for anything: not even for a settlement.
        filling = disk / "filling"
        with contextlib.suppress(OSError), filling.open("wb") as file:
            while True:
                file.write(b"x" * 4096)
                file.flush()
        with pytest.raises(OpenVBCError, match=FULL_DISK):
            post(books, *(settlement(1, f"b{number}", of=item(number)) for number in range(2, 40)))
        filling.unlink()
        post(books, settlement(1, "c", of=item(2)))
        assert verify_books(books).entries == 2
        books.database.close()


def test_a_disk_mounted_for_reading_is_told_and_the_books_in_a_file_can_be_read(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 4) as disk:
        books = Books.make(str(disk / "books.db"), "Lakeside ACO")
        post(books, settlement(60_000, "a"))
        books.database.close()
        subprocess.run([MOUNT, "-o", "remount,ro", disk], check=True)
        with pytest.raises(OpenVBCError, match=r"the ledger cannot be (opened|written to)") as told:
            post(Books.open(str(disk / "books.db")), settlement(1, "b", of=item(2)))
        assert "--read-only" in str(told.value)
        assert verify_books(Books.open(str(disk / "books.db"), read_only=True)).entries == 1


@pytest.mark.long
def test_a_full_disk_of_a_server_is_told_and_its_books_are_as_they_were(tmp_path: Path, postgres_dsn: str) -> None:
    with small_disk(tmp_path / "disk", 12) as disk, psycopg.connect(postgres_dsn, autocommit=True) as server:
        for each in (tmp_path, *tmp_path.parents):  # the server's own user must come to it
            if each.owner() == "root" and each != Path("/") and str(each).startswith(str(tmp_path.parents[1])):
                each.chmod(0o755)
        place = disk / "tablespace"
        place.mkdir()
        (data,) = server.execute("SHOW data_directory").fetchone() or ("",)
        shutil.chown(place, Path(data).owner())
        server.execute(f"CREATE TABLESPACE small LOCATION '{place}'".encode())
        try:
            server.execute(b"CREATE DATABASE small TABLESPACE small")
            address = postgres_dsn.replace(f"/{server.info.dbname}", "/small")
            books = Books.make(address, "Lakeside ACO")
            post(books, settlement(60_000, "a"))
            with pytest.raises(OpenVBCError, match="the disk is full") as told:
                post(books, settlement(5, "before it", of=item(3)), large(2))
            assert "nothing was posted" in str(told.value)
            assert verify_books(books).entries == 1
            books.database.close()
        finally:
            server.execute(b"DROP DATABASE IF EXISTS small WITH (FORCE)")
            server.execute(b"DROP TABLESPACE small")


def test_a_server_that_may_only_be_read_is_told_and_its_books_can_be_read(postgres_dsn: str) -> None:
    place = schema_of(postgres_dsn)
    post(Books.make(place, "Lakeside ACO"), settlement(60_000, "a"))
    standby = f"{place}%20-cdefault_transaction_read_only%3Don"
    with pytest.raises(FileError, match="the ledger cannot be written to") as told:
        post(Books.open(standby), settlement(1, "b", of=item(2)))
    assert "--read-only" in str(told.value)
    assert verify_books(Books.open(standby, read_only=True)).entries == 1
