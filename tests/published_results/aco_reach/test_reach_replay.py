"""ACO REACH replayed: made-up years by a second implementation of the risk corridors, and CMS's file."""

import csv
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from openvbc.errors import FileError
from openvbc.payment_models.registry import published_parameters
from openvbc.published_results.aco_reach.files import read_files
from openvbc.published_results.aco_reach.program import PROGRAM
from openvbc.published_results.aco_reach.replay import EQUITY, SEQUESTERED, SHARED_SAVINGS, replay_years
from openvbc.published_results.comparison.compared import Compared
from tests.command import run
from tests.published_results.hospitals.public import FOLDER

FILE = "aco_reach_gpdc_py2021_2022.csv"
#: Ends of the corridors in hundredths of the benchmark, and the ACO's share between them.
CORRIDORS = {
    "Global": ((0, 25, 100), (25, 35, 50), (35, 50, 25), (50, 1000, 10)),
    "Professional": ((0, 5, 50), (5, 10, 35), (10, 15, 15), (15, 1000, 5)),
}
DISCOUNTS = {2021: 2, 2022: 2, 2023: 3}


def compared(*files: Path) -> Compared:
    years, faults = read_files(files)
    found = Compared(faults=list(faults))
    replay_years(years, published_parameters(), found, lambda *_: None)
    return found


def shared(arrangement: str, gross: Fraction, benchmark: Fraction) -> Fraction:
    """Walk up the savings or losses slice by slice, a second implementation of the corridors."""
    left, kept = abs(gross), Fraction(0)
    for start, end, share in CORRIDORS[arrangement]:
        width = benchmark * (end - start) / 100
        part = min(left, width)
        kept, left = kept + part * share / 100, left - part
    return kept if gross >= 0 else -kept


def four(value: Fraction) -> str:
    return f"{Decimal(value.numerator) / Decimal(value.denominator):.4f}"


def made_up(year: int, acos: int) -> list[dict[str, str]]:
    """ACOs whose savings and losses reach every corridor; from 2023 with a health equity adjustment."""
    draw, rows = Random(year), []  # noqa: S311  # made-up ACOs, no secret
    for number in range(acos):
        arrangement = ("Global", "Professional")[number % 2]
        benchmark = Fraction(draw.randint(10**9, 10**11), 10_000)
        up, down = (draw.randint(0, 9_000), draw.randint(0, 20_000)) if year >= 2023 else (0, 0)
        base = benchmark + 30 * up - 6 * down
        cost = Fraction(int(base * draw.randint(20, 180) * 100), 10_000)
        gross = base - cost
        kept = shared(arrangement, gross, base)
        rows.append(
            {
                "ACO_ID": f"D{number + 9001}", "ACO Name": f"MADE-UP ACO {number}", "perf_year": f"{year}.0",
                "aco_type": ("Standard", "New Entrant", "High Needs")[number % 3], "risk_arrangement": arrangement,
                "stop_loss": "No", "discount": str(DISCOUNTS[year] if arrangement == "Global" else 0),
                "final_benchmark": four(benchmark), "tot_cost_care": four(cost), "tot_cost_care_net": four(cost),
                "clm_pmt": four(cost / 2), "cap_pmt": four(cost - Fraction(four(cost / 2))),
                "gross_savings": four(gross), "sav_rate": four(100 * gross / benchmark),
                "shared_savings": four(kept), "shared_savings_seq": four(kept * 98 / 100 if kept > 0 else kept),
                "heba_up_amt": str(30 * up) if year >= 2023 else "", "heba_dn_mnths": str(down) if up else "",
                "heba_down_amt": str(-6 * down) if year >= 2023 else "", "heba_up_mnths": str(up) if up else "",
            }
        )  # fmt: skip
    return rows


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize("year", [2021, 2023])
def test_every_made_up_aco_comes_out_as_a_second_implementation_says(year: int, tmp_path: Path) -> None:
    found = compared(write(tmp_path / "reach.csv", made_up(year, 40)))
    assert (found.misses, found.faults) == ((), [])
    assert found.count(year, SHARED_SAVINGS).checked == found.count(year, SEQUESTERED).checked == 40
    assert all(each.holds == each.of for each in found.field_checks)
    assert len(found.field_checks) == 4
    if year == 2023:
        assert found.count(year, EQUITY).exact == 80


def test_savings_rates_as_shares_and_other_columns_are_read_too(tmp_path: Path) -> None:
    rows = made_up(2023, 6)
    for row in rows:
        row["sav_rate"] = str(Decimal(row["sav_rate"]) / 100)
        row["discount"] = str(Decimal(row["discount"]) / 100)
        row["A column of later years"] = "x"
    found = compared(write(tmp_path / "reach.csv", rows))
    assert (found.misses, found.faults) == ((), [])


def test_a_year_with_health_equity_needs_its_columns(tmp_path: Path) -> None:
    rows = made_up(2023, 2)
    for row in rows:
        row.pop("heba_up_amt")
    found = compared(write(tmp_path / "reach.csv", rows))
    assert not found.rows
    assert "has no column hebaupamt" in found.faults[0].what


@pytest.mark.parametrize(
    ("column", "cell", "told"),
    [
        ("risk_arrangement", "Half", "'Half' is no risk arrangement"),
        ("aco_type", "", "'' is no aco type"),
        ("perf_year", "soon", "'soon' is no performance year"),
        ("ACO_ID", "", "the row names no ACO"),
        ("final_benchmark", "", "final_benchmark is not printed"),
        ("gross_savings", "many", "many"),
        ("ACO_ID", "D9002", "stands in this file 2 times"),
    ],
)
def test_a_bad_row_is_told_and_the_others_are_replayed(column: str, cell: str, told: str, tmp_path: Path) -> None:
    rows = made_up(2022, 4)
    rows[0][column] = cell
    found = compared(write(tmp_path / "reach.csv", rows))
    assert [told in each.what for each in found.faults].count(True) == 1
    assert len(found.rows) == (2 if cell == "D9002" else 3)
    assert found.misses == ()


def test_what_is_no_results_file_is_refused(tmp_path: Path) -> None:
    other = write(tmp_path / "other.csv", [{"ACO_ID": "D1", "perf_year": "2022"}])
    with pytest.raises(FileError, match="has no column aco_type, risk_arrangement, final_benchmark"):
        PROGRAM.replay((other,), lambda *_: None)
    same = [write(tmp_path / name, made_up(2022, 2)) for name in ("one.csv", "two.csv")]
    assert "the same performance year, 2022" in compared(*same).faults[0].what


def test_savings_that_vanish_are_told_with_the_fact_that_nothing_says_why(tmp_path: Path) -> None:
    rows = made_up(2022, 12)
    saved = next(row for row in rows if Decimal(row["shared_savings"]) > 1)
    saved["shared_savings_seq"] = "0"
    found = compared(write(tmp_path / "reach.csv", rows))
    (miss,) = found.misses
    assert (miss.organization, miss.column, miss.cause) == (
        saved["ACO_ID"], SEQUESTERED, "unexplained: nothing in the file says why",
    )  # fmt: skip
    assert found.unexplained == (miss,)


def test_the_command_replays_by_the_shorter_name_and_explains_one_aco(tmp_path: Path) -> None:
    rows = made_up(2023, 6)
    file = write(tmp_path / "reach.csv", rows)
    told = json.loads(run("replay", "reach", file, "--json", "--csv", tmp_path / "acos.csv").stdout)
    assert (told["acos"], told["missed"]) == (6, 0)
    assert (tmp_path / "acos.csv").read_text(encoding="utf-8").startswith("performance_year,aco_id,name,")
    explained = run("explain", "reach", "D9002", file, "--year", "2023", "--html", tmp_path / "aco.html").stdout
    assert "MADE-UP ACO 1" in explained
    assert "Shared savings or losses: 1 exact" in explained
    assert (tmp_path / "aco.html").is_file()


@pytest.mark.public_data
@pytest.mark.skipif(not (FOLDER / "reach" / FILE).is_file(), reason="docs/public_data.md says how to get CMS's file")
def test_shared_savings_of_all_152_published_aco_years_come_out_to_the_cent() -> None:
    found = compared(FOLDER / "reach" / FILE)
    assert found.faults == []
    assert dict(found.organizations) == {2021: 53, 2022: 99}
    counts = {(each.year, each.column): (each.exact, each.within_rounding, each.missed) for each in found.columns}
    assert counts[2021, SHARED_SAVINGS] == (49, 4, 0)
    assert counts[2022, SHARED_SAVINGS] == (95, 4, 0)
    held = {(each.year, each.what): (each.holds, each.of) for each in found.field_checks}
    for year, acos in ((2021, 53), (2022, 99)):
        assert held[year, "shared savings or losses come out to the cent"] == (acos, acos)
        assert held[year, "gross savings lie within a dollar of benchmark less cost"] == (acos, acos)
    missed = {(each.organization, each.cause) for each in found.misses if each.column == SEQUESTERED}
    assert missed == {(aco, "unexplained: nothing in the file says why") for aco in ("D0054", "D0128")}
