"""Times grouping claims into episodes against attributing the people of the same claims, on one engine."""

import hashlib
import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from benchmarks.count import made_region
from benchmarks.workload import COUNTED, TimedEngine, processor_seconds, rooms_of
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
        results: dict[int, str] = {}
        for threads in (1, 2):
            with TimedEngine("4GB", threads) as engine, open_project(folder / "project").attached(engine):
                rooms = rooms_of(engine, folder)
                rooms["member months"]()
                attributed = _median(rooms["attribution"])
                scopes = iter([engine.open_scope(f"episodes {number}") for number in range(RUNS)])
                last: list[Engine] = []

                def group(scopes: Iterator[Engine] = scopes, last: list[Engine] = last) -> None:
                    last[:] = [next(scopes)]
                    year = COUNTED[-1] - 1
                    period = EpisodePeriod(
                        date(year, 1, 1), date(year, 12, 31), date(year + 1, 12, 31), date(year + 1, 12, 31)
                    )
                    group_episodes(last[0], replace(DEFINITION, transfer_days=1), period)

                grouped = _median(group)
                episodes, results[threads] = _result(last[0])
            told = f"{size:,} lines, {threads} threads"
            for what, (wall, cpu) in (("attribution", attributed), ("grouping into episodes", grouped)):
                print(f"{f'{told}, {what}':<55} {wall:9.2f} s, {cpu:.2f} processor seconds")
            print(f"{f'{told}, episodes of the year':<55} {episodes:9,}   digest of all {results[threads][:12]}")
            for what, one, other in zip(("time", "processor time"), grouped, attributed, strict=True):
                print(f"{f'{told}, {what}, grouping to attribution':<55} {one / other:9.2f}   at most {MOST}")
        if results[1] != results[2]:
            raise ValueError(f"one and two threads gave results of digests {results[1]} and {results[2]}")


def _median(run_once: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the wall and of the processor, of the run of median time."""
    found = []
    for _ in range(RUNS):
        begun, used = time.perf_counter(), processor_seconds()
        run_once()
        found.append((time.perf_counter() - begun, processor_seconds() - used))
    return statistics.median_low(found)


def _result(engine: Engine) -> tuple[int, str]:
    """How many episodes the year has, and a digest of every one of them and its cost."""
    rows = engine.table("limited_episode", order_by=("episode",)).rows
    return len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()
