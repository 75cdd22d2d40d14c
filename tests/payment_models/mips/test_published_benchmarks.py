"""CMS's benchmark files: cut points on the standard-deviation method, and CMS's scoring example."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from openvbc.payment_models.mips.categories import CUTS
from openvbc.payment_models.registry import published_parameters
from openvbc.worksheet.interval import printed
from tests.published_results.hospitals.public import FOLDER, public

BENCHMARKS = "qpp_benchmarks_2017_2026.csv"
pytestmark = public("mips", BENCHMARKS)
COLUMNS = ("p10", "p20", "p30", "p40", "p50", "p60", "p70", "p80", "p90", "p99")


def records(*, by_deviation: bool) -> Iterator[list[tuple[Fraction, Fraction]]]:
    """The ten cut points of each record as what the printed numbers can be: those on the method, or those before."""
    with (FOLDER / "mips" / BENCHMARKS).open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            # Measures of cost have names, those of quality numbers.
            since = 2025 if row["measure_id"].isdigit() else 2024
            on_method = int(row["performance_year"]) >= since
            if row["metric_type"] != "costScore" or on_method != by_deviation:
                continue
            cells = [printed(Decimal(row[name])) for name in COLUMNS]
            yield [(each.low, each.high) for each in cells if each.low is not None and each.high is not None]


def deviations() -> list[Fraction]:
    values = published_parameters()
    found = (values.resolve("mips_cost_cut_deviations", performance_year=2026, cut=key) for key in CUTS.keys)
    return [Fraction(each.number) for each in found]


def fits(bounds: list[tuple[Fraction, Fraction]]) -> bool:
    """Whether some center and deviation put every cut inside what its printed number can be.

    If any do, then some at a corner: where two of the bounds hold exactly.
    """
    times = deviations()
    corners = [(k, end) for k, ends in enumerate(bounds) for end in ends]
    for (i, first), (j, second) in combinations(corners, 2):
        if i == j:
            continue
        deviation = (second - first) / (times[j] - times[i])
        center = first - times[i] * deviation
        if all(low <= center + c * deviation <= high for c, (low, high) in zip(times, bounds, strict=True)):
            return True
    return False


def test_every_record_on_the_method_has_one_center_and_one_deviation() -> None:
    found = [fits(each) for each in records(by_deviation=True)]
    assert (sum(found), len(found)) == (104, 104)


def test_no_record_before_the_method_does() -> None:
    found = [fits(each) for each in records(by_deviation=False)]
    assert (sum(found), len(found)) == (0, 32)
