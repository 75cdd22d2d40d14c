"""Totals against a count in plain Python; each planted sign is found where it was planted, and nowhere else."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from random import Random

import pytest

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.expenditures.rule_tables import service_months
from openvbc.claims.measures.reading import bundled_measures
from openvbc.claims.measures.value_sets import bundled_value_sets
from openvbc.claims.populations.build import Population, Who
from openvbc.claims.signs.comparison import Comparison, Limits, Standing, compare
from openvbc.claims.signs.count import Group, Total, count_signs, list_people
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.claims.tables.period_rule_tables import COUNT_PERIOD
from openvbc.claims.utilization.terms import MonthsThatCount
from openvbc.experience.populations import OWN_MEMBERS, REFERENCE, PopulationGroup
from openvbc.experience.signs import SignCount, SignsAsked, count_signs_of
from openvbc.experience.without_contract import PlainOptions, PlainRequest, plain_basis
from openvbc.settlement.costs_to_draw import CostToDraw, costs_of
from openvbc.settlement.signs import SignLimits, comparisons_of, shared_limits
from tests.claims.expenditures.made_up_claims import put_rows
from tests.claims.signs.planted import BEFORE, GROUPS, NOW, Person, people, tables

_WELLNESS = "annual_wellness_visit"
_EVENTS = {"primary_care": "visit", "imaging": "scan", "emergency": "emergency", "inpatient": "stay"}


@cache
def everybody() -> list[Person]:
    return people()


@cache
def counted() -> SignCount:
    """The whole region counted once, with the neutral group as own members."""
    engine = EmbeddedEngine(threads=1)
    rows = tables(everybody())
    for name in CANONICAL_TABLES:
        put_rows(engine, name, rows.get(name, ()))
    basis = plain_basis(PlainRequest((BEFORE, NOW), options=PlainOptions(MonthsThatCount.ALL)))
    groups = [_listed(group) for group in GROUPS]
    own = PopulationGroup(OWN_MEMBERS, "own", (groups[0],))
    rest = tuple(PopulationGroup(each.population_id, each.population_id, (each,)) for each in groups[1:])
    others = PopulationGroup(REFERENCE, "everybody else", (_listed("others"),))
    sets = bundled_value_sets()
    measures = tuple(each for each in bundled_measures(sets) if each.measure == _WELLNESS)
    return count_signs_of(engine, SignsAsked(replace(basis, own=own, others=rest), others, measures, sets))


def _listed(group: str) -> Population:
    named = tuple((str(year), each.name) for each in everybody() for year in (BEFORE, NOW) if each.is_own(group, year))
    return Population(group, Who.LISTED, people=named)


def totals_of(group: str) -> dict[Group, Total]:
    found = counted()
    return count_signs(found.engine, replace(found.terms, own=group))


def signs_of(group: str, paid: frozenset[str] = frozenset()) -> dict[tuple[str, str, str], Decimal]:
    """The differences of the signs that are found, by sign, item and stratum."""
    totals = totals_of(group)
    comparisons = comparisons_of(str(BEFORE), str(NOW), counted().terms.measures, paid)
    limits = shared_limits(comparisons, totals, SignLimits())
    found = [compare(each, totals, limits) for each in comparisons]
    return {
        (each.comparison.own.sign, each.comparison.own.item, each.comparison.own.stratum): each.difference
        for each in found
        if each.standing is Standing.SIGN and each.difference is not None
    }


def plain_values(group: str) -> Iterator[tuple[Group, str, int, int]]:
    """Every person of each group of people, with amount and base, from what was made up and by other code."""
    sides = {("own", year): [each for each in everybody() if each.is_own(group, year)] for year in (BEFORE, NOW)}
    sides |= {("others", year): [each for each in everybody() if each.is_own("others", year)] for year in (BEFORE, NOW)}
    there = sorted(sides["own", NOW] + sides["others", NOW], key=lambda each: (each.cents(BEFORE), each.name))
    size = len(there)
    third = {
        each.name: "low" if 3 * place <= size else "middle" if 3 * place <= 2 * size else "high"
        for place, each in enumerate(there, start=1)
    }
    for (side, year), members in sides.items():
        for each in members:
            name, period = each.name, str(year)
            age = each.age - (NOW - year)
            strata = [
                ("medicaid", "with" if each.has_medicaid else "without"),
                ("age", "18 to 64" if age < 65 else "65 to 79" if age < 80 else "80 and older"),
                *([("risk", third[name])] if year == NOW else []),
            ]
            for item, kind in _EVENTS.items():
                often = each.services[year, kind]
                often += each.wellness[year] if kind == "visit" else 0
                for way in [("all", "all"), *(stratum for stratum in strata if stratum[0] == "risk")]:
                    yield Group(side, period, "use", item, *way), name, often, 12
                for way in strata:
                    yield Group(side, period, "access", item, *way), name, int(often > 0), 1
            yield Group(side, period, "quality", _WELLNESS), name, int(each.wellness[year]), 1
            if year == NOW:
                of_years = [len(each.diagnoses[which]) for which in (NOW, BEFORE)]
                yield Group(side, period, "coding", "diagnoses"), name, of_years[0], of_years[1]
            if side == "own" and year == BEFORE:
                stands = "kept" if each.is_own(group, NOW) else "dropped"
                yield Group(side, period, "cost", "cost", "cohort", stands), name, each.cents(BEFORE), 12


@pytest.mark.parametrize("group", ["neutral", "dropping"])
def test_every_total_is_that_of_a_count_in_plain_python(group: str) -> None:
    plain: dict[Group, list[int]] = defaultdict(lambda: [0] * 6)
    for key, _, amount, base in plain_values(group):
        for index, value in enumerate((1, amount, base, amount * amount, amount * base, base * base)):
            plain[key][index] += value
    assert totals_of(group) == {key: Total(*values) for key, values in plain.items()}


def test_the_people_behind_a_total_are_those_of_the_plain_count() -> None:
    group = Group("own", str(BEFORE), "cost", "cost", "cohort", "dropped")
    totals_of("dropping")
    listed = list_people(counted().engine, [group])[group]
    plain = sorted((amount, name, base) for key, name, amount, base in plain_values("dropping") if key == group)
    assert [tuple(row) for row in listed.rows] == [(name, amount, base) for amount, name, base in plain]


def test_members_that_a_forecast_draws_have_their_cost_and_stand_in_thirds_of_what_they_cost_before() -> None:
    engine = counted().engine
    parts = service_months(engine.table(COUNT_PERIOD.name, order_by=("period",))).parts_per_cent
    found = costs_of(engine, "neutral", str(BEFORE), str(NOW), parts)
    own = sorted((each for each in everybody() if each.group == "neutral"), key=lambda each: each.name)
    by_cost = sorted(own, key=lambda each: (each.cents(BEFORE), each.name))
    third = {each.name: ("low", "middle", "high")[place * 3 // len(own)] for place, each in enumerate(by_cost)}
    assert found == tuple(CostToDraw(Decimal(each.cents(NOW)) / 100, 12, third[each.name]) for each in own)


def test_a_neutral_group_shows_no_sign() -> None:
    assert signs_of("neutral") == {}


def test_the_sick_who_were_dropped_are_found_by_what_they_cost() -> None:
    found = signs_of("dropping")
    assert found["cost", "cost", "dropped"] > Decimal("0.5")
    assert {sign for sign, _, _ in found} <= {"cost", "use"}


def test_coding_that_grew_is_found() -> None:
    found = signs_of("coding")
    assert found.keys() == {("coding", "diagnoses", "all")}
    assert found["coding", "diagnoses", "all"] > Decimal("0.8")


def test_use_that_fell_is_found_in_its_growth() -> None:
    found = signs_of("falling")
    assert ("use", "primary_care", "all") in found
    assert {item for _, item, _ in found} == {"primary_care"}
    assert all(difference < Decimal("-0.2") for difference in found.values())


def test_a_measure_that_fell_is_found_unless_it_is_paid_for() -> None:
    assert ("quality", _WELLNESS, "all") in signs_of("unpaid")
    assert ("quality", _WELLNESS, "all") not in signs_of("unpaid", frozenset({_WELLNESS}))


def _total(values: list[tuple[int, int]]) -> Total:
    products = [(1, y, x, y * y, y * x, x * x) for y, x in values]
    return Total(*(sum(each) for each in zip(*products, strict=True)))


def _limits(deviations: str = "1.959963985") -> Limits:
    return Limits(Decimal("0.95"), 30, Decimal(0), Decimal(deviations), Decimal("3.6888794541"))


_OWN, _OTHER = (Group(side, "2024", "use", "imaging") for side in ("own", "others"))


def test_intervals_hold_in_as_many_drawn_worlds_as_they_say() -> None:
    """Two groups drawn with one rate, of people unlike each other: 95% of the intervals hold no difference."""
    random = Random(5)  # noqa: S311  # made-up people are no secret
    held = 0
    for _ in range(300):
        drawn = {}
        for side in (_OWN, _OTHER):
            rates = [random.expovariate(1) / 12 for _ in range(60)]
            drawn[side] = _total([(sum(random.random() < rate for _ in range(months)), months) for rate in rates
                                  for months in (random.choice((6, 12, 12)),)])  # fmt: skip
        found = compare(Comparison(_OWN, _OTHER), drawn, _limits())
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 0 <= found.high
    assert 272 <= held <= 298


def test_a_difference_of_known_size_has_the_interval_of_the_textbook() -> None:
    """Counts of one event a person at most over equal bases: the logarithm of a risk ratio and its variance."""
    totals = {
        _OWN: _total([(1, 1)] * 40 + [(0, 1)] * 60),
        _OTHER: _total([(1, 1)] * 300 + [(0, 1)] * 200),
    }
    found = compare(Comparison(_OWN, _OTHER), totals, _limits())
    assert found.difference is not None
    assert found.low is not None
    assert found.high is not None
    assert abs(found.difference - (Decimal(40) / 100 / (Decimal(300) / 500) - 1)) < Decimal("1e-20")
    # Katz: the variance is (1 - p) / (n p) of each side, here with n - 1 in place of n.
    luck = Fraction(60, 40 * 99) + Fraction(200, 300 * 499)
    reach = _limits().deviations * (Decimal(luck.numerator) / Decimal(luck.denominator)).sqrt()
    middle = (1 + found.difference).ln()
    assert abs(found.low - ((middle - reach).exp() - 1)) < Decimal("1e-20")
    assert abs(found.high - ((middle + reach).exp() - 1)) < Decimal("1e-20")
    assert found.standing is Standing.SIGN


def test_nothing_at_all_is_a_sign_where_much_was_expected_and_too_little_to_tell_where_not() -> None:
    nothing = _total([(0, 12)] * 100)
    often, seldom = _total([(1, 12)] * 400 + [(0, 12)] * 600), _total([(1, 12)] * 10 + [(0, 12)] * 990)
    found = compare(Comparison(_OWN, _OTHER), {_OWN: nothing, _OTHER: often}, _limits())
    assert (found.standing, found.difference) == (Standing.SIGN, Decimal(-1))
    assert compare(Comparison(_OWN, _OTHER), {_OWN: nothing, _OTHER: seldom}, _limits()).standing is Standing.NO_SIGN


def test_few_people_are_too_few_to_tell() -> None:
    totals = {_OWN: _total([(0, 12)] * 29), _OTHER: _total([(5, 12)] * 900)}
    found = compare(Comparison(_OWN, _OTHER), totals, _limits())
    assert (found.standing, found.difference, found.own_people) == (Standing.TOO_FEW, None, 29)
