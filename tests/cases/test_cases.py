"""Small inputs at which a program that counts claims goes wrong, each with the right value.

A folder a case: what is loaded, `expected.md` with the right value and the reason. A row of CASES runs the commands and
says what they have to print. Add a folder and a row to add a case.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner

from openvbc.cli import cli
from openvbc.errors import OpenVBCError

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """A folder, and what is right there.

    loaded: the files of claims and people. load_says, load_is_silent_on: patterns that the load prints, and does not
    print. command: run after the load, in a folder with the case's files and the project; none where the load is the
    answer. measures: of the command's JSON, measure -> number of the year. files: file that the command writes ->
    patterns of lines in it.
    """

    folder: str
    load_says: Sequence[str] = ()
    load_is_silent_on: Sequence[str] = ()
    loads: bool = True
    command: Sequence[str] = ()
    measures: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Sequence[str]] = field(default_factory=dict)
    loaded: Sequence[str] = ("eligibility.csv", "medical_claim.csv")


_UTILIZATION = ("utilization", "project", "--year", "2024", "--people", "x=list.csv", "--population", "x", "--json")
_FACTORS = ("factors", "factors", "--from", "contract.yaml", "--claims", "project")

CASES = (
    Case(
        "reversed-services-counted-as-use",
        command=_UTILIZATION,
        measures={
            "inpatient_stays_per_1000": "0",
            "emergency_visits_per_1000": "0",
            "emergency_admissions_per_1000": "0",
            "primary_care_visits_per_1000": "0",
            "pmpm_total": "0",
        },
    ),
    Case(
        "emergency-visit-over-midnight",
        command=_UTILIZATION,
        measures={"emergency_visits_per_1000": "1000", "emergency_admissions_per_1000": "0"},
    ),
    Case(
        "total-charge-line-0001",
        loads=False,
        load_says=[r"revenue center 0001 .* \(1\): claim C1 .* line 0001 \$5000\.00, the others \$5000\.00"],
    ),
    Case(
        "void-and-replacement-bills",
        loads=False,
        load_says=[
            r"void another claim .* \(1\): claim C2 .* type of bill 118, 2024-03-01: \$5000\.00; in all \$5000\.00",
            r"replace another claim .* \(1\): claim C4 .* type of bill 117, .* beside C3 with \$5000\.00",
        ],
    ),
    Case(
        "days-that-contradict-each-other",
        load_says=[
            r"lines outside their days \(1\): claim C1 .* 2024-03-01 to 2024-03-01: 1 lines, \$75\.00",
            r"paid before their service \(1\): medical claim C2 .* 2024-04-01, paid 2024-02-01, \$80\.00",
            r"enrolled before they were born \(1\): person 1S00A00AA02, born 2025-05-05, enrolled from 2024-01-01",
        ],
    ),
    Case(
        "mssp-carrier-line-across-new-year",
        command=(*_FACTORS, "--participants", "participants.csv", "--year", "2024"),
        files={
            "factors/national_factors.csv": [
                r"2023,aged_non_dual,1950\.00,",
                r"2024,aged_non_dual,1850\.00,",
            ]
        },
    ),
    Case(
        "reversal-said-to-be-paid-above-allowed",
        load_says=[r"below zero in sum \(1\): medical claim C2 of plan, person 1S00A00AA01: \$-80\.00"],
        load_is_silent_on=["above what was allowed", "cents"],
    ),
)


@pytest.mark.parametrize("case", CASES, ids=[case.folder for case in CASES])
def test_what_is_right_comes_out(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in (HERE / case.folder).iterdir():
        if file.name != "expected.md":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.chdir(tmp_path)
    printed, loaded = _run("load", *case.loaded, "--project", "project", "--data-source", "plan")
    assert loaded is case.loads, printed
    for pattern in case.load_says:
        assert re.search(pattern, printed), f"{pattern}: {printed}"
    for pattern in case.load_is_silent_on:
        assert not re.search(pattern, printed), f"{pattern}: {printed}"
    if not case.command:
        return
    printed, answered = _run(*case.command)
    assert answered, printed
    if case.measures:
        measures = {each["measure"]: each["2024"]["value"] for each in json.loads(printed)["measures"]}
        assert {name: measures[name] for name in case.measures} == case.measures
    for name, patterns in case.files.items():
        lines = Path(name).read_text(encoding="utf-8")
        for pattern in patterns:
            assert re.search(pattern, lines), f"{pattern}: {lines}"


def test_every_folder_is_a_case() -> None:
    assert sorted(case.folder for case in CASES) == sorted(file.parent.name for file in HERE.glob("*/expected.md"))


def _run(*command: str) -> tuple[str, bool]:
    """What a command prints, faults too, and whether it gave an answer."""
    result = CliRunner().invoke(cli, list(command))
    if isinstance(result.exception, OpenVBCError):
        return str(result.exception), False
    return result.output, result.exit_code == 0
