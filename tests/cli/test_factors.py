"""`openvbc factors`: templates that the readers take once filled, and factors counted from a region."""

from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from openvbc.cli import cli
from openvbc.errors import FileError
from openvbc.payment_models.mssp.counting.factors import read_county_factors, read_national_factors
from tests.cli.small_region import CONTRACT, YEARS, SmallRegion, region

NAMES = ("national_factors.csv", "county_factors.csv")
TYPES = ("esrd", "disabled", "aged_dual", "aged_non_dual")
counts = pytest.mark.filterwarnings("ignore:path is deprecated:DeprecationWarning")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["factors", *map(str, arguments)])


def test_templates_have_the_columns_that_are_read(tmp_path: Path) -> None:
    done = run(tmp_path / "factors")
    assert done.exit_code == 0, done.output
    national, county = (tmp_path / "factors" / name for name in NAMES)
    with pytest.raises(FileError, match="the file has no rows"):
        read_national_factors(national)
    with national.open("a", encoding="utf-8") as content:
        content.write("2024,esrd,85000.25,1.01,1,,1.013\n")
    with county.open("a", encoding="utf-8") as content:
        content.write("2024,05200,esrd,84000,1.003,,1200\n")
    assert read_national_factors(national).number((2024, "esrd"), "per_capita") == Decimal("85000.25")
    assert read_national_factors(national).number((2024, "esrd"), "truncation_threshold") is None
    assert read_county_factors(county).counties == ("05200",)


@pytest.mark.parametrize("there", NAMES)
def test_a_file_that_stands_there_is_not_overwritten(there: str, tmp_path: Path) -> None:
    (tmp_path / there).write_text("mine\n", encoding="utf-8")
    done = run(tmp_path)
    assert done.exit_code != 0
    assert f"{there} stands there already" in str(done.exception)
    assert (tmp_path / there).read_text(encoding="utf-8") == "mine\n"
    assert [each.name for each in tmp_path.iterdir()] == [there]


def test_counting_without_claims_says_what_it_needs(tmp_path: Path) -> None:
    done = run(tmp_path, "--from", CONTRACT)
    assert done.exit_code == 2
    assert "needs --claims, --participants and --year" in done.stderr


def test_counting_options_without_a_contract_are_refused(tmp_path: Path) -> None:
    """Else an empty template would pass for counted factors."""
    done = run(tmp_path / "factors", "--claims", tmp_path, "--year", "2024")
    assert done.exit_code == 2
    assert "--from" in done.stderr
    assert not (tmp_path / "factors").exists()


def counted(made: SmallRegion, folder: Path) -> Result:
    pytest.importorskip("hccinfhir", reason="risk scores need the optional package hccinfhir")
    return run(
        folder, "--from", CONTRACT, "--claims", made.project, "--participants", made.participants, "--period", "2024"
    )


@counts
def test_people_too_few_for_a_factor_are_told_and_nothing_is_written(tmp_path: Path) -> None:
    done = counted(region(300, acos=2, seed=5), tmp_path / "factors")
    assert done.exit_code != 0
    faults = str(done.exception)
    assert "2022, county 36780, aged_dual: the people counted give no per capita" in faults
    assert "count from a region with more people" in faults
    assert not (tmp_path / "factors").exists()


@cache
def whole_region() -> Path:
    folder = region(600).folder / "counted"
    done = counted(region(600), folder)
    assert done.exit_code == 0, done.exception
    return folder


@counts
def test_counted_factors_are_read_back_without_a_fault() -> None:
    national = read_national_factors(whole_region() / NAMES[0])
    county = read_county_factors(whole_region() / NAMES[1])
    assert set(national.rows) == {(year, kind) for year in YEARS[1:] for kind in TYPES}
    assert {key[0] for key in county.rows} == set(YEARS[1:])
    assert len(county.counties) >= 7


@counts
def test_counties_are_held_against_the_nation_and_count_everybody_once() -> None:
    """Scores of counties are divided by the nation's mean: some lie below 1 and some above."""
    county = read_county_factors(whole_region() / NAMES[1])
    for year in YEARS[1:]:
        scores = {key: county.number(key, "mean_risk_score") or Decimal(0) for key in county.rows if key[0] == year}
        assert min(scores.values()) < 1 < max(scores.values())
        assert 300 < sum(county.number(key, "assignable_person_years") or 0 for key in scores) <= 600
