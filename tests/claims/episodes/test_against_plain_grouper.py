"""A made-up region: the engine and plain Python agree, episode by episode, line by line and cent by cent."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from openvbc.claims.engine.engine import BoundValue, Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.engine.query import all_queries
from openvbc.claims.episodes.group import STANDING_TABLES, date_of, group_episodes
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from tests.claims.engine.comparing import assert_same_everywhere, digest, write_parquet
from tests.claims.engine.engines import OpenEngine
from tests.claims.episodes.made_up import DEFINITION, PERIOD, diagnosis, grouped
from tests.claims.episodes.made_up_region import region
from tests.claims.episodes.plain_grouper import Row, group_plainly
from tests.counts import FULL

#: Of so many people nearly every second has an episode; `make long` groups fifty thousand.
PEOPLE = 50_000 if FULL else 1_000


def _found(engine: Engine) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Episodes of the period, with their days and what they cost."""
    totals = {row["episode"]: row for row in engine.table(NamedQuery.EPISODE_TOTAL).records}
    found = {}
    for row in engine.table(NamedQuery.GROUPED_EPISODE).records:
        if not row["in_period"]:
            continue
        total = totals[row["episode"]]
        key = (row["person_id"], row["episode_type"], row["setting"], date_of(row["anchor_first_day"]), row["claim_id"])
        days = tuple(date_of(row[name]) for name in ("anchor_last_day", "post_first_day", "post_last_day"))
        found[key] = (*days, date_of(row["monitored_to_day"]), total["anchor_cents"], total["post_cents"])
    return found


def _check(rows: Mapping[str, Sequence[Row]]) -> None:
    engine, _ = grouped(rows, threads=2)
    grouped_plainly = group_plainly(rows, DEFINITION, PERIOD)
    standing, others = (
        [each for each in group if PERIOD.first_date <= each.last <= PERIOD.last_date] for group in grouped_plainly
    )
    with engine:
        plain = {
            (each.person, each.kind, each.setting, each.first, each.place[3]): (
                each.last,
                each.post_first,
                each.post_last,
                each.monitored_to,
                each.anchor_cents,
                each.post_cents,
            )
            for each in standing
        }
        assert _found(engine) == plain
        assert len(plain) > len(rows["eligibility"]) // 5
        dropped = Counter(
            (row["episode_type"], row["drop_reason"])
            for row in engine.table(NamedQuery.EPISODE_CANDIDATE).records
            if row["drop_reason"] and row["in_period"]
        )
        assert dropped == Counter((each.kind, each.drop) for each in others if each.drop)
        assert len({reason for _, reason in dropped}) >= 8
        lines: dict[tuple[Any, ...], tuple[str, str]] = {}
        episodes = {row["episode"]: row for row in engine.table(NamedQuery.GROUPED_EPISODE).records}
        for row in engine.table(NamedQuery.EPISODE_LINE).records:
            episode = episodes[row["episode"]]
            key = (episode["person_id"], episode["claim_id"], episode["episode_type"], episode["anchor_first_day"])
            lines[*key, row["claim_id"], row["claim_line_number"]] = (row["part"], row["reason"])
        expected = {
            (each.person, each.place[3], each.kind, (each.first - date_of(0)).days, *line): told
            for each in standing
            for line, told in each.lines.items()
        }
        assert lines == expected
        counted = engine.rows(NamedQuery.COUNT_EPISODE_LINES).records
        people = {each.person for each in standing}
        assert sum(row["lines"] for row in counted) == sum(
            line["person_id"] in people for line in rows["medical_claim"]
        )
        assert {row["part"] for row in counted} == {"anchor", "post", "excluded", "monitoring", "outside"}
        assert all((row["part"] == "excluded") == bool(row["reason"]) for row in counted)
        _no_line_twice(engine, episodes)


def _no_line_twice(engine: Engine, episodes: Mapping[int, Mapping[str, Any]]) -> None:
    """A line counts in one episode, but for the condition, which the definition lets stand beside others."""
    counted = Counter(
        (row["claim_id"], row["claim_line_number"])
        for row in engine.table(NamedQuery.EPISODE_LINE).records
        if row["part"] in ("anchor", "post") and episodes[row["episode"]]["episode_type"] != "diabetes"
    )
    assert max(counted.values()) == 1


def test_a_region_is_grouped_as_plain_python_groups_it() -> None:
    _check(region(PEOPLE, 11))


def test_threads_change_nothing() -> None:
    rows = region(120, 5)
    found = []
    for threads in (1, 2):
        engine, _ = grouped(rows, threads=threads)
        with engine:
            found.append({name: digest(engine.table(name)) for name in STANDING_TABLES})
    assert found[0] == found[1]


#: What is asked of a grouping, beside its tables: with these values.
_ASKED: Mapping[NamedQuery, Mapping[str, BoundValue]] = {
    NamedQuery.COUNT_EPISODE_LINES: {},
    NamedQuery.EPISODE_CARE_AFTER_ANCHOR: {},
    NamedQuery.LIST_DROPPED_CANDIDATES: {},
    NamedQuery.LIST_EPISODE_COSTS: {"responsible": "HOSPITAL", "service_date": "line_end"},
    NamedQuery.LIST_EPISODE_DIAGNOSES: {"responsible": "HOSPITAL", "days_before": 365},
    NamedQuery.LIST_EPISODE_PEOPLE: {},
    NamedQuery.LIST_EPISODES: {"responsible": "", "episode_type": ""},
    NamedQuery.LIST_OPEN_CANDIDATES: {},
}


def test_every_engine_groups_alike(all_engines: dict[str, OpenEngine], tmp_path: Path) -> None:
    """Every query of the room is built on every engine; each has rows, or nothing would be compared."""
    rows = region(60, 3)
    for stay in [each for each in rows["medical_claim"] if each.get("drg_code")]:
        before = stay["admission_date"] - timedelta(days=9)
        rows["claim_diagnosis"].append(diagnosis(f"{stay['claim_id']}-B", stay["person_id"], before, before, "I509"))
    files = {name: write_parquet(table, rows.get(name, []), tmp_path) for name, table in CANONICAL_TABLES.items()}
    of_room = {name for name, each in all_queries().items() if each.room == "episodes"}

    def scenario(engine: Engine) -> Iterable[str]:
        for name, table in CANONICAL_TABLES.items():
            engine.attach(table, files[name])
        group_episodes(engine, DEFINITION, PERIOD)
        for name, values in _ASKED.items():
            engine.build(name, values)
        return sorted(of_room)

    assert_same_everywhere(all_engines, scenario)
