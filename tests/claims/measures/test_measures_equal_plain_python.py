"""Random measures of random regions, counted by the queries and person by person in plain Python."""

from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.claims.measures.count import Rate, Subject
from openvbc.claims.measures.value_sets import ValueSets
from tests.claims.measures.counting import counted, measures_of, sets_of
from tests.claims.measures.made_up import PAID_THROUGH, Row, Tree, measure, tables, value_sets_csv
from tests.claims.measures.plain_measures import Plain
from tests.counts import examples


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> ValueSets:
    folder: Path = tmp_path_factory.mktemp("sets")
    return sets_of(folder, value_sets_csv())


@examples(60)
@given(seed=st.integers(0, 10**9))
def test_every_person_stay_and_event_has_the_status_of_plain_python(sets: ValueSets, seed: int) -> None:
    random = Random(seed)  # noqa: S311  # made-up rows, no secret
    rows = tables(random)
    trees = [measure(random, number) for number in range(8)]
    found, members = counted(rows, measures_of(trees, sets), sets, (2023, 2024), PAID_THROUGH)
    for year in (2023, 2024):
        plain = Plain(rows, year)
        for tree in trees:
            expected = plain.results(tree)
            mine = [
                each
                for each in members
                if (each.measure.measure, each.period, each.population) == (tree["measure"], str(year), "everyone")
            ]
            assert {_key(each): (each.status, each.reason) for each in mine} == expected
            _evidence_stands_in_the_rows(mine, rows)
    _rates_add_up(found.rates, members)


def _key(each: Subject) -> tuple[str, str, date, date]:
    return each.person_id, each.measure.unit, each.first_day, each.last_day


def _evidence_stands_in_the_rows(members: list[Subject], rows: dict[str, list[Row]]) -> None:
    for each in members:
        if each.evidence is None:
            continue
        places = [
            row
            for name in ("medical_claim", "claim_diagnosis", "claim_procedure", "pharmacy_claim")
            for row in rows[name]
            if row["claim_id"] == each.evidence.claim_id and each.evidence.code in row.values()
        ]
        assert places
        assert all(row["person_id"] == each.person_id for row in places)
        assert any(each.evidence.day in row.values() for row in places)


def _rates_add_up(rates: tuple[Rate, ...], members: list[Subject]) -> None:
    told = Counter((each.population, each.period, each.measure.measure, each.status) for each in members)
    for rate in rates:
        key = rate.population, rate.period, rate.measure.measure
        assert rate.numerator == told[*key, "numerator"]
        assert rate.denominator == told[*key, "numerator"] + told[*key, "not_met"]
        assert (rate.excluded, rate.exceptions) == (told[*key, "excluded"], told[*key, "exception"])
        assert rate.numerator <= rate.denominator


def test_the_random_measures_reach_every_status_and_unit() -> None:
    """The comparison above would pass on measures that never count anyone."""
    seen: Counter[tuple[str, str]] = Counter()
    for seed in range(25):
        random = Random(seed)  # noqa: S311  # made-up rows, no secret
        rows = tables(random)
        trees: list[Tree] = [measure(random, number) for number in range(8)]
        plain = Plain(rows, 2024)
        for tree in trees:
            seen.update((tree["unit"], status) for status, _ in plain.results(tree).values())
    assert {(unit, status) for unit, status in seen} == {
        (unit, status)
        for unit in ("person", "stay", "event")
        for status in ("excluded", "numerator", "exception", "not_met")
    }
