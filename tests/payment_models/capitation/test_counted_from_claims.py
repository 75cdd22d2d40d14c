"""Members and fees counted from a made-up region: cells by age and sex, fees of listed codes, in plain Python again."""

from collections import Counter
from datetime import date
from decimal import Decimal
from importlib.resources import as_file
from pathlib import Path

import pytest

from openvbc import api
from openvbc.api import load_contract, settle_claims
from openvbc.claims.synthetic.region import Region, write_region
from openvbc.contract.model import Contract
from openvbc.errors import InputError
from openvbc.figures import Figures
from openvbc.payment_models.registry import model_folder
from openvbc.settlement.experience_options import ExperienceOptions, Lister
from openvbc.settlement.member_list import Cells, MemberAmount, member_amounts, members_of_cells
from openvbc.settlement.settle import Settlement, Status
from tests.payment_models.shared_savings.counting.plain_region import rows_of

RATES = {
    "under_65": Decimal(31),
    "women_65_to_79": Decimal(52),
    "men_65_to_79": Decimal("49.50"),
    "from_80_on": Decimal(66),
}


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Region:
    return write_region(tmp_path_factory.mktemp("region") / "made", people=150, seed=5, years=(2023, 2024), acos=2)


@pytest.fixture(scope="module")
def contract() -> Contract:
    with as_file(model_folder("capitation").joinpath("contracts").joinpath("counted_members.yaml")) as path:
        return load_contract(path)


@pytest.fixture(scope="module")
def counted(region: Region, contract: Contract) -> tuple[Settlement, tuple[MemberAmount, ...]]:
    """The settlement and its list of members, from one count, as `list_members` makes them."""
    cells: Cells = {}

    def inspect(lister: Lister, figures: Figures, _sheets: object) -> None:
        cells.update(members_of_cells(lister, figures))

    options = ExperienceOptions(participants=region.participants, inspect=inspect)
    settlement = settle_claims(contract, region.folder, 2024, Status.FINAL, None, options)
    return settlement, member_amounts(settlement, cells)


def cell_of(born: date, sex: str, first: date) -> str:
    age = first.year - born.year - ((born.month, born.day) > (first.month, first.day))
    if age < 65:
        return "under_65"
    if age >= 80:
        return "from_80_on"
    return "women_65_to_79" if sex == "female" else "men_65_to_79"


def test_cells_are_those_of_age_and_sex_on_the_first_of_each_month(
    region: Region, counted: tuple[Settlement, tuple[MemberAmount, ...]]
) -> None:
    settlement, members = counted
    people = {each.person_id for each in members}
    assert people
    found: Counter[tuple[str, str]] = Counter()
    spans = rows_of(region.folder, "eligibility")
    for month in range(1, 13):
        first = date(2024, month, 1)
        enrolled = {
            row["person_id"]: row
            for row in spans
            if row["person_id"] in people and row["enrollment_start_date"] <= first <= row["enrollment_end_date"]
        }
        for row in enrolled.values():
            found[cell_of(row["birth_date"], row["sex"], first), f"2024-{month:02}"] += 1
    months = settlement.stream("primary_care").evaluation.values["member_months"]
    assert isinstance(months, dict)
    assert {key: int(value) for key, value in months.items() if value} == dict(found)
    by_hand = sum((count * RATES[cell] for (cell, _), count in found.items()), Decimal(0))
    assert settlement.stream("primary_care").outcome == by_hand
    assert sum((each.amount for each in members), Decimal(0)) == by_hand


def test_enhanced_fees_are_of_the_members_own_listed_services(
    region: Region, counted: tuple[Settlement, tuple[MemberAmount, ...]]
) -> None:
    settlement, members = counted
    people = {each.person_id for each in members}
    listed = {str(code) for code in range(99202, 99216)}
    fees = sum(
        (
            Decimal(row["allowed_amount"])
            for row in rows_of(region.folder, "medical_claim")
            if row["person_id"] in people
            and row["hcpcs_code"] in listed
            and row["claim_line_start_date"].year == 2024
            and row["paid_date"] <= date(2025, 3, 31)
        ),
        Decimal(0),
    )
    enhanced = settlement.stream("enhanced_visits").evaluation
    assert enhanced.value("base_fees") == fees > 0
    assert settlement.stream("primary_care").evaluation.value("encounter_value") == fees
    assert enhanced.value("enhanced_fees") == (fees * Decimal("0.12")).quantize(
        Decimal("0.01"), rounding="ROUND_HALF_UP"
    )


FUND = """payment_streams:
  - stream: premium_share
    model: capitation
    terms:
      scope: global
      percent_of_premium: {share: 85%, deductions: []}
      fund: {expenses: [claims, stop_loss_premium], surplus: {share: 60%}}
  - stream: measures
    model: pay_for_performance
    terms: {per_measure: [{measure: visit, per_member_per_month: $2.00, target: 50%, paid_on: members}]}
quality_scorecard:
  measures: [{measure: visit, label: A visit, direction: higher, cut_points: [40%]}]
  scales: [{scale: standing, between: steps, rows: [{standing: threshold, points: 10}]}]
  count: achievement
  absent_measures: reweighted
"""


def test_a_fund_bears_what_the_members_cost_and_measures_pay_by_their_months(
    region: Region, contract: Contract, counted: tuple[Settlement, tuple[MemberAmount, ...]], tmp_path: Path
) -> None:
    """Claims and months are counted; what no claim tells, the fund's other expense among it, is given beside them."""
    path, figures = tmp_path / "fund.yaml", tmp_path / "figures.yaml"
    path.write_text(contract.source.text.partition("payment_streams:")[0] + FUND, encoding="utf-8")
    given = "performance_year: 2024\nstatus: final\nfigures:\n  gross_premium: 900000\n"
    measured = "  measure_numerator: {visit: 30}\n  measure_denominator: {visit: 40}\n"
    figures.write_text(f"{given}{measured}  fund_expense: {{stop_loss_premium: 9000}}\n", encoding="utf-8")
    people = {each.person_id for each in counted[1]}
    months = len(counted[1])
    lines = [row for row in rows_of(region.folder, "medical_claim") if row["person_id"] in people]
    days = [
        (
            (row["claim_line_start_date"] if row["claim_type"] == "professional" else None) or row["claim_start_date"],
            row,
        )
        for row in lines
    ]
    days += [
        (row["dispensing_date"], row) for row in rows_of(region.folder, "pharmacy_claim") if row["person_id"] in people
    ]
    cost = sum(
        (
            Decimal(row["allowed_amount"])
            for day, row in days
            if day.year == 2024 and row["paid_date"] <= date(2025, 3, 31)
        ),
        Decimal(0),
    )
    (settled,) = api.settle(path, figures, claims=region.folder, participants=region.participants).values
    fund = settled.stream("premium_share").evaluation
    assert fund.values["fund_expense"] == {"claims": cost, "stop_loss_premium": Decimal(9000)}
    assert settled.stream("measures").evaluation.value("member_months") == months
    assert settled.stream("measures").outcome == 2 * months
    figures.write_text(f"{given}{measured}  fund_expense: {{claims: 1, stop_loss_premium: 9000}}\n", encoding="utf-8")
    with pytest.raises(InputError, match="both counted from claims and given"):
        api.settle(path, figures, claims=region.folder, participants=region.participants)
