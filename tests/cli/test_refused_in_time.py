"""What once hung, filled memory or crashed is refused as a fault: in seconds, in little memory, never with exit 70."""

import gzip
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from importlib.resources import as_file
from pathlib import Path

import pytest

from openvbc.payment_models.registry import model_folder

#: Seconds of the processor, and bytes of memory, that refusing may take.
SECONDS, MEMORY = 5, 500 * 2**20
FULL = Path("/dev/full")


def example(model: str, folder: str, name: str) -> str:
    with as_file(model_folder(model).joinpath(folder, name)) as path:
        return path.read_text(encoding="utf-8")


def contract(path: Path, old: str, new: str, name: str = "enhanced.yaml") -> list[str]:
    text = example("mssp", "contracts", name)
    assert old in text
    path.joinpath("contract.yaml").write_text(text.replace(old, new))
    return ["check", "contract.yaml"]


def written(name: str, content: str | Callable[[], bytes], *command: str) -> Callable[[Path], list[str]]:
    def write(path: Path) -> list[str]:
        path.joinpath(name).write_bytes(content.encode() if isinstance(content, str) else content())
        return [*command]

    return write


def pipe(name: str, *command: str) -> Callable[[Path], list[str]]:
    def make(path: Path) -> list[str]:
        os.mkfifo(path / name)
        return [*command]

    return make


def vanished(path: Path) -> list[str]:
    path.joinpath("claims.csv").symlink_to(path / "gone.csv")
    return ["load", "claims.csv", "--project", "project"]


def packed() -> bytes:
    """Two hundred megabytes of claims."""
    return gzip.compress(b"person_id,amount\n" + b"1,1\n" * (50 << 20), 6)


def zipped(path: Path) -> list[str]:
    """A delivery of CMS's feed whose only file unpacks to a thousand times its length."""
    with zipfile.ZipFile(path / "P.A9999.ACO.ZCY24.D240612.T0915300.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("P.A9999.ACO.ZC5Y24.D240612.T0915300", b" " * (100 << 20))
    return ["load", "P.A9999.ACO.ZCY24.D240612.T0915300.zip", *LOAD]


def manifest(path: Path) -> list[str]:
    path.joinpath("project").mkdir()
    path.joinpath("project", "manifest.json").write_text("[" * 2_000_000)
    return ["project", "project"]


def settled_before(path: Path) -> list[str]:
    """Figures that name a settlement which is brackets and nothing else."""
    path.joinpath("contract.yaml").write_text(example("shared_savings", "contracts", "one_sided.yaml"))
    figure = "{settlement: before.json, stream: savings, line: benchmark}"
    figures = f"figures:\n  benchmark: {figure}\n  expenditures: 1\n"
    path.joinpath("inputs.yaml").write_text(f"performance_year: 2026\nstatus: final\n{figures}")
    path.joinpath("before.json").write_text('{"a":' * 500_000)
    return ["settle", "contract.yaml", "--inputs", "inputs.yaml"]


LOAD = ("--project", "project")
NESTED = '{"resourceType": "ExplanationOfBenefit", "a": ' + '{"a": ' * 100_000
#: What is given, and words of the answer.
CASES: dict[str, tuple[Callable[[Path], list[str]], str]] = {
    "a list for a track": (lambda path: contract(path, "track: enhanced", "track: [enhanced]"), "track"),
    "a group for a track": (lambda path: contract(path, "track: enhanced", "track: {enhanced: 1}"), "track"),
    "a word for the group that holds the track": (
        lambda path: contract(path, "terms:", "terms: word\n    unknown:"),
        "terms",
    ),
    "20 KB of brackets": (written("b.yaml", "[" * 20_000, "check", "b.yaml"), "nested too deeply"),
    "groups in groups": (written("b.yaml", "{a: " * 5_000, "check", "b.yaml"), "nested too deeply"),
    "lines ever further in": (
        written("b.yaml", "\n".join(" " * depth + "a:" for depth in range(2_000)), "check", "b.yaml"),
        "nested too deeply",
    ),
    "a number of a thousand digits": (
        lambda path: contract(path, "elected: 0%", f"elected: {'9' * 1000}"),
        "is not a number that can be",
    ),
    "an exponent of nine digits": (lambda path: contract(path, "elected: 0%", "elected: 1E999999999"), "elected"),
    "a pipe for a contract": (pipe("c.yaml", "check", "c.yaml"), "a pipe or a device"),
    "a pipe for a source": (pipe("claims.csv", "load", "claims.csv", *LOAD), "a pipe or a device"),
    "a source that vanished": (vanished, "there is no such file"),
    "a packed file that grows without end": (
        written("claims.csv.gz", packed, "load", "claims.csv.gz", *LOAD),
        "unpack to",
    ),
    "a packed delivery that grows without end": (zipped, "unpack to"),
    "a manifest of brackets": (manifest, "it is damaged"),
    "a settlement of brackets": (settled_before, "is no settlement for machines"),
    "a resource nested a hundred thousand times": (
        written("e.ndjson", NESTED + "\n", "load", "e.ndjson", "--format", "fhir_eob", *LOAD),
        "error:",
    ),
    "30,000 columns": (
        written(
            "results.csv", ",".join(f"c{each}" for each in range(30_000)) + "\n1\n", "replay", "mssp", "results.csv"
        ),
        "error:",
    ),
    "30,000 columns of claims": (
        written(
            "medical_claim.csv",
            ",".join(f"c{each}" for each in range(30_000)) + "\n1\n",
            "load",
            "medical_claim.csv",
            *LOAD,
        ),
        "error:",
    ),
}


#: A process of its own between the tests and the command: what a process uses at most counts from the fork, so the
#: command would be told to use what the tests use.
WATCHER = """
import json, os, subprocess, sys
process = subprocess.Popen([sys.executable, "-m", "openvbc", *sys.argv[1:]])
_, status, used = os.wait4(process.pid, 0)
json.dump([os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss * 1024], open("used", "w"))
"""


def run(arguments: list[str], folder: Path, output: Path) -> tuple[int, str, float, int]:
    """Exit code, what is told, seconds of the processor, and memory, of a command in a process of its own."""
    with output.open("w") as out, folder.joinpath("told").open("w+") as told:
        subprocess.run([sys.executable, "-c", WATCHER, *arguments], cwd=folder, stdout=out, stderr=told, check=True)
        told.seek(0)
        code, seconds, memory = json.loads(folder.joinpath("used").read_text(encoding="utf-8"))
        return code, told.read(), seconds, memory


def refused(arguments: list[str], folder: Path, words: str, output: Path) -> None:
    code, told, seconds, memory = run(arguments, folder, output)
    assert code not in (0, 70), told
    assert "Traceback" not in told
    assert "OpenVBC itself failed" not in told
    assert words in told
    assert seconds < SECONDS
    assert memory < MEMORY


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused_in_time(case: str, tmp_path: Path) -> None:
    make, words = CASES[case]
    refused(make(tmp_path), tmp_path, words, tmp_path / "out")
    assert not list(tmp_path.glob("project/**/*.parquet"))


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
def test_output_on_a_full_disk_is_told(tmp_path: Path) -> None:
    refused(["parameters"], tmp_path, "not written in whole", FULL)
