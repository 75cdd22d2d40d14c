"""Stays are stitched and readmissions found as plain Python finds them day by day."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.claims.utilization.measures import PER_1000
from openvbc.figures import ABSENT
from tests.counts import examples

from .made_up import Row, bill, counted, diagnosis, number, person, reach

_FAR = date(2025, 3, 1)
_DAY = timedelta(days=1)
_DIED = {"20", "40", "41", "42"}
_MOVED = {"02", "05", "43", "66", "82", "85", "88", "94"}


_Claim = tuple[date, date, str, str, str, str]


def _goes_on(before: _Claim, claim: _Claim) -> bool:
    """Whether a claim goes on with the stay that ended with the claim before it, by CMS's rule."""
    _, ended, disposition, hospital, condition, bill = before
    first, _, _, other_hospital, other_condition, other_bill = claim
    days = (first - ended).days
    if days < 0:
        return True
    if days > 1:
        return False
    if disposition == "30" or bill[2] in "23" or other_bill[2] in "34":
        return True
    return hospital != other_hospital or (days == 0 and condition == other_condition)


def _stays(claims: list[_Claim]) -> list[tuple[date, date, str]]:
    """Stays: claims in order of their days, each held against the one of all before it that ends last."""
    found: list[list[_Claim]] = []
    for claim in sorted(claims, key=lambda each: each[:2]):
        before = [each for stay in found for each in stay]
        if before and _goes_on(max(before, key=lambda each: (each[1], before.index(each))), claim):
            found[-1].append(claim)
        else:
            found.append([claim])
    ends = [max(enumerate(stay), key=lambda at: (at[1][1], at[0]))[1] for stay in found]
    return [(stay[0][0], end[1], end[2]) for stay, end in zip(found, ends, strict=True)]


def _expected(claims: list[_Claim], data_through: date) -> tuple[int, int, int, int]:
    """Stays that end in 2024, their nights, those that could be followed by a readmission, and those that were."""
    stays = _stays(claims)
    in_year = [(at, each) for at, each in enumerate(stays) if each[1].year == 2024]
    nights = sum(max(1, (last - first).days) for _, (first, last, _) in in_year)
    index = [
        (at, last)
        for at, (_, last, code) in in_year
        if code not in _DIED | _MOVED | {"30"} and last + 30 * _DAY <= data_through
    ]
    again = [at for at, last in index if at + 1 < len(stays) and stays[at + 1][0] <= last + 30 * _DAY]
    return len(in_year), nights, len(index), len(again)


_CLAIM = st.tuples(
    st.integers(0, 460),
    st.integers(0, 12),
    st.sampled_from(["01", "01", "01", "02", "20", "30", "03", "07"]),
    st.sampled_from(["990001", "990002"]),
    st.sampled_from(["J18", "I50"]),
    st.sampled_from(["111", "111", "112", "114"]),
)


@examples(40)
@given(st.lists(st.lists(_CLAIM, max_size=9), min_size=1, max_size=4), st.integers(0, 400))
def test_random_stays_equal_plain_python(
    claims_of_people: list[list[tuple[int, int, str, str, str, str]]], through: int
) -> None:
    begin = date(2023, 10, 20)
    data_through = date(2024, 6, 1) + _DAY * min(through, 270)
    expected = [0, 0, 0, 0]
    # Where the year has no institutional claim at all, stays are not known rather than none.
    lines = [reach(data_through), bill("O", "NOBODY", date(2024, 1, 5), date(2024, 1, 5), bill_type_code="131")]
    diagnoses: list[Row] = []
    for number_of_person, claims in enumerate(claims_of_people):
        dated: list[_Claim] = [
            (begin + _DAY * start, begin + _DAY * (start + length), code, hospital, condition, bill_type)
            for start, length, code, hospital, condition, bill_type in claims
            if begin + _DAY * start <= data_through
        ]
        for at, (first, last, code, hospital, condition, bill_type) in enumerate(dated):
            claim_id, name = f"C{number_of_person}-{at}", f"P{number_of_person}"
            diagnoses.append(diagnosis(claim_id, name, first, last, condition + "9"))
            lines.append(
                bill(
                    claim_id,
                    name,
                    first,
                    last,
                    discharge_disposition_code=code,
                    facility_ccn=hospital,
                    bill_type_code=bill_type,
                    paid_date=None,
                )
            )
        for part, each in enumerate(_expected(dated, data_through)):
            expected[part] += each
    report, engine = counted([person(f"P{each}") for each in range(len(claims_of_people))], lines, (), diagnoses)
    engine.close()
    found = (
        number(report, "inpatient_stays_per_1000"),
        number(report, "inpatient_days_per_1000"),
        number(report, "readmission_rate", "denominator"),
        number(report, "readmission_rate"),
    )
    assert list(found) == expected


@pytest.mark.parametrize(("days_later", "readmitted"), [(2, 1), (30, 1), (31, 0)])
def test_a_stay_that_begins_within_thirty_days_is_a_readmission(days_later: int, readmitted: int) -> None:
    left = date(2024, 3, 10)
    again = left + _DAY * days_later
    lines = [bill("A", "P", date(2024, 3, 1), left), bill("B", "P", again, again + 3 * _DAY), reach(_FAR)]
    report, _ = counted([person("P")], lines)
    assert number(report, "readmission_rate", "denominator") == 2
    assert number(report, "readmission_rate") == readmitted


@pytest.mark.parametrize(("days_later", "stays"), [(0, 1), (1, 1), (2, 2)])
def test_a_stay_goes_on_if_the_next_bill_begins_on_the_day_of_discharge_or_the_day_after(
    days_later: int, stays: int
) -> None:
    left = date(2024, 3, 10)
    again = left + _DAY * days_later
    lines = [
        bill("A", "P", date(2024, 3, 1), left, discharge_disposition_code="02", facility_ccn="990001"),
        bill("B", "P", again, again + 5 * _DAY, facility_ccn="990002"),
        reach(_FAR),
    ]
    report, _ = counted([person("P")], lines)
    assert number(report, "inpatient_stays_per_1000") == stays
    # A transfer that nothing in the data follows at once cannot be followed by a readmission.
    assert number(report, "readmission_rate", "denominator") == 1
    assert number(report, "readmission_rate") == 0


@pytest.mark.parametrize(
    ("days_later", "other_hospital", "other_condition", "stays", "told"),
    [
        (0, False, False, 1, 1),
        (0, False, True, 2, 0),
        (1, False, False, 2, 0),
        (1, True, True, 1, 1),
        (2, True, False, 2, 0),
    ],
)
def test_home_and_back_is_a_readmission_and_stays_joined_without_a_transfer_are_told(
    days_later: int, *, other_hospital: bool, other_condition: bool, stays: int, told: int
) -> None:
    left = date(2024, 3, 10)
    again = left + _DAY * days_later
    lines = [
        bill("A", "P", date(2024, 3, 1), left, facility_ccn="990001"),
        bill("B", "P", again, again + 5 * _DAY, facility_ccn="990002" if other_hospital else "990001"),
        reach(_FAR),
    ]
    diagnoses = [
        diagnosis("A", "P", date(2024, 3, 1), left, "J189"),
        diagnosis("B", "P", again, again, "I5022" if other_condition else "J181"),
    ]
    report, _ = counted([person("P")], lines, (), diagnoses)
    assert number(report, "inpatient_stays_per_1000") == stays
    assert number(report, "readmission_rate") == stays - 1
    assert sum("none says transfer" in note for note in report.notes) == told


def test_whoever_died_cannot_be_readmitted_whatever_the_disposition_says() -> None:
    lines = [bill("A", "P", date(2024, 3, 1), date(2024, 3, 10)), reach(_FAR)]
    report, _ = counted([person("P", last=date(2024, 3, 31), death_date=date(2024, 3, 10))], lines)
    assert report.measure("readmission_rate").this_year.value.value is ABSENT
    assert any("1 ended with death" in note for note in report.notes)


def test_a_stay_of_january_that_began_in_december_is_whole_and_counts_once_in_the_year_of_discharge() -> None:
    lines = [
        bill("A", "P", date(2023, 12, 20), date(2023, 12, 31), discharge_disposition_code="30", bill_type_code="112"),
        bill("B", "P", date(2024, 1, 1), date(2024, 1, 9), bill_type_code="114"),
        reach(_FAR),
    ]
    report, _ = counted([person("P")], lines)
    measure = report.measure("inpatient_length_of_stay")
    assert measure.this_year.value.value == 20
    assert measure.last_year.value.value is ABSENT


def test_kinds_of_hospital_are_told_apart_and_only_acute_stays_can_be_followed_by_a_readmission() -> None:
    kinds = {"990011": "acute", "991301": "acute", "993025": "rehabilitation", "99T011": "rehabilitation",
             "994012": "psychiatric", "99S011": "psychiatric", "992001": "long_term", "": "acute"}  # fmt: skip
    lines = [
        bill(f"C{at}", f"P{at}", date(2024, 5, 1), date(2024, 5, 1 + at), facility_ccn=ccn)
        for at, ccn in enumerate(kinds)
    ]
    report, engine = counted([person(f"P{at}") for at in range(len(kinds))], [*lines, reach(_FAR)])
    people = {row["person"]: row["person_id"] for row in engine.table("person_key").records}
    found = {people[row["person"]]: row["stay_kind"] for row in engine.table("discharged_stay").records}
    assert found == {f"P{at}": kind for at, kind in enumerate(kinds.values())}
    assert number(report, "readmission_rate", "denominator") == 3
    assert number(report, "inpatient_stays_per_1000") == len(kinds)


def test_a_nursing_stay_billed_by_the_month_is_one_and_no_hospital_stay() -> None:
    lines = [
        bill("A", "P", date(2024, 3, 5), date(2024, 3, 31), bill_type_code="212", discharge_disposition_code="30"),
        bill("B", "P", date(2024, 4, 1), date(2024, 4, 20), bill_type_code="214"),
        reach(_FAR),
    ]
    report, _ = counted([person("P")], lines)
    assert number(report, "skilled_nursing_stays_per_1000") == 1
    assert report.measure("skilled_nursing_length_of_stay").this_year.value.value == 46
    assert number(report, "inpatient_stays_per_1000") == 0


def test_rates_are_per_thousand_members_a_year_whatever_the_months() -> None:
    lines = [bill("A", "P", date(2024, 2, 1), date(2024, 2, 4)), reach(_FAR)]
    report, _ = counted([person("P", last=date(2024, 3, 31)), person("Q", first=date(2024, 5, 1))], lines)
    # 3 months of P, 8 months of Q.
    measure = report.measure("inpatient_stays_per_1000")
    assert measure.definition.unit is PER_1000
    value = measure.this_year.value.value
    assert Fraction(value) == Fraction("1090.909090909090909090909090909091")  # type: ignore[arg-type]
    assert measure.this_year.denominator is not None
    assert measure.this_year.denominator.value == 11


def test_a_stay_in_a_month_without_enrollment_or_paid_after_the_run_out_does_not_count() -> None:
    lines = [
        bill("A", "P", date(2024, 8, 1), date(2024, 8, 4)),
        bill("B", "Q", date(2024, 8, 1), date(2024, 8, 4), paid_date=date(2025, 4, 1)),
        bill("C", "Q", date(2024, 9, 1), date(2024, 9, 4), paid_date=date(2025, 3, 31)),
        reach(_FAR),
    ]
    report, _ = counted([person("P", last=date(2024, 7, 31)), person("Q")], lines)
    assert number(report, "inpatient_stays_per_1000") == 1
