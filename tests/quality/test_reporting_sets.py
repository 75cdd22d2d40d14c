"""Who reports a measure in several ways, or several sets of measures, has the better; bonus points stand beside it."""

from decimal import Decimal

import pytest

from openvbc.settlement.settle import Settlement
from tests.quality.scorecards import Json, contract_with, measure, score, scorecard, settled

LINES: Json = {
    "scale": "lines",
    "between": "straight_lines",
    "rows": [{"percentile": 10, "points": 1}, {"percentile": 80, "points": 10, "approached": 8}],
}


def _measure(key: str, **terms: object) -> Json:
    return measure(key, result="rate", cut_points=["10%", "80%"], **terms)


CARD = scorecard(
    [_measure("web"), _measure("record", counts_as="one"), _measure("registry", counts_as="one"), _measure("both")],
    scales=[LINES],
    reporting_sets=[
        {"set": "by_web", "label": "Web", "measures": ["web", "both"]},
        {"set": "electronic", "label": "Electronic", "measures": ["record", "registry", "both"]},
    ],
    bonus_points={"at_most": 2},
)


def _settled(bonus: str = "0", **rates: str) -> Settlement:
    given = {key: rates.get(key) for key in ("web", "record", "registry", "both")}
    return settled(contract_with(CARD), {"measure_rate": given, "bonus_points": bonus})


@pytest.mark.parametrize(
    ("rates", "points"),
    [
        ({"web": "0.45", "both": "0.8"}, "14.5"),  # half way from 1 to 8, and all of the other
        ({"record": "0.1", "registry": "0.45", "both": "0.8"}, "14.5"),  # the registry counts
        ({"record": "0.45", "registry": "0.45", "both": "0.8"}, "14.5"),  # equal: once, not twice
        ({"web": "0.1", "record": "0.45", "both": "0.8"}, "14.5"),  # the electronic set is better
        ({"web": "0.8", "record": "0.45", "both": "0.8"}, "20"),  # the web set is better
        ({"web": "0.8", "record": "0.8", "both": "0.45"}, "14.5"),  # equal sets: one of them
    ],
)
def test_the_better_way_and_the_better_set_count(rates: dict[str, str], points: str) -> None:
    assert score(_settled(**rates)) == Decimal(points) / 20


def test_points_jump_where_the_line_approaches_fewer() -> None:
    just_below, at = _settled(web="0.79999", both="0.1"), _settled(web="0.8", both="0.1")
    assert score(just_below) < Decimal(9) / 20
    assert score(at) == Decimal(11) / 20


def test_bonus_points_add_to_the_points_of_the_set_that_counts_and_end_at_all() -> None:
    assert score(_settled(bonus="2", web="0.45", both="0.8")) == Decimal("16.5") / 20
    assert score(_settled(bonus="2", web="0.8", both="0.8")) == 1
    found = _settled(bonus="2", web="0.45", both="0.8").streams[0].evaluation
    assert found.value("achievement_score") == Decimal("14.5") / 20
