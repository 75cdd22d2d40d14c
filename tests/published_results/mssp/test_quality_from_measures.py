"""Quality scores from CMS's printed measures: as many agree as an independent recomputation found, and none by itself.

The counts are of scores within 0.02 points, which is what the rounding of the printed measures moves a score by.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from openvbc.figures import ABSENT
from openvbc.payment_models.registry import published_parameters
from openvbc.published_results.mssp.replay.quality import (
    QualityScored,
    QualityScorer,
    Reported,
    Standing,
    how_reported,
)
from openvbc.published_results.mssp.results.read import read_results
from openvbc.published_results.mssp.results.row import PublishedRow

from .test_public_results import FOLDER, files, require_files

NEAR = Decimal("0.0002")
SECOND_RELEASE = FOLDER.parent / "mssp_formats" / "mssp_results_py2021_rev202309_rebuilt.csv"

pytestmark = pytest.mark.public_data


@pytest.fixture(autouse=True)
def _with_files() -> None:
    require_files()


@cache
def rows() -> tuple[PublishedRow, ...]:
    read = [read_results(Path(path)) for path in files()]
    return tuple(row for file in read if file.year >= 2020 for row in file.rows)


@cache
def scorer() -> QualityScorer:
    return QualityScorer(rows(), published_parameters())


@cache
def scored(year: int, reported: Reported, every: int = 1) -> tuple[QualityScored, ...]:
    """The scores of those of a year who reported so; of every so manieth of them."""
    chosen = [row for row in rows() if row.year == year and how_reported(row) is reported][::every]
    return tuple(each for row in chosen if (each := scorer().score(row)) is not None)


def own(year: int, *reported: Reported, every: int = 1) -> list[QualityScored]:
    """The scores of a year that are not the standard instead."""
    return not_replaced(each for way in reported for each in scored(year, way, every))


def not_replaced(found: Iterable[QualityScored]) -> list[QualityScored]:
    return [each for each in found if not each.is_replaced]


def near(found: Iterable[QualityScored]) -> list[QualityScored]:
    return [each for each in found if each.difference is not None and abs(each.difference) <= NEAR]


def near_with_some_bonus(found: Iterable[QualityScored]) -> list[QualityScored]:
    """Near with the bonus points that most had, or near the middle of the range of another whole number of them."""
    return [
        each
        for each in found
        if each.standing is not Standing.MISSED
        or (
            each.low is not None
            and each.high is not None
            and abs(2 * each.published - each.low - each.high) <= 2 * NEAR
        )
    ]


def with_base(found: Iterable[QualityScored]) -> list[QualityScored]:
    return [each for each in found if each.has_public_base]


#: Year, how it was reported -> scores of which an independent recomputation knew the base, and how many it reached.
SHARES = {
    (2022, Reported.WEB_INTERFACE): (379, 377),
    (2022, Reported.BOTH): (9, 8),
    # A fourth one (A2973) prints no result of the survey, so that its score does not follow from the file.
    (2022, Reported.ELECTRONIC): (3, 3),
    (2023, Reported.WEB_INTERFACE): (332, 328),
    (2023, Reported.BOTH): (37, 37),
    (2023, Reported.ELECTRONIC): (13, 8),
}


def marked(year: int, reported: Reported) -> object:
    """Hundreds of scores take minutes."""
    marks = [pytest.mark.long] if reported is Reported.WEB_INTERFACE else []
    return pytest.param(year, reported, marks=marks, id=f"{year} {reported}")


@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_a_sample_of_scores_comes_from_the_measures(year: int) -> None:
    """The counts of all of them are below; 2021 with whole bonus points, which no column prints."""
    found = own(year, Reported.WEB_INTERFACE, every=12)
    known = found if year == 2021 else with_base(found)
    reached = near_with_some_bonus(known) if year == 2021 else near(known)
    assert len(known) >= 20
    assert len(reached) >= len(known) - 1


@pytest.mark.parametrize(("year", "reported"), [marked(*each) for each in SHARES])
def test_scores_whose_base_is_public_come_from_their_measures(year: int, reported: Reported) -> None:
    known, least = SHARES[year, reported]
    found = with_base(own(year, reported))
    told = f"{year} {reported}: {len(near(found))} of {len(found)} within 0.02 points, {least} of {known} asked for"
    print(told)  # noqa: T201  # the counts are for people who run this with -s
    assert len(found) == known
    assert len(near(found)) >= least


def test_points_for_health_equity_come_from_thirds_of_performance() -> None:
    """Three ACOs of 2023 got some: the sum of their thirds, and the underserved share that their score then tells of.

    The shares are those of an independent recomputation; each is at least the printed share of people with Medicaid.
    """
    expected = {"A4795": (14, Decimal("0.317")), "A4652": (12, Decimal("0.276")), "A4654": (8, Decimal("0.363"))}
    for each in own(2023, Reported.ELECTRONIC):
        if each.row.aco not in expected:
            continue
        points, (total, share) = scorer().equity_points(each.row), expected[each.row.aco]
        assert {points.least_sum, points.most_sum} == {Decimal(total)}
        assert each.standing is Standing.WITHIN_BOUNDS
        assert each.rests_on == f"health equity points: {total} times an underserved share of {share:.1%}"
        dual = each.row.number("dual_share")
        assert dual is not None
        assert share * 100 >= dual
    # Of the others with a public base none needs such points: none lies between its own score and the least of them.
    explained = [each for each in own(2023, Reported.ELECTRONIC) if each.standing is Standing.WITHIN_BOUNDS]
    assert {each.row.aco for each in explained if each.has_public_base} == set(expected)


@pytest.mark.long
def test_where_the_base_is_not_public_the_score_lies_between_the_achievement_and_ten_points_more() -> None:
    unknown = [
        each
        for year in (2022, 2023)
        for each in own(year, Reported.WEB_INTERFACE, Reported.BOTH)
        if not each.has_public_base and each.standing is not Standing.MISSED
    ]
    assert len(unknown) >= 80
    for each in unknown:
        assert each.achievement is not None
        assert each.achievement - NEAR <= each.published <= each.achievement + Decimal("0.1") + NEAR


@pytest.mark.parametrize(("year", "known", "least"), [(2022, 5, 4), (2023, 17, 12)])
def test_scores_of_electronic_measures_take_the_best_collection_type(year: int, known: int, least: int) -> None:
    found = own(year, Reported.ELECTRONIC)
    assert len(found) == known
    assert len(near(found)) >= least
    missed = {each.row.aco: each.rests_on for each in found if each.standing is Standing.MISSED}
    # Its share of people with Medicaid alone would give it more points for health equity than its score has room for.
    assert set(missed) == ({"A2973"} if year == 2023 else set())
    assert all("a printed result was presumably not counted" in each for each in missed.values())


@pytest.mark.long
def test_first_release_of_2021_comes_out_with_its_own_cut_points() -> None:
    below = [each for each in own(2021, Reported.WEB_INTERFACE) if each.published < 1]
    assert len(near(below)) >= 384
    assert len(near_with_some_bonus(below)) >= 422


@pytest.mark.long
@pytest.mark.skipif(not SECOND_RELEASE.is_file(), reason=f"no {SECOND_RELEASE}")
def test_second_release_of_2021_comes_out_with_twelve_bonus_points_or_another_whole_number() -> None:
    corrected = {row.aco: row for row in read_results(SECOND_RELEASE).rows}
    merged = [
        replace(row, cells={**row.cells, "quality_score": corrected[row.aco].cells["quality_score"]})
        if row.year == 2021
        else row
        for row in rows()
        if row.year <= 2021
    ]
    of_second = QualityScorer(merged, published_parameters())
    second = [row for row in merged if row.year == 2021 and how_reported(row) is Reported.WEB_INTERFACE]
    found = not_replaced(each for row in second if (each := of_second.score(row)) is not None)
    below = [each for each in found if each.published < 1]
    assert len(near(below)) >= 368
    assert len(near_with_some_bonus(below)) >= 406
    full = [each for each in found if each.published == 1]
    assert len([each for each in full if each.standing is not Standing.MISSED]) >= 48


@pytest.mark.long
def test_scores_of_2020_need_no_reward_or_lie_within_the_rewards_for_improvement() -> None:
    found = own(2020, Reported.WEB_INTERFACE)
    assert sum(each.standing is Standing.EXACT for each in found) == 38
    assert not [each for each in found if each.standing is Standing.MISSED]


@pytest.mark.parametrize("year", [2020, 2021, 2022, 2023])
def test_a_score_is_not_read_from_its_own_column(year: int) -> None:
    """With another score in the column, and nothing in that of earlier years, the computed score is the same."""
    sampled = own(year, Reported.WEB_INTERFACE, every=1 if year == 2020 else 12)  # few of 2020 need no reward
    picked = [each for each in sampled if each.standing is Standing.EXACT][:3]
    assert picked
    blanked = [each if each.year == year else each.without("quality_score") for each in rows()]
    of_blanked = QualityScorer(blanked, published_parameters())
    for each in picked:
        cell = each.row.cells["quality_score"]
        other = replace(each.row, cells={**each.row.cells, "quality_score": replace(cell, value=Decimal("0.1234"))})
        found = of_blanked.score(other)
        assert found is not None
        assert found.computed == each.computed
        blank = replace(each.row, cells={**each.row.cells, "quality_score": replace(cell, value=ABSENT, text="")})
        assert of_blanked.score(blank) is None
