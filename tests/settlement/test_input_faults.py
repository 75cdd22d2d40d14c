"""Faults of files of figures: all at once, each in its place, quoted briefly; what is no text is not taken as one."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from openvbc.api import given_figures, settle_inputs
from openvbc.contract.model import Contract
from openvbc.errors import Fault, FileError, InputError, SettlementError
from openvbc.figures import Figure
from openvbc.reports.answer import answer
from openvbc.reports.as_json import settlements_text
from openvbc.reports.comparison import comparison_report
from openvbc.reports.document.as_json import document_json
from openvbc.reports.document.text import document_text
from openvbc.reports.document.tree import Document
from openvbc.settlement.compare import compare
from openvbc.settlement.settle import Case, Settlement, Status
from tests.examples import ONE_SIDED, Given, Terms, contract_of, figures_of, settled, settlement_of

CONTRACT = contract_of(ONE_SIDED)
HEAD = "performance_year: 2026\nstatus: final\n"
FIGURES = "figures: {benchmark: 500, expenditures: 480}\n"
BASE_YEARS: Terms = {
    "risk": "one_sided",
    "benchmark": {
        "own_history": {
            "per": "member_month",
            "base_years": [{"year": 2024, "weight": "40%"}, {"year": 2025, "weight": "60%"}],
            "inflator": {"yearly_rate": "3%"},
        }
    },
    "savings": {"share": "50%"},
}
HEADER = "organization,expenditures,member_months,base_year_expenditures[2024],base_year_expenditures[2025]"


def faults_of(folder: Path, text: str | bytes, name: str = "inputs.yaml", contract: Contract = CONTRACT) -> list[Fault]:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises((InputError, FileError)) as caught:
        settle_inputs(contract, path, year=2026, status=Status.FINAL)
    return list(caught.value.faults)


def whats(faults: Sequence[Fault]) -> list[str]:
    return [each.what for each in faults]


@pytest.mark.parametrize("written", ["5", "[1]", "text"])
def test_overrides_that_are_no_group_are_refused(tmp_path: Path, written: str) -> None:
    (fault,) = faults_of(tmp_path, HEAD + FIGURES + f"overrides: {written}\n")
    assert (fault.what, fault.where) == ("overrides is no group of lines to set", "inputs.yaml:4")


@pytest.mark.parametrize("by", ["", '""', '"  "', "[a]", "{a: b}", "true"])
def test_whoever_sets_a_line_has_a_name_and_a_reason_has_words(tmp_path: Path, by: str) -> None:
    for word, other in (("by", "reason: agreed"), ("reason", "by: both parties")):
        text = HEAD + FIGURES + f"overrides:\n  savings: {{value: 30, {word}: {by}, {other}}}\n"
        (fault,) = faults_of(tmp_path, text)
        assert fault.what.startswith(f"{word} is ")
        assert fault.where == "inputs.yaml:5"
        assert "Node" not in str(fault)


@pytest.mark.parametrize("written", ["", "''", "[a, b]", "{a: b}"])
def test_organization_status_and_source_are_text(tmp_path: Path, written: str) -> None:
    text = f"organization: {written}\nperformance_year: 2026\nstatus: {written}\nfigures:\n"
    text += f"  expenditures: 480\n  benchmark: {{value: 500, source: {written}}}\n"
    faults = faults_of(tmp_path, text)
    assert sorted(each.what.split(" is ")[0] for each in faults) == ["organization", "source", "status"]
    assert {each.where for each in faults} == {"inputs.yaml:1", "inputs.yaml:3", "inputs.yaml:6"}
    assert not any("None" in str(each) or "Node" in str(each) for each in faults)


def test_a_day_or_number_as_source_is_taken_as_written(tmp_path: Path) -> None:
    path = tmp_path / "i.yaml"
    path.write_text(HEAD + "figures:\n  benchmark: {value: 500, source: 2027-04-15}\n  expenditures: 480\n")
    source = settle_inputs(CONTRACT, path)[0].streams[0].evaluation.sources["benchmark"]
    assert str(source) == "given in i.yaml:4: 2027-04-15"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ((2027, None), ["the performance year of this file is 2026, and 2027 is asked for"]),
        ((None, Status.INTERIM), ["the status of this file is final, and interim is asked for"]),
        ((2026, Status.FINAL), []),
        ((2025, Status.INTERIM), ["performance year", "status"]),
    ],
)
def test_a_year_or_status_that_the_file_denies_is_refused(
    tmp_path: Path, asked: tuple[int | None, Status | None], told: list[str]
) -> None:
    path = tmp_path / "inputs.yaml"
    path.write_text(HEAD + FIGURES)
    year, status = asked
    readers: tuple[Callable[[], object], ...] = (
        lambda: settle_inputs(CONTRACT, path, year=year, status=status),
        lambda: given_figures(CONTRACT, path, year=year, status=status),
    )
    for read in readers:
        found: list[str] = []
        try:
            read()
        except InputError as error:
            found = whats(error.faults)
        assert len(found) == len(told)
        assert all(part in what for part, what in zip(told, found, strict=True))


def test_what_is_out_of_bounds_is_told_beside_what_cannot_be_read(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, HEAD + "figures:\n  expenditures: abc\n  benchmark: -5\n")
    assert [each.where for each in faults] == ["inputs.yaml:4", "inputs.yaml:5"]
    assert "'Benchmark' is -$5.00" in faults[1].what


def test_one_unreadable_column_hides_no_other_and_is_not_called_missing(tmp_path: Path) -> None:
    contract = contract_of(BASE_YEARS)
    text = HEAD + "figures:\n  expenditures: 1\n  member_months: 1\n  base_year_member_months: {2024: x, 2025: -3}\n"
    faults = faults_of(tmp_path, text, contract=contract)
    told = "\n".join(map(str, faults))
    assert "'x' is not a number" in told
    assert "is -3" in told
    assert "missing for 2024" not in told
    assert "give base_year_expenditures (usd) for each of 2024, 2025" in told


def test_faults_of_every_row_come_at_once_whether_read_or_found_out_of_bounds(tmp_path: Path) -> None:
    text = "organization,benchmark,expenditures,benchmrk\nA,-1,480,1\nB,x,-2,1\nC,500,480,1\n"
    faults = faults_of(tmp_path, text, "t.csv")
    assert [each.where for each in faults] == [
        "t.csv:1",
        "t.csv:3, column benchmark",
        "A, t.csv:2, column benchmark",
        "B, t.csv:3, column expenditures",
    ]
    assert faults[0].fix == "did you mean 'benchmark'?"


def test_a_column_that_is_missing_is_told_once_not_once_a_row(tmp_path: Path) -> None:
    text = "organization,benchmark\n" + "".join(f"A{number},500\n" for number in range(50))
    (fault,) = faults_of(tmp_path, text, "t.csv")
    assert (fault.what, fault.where) == ("'Expenditures' is missing", "t.csv:1")


def test_columns_of_years_are_checked_in_the_header(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, f"{HEADER.replace('2025', '2026')}\nA,1,1,1,1\n", "t.csv", contract_of(BASE_YEARS))
    told = "\n".join(map(str, faults))
    assert "has no column '2026'" in told
    assert "did you mean 'base_year_expenditures[202" in told
    assert "is missing for 2025" in told
    assert {each.where for each in faults} == {"t.csv:1"}


@pytest.mark.parametrize("name", ["inputs.yaml", "t.csv"])
def test_did_you_mean_offers_inputs_only(tmp_path: Path, name: str) -> None:
    """`saving` is near the computed line `savings`, which is no figure to give."""
    yaml = HEAD + "figures: {benchmark: 500, expenditures: 480, saving: 20}\n"
    table = "organization,benchmark,expenditures,saving\nA,500,480,20\n"
    (fault,) = faults_of(tmp_path, yaml if name.endswith("yaml") else table, name)
    assert fault.fix == "known here: benchmark, expenditures"


@pytest.mark.parametrize("written", ["{value: 98,500,000, source: x}", "{value: 98,500}"])
def test_a_comma_inside_braces_is_explained(tmp_path: Path, written: str) -> None:
    (fault,) = faults_of(tmp_path, HEAD + f"figures:\n  expenditures: 480\n  benchmark: {written}\n")
    assert fault.what == "'500' stands alone, as if a comma cut it off a number"
    assert '"98,500,000"' in fault.fix
    (fault,) = faults_of(tmp_path, HEAD + "figures: {expenditures: 480, benchmark: 98,500,000}\n")
    assert '"98,500,000"' in fault.fix


@pytest.mark.parametrize(
    ("table", "where", "told"),
    [
        (b"organization;benchmark;expenditures\nA;500;480\n", "t.csv:1", "parted by semicolons, not by commas"),
        (b"organization\tbenchmark\nA\t500\n", "t.csv:1", "parted by tabs, not by commas"),
        (b"Organization,benchmark\nA,500\n", "t.csv:1", "did you mean 'organization'? the header says 'Organization'"),
        (b"organizaton,benchmark\nA,500\n", "t.csv:1", "did you mean 'organization'? the header says 'organizaton'"),
        (b"organization,benchmark\nA,500\nB," + b"9" * 131_073 + b"\n", "t.csv:3", "field larger than field limit"),
        (b"organization,benchmark,expenditures\nA,1,1\nCaf\xe9,1,1\n", "t.csv:3", "save it as UTF-8"),
        ("organization,benchmark\nA,1\n".encode("utf-16"), "t.csv:1", "save it as UTF-8"),
    ],
    ids=["semicolons", "tabs", "capital", "typo", "long cell", "Windows-1252", "UTF-16"],
)
def test_a_table_of_another_form_is_refused_with_what_it_is(
    tmp_path: Path, table: bytes, where: str, told: str
) -> None:
    (fault,) = faults_of(tmp_path, table, "t.csv")
    assert fault.where.endswith(where)
    assert told in str(fault)


def test_an_organization_with_control_characters_is_refused(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, "organization,benchmark,expenditures\nA\x1b[2J,500,480\n", "t.csv")
    assert "0x001b" in fault.what
    assert "\x1b" not in str(fault)


@pytest.mark.parametrize("name", ["inputs.yaml", "t.csv"])
def test_faults_quote_the_beginning_of_a_long_text(tmp_path: Path, name: str) -> None:
    long = "x" * 900
    yaml = f"{long}: 1\nperformance_year: 2026\nstatus: {long}\nfigures: {{benchmark: {long}, {long}: 2}}\n"
    yaml += f"overrides: {{{long}: 1}}\n"
    table = f"organization,benchmark,expenditures,{long}\n{long},{long},-1,1\n{long},1,1,1\n"
    faults = faults_of(tmp_path, yaml if name.endswith("yaml") else table, name)
    assert len(faults) >= 4
    assert all(each.what.count("x") <= 85 for each in faults)
    assert all(len(each.where) < 150 and len(each.fix) < 400 for each in faults)


def test_where_the_file_lies_changes_neither_fingerprint_nor_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "inputs.yaml"
    path.write_text(HEAD + FIGURES)
    monkeypatch.chdir(tmp_path)
    near, far = settle_inputs(CONTRACT, "inputs.yaml"), settle_inputs(CONTRACT, path.resolve())
    assert near[0].fingerprint == far[0].fingerprint
    assert settlements_text(near) == settlements_text(far)
    assert str(tmp_path) not in settlements_text(far)


def test_no_answer_is_an_error_of_the_settlement_not_of_the_figures() -> None:
    with pytest.raises(SettlementError, match=r"Lakeside ACO, line .*divides by zero"):
        settled(ONE_SIDED, {"benchmark": "0", "expenditures": "480"})


def test_a_population_below_the_table_is_named_with_where_the_table_begins() -> None:
    terms = {**ONE_SIDED, "savings": {"share": "50%", "minimum_savings_rate": {"by_population_size": True}}}
    with pytest.raises(SettlementError) as caught:
        settled(terms, {"benchmark": "500", "expenditures": "480", "assigned_population": "400"})
    (fault,) = caught.value.faults
    assert "has no value, so there is no payment to state" in fault.what
    assert "begins at 500, and " in fault.why
    assert fault.why.endswith(" is 400")
    assert "assigned_population" in fault.fix


def test_faults_of_figures_and_a_missing_answer_are_told_together_as_faults_of_figures(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, "organization,benchmark,expenditures\nA,0,480\nB,-1,480\n", "t.csv")
    assert [each.where.split(",")[0] for each in faults] == ["A", "B"]
    assert "divides by zero" in faults[0].what


GIVEN: Given = {"benchmark": "500", "expenditures": "480"}
REINVESTS: Terms = {
    "risk": "one_sided",
    "benchmark": {"given": {"basis": "total"}},
    "savings": {"share": "50%", "quality": {"gate": {"minimum_score": "70%"}}},
    "reinvestment": {"share": "50%", "into": "community", "when": ["quality_not_met"], "requires_approved_plan": False},
}


@pytest.mark.parametrize(("score", "told"), [("0.6", True), ("0.9", False)])
def test_what_is_reinvested_is_a_sentence_of_the_answer(score: str, told: bool) -> None:
    settlement = settled(REINVESTS, {"benchmark": "3000000", "expenditures": "0", "quality_score": score})
    sentence = "$750,000.00 is reinvested into the community under the contract."
    assert answer(settlement).endswith(sentence) is told
    assert ("reinvested into" in answer(settlement)) is told


def of(organization: str, status: Status = Status.FINAL, expenditures: str = "480") -> Settlement:
    figures = {"benchmark": Figure(Decimal(500)), "expenditures": Figure(Decimal(expenditures))}
    return settlement_of(CONTRACT, Case(organization, 2026, status, {**figures}, {}))


def test_two_organizations_are_not_compared() -> None:
    with pytest.raises(SettlementError, match="'North ACO', after one of 'South ACO'"):
        compare(of("North ACO"), of("South ACO"))
    assert compare(of(""), of("Lakeside ACO")), "without a name it is the contract's provider that is settled"


def streams(report: Document) -> list[dict[str, object]]:
    found = document_json(report)["streams"]
    assert isinstance(found, list)
    return found


def test_a_change_of_status_or_year_is_told() -> None:
    changed = compare(of("A", Status.INTERIM), of("A", Status.FINAL, "470"))
    report = comparison_report(changed)
    assert document_text(report).startswith("The status changed from interim to final.\n\nStream savings: $10.00")
    assert streams(report)[0]["statuses"] == ["interim", "final"]
    assert document_text(comparison_report(compare(of("A"), of("A")))).startswith("Stream savings")
    two_years = contract_of(ONE_SIDED, end="2027-12-31")
    first, second = (
        settlement_of(two_years, Case("A", year, Status.FINAL, figures_of(GIVEN), {})) for year in (2026, 2027)
    )
    years = comparison_report(compare(first, second))
    assert document_text(years).startswith("Performance year 2026 is compared with performance year 2027.\n\n")
    assert streams(years)[0]["performance_years"] == [2026, 2027]


def test_beside_claims_a_misspelt_figure_is_the_only_fault_of_its_file(tmp_path: Path) -> None:
    figures = tmp_path / "figures.yaml"
    figures.write_text(HEAD + "figures: {expenditure: 10}\n")
    with pytest.raises(InputError) as caught:
        given_figures(CONTRACT, figures, beside_claims=True)
    assert [fault.what for fault in caught.value.faults] == ["this contract uses no figure 'expenditure'"]
    with pytest.raises(InputError, match="is missing"):
        given_figures(CONTRACT, figures)
