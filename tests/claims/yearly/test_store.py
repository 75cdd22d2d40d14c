"""The store runs named, static queries, keeps what it was given, and turns DuckDB's errors into ours."""

import re
from decimal import Decimal
from importlib import resources
from pathlib import Path

import pytest

from openvbc.claims.yearly.count import count_year
from openvbc.claims.yearly.desynpuf import load_desynpuf
from openvbc.claims.yearly.request import CountRequest
from openvbc.claims.yearly.store import ClaimsStore, as_ran, query_text, read_as_ran
from openvbc.errors import ClaimsError, FileError

from .made_up_files import SUMMARY_2008, person, write_summary

QUERIES = sorted(
    file.name.removesuffix(".sql") for file in (resources.files("openvbc.claims.yearly") / "sql").iterdir()
)
CODE = "".join(path.read_text() for path in Path(str(resources.files("openvbc.claims"))).rglob("*.py"))


def test_a_store_in_a_file_keeps_what_was_loaded(tmp_path: Path) -> None:
    write_summary(tmp_path / "in" / SUMMARY_2008, [person(1, MEDREIMB_IP="7.00")])
    path = tmp_path / "claims.duckdb"
    with ClaimsStore(path) as store:
        load_desynpuf(tmp_path / "in", store)
    with ClaimsStore(path) as store:
        assert count_year(store, CountRequest(2008, ("CA",))).gross_expenditures.value == Decimal(7)


@pytest.mark.parametrize(("memory_limit", "threads"), [("plenty", 1), ("1GB", 0)])
def test_settings_that_duckdb_does_not_take(memory_limit: str, threads: int) -> None:
    with pytest.raises(ClaimsError, match="DuckDB does not take these settings"):
        ClaimsStore(memory_limit=memory_limit, threads=threads)


def test_files_that_are_no_store(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("not a database, but long enough to be looked at twice\n" * 200)
    for path in (tmp_path / "other.txt", tmp_path / "nowhere" / "claims.duckdb"):
        with pytest.raises(FileError, match="cannot be opened as a claims store"):
            ClaimsStore(path)


def test_too_little_memory_is_told(tmp_path: Path) -> None:
    write_summary(tmp_path / SUMMARY_2008, [person(number) for number in range(30_000)])
    with ClaimsStore(memory_limit="1MB", threads=1) as store, pytest.raises(ClaimsError, match="not enough memory"):
        load_desynpuf(tmp_path, store)


def test_a_query_is_shown_as_it_ran_and_read_back() -> None:
    text = as_ran("list_people", {"count_id": "x", "reason": "any"})
    assert text.startswith('-- list_people.sql with {"count_id": "x", "reason": "any"}\n')
    assert text.endswith(query_text("list_people"))
    assert read_as_ran(text) == ("list_people", {"count_id": "x", "reason": "any"})
    with pytest.raises(ValueError, match="not a query"):
        read_as_ran(text + ";")


def test_an_unknown_query() -> None:
    with pytest.raises(KeyError):
        query_text("nothing")


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_has_a_header_is_used_and_keeps_to_exact_arithmetic(name: str) -> None:
    text = query_text(name)
    assert text.startswith("-- ")
    assert "-- Grain: " in text
    assert "Rule: " in text or "Columns: " in text
    assert re.search(rf'"{name}"', CODE), "no module runs this query"
    bare = re.sub(r"'[^']*'", "''", re.sub(r"--.*", "", text)).upper()
    assert not re.search(r"/|%|\b(AVG|ROUND|FLOAT|DOUBLE|REAL|MEDIAN|QUANTILE\w*)\b", bare)
    assert max(len(line) for line in text.splitlines()) <= 120
