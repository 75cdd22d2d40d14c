"""A settlement has a period: a performance year by the name that its users give it, or a part of one."""

import json
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from openvbc.api import given_figures, settle_case, settle_inputs
from openvbc.cli import cli
from openvbc.contract.load import contract_from_text
from openvbc.contract.model import Contract
from openvbc.errors import ContractError, InputError, SettlementError
from openvbc.figures import Figure
from openvbc.payment_models.registry import payment_models
from openvbc.settlement.settle import Case, Settlement, Status

TEXT = """contract: Example
parties: {payer: {name: State Medicaid}, provider: {name: Lakeside ACO}}
agreement: {start: 2025-07-01, end: 2027-06-30, run_out_months: 3MORE}
population: {line_of_business: medicaid, attribution: {payer_list: true}}
payment_streams:
  - stream: savings
    model: shared_savings
    terms: {risk: one_sided, benchmark: {given: {basis: total}}, savings: {share: 50%}}
"""
FISCAL = ", fiscal_year: {prefix: SFY, named_by: end}"


def contract_text(more: str = "") -> str:
    return TEXT.replace("MORE", more)


def contract(more: str = "") -> Contract:
    return contract_from_text(contract_text(more), "contract.yaml", payment_models())


def settled(agreed: Contract, named: int | str) -> Settlement:
    figures: dict[str, Figure | dict[str, Figure]] = {
        "benchmark": Figure(Decimal(500)),
        "expenditures": Figure(Decimal(480)),
    }
    return settle_case(agreed, Case("Lakeside ACO", named, Status.FINAL, figures, {}))


def run(*arguments: str | Path) -> str:
    done = CliRunner().invoke(cli, [str(each) for each in arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_checklists_and_empty_forms_are_of_a_period_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "contract.yaml"
    path.write_text(contract_text(f"{FISCAL}, settled: quarterly"), encoding="utf-8")
    told = json.loads(run("checklist", path, "--period", "SFY2027 Q1", "--json"))
    assert (told["performance_year"], told["period"], told["performance_year_named"]) == (2027, "SFY2027 Q1", True)
    assert "period SFY2027 Q1" in run("checklist", path, "--period", "SFY2027 Q1")
    assert 'period: "SFY2027 Q1"' in run("inputs", path, "--period", "SFY2027 Q1")


def test_a_period_without_its_contract_is_told(tmp_path: Path) -> None:
    for command in ("measures", "utilization"):
        done = CliRunner().invoke(cli, [command, str(tmp_path), "--period", "SFY2027 Q1"])
        assert done.exit_code == 2
        assert "is named by a contract, and none is given" in done.stderr
        done = CliRunner().invoke(cli, [command, str(tmp_path)])
        assert done.exit_code == 2
        assert "name --year or --period" in done.stderr


def days(agreed: Contract) -> dict[str, str]:
    return {each.name: str(each.period) for each in agreed.agreement.settled}


def test_a_fiscal_year_is_named_as_its_users_name_it() -> None:
    assert days(contract(FISCAL)) == {"SFY2026": "2025-07-01 to 2026-06-30", "SFY2027": "2026-07-01 to 2027-06-30"}
    by_start = contract(", fiscal_year: {prefix: FY, named_by: start}")
    assert list(days(by_start)) == ["FY2025", "FY2026"]
    settlement = settled(contract(FISCAL), "SFY2026")
    assert settlement.performance_year.year == 2026
    assert str(settlement.performance_year) == "SFY2026 (2025-07-01 to 2026-06-30)"
    # The year alone says the same, and is the same settlement.
    assert settled(contract(FISCAL), 2026).fingerprint == settlement.fingerprint


@pytest.mark.parametrize(
    ("often", "names", "last"),
    [
        ("half_yearly", ["SFY2026 H1", "SFY2026 H2", "SFY2027 H1", "SFY2027 H2"], "2027-01-01 to 2027-06-30"),
        ("quarterly", [f"SFY{year} Q{n}" for year in (2026, 2027) for n in (1, 2, 3, 4)], "2027-04-01 to 2027-06-30"),
        (
            "monthly",
            [f"{year}-{month:02}" for year in (2025, 2026, 2027) for month in range(1, 13)][6:30],
            "2027-06-01 to 2027-06-30",
        ),
    ],
)
def test_parts_of_a_year_are_settled_by_their_names(often: str, names: list[str], last: str) -> None:
    agreed = contract(f"{FISCAL}, settled: {often}")
    assert list(days(agreed)) == names
    assert days(agreed)[names[-1]] == last
    settlement = settled(agreed, names[1])
    assert settlement.performance_year.name == names[1]
    assert settlement.performance_year.part
    assert settlement.performance_year.year == 2026
    assert settlement.net_payment == Decimal(10)
    # Parts have fingerprints of their own, and a whole year can still be settled.
    assert len({settled(agreed, name).fingerprint for name in (*names[:3], "SFY2026")}) == 4


def test_parts_follow_each_other_without_gap_over_the_whole_agreement() -> None:
    for often in ("half_yearly", "quarterly", "monthly"):
        agreement = contract(f", settled: {often}").agreement
        parts = agreement.settled
        assert parts[0].period.start == agreement.period.start
        assert parts[-1].period.end == agreement.period.end
        assert all(one.period.end == next_.period.start for one, next_ in pairwise(parts))


def test_run_out_follows_the_part_that_is_settled() -> None:
    agreed = contract(", settled: quarterly")
    assert settled(agreed, "2025 Q1").paid_through.isoformat() == "2025-12-31"
    assert settled(agreed, 2025).paid_through.isoformat() == "2026-09-30"


def test_years_may_be_stated_one_by_one_such_as_one_of_six_months() -> None:
    stated = """, performance_years: [
      {name: 2025A, start: 2025-07-01, end: 2025-12-31}, {name: "2026", start: 2026-01-01, end: 2026-12-31},
      {name: 2027, start: 2027-01-01, end: 2027-06-30}]"""
    agreed = contract(stated)
    assert list(days(agreed)) == ["2025A", "2026", "2027"]
    assert settled(agreed, "2025A").performance_year.period.months == 6
    assert settled(agreed, 2026).performance_year.key == 2026


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2025-12-31}", "2025-11-30}", "performance year 2026 starts on 2026-01-01; it must start on 2025-12-01"),
        ('name: "2026"', "name: 2025A", "two performance years have one name"),
        ("end: 2027-06-30}]", "end: 2027-05-31}]", "the performance years end on 2027-05-31, the agreement on 2027-06"),
        ("start: 2026-01-01", "start: 2027-01-01", "ends on 2026-12-31, not after its start"),
    ],
)
def test_stated_years_cover_the_agreement_each_once(old: str, new: str, told: str) -> None:
    stated = """, performance_years: [
      {name: 2025A, start: 2025-07-01, end: 2025-12-31}, {name: "2026", start: 2026-01-01, end: 2026-12-31},
      {name: 2027, start: 2027-01-01, end: 2027-06-30}]"""
    assert old in stated
    with pytest.raises(ContractError, match=told):
        contract(stated.replace(old, new))


def test_an_unknown_period_is_told_with_those_that_there_are() -> None:
    with pytest.raises(SettlementError) as raised:
        settled(contract(f"{FISCAL}, settled: half_yearly"), "SFY2026 Q1")
    assert "its years are SFY2026, SFY2027; it is settled for SFY2026 H1, SFY2026 H2, SFY2027 H1" in str(raised.value)


def test_a_file_of_figures_names_its_period(tmp_path: Path) -> None:
    agreed, file = contract(f"{FISCAL}, settled: quarterly"), tmp_path / "figures.yaml"
    body = "status: final\nfigures: {benchmark: 500, expenditures: 480}\n"
    file.write_text(f"period: SFY2026 Q3\n{body}", encoding="utf-8")
    (settlement,) = settle_inputs(agreed, file)
    assert str(settlement.performance_year) == "SFY2026 Q3 (2026-01-01 to 2026-03-31)"
    with pytest.raises(InputError, match="is SFY2026 Q3, and SFY2026 Q2 is asked for"):
        settle_inputs(agreed, file, year="SFY2026 Q2")
    file.write_text(f"period: SFY2026 Q3\nperformance_year: 2026\n{body}", encoding="utf-8")
    with pytest.raises(InputError, match="names a performance_year and a period"):
        given_figures(agreed, file)


def test_commands_take_a_period(tmp_path: Path) -> None:
    agreed, table = tmp_path / "contract.yaml", tmp_path / "table.csv"
    agreed.write_text(contract_text(f"{FISCAL}, settled: quarterly"), encoding="utf-8")
    table.write_text("organization,benchmark,expenditures\nLakeside ACO,500,480\n", encoding="utf-8")
    runner = CliRunner()
    checked = runner.invoke(cli, ["check", str(agreed)]).output
    assert "Settled for        SFY2026 Q1, SFY2026 Q2" in checked
    assert "needs for SFY2026 Q1:" in checked
    told = runner.invoke(cli, ["inputs", str(agreed), "--period", "SFY2027 Q2"]).output
    assert 'period: "SFY2027 Q2"' in told
    options = ["settle", str(agreed), "--inputs", str(table), "--status", "final", "--json"]
    (settlement,) = json.loads(runner.invoke(cli, [*options, "--period", "SFY2026 Q2"]).output)
    assert settlement["answer"].startswith("For period SFY2026 Q2, State Medicaid pays")
    assert settlement["period"] == {
        "name": "SFY2026 Q2",
        "words": "period SFY2026 Q2",
        "first_day": "2025-10-01",
        "last_day": "2025-12-31",
    }
    both = runner.invoke(cli, [*options, "--period", "SFY2026 Q2", "--year", "2026"])
    assert both.exit_code == 2
