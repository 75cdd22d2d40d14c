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
#: A contract with a scorecard and duties to share data, and figures for it.
QUALITY = (
    CONTRACT.replace("end: 2026-12-31", "end: 2027-12-31")
    .replace("{share: 50%}", "{share: 50%, quality: {multiplier: {}}}")
    .replace(
        "payment_streams:\n",
        """data_sharing:
  - {feed: quality, report: quality_results, owed_by: payer, frequency: quarterly,
     due: {within: 30, counted_in: calendar_days}, consequence: none}
quality_scorecard:
  measures: [{measure: mammograms, label: Mammograms, direction: higher, cut_points: [30%, 40%, 50%]}]
  scales:
    - {scale: market, between: steps, rows: [{percentile: 25, points: 5}, {percentile: 50, points: 8},
       {percentile: 75, points: 10}]}
  absent_measures: reweighted
payment_streams:
""",
    )
)
COUNTS = INPUTS + "  measure_denominator: {mammograms: 4}\n  measure_numerator: {mammograms: 2}\n"
MEMBERS = "member,measure,status,date,evidence\nA1,mammograms,met,2026-02-03,claim 1\nA2,mammograms,open,,\n"
EVIDENCE = "member,measure,date,kind,evidence\nA2,mammograms,2026-05-20,medical_record,note 12\n"
OF_QUALITY = {"q.yaml": QUALITY, "counts.yaml": COUNTS, "members.csv": MEMBERS, "evidence.csv": EVIDENCE}
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


def in_duties(name: str, was: str, becomes: str, place: str, fix: str) -> Mistake:
    assert was in QUALITY
    return Mistake(name, ("check", "q.yaml"), place, fix, 4, {"q.yaml": QUALITY.replace(was, becomes)})


def of_quality(name: str, command: tuple[str, ...], place: str, fix: str, code: int, **files: str) -> Mistake:
    """files: what takes the place of a file, by its name with _ for the dot."""
    return Mistake(
        name, command, place, fix, code, {**OF_QUALITY, **{k.replace("_", "."): t for k, t in files.items()}}
    )


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
    in_table("an error of Excel", f"{TABLE}A,#DIV/0!,900\n", "acos.csv:2", "for example 1250000.00"),
    in_table("a column too narrow", f"{TABLE}A,#######,900\n", "acos.csv:2", "for example 1250000.00"),
    in_table("a dash for nothing", f"{TABLE}A,-,900\n", "acos.csv:2", "give benchmark"),
    in_table("tabs for commas", f"{TABLE}A,1,2\n".replace(",", "\t"), "acos.csv:1", "save it with commas", 3),
    in_table("letters of another code page", f"{TABLE}Cl\xednica,1,2\n".encode("latin-1"), "acos.csv:2", "as UTF-8", 3),
    in_table("a row without a name", f"{TABLE},1000,900\n", "acos.csv:2", "name the organization"),
    # Reports under the name of another kind of file
    Mistake("a workbook called a page", (*SETTLE, "inputs.yaml", "--excel", "t.html"), "t.html", "call it t.xlsx", 3),
    Mistake("a page called a PDF", (*SETTLE, "inputs.yaml", "--html", "s.pdf"), "s.pdf", "call it s.html", 3),
    Mistake("a form for Word", ("inputs", "contract.yaml", "--output", "f.docx"), "f.docx", "call it f.yaml", 3),
    # Words in numbers, groups and lists
    in_contract("months in words", "run_out_months: 3", "run_out_months: 3 months", "contract.yaml:5", "digits alone"),
    in_contract("half a month", "run_out_months: 3", "run_out_months: 2.5", "contract.yaml:5", "digits alone"),
    in_contract("days for months", "run_out_months: 3", "run_out_months: 90", "contract.yaml:5", "correct this term"),
    in_contract("one for all", "share: 50%", "share: 1", "contract.yaml:15", "write 100% or 1%"),
    in_contract(
        "a name without its word", "{name: Lakeside ACO}", "Lakeside ACO", "contract.yaml:4", "known here: clause, name"
    ),
    in_inputs(
        "figures with dashes",
        "  benchmark: 49230000\n  expenditures",
        "  - benchmark: 49230000\n  - expenditures",
        "inputs.yaml:5",
        "take the dashes out",
    ),
    in_inputs("thousands for dollars", "49230000", "49230", "line benchmark", "settle with --accept", 11),
    in_inputs("a figure that is a day", "49230000", "2026-01-31", "inputs.yaml:5", "for example 1250000.00"),
    # One file for another, one argument for another
    Mistake("a contract for a portfolio", ("portfolio", "contract.yaml"), "this is a contract", "contracts: [{file", 3),
    Mistake(
        "the contract before the line",
        ("explain", "contract.yaml", "savings", "--inputs", "inputs.yaml"),
        "the line comes first",
        "openvbc explain savings contract.yaml",
        2,
    ),
    Mistake("figures for a ledger", ("ledger", "show", "inputs.yaml"), "inputs.yaml", "name the ledger", 3),
    Mistake(
        "a day as in Germany", ("load", "x", "--project", "p", "--date", "31.12.2026"), "'--date'", "as 2027-06-30", 2
    ),
    Mistake(
        "an error that names the command",
        ("scorecard", "contract.yaml"),
        "openvbc scorecard --help",
        "--inputs FILE",
        2,
    ),
    # Quality
    of_quality(
        "one figure for all measures",
        ("settle", "q.yaml", "--inputs", "counts.yaml"),
        "line measure_numerator",
        "write measure_numerator: {mammograms: ...}",
        6,
        counts_yaml=COUNTS.replace("{mammograms: 2}", "2"),
    ),
    of_quality(
        "more met than there are",
        ("settle", "q.yaml", "--inputs", "counts.yaml"),
        "counts.yaml:8",
        "check both figures",
        6,
        counts_yaml=COUNTS.replace("{mammograms: 2}", "{mammograms: 5}"),
    ),
    of_quality(
        "a measure with a typo",
        ("settle", "q.yaml", "--inputs", "counts.yaml"),
        "counts.yaml:8",
        "did you mean 'mammograms'?",
        6,
        counts_yaml=COUNTS.replace("{mammograms: 2}", "{mamograms: 2}"),
    ),
    of_quality(
        "members whose numbers a spreadsheet shortened",
        ("evidence", "q.yaml", "members.csv", "--year", "2026"),
        "members.csv:2",
        "identifiers as text",
        6,
        members_csv=MEMBERS.replace("A1,", "1.23457E+11,"),
    ),
    of_quality(
        "evidence for the list",
        ("evidence", "q.yaml", "evidence.csv", "--year", "2026"),
        "evidence.csv:1",
        "the header needs member,measure,status",
        6,
    ),
    of_quality(
        "a threshold without its sign",
        ("probability", "q.yaml", "--inputs", "counts.yaml", "--threshold", "70"),
        "--threshold 70",
        "write for example 70%",
        2,
    ),
    # The calendar
    in_duties("a frequency in words", "quarterly", "every quarter", "q.yaml:10", "did you mean 'quarterly'?"),
    in_duties("days that are no kind", "calendar_days", "workdays", "q.yaml:11", "business_days"),
    in_duties(
        "a report with a typo", "quality_results", "quality_result", "q.yaml:10", "did you mean 'quality_results'?"
    ),
    of_quality("a day in words", ("schedule", "q.yaml", "--as-of", "yesterday"), "'yesterday'", "2027-06-30", 2),
    of_quality(
        "days the wrong way round",
        ("schedule", "q.yaml", "--from", "2026-12-31", "--through", "2026-01-01"),
        "from 2026-12-31 through 2026-01-01",
        "name the first day first",
        2,
    ),
    of_quality(
        "a record without a day",
        ("schedule", "q.yaml", "--ledger", "b.db"),
        "nothing here reads the clock",
        "--as-of",
        2,
    ),
    of_quality(
        "a delivery that is not said which",
        ("ledger", "deliver", "b.db", "q.yaml", "members.csv", "--on", "2026-04-28"),
        "which delivery it is",
        "--due",
        2,
    ),
    of_quality(
        "a delivery on a day on which none is due",
        ("ledger", "deliver", "b.db", "q.yaml", "members.csv", "--on", "2026-04-28", "--due", "2026-05-01"),
        "2026-04-30",
        "as `openvbc schedule` lists them",
        6,
    ),
    of_quality(
        "a report delivered on no day",
        ("measures", "p", "--year", "2026", "--contract", "q.yaml", "--csv", "out", "--deliver", "b.db"),
        "day of delivery",
        "--on",
        2,
    ),
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


def test_there_are_at_least_ninety_of_them_and_each_is_another() -> None:
    assert len({each.name for each in MISTAKES}) == len(MISTAKES) >= 90
