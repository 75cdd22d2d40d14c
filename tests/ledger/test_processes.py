"""Killed, posting at once, or on a disk that cannot be written to: the chain holds, and nothing is posted by half."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.counts import FULL
from tests.ledger.processes import AT_ONCE, EACH

ROOT = Path(__file__).parents[2]
#: How often each of three kinds of work is killed on each of two databases: more than 200 times in all, or 20.
TRIALS = 36 if FULL else 4


@pytest.fixture(scope="module")
def told(postgres_dsn: str) -> dict[str, Any]:
    """What every kind of trial left; one program makes them all."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.ledger.processes", str(TRIALS), postgres_dsn],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    sys.stdout.write(f"\n{done.stdout}\n")  # `make long` prints its figures
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
@pytest.mark.parametrize("kind", ["posting", "paying"])
def test_who_is_killed_has_posted_each_entry_whole_or_not_at_all(
    told: dict[str, Any], database: str, kind: str
) -> None:
    found = told[database][kind]
    assert (found["kills"], found["lost"]) == (TRIALS, 0)
    # What was posted and could not be told any more: at most one of each trial.
    assert found["beyond"] <= TRIALS
    assert found["entries"] == found["acknowledged"] + found["beyond"]


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_who_is_killed_while_tables_are_brought_up_to_date_leaves_books_that_open(
    told: dict[str, Any], database: str
) -> None:
    found = told[database]["migrating"]
    # Whoever is not killed has done all of it; of few trials every one may be quick enough.
    assert found["kills"] + found["finished"] >= found["trials"] == TRIALS
    assert found["kills"] > 0 or not FULL


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_who_post_at_once_come_one_after_the_other(told: dict[str, Any], database: str) -> None:
    # What all of them post is posted once.
    assert told[database]["at_once"] == {"failed": 0, "entries": AT_ONCE * EACH + EACH}


def test_a_disk_without_room_is_told_and_leaves_the_books_as_they_were(told: dict[str, Any]) -> None:
    said = "\n".join(told["disk"]["file_size"])
    assert "the disk could not be written to" in said
    assert "nothing was posted" in said
    assert said.endswith("1 entry")


def test_a_disk_that_may_not_be_written_to_is_told_and_can_be_read(told: dict[str, Any]) -> None:
    said = "\n".join(told["disk"]["read_only"])
    assert "the ledger cannot be opened: Permission denied" in said
    assert "--read-only needs no writing" in said
    assert said.endswith("1 entry")
