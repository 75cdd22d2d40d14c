"""Triggers, days, drops, overlaps, lines and prorated claims, by hand: one case a rule and its boundary."""

from collections import defaultdict

import pytest

from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.episodes.group import date_of
from openvbc.claims.episodes.overlaps import IN_AN_EARLIER_ONE
from tests.claims.episodes.hand_made import Case, Days, cases
from tests.claims.episodes.made_up import by_table, grouped

CASES = cases()
LineCounts = dict[str, tuple[str, str]]


class Grouped:
    """What came of every person, read once."""

    def __init__(self) -> None:
        self.stands: dict[str, list[Days]] = defaultdict(list)
        self.drops: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.lines: dict[str, tuple[str, str]] = {}
        self.totals: dict[str, dict[str, object]] = {}
        engine, _ = grouped(by_table(row for case in CASES for row in case.rows))
        with engine:
            standing = {row[0]: row[1] for row in engine.table("episode_standing").rows}
            for row in engine.table(NamedQuery.EPISODE_CANDIDATE, order_by=("candidate",)).records:
                why = row["drop_reason"] or standing.get(row["candidate"], IN_AN_EARLIER_ONE)
                if why != "stands":
                    self.drops[row["person_id"]].append((row["episode_type"], why))
            for row in engine.table(NamedQuery.GROUPED_EPISODE, order_by=("episode",)).records:
                ends = (date_of(row[name]) for name in ("anchor_first_day", "anchor_last_day", "post_last_day"))
                first, last, post = ends
                self.stands[row["person_id"]].append((row["episode_type"], first, last, post))
            order = {"anchor": 0, "post": 1, "excluded": 2, "monitoring": 3}
            for row in sorted(engine.table(NamedQuery.EPISODE_LINE).records, key=lambda each: order[each["part"]]):
                self.lines.setdefault(row["claim_id"], (row["part"], row["reason"]))
            for row in engine.table(NamedQuery.EPISODE_TOTAL).records:
                self.totals[row["person_id"]] = row


@pytest.fixture(scope="module")
def found() -> Grouped:
    return Grouped()


def test_there_are_at_least_sixty() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize(("number", "case"), list(enumerate(CASES, start=1)), ids=[each.says for each in CASES])
def test_case(number: int, case: Case, found: Grouped) -> None:
    name = f"P{number:03}"
    looked_at = case.stands or case.drops or not (case.lines or case.post is not None or case.responsible is not None)
    if looked_at:
        assert tuple(found.stands[name]) == case.stands
        assert sorted(found.drops[name]) == sorted(case.drops)
    for claim, expected in case.lines.items():
        assert found.lines.get(claim, ("outside", "")) == expected, claim
    if case.post is not None:
        assert found.totals[name]["post_cents"] == case.post
    if case.after is not None:
        assert found.totals[name]["after_cents"] == case.after
    if case.responsible is not None:
        assert found.totals[name]["responsible"] == case.responsible
