"""Attribution of made-up regions, with every rule, many ties, gaps and deaths, equals that of plain Python."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from openvbc.claims.attribution import shared_savings_program as mssp
from openvbc.claims.attribution.attribute import AttributionResult, attribute
from openvbc.claims.attribution.reasons import Exclusion
from openvbc.claims.attribution.terms import (
    Area,
    AttributionPeriod,
    AttributionTerms,
    DesignationStep,
    Gate,
    GeographicStep,
    Measure,
    PluralityStep,
    Step,
    TieBreak,
    Window,
)
from openvbc.claims.engine.engine import Engine
from openvbc.claims.member_months.count import count_member_months
from openvbc.claims.member_months.terms import ONE_TYPE, CountPeriod, MemberMonthTerms, MonthRule
from openvbc.periods import Period
from tests.claims.attribution.made_up_region import (
    OTHER_SERVICES,
    SERVICES,
    made_up_participants,
    made_up_tables,
)
from tests.claims.attribution.plain_attribution import PlainAttribution
from tests.claims.member_months.made_up_tables import engine_with
from tests.counts import examples

Row = dict[str, Any]
#: Everyone who was compared, by name.
COMPARED = """
    SELECT span.period, person_key.person_id, compared.*, named.candidate_kind, named.candidate_id
    FROM attribution_candidate AS compared
    JOIN attribution_window AS span ON span.period_number = compared.period_number
    JOIN person_key ON person_key.person = compared.person
    JOIN (SELECT DISTINCT candidate, candidate_kind, candidate_id FROM billing_candidate) AS named
        ON named.candidate = compared.candidate
"""
YEARS = {"BY": Period(date(2022, 1, 1), date(2023, 1, 1)), "PY": Period(date(2023, 1, 1), date(2024, 1, 1))}


def attribute_region(engine: Engine, terms: AttributionTerms, rule: MonthRule) -> AttributionResult:
    periods = tuple(each.period for each in terms.periods)
    count_member_months(
        engine, MemberMonthTerms(periods, ONE_TYPE, source_type_counts=False, month_rule=rule, windows=terms.windows)
    )
    return attribute(engine, terms)


def assert_equal_to_plain_python(
    engine: Engine, terms: AttributionTerms, tables: dict[str, list[Row]], rule: MonthRule
) -> list[Row]:
    result = attribute_region(engine, terms, rule)
    found = engine.table("attribution").records
    candidates = engine.ask("compared", COMPARED).records
    assignable = {(row["period"], row["person_id"]) for row in engine.table("assignable").records}
    by_person = {(row["period"], row["person_id"]): row for row in found}
    assert len(by_person) == len(found)
    expected_people = set()
    for period in terms.periods:
        plain = PlainAttribution(terms, period, tables, rule.value)
        name = period.period.name
        for person in plain.considered():
            expected_people.add((name, person))
            _compare_person(by_person[name, person], plain, person)
            _compare_candidates(
                [row for row in candidates if (row["period"], row["person_id"]) == (name, person)], plain, person
            )
            assert ((name, person) in assignable) == plain.assignable(person)
    assert by_person.keys() == expected_people
    assert sum(count.people for count in result.counts) == len(found)
    assert sum(result.assignable.values()) == len(assignable)
    return found


def _compare_person(row: Row, plain: PlainAttribution, person: str) -> None:
    expected = plain.outcome(person)
    got = (row["reason"], row["organization_id"], row["step"])
    assert got == (expected.reason, expected.organization, expected.step), (person, row)
    shown = [
        ((row[f"{which}_kind"], row[f"{which}_id"]), row[f"{amount}allowed_cents"], row[f"{amount}visits"])
        for which, amount in (("candidate", ""), ("runner_up", "runner_up_"))
        if row[f"{which}_kind"]
    ]
    assert shown == expected.ranking, (person, row)
    assert row["decided_by"] == expected.decided_by, (person, row)
    if shown:
        amounts = [visits if row["measure"] == "visits" else cents for _, cents, visits in shown]
        assert row["margin"] == amounts[0] - sum(amounts[1:])


def _compare_candidates(rows: list[Row], plain: PlainAttribution, person: str) -> None:
    expected = []
    for number, step in enumerate(plain.period.steps, start=1):
        if not isinstance(step, PluralityStep) or plain.exclusion(person):
            continue
        ranking = plain.ranking(person, step)
        contends = [plain.contends(person, step, each[2]) for each in ranking]
        if any(contends):
            expected += [
                (number, rank, *each[2], each[3], each[4], int(contends[rank - 1]))
                for rank, each in enumerate(ranking, start=1)
            ]
    columns = ("step", "rank", "candidate_kind", "candidate_id", "allowed_cents", "visits", "contends")
    assert sorted(tuple(row[column] for column in columns) for row in rows) == sorted(expected)


def mssp_terms(random: Random, rules: mssp.StepRules, *, prospective: bool) -> AttributionTerms:
    periods = []
    for name, year in YEARS.items():
        steps: tuple[Step, ...] = mssp.claims_steps(rules)
        if random.random() < 0.5:
            steps = (mssp.voluntary_alignment(year.start), *steps)
        periods.append(
            AttributionPeriod(
                CountPeriod(name, year, date(year.end.year, 3, 31)),
                window=mssp.assignment_window(year, prospective=prospective),
                expanded=mssp.expanded_window(year, prospective=prospective)
                if rules is mssp.StepRules.THREE_STEPS
                else None,
                paid_through=random.choice([date(2030, 1, 1), date(year.end.year, 3, 31)]),
                services=SERVICES if name == "PY" else random.choice([SERVICES, OTHER_SERVICES]),
                steps=steps,
                assignable=mssp.assignable_people(rules),
                other_initiative=("p01",) if name == "PY" else (),
            )
        )
    return AttributionTerms(
        periods=tuple(periods),
        participants=made_up_participants(random),
        exclusions=mssp.EXCLUSIONS,
        residence_states=("CA", "NV", "PR"),
        stays={"snf": ("21",)},
        facility_lists={"elected": ("059001",)},
        provider_specialty=random.random() < 0.3,
    )


@examples(25)
@given(
    seed=st.integers(0, 10**9),
    people=st.integers(2, 30),
    lines=st.integers(0, 300),
    rules=st.sampled_from(list(mssp.StepRules)),
    prospective=st.booleans(),
)
def test_shared_savings_program_assignment(
    seed: int, people: int, lines: int, rules: mssp.StepRules, prospective: bool
) -> None:
    random = Random(seed)  # noqa: S311  # made-up people
    terms = mssp_terms(random, rules, prospective=prospective)
    tables = made_up_tables(random, people, lines)
    with engine_with(tables) as engine:
        assert_equal_to_plain_python(engine, terms, tables, MonthRule.FIRST_DAY)


def random_steps(random: Random, year: Period) -> tuple[Step, ...]:
    types = ("primary_care_physician", "non_physician", "specialist", "other_physician")
    steps: list[Step] = []
    for number in range(random.randint(1, 4)):
        name = f"rule {number}"
        kind = random.choice(["patient", "payer", "plurality", "plurality", "plurality", "geographic"])
        if kind in ("patient", "payer"):
            as_of = random.choice([year.start, year.last_day])
            steps.append(DesignationStep(name, kind == "patient", as_of, elsewhere_blocks=random.random() < 0.5))
        elif kind == "geographic":
            areas = (Area("A1", "CA", "05200"), Area("A2", "NV"), Area("A3", "PR"))
            steps.append(GeographicStep(name, tuple(random.sample(areas, random.randint(1, 3)))))
        else:
            steps.append(_random_plurality(random, name, types))
    return tuple(steps)


def _random_plurality(random: Random, name: str, types: tuple[str, ...]) -> PluralityStep:
    compared = tuple(random.sample(types, random.randint(1, 4)))
    gates = tuple(
        Gate(
            tuple(random.sample(types, random.randint(1, 3))),
            of_organization=random.random() < 0.5,
            at_least=random.randint(1, 3),
            wanted=random.random() < 0.6,
            window=random.choice(list(Window)),
        )
        for _ in range(random.choice([0, 0, 1, 2]))
    )
    ties = random.sample(list(TieBreak), random.randint(0, 3))
    return PluralityStep(
        name,
        compared,
        measure=random.choice(list(Measure)),
        gates=gates,
        window=random.choice(list(Window)),
        minimum_visits=random.choice([1, 1, 2]),
        ties=tuple(ties),
        other_tie_types=tuple(sorted(set(types) - set(compared)))[:1],
        outside_competes=random.random() < 0.7,
    )


@examples(35)
@given(seed=st.integers(0, 10**9), people=st.integers(2, 30), lines=st.integers(0, 300))
def test_any_order_of_rules(seed: int, people: int, lines: int) -> None:
    random = Random(seed)  # noqa: S311  # made-up people
    exclusions = random.sample(list(Exclusion), random.randint(0, 7))
    exclusions.sort(key=lambda each: each is Exclusion.OTHER_INITIATIVE)
    base = mssp_terms(random, mssp.StepRules.THREE_STEPS, prospective=random.random() < 0.5)
    initiative = ("p01",) if Exclusion.OTHER_INITIATIVE in exclusions else ()
    periods = tuple(
        replace(
            each,
            steps=random_steps(random, each.period.days),
            expanded=each.expanded if random.random() < 0.6 else None,
            other_initiative=initiative,
        )
        for each in base.periods
    )
    terms = replace(
        base,
        periods=periods,
        exclusions=tuple(exclusions),
        residence_states=("CA", "NV") if Exclusion.LIVES_OUTSIDE in exclusions else (),
    )
    tables = made_up_tables(random, people, lines)
    with engine_with(tables) as engine:
        assert_equal_to_plain_python(engine, terms, tables, random.choice(list(MonthRule)))
