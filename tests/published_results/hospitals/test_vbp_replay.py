"""Hospital Value-Based Purchasing replayed: made-up years against a second implementation, and CMS's own files."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from openvbc.errors import OpenVBCError
from openvbc.parameters.model import ParameterSet, ParameterValue
from openvbc.payment_models.registry import published_parameters
from openvbc.published_results.comparison.compared import Compared
from openvbc.published_results.hospital_vbp.files import read_files
from openvbc.published_results.hospital_vbp.program import PROGRAM
from openvbc.published_results.hospital_vbp.replay import replay_years
from openvbc.published_results.hospital_vbp.what_if import what_if
from tests.command import run as called
from tests.published_results.hospitals.made_up_vbp import CLINICAL, SAFETY, Standard, make_hospitals, write_hospitals
from tests.published_results.hospitals.made_up_vbp import points as points_of
from tests.published_results.hospitals.public import FOLDER, public, sample

FILES_2024 = [
    FOLDER / "hvbp" / f"fy2024_hvbp_{name}.csv"
    for name in (
        "tps", "clinical_outcomes", "safety", "efficiency_and_cost_reduction", "person_and_community_engagement",
    )
]  # fmt: skip
FILE_2016 = FOLDER / "hvbp" / "fy2016_hvbp_tps_revised.csv"
PUBLIC_2024 = public("hvbp", *(path.name for path in FILES_2024))
#: Hospitals with a rate exactly at its threshold.
TIES = ("030024", "100173", "100287")


def compared(files: list[Path], parameters: ParameterSet | None = None) -> Compared:
    parameters = parameters or published_parameters()
    years, faults = read_files(files, parameters)
    found = Compared(faults=list(faults))
    replay_years(years, parameters, found, lambda *_: None)
    return found


def points(found: Compared) -> tuple[int, int]:
    """Achievement and improvement points: exact, of how many."""
    columns = [each for each in found.columns if each.column.endswith(("achievement points", "improvement points"))]
    return sum(each.exact for each in columns), sum(each.checked for each in columns)


def spelled(name: str) -> str:
    """A header as another release might spell it."""
    other = {"Facility ID": "PROVIDER_ID", "Facility Name": "Hospital-Name", "City/Town": "City"}
    return other.get(name, name.upper().replace(" ", "_"))


#: A year, and what its files have of clinical outcomes and safety.
YEARS = [(2024, CLINICAL, SAFETY), (2026, CLINICAL, (*SAFETY, "SEP-1")), (2021, CLINICAL[:4], SAFETY)]


@pytest.mark.parametrize(("year", "clinical", "safety"), YEARS)
def test_a_second_implementation_comes_to_every_point_and_total(
    tmp_path: Path, year: int, clinical: tuple[str, ...], safety: tuple[str, ...]
) -> None:
    made = make_hospitals(year, 40, year, clinical, safety)
    found = compared(write_hospitals(tmp_path, year, made))
    assert found.faults == []
    assert found.misses == ()
    assert points(found) == (made.points, made.points)
    assert found.count(year, "Total Performance Score").exact == made.totals


def test_columns_are_found_however_they_are_spelled_and_others_are_passed_over(tmp_path: Path) -> None:
    made = make_hospitals(2024, 15, 5)
    for rows in made.rows.values():
        for row in rows:
            row["Hospital Location"] = "POINT (1 2)"
    found = compared(write_hospitals(tmp_path, 2024, made, spelled))
    assert found.faults == []
    assert points(found) == (made.points, made.points)


def test_totals_alone_are_replayed_within_the_rounding_of_printed_domain_scores(tmp_path: Path) -> None:
    made = make_hospitals(2024, 60, 9)
    found = compared(write_hospitals(tmp_path, 2024, made)[-1:])
    total = found.count(2024, "Total Performance Score")
    assert (total.exact + total.within_rounding, total.missed) == (made.totals, 0)


def test_a_changed_point_is_missed_and_told(tmp_path: Path) -> None:
    made = make_hospitals(2024, 5, 3)
    row = next(row for row in made.rows["safety"] if row["HAI-1 Achievement Points"] == "0 out of 10")
    row["HAI-1 Achievement Points"] = "4 out of 10"
    (miss,) = compared(write_hospitals(tmp_path, 2024, made)).misses
    assert (miss.organization, miss.published, miss.computed) == (row["Facility ID"], "4 out of 10", "0")


def test_a_year_without_published_values_says_which_are_missing(tmp_path: Path) -> None:
    made = make_hospitals(2027, 3, 1)
    with pytest.raises(OpenVBCError) as told:
        PROGRAM.replay(write_hospitals(tmp_path, 2027, made), lambda *_: None)
    assert "hvbp_domains has no value for fiscal year 2027" in str(told.value)


def test_faults_of_files_and_rows_are_told_and_the_others_are_replayed(tmp_path: Path) -> None:
    made = make_hospitals(2024, 6, 2)
    made.rows["safety"][1]["HAI-2 Performance Rate"] = "none of it"
    made.rows["tps"].append(dict(made.rows["tps"][2]))
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    found = compared([*write_hospitals(tmp_path, 2024, made), tmp_path / "other.csv"])
    told = [str(fault) for fault in found.faults]
    assert any("hospital 010002: 'none of it' is not a number" in each for each in told)
    assert any("hospital 010003 stands in this file 2 times" in each for each in told)
    assert any("no column with the hospitals' numbers" in each for each in told)
    assert found.organizations[2024] == 5


def test_one_hospital_is_told_as_a_statement_with_its_comparison(tmp_path: Path) -> None:
    made = make_hospitals(2024, 12, 7)
    write_hospitals(tmp_path, 2024, made)
    scored = next(row for row in made.rows["tps"] if row["Total Performance Score"] != "Not Available")
    published = scored["Total Performance Score"]
    result = PROGRAM.explain(tmp_path, 2024, scored["Facility ID"])
    value = result.settlement.streams[0].evaluation.value("total_performance_score")
    assert isinstance(value, Decimal)
    assert abs(value - Decimal(published)) < Decimal("1e-12")
    assert "Total Performance Score: 1 exact" in result.comparison


def test_a_step_is_the_nearest_rate_that_earns_a_point_more(tmp_path: Path) -> None:
    made = make_hospitals(2024, 12, 7)
    write_hospitals(tmp_path, 2024, made)
    scored = next(row for row in made.rows["tps"] if row["Total Performance Score"] != "Not Available")
    found = what_if(tmp_path, 2024, scored["Facility ID"], Decimal(10**8), published_parameters())
    steps = {each.measure.partition(" (")[0]: each for each in found.steps}
    own = next(row for row in made.rows["clinical_outcomes"] if row["Facility ID"] == scored["Facility ID"])
    tried = 0
    for name, label in (("MORT-30-AMI", "Survival after heart attack"), ("MORT-30-HF", "Survival with heart failure"),
                        ("COMP-HIP-KNEE", "Complications of hip and knee replacement")):  # fmt: skip
        if label not in steps:
            continue
        threshold, benchmark = (Fraction(own[f"{name} {each}"]) for each in ("Achievement Threshold", "Benchmark"))
        standard = Standard(Fraction(0), threshold, benchmark, 6)
        printed = own[f"{name} Baseline Rate"]
        baseline = None if printed == "Not Available" else Fraction(printed)
        needed = Fraction(steps[label].needed)
        back = Fraction(1, 10**6) * (1 if standard.benchmark < standard.threshold else -1)
        now = points_of(Fraction(steps[label].current), baseline, standard)[2]
        assert points_of(needed + back, baseline, standard)[2] == now < points_of(needed, baseline, standard)[2]
        assert steps[label].dollars > 0
        assert steps[label].rank_then <= steps[label].rank_now
        tried += 1
    assert found.ranked > 5
    assert len(found.steps) > 5
    assert tried


def test_the_command_replays_and_writes_page_and_table(tmp_path: Path) -> None:
    made = make_hospitals(2024, 8, 4)
    files = write_hospitals(tmp_path, 2024, made)
    page, table = tmp_path / "replay.html", tmp_path / "hospitals.csv"
    done = called("replay", "hospital_vbp", *files, "--json", "--html", page, "--csv", table)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["hospitals"], told["missed"]) == (8, 0)
    assert "Total Performance Scores of fiscal year 2024" in page.read_text(encoding="utf-8")
    assert len(table.read_text(encoding="utf-8").splitlines()) == 9


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return sample(FILES_2024, tmp_path_factory.mktemp("vbp"), 60, TIES)


class TestPublished:
    pytestmark = PUBLIC_2024

    def test_a_sample_of_hospitals_comes_out_exactly(self, some: list[Path]) -> None:
        found = compared(some)
        assert found.differing == []
        assert found.faults == []
        exact, checked = points(found)
        assert exact == checked > 1500

    @pytest.mark.parametrize("mode", [ROUND_DOWN, ROUND_HALF_EVEN])
    def test_other_roundings_miss_points(self, some: list[Path], mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
        def otherwise(value: Decimal, places: int) -> Decimal:
            return value.quantize(Decimal(1).scaleb(-places), mode if places == 0 else None)

        monkeypatch.setattr("openvbc.worksheet.exact.decimal_rounded", otherwise)
        exact, checked = points(compared(some))
        assert exact < checked

    def test_ten_points_for_improvement_miss_points(self, some: list[Path]) -> None:
        exact, checked = points(compared(some, with_value("hvbp_most_improvement_points", lambda _: Decimal(10))))
        assert exact < checked

    @pytest.mark.long
    def test_every_point_and_total_of_fiscal_year_2024(self) -> None:
        found = compared(FILES_2024)
        for column in found.columns:
            print(column)  # noqa: T201  # the long run tells its figures
        assert points(found) == (86_558, 86_558)
        assert found.differing == []
        assert found.count(2024, "Total Performance Score").exact == 2_474
        consistency = "Person and community engagement: consistency score"
        assert found.count(2024, consistency).exact == 2_467
        assert found.count(2024, "Domain scores, weighted").exact == 9_459


@pytest.mark.skipif(not FILE_2016.is_file(), reason="no totals of fiscal year 2016")
@pytest.mark.public_data
class TestPublished2016:
    def test_every_total(self) -> None:
        total = compared([FILE_2016]).count(2016, "Total Performance Score")
        assert (total.exact + total.within_rounding, total.missed) == (3_041, 0)

    def test_weights_of_the_year_before_do_not_fit(self) -> None:
        def before(value: ParameterValue) -> Decimal:
            domain = value.scope.constraints["domain"]
            lower = ("clinical_process_of_care", "efficiency")
            return Decimal("0.2") if any(domain.holds(each) for each in lower) else Decimal("0.3")

        total = compared([FILE_2016], with_value("hvbp_domain_weight", before)).count(2016, "Total Performance Score")
        assert total.exact + total.within_rounding < 100


def with_value(parameter: str, value: Callable[[ParameterValue], Decimal]) -> ParameterSet:
    """The published values, with one of them changed."""

    return ParameterSet(
        replace(each, value=value(each)) if each.parameter == parameter else each for each in published_parameters()
    )
