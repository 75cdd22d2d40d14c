"""Times grouping claims into episodes against attributing the people of the same claims, on one engine."""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from benchmarks.count import made_region
from benchmarks.workload import COUNTED, TimedEngine, rooms_of
from openvbc.claims.engine.engine import Engine
from openvbc.claims.episodes.definition import EpisodePeriod
from openvbc.claims.episodes.group import group_episodes
from openvbc.claims.project.project import open_project
from tests.claims.episodes.made_up import DEFINITION

#: Lines of medical claims; OPENVBC_BENCH_LINES asks for others.
SIZES = (10_000_000,)
RUNS = 3
#: What the ratio of both may be.
MOST = 1.5


def run() -> None:
    """Print the seconds of attribution and of grouping on one and two threads, and their ratio; medians of three."""
    for size in [int(each) for each in os.environ.get("OPENVBC_BENCH_LINES", "").split()] or SIZES:
        folder = made_region(size)
        found: dict[int, tuple[float, float, tuple[int, ...]]] = {}
        for threads in (1, 2):
            with TimedEngine("4GB", threads) as engine, open_project(folder / "project").attached(engine):
                rooms = rooms_of(engine, folder)
                rooms["member months"]()
                attributed = _median(rooms["attribution"])
                scope = iter(engine.open_scope(f"episodes {number}") for number in range(RUNS))
                last: list[Engine] = []

                def group(scopes: object = scope, last: list[Engine] = last) -> None:
                    last[:] = [next(scopes)]  # type: ignore[call-overload]
                    year = COUNTED[-1] - 1
                    period = EpisodePeriod(
                        date(year, 1, 1), date(year, 12, 31), date(year + 1, 12, 31), date(year + 1, 12, 31)
                    )
                    group_episodes(last[0], replace(DEFINITION, transfer_days=1), period)

                grouped = _median(group)
                totals = last[0].table("episode_type_total", order_by=("responsible", "episode_type")).rows
                found[threads] = attributed, grouped, tuple(sum(int(row[at]) for row in totals) for at in (2, 3, 4))
            told = f"{size:,} lines, {threads} threads"
            print(f"{f'{told}, attribution':<55} {attributed:9.2f} s")
            print(f"{f'{told}, grouping into episodes':<55} {grouped:9.2f} s   {found[threads][2][0]:,} episodes")
            print(f"{f'{told}, grouping to attribution':<55} {grouped / attributed:9.2f}   at most {MOST}")
        if found[1][2] != found[2][2]:
            raise ValueError(f"one and two threads gave {found[1][2]} and {found[2][2]}")


def _median(run_once: Callable[[], object]) -> float:
    seconds = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        run_once()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)
