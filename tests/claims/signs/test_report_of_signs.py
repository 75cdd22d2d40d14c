"""The report of signs: each in words that accuse nobody, members only where they are asked for."""

import json
from datetime import date

from openvbc.claims.signs.comparison import Standing, compare
from openvbc.claims.signs.count import list_people
from openvbc.reports.document.as_json import json_text
from openvbc.reports.document.text import document_text
from openvbc.reports.signs import signs_report
from openvbc.settlement.signs import SignLimits, Signs, comparisons_of, shared_limits
from tests.claims.signs.planted import BEFORE, NOW
from tests.claims.signs.test_planted_signs import counted, totals_of


def _signs(group: str, *, members: bool) -> Signs:
    totals, measures = totals_of(group), counted().terms.measures
    comparisons = comparisons_of(str(BEFORE), str(NOW), measures)
    limits = shared_limits(comparisons, totals, SignLimits())
    compared = tuple(compare(each, totals, limits) for each in comparisons)
    signs = [each.comparison.own for each in compared if each.standing is Standing.SIGN]
    return Signs(
        organization=group,
        contract="Planted",
        before=str(BEFORE),
        current=str(NOW),
        compared=compared,
        limits=limits,
        labels={each.measure: each.label for each in measures},
        people=list_people(counted().engine, signs) if members else {},
        others="everybody else who is enrolled",
        by_score=False,
        unscored="the model scores Medicare's months only",
        paid=(),
        notes=(),
        files=(),
        queries={},
        paid_through=date(NOW + 1, 3, 31),
    )


def test_a_sign_says_what_it_rests_on_and_what_else_it_may_be() -> None:
    text = " ".join(document_text(signs_report(_signs("dropping", members=False))).split())
    assert "sign" in text.splitlines()[0]
    assert "Cost per member per month in 2023, dropped beside kept:" in text
    assert "Rests on: " in text
    assert " members, beside " in text
    assert "May also be: People change doctors when they fall ill, move, or go to a specialist" in text
    assert "It is a place to look, and no finding about anybody" in text
    assert "dropping-" not in text


def test_members_are_listed_where_they_are_asked_for_the_costliest_first() -> None:
    signs = _signs("dropping", members=True)
    listed = json.loads(json_text(signs_report(signs, members=True)))["members"]
    cost = [each for each in listed if "dropped" in each["sign"]]
    amounts = [int(each["amount"]) for each in cost]
    assert len(amounts) >= 30
    assert amounts == sorted(amounts, reverse=True)
    assert all(each["person_id"].startswith("dropping-") for each in cost)


def test_groups_so_small_that_somebody_might_be_known_are_not_told() -> None:
    signs = _signs("neutral", members=False)
    few = [each for each in signs.compared if 0 < each.own_people < 11]
    text = document_text(signs_report(signs))
    assert text.count("fewer than 11") >= len(few)
