"""Times the whole count against a raw scan of the same columns of the same Parquet files, and how both grow.

Each figure comes from a child process of its own, so that the peak of memory is its own. Regions are made up once and
kept in the temporary folder. Sizes are in claim lines: `python -m benchmarks.count 2_000_000 20_000_000`, or the
environment variable OPENVBC_BENCH_LINES ("2000000 20000000"); 100 million lines only where they are asked for.
"""

import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from benchmarks.peak import peak_megabytes
from benchmarks.workload import YEARS, count_region, scan_region
from openvbc.claims.synthetic.region import Work, write_region

SIZES: Final = (2_000_000, 20_000_000)
#: Lines of medical claims of one made-up person in the four years; the exact number of lines is printed.
_LINES_A_PERSON: Final = 112
_SEED: Final = 7
_RUNS: Final = 3
#: Where the code stands that decides what is made up, and what is kept of it with the load.
_SOURCES: Final = ("claims/synthetic", "claims/tables", "claims/sql/numbers", "claims/sql/services")
_SUFFIXES: Final = (".py", ".sql", ".csv")
#: Tables of a contract's choices have nothing to do with it.
_CHOICES: Final = "_rule_tables"


def run(sizes: Sequence[int] = ()) -> None:
    """Print scan, count, their ratio and the peak of memory for each size, then how they grow; medians of three."""
    asked = sizes or [int(each) for each in os.environ.get("OPENVBC_BENCH_LINES", "").split()] or SIZES
    measured = [(size, *_measured(size)) for size in asked]
    for (small, scan, count), (large, larger_scan, larger_count) in pairwise(measured):
        for name, one, other in (("scan", scan, larger_scan), ("count", count, larger_count)):
            growth = other["seconds"] / one["seconds"]
            told = f"{name}: {other['lines'] / one['lines']:.1f} times the lines take"
            print(f"{f'{small:,} to {large:,} lines, {told}':<70} {growth:6.1f} times as long")


def _measured(size: int) -> tuple[dict[str, Any], dict[str, Any]]:
    folder = made_region(size)
    count = _child("count", folder)
    scan = _child("scan", folder, *count["names"])
    lines = f"{count['lines']:,} claim lines"
    for name, each in (("raw scan of the same columns", scan), ("the whole count", count)):
        print(
            f"{f'{lines}, {name}':<55} {each['seconds']:9.2f} s {each['cpu']:9.2f} processor s "
            f"{each['peak_mb']:7,.0f} MB at the peak"
        )
    for room, used in count["rooms"].items():
        print(f"{f'    {room}':<55} {'':11} {used:9.2f} processor s")
    wall, processor = count["seconds"] / scan["seconds"], count["cpu"] / scan["cpu"]
    print(f"{f'{lines}, count to scan':<55} {wall:9.2f}   {processor:9.2f} in processor s")
    return scan, count


def made_region(size: int) -> Path:
    """A region of about so many lines, made up once for each state of the generator."""
    sources = Path(__file__).parent.parent / "openvbc"
    found = (file for each in _SOURCES for file in (sources / each).rglob("*") if file.suffix in _SUFFIXES)
    files = sorted(file for file in found if not file.stem.endswith(_CHOICES))
    state = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
    people = max(1, size // _LINES_A_PERSON)
    folder = Path(tempfile.gettempdir()) / f"openvbc-benchmark-{state}" / f"{people}-people"
    if not (folder / "region.json").exists():
        print(f"making up {people:,} people in {folder}", file=sys.stderr)
        with tempfile.TemporaryDirectory(dir=_made(folder.parent)) as draft:
            write_region(Path(draft) / "region", people=people, seed=_SEED, years=YEARS, work=Work(audit=False))
            (Path(draft) / "region").rename(folder)
    return folder


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _child(task: str, folder: Path, *names: str) -> dict[str, Any]:
    """The run of median processor time of several, each in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.count", task, str(folder), *names]
    found = []
    for _ in range(_RUNS):
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        found.append(json.loads(done.stdout.splitlines()[-1]))
    if len({each["digest"] for each in found}) != 1:
        raise ValueError(f"{task} of {folder} gave several results")
    median = statistics.median_low(each["cpu"] for each in found)
    return next(each for each in found if each["cpu"] == median)


def _run_child(task: str, folder: Path, names: Sequence[str]) -> None:
    """Do one task and print what it took as JSON. OPENVBC_BENCH_MEMORY: the memory limit, if not the usual one."""
    told: dict[str, Any] = asdict(
        scan_region(folder, names) if task == "scan" else count_region(folder, _memory_limit())
    )
    told["peak_mb"] = peak_megabytes()
    told["lines"] = json.loads((folder / "region.json").read_text(encoding="utf-8"))["rows"]["medical_claim"]
    print(json.dumps(told))


def _memory_limit() -> str:
    return os.environ.get("OPENVBC_BENCH_MEMORY", "2GB")


if __name__ == "__main__":
    if sys.argv[1:2] in (["scan"], ["count"]):
        _run_child(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
    else:
        run([int(each) for each in sys.argv[1:]])
