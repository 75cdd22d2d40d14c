"""The shipped examples: what they come to, what they warn of, and that each says so at the command line."""

import csv
import io
import json
import random
import re
import zipfile
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from itertools import permutations
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from openvbc.api import load_contract, settle_inputs
from openvbc.api.writing import write_all
from openvbc.cli import cli
from openvbc.contract.distribution_plan import ReferenceTerms
from openvbc.contract.schema import plan_schema
from openvbc.distribution.changed import small_changes
from openvbc.distribution.compare import brought, compare_plans, reference_payment
from openvbc.distribution.conduct import conduct_warnings
from openvbc.distribution.disclosure import in_proportion, proportions
from openvbc.distribution.from_files import distribute_files
from openvbc.distribution.result import Distribution
from openvbc.distribution.worth import worth_of_a_dollar
from openvbc.errors import OpenVBCError
from openvbc.money import ZERO
from openvbc.reports.as_json import settlement_json
from openvbc.reports.distribution.comparison import comparison
from openvbc.reports.distribution.payments import payments_csv
from openvbc.reports.distribution.statement import Statements
from openvbc.reports.distribution.statement_files import planned_statements, statement_files
from openvbc.reports.document.page import document_html
from openvbc.reports.document.workbook import workbook
from openvbc.yamlfile import read_yaml

from .made_up import HEAD, distributed, settled
from .test_worked_examples import THREE_LEVELS, THREE_LEVELS_TABLE

FOLDER = Path(str(files("openvbc.distribution"))) / "examples"
PLANS = ("quality_and_lives", "panel_savings", "types_and_reserve")


@cache
def example(plan: str, year: str = "savings_year") -> Distribution:
    settlements = settle_inputs(load_contract(FOLDER / "contract.yaml"), FOLDER / f"{year}.yaml")
    return distribute_files(FOLDER / f"{plan}.yaml", settlements, FOLDER / "participants.csv", FOLDER / "amounts.yaml")


def told(distribution: Distribution, *names: str) -> list[str]:
    return [f"{distribution.amounts[name]:,.2f}" for name in names]


def test_quality_and_lives_pays_by_own_quality_and_months() -> None:
    found = example("quality_and_lives")
    weights = {"north": 48000 * Fraction(9, 10), "east": 30000 * Fraction(75, 100), "west": 18000 * Fraction(6, 10)}
    for name, weight in weights.items():
        exactly = (Fraction("3712405.37") - 815000) * weight / sum(weights.values())
        assert abs(Fraction(found.amounts[name]) - exactly) < Fraction(1, 100)
    weights = {"dr_dogwood": 18000 * Fraction(78, 100), "dr_elm": 12000 * Fraction(71, 100)}
    for name, weight in weights.items():
        exactly = Fraction(found.nodes["savings", "east"].used("shared")) * weight / sum(weights.values())
        assert abs(Fraction(found.amounts[name]) - exactly) < Fraction(1, 100)
    assert {each.name for each in conduct_warnings(found)} == set()


def test_panel_savings_pays_by_what_the_own_panel_saved_and_is_warned_of() -> None:
    found = example("panel_savings")
    savings = {"north": Fraction(2900000), "east": Fraction(247481074, 100), "west": Fraction(2050000)}
    pool = Fraction("2897405.37")
    for name, saved in savings.items():
        assert abs(Fraction(found.amounts[name]) - pool * saved / sum(savings.values())) < Fraction(1, 100)
    warned = [each for each in conduct_warnings(found) if each.name == "own_panel_savings"]
    assert len(warned) == 2
    assert "each group" in warned[0].what
    assert "individual providers" in warned[1].what


def test_types_and_reserve_is_the_worked_example_of_three_levels() -> None:
    found = example("types_and_reserve")
    assert told(found, "north", "east", "west", "spec", "hosp") == [
        "723,400.13", "376,770.90", "180,850.03", "533,758.78", "320,255.26",
    ]  # fmt: skip
    assert told(found, "dr_alder", "dr_birch", "dr_cedar") == ["270,304.71", "180,591.76", "127,823.63"]
    assert {each.name for each in conduct_warnings(found)} == {"waiver", "incentive_of_pay"}


def test_the_loss_year_is_the_worked_example_of_losses() -> None:
    found = example("types_and_reserve", "loss_year")
    assert told(found, "north", "east", "west", "hosp") == ["-261,818.18", "-90,000.00", "-98,181.82", "0.00"]
    assert found.reserve_after == 0
    assert proportions(found) == ()
    assert found.nodes["savings", "north"].used("retained") == Decimal("-261818.18")


def _for_schema(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else str(value)


@pytest.mark.parametrize("plan", PLANS)
def test_an_example_is_valid_by_the_schema_and_every_level_closes(plan: str) -> None:
    schema = Draft202012Validator(plan_schema())
    Draft202012Validator.check_schema(plan_schema())
    written = read_yaml(FOLDER / f"{plan}.yaml").plain()
    schema.validate(json.loads(json.dumps(written, default=_for_schema)))
    for node in example(plan).nodes.values():
        assert node.difference == 0


def test_what_a_withheld_dollar_is_worth_to_its_doctor(tmp_path: Path) -> None:
    found = distributed(tmp_path, THREE_LEVELS, THREE_LEVELS_TABLE, "3712405.37", {"reserve_balance": "350000.00"})
    panel, citizenship = worth_of_a_dollar(found, "dr_a")
    assert f"{panel.part / 2:.3f}" == "0.037"
    passed_through = Decimal("0.95") * Decimal("0.60") * Decimal("0.80")
    assert f"{passed_through / 2:.3f}" == "0.228"
    assert citizenship.part > ZERO


def test_a_statement_says_what_a_point_of_quality_would_add(tmp_path: Path) -> None:
    found = example("quality_and_lives")
    node = found.nodes["savings", "north"]
    (shared,) = node.shared
    birch = next(each for each in shared.members if each.identifier == "dr_birch")
    (months, quality) = small_changes(node, shared, birch)
    table = (FOLDER / "participants.csv").read_text().replace("15600,1300,0.88", "15600,1300,0.89")
    (tmp_path / "participants.csv").write_text(table)
    settlements = settle_inputs(load_contract(FOLDER / "contract.yaml"), FOLDER / "savings_year.yaml")
    again = distribute_files(FOLDER / "quality_and_lives.yaml", settlements, tmp_path / "participants.csv")
    assert abs(again.amounts["dr_birch"] - found.amounts["dr_birch"] - quality.amount) <= Decimal("0.01")
    assert (months.words, quality.words) == ("ten more member months", "one more point of quality")
    assert "one more point of quality" in document_html(Statements(found).of("dr_birch"))


SHAPLEY_TABLE = """
participant name panel_target panel_cost
a A 20000000 19100000
b B 15000000 14925000
c C 10000000 10060000
"""
SHAPLEY = """
reference: {sharing_rate: 50%, minimum_savings_rate: 2%}
funds:
  - fund: savings
    kind: savings
    enters: [{stream: savings}]
    splits: [{level: organization, pools: [{pool: all, share: 100%, equal: true}]}]
"""


def test_marginal_contribution_and_shapley(tmp_path: Path) -> None:
    found = brought(distributed(tmp_path, SHAPLEY, SHAPLEY_TABLE, "457500.00"))
    assert [each.shapley for each in found] == [453750, 18750, -15000]
    assert [each.last for each in found] == [457500, 37500, -30000]
    assert [each.alone for each in found] == [450000, 0, 0]
    worse = SHAPLEY_TABLE.replace("10060000", "10150000")
    found = brought(distributed(tmp_path, SHAPLEY, worse, "0.00"))
    assert [each.shapley for each in found] == [293750, -118750, -175000]


def test_shapley_is_the_average_over_all_orders(tmp_path: Path) -> None:
    terms = ReferenceTerms.model_validate({"sharing_rate": "50%", "minimum_savings_rate": "2%"})
    targets, savings = [20000000, 15000000, 10000000], [900000, 75000, -60000]
    sums = [Fraction(0)] * 3
    for order in permutations(range(3)):
        before = Fraction(0)
        for at in range(1, 4):
            inside = order[:at]
            paid = reference_payment(
                terms, Decimal(sum(targets[i] for i in inside)), Decimal(sum(savings[i] for i in inside))
            )
            sums[order[at - 1]] += Fraction(paid) - before
            before = Fraction(paid)
    found = brought(distributed(tmp_path, SHAPLEY, SHAPLEY_TABLE, "457500.00"))
    assert [Fraction(each.shapley or 0) for each in found] == [each / 6 for each in sums]


@pytest.mark.parametrize(
    ("earned", "shares", "dollars"),
    [
        ("39355546.61", (29, 65, 6), ("11,413,108.52", "25,581,105.29", "2,361,332.80")),
        ("38226021.79", (15, 81, 4), ("5,733,903.27", "30,963,077.65", "1,529,040.87")),
        ("22841776.40", (9, 79, 12), ("2,055,759.88", "18,045,003.35", "2,741,013.17")),
        ("25813466.19", (10, 15, 75), ("2,581,346.62", "3,872,019.93", "19,360,099.64")),
        ("19404826.74", (20, 59, 21), ("3,880,965.35", "11,448,847.78", "4,075,013.61")),
    ],
)
def test_published_proportions_in_dollars(
    tmp_path: Path, earned: str, shares: tuple[int, int, int], dollars: tuple[str, str, str]
) -> None:
    body = f"""
program: medicare_shared_savings_program
funds:
  - fund: savings
    kind: savings
    enters: [{{stream: savings}}]
    splits:
      - level: organization
        pools:
          - {{pool: infrastructure, share: {shares[0]}%, kept: true, use: infrastructure}}
          - {{pool: care, share: {shares[1]}%, kept: true, use: redesigned_care}}
          - {{pool: participants, share: rest, equal: true}}
"""
    found = proportions(distributed(tmp_path, body, "participant name\na A\nb B", earned))
    assert tuple(f"{each.amount:,.2f}" for each in found) == dollars
    assert [each.proportion for each in found] == [Decimal(share) / 100 for share in shares]


def test_proportions_are_one_together() -> None:
    parts = in_proportion({"a": Decimal(1), "b": Decimal(1), "c": Decimal(1)}, Decimal(3))
    assert sum(parts.values()) == 1
    assert sorted(parts.values()) == [Decimal("0.333"), Decimal("0.333"), Decimal("0.334")]


def test_rules_of_conduct_warn_with_reason_and_place(tmp_path: Path) -> None:
    body = """
program: medicare_shared_savings_program
limits: {loss_of_revenue: 1%}
funds:
  - fund: savings
    kind: savings
    enters: [{stream: savings}]
    splits:
      - level: organization
        first: [{step: reserve, takes: reserve, rate: 10%}, {step: aside, takes: purpose, rate: 1%}]
        pools:
          - {pool: volume, share: 50%, by: [revenue]}
          - {pool: kept, share: 50%, kept: true}
        losses: {by: [revenue]}
"""
    table = "participant name revenue\na A 1000\nb B 3000"
    head = HEAD.replace("2025-11-12", "2027-02-01")
    found = conduct_warnings(distributed(tmp_path, body, table, "1000.00", head=head))
    expected = {"retroactive_plan", "volume", "pool_without_method", "reserve_without_target", "waiver"}
    assert {each.name for each in found} == {*expected, "proportions_not_ready"}
    assert all(each.where.startswith("plan.yaml:") and each.why for each in found)
    late = HEAD.replace("2025-11-12", "2026-02-01")
    loss = conduct_warnings(distributed(tmp_path, body, table, "-1000.00", head=late))
    assert {"plan_adopted_late", "loss_of_revenue"} <= {each.name for each in loss}


def test_money_for_outsiders_and_patients_and_a_hospital_without_a_share_are_told(tmp_path: Path) -> None:
    body = """
not_sharing: [hospital]
funds:
  - fund: savings
    kind: savings
    enters: [{stream: savings}]
    splits:
      - level: organization
        first:
          - {step: management, takes: purpose, rate: 10%, use: infrastructure, to: outsiders}
          - {step: gift_cards, takes: purpose, rate: 1%, use: redesigned_care, to: patients}
          - {step: loan, takes: repayment, amount: $10, to: outsiders}
        pools:
          - {pool: practices, share: 40%, types: [primary_care], by: [lives]}
          - pool: rest
            share: 60%
            types: [primary_care]
            first: [{step: expenses, takes: operating_cost, amount: $900, use: infrastructure, shortfall: contributed}]
            by: [lives]
        contributions: {by: [lives]}
"""
    table = "participant name type lives\na A primary_care 10\nh H hospital 30"
    found = {each.name: each for each in conduct_warnings(distributed(tmp_path, body, table, "1000.00"))}
    assert set(found) == {"outsiders", "patient_incentives", "hospital_keeps_nothing"}
    assert "Management of Savings" in found["outsiders"].what
    assert found["hospital_keeps_nothing"].what == "h pays for Savings and receives nothing of it"
    with pytest.raises(OpenVBCError, match="received by nobody"):
        distributed(tmp_path, body.replace("takes: repayment, amount: $10", "takes: retained, amount: $10"), table, "9")


def distinct(folder: Path) -> Distribution:
    """A distribution in which all names, identifiers and figures are distinct numbers of five digits and more."""
    draw = iter(random.Random(7).sample(range(10_007, 99_991), 200))  # noqa: S311  # figures, no secrets
    rows = [
        "participant,name,level,within,type,npi,tin,member_months,quality,citizenship_points,revenue,base_salary,rvus"
    ]
    for group in ("north", "east", "west"):
        rows.append(f"{group},Group{next(draw)},group,,primary_care,,{next(draw)},,0.{next(draw)},,{next(draw)},,")
        rows += [
            f"{group}_{at},Doctor{next(draw)},provider,{group},primary_care,{next(draw)},,{next(draw)},0.{next(draw)},"
            f"{next(draw)},,{next(draw)},{next(draw)}"
            for at in range(3)
        ]
    rows += [f"{kind}{at},{kind}{next(draw)},group,,{kind},,{next(draw)},,,,{next(draw)},,"
             for kind in ("specialist", "hospital") for at in range(3)]  # fmt: skip
    (folder / "participants.csv").write_text("\n".join(rows) + "\n")
    settlements = settle_inputs(load_contract(FOLDER / "contract.yaml"), FOLDER / "savings_year.yaml")
    plan = folder / "plan.yaml"
    plan.write_text((FOLDER / "types_and_reserve.yaml").read_text().replace("equal: true", "by: [revenue]"))
    return distribute_files(plan, settlements, folder / "participants.csv", FOLDER / "amounts.yaml")


def of_others(found: Distribution, identifier: str) -> set[str]:
    """Every name, identifier and amount of others: all but the participant, who is above it and who is below."""
    rows, below = found.participants.rows, found.participants.below.get(identifier, ())
    own = {identifier, rows[identifier].within, *(each.identifier for each in below)}
    held: set[str] = set()
    for each in rows.values():
        if each.identifier not in own:
            held |= {each.identifier, each.name, each.npi, each.tin}
            held |= {f"{amount:,.2f}" for amount in (found.amounts[each.identifier], found.kept[each.identifier])}
            for figure in each.figures.values():
                value = figure.value if isinstance(figure.value, Decimal) else Decimal(0)
                held |= {f"{value:,f}", f"{value:,.2f}", f"{value * 100:,.2f}%"}
    # Fewer digits are anybody's: a score of 0.62 may stand elsewhere by chance.
    return {each for each in held if not each[:1].isdigit() or sum(map(str.isdigit, each)) >= 4} - {""}


def test_no_statement_holds_a_name_identifier_or_amount_of_another(tmp_path: Path) -> None:
    found = distinct(tmp_path)
    statements = Statements(found)
    searched = 0
    for identifier in found.participants.rows:
        document = statements.of(identifier)
        book = openpyxl.load_workbook(io.BytesIO(workbook(document)))
        cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        texts = [f"{cell:,.2f}" if isinstance(cell, float | int) else str(cell) for cell in cells]
        words = set(re.findall(r"[\w.,%-]*\w%?", document_html(document) + "\n" + "\n".join(texts)))
        others = of_others(found, identifier)
        searched += len(others)
        assert not others & words, (identifier, others & words)
    assert searched > 1500


def test_a_statement_that_did_hold_anothers_amount_would_be_found(tmp_path: Path) -> None:
    found = distinct(tmp_path)
    page = document_html(Statements(found).of("north_1"))
    words = set(re.findall(r"[\w.,%-]*\w%?", page))
    assert {"north_1", f"{found.amounts['north_1']:,.2f}"} <= words
    assert of_others(found, "north_0") & words


def test_statements_of_all_are_files_in_a_folder_or_a_zip(tmp_path: Path) -> None:
    found = example("types_and_reserve")
    assert len(write_all(planned_statements(found, tmp_path / "all"))) == 24
    assert (tmp_path / "all" / "provider" / "dr_alder.html").is_file()
    assert len(write_all(planned_statements(found, tmp_path / "groups.zip", level="group"))) == 1
    with zipfile.ZipFile(tmp_path / "groups.zip") as archive:
        assert "group/north.xlsx" in archive.namelist()
        assert len(archive.namelist()) == 10
    again = dict(statement_files(found, ("html",)))
    assert again == dict(statement_files(example("types_and_reserve"), ("html",)))


def test_the_payment_file_pays_what_was_shared_under_the_payees_tin() -> None:
    found = example("types_and_reserve")
    rows = list(csv.DictReader(io.StringIO(payments_csv(found))))
    assert sum(Decimal(row["amount"]) for row in rows) == found.nodes["savings", ""].used("shared")
    alder = next(row for row in rows if row["participant"] == "dr_alder")
    assert (alder["payee_tin"], alder["npi"], alder["amount"]) == ("99-0000001", "0000000001", "270304.71")
    assert alder["fingerprint"] == found.fingerprint


def test_plans_side_by_side_tell_gains_that_add_up_to_what_all_receive_more() -> None:
    compared = compare_plans([example(plan) for plan in PLANS])
    for distribution, gains in zip(compared.distributions[1:], compared.gains, strict=True):
        assert sum(gains.values()) == sum(distribution.kept.values()) - sum(compared.distributions[0].kept.values())
    quality, savings = compared.noise[0]["dr_gum"], compared.noise[1]["dr_gum"]
    assert quality.high - quality.low < savings.high - savings.low
    page = document_html(comparison(compared))
    assert page.count('class="small-bars"') == len(compared.distributions[0].participants.rows)


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(cli, [str(each) for each in arguments])
    assert result.exit_code == 0, result.output + str(result.exception)
    return result.output


def test_the_command_distributes_a_sealed_settlement_and_explains_a_share(tmp_path: Path) -> None:
    (settlement,) = settle_inputs(load_contract(FOLDER / "contract.yaml"), FOLDER / "savings_year.yaml")
    sealed = tmp_path / "settlement.json"
    sealed.write_text(json.dumps(settlement_json(settlement)))
    common = ("--participants", FOLDER / "participants.csv", "--amounts", FOLDER / "amounts.yaml")
    plan = FOLDER / "types_and_reserve.yaml"
    output = run("distribute", plan, "--settlement", sealed, *common, "--explain", "dr_alder")
    assert "Dr. Ada Alder receives $270,304.71 from Lakeside ACO." in output
    assert "21,600 × 95.00%" in output
    answer = json.loads(run("distribute", plan, "--settlement", sealed, *common, "--json"))
    assert answer["fingerprint"] == example("types_and_reserve").fingerprint
    sealed.write_text(sealed.read_text().replace("3712405.37", "9712405.37"))
    result = CliRunner().invoke(cli, [str(each) for each in ("distribute", plan, "--settlement", sealed, *common)])
    assert "was changed after it was settled" in str(result.exception)


def test_a_plan_without_a_settlement_is_checked_and_told_in_words() -> None:
    output = run("distribute", FOLDER / "types_and_reserve.yaml")
    assert "no faults" in output
    assert "pool   Primary care: 60.00%, member months × quality score" in output
    assert settled("1.00").stream == "savings"
