"""What was paid back is no service: plain Python nets services, and counts follow."""

from datetime import date
from itertools import product
from random import Random
from typing import Any

import pytest

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from tests.claims.expenditures.made_up_claims import put_rows

from .made_up import bill, counted, diagnosis, number, person, reach, visit

_DAY = date(2024, 5, 2)
_FAR = date(2025, 3, 1)


def _lines_left_out(lines: list[dict[str, Any]]) -> set[tuple[str, int]]:
    with EmbeddedEngine(threads=1) as engine:
        for name in CANONICAL_TABLES:
            put_rows(engine, name, lines if name == "medical_claim" else [])
        engine.build(NamedQuery.REVERSED_LINE)
        return {(row["claim_id"], row["claim_line_number"]) for row in engine.table("reversed_line").records}


def _line(claim_id: str, number_of_line: int, paid: object, **cells: object) -> dict[str, Any]:
    row = dict(visit(claim_id, "P", _DAY, "99213", claim_line_number=number_of_line, paid_amount=paid))
    return row | {"allowed_amount": None} | cells


def test_random_services_of_one_line_net_as_plain_python_nets_them() -> None:
    random = Random(11)  # noqa: S311
    lines = [
        _line(f"C{at:03}", 1, random.choice((-80, -30, 30, 80, 80)), hcpcs_code=code, billing_tin=tin)
        for at, (code, tin, _) in enumerate(product(("99213", "99214", "85025"), ("1", "2", "3", "4"), range(5)))
    ]
    expected: set[str] = set()
    for key in {(line["hcpcs_code"], line["billing_tin"]) for line in lines}:
        amounts = {
            line["claim_id"]: line["paid_amount"] for line in lines if (line["hcpcs_code"], line["billing_tin"]) == key
        }
        if min(amounts.values()) >= 0:
            continue
        if sum(amounts.values()) <= 0:
            expected |= amounts.keys()
            continue
        for amount in (30, 80):
            plus = sorted(name for name, paid in amounts.items() if paid == amount)
            minus = sorted(name for name, paid in amounts.items() if paid == -amount)
            for one, other in zip(plus, minus, strict=False):
                expected |= {one, other}
    assert expected
    assert {name for name, _ in _lines_left_out(lines)} == expected


@pytest.mark.parametrize(
    ("lines", "left_out"),
    [
        # Taken back and billed anew at another amount: the new one stays.
        ([_line("A", 1, 80), _line("B", 1, -80), _line("C", 1, 75)], {("A", 1), ("B", 1)}),
        # Taken back in part: what is left of it happened.
        ([_line("A", 1, 80), _line("B", 1, -20)], set()),
        # Within one claim, the claim's own line is taken back, not that of another claim.
        ([_line("A", 1, 80), _line("B", 1, 80), _line("B", 2, -80)], {("B", 1), ("B", 2)}),
        # Nothing was paid (a deductible), but what was allowed is taken back.
        ([_line("A", 1, 0, allowed_amount=90), _line("B", 1, 0, allowed_amount=-90)], {("A", 1), ("B", 1)}),
        # Lines without an amount go with the claim of which nothing else is left.
        (
            [_line("A", 1, 80), _line("A", 2, 0, hcpcs_code="36415"), _line("B", 1, -80)],
            {("A", 1), ("A", 2), ("B", 1)},
        ),
        # One line of two is taken back: the claim stays.
        ([_line("A", 1, 80), _line("A", 2, 30, hcpcs_code="85025"), _line("B", 1, -80)], {("A", 1), ("B", 1)}),
        # The claim is taken back in one line without codes.
        (
            [_line("A", 1, 80), _line("A", 2, 30, hcpcs_code="85025"), _line("B", 1, -110, hcpcs_code="")],
            {("A", 1), ("A", 2), ("B", 1)},
        ),
        # The same amount under another code is another service, and a part taken back is no claim taken back.
        ([_line("A", 1, 80), _line("B", 1, -80, hcpcs_code="99214")], {("B", 1)}),
        ([_line("A", 1, 80), _line("B", 1, -30), _line("C", 1, 30, hcpcs_code="85025")], set()),
        # A stay of two revenue centers is taken back in one line.
        (
            [
                _line("A", 1, 80, claim_type="institutional", revenue_center_code="0120", hcpcs_code=""),
                _line("A", 2, 30, claim_type="institutional", revenue_center_code="0250", hcpcs_code=""),
                _line("B", 1, -110, claim_type="institutional", revenue_center_code="0001", hcpcs_code=""),
            ],
            {("A", 1), ("A", 2), ("B", 1)},
        ),
        # Another day, another clinician's TIN or another person: nothing is there to take back.
        ([_line("A", 1, 80), _line("B", 1, -80, billing_tin="9")], {("B", 1)}),
        ([_line("A", 1, 80), _line("B", 1, -80, person_id="Q")], {("B", 1)}),
        # Nothing below zero: even lines of $0.00 are services.
        ([_line("A", 1, 0), _line("B", 1, 80)], set()),
    ],
)
def test_what_is_left_of_a_service_decides(lines: list[dict[str, Any]], left_out: set[tuple[str, int]]) -> None:
    assert _lines_left_out(lines) == left_out


def test_stays_visits_conditions_and_fills_that_were_paid_back_are_not_counted() -> None:
    first, last = date(2024, 3, 1), date(2024, 3, 9)
    taken_back = {"paid_amount": "-100.00", "allowed_amount": "-120.00"}
    fill = {
        "claim_line_number": 1, "person_id": "P", "dispensing_date": _DAY, "ndc_code": "00000000001",
        "data_source": "made_up",
    }  # fmt: skip
    lines = [
        bill("S", "P", first, last),
        bill("T", "P", first, last, bill_type_code="118", **taken_back),
        visit("V", "P", _DAY, "99213", rendering_specialty_code="11", place_of_service_code="11"),
        visit("W", "P", _DAY, "99213", rendering_specialty_code="11", place_of_service_code="11", **taken_back),
        visit("X", "P", date(2024, 6, 1), "85025", paid_amount="500.00"),
        reach(_FAR),
    ]
    fills = [
        fill | {"claim_id": "F", "paid_amount": "10.00"},
        fill | {"claim_id": "G", "paid_amount": "-10.00"},
        fill | {"claim_id": "H", "paid_amount": "10.00", "dispensing_date": date(2024, 6, 2)},
    ]
    diagnoses = [diagnosis("S", "P", first, last, "I5022"), diagnosis("T", "P", first, last, "I5022")]
    report, _ = counted([person("P")], lines, fills, diagnoses)
    assert number(report, "inpatient_stays_per_1000") == 0
    assert number(report, "primary_care_visits_per_1000") == 0
    assert number(report, "prescriptions_per_1000") == 1
    assert number(report, "pmpm_total") == 510
    assert report.high_cost[0].conditions == ()
    assert any("4 whole claims" in note for note in report.notes)


@pytest.mark.parametrize(
    ("facility_day", "facility_end", "clinician_day", "visits"),
    [(1, 2, 2, 1), (1, 1, 2, 2), (1, 3, 3, 2), (2, 2, 2, 1), (2, 3, 1, 2)],
)
def test_an_emergency_visit_over_midnight_is_one(
    facility_day: int, facility_end: int, clinician_day: int, visits: int
) -> None:
    day, end = date(2024, 3, facility_day), date(2024, 3, facility_end)
    lines = [
        bill("A", "P", day, end, bill_type_code="131", revenue_center_code="0450", claim_line_start_date=day),
        visit("B", "P", date(2024, 3, clinician_day), "99284", place_of_service_code="23"),
        reach(_FAR),
    ]
    report, _ = counted([person("P")], lines)
    assert number(report, "emergency_visits_per_1000") == visits


def test_two_emergency_visits_on_two_days_stay_two_even_if_the_first_ends_on_the_day_of_the_second() -> None:
    first, second = date(2024, 3, 1), date(2024, 3, 2)
    emergency = {"bill_type_code": "131", "revenue_center_code": "0450"}
    lines = [
        bill("A", "P", first, second, claim_line_start_date=first, **emergency),
        bill("B", "P", second, second, **emergency),
        visit("C", "P", second, "99284", place_of_service_code="23"),
        reach(_FAR),
    ]
    report, _ = counted([person("P")], lines)
    assert number(report, "emergency_visits_per_1000") == 2
