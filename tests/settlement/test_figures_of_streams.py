"""Figures belong to a stream and a line: a name that two streams have is one figure only where the contract says so."""

from decimal import Decimal
from importlib.resources import as_file
from pathlib import Path

import pytest
from click.testing import CliRunner

from openvbc.api import contract_worksheets, given_figures, load_contract, settle_case, settle_inputs
from openvbc.cli import cli
from openvbc.contract.load import contract_from_text
from openvbc.contract.model import Contract
from openvbc.errors import ContractError, InputError
from openvbc.figures import Figure, Figures
from openvbc.payment_models.registry import model_folder, payment_models
from openvbc.reports.inputs_template import inputs_template
from openvbc.settlement.settle import Case, Settlement, Status
from openvbc.settlement.stream_sheets import StreamSheets
from openvbc.units import MEMBER_MONTHS, RATE, USD, Unit
from openvbc.worksheet.evaluate import Override
from openvbc.worksheet.sheet import LineKind, Worksheet

HEAD = """contract: Example
parties: {payer: {name: Acme Health Plan}, provider: {name: Lakeside ACO}}
agreement: {start: 2026-01-01, end: 2026-12-31, run_out_months: 3}
"""
TWO = """populations:
  adults: {line_of_business: medicaid, attribution: {payer_list: true}}
  children: {line_of_business: medicaid, attribution: {payer_list: true}}
"""
SAVINGS = "terms: {risk: one_sided, benchmark: {given: {basis: total}}, savings: {share: 50%}}"
FILE = "organization: Lakeside ACO\nperformance_year: 2026\nstatus: final\nfigures:\n"


def contract(people: str, *streams: str, more: str = "") -> Contract:
    return contract_from_text(
        f"{HEAD}{people}{more}payment_streams:\n{''.join(streams)}", "contract.yaml", payment_models()
    )


def of_cohort(name: str, terms: str = SAVINGS) -> str:
    return f"  - stream: {name}_savings\n    model: shared_savings\n    population: {name}\n    {terms}\n"


def two_cohorts(more: str = "", terms: str = SAVINGS) -> Contract:
    return contract(TWO, of_cohort("adults", terms), of_cohort("children", terms), more=more)


def settled(agreed: Contract, folder: Path, figures: str) -> Settlement:
    path = folder / "figures.yaml"
    path.write_text(FILE + figures, encoding="utf-8")
    return settle_inputs(agreed, path)[0]


def outcomes(settlement: Settlement) -> dict[str, object]:
    return {each.stream.name: each.outcome for each in settlement.streams}


#: 50% of 500 - 480, and of 100 - 70.
EXPECTED = {"adults_savings": Decimal(10), "children_savings": Decimal(15)}


@pytest.mark.parametrize(
    "figures",
    [
        """  adults_savings.benchmark: 500
  adults_savings.expenditures: 480
  children_savings.benchmark: 100
  children_savings.expenditures: 70
""",
        """  adults_savings: {benchmark: 500, expenditures: 480}
  children_savings:
    benchmark: {value: 100, source: page 3}
    expenditures: 70
""",
    ],
    ids=["in full", "under the stream"],
)
def test_each_stream_settles_its_own_figures(figures: str, tmp_path: Path) -> None:
    settlement = settled(two_cohorts(), tmp_path, figures)
    assert outcomes(settlement) == EXPECTED
    assert settlement.net_payment == Decimal(25)


def test_a_table_has_a_column_for_each_stream_and_line(tmp_path: Path) -> None:
    table = tmp_path / "figures.csv"
    table.write_text(
        "organization,adults_savings.benchmark,adults_savings.expenditures,children_savings.benchmark,"
        "children_savings.expenditures\nLakeside ACO,500,480,100,70\n",
        encoding="utf-8",
    )
    assert outcomes(settle_inputs(two_cohorts(), table, year=2026, status=Status.FINAL)[0]) == EXPECTED


def test_a_bare_name_of_two_streams_is_refused_and_told_how_to_write(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        settled(two_cohorts(), tmp_path, "  benchmark: 500\n  expenditures: 480\n")
    message = str(raised.value)
    assert "figures.yaml:5: 'benchmark' is a line of 2 streams: adults_savings and children_savings" in message
    assert "write adults_savings.benchmark and children_savings.benchmark, or list it under `shared_figures`" in message


def test_a_missing_figure_is_told_by_its_full_name(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        settled(two_cohorts(), tmp_path, "  adults_savings: {benchmark: 500, expenditures: 480}\n")
    assert [fault.fix for fault in raised.value.faults] == [
        "give children_savings.expenditures (usd)",
        "give children_savings.benchmark (usd)",
    ]


def test_the_contract_may_say_that_streams_share_a_figure(tmp_path: Path) -> None:
    shared = two_cohorts("shared_figures: [benchmark]\n")
    figures = "  benchmark: 500\n  adults_savings.expenditures: 480\n  children_savings.expenditures: 470\n"
    settlement = settled(shared, tmp_path, figures)
    assert outcomes(settlement) == {"adults_savings": Decimal(10), "children_savings": Decimal(15)}
    with pytest.raises(InputError, match="both given for line benchmark of stream adults_savings"):
        settled(shared, tmp_path, figures + "  adults_savings.benchmark: 501\n")


def test_a_shared_figure_that_no_stream_has_is_a_fault_of_the_contract() -> None:
    with pytest.raises(ContractError, match="no stream has a line 'benchmarks' to share"):
        contract_worksheets(two_cohorts("shared_figures: [benchmarks]\n"), 2026)


def sheet(*inputs: tuple[str, Unit]) -> Worksheet:
    made = Worksheet("Example")
    made.section("figures", "Figures")
    for name, unit in inputs:
        made.input(name, name.replace("_", " "), unit)
    return made


def test_people_are_one_figure_on_one_population_and_two_on_two() -> None:
    both = [("member_months", MEMBER_MONTHS), ("expenditures", USD)]
    sheets = {"savings": sheet(*both), "bundle": sheet(*both)}
    together = StreamSheets(sheets, {"savings": "", "bundle": ""})
    assert together.is_one_figure("member_months")
    assert not together.is_one_figure("expenditures")  # dollars are whatever each stream says that count
    apart = StreamSheets(sheets, {"savings": "adults", "bundle": "children"})
    assert not apart.is_one_figure("member_months")
    assert apart.called("bundle") == {"member_months": "bundle.member_months", "expenditures": "bundle.expenditures"}
    unlike = StreamSheets({"savings": sheet(*both), "bundle": sheet(("member_months", RATE))}, {}, ["member_months"])
    assert not unlike.is_one_figure("member_months")


def test_a_counted_figure_that_streams_share_is_every_streams_unless_two_differ() -> None:
    names = {each: sheet(("member_months", MEMBER_MONTHS), ("expenditures", USD)) for each in ("one", "two", "three")}
    sheets = StreamSheets(names, dict.fromkeys(names, ""))
    counted: Figures = {"one.member_months": Figure(Decimal(12)), "one.expenditures": Figure(Decimal(5))}
    assert sheets.spread(counted).keys() == {*counted, "two.member_months", "three.member_months"}
    counted["two.member_months"] = Figure(Decimal(11))
    assert sheets.spread(counted) == counted


def test_results_of_the_contracts_scorecard_are_one_figure_for_every_stream() -> None:
    with as_file(model_folder("pay_for_performance") / "contracts" / "starter.yaml") as path:
        scored = load_contract(path)
    year = scored.agreement.performance_years[0].year
    (sheet_of_one,) = contract_worksheets(scored, year).values()
    sheets = StreamSheets.of_contract(scored, {"one": sheet_of_one, "two": sheet_of_one}, year)
    results = [line.name for line in sheet_of_one.in_section("measures") if line.kind is LineKind.INPUT]
    assert results
    assert all(sheets.is_one_figure(each) for each in results)
    assert not sheets.is_one_figure("net_payment")


def test_an_override_of_a_line_that_both_have_names_its_stream() -> None:
    agreed = two_cohorts()
    figures: dict[str, Figure | dict[str, Figure]] = {
        f"{stream}.{line}": Figure(Decimal(value))
        for stream, lines in {"adults_savings": (500, 480), "children_savings": (100, 70)}.items()
        for line, value in zip(("benchmark", "expenditures"), lines, strict=True)
    }
    set_by = Override(Decimal(7), "the parties", "")
    case = Case("Lakeside ACO", 2026, Status.FINAL, figures, {"children_savings.net_payment": set_by})
    assert outcomes(settle_case(agreed, case)) == {**EXPECTED, "children_savings": Decimal(7)}
    both = Case("Lakeside ACO", 2026, Status.FINAL, figures, {"net_payment": set_by})
    with pytest.raises(InputError, match="'net_payment' is a line of 2 streams"):
        settle_case(agreed, both)


def test_a_line_is_set_in_every_stream_that_shares_it_whatever_its_kind() -> None:
    """Computed in one stream, given in the other: a figure means the input, an override means both."""
    computed = sheet(("benchmark", USD))
    computed.line("quality_score", "Quality score", RATE, Decimal(1))
    sheets = StreamSheets({"one": computed, "two": sheet(("quality_score", RATE))}, {}, ["quality_score"])
    assert sheets.by_stream({"quality_score": 1}) == {"one": {}, "two": {"quality_score": 1}}
    assert sheets.set_by_stream({"quality_score": 1}) == {"one": {"quality_score": 1}, "two": {"quality_score": 1}}
    apart = StreamSheets({"one": computed, "two": sheet(("quality_score", RATE))}, {})
    assert apart.fault_of_input("quality_score", "") is None
    assert apart.fault_of_line("quality_score", "") is not None


def test_the_empty_file_of_inputs_asks_for_each_figure_by_the_name_that_is_read(tmp_path: Path) -> None:
    agreed = two_cohorts()
    text = inputs_template(agreed, 2026, contract_worksheets(agreed, 2026))
    assert "  children_savings.expenditures:   # " in text
    filled = tmp_path / "filled.yaml"
    lines = [f"{line.split('#')[0].rstrip()} 5" if line.startswith("  ") else line for line in text.splitlines()]
    filled.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert len(given_figures(agreed, filled).figures) == 4


def test_a_line_is_explained_in_the_stream_that_is_named(tmp_path: Path) -> None:
    agreed, figures = tmp_path / "contract.yaml", tmp_path / "figures.yaml"
    agreed.write_text(f"{HEAD}{TWO}payment_streams:\n{of_cohort('adults')}{of_cohort('children')}", encoding="utf-8")
    figures.write_text(
        f"{FILE}  adults_savings: {{benchmark: 500, expenditures: 480}}\n"
        "  children_savings: {benchmark: 100, expenditures: 70}\n",
        encoding="utf-8",
    )
    runner = CliRunner()
    found = [
        runner.invoke(cli, ["explain", name, str(agreed), "--inputs", str(figures)]).output
        for name in ("net_payment", "adults_savings.net_payment", "children_savings.net_payment")
    ]
    assert found[0] == found[1]
    assert "$15" in found[2]
    assert "$15" not in found[1]
