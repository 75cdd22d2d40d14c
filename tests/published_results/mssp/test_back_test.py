"""The back-test of chances: its fit against another library, and its scores against those of the worked method."""

import importlib.util
import random
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from openvbc.published_results.mssp.back_test import YEARS, Year, back_test, fit

ROOT = Path(__file__).parents[3]


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_back_test", ROOT / "docs" / "write_back_test.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def made_up(count: int = 300) -> dict[int, dict[str, Year]]:
    """Organizations whose savings rate follows a known line with a known spread."""
    generator = random.Random(7)  # noqa: S311  # a test, no secret
    found: dict[int, dict[str, Year]] = {year: {} for year in YEARS}
    for number in range(count):
        members, rate = generator.choice((6_000, 12_000, 30_000)), generator.gauss(0.02, 0.03)
        for year in YEARS:
            rate = 0.01 + 0.75 * rate + generator.gauss(0, (0.015**2 + 3.5**2 / members) ** 0.5)
            found[year][f"A{number}"] = Year(year, f"A{number}", "2015-01-01", members, rate, 0.02, rate >= 0.02)
    return found


def test_the_line_is_that_of_another_library_and_the_spread_is_found_again() -> None:
    years = made_up(3_000)
    pairs = [(years[2015][key], years[2016][key]) for key in years[2015]]
    found = fit(pairs)
    x = np.clip([before.rate for before, _ in pairs], -0.15, 0.2)
    y = np.array([after.rate for _, after in pairs])
    weights = np.sqrt([1 / (0.0003 + 6 / before.members) for before, _ in pairs])
    slope, level = np.polyfit(x, y, 1, w=weights)
    assert (found.level, found.slope) == pytest.approx((level, slope), abs=1e-9)
    assert found.deviation(12_000) == pytest.approx((0.015**2 + 3.5**2 / 12_000) ** 0.5, rel=0.05)


def test_chances_of_made_up_years_come_true_as_often_as_they_say() -> None:
    years = made_up()
    for year in YEARS:
        for key, each in list(years[year].items())[::4]:
            years[year][key] = Year(each.year, key, f"{year}-01-01", each.members, each.rate, each.minimum, each.paid)
    found = back_test(years)
    assert found.all_years.brier < found.all_years.brier_of_base_rate
    for chance, paid, count in found.calibration:
        assert abs(chance - paid) < 4 * (0.25 / count) ** 0.5


@pytest.mark.public_data
def test_the_scores_on_published_results_are_as_good_as_those_of_the_worked_method_and_stand_in_the_docs() -> None:
    folder = ROOT.parent / "shared" / "data" / "mssp"
    if not folder.is_dir():
        pytest.skip("the public-use files are not here")
    writer = script()
    found = back_test(writer.published_years(folder))
    assert round(found.all_years.brier, 3) <= 0.168
    for each, worked in zip(found.years, (0.186, 0.190, 0.178, 0.158, 0.130), strict=True):
        assert each.brier < each.brier_of_base_rate
        assert each.brier < each.brier_of_persistence
        assert round(each.brier, 3) <= worked
    page = (ROOT / "docs" / "forecast.md").read_text(encoding="utf-8")
    assert "\n".join(writer.lines_of(found)) in page
