"""Audits that reckon, held against plain Python that goes day by day or digit by digit."""

from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.counts import examples

from .made_up import audited

FIRST = date(2024, 1, 1)

#: Spans as (first day, length, plan), from the first day of 2024.
SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 12), st.sampled_from(["a", "b"])),
    min_size=1,
    max_size=6,
    unique_by=lambda span: (span[0], span[2]),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("audited")


def day(number: int) -> str:
    return (FIRST + timedelta(days=number)).isoformat()


def days(span: tuple[int, int, str]) -> set[int]:
    return set(range(span[0], span[0] + span[1]))


@examples(12)
@given(SPANS, st.lists(st.integers(0, 55), min_size=1, max_size=8))
def test_claims_outside_enrollment_and_overlaps_are_those_that_days_one_by_one_show(
    folder: Path, spans: list[tuple[int, int, str]], starts: list[int]
) -> None:
    rows = {
        "eligibility": [
            {"enrollment_start_date": day(start), "enrollment_end_date": day(start + length - 1), "plan": plan}
            for start, length, plan in spans
        ],
        "medical_claim": [
            {"claim_id": f"C{number}", "claim_start_date": day(start), "claim_end_date": day(start)}
            for number, start in enumerate(starts)
        ],
        "claim_diagnosis": (),
        "claim_procedure": (),
        "pharmacy_claim": (),
    }
    found = audited(folder, rows)
    enrolled = set[int]().union(*map(days, spans))
    outside = sum(start not in enrolled for start in starts)
    overlaps = sum(a[2] == b[2] and bool(days(a) & days(b)) for a, b in combinations(spans, 2))
    counts = {name: each.count for name, each in found.items()}
    assert counts.get("audit_claims_outside_enrollment", 0) == outside
    assert counts.get("audit_overlapping_spans", 0) == overlaps
    assert "audit_people_without_eligibility" not in counts


def luhn(digits: str) -> bool:
    """The check of ISO/IEC 7812, from the right: every second digit is doubled, digits of doubles are added up."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += sum(map(int, str(value)))
    return total % 10 == 0


@examples(5)
@given(st.lists(st.from_regex(r"[12][0-9]{9}", fullmatch=True), min_size=5, max_size=40, unique=True))
def test_npis_are_told_wrong_exactly_where_the_check_digit_is(folder: Path, npis: list[str]) -> None:
    with_right_ones = {*npis, *(npi[:9] + next(d for d in "0123456789" if luhn(f"80840{npi[:9]}{d}")) for npi in npis)}
    found = audited(folder, {"provider": [{"npi": npi} for npi in sorted(with_right_ones)]})
    wrong = sum(not luhn(f"80840{npi}") for npi in with_right_ones)
    counted = found["audit_misshapen_npis"].count if "audit_misshapen_npis" in found else 0
    assert counted == wrong
