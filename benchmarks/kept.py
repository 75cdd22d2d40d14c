"""Times second counts of a region: what is taken from kept counts, and what a change counts again.

Each count is a process of its own. `python -m benchmarks.kept 2_000_000 20_000_000`; without sizes, two million claim
lines. Every second count is held against a count anew: the tables must be equal.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, cast
from unittest.mock import patch

from benchmarks import count, workload
from benchmarks.workload import processor_seconds, rooms_of
from openvbc.claims.attribution.participants import read_participants
from openvbc.claims.attribution.terms import Participant
from openvbc.claims.engine.keeping_engine import KeepingEngine
from openvbc.claims.engine.query import all_queries
from openvbc.claims.expenditures.terms import ExpenditureTerms, TruncationAtPercentile
from openvbc.claims.project.counting import counting_on, kept_counts
from openvbc.claims.project.project import open_project
from openvbc.payment_models.mssp.counting.basis import expenditure_terms
from openvbc.payment_models.registry import payment_models, published_parameters

SIZES: Final = (2_000_000,)
#: What changed, in the order in which a user would: nothing that is counted, the truncation point, who takes part.
CHANGES: Final = ("sharing terms", "truncation", "participants")
_LEFT_OUT: Final = 3


def run(sizes: Sequence[int] = ()) -> None:
    """Print the first count, what keeping it took, and each second count, against first count and raw scan."""
    for size in sizes or SIZES:
        folder = count.made_region(size)
        counts = folder / "project" / "counts"
        shutil.rmtree(counts, ignore_errors=True)
        first = _child(folder, "nothing")
        scan = count._child("scan", folder, *first["names"])  # noqa: SLF001  # the same scan as that of the count
        lines = f"{scan['lines']:,} claim lines"
        _told(f"{lines}, first count", first, f"of which keeping {first['keeping'] / first['cpu']:.1%}")
        for change in CHANGES:
            again = _child(folder, change)
            anew = _child(folder, change, "anew")
            if again["digest"] != anew["digest"]:
                raise ValueError(f"{change}: kept counts gave other tables than a count anew")
            share = f"{again['cpu'] / anew['cpu']:.2f} of a count, {again['cpu'] / scan['cpu']:.2f} of a scan"
            _told(f"{lines}, {change} changed", again, f"{share}; {again['ran']} queries ran")
        held = kept_counts(open_project(folder / "project"))
        print(f"{f'{lines}, kept':<55} {held.tables} tables, {held.bytes / 2**20:,.0f} MB")


def _told(what: str, found: Mapping[str, Any], more: str) -> None:
    print(f"{what:<55} {found['cpu']:9.2f} processor s  {more}")


def _child(folder: Path, *task: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.kept", str(folder), *task]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return cast("dict[str, Any]", json.loads(done.stdout.splitlines()[-1]))


def _fewer(read: Callable[[Path], tuple[Participant, ...]]) -> Callable[[Path], tuple[Participant, ...]]:
    return lambda path: read(path)[:-_LEFT_OUT]


def _another_point(terms: Callable[..., ExpenditureTerms]) -> Callable[..., ExpenditureTerms]:
    def changed(*given: Any) -> ExpenditureTerms:  # noqa: ANN401  # whatever the other takes
        found = terms(*given)
        point = found.truncation
        if not isinstance(point, TruncationAtPercentile):
            raise TypeError("the workload cuts off at a percentile")
        return replace(found, truncation=replace(point, percentile=point.percentile - Decimal(1)))

    return changed


def _run_child(folder: Path, change: str, *, anew: bool) -> None:
    """Count once with a change and print what it took, without start-up and without the digest of the tables."""
    payment_models(), published_parameters()  # what every command loads first, whatever it counts
    with ExitStack() as stack:
        if change == "participants":
            stack.enter_context(patch.object(workload, "read_participants", _fewer(read_participants)))
        if change == "truncation":
            stack.enter_context(patch.object(workload, "expenditure_terms", _another_point(expenditure_terms)))
        begun = processor_seconds()
        with counting_on(open_project(folder / "project"), recount=anew) as opened:
            engine = cast("KeepingEngine", opened)
            for room in rooms_of(engine, folder).values():
                room()
            counted, reuse = processor_seconds() - begun, engine.reuse
            keeping = processor_seconds()
            engine.keep()
            keeping = processor_seconds() - keeping
            # What the digest reads and a user would not is built after all that is measured, and is not kept.
            stack.enter_context(patch.object(KeepingEngine, "keep"))
            digest = workload._digest(engine) if change != "nothing" else ""  # noqa: SLF001
    names = sorted({*reuse.counted} & all_queries().keys())
    told = {"cpu": counted + keeping, "keeping": keeping, "digest": digest, "names": names, "ran": len(names)}
    print(json.dumps(told))


if __name__ == "__main__":
    if sys.argv[1:2] and Path(sys.argv[1]).is_dir():
        _run_child(Path(sys.argv[1]), sys.argv[2], anew="anew" in sys.argv[3:])
    else:
        run([int(each) for each in sys.argv[1:]])
