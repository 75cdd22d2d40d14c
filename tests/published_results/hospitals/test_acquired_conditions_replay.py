"""The Hospital-Acquired Condition Reduction Program replayed: made-up years, and CMS's files."""

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from openvbc.payment_models.hospital_acquired_conditions.field import field_of_measure, percentile
from openvbc.payment_models.registry import published_parameters
from openvbc.published_results.comparison.compared import Compared
from openvbc.published_results.hospital_acquired_conditions.files import read_files
from openvbc.published_results.hospital_acquired_conditions.program import PROGRAM
from openvbc.published_results.hospital_acquired_conditions.replay import replay_years
from openvbc.published_results.hospital_acquired_conditions.what_if import what_if
from tests.published_results.hospitals.public import FOLDER, public

YEARS = (2015, 2016, 2017, 2018, 2020, 2022)
FILES = {year: FOLDER / "hacrp" / f"fy{year}_hac_reduction_program_hospital.csv" for year in YEARS}
#: By year: totals that are exact, within rounding, and missed because a measure is not shown.
TOTALS = {
    2015: (3_301, 0, 0), 2016: (3_242, 0, 1), 2017: (3_205, 0, 44), 2018: (2_858, 359, 0), 2020: (2_860, 335, 0),
    2022: (2_729, 376, 0),
}  # fmt: skip
#: By year: hospitals that one cut parts, and between which scores it lies.
CUTS = {
    2017: (3_202, "6.5700 and 6.5750"), 2018: (3_170, "0.3712 and 0.3718"), 2020: (3_149, "0.3306 and 0.3310"),
    2022: (3_060, "0.2998 and 0.2999"),
}  # fmt: skip
TOTAL = "Total HAC Score, from measures"
MEASURES = ("PSI-90", "CLABSI", "CAUTI", "SSI", "MRSA", "CDI")


def compared(files: list[Path]) -> Compared:
    years, faults = read_files(files)
    found = Compared(faults=list(faults))
    replay_years(years, published_parameters(), found, lambda *_: None)
    return found


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def made_up(year: int, hospitals: int) -> list[dict[str, str]]:
    """Hospitals with z-scores, totals by a second implementation, and a quarter of them reduced."""
    draw = Random(year)  # noqa: S311  # made-up hospitals, no secret
    rows, totals = [], []
    for number in range(hospitals):
        scores = {name: Decimal(draw.randint(-20_000, 25_000)).scaleb(-4) for name in MEASURES if draw.random() < 0.8}
        infections = [Fraction(scores[name]) for name in MEASURES[1:] if name in scores]
        if year >= 2020:
            known = [Fraction(score) for score in scores.values()]
            total = sum(known, Fraction(0)) / len(known) if known else None
        else:
            sides = []
            if MEASURES[0] in scores:
                sides.append((Fraction(15), Fraction(scores[MEASURES[0]])))
            if infections:
                sides.append((Fraction(85), sum(infections, Fraction(0)) / len(infections)))
            weights = sum((weight for weight, _ in sides), Fraction(0))
            total = sum((weight * score for weight, score in sides), Fraction(0)) / weights if sides else None
        rows.append(
            {
                "HOSPITAL_NAME": f"HOSPITAL {number}", "PROVIDER_ID": f"{number + 10001:06}", "FISCAL_YEAR": str(year),
                **{f"{name} W Z Score": str(scores.get(name, "Not Available")) for name in MEASURES},
                "CLABSI SIR": "0.5", "TOTAL_HAC_SCORE": "N/A" if total is None else _four(total),
            }
        )  # fmt: skip
        totals.append(total)
    cut = sorted(total for total in totals if total is not None)[hospitals * 3 // 4]
    for row, total in zip(rows, totals, strict=True):
        row["Payment-Reduction"] = "N/A" if total is None else "Yes" if total > cut else "No"
    return rows


def _four(value: Fraction) -> str:
    whole = int(abs(value) * 10_000 + Fraction(1, 2))
    return f"{'-' if value < 0 else ''}{Decimal(whole).scaleb(-4)}"


@pytest.mark.parametrize("year", [2019, 2021, 2024, 2026])
def test_a_second_implementation_comes_to_every_total_and_the_cut_is_clean(tmp_path: Path, year: int) -> None:
    found = compared([write(tmp_path / "hac.csv", made_up(year, 60))])
    assert found.faults == []
    assert found.misses == ()
    assert found.count(year, TOTAL).exact == found.count(year, TOTAL).checked > 50
    cut = next(each for each in found.field_checks if each.what.startswith("one score parts"))
    assert cut.holds == cut.of > 50


def test_a_year_without_scores_says_what_is_missing(tmp_path: Path) -> None:
    found = compared([write(tmp_path / "hac.csv", made_up(2023, 5))])
    assert "hacrp_measures has no value for fiscal year 2023" in str(found.faults[0])


def test_points_that_are_not_shown_are_told(tmp_path: Path) -> None:
    rows = [
        {
            "Hospital_Name": "A", "Provider_ID": ccn, "Fiscal Year": "2017", "Domain_1_Score": "N/A",
            "AHRQ_PSI_90_Score": "N/A", "Domain_2_Score": "7.4000", "CLABSI_Score": "9", "CAUTI_Score": "8",
            "SSI_Score": "7", "MRSA_Score": "6", "CDI_Score": "7", "Total_HAC_Score": total, "Payment_Reduction": "Yes",
        }
        for ccn, total in (("050099", "7.6400"), ("050100", "9.9000"))
    ]  # fmt: skip
    hidden, wrong = (each for each in compared([write(tmp_path / "a.csv", rows)]).misses if each.column == TOTAL)
    assert hidden.cause.endswith("with 9 points the total comes out")
    assert wrong.cause == "unexplained"


def test_one_hospital_is_told_and_what_a_lower_score_is_worth(tmp_path: Path) -> None:
    rows = made_up(2024, 40)
    path = write(tmp_path / "hac.csv", rows)
    reduced = next(row for row in rows if row["Payment-Reduction"] == "Yes")
    told = PROGRAM.explain(path, 2024, reduced["PROVIDER_ID"])
    assert told.settlement.net_payment == Decimal(-10_000)
    found = what_if(path, 2024, reduced["PROVIDER_ID"], Decimal(1_000_000), published_parameters())
    for step in found.steps:
        assert step.dollars == Decimal(10_000)
        assert Decimal(step.needed) < Decimal(step.current)
        assert step.rank_then < step.rank_now


def test_percentiles_lie_in_a_straight_line_and_results_are_held_between_them() -> None:
    values = [Decimal(n) for n in range(101)]
    assert percentile(values, Decimal("0.05")) == 5
    assert percentile(values[:2], Decimal("0.25")) == Decimal("0.25")
    found = field_of_measure(values, Decimal("0.05"), Decimal("0.95"))
    assert [found.lowest, found.highest, found.mean] == [Decimal(5), Decimal(95), Decimal(50)]


class TestPublished:
    pytestmark = public("hacrp", FILES[2022].name)

    def test_every_total_of_2022_and_its_cut(self) -> None:
        check_year(compared([FILES[2022]]), 2022)

    def test_the_published_cut_is_that_of_the_file(self) -> None:
        for year, (_, told) in CUTS.items():
            cut = published_parameters().resolve("hacrp_highest_score_without_reduction", fiscal_year=year).number
            assert cut == Decimal(told.split(" ")[0])


@pytest.mark.long
class TestPublishedYears:
    pytestmark = public("hacrp", *(path.name for path in FILES.values()))

    def test_every_total_of_six_years(self) -> None:
        found = compared([*FILES.values()])
        for column in found.columns:
            print(column)  # noqa: T201  # the long run tells its figures
        for year in YEARS:
            check_year(found, year)
        assert found.unexplained == ()


def check_year(found: Compared, year: int) -> None:
    column = found.count(year, TOTAL)
    assert (column.exact, column.within_rounding, column.missed) == TOTALS[year]
    if year in CUTS:
        count, told = CUTS[year]
        cut = next(each for each in found.field_checks if each.year == year and each.what.startswith("one score"))
        assert (cut.holds, cut.of) == (count, count)
        assert f"cut between {told}" in cut.told
