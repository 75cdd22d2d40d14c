"""The blocks of README and docs are extracted and run; what they show is compared with what comes out.

A console block that says `long` runs in `make long` alone; no later one rests on it.
"""

import io
import os
import re
import runpy
import shlex
import subprocess
import sys
import warnings
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import pytest

from tests.command import run as called
from tests.counts import FULL

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_FENCE = re.compile(r"^```(\w*)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    language: str
    options: dict[str, str]
    text: str
    line: int


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found = []
    for match in _FENCE.finditer(text):
        words = match[2].split()
        options = dict(word.partition("=")[::2] for word in words)
        found.append(Block(match[1], options, match[3], text[: match.start()].count("\n") + 1))
    return found


#: Pages whose blocks show that they run in a Python that has loaded nothing yet, find modules beside them, or start
#: processes of their own.
AS_PROCESSES = ("README.md", "python.md", "medicare_acos.md")
RUNNABLE = [page for page in PAGES if any(block.language in ("console", "python") for block in blocks(page))]


def matches(shown: str, printed: str) -> bool:
    """Whether what the page shows is what was printed; `...` stands for anything."""
    parts = [re.escape(part) for part in shown.strip().split("...")]
    return re.fullmatch(".*".join(parts), printed.strip(), re.DOTALL) is not None


def run_console(block: Block, folder: Path) -> None:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for entry in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, shown = entry.partition("\n")
        program, *arguments = shlex.split(command)
        done = (
            called(*arguments, folder=folder)
            if program == "openvbc"
            else subprocess.run(
                [program, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
            )
        )
        printed = done.stdout + done.stderr
        assert done.returncode == int(block.options.get("exit", "0")), f"{command}\n{printed}"
        assert matches(shown, printed), f"{command} printed\n{printed}"


#: Servers that pages name, and the fixture that has one to put in their place.
SERVERS = {
    "postgresql://analyst@db.example.org/claims": "postgres_dsn",
    "sc://spark.example.org:15002": "sail_session",
}


@pytest.fixture
def sail_session(sail_remote: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A session of Sail, in which tables stay from one block of a page to the next; all of it goes with the test."""
    monkeypatch.chdir(tmp_path)
    return f"{sail_remote}/;session_id={uuid4()}"


def served(page: Path, request: pytest.FixtureRequest) -> list[Block]:
    """The blocks of a page, with servers that are there where it names made-up ones; skipped where there are none."""
    found = blocks(page)
    for address, fixture in SERVERS.items():
        if any(address in block.text for block in found if block.language in ("console", "python", "yaml")):
            server = request.getfixturevalue(fixture)
            found = [replace(block, text=block.text.replace(address, server)) for block in found]
    return found


def run_python(block: Block, folder: Path, *, as_process: bool) -> str:
    """What a block prints that is run as a script: in a process of its own, or in this one, without its start."""
    script = folder / ".block_of_page.py"
    script.write_text(block.text, encoding="utf-8")
    if as_process:
        done = subprocess.run([sys.executable, script.name], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        printed = done.stdout
    else:
        out = io.StringIO()
        with chdir(folder), redirect_stdout(out), warnings.catch_warnings():
            # A script that is warned goes on.
            warnings.simplefilter("default")
            runpy.run_path(script.name, run_name="__main__")
        printed = out.getvalue()
    script.unlink()
    return printed


@pytest.mark.parametrize("page", RUNNABLE, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_page_does_what_it_shows(page: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    printed = ""
    for block in served(page, request):
        if "file" in block.options:
            file = tmp_path / block.options["file"]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, encoding="utf-8")
        elif block.language == "console" and (FULL or "long" not in block.options):
            run_console(block, tmp_path)
        elif block.language == "python":
            printed = run_python(block, tmp_path, as_process=page.name in AS_PROCESSES)
        elif block.language == "text" and "output" in block.options:
            assert matches(block.text, printed), f"line {block.line}: printed\n{printed}"


def test_the_tutorial_is_among_the_pages_that_run() -> None:
    assert ROOT / "docs" / "tutorial.md" in RUNNABLE


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"
