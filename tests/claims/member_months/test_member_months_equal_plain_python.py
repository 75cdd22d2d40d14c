"""Member months of made-up people, with gaps, overlaps, deaths and ages, equal those counted day by day."""

from collections import defaultdict
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.claims.member_months.count import count_member_months
from openvbc.claims.member_months.terms import (
    CountPeriod,
    EnrollmentTypeRule,
    MemberMonthTerms,
    MonthRule,
    month_index,
)
from openvbc.errors import ClaimsError
from openvbc.periods import Period
from tests.claims.member_months import plain_months
from tests.claims.member_months.made_up_tables import engine_with
from tests.claims.people_in_numbers import in_words
from tests.claims.runs_of_months import months_of
from tests.counts import examples

Row = dict[str, Any]
PERIODS = {"BY": (202212, 202302), "PY": (202302, 202404)}

RULES: list[Row] = [
    {"type": "esrd", "medicare": {"31", "11"}},
    {"type": "disabled", "medicare": {"20"}, "under_age": 65},
    {"type": "aged_dual", "dual": {"02"}},
    {"type": "aged_non_dual", "dual": {"00"}, "at_least_age": 65},
    {"type": "young", "dual": {"00"}, "under_age": 65},
    {"type": "rest", "medicare": {"10", "20"}},
]
TYPES = (
    EnrollmentTypeRule("esrd", medicare_status_codes=("31", "11")),
    EnrollmentTypeRule("disabled", medicare_status_codes=("20",), under_age=65),
    EnrollmentTypeRule("aged_dual", dual_status_codes=("02",)),
    EnrollmentTypeRule("aged_non_dual", dual_status_codes=("00",), at_least_age=65),
    EnrollmentTypeRule("young", dual_status_codes=("00",), under_age=65),
    EnrollmentTypeRule("rest", medicare_status_codes=("10", "20")),
)


def first_of(month: int) -> date:
    return date(month // 100, month % 100, 1)


def last_of(month: int) -> date:
    return plain_months.month_days(month)[-1]


def made_up_eligibility(random: Random, people: int, *, clean: bool) -> list[Row]:
    rows: dict[tuple[Any, ...], Row] = {}
    for number in range(people):
        born = random.choice([None, date(1958, 3, 9), date(1958, 3, 1), date(1990, 1, 1)])
        death = random.choice([None, None, date(2023, 2, random.randint(1, 28)), date(2023, 4, 30)])
        day = date(2022, 10, 1) + timedelta(days=random.randint(0, 90))
        for _ in range(random.randint(1, 4)):
            end = day + timedelta(days=random.choice([0, 9, 30, 61, 120, 3000]))
            row = {
                "person_id": f"p{number}",
                "payer": random.choice(["one", "two"]),
                "plan": "",
                "data_source": "made_up",
                "birth_date": born,
                "death_date": death,
                "enrollment_start_date": day,
                "enrollment_end_date": end,
                "medicare_status_code": random.choice(["10", "20", "31"] if clean else ["10", "20", "31", "99"]),
                "dual_status_code": random.choice(["00", "02", "NA"]),
                "enrollment_type": random.choice(["", "", "", "own"]),
                "part_a": random.choice(["1", "0", ""]),
                "part_b": "1",
                "medicare_advantage": random.choice(["1", "0"]),
                "state": random.choice(["CA", "NV"]),
            }
            rows[(row["person_id"], row["payer"], day)] = row
            if end > date(2025, 1, 1):
                break
            day = end + timedelta(days=random.choice([1, 1, 1, 2, 40] if clean else [1, 1, -5, 20]))
    return list(rows.values())


def expected(rows: list[Row], rule: str, *, source_counts: bool) -> tuple[dict[Any, Row], bool, bool]:
    """The months with the span each takes, whether a type is unknown, and whether a month has two."""
    people: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        people[row["person_id"]].append(row)
    months: dict[Any, Row] = {}
    unknown = two_types = False
    for period, (first, last) in PERIODS.items():
        for person, spans in people.items():
            for month in plain_months.months_between(first, last):
                span = plain_months.month_span(spans, month, rule)
                if span is None:
                    continue
                day = plain_months.enrolled_day(spans, month, rule)
                assert day is not None

                kind = partial(
                    plain_months.span_type, rows=spans, month=month, rules=RULES, source_counts=source_counts
                )
                unknown |= any(kind(each) == "" for each in plain_months.relevant_spans(spans, month, rule))
                two_types |= len({kind(each) for each in plain_months.spans_in_force(spans, day)}) > 1
                months[period, person, month] = {**span, "type": kind(span)}
    return months, unknown, two_types


@examples(60)
@given(
    seed=st.integers(0, 10**9),
    people=st.integers(1, 12),
    rule=st.sampled_from(list(MonthRule)),
    clean=st.booleans(),
    source_counts=st.booleans(),
)
def test_every_month_is_that_of_a_count_day_by_day(
    seed: int, people: int, rule: MonthRule, clean: bool, source_counts: bool
) -> None:
    rows = made_up_eligibility(Random(seed), people, clean=clean)  # noqa: S311  # made-up people
    months, unknown, two_types = expected(rows, rule.value, source_counts=source_counts)
    terms = MemberMonthTerms(
        periods=tuple(
            CountPeriod(name, Period(first_of(first), last_of(last) + timedelta(days=1)), date(2025, 1, 1))
            for name, (first, last) in PERIODS.items()
        ),
        types=TYPES,
        source_type_counts=source_counts,
        month_rule=rule,
        windows=(Period(date(2022, 11, 1), date(2022, 12, 1)),),
    )
    with engine_with({"eligibility": rows}) as engine:
        if unknown or two_types:
            with pytest.raises(ClaimsError) as raised:
                count_member_months(engine, terms)
            said = str(raised.value)
            assert ("cannot be told" in said, "two enrollment types" in said) == (unknown, two_types)
            return
        result = count_member_months(engine, terms)
        counted = months_of(in_words(engine, "period_run"))
        found = {(record["period"], record["person_id"], record["year_month"]): record for record in counted}
        assert len(found) == len(counted), "a month counts once"
        payers = {
            (run["person_id"], index): run["payer"]
            for run in in_words(engine, "enrolled_run")
            for index in range(run["first_month"], run["last_month"] + 1)
        }
    assert found.keys() == months.keys()
    coverage = {"1": 1, "0": 0, "": None}
    for key, record in found.items():
        span = months[key]
        assert record["enrollment_type"] == span["type"], key
        payer = payers[key[1], month_index(first_of(key[2]))]
        assert (payer, record["state"]) == (span["payer"], span["state"]), key
        assert record["part_a"] == coverage[span["part_a"]], key
        assert record["medicare_advantage"] == coverage[span["medicare_advantage"]], key
    assert sum(count.months for count in result.counts) == len(months)
    for count in result.counts:
        of_type = {
            person
            for (period, person, _), span in months.items()
            if (period, span["type"]) == (count.period, count.enrollment_type)
        }
        assert count.people == len(of_type)
