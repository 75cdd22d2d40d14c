"""Mistakes that people make: each message names the place and what to do, none is a traceback, nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.command import run

CONTRACT = """contract: Lakeside shared savings
parties:
  payer: {name: Northern Health Plan}
  provider: {name: Lakeside ACO}
agreement: {start: 2026-01-01, end: 2026-12-31, run_out_months: 3}
population:
  line_of_business: commercial
  attribution: {payer_list: true}
payment_streams:
  - stream: savings
    model: shared_savings
    terms:
      risk: one_sided
      benchmark: {given: {basis: total}}
      savings: {share: 50%}
"""
INPUTS = """organization: Lakeside ACO
performance_year: 2026
status: final
figures:
  benchmark: 49230000
  expenditures: 47500000
"""
TABLE = "organization,benchmark,expenditures\n"
SETTLE = ("settle", "contract.yaml", "--inputs")
CHECK = ("check", "contract.yaml")
OF_YEAR = ("--year", "2026", "--status", "final")


@dataclass(frozen=True)
class Mistake:
    """What somebody does, and what must be told: the place and the way out. code: how the command ends."""

    name: str
    command: tuple[str, ...]
    place: str
    fix: str
    code: int
    files: Mapping[str, str | bytes] = field(default_factory=dict)


def in_contract(name: str, was: str, becomes: str, place: str, fix: str, code: int = 4) -> Mistake:
    assert was in CONTRACT
    return Mistake(name, CHECK, place, fix, code, {"contract.yaml": CONTRACT.replace(was, becomes)})


def in_inputs(name: str, was: str, becomes: str, place: str, fix: str, code: int = 6) -> Mistake:
    assert was in INPUTS
    return Mistake(name, (*SETTLE, "inputs.yaml"), place, fix, code, {"inputs.yaml": INPUTS.replace(was, becomes)})


def in_table(name: str, text: str | bytes, place: str, fix: str, code: int = 6) -> Mistake:
    return Mistake(name, (*SETTLE, "acos.csv", *OF_YEAR), place, fix, code, {"acos.csv": text})


MISTAKES = (
    # Files
    Mistake("a path with a typo", ("check", "contrct.yaml"), "contrct.yaml", "check the path", 3),
    Mistake("a folder for a file", ("check", "folder"), "folder", "name the file in it", 3, {"folder/x": ""}),
    Mistake(
        "a PDF for a contract", ("check", "c.pdf"), "c.pdf: this is a PDF", "into a YAML file", 3, {"c.pdf": "%PDF-1.7"}
    ),
    Mistake(
        "a document for inputs", (*SETTLE, "i.docx"), "i.docx", "as .yaml, or rows as .csv or .xlsx", 6, {"i.docx": "x"}
    ),
    Mistake("an empty contract", CHECK, "contract.yaml", "write a contract", 3, {"contract.yaml": ""}),
    Mistake("the contract for inputs", (*SETTLE, "contract.yaml"), "this is a contract", "openvbc inputs CONTRACT", 6),
    Mistake(
        "inputs for the contract", ("check", "inputs.yaml"), "headline numbers, not a contract", "after --inputs", 4
    ),
    in_inputs("inputs in UTF-16", "organization: Lakeside ACO", "", "inputs.yaml:1", "save it as UTF-8", 3),
    Mistake(
        "a file for a project",
        ("settle", "contract.yaml", "--claims", "inputs.yaml", *OF_YEAR),
        "inputs.yaml: this is a file",
        "openvbc load",
        3,
    ),
    Mistake(
        "a folder of claims for a project",
        ("settle", "contract.yaml", "--claims", "d", *OF_YEAR),
        "d: this is no project folder",
        "openvbc load",
        3,
        {"d/claims.csv": "a\n"},
    ),
    Mistake(
        "claims that are nothing known",
        ("load", "d", "--project", "p"),
        "readme.txt",
        "--mapping",
        7,
        {"d/readme.txt": "hi"},
    ),
    Mistake(
        "claims that are not there", ("load", "nowhere", "--project", "p"), "nowhere", "see how its name is written", 3
    ),
    Mistake(
        "an empty folder of claims",
        ("load", "d", "--project", "p"),
        "d: there is no file",
        "name the folder",
        3,
        {"d/.keep": ""},
    ),
    Mistake(
        "a project that is none",
        ("project", "p"),
        "p/manifest.json",
        "load the files into a new folder",
        3,
        {"p/manifest.json": "{}"},
    ),
    Mistake(
        "another file for results", ("replay", "mssp", "r.csv"), "r.csv:1", "data.cms.gov", 3, {"r.csv": "a,b\n1,2\n"}
    ),
    # The command
    Mistake("a command with a typo", ("setle", "contract.yaml"), "'setle'", "did you mean 'settle'?", 2),
    Mistake(
        "an option with a typo",
        ("settle", "contract.yaml", "--input", "inputs.yaml"),
        "--input",
        "Did you mean '--inputs'?",
        2,
    ),
    Mistake("a program with a typo", ("replay", "msp", "r.csv"), "'msp'", "did you mean 'mssp'?", 2),
    Mistake("a model with a typo", ("new", "sharedsavings"), "'sharedsavings'", "did you mean 'shared_savings'?", 4),
    Mistake(
        "a line with a typo",
        ("explain", "expenditure", "contract.yaml", "--inputs", "inputs.yaml"),
        "'expenditure'",
        "did you mean 'expenditures'?",
        8,
    ),
    Mistake("nothing to settle", ("settle", "contract.yaml"), "neither inputs nor claims", "--inputs FILE", 2),
    Mistake(
        "the report over the input",
        (*SETTLE, "inputs.yaml", "--html", "inputs.yaml"),
        "inputs.yaml",
        "name another one",
        2,
    ),
    Mistake(
        "a report where none can be",
        (*SETTLE, "inputs.yaml", "--html", "inputs.yaml/x.html"),
        "inputs.yaml/x.html",
        "check the folder",
        3,
    ),
    Mistake(
        "another year than the file's",
        (*SETTLE, "inputs.yaml", "--year", "2025"),
        "inputs.yaml:2",
        "leave out --year",
        6,
    ),
    Mistake(
        "another status than the file's",
        (*SETTLE, "inputs.yaml", "--status", "interim"),
        "inputs.yaml:3",
        "leave out --status",
        6,
    ),
    Mistake(
        "a year beyond the agreement",
        ("inputs", "contract.yaml", "--year", "1999"),
        "no performance year 1999",
        "its years are 2026",
        8,
    ),
    Mistake(
        "a table without its year",
        (*SETTLE, "acos.csv"),
        "acos.csv",
        "--year 2026 --status final",
        6,
        {"acos.csv": f"{TABLE}A,1000,900\n"},
    ),
    Mistake(
        "synth without people", ("synth", "region", "--people", "-5", "--seed", "1"), "-5 people", "1 to 9,999,999", 7
    ),
    # The contract
    in_contract("a percentage without its sign", "50%", "50", "contract.yaml:15", "write 50% if a percentage is meant"),
    in_contract("more than the whole", "50%", "150%", "contract.yaml:15", "lies beyond 100%"),
    in_contract(
        "a word with a typo", "run_out_months", "runout_months", "contract.yaml:5", "did you mean 'run_out_months'?"
    ),
    in_contract("a value with a typo", "one_sided", "onesided", "contract.yaml:13", "did you mean 'one_sided'?"),
    in_contract(
        "a model with a typo in a contract",
        "model: shared_savings",
        "model: sharedsavings",
        "contract.yaml:11",
        "did you mean 'shared_savings'?",
    ),
    in_contract("a day as in the United States", "2026-01-01", "1/1/2026", "contract.yaml:5", "write it as 2026-01-31"),
    in_contract("a day that is none", "2026-12-31", "2026-02-30", "contract.yaml:5", "write YYYY-MM-DD"),
    in_contract("an end before the start", "2026-12-31", "2025-12-31", "contract.yaml:5", "not after its start"),
    in_contract("a tab", "  payer:", "\tpayer:", "contract.yaml:3", "put blanks in its place", 3),
    in_contract(
        "no blank after a colon",
        "risk: one_sided",
        "risk:one_sided",
        "contract.yaml:14",
        "a blank may be missing after a colon",
        3,
    ),
    in_contract(
        "a term given twice",
        "savings: {share: 50%}",
        "savings: {share: 50%}\n      savings: {share: 40%}",
        "contract.yaml:16",
        "keep one of them",
    ),
    in_contract(
        "a term without a value", "savings: {share: 50%}", "savings: {share: }", "contract.yaml:15", "write its value"
    ),
    # The figures
    in_inputs("a figure left out", "  expenditures: 47500000\n", "", "line expenditures", "give expenditures (usd)"),
    in_inputs("a figure with a typo", "benchmark:", "benchmrk:", "inputs.yaml:5", "did you mean 'benchmark'?"),
    in_inputs("commas inside braces", "49230000", "{value: 49,230,000}", "inputs.yaml:5", "without commas"),
    in_inputs("a European number", "49230000", "49.230.000,00", "inputs.yaml:5", "for example 1250000.00"),
    in_inputs("a number in words", "49230000", "49 million", "inputs.yaml:5", "for example 1250000.00"),
    in_inputs("millions with a letter", "49230000", "49.2M", "inputs.yaml:5", "for example 1250000.00"),
    in_inputs(
        "a negative cost in parentheses", "47500000", "($47,500,000)", "inputs.yaml:6", "check the figure and its sign"
    ),
    in_inputs(
        "a year that is none", "performance_year: 2026", "performance_year: next", "inputs.yaml:2", "write e.g. 2026"
    ),
    in_inputs("a status with a typo", "final", "finall", "inputs.yaml:3", "did you mean 'final'?"),
    in_inputs(
        "a figure twice",
        "  expenditures: 47500000",
        "  expenditures: 1\n  expenditures: 2",
        "inputs.yaml:7",
        "keep one of them",
    ),
    # Tables
    in_table("semicolons from Excel", TABLE.replace(",", ";"), "acos.csv:1", "save it with commas", 3),
    in_table("a row of totals", f"{TABLE}A,1000,900\nTotal,1000,900\n", "acos.csv:3", "take the row of totals out"),
    in_table("an organization twice", f"{TABLE}A,1000,900\nA,1000,900\n", "acos.csv:3", "keep one row for each"),
    in_table("commas in an amount", f"{TABLE}A,1,000,900\n", "acos.csv:2", "fix the row"),
    in_table(
        "a stray quotation mark", f'{TABLE}"A,1000,900\nB,1000,900\n', "acos.csv:2", "take the quotation mark out", 3
    ),
    in_table(
        "no organizations", "name,benchmark,expenditures\nA,1000,900\n", "acos.csv:1", "add a column `organization`", 3
    ),
    in_table("a title above the header", f"Results 2026\n{TABLE}A,1000,900\n", "acos.csv:1", "take the title out", 3),
    in_table("a workbook called .csv", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "acos.csv", "save it as .xlsx", 3),
    in_table("no rows", TABLE, "acos.csv:1", "add one row each", 3),
)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: each.name)
def test_a_mistake_is_told_with_place_and_fix(mistake: Mistake, tmp_path: Path) -> None:
    files = {"contract.yaml": CONTRACT, "inputs.yaml": INPUTS, **mistake.files}
    for name, content in files.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    if mistake.name == "inputs in UTF-16":
        (tmp_path / "inputs.yaml").write_bytes(INPUTS.encode("utf-16"))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    done = run(*mistake.command, folder=tmp_path)
    told = done.stdout + done.stderr
    assert done.returncode == mistake.code, told
    assert mistake.place in told
    assert mistake.fix in told
    assert "Traceback" not in told
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_there_are_at_least_fifty_of_them_and_each_is_another() -> None:
    assert len({each.name for each in MISTAKES}) == len(MISTAKES) >= 50
