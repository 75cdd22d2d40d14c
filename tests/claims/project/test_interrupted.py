"""A load that is killed, or meets another, leaves the project as it was before or as it is after, never between."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from openvbc.claims.lock import locked
from openvbc.claims.project.manifest import MANIFEST
from openvbc.claims.project.project import open_project
from openvbc.errors import FileError
from tests.counts import FULL

from .tiny import USUAL, load_tiny, write

TRIALS = 15
ROOT = Path(__file__).parents[3]

State = tuple[object, ...] | None


def state(project: Path) -> State:
    """Which parts count, each read in full; None if there is no project yet."""
    if not (project / MANIFEST).exists():
        return None
    opened = open_project(project, verify=True)
    return (opened.fingerprint, *opened.counted_files)


def begin(project: Path, *sources: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.claims.project.tiny", str(project), *map(str, sources)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def deliveries(folder: Path) -> tuple[Path, Path]:
    first, second = folder / "first", folder / "second"
    for table in USUAL:
        write(first, table, {})
    claims = ({"claim_id": f"D{number}", "claim_start_date": "2024-04-01"} for number in range(200))
    write(second, "medical_claim", *({**claim, "claim_end_date": "2024-04-02"} for claim in claims))
    write(second, "eligibility", {"person_id": "P2"})
    (second / "a.note").write_text("9999000003", encoding="utf-8")
    return first, second


def expected(folder: Path, first: Path, second: Path) -> list[State]:
    """The states that a project may be in: none, the first delivery, both."""
    project = folder / "expected"
    states: list[State] = [None]
    for delivery in (first, second):
        load_tiny(project, delivery)
        states.append(state(project))
    return states


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a word of Unix")
def test_a_killed_load_leaves_the_former_state_or_the_new_one(tmp_path: Path) -> None:
    first, second = deliveries(tmp_path)
    states = expected(tmp_path, first, second)
    begun = time.perf_counter()
    begin(tmp_path / "whole", first).communicate()
    whole = time.perf_counter() - begun
    random = Random(4)  # noqa: S311  # moments to kill at, the same each time
    project = tmp_path / "project"
    reached = 0
    seen = []
    trials = TRIALS if FULL else 8
    for trial in range(trials):
        delivery = (first, second)[min(reached, 1)]
        process = begin(project, delivery)
        longest = whole * (1.5, 0.5, 0.05)[trial % 3]
        if trial % 3:
            _wait_for(project, "*.draft" if trial % 3 == 1 else f"load-{next_load(project):04}.parquet", process)
        # Moments lie all over the load and beyond its end, whatever the machine.
        time.sleep((trial + random.random()) / trials * longest)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        now = state(project)
        assert now in states[reached:], f"trial {trial}"
        reached = states.index(now)
        seen.append(reached)
        if reached == 2:
            project = tmp_path / f"project {trial}"
            reached = 0
    for delivery in (first, second):
        load_tiny(project, delivery)
    assert state(project) == states[2]
    assert not list(project.rglob("*.draft"))
    assert len(set(seen)) > 1


def _wait_for(project: Path, pattern: str, process: subprocess.Popen[str]) -> None:
    """Until parts are being written, or take their names: the moments from here to the end are those that matter."""
    while process.poll() is None and not list(project.rglob(pattern)):
        time.sleep(0.002)


def next_load(project: Path) -> int:
    return open_project(project).manifest.next_number if (project / MANIFEST).exists() else 1


def test_a_kill_at_every_single_step_leaves_the_former_state_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the machine had stopped at each call that changes the disk, or at every third one in the short form."""
    first, second = deliveries(tmp_path)
    states = expected(tmp_path, first, second)
    steps = 0
    load_tiny(tmp_path / "former", first)
    while True:
        project = tmp_path / f"stopped {steps}"
        shutil.copytree(tmp_path / "former", project)
        stopped = _stop_after(monkeypatch, project, second, steps)
        assert state(project) in (states[1:] if stopped else states[2:])
        load_tiny(project, second)
        assert state(project) == states[2]
        if not stopped:
            break
        steps += 1 if FULL else 6
    assert steps > 8


class _MachineStopped(BaseException):
    pass


def _stop_after(monkeypatch: pytest.MonkeyPatch, project: Path, source: Path, steps: int) -> bool:
    """Load, but stop after so many renames and syncs, with no clearing up; whether it was stopped."""
    left = [steps]

    def counted(name: str) -> None:
        original = getattr(Path, name)

        def stepping(self: Path, *arguments: object, **named: object) -> object:
            if self.is_relative_to(project):
                if left[0] == 0:
                    raise _MachineStopped
                left[0] -= 1
            return original(self, *arguments, **named)

        patch.setattr(Path, name, stepping)

    with monkeypatch.context() as patch:
        counted("replace")
        counted("write_text")
        counted("mkdir")
        patch.setattr("openvbc.claims.project.load.forget", lambda _: None)
        patch.setattr("openvbc.claims.project.parts._forget", lambda _: None)
        try:
            load_tiny(project, source)
        except _MachineStopped:
            return True
    return False


def test_a_second_load_is_refused_while_one_goes_on_and_works_afterwards(tmp_path: Path) -> None:
    first, _ = deliveries(tmp_path)
    project = tmp_path / "project"
    project.mkdir()
    with locked(project):
        with pytest.raises(FileError, match=r"process \d+ is loading into this project folder"):
            load_tiny(project, first)
        assert state(project) is None
    load_tiny(project, first)
    assert state(project) is not None


def test_of_loads_at_the_same_time_each_is_whole_or_refused(tmp_path: Path) -> None:
    project = tmp_path / "project"
    sources = [
        write(tmp_path / "in", "provider", {"npi": f"999900000{number}"}, part=str(number)) for number in range(4)
    ]
    ends = [(process, process.communicate()[1]) for process in [begin(project, source) for source in sources]]
    whole = sum(process.returncode == 0 for process, _ in ends)
    assert whole >= 1
    assert all("is loading into this project folder" in told for process, told in ends if process.returncode)
    assert open_project(project, verify=True).rows("provider") == whole


def test_a_lock_of_a_process_that_is_gone_holds_nobody(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / ".lock").write_text("1", encoding="ascii")
    load_tiny(project, write(tmp_path, "provider", {}))
    assert open_project(project).rows("provider") == 1
