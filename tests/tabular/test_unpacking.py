"""A packed file that begins like any other and then grows without end is refused, by every way in."""

import gzip
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from openvbc.claims.readers.staging.text_file import opened
from openvbc.errors import FileError
from openvbc.tabular import record_count
from openvbc.tabular.record_count import bomb, count_records, opened_bytes


def read_lines(path: Path) -> None:
    with opened(path) as text:
        for _ in text:
            pass


def read_bytes(path: Path) -> None:
    with opened_bytes(path) as content:
        while content.read(1 << 16):
            pass


WAYS: dict[str, Callable[[Path], object]] = {
    "bytes": read_bytes,
    "lines of text": read_lines,
    "records": lambda path: count_records(path, path.name, columns=1),
}


@pytest.fixture
def late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two megabytes of made-up rows, then thirty of the same row; looked at by the megabyte, so that it stays small."""
    monkeypatch.setattr(record_count, "_LOOKED_AT", 1 << 20)
    path = tmp_path / "claims.csv.gz"
    draw = random.Random(1)  # noqa: S311  # made-up rows, no secrets
    rows = "".join(f"{draw.random()},{draw.random()}\n" for _ in range(60_000))
    path.write_bytes(gzip.compress(rows.encode() + b"1,1\n" * (8 << 20), 6))
    return path


@pytest.mark.parametrize("way", WAYS)
def test_it_is_refused_where_it_begins_to_grow(way: str, late: Path) -> None:
    assert bomb(late, late.name) is None
    with pytest.raises(FileError, match=r"claims\.csv\.gz: .* unpack to"):
        WAYS[way](late)


@pytest.mark.parametrize("way", WAYS)
def test_rows_that_repeat_as_rows_do_are_read(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_count, "_LOOKED_AT", 1 << 20)
    path = tmp_path / "claims.csv.gz"
    rows = "".join(f"P{row},2024-01-{row % 28 + 1:02},{row % 997}.50\n" for row in range(100_000))
    path.write_bytes(gzip.compress(rows.encode()))
    WAYS[way](path)
