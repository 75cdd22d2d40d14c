"""Small inputs at which a program that counts claims goes wrong, each with the right value.

A folder a case: what is loaded, `expected.md` with the right value and the reason. A row of CASES runs the commands and
says what they have to print. Add a folder and a row to add a case.
"""

import json
import re
import shutil
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
    answer. says: patterns that the command prints. measures: of the command's JSON, measure -> number of the year.
    files: file that the command writes -> patterns of lines in it. of: which case of several in its folder.
    """

    folder: str
    of: str = ""
    load_says: Sequence[str] = ()
    load_is_silent_on: Sequence[str] = ()
    loads: bool = True
    command: Sequence[str] = ()
    says: Sequence[str] = ()
    measures: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Sequence[str]] = field(default_factory=dict)
    loaded: Sequence[str] = ("eligibility.csv", "medical_claim.csv")


def _utilization(people: str) -> tuple[str, ...]:
    return ("utilization", "project", "--year", "2024", "--people", f"x={people}", "--population", "x", "--json")


_UTILIZATION = _utilization("list.csv")
_SETTLE = ("settle", "contract.yaml", "--claims", "project", "--year", "2024", "--status", "final", "--full")
_RECONCILE = (
    *("attribution-reconciliation", "contract.yaml", "--claims", "project", "--participants", "participants.csv"),
    *("--year", "2024", "--list", "list.csv"),
)
_FACTORS = ("factors", "factors", "--from", "contract.yaml", "--claims", "project")

#: The folder whose data are made up by a command, with a test of its own.
_OF_ITS_OWN = ("cclf-month-never-delivered",)

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
        load_says=[r"revenue center 0001 repeat .* left out: \$5,000\.00 in all \(1\): claim C1: \$5000\.00"],
        command=_SETTLE,
        says=[r"Expenditures +\$5,012\.00", r"Net payment .* +\$3,494\.00"],
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
        "void-and-replacement-with-other-days",
        loads=False,
        load_says=[
            r"void another claim .* take nothing back \(1\): claim C2 .* type of bill 118, .*: \$0\.00 beside C1",
            r"replace another claim .* \(1\): claim C4 .* type of bill 117, .*: \$4800\.00 beside C3 with \$5000\.00",
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
    Case(
        "two-payers-one-project",
        command=_SETTLE,
        says=[
            r"Expenditures +\$612\.00",
            r"Member months +18 ",
            r"Benchmark +\$9,000\.00",
            r"Net payment .* +\$4,194\.00",
            r"claims of Northern Health Plan \(PPO\) count \(1\): Southern Health Plan \(PPO\): .* with \$7,000\.00",
        ],
    ),
    Case(
        "commercial-months-before-medicare",
        "without a commercial month",
        command=_utilization("others.csv"),
        measures={"risk_score": "0.395"},
    ),
    Case(
        "commercial-months-before-medicare",
        "new in Medicare",
        command=_utilization("new.csv"),
        measures={"risk_score": "0.532"},
    ),
    *(
        Case(
            "bill-type-with-leading-zero",
            people,
            load_says=[r"bill_type_code: codes with a zero .* \(2\): medical_claim\.csv: '0111' as '111' on 2 rows"],
            command=_utilization(people),
            measures={"inpatient_stays_per_1000": "1000", "inpatient_days_per_1000": "4000", "risk_score": "0.561"},
        )
        for people in ("three.csv", "four.csv")
    ),
    Case(
        "identifiers-in-scientific-notation",
        loads=False,
        load_says=[
            r"eligibility: person_id is a number that a spreadsheet shortened, .* \(2 rows\): .*: 1\.00E\+10",
            r"medical_claim: claim_id is a number that a spreadsheet shortened, .* \(2 rows\): .*: 1\.23457E\+14",
        ],
    ),
    Case(
        "specialty-that-lost-its-zero",
        load_says=[r"rendering_specialty_code: codes with a zero .* \(1\): medical_claim\.csv: '8' as '08' on 1 rows"],
        command=_RECONCILE,
        says=[r"4 people on both lists, 0 only on the payer's list"],
    ),
    Case(
        "dispute-reason-when-primary-care-is-outside",
        command=_RECONCILE,
        says=[
            r"step 1: had more at a provider outside; most: TIN 900000003 with \$20\.00, .* organization had \$0\.00"
        ],
    ),
)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.folder} {case.of}".strip() for case in CASES])
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
    for pattern in case.says:
        assert re.search(pattern, printed), f"{pattern}: {printed}"
    if case.measures:
        measures = {each["measure"]: each["2024"]["value"] for each in json.loads(printed)["measures"]}
        assert {name: measures[name] for name in case.measures} == case.measures
    for name, patterns in case.files.items():
        lines = Path(name).read_text(encoding="utf-8")
        for pattern in patterns:
            assert re.search(pattern, lines), f"{pattern}: {lines}"


def test_a_month_of_cclf_that_never_came_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = ("--people", "25", "--seed", "3", "--years", "2024-2024", "--acos", "1", "--format", "cclf")
    assert _run("synth", "region", *made)[1]
    (june,) = Path("region/cclf/A9001").glob("P.A9001.ACO.ZCY24.D2406*")
    shutil.rmtree(june)
    printed, loaded = _run("load", "region/cclf/A9001", "--project", "project")
    assert loaded, printed
    told = r"months have no monthly delivery, .* \(1\): A9001: 2024-06 of the monthly deliveries of 2024-02 to 2024-12"
    assert re.search(told, printed), printed


def test_every_folder_is_a_case() -> None:
    assert sorted({*_OF_ITS_OWN, *(case.folder for case in CASES)}) == sorted(
        file.parent.name for file in HERE.glob("*/expected.md")
    )


def _run(*command: str) -> tuple[str, bool]:
    """What a command prints, faults too, and whether it gave an answer."""
    result = CliRunner().invoke(cli, list(command))
    if isinstance(result.exception, OpenVBCError):
        return str(result.exception), False
    return result.output, result.exit_code == 0
