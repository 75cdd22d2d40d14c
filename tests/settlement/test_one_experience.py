"""Whoever is counted for money is counted for quality: settle, utilization and measures give the same people,
months and dollars for one region and contract."""

import csv
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import openvbc
from openvbc.api import Counting, given_figures, load_contract, settle_claims
from openvbc.claims.synthetic.region import Region, write_region
from openvbc.cli import cli
from openvbc.errors import ContractError
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.settlement.experience_options import ExperienceOptions
from openvbc.settlement.own_experience import own_experience
from openvbc.settlement.settle import Status, StreamSettlement
from tests.cli.small_region import CONTRACT
from tests.cli.small_region import region as program_region
from tests.counts import FULL
from tests.examples import contract_from
from tests.payment_models.shared_savings.counting.agreed import BENCHMARKS, COUNTING, HEAD, STEPWISE, TERMS

SHARED = f"{HEAD}{STEPWISE}{TERMS}{COUNTING}      benchmark:\n{BENCHMARKS['negotiated']}"
#: The claims basis as the stream of the contract states it, and as the population does.
OF_STREAM = COUNTING[: COUNTING.index("      truncation")]
OF_POPULATION = OF_STREAM.replace("\n    ", "\n").replace("      claims", "  claims")
CENT = Decimal("0.01")


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Region:
    return write_region(tmp_path_factory.mktemp("one") / "made", people=500 if FULL else 250, seed=23)


def run(*arguments: str | Path) -> Any:  # noqa: ANN401  # JSON
    done = CliRunner().invoke(cli, [str(each) for each in (*arguments, "--json")], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def measured(folder: Path, contract: Path, participants: Path, *more: str | Path) -> dict[str, Any]:
    """What `openvbc measures` says of the people, months and dollars of the contract's own members."""
    found = run(
        "measures", folder, "--year", "2024", "--contract", contract, "--participants", participants,
        "--measure", "annual_wellness_visit", *more,
    )  # fmt: skip
    (own,) = found["experience"]
    assert isinstance(own, dict)
    return own


def used(folder: Path, contract: Path, participants: Path, *more: str | Path) -> dict[str, Decimal]:
    """What `openvbc utilization` says of the same year, by measure."""
    found = run("utilization", folder, "--year", "2024", "--contract", contract, "--participants", participants, *more)
    return {each["measure"]: Decimal(each["2024"]["value"] or 0) for each in found["measures"]}


@pytest.mark.parametrize("enrolled", ["first_day", "any_day"])
def test_shared_savings_measures_and_utilization_count_alike(enrolled: str, region: Region, tmp_path: Path) -> None:
    text = SHARED.replace(
        "        part_years: prorated\n", f"        part_years: prorated\n        enrolled: {enrolled}\n"
    )
    contract = tmp_path / "contract.yaml"
    contract.write_text(text, encoding="utf-8")
    options = ExperienceOptions(participants=region.participants)
    settled = settle_claims(contract_from(text), region.folder, 2024, Status.FINAL, None, options)
    (stream,) = settled.streams
    value = stream.evaluation.value
    own = measured(region.folder, contract, region.participants)
    uses = used(region.folder, contract, region.participants)
    assert value_of(value, "member_months") == Decimal(own["member_months"]) == uses["member_months"]
    assert value_of(value, "total_expenditures") == Decimal(own["total_expenditures"]) == uses["total_expenditures"]
    assert value_of(value, "excess_claims") == Decimal(own["excess_claims"]) == uses["excess_claims"] > 0
    assert value_of(value, "expenditures") == Decimal(own["expenditures"]) == uses["expenditures"] > 0
    for name in ("pharmacy", "office", "kidney"):
        carved_out = value_of(value, f"carved_out_{name}")
        assert carved_out == Decimal(own["carved_out"][name]) == uses[f"carved_out_{name}"]
    assert Decimal(own["people"]) == uses["members"]


def test_a_quarter_is_counted_alike_by_its_name(region: Region, tmp_path: Path) -> None:
    """Whatever takes a year takes the name of a period: settle, measures, utilization, attribution reconciliation."""
    quarterly = SHARED.replace("run_out_months: 3}", "run_out_months: 3, settled: quarterly}")
    counting: Counting = {"participants": region.participants}
    period = "2024 Q2"
    settled = openvbc.settle(quarterly, claims=region.folder, period=period, status="final", **counting)
    measured = openvbc.count_measures(
        region.folder, period=period, contract=quarterly, only=["annual_wellness_visit"], **counting
    )
    (own,) = measured.to_dicts("experience")
    used = openvbc.report_utilization(region.folder, period=period, contract=quarterly, **counting)
    uses = {row["measure"]: row["value"] for row in used.to_dicts("measures") if row["year"] == 2024}
    for line in ("member_months", "total_expenditures", "excess_claims", "expenditures"):
        assert settled.value(line) == own[line] == uses[line], line
    assert "2024-04-01 to 2024-06-30" in str(measured)
    assert "2024-04-01 to 2024-06-30" in repr(used)
    assert [str(each.days) for each in used.values.terms.periods] == [
        "2023-04-01 to 2023-06-30",
        "2024-04-01 to 2024-06-30",
    ]
    listed = tmp_path / "list.csv"
    people = {str(row["member"]) for row in measured.to_dicts("people")}
    listed.write_text("\n".join(["person_id", *sorted(people)]), encoding="utf-8")
    agreed = openvbc.reconcile_attribution(quarterly, region.folder, listed, period=period, **counting)
    assert (agreed.values.listed, agreed.values.both) == (len(people), len(people)) != (0, 0)


def test_the_shared_savings_program_measures_and_utilization_count_alike(tmp_path: Path) -> None:
    made = program_region(400)
    national = tmp_path / "national_factors.csv"
    with (made.folder / national.name).open(encoding="utf-8", newline="") as file:
        rows = [{**row, "truncation_threshold": "9000", "completion_factor": "1.013"} for row in csv.DictReader(file)]
    with national.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    factors = {"national": national, "county": made.folder / "county_factors.csv"}
    options = ExperienceOptions(participants=made.participants, factors=factors)
    contract = load_contract(CONTRACT)
    settled = settle_claims(
        contract,
        made.project,
        2024,
        Status.FINAL,
        given_figures(contract, made.folder / "given.yaml", beside_claims=True),
        options,
    )
    (stream,) = settled.streams
    months, dollars = (of_all_types(stream, name) for name in ("assigned_months", "assigned_expenditures"))
    more = ("--national", national)
    own = measured(made.project, CONTRACT, made.participants, *more)
    uses = used(made.project, CONTRACT, made.participants, *more)
    assert months == Decimal(own["member_months"]) == uses["member_months"] > 0
    assert dollars.quantize(CENT) == Decimal(own["expenditures"]).quantize(CENT) == uses["expenditures"].quantize(CENT)
    excess = Decimal(own["excess_claims"])
    assert excess == uses["excess_claims"] > 0, "the threshold cuts some off"
    assert abs(Decimal(own["total_expenditures"]) - excess - Decimal(own["expenditures"])) < CENT
    assigned = stream.evaluation.without_override["assigned_beneficiaries"]
    assert assigned == Decimal(own["people"]) == uses["members"]


def test_the_populations_claims_basis_is_that_of_its_streams(region: Region) -> None:
    of_stream = contract_from(SHARED)
    without = SHARED.replace(OF_STREAM, "")
    of_population = contract_from(without.replace("payment_streams:", f"{OF_POPULATION}payment_streams:"))
    options = ExperienceOptions(participants=region.participants)
    bases = [
        own_experience(each, 2024, payment_models(), published_parameters(), options, year_before=True)
        for each in (of_stream, of_population)
    ]
    assert bases[0] == bases[1]
    both = SHARED.replace("payment_streams:", f"{OF_POPULATION}payment_streams:")
    assert [each.claims_basis for each in contract_from(both).populations.values()] != [None], (
        "twice the same is no contradiction"
    )
    with pytest.raises(ContractError, match="states another claims_basis than the population"):
        contract_from(both.replace("  claims_basis:\n    amount: paid", "  claims_basis:\n    amount: allowed"))


def test_a_truncation_without_its_rule_for_part_years_is_refused_wherever_the_claims_basis_stands() -> None:
    """Whole years go with a percentile too, since yearly summaries are counted; to say nothing goes with none."""
    of_population = SHARED.replace(OF_STREAM, "").replace("payment_streams:", f"{OF_POPULATION}payment_streams:")
    for whole in (SHARED, of_population):
        text = "".join(line for line in whole.splitlines(keepends=True) if "part_years" not in line)
        with pytest.raises(ContractError, match="must say part_years"):
            contract_from(text)


def test_the_former_spelling_of_the_claims_basis_is_read() -> None:
    assert (
        contract_from(SHARED.replace("claims_basis:", "counting:")).streams[0].terms
        == contract_from(SHARED).streams[0].terms
    )


def of_all_types(stream: StreamSettlement, name: str) -> Decimal:
    """A line of the settlement in the performance year, added up over enrollment types."""
    held = stream.evaluation.values[name]
    assert isinstance(held, Mapping)
    of_year = [each for key, each in held.items() if key[0] == "performance_year"]
    assert len(of_year) == 4
    return sum((each for each in of_year if isinstance(each, Decimal)), Decimal(0))


def value_of(value: Any, name: str) -> Decimal:  # noqa: ANN401  # a method
    found = value(name)
    assert isinstance(found, Decimal)
    return found
