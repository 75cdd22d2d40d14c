"""Exactly one published value applies, or the question is refused with the nearest one."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.citation import Citation
from openvbc.errors import ParameterError
from openvbc.parameters.load import load_parameters
from openvbc.parameters.model import ParameterSet, ParameterValue, Table
from openvbc.parameters.scope import Constraint, OneOf, Range, Scope
from openvbc.units import RATE

RATES = """parameters:
  - parameter: sharing_rate
    label: Sharing rate
    unit: rate
    values:
      - {value: 50%, scope: {track: "1", performance_year: {to: 2018}}, citation: {source: A, status: C}}
      - {value: 60%, scope: {track: "2", performance_year: {to: 2018}}, citation: {source: B, status: C}}
      - value: 40%
        scope: {track: [basic_a, basic_b], performance_year: {from: 2019, to: 2024}}
        citation: {source: C, status: V}
      - {value: 75%, scope: {track: enhanced, agreement_start: {from: 2019-07-01}}, citation: {source: D, status: V}}
      - {value: 70%, scope: {track: enhanced, agreement_start: {to: 2019-06-30}}, citation: {source: E, status: V}}
  - parameter: cap
    label: Cap
    unit: rate
    values:
      - {value: 10%, citation: {source: F, status: U}}
  - parameter: sequestration
    label: Sequestration
    unit: rate
    values:
      - {value: 2%, scope: {performance_year: [2018, 2021]}, citation: {source: G, status: V}}
      - {value: 0%, scope: {performance_year: {from: 2019, to: 2020}}, citation: {source: H, status: V}}
"""


@pytest.fixture
def rates(tmp_path: Path) -> ParameterSet:
    (tmp_path / "rates.yaml").write_text(RATES, encoding="utf-8")
    return load_parameters([tmp_path])


def test_the_one_value_that_applies_is_found_with_its_citation_and_place(rates: ParameterSet) -> None:
    found = rates.resolve("sharing_rate", track="basic_b", performance_year=2024)
    assert (found.number, found.citation.source, found.where) == (Decimal("0.40"), "C", "rates.yaml:8")
    assert found.shown == "40%"
    assert rates.resolve("sharing_rate", track="1", performance_year=2013).number == Decimal("0.5")


def test_a_value_without_scope_always_applies(rates: ParameterSet) -> None:
    assert rates.resolve("cap").number == rates.resolve("cap", track="1", performance_year=2030).number


@pytest.mark.parametrize(
    ("start", "rate"), [("2019-07-01", "0.75"), ("2019-06-30", "0.70"), ("2024-01-01", "0.75"), ("2012-04-01", "0.70")]
)
def test_a_range_of_days_holds_its_first_and_its_last_day(rates: ParameterSet, start: str, rate: str) -> None:
    found = rates.resolve("sharing_rate", track="enhanced", agreement_start=date.fromisoformat(start))
    assert found.number == Decimal(rate)


@pytest.mark.parametrize(("year", "rate"), [(2018, "0.02"), (2019, "0"), (2020, "0"), (2021, "0.02")])
def test_years_may_be_listed(rates: ParameterSet, year: int, rate: str) -> None:
    assert rates.resolve("sequestration", performance_year=year).number == Decimal(rate)


def test_where_none_applies_the_nearest_is_named(rates: ParameterSet) -> None:
    with pytest.raises(ParameterError) as caught:
        rates.resolve("sharing_rate", track="basic_a", performance_year=2025)
    assert str(caught.value) == (
        "sharing_rate has no value for track basic_a, performance year 2025\n"
        "    the nearest is for track basic_a or basic_b, performance year 2019 to 2024 (rates.yaml:8)\n"
        "    check the contract's dates and track, or add the value with its citation"
    )


def test_the_nearest_of_several_ranges_is_the_closest() -> None:
    ranges = [Range(2013, 2015), Range(2017, 2018), Range(2030, None)]
    values = [
        ParameterValue("cap", "Cap", RATE, Decimal("0.1"), Scope({"year": each}), Citation("A"), "a.yaml:5")
        for each in ranges
    ]
    for asked, nearest in ((2012, "2013 to 2015"), (2020, "2017 to 2018"), (2029, "from 2030")):
        with pytest.raises(ParameterError, match=f"the nearest is for year {nearest}"):
            ParameterSet(values).resolve("cap", year=asked)


def test_a_dimension_that_was_not_asked_for_does_not_apply(rates: ParameterSet) -> None:
    with pytest.raises(ParameterError, match="sharing_rate has no value for track 1"):
        rates.resolve("sharing_rate", track="1")
    with pytest.raises(ParameterError, match="has no value for no scope"):
        rates.resolve("sharing_rate")


def test_a_year_is_not_a_date_and_a_date_is_not_a_year(rates: ParameterSet) -> None:
    with pytest.raises(ParameterError):
        rates.resolve("sharing_rate", track="enhanced", agreement_start=2020)
    with pytest.raises(ParameterError):
        rates.resolve("sharing_rate", track="1", performance_year=date(2013, 1, 1))


def test_an_unknown_parameter_gets_a_hint(rates: ParameterSet) -> None:
    with pytest.raises(ParameterError) as caught:
        rates.resolve("sharing_rates")
    assert str(caught.value) == "there is no published parameter 'sharing_rates'\n    did you mean 'sharing_rate'?"


def test_two_that_apply_are_both_named() -> None:
    values = [
        ParameterValue("cap", "Cap", RATE, Decimal(rate), Scope({"track": OneOf(frozenset({"1"}))}), Citation("A"), at)
        for rate, at in (("0.1", "a.yaml:5"), ("0.2", "b.yaml:7"))
    ]
    with pytest.raises(ParameterError) as caught:
        ParameterSet(values).resolve("cap", track="1")
    assert "a.yaml:5 and b.yaml:7: cap has two values that can apply at once" in str(caught.value)


def test_a_number_a_table_and_a_flag_are_not_taken_for_each_other() -> None:
    table = Table((Decimal(0),), {"rate": (Decimal(1),)})
    as_table = ParameterValue("t", "T", RATE, table, Scope({}), Citation("A"), "a.yaml:1")
    as_number = ParameterValue("n", "N", RATE, Decimal("0.5"), Scope({}), Citation("A"), "a.yaml:2")
    assert as_table.table is table
    assert as_table.shown == "table of 1 rows"
    with pytest.raises(TypeError, match="no single number"):
        _ = as_table.number
    with pytest.raises(TypeError, match="no table"):
        _ = as_number.table


ENDS = st.one_of(st.none(), st.integers(0, 6))
CONSTRAINTS: st.SearchStrategy[Constraint] = st.one_of(
    st.builds(Range, ENDS, ENDS).filter(lambda made: any(made.holds(year) for year in range(7))),
    st.frozensets(st.one_of(st.integers(0, 6), st.sampled_from(["a", "b"])), min_size=1).map(OneOf),
)
SCOPES = st.dictionaries(st.sampled_from(["year", "track"]), CONSTRAINTS).map(Scope)


@given(SCOPES, SCOPES)
def test_two_scopes_overlap_where_some_question_meets_both(first: Scope, second: Scope) -> None:
    answers = [*range(-1, 8), "a", "b"]
    questions = [{"year": year, "track": track} for year in answers for track in answers]
    met = any(first.holds(question) and second.holds(question) for question in questions)
    assert first.overlaps(second) == second.overlaps(first) == met


@given(SCOPES, st.integers(0, 6))
def test_a_scope_that_holds_misses_nothing(scope: Scope, year: int) -> None:
    asked: dict[str, int | date | str] = {"year": year, "track": "a"}
    missed, distance = scope.misses(asked)
    assert scope.holds(asked) == (missed == 0)
    assert distance >= 0


def test_scopes_are_told_in_words() -> None:
    scope = Scope({"performance_year": Range(2019, None), "track": OneOf(frozenset({"b", "a"}))})
    assert str(scope) == "performance year from 2019, track a or b"
    assert str(Scope({"performance_year": Range(None, 2018)})) == "performance year until 2018"
    assert str(Scope({"performance_year": Range(2018, 2018)})) == "performance year 2018"
    assert str(Scope({})) == "always"
