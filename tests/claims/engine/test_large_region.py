"""A region as large as is asked for, counted with 1 GB: only where OPENVBC_LARGE_LINES says how many claim lines.

`OPENVBC_LARGE_LINES=100000000 make long`, or this file alone, takes an hour and 30 GB of the temporary folder, most of
which go to making the region up. The figures are printed; those of the documentation come from here.
"""

import json
import os
import subprocess
import sys
import time

import pytest

from benchmarks.count import made_region
from openvbc.claims.project.manifest import NUMBERS, TABLES

LINES = int(os.environ.get("OPENVBC_LARGE_LINES", "0"))
pytestmark = [pytest.mark.long, pytest.mark.skipif(not LINES, reason="OPENVBC_LARGE_LINES names no size")]

#: What the whole process may take beside the gigabyte of DuckDB's: Python, readers' buffers, what is being spilled.
BESIDE_MB = 700


def test_a_large_region_is_counted_with_one_gigabyte() -> None:
    begun = time.perf_counter()
    folder = made_region(LINES)
    made = time.perf_counter() - begun
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.count", "count", str(folder)],
        env={**os.environ, "OPENVBC_BENCH_MEMORY": "1GB"},
        check=True,
        capture_output=True,
        text=True,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    claims, numbers = (
        sum(file.stat().st_size for file in (folder / "project" / room).rglob("*.parquet")) / 2**20
        for room in (TABLES, NUMBERS)
    )
    figures = f"{told['seconds']:.0f} s, {told['cpu']:.0f} processor s, {told['peak_mb']:,.0f} MB at the peak"
    print(f"{told['lines']:,} claim lines, 1 GB: {figures}; on disk {claims:,.0f} MB and {numbers:,.0f} MB of numbers")  # noqa: T201
    print(f"made up in {made:.0f} s")  # noqa: T201
    assert told["lines"] > LINES * 0.8
    assert told["peak_mb"] < 1024 + BESIDE_MB
    assert numbers < 0.8 * claims
