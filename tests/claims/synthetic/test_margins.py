"""Spending is spread as in CMS's DE-SynPUF sample, and goes with sickness.

DE-SynPUF (2008 and 2009) has, per person and year: mean 3,966 and 4,314 dollars, median 930 and 1,520, 90th percentile
9,870 and 11,200, 99th 51,190 and 44,568, 26 and 20 percent without any, and a correlation of 0.35 between the years.
"""

from functools import cache

import numpy as np
import pytest

from openvbc.claims.synthetic.block import Block, make_block
from openvbc.claims.synthetic.calendar import Calendar
from openvbc.claims.synthetic.conditions import CONDITIONS
from openvbc.claims.synthetic.draws import Flags, Ints
from openvbc.claims.synthetic.places import Places
from openvbc.claims.synthetic.region import YEARS

PEOPLE = 20_000
BLOCK = 5_000


@cache
def spending() -> tuple[Ints, Flags, Flags, int]:
    """Cents by person and year, who was enrolled in which year, who had heart failure before it ended; lines."""
    places, calendar = Places(1, 4, YEARS), Calendar(YEARS)
    parts = [_of(make_block(1, first, first + BLOCK, places, calendar)) for first in range(0, PEOPLE, BLOCK)]
    cents, enrolled, failing = (np.concatenate([part[at] for part in parts]) for at in range(3))
    return cents, enrolled, failing, sum(part[3] for part in parts)


def _of(block: Block) -> tuple[Ints, Flags, Flags, int]:
    years = len(YEARS)
    year = block.world.calendar.year_of(block.claims.start)
    person_year = (block.claims.person * years + year)[block.lines.claim]
    cents = np.zeros(BLOCK * years, dtype=np.int64)
    np.add.at(cents, person_year, block.lines.paid)
    months = block.world.enrollment.enrolled.reshape(BLOCK, years, 12)
    enrolled = np.asarray(months.any(axis=2), dtype=np.bool_)
    at = [each.name for each in CONDITIONS].index("heart failure")
    failing = np.asarray(block.world.courses.begun[:, [at]] <= np.arange(years)[None, :], dtype=np.bool_)
    return cents.reshape(BLOCK, years), enrolled, failing, len(block.lines.claim)


@pytest.mark.parametrize("year", range(len(YEARS)))
def test_annual_payments_are_spread_as_in_the_sample(year: int) -> None:
    cents, enrolled, _, _ = spending()
    dollars = cents[enrolled[:, year], year] / 100
    assert 3_700 <= dollars.mean() <= 4_600
    assert 850 <= np.median(dollars) <= 1_550
    assert 9_400 <= np.percentile(dollars, 90) <= 12_300
    assert 42_000 <= np.percentile(dollars, 99) <= 54_000
    assert 0.19 <= (dollars == 0).mean() <= 0.27
    assert dollars.min() >= 0


@pytest.mark.parametrize("year", range(len(YEARS) - 1))
def test_who_spends_much_tends_to_spend_much_again(year: int) -> None:
    cents, enrolled, _, _ = spending()
    both = enrolled[:, year] & enrolled[:, year + 1]
    assert 0.27 <= np.corrcoef(cents[both, year], cents[both, year + 1])[0, 1] <= 0.43


def test_the_sick_spend_more() -> None:
    cents, enrolled, failing, _ = spending()
    assert cents[enrolled & failing].mean() > 2.5 * cents[enrolled & ~failing].mean()


def test_a_year_of_a_person_has_25_to_35_lines() -> None:
    _, enrolled, _, lines = spending()
    assert 25 <= lines / enrolled.sum() <= 35
