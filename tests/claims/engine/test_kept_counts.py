"""Kept counts: equal to a count anew whatever changed in between, and nothing that is torn or foreign is read."""

import os
import random
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from openvbc.claims.engine import engine as engine_module
from openvbc.claims.engine import keeping_engine as keeping_module
from openvbc.claims.engine import kept_counts as kept_module
from openvbc.claims.engine import query as query_module
from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.engine import Engine, tables_read
from openvbc.claims.engine.keeping_engine import KeepingEngine
from openvbc.claims.engine.kept_counts import Account, KeptCounts, held_in, key_of, without_counts
from openvbc.claims.engine.query import all_queries
from openvbc.claims.engine.reuse import Reuse
from openvbc.claims.rows import Table
from openvbc.claims.tables.catalog import CANONICAL_TABLES, CHOICE_TABLES
from openvbc.yamlfile import digest
from tests.claims.engine.comparing import write_parquet
from tests.claims.engine.small_queries import BUILT, VALUES, rows, small_queries
from tests.counts import count

CLAIMS = CANONICAL_TABLES["medical_claim"]
ROOM = 2**30
ORDER = {"member_paid": ("period", "person_id"), "first_claim": ("person_id",), "ranked_paid": ("rank", "person_id")}


@pytest.fixture(autouse=True)
def _all_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Queries of the tests' own; every table is worth keeping, however small."""
    queries = small_queries()
    monkeypatch.setattr(query_module, "all_queries", lambda: queries)
    monkeypatch.setattr(engine_module, "scoped_names", lambda: frozenset({*BUILT, "count_period"}))
    monkeypatch.setattr(keeping_module, "_WORTH", 0)
    monkeypatch.setattr(keeping_module, "_SHARE", 1_000)


@dataclass(frozen=True)
class Asked:
    """What one counting is about: which rows, which years, which bound values."""

    files: tuple[Path, ...]
    years: tuple[int, ...]
    values: Mapping[str, Any]


def kept_in(folder: Path, *, read: bool = True, room: int = ROOM) -> KeptCounts:
    return KeptCounts(folder, most_bytes=room, still=lambda: True, read=read)


@contextmanager
def keeping(folder: Path, *, read: bool = True, room: int = ROOM) -> Iterator[KeepingEngine]:
    holding = EmbeddedEngine(threads=1)
    files = folder.parent.glob("parts/*/*.parquet")
    kept = kept_in(folder, read=read, room=room)
    with KeepingEngine(holding, kept, digests={each: digest(each) for each in files}, check=lambda _: None) as engine:
        yield engine
        engine.keep()


def build(engine: Engine, asked: Asked) -> None:
    engine.attach(CLAIMS, asked.files)
    years = [
        (str(year), date(year, 1, 1), date(year, 12, 31), year * 100 + 1, year * 100 + 12, date(year + 1, 6, 30))
        for year in asked.years
    ]
    engine.put(CHOICE_TABLES["count_period"], years)
    for name in BUILT:
        engine.build(name, asked.values)


def found(engine: Engine, asked: Asked) -> dict[str, Table]:
    """All that was counted; `ranked_paid` is asked for as a query too, after what it reads was forgotten as a table."""
    build(engine, asked)
    order = {
        "member_paid": ("period", "person_id"),
        "first_claim": ("person_id",),
        "ranked_paid": ("rank", "person_id"),
    }
    tables = {name: engine.table(name, order_by=order[name]) for name in BUILT}
    engine.drop("ranked_paid")
    listed = engine.rows("ranked_paid")
    return {**tables, "listed": Table(listed.columns, tuple(sorted(listed.rows, key=repr)))}


@pytest.fixture
def parts(tmp_path: Path) -> list[Path]:
    (tmp_path / "parts").mkdir()
    return [write_parquet(CLAIMS, rows()[at::9], tmp_path / "parts" / str(at), files=1)[0] for at in range(3)]


def test_random_changes_loads_and_losses_give_what_a_count_anew_gives(parts: list[Path], tmp_path: Path) -> None:
    counts, draw = tmp_path / "counts", random.Random(20)  # noqa: S311
    asked, reused = Asked(tuple(parts), (2023, 2024), VALUES), 0
    anew: dict[str, dict[str, Table]] = {}
    for _ in range(count(100)):
        match draw.randrange(7):
            case 0:
                asked = Asked(tuple(draw.sample(parts, draw.randint(0, 3))), asked.years, asked.values)
            case 1:
                asked = Asked(asked.files, tuple(draw.sample((2023, 2024, 2025), draw.randint(1, 3))), asked.values)
            case 2:
                asked = Asked(asked.files, asked.years, {**VALUES, "least_cents": draw.choice((1, 50_000, 100_000))})
            case 3 if counts.exists():
                damage(draw, counts)
            case 4:
                with without_counts(counts):  # as a load does
                    pass
        if repr(asked) not in anew:
            with EmbeddedEngine(threads=1) as engine:
                anew[repr(asked)] = found(engine, asked)
        with keeping(counts, read=draw.randrange(8) > 0) as engine:
            assert found(engine, asked) == anew[repr(asked)]
            reused += engine.reuse.reused
    assert reused > count(100)


def damage(draw: random.Random, counts: Path) -> None:
    """What a kill, a full disk, a neighbor or a user may do to the files."""
    files = sorted(counts.glob("*.*"))
    if not files:
        return
    path, other = draw.choice(files), draw.choice(files)
    content = bytearray(path.read_bytes())
    match draw.randrange(5) if content else 2:
        case 0:
            path.write_bytes(content[: draw.randrange(len(content))])
        case 1:
            content[draw.randrange(len(content))] ^= 1
            path.write_bytes(content)
        case 2:
            path.unlink()
        case 3:
            shutil.copy(path, other)
        case 4:
            (counts / f"{draw.randrange(10**6)}.draft").write_bytes(content[:100])


def test_nothing_is_counted_twice_and_a_change_counts_only_what_reads_it(parts: list[Path], tmp_path: Path) -> None:
    asked = Asked(tuple(parts), (2023, 2024), VALUES)
    with keeping(tmp_path / "counts") as engine:
        found(engine, asked)
        first = engine.reuse
        assert first.reused == 0
        assert {*BUILT} <= {*first.counted}
    with keeping(tmp_path / "counts") as engine:
        found(engine, asked)
        assert engine.reuse == Reuse(first.asked, ())
        assert not engine._holding._made, "no file was read and no row put"
    with keeping(tmp_path / "counts") as engine:
        found(engine, Asked(asked.files, asked.years, {**VALUES, "least_cents": 7}))
        assert {*engine.reuse.counted} == {"member_paid", "ranked_paid"}


def test_what_was_kept_is_built_again_where_only_an_answer_was_kept(parts: list[Path], tmp_path: Path) -> None:
    asked = Asked(tuple(parts), (2024,), VALUES)
    counts = tmp_path / "counts"
    with keeping(counts) as engine:
        usual = found(engine, asked)
    for table in counts.glob("*.parquet"):
        table.unlink()
    with keeping(counts) as engine:
        build(engine, asked)
        assert engine.reuse.counted == ()
        listed = engine.rows("ranked_paid", most_rows=5)
        assert len(listed.rows) == 5
        assert {*listed.rows} <= {*usual["listed"].rows}
        assert {*engine.reuse.counted} == {"member_paid", "first_claim", "ranked_paid"}


def test_a_kept_table_that_goes_while_it_is_counted_on_is_counted_again(parts: list[Path], tmp_path: Path) -> None:
    asked = Asked(tuple(parts), (2024,), VALUES)
    counts = tmp_path / "counts"
    with keeping(counts) as engine:
        usual = found(engine, asked)
    with keeping(counts) as engine:
        build(engine, asked)
        engine.table("member_paid", most_rows=1)  # reads the kept table
        with without_counts(counts):
            pass
        again = engine.table("member_paid", order_by=("person_id", "period"))
        assert {*again.rows} == {*usual["member_paid"].rows}


def test_scopes_share_what_they_count_alike_and_nothing_else(parts: list[Path], tmp_path: Path) -> None:
    asked = Asked(tuple(parts), (2024,), VALUES)
    with keeping(tmp_path / "counts") as engine:
        one, two, three = (engine.open_scope(name) for name in ("one", "two", "three"))
        usual = found(one, asked)
        assert found(two, asked) == usual
        # Each table once, and what was asked of it once: three tables, three lists of their rows, one query.
        assert len(engine.reuse.counted) == 7
        other = Asked(asked.files, asked.years, {**VALUES, "kind": "institutional"})
        assert found(three, other) != usual
        one.drop("member_paid")
        assert two.table("member_paid", order_by=("period", "person_id")) == usual["member_paid"]


def test_files_are_for_their_owner_only_and_say_what_they_are(parts: list[Path], tmp_path: Path) -> None:
    counts = tmp_path / "counts"
    with keeping(counts) as engine:
        found(engine, Asked(tuple(parts), (2024,), VALUES))
    assert counts.stat().st_mode & 0o777 == 0o700
    files = [each for each in counts.iterdir() if each.name != ".lock"]
    assert {each.stat().st_mode & 0o777 for each in files} == {0o600}
    assert {each.name.partition("-")[0] for each in files if each.suffix == ".parquet"} <= {*BUILT}
    assert held_in(counts).tables == len([each for each in files if each.suffix == ".parquet"]) > 0
    assert held_in(counts).bytes == sum(each.stat().st_size for each in files)


ANSWER = Table(("a", "b", "c", "d"), (("text", 2**70, date(2024, 2, 29), Decimal("0.10")), (None, -1, None, None)))


def kept_once(folder: Path, answer: Table = ANSWER) -> tuple[str, str]:
    key, asked = key_of("table"), key_of("answer")
    kept = kept_in(folder)
    with kept.adding() as may:
        assert may
        kept.add_account({key: Account("first_claim", 7, 0.5)}, {asked: answer})
        kept.add_table("first_claim", key, lambda path: path.write_bytes(b"rows"))
    return key, asked


def test_answers_and_accounts_come_back_as_they_were(tmp_path: Path) -> None:
    key, asked = kept_once(tmp_path / "counts")
    kept = kept_in(tmp_path / "counts")
    assert kept.answer(asked) == ANSWER
    assert kept.account(key) == Account("first_claim", 7, 0.5)
    assert kept.table(key) is not None
    assert kept.answer(key) is None is kept.table(asked)


@pytest.mark.parametrize("answer", [Table(("a",), ((1.5,),)), Table(("a",), ((1,),) * (kept_module.MOST_ROWS + 1))])
def test_an_answer_that_json_would_change_and_a_long_list_are_not_kept(answer: Table, tmp_path: Path) -> None:
    _, asked = kept_once(tmp_path / "counts", answer)
    assert kept_in(tmp_path / "counts").answer(asked) is None


def test_a_file_that_is_torn_renamed_linked_or_of_a_neighbor_is_never_read(tmp_path: Path) -> None:
    counts = tmp_path / "counts"
    key, _ = kept_once(counts)
    (sound,) = counts.glob("*.parquet")
    content, other = sound.read_bytes(), key_of("another")
    sound.write_bytes(content[:-1])
    assert kept_in(counts).table(key) is None
    assert not sound.exists()
    renamed = counts / sound.name.replace(key, other)
    renamed.write_bytes(content)
    assert kept_in(counts).table(other) is None, "its digest is under its own key"
    aside = tmp_path / "aside.parquet"
    aside.write_bytes(content)
    sound.symlink_to(aside)
    assert kept_in(counts).table(key) is None
    (counts / "first_claim.parquet").write_bytes(content)
    assert held_in(counts).tables == 0
    if os.getuid() == 0:
        sound.unlink(missing_ok=True)
        sound.write_bytes(content)
        os.chown(sound, 65534, -1)
        assert kept_in(counts).table(key) is None


def test_nothing_is_added_while_another_adds_or_where_the_claims_are_others_by_now(tmp_path: Path) -> None:
    counts = tmp_path / "counts"
    with kept_in(counts).adding() as may, kept_in(counts).adding() as also:
        assert may
        assert not also
    with KeptCounts(counts, most_bytes=ROOM, still=lambda: False).adding() as may:
        assert not may


def test_what_was_not_used_for_longest_goes_where_there_is_no_room(tmp_path: Path) -> None:
    counts = tmp_path / "counts"
    for number in range(4):
        kept = kept_in(counts, room=250)
        with kept.adding():
            kept.add_table("first_claim", key_of(number), lambda path: path.write_bytes(b"x" * 100))
        os.utime(next(counts.glob(f"*{key_of(number)}*")), ns=(number, number))
        if number == 1:
            again = kept_in(counts, room=250)
            assert again.table(key_of(0)) is not None
            with again.adding():
                pass  # the first was used a moment ago
    left = [kept_in(counts).table(key_of(number)) is not None for number in range(4)]
    assert left == [True, False, False, True]


def test_a_folder_that_cannot_be_written_to_changes_no_figure(parts: list[Path], tmp_path: Path) -> None:
    (tmp_path / "counts").write_text("a file where the folder would be")
    asked = Asked(tuple(parts), (2024,), VALUES)
    with keeping(tmp_path / "counts") as engine, EmbeddedEngine() as anew:
        assert found(engine, asked) == found(anew, asked)
    assert (tmp_path / "counts").is_file()


def test_a_key_holds_every_table_that_a_query_reads_and_no_other() -> None:
    """A table that the pattern overlooked could change and leave the key as it was. Headers are held against texts."""
    tables = {*all_queries(), *CANONICAL_TABLES, *CHOICE_TABLES}
    for query in all_queries().values():
        assert {*tables_read(query.text)} & tables == {*query.inputs}, query.name
