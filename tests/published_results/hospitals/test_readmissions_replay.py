"""The Hospital Readmissions Reduction Program replayed: a made-up year, CMS's files, and CMS's mock reports."""

import csv
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import openpyxl
import pytest

from openvbc.figures import Keyed, Value
from openvbc.payment_models.hospital_readmissions.field import Excess, median, neutrality_modifier, peer_groups
from openvbc.payment_models.registry import published_parameters
from openvbc.published_results.comparison.compared import Compared
from openvbc.published_results.comparison.rows import number_in
from openvbc.published_results.hospital_readmissions.files import read_files
from openvbc.published_results.hospital_readmissions.program import PROGRAM
from openvbc.published_results.hospital_readmissions.replay import replay_years
from openvbc.worksheet.evaluate import evaluate_in
from openvbc.worksheet.exact import Exact
from tests.examples import contract_from, sheet_of
from tests.published_results.hospitals.public import FOLDER, public
from tests.tabular.test_a_workbook_wherever_a_csv import as_workbook

SUPPLEMENTAL = FOLDER / "hrrp" / "fy2025_hrrp_supplemental.csv"
HOSPITALS = [FOLDER / "hrrp" / f"fy{year}_hrrp_hospital.csv" for year in (2024, 2025)]
MOCK = [FOLDER / "hrrp" / f"hrrp_mock_hsr_{name}.csv" for name in ("summary", "measures")]
CONDITIONS = ("AMI", "COPD", "HF", "pneumonia", "CABG", "THA/TKA")


def compared(files: list[Path]) -> Compared:
    years, faults = read_files(files)
    found = Compared(faults=list(faults))
    replay_years(years, published_parameters(), found, lambda *_: None)
    return found


def made_up(hospitals: int, seed: int) -> list[dict[str, str]]:
    """Supplemental data with factors that a second implementation finds, in plain fractions of printed figures."""
    draw = Random(seed)  # noqa: S311  # made-up hospitals, no secret
    rows = []
    for number in range(hospitals):
        row = {"Hospital CNN": f"{number + 10001:06}", "Neutrality modifier": "0.9652"}
        excess = Fraction(0)
        for name in CONDITIONS:
            there = draw.random() < 0.8
            discharges, ratio = draw.randint(5, 400), Decimal(draw.randint(8500, 11500)).scaleb(-4)
            middle, part = (Decimal(draw.randint(*ends)).scaleb(-4) for ends in ((9850, 10000), (10, 1500)))
            counts = there and discharges >= 25 and ratio > middle
            excess += Fraction(part) * Fraction(ratio - middle) if counts else 0
            row |= {
                f"Number of eligible discharges for {name}": str(discharges) if there else "",
                f"ERR for {name}": str(ratio) if there else "",
                f"Peer group median ERR for {name}": str(middle),
                f"Penalty indicator for {name}": "Y" if counts else "N",
                f"DRG payment ratio for {name}": str(part) if there else "",
            }
        reduction = min(Fraction(3, 100), Fraction("0.9652") * excess)
        whole = int(reduction * 10_000 + Fraction(1, 2))
        row |= {"Payment adjustment factor": f"{Decimal(10_000 - whole).scaleb(-4)}"}
        row |= {"Payment reduction percentage": f"{Decimal(whole).scaleb(-2)}%"}
        rows.append(row)
    return rows


def write(path: Path, rows: list[dict[str, str]], spelled: Callable[[str], str] = lambda name: name) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([spelled(name) for name in rows[0]])
        writer.writerows(row.values() for row in rows)
    return path


@pytest.mark.parametrize("spelled", [str, lambda name: name.upper().replace(" ", "_")])
def test_a_second_implementation_comes_to_every_factor(tmp_path: Path, spelled: Callable[[str], str]) -> None:
    found = compared([write(tmp_path / "fy2025_supplemental.csv", made_up(60, 3), spelled)])
    assert found.faults == []
    assert found.differing == []
    assert found.count(2025, "Payment adjustment factor").exact == 60
    assert found.count(2025, "Penalty indicators").exact == 360


def test_a_wrong_factor_is_missed_and_one_hospital_is_told(tmp_path: Path) -> None:
    rows = made_up(10, 4)
    rows[3]["Payment adjustment factor"] = "0.9123"
    path = write(tmp_path / "fy2025_supplemental.csv", rows)
    (miss,) = compared([path]).misses
    assert (miss.organization, miss.published) == ("010004", "0.9123")
    told = PROGRAM.explain(path, 2025, "010001")
    assert "Payment adjustment factor: 1 exact" in told.comparison


@pytest.mark.parametrize("form", ["csv", "csv with commas", "xlsx", "merged"])
def test_a_title_above_the_header_is_passed_over(tmp_path: Path, form: str) -> None:
    rows = made_up(hospitals=3, seed=1)
    whole = write(tmp_path / "fy2025_supplemental.csv", rows)
    title, text = '"FY 2025 IPPS Final Rule: HRRP, Supplemental Data"', whole.read_text(encoding="utf-8")
    if form.startswith("csv"):
        commas = "," * (len(rows[0]) - 1) if "commas" in form else ""
        whole.write_text(f"{title}{commas}\n{text}", encoding="utf-8")
    else:
        path = whole.with_suffix(".xlsx")
        as_workbook(f"{title}\n\n{text}", path, numbers=False)
        if form == "merged":
            book = openpyxl.load_workbook(path)
            book.worksheets[0].merge_cells("A1:F1")
            book.save(path)
        whole = path
    found = compared([whole])
    factors = found.count(2025, "Payment adjustment factor")
    assert (factors.exact, factors.checked, found.faults) == (3, 3, [])


def test_a_missing_column_of_neutrality_modifiers_is_told(tmp_path: Path) -> None:
    rows = [
        {name: cell for name, cell in row.items() if name != "Neutrality modifier"}
        for row in made_up(hospitals=3, seed=1)
    ]
    found = compared([write(tmp_path / "fy2025_supplemental.csv", rows)])
    assert [fault.what for fault in found.faults] == [
        "there is no column of neutrality modifiers, which fiscal year 2025 has"
    ]


def test_ratios_follow_from_rates_whatever_the_column_of_conditions_is_called(tmp_path: Path) -> None:
    rows = [
        {
            "Hospital Name": "A", "Provider ID": "10001", "City": "B", "Condition": f"READM_30_{name}_HRRP",
            "Number of Discharges": "30", "Excess Readmission Ratio": ratio, "Predicted Readmission Rate": "13.0146",
            "Expected Readmission Rate": "13.7235", "Start Date": "7/1/2020", "End Date": "06/30/2023",
        }
        for name, ratio in (("AMI", "0.9483"), ("HIP-KNEE", "0.9999"), ("PN", "N/A"))
    ]  # fmt: skip
    found = compared([write(tmp_path / "readmissions.csv", rows)])
    column = found.count(2025, "Excess readmission ratio, from rates")
    assert (column.exact, column.missed) == (1, 1)
    assert found.misses[0].computed == "0.9483"


def test_groups_are_of_one_size_and_a_median_is_the_middle() -> None:
    groups = peer_groups({f"{n:03}": Decimal(n % 7) for n in range(100)}, 5)
    assert sorted(list(groups.values()).count(group) for group in range(1, 6)) == [20] * 5
    assert median([Decimal(3), Decimal(1), Decimal(2)]) == 2
    assert median([Decimal(4), Decimal(1), Decimal(2), Decimal(3)]) == Decimal("2.5")


def test_the_neutrality_modifier_makes_all_hospitals_lose_the_same_with_and_without_groups() -> None:
    draw, cap = Random(8), Decimal("0.03")  # noqa: S311  # made-up hospitals, no secret
    hospitals = [
        Excess(Decimal(draw.randint(10**6, 10**9)), *(Decimal(draw.randint(0, 600)).scaleb(-4) for _ in range(2)))
        for _ in range(400)
    ]
    number = neutrality_modifier(hospitals, cap)
    moved = Fraction(0)
    for each in hospitals:
        after = min(Fraction(cap), Fraction(number) * Fraction(each.stratified))
        moved += Fraction(each.payments) * (after - min(Fraction(cap), Fraction(each.unstratified)))
    assert abs(moved) < Fraction(1, 100)


class TestPublished:
    pytestmark = public("hrrp", SUPPLEMENTAL.name)

    def test_every_factor_indicator_and_median_of_fiscal_year_2025(self) -> None:
        found = compared([SUPPLEMENTAL])
        factor = found.count(2025, "Payment adjustment factor")
        assert (factor.exact, factor.within_rounding, factor.missed) == (2_911, 69, 0)
        assert found.count(2025, "Penalty indicators").exact == 17_876
        assert [(each.holds, each.of) for each in found.field_checks] == [(5, 5), (30, 30)]
        assert found.faults == []


class TestPublishedMockReports:
    pytestmark = public("hrrp", *(path.name for path in MOCK))

    @pytest.mark.parametrize("year", [2020, 2021, 2022, 2023, 2024, 2025])
    def test_factors_come_out_exactly_from_unrounded_figures(self, year: int) -> None:
        assert mock_factor(year, "published") == mock_summary(year)

    def test_that_of_2019_is_not_consistent_in_itself(self) -> None:
        assert mock_factor(2019, "published") != mock_summary(2019)


def mock_summary(year: int) -> Decimal:
    with MOCK[0].open(encoding="utf-8") as file:
        rows = {int(row["fiscal_year"]): row for row in csv.DictReader(file)}
    return Decimal(rows[year]["payment_adjustment_factor"])


def mock_factor(year: int, modifier: str) -> object:
    """The factor of a mock report, by the worksheet."""
    keys = {"AMI": "ami", "COPD": "copd", "HF": "hf", "Pneumonia": "pneumonia", "CABG": "cabg", "THA/TKA": "tha_tka"}
    contract = contract_from(
        f"""contract: Mock
parties: {{payer: {{name: A}}, provider: {{name: B}}}}
agreement: {{start: {year - 1}-10-01, end: {year}-09-30, run_out_months: 12, fiscal_year: {{named_by: end}}}}
payment_streams:
  - {{stream: readmissions, model: hospital_readmissions, terms: {{ratios: given, neutrality_modifier: {modifier}}}}}
"""
    )
    sheet = sheet_of(contract, year)
    columns = {
        "eligible_discharges": "eligible_discharges",
        "excess_readmission_ratio": "excess_readmission_ratio",
        "peer_group_median": "peer_group_median_err",
        "payment_ratio": "drg_payment_ratio",
    }
    with MOCK[1].open(encoding="utf-8") as file:
        rows = {keys[row["measure"]]: row for row in csv.DictReader(file) if int(row["fiscal_year"]) == year}
    inputs: dict[str, Value | dict[Keyed, Value]] = {
        line: {key: number_in(rows[key][column]) for key in sheet.axes["conditions"].keys}
        for line, column in columns.items()
    }
    inputs["base_operating_payments"] = Decimal(0)
    return evaluate_in(Exact(), sheet, inputs)["adjustment_factor"]


@pytest.mark.long
class TestPublishedRatios:
    pytestmark = public("hrrp", SUPPLEMENTAL.name, *(path.name for path in HOSPITALS))

    def test_every_ratio_of_2024_and_2025_is_within_the_rounding_of_its_rates(self) -> None:
        found = compared([SUPPLEMENTAL, *HOSPITALS])
        for column in found.columns:
            print(column)  # noqa: T201  # the long run tells its figures
        for year, exact, checked in ((2024, 11_749, 12_077), (2025, 11_576, 11_927)):
            column = found.count(year, "Excess readmission ratio, from rates")
            assert (column.exact, column.checked, column.missed) == (exact, checked, 0)
        assert (found.field_checks[-1].holds, found.field_checks[-1].of) == (11_730, 11_730)
