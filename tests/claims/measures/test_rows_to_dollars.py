"""From the claims of a made-up region to a settlement of pay for performance, by files that go from hand to hand."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from openvbc.api import load_contract, settle_inputs
from openvbc.cli import cli
from tests.claims.synthetic.regions import opened, region

CONTRACT = """contract: Region quality
parties:
  payer: {name: Northern Health Plan}
  provider: {name: Region ACO}
agreement: {start: 2024-01-01, end: 2024-12-31, run_out_months: 3}
population:
  line_of_business: traditional_medicare
  attribution: {payer_list: true}
quality_scorecard:
  measures:
    - {measure: annual_wellness_visit, label: Annual wellness visit, direction: higher, cut_points: [30%, 45%, 60%]}
    - {measure: back_in_hospital_30_days, label: Back in hospital, direction: lower, cut_points: [40%, 20%, 5%]}
  scales:
    - scale: steps
      between: steps
      rows:
        - {percentile: 25, points: 1}
        - {percentile: 50, points: 2}
        - {percentile: 75, points: 3}
  absent_measures: reweighted
payment_streams:
  - stream: gaps
    model: pay_for_performance
    terms:
      gap_closure:
        rates: [{measure: annual_wellness_visit, per_gap: $40}]
      bonus: {minimum_score: 30%, amount: $1000}
"""


def run(*words: object) -> str:
    result = CliRunner().invoke(cli, [str(each) for each in words])
    assert result.exit_code == 0, result.output
    return result.output


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_claims_become_dollars_and_supplemental_evidence_closes_a_gap(tmp_path: Path) -> None:
    made = region(400, 3)
    written = tmp_path / "counted"
    run(
        "measures", made.folder, "--year", 2024, "--csv", written,
        "--measure", "annual_wellness_visit", "--measure", "back_in_hospital_30_days",
    )  # fmt: skip
    contract = tmp_path / "contract.yaml"
    contract.write_text(CONTRACT, encoding="utf-8")
    members = written / "everyone" / "members.csv"
    listed = rows_of(members)
    open_gaps = [row["member"] for row in listed if row["status"] == "open"]
    assert open_gaps

    met_in_claims = _people_with_a_visit(made.folder)
    assert {row["member"] for row in listed if row["status"] == "met"} <= met_in_claims
    assert not set(open_gaps) & met_in_claims

    evidence = tmp_path / "evidence.csv"
    header = "member,measure,date,kind,evidence\n"
    evidence.write_text(
        header + f"{open_gaps[0]},annual_wellness_visit,2024-05-20,medical_record,note 12\n", encoding="utf-8"
    )
    after, figures = tmp_path / "after.csv", tmp_path / "gaps.yaml"
    run("evidence", contract, members, "--evidence", evidence, "--output", after, "--figures", figures)

    counted = yaml.safe_load((written / "everyone" / "figures.yaml").read_text(encoding="utf-8"))["figures"]
    with_evidence = yaml.safe_load(figures.read_text(encoding="utf-8"))["figures"]
    met = sum(1 for row in listed if row["status"] == "met")
    for name in ("measure_denominator", "measure_numerator"):
        with_evidence[name]["back_in_hospital_30_days"] = counted[name]["back_in_hospital_30_days"]
    assert with_evidence["measure_numerator"]["annual_wellness_visit"]["value"] == met + 1
    assert counted["measure_numerator"]["annual_wellness_visit"]["value"] == met

    inputs = tmp_path / "inputs.yaml"
    case = {"organization": "Region ACO", "performance_year": 2024, "status": "final", "figures": with_evidence}
    inputs.write_text(yaml.safe_dump(case), encoding="utf-8")
    (settlement,) = settle_inputs(load_contract(contract), inputs)
    points = _points(with_evidence)
    assert settlement.net_payment == 40 * (met + 1) + (1000 if points >= Fraction(30, 100) else 0)


def _points(figures: dict[str, dict[str, dict[str, int]]]) -> Fraction:
    """The score by the contract's own words: points of each measure of three, both weighing the same."""
    rate = {
        key: Fraction(each["value"], figures["measure_denominator"][key]["value"])
        for key, each in figures["measure_numerator"].items()
    }
    visit = sum(rate["annual_wellness_visit"] >= Fraction(cut, 100) for cut in (30, 45, 60))
    back = sum(rate["back_in_hospital_30_days"] <= Fraction(cut, 100) for cut in (40, 20, 5))
    return Fraction(visit + back, 6)


def test_evidence_for_someone_not_in_the_denominator_is_refused(tmp_path: Path) -> None:
    made = region(400, 3)
    written, contract, evidence = tmp_path / "counted", tmp_path / "contract.yaml", tmp_path / "evidence.csv"
    run("measures", made.folder, "--year", 2024, "--csv", written, "--measure", "annual_wellness_visit")
    contract.write_text(CONTRACT, encoding="utf-8")
    members = written / "everyone" / "members.csv"
    people = {row["member"] for row in rows_of(members)}
    with opened(made.folder) as connection:
        everyone = {row[0] for row in connection.execute("SELECT DISTINCT person_id FROM eligibility").fetchall()}
    outside = min(everyone - people)
    evidence.write_text(
        f"member,measure,date,kind,evidence\n{outside},annual_wellness_visit,2024-05-20,medical_record,note\n",
        encoding="utf-8",
    )
    result = CliRunner().invoke(cli, ["evidence", str(contract), str(members), "--evidence", str(evidence)])
    assert f"{outside} is not in the denominator of annual_wellness_visit" in str(result.exception)


def test_organizations_have_their_own_lists_and_figures(tmp_path: Path) -> None:
    made = region(400, 3)
    written = tmp_path / "counted"
    told = run(
        "measures", made.folder, "--year", 2024, "--participants", made.participants, "--csv", written,
        "--measure", "annual_wellness_visit",
    )  # fmt: skip
    rates = [row for row in rows_of(written / "rates.csv") if row["divided_by"] == "all"]
    assert len(rates) == made.request.acos
    for row in rates:
        assert row["organization"] in told
        listed = rows_of(written / row["organization"] / "members.csv")
        assert int(row["numerator"]) == sum(1 for each in listed if each["status"] == "met")
        assert int(row["denominator"]) == sum(1 for each in listed if each["status"] in ("met", "open"))
    by_sex = [row for row in rows_of(written / "rates.csv") if row["divided_by"] == "sex"]
    assert sum(int(row["denominator"]) for row in by_sex) == sum(int(row["denominator"]) for row in rates)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--measure", "anual_wellness_visit"], "did you mean 'annual_wellness_visit'?"),
        (["--organization", "A9"], "there is no organization or list 'A9'"),
        (["--year", "2010"], "defined for 2011"),
    ],
)
def test_what_cannot_be_counted_is_told(words: list[str], told: str) -> None:
    made = region(400, 3)
    result = CliRunner().invoke(cli, ["measures", str(made.folder), "--year", "2024", *words])
    assert told in str(result.exception)


def _people_with_a_visit(project: Path) -> set[str]:
    with opened(project) as connection:
        found = connection.execute(
            "SELECT DISTINCT person_id FROM medical_claim WHERE hcpcs_code IN ('G0438', 'G0439') "
            "AND year(coalesce(claim_line_start_date, claim_start_date)) = 2024 "
            "AND claim_id NOT IN (SELECT claim_id FROM medical_claim WHERE paid_date > DATE '2025-03-31')"
        ).fetchall()
    return {row[0] for row in found}
