"""What is published names no machine, no registry and no person."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from .source import ROOT

# Spelled in pieces, so that this file does not name what it forbids.
FORBIDDEN = {
    "a path of somebody's machine": re.compile(
        r"(?<![\w./-])/(" + "|".join(("wo" + "rk", "ro" + "ot", "ho" + "me", "Us" + "ers", "tm" + "p")) + r")/[\w.-]+"
    ),
    "a drive of somebody's machine": re.compile(r"\b[A-Z]:\\" + r"\\?" + "Us" + "ers"),
    "the host of a package registry": re.compile(
        "|".join(("py" + r"pi\.org", "python" + r"hosted\.org", "artifact" + "ory", "index-" + "url *=")), re.IGNORECASE
    ),
    "an address of this machine": re.compile(r"\b(10|192\.168|172\.(1[6-9]|2\d|3[01]))(\.\d{1,3}){2,3}:\d+"),
}


def tracked() -> list[Path]:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("this is not a checkout")
    names = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


def texts() -> dict[str, str]:
    found = {}
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content:
            found[path.relative_to(ROOT).as_posix()] = content.decode("utf-8")
    return found


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_tracked_file_names(what: str) -> None:
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts().items()
        for number, line in enumerate(text.splitlines(), start=1)
        if FORBIDDEN[what].search(line)
    ]
    assert found == []


def test_the_patterns_find_what_they_forbid() -> None:
    samples = {
        "a path of somebody's machine": "see /" + "home/ada/openvbc",
        "a drive of somebody's machine": "C:\\" + "Users\\ada",
        "the host of a package registry": "https://py" + "pi.org/simple",
        "an address of this machine": "http://10" + ".0.0.1:8080",
    }
    assert all(FORBIDDEN[what].search(sample) for what, sample in samples.items())
    assert samples.keys() == FORBIDDEN.keys()


def test_every_text_file_ends_with_one_newline_and_has_no_windows_line_ends() -> None:
    found = [name for name, text in texts().items() if text and (not text.endswith("\n") or "\r" in text)]
    assert found == []
