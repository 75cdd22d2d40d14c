"""Worked examples: small enough to be reckoned by hand beside each test."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from openvbc.claims.expenditures.count import count_expenditures
from openvbc.claims.expenditures.figures import population_expenditures
from openvbc.claims.expenditures.terms import (
    Amount,
    CarveOut,
    Coverage,
    ServiceDate,
    StopLossLayer,
    TruncationAtPercentile,
    WithoutAmount,
    WithoutPaidDate,
)
from openvbc.errors import ClaimsError
from openvbc.figures import ABSENT
from tests.claims.expenditures.made_up_claims import Row, engine_with, line, months, terms
from tests.claims.people_in_numbers import in_words

INPATIENT = {"claim_type": "institutional", "bill_type_code": "111"}
OUTPATIENT = {"claim_type": "institutional", "bill_type_code": "131"}


def _categories(lines: list[Row], **changes: Any) -> dict[str, int]:  # noqa: ANN401  # terms of any kind
    with engine_with(lines=lines, enrolled=months("A", 12)) as engine:
        count_expenditures(engine, terms(**changes))
        found = in_words(engine, "member_expenditure", order_by=("category",))
    return {row["category"]: row["expenditure_cents"] for row in found}


def _account(
    lines: list[Row],
    enrolled: list[Row],
    **changes: Any,  # noqa: ANN401  # terms of any kind
) -> tuple[dict[str, tuple[int, int]], list[str]]:
    """Lines and cents by reason, and the findings' names."""
    with engine_with(lines=lines, enrolled=enrolled) as engine:
        count = count_expenditures(engine, terms(**changes))
        records = engine.table("expenditure_account").records
    return {row["reason"]: (row["lines"], row["paid_cents"]) for row in records}, [
        each.audit for each in count.findings
    ]


@pytest.mark.parametrize(
    ("cells", "category"),
    [
        (INPATIENT, "inpatient"),
        ({"claim_type": "institutional", "bill_type_code": "11G"}, "inpatient"),
        ({"claim_type": "institutional", "drg_code": "470"}, "inpatient"),
        ({"claim_type": "institutional", "source_claim_type_code": "60"}, "inpatient"),
        (OUTPATIENT, "outpatient"),
        ({"claim_type": "institutional", "bill_type_code": "721"}, "outpatient"),
        ({"claim_type": "institutional", "bill_type_code": "211"}, "skilled_nursing"),
        ({"claim_type": "institutional", "bill_type_code": "181"}, "skilled_nursing"),
        ({"claim_type": "institutional", "bill_type_code": "329"}, "home_health"),
        ({"claim_type": "institutional", "bill_type_code": "343"}, "home_health"),
        ({"claim_type": "institutional", "bill_type_code": "823"}, "hospice"),
        ({"claim_type": "professional", "hcpcs_code": "E0601"}, "durable_medical_equipment"),
        ({"claim_type": "professional", "source_claim_type_code": "71", "hcpcs_code": "E0601"}, "professional"),
        ({"claim_type": "professional", "hcpcs_code": "99213"}, "professional"),
        ({"claim_type": "professional", "hcpcs_code": "99285"}, "emergency_department"),
        ({"claim_type": "professional", "place_of_service_code": "23"}, "emergency_department"),
        ({"claim_type": "institutional", "bill_type_code": "661"}, "other"),
        ({"claim_type": "undetermined"}, "other"),
    ],
)
def test_a_line_is_in_the_category_that_its_codes_say(cells: dict[str, str], category: str) -> None:
    assert _categories([line("A", "10.00", **cells)]) == {category: 1000}


def test_an_emergency_room_line_takes_its_outpatient_claim_along_but_no_inpatient_claim() -> None:
    lines = [
        line("A", "500.00", claim_id="1", **OUTPATIENT),
        line("A", "0.00", claim_id="1", claim_line_number=2, revenue_center_code="0450", **OUTPATIENT),
        line("A", "70.00", claim_id="2", **OUTPATIENT),
        line("A", "9000.00", claim_id="3", **INPATIENT),
        line("A", "0.00", claim_id="3", claim_line_number=2, revenue_center_code="0450", **INPATIENT),
    ]
    assert _categories(lines) == {"emergency_department": 50000, "inpatient": 900000, "outpatient": 7000}


def test_amounts_follow_the_terms() -> None:
    """1,000 paid + 20 sequestration - 100 IME - 40 DSH - 7 UCC = 873; allowed 1,200 - 147 = 1,053."""
    inpatient = line(
        "A",
        "1000.00",
        allowed_amount="1200.00",
        sequestration_amount="20.00",
        indirect_medical_education_amount="100.00",
        disproportionate_share_amount="40.00",
        uncompensated_care_amount="7.00",
        **INPATIENT,
    )
    out = {
        "remove_medical_education": True,
        "remove_disproportionate_share": True,
        "remove_uncompensated_care": True,
    }
    assert _categories([inpatient]) == {"inpatient": 100000}
    assert _categories([inpatient], add_sequestration=True) == {"inpatient": 102000}
    assert _categories([inpatient], add_sequestration=True, **out) == {"inpatient": 87300}
    assert _categories([inpatient], amount=Amount.ALLOWED, **out) == {"inpatient": 105300}
    with pytest.raises(ClaimsError, match="sequestration is added back to allowed amounts"):
        _categories([inpatient], amount=Amount.ALLOWED, add_sequestration=True)


def test_every_line_of_the_period_has_a_reason_and_the_reasons_add_up() -> None:
    lines = [
        line("A", "1.00"),
        line("A", "2.00", claim_id="late", paid_date=date(2025, 4, 1)),
        line("A", "4.00", claim_id="in time", paid_date=date(2025, 3, 31)),
        line("B", "8.00"),
        line("A", "16.00", claim_id="carved", hcpcs_code="A4352"),
        line("A", "32.00", claim_id="undated", paid_date=None),
        line("A", "64.00", claim_id="another year", claim_end_date=date(2023, 12, 31)),
    ]
    carve_out = CarveOut("suspect_billing", hcpcs=("A4352", "A4353"))
    account, findings = _account(
        lines, months("A", 12), carve_outs=(carve_out,), without_paid_date=WithoutPaidDate.LEAVE_OUT
    )
    assert account == {
        "counted": (2, 500),
        "paid_after_run_out": (1, 200),
        "not_enrolled": (1, 800),
        "carved_out": (1, 1600),
        "without_paid_date": (1, 3200),
    }
    assert set(findings) == {"not_enrolled", "paid_after_run_out", "without_paid_date"}


def test_lines_without_a_day_of_payment_stop_the_count_unless_the_contract_says_otherwise() -> None:
    undated = [line("A", "32.00", paid_date=None)]
    with pytest.raises(ClaimsError, match=r"lines have no day of payment \(1\): 2024: 1 lines, \$32.00"):
        _account(undated, months("A", 12))
    counted, _ = _account(undated, months("A", 12), without_paid_date=WithoutPaidDate.COUNT)
    assert counted == {"counted_without_paid_date": (1, 3200)}


def test_lines_without_the_amount_stop_the_count_unless_the_contract_says_otherwise() -> None:
    unsaid = [line("A", "32.00", allowed_amount=None)]
    with pytest.raises(ClaimsError, match="do not say the allowed amount"):
        _account(unsaid, months("A", 12), amount=Amount.ALLOWED)
    _, findings = _account(unsaid, months("A", 12), amount=Amount.ALLOWED, without_amount=WithoutAmount.COUNT_AS_ZERO)
    assert "without_amount" in findings
    assert "without_amount" not in _account(unsaid, months("A", 12))[1]


def test_months_with_unclear_coverage_stop_the_count_only_where_the_contract_asks() -> None:
    unclear: list[Row] = [dict(row) | {"medicare_advantage": None} for row in months("A", 2)]
    with pytest.raises(ClaimsError, match="does not say the coverage"):
        _account([line("A", "1.00")], unclear)
    anyone = Coverage(part_a=True, part_b=True, without_medicare_advantage=False)
    account, _ = _account([line("A", "1.00", claim_end_date=date(2024, 2, 1))], unclear, coverage=anyone)
    assert account == {"counted": (1, 100)}


def test_a_line_counts_with_the_enrollment_type_of_its_month() -> None:
    enrolled = months("A", 5) + months("A", 7, enrollment_type="esrd", first=6)
    lines = [
        line("A", "1.00", claim_id="may", claim_start_date=date(2024, 5, 31), claim_end_date=date(2024, 6, 1)),
        line("A", "2.00", claim_id="june"),
        line("A", "4.00", claim_id="january", claim_start_date=date(2024, 1, 1), claim_end_date=date(2024, 1, 2)),
    ]
    with engine_with(lines=lines, enrolled=enrolled) as engine:
        count_expenditures(engine, terms())
        by_end = in_words(engine, "member_total", order_by=("enrollment_type",))
        count_expenditures(engine, terms(service_date=ServiceDate.CLAIM_START))
        by_start = in_words(engine, "member_total", order_by=("enrollment_type",))
    assert [(row["enrollment_type"], row["months"], row["expenditure_cents"]) for row in by_end] == [
        ("aged_non_dual", 5, 400),
        ("esrd", 7, 300),
    ]
    assert [row["expenditure_cents"] for row in by_start] == [500, 200]


def test_the_days_of_a_line_count_on_professional_claims_only() -> None:
    days = {"claim_line_start_date": date(2024, 2, 1), "claim_line_end_date": date(2024, 3, 1)}
    lines = [line("A", "1.00", claim_id="1", **days), line("A", "2.00", claim_id="2", **days, **INPATIENT)]
    for service_date, month, cents in (
        (ServiceDate.LINE_START, 2, 100),
        (ServiceDate.LINE_END, 3, 100),
        (ServiceDate.LINE_END, 6, 200),
    ):
        with engine_with(lines=lines, enrolled=months("A", 1, first=month)) as engine:
            count_expenditures(engine, terms(service_date=service_date))
            assert in_words(engine, "member_total")[0]["expenditure_cents"] == cents


def test_the_first_carve_out_takes_a_line_and_only_in_its_category_and_period() -> None:
    lines = [
        line("A", "1.00", claim_id="1", drg_code="470", **INPATIENT),
        line("A", "2.00", claim_id="2", drg_code="470", claim_type="institutional", bill_type_code="211"),
        line("A", "4.00", claim_id="3", hcpcs_code="A4352"),
        line("A", "8.00", claim_id="4", **INPATIENT),
        line("A", "16.00", claim_id="5", hcpcs_code="99213"),
    ]
    carve_outs = (
        CarveOut("joints", category="inpatient", drgs=("469-470",)),
        CarveOut("hospital", category="inpatient"),
        CarveOut("catheters", hcpcs=("A4352",), periods=("2024",)),
        CarveOut("by_diagnosis", diagnoses=("S72*",)),
    )
    diagnoses = [
        {
            "claim_id": claim,
            "diagnosis_sequence": sequence,
            "person_id": "A",
            "claim_start_date": date(2024, 6, 10),
            "claim_end_date": date(2024, 6, 10),
            "diagnosis_code": code,
            "data_source": "made_up",
        }
        for claim, sequence, code in (("5", 1, "S72001A"), ("2", 1, "Z471"), ("2", 2, "S72001A"))
    ]
    with engine_with(lines=lines, diagnoses=diagnoses, enrolled=months("A", 12)) as engine:
        count_expenditures(engine, terms(carve_outs=carve_outs))
        account = engine.table("expenditure_account").records
        listed = engine.rows("list_carved_out_members", {"period": "2024", "carve_out": "joints"}).records
    assert {row["carve_out"]: row["paid_cents"] for row in account} == {
        "": 200,
        "joints": 100,
        "hospital": 800,
        "catheters": 400,
        "by_diagnosis": 1600,
    }
    assert [(row["person_id"], row["paid_cents"]) for row in listed] == [("A", 100)]


def test_pharmacy_is_in_or_out_and_drugs_can_be_carved_out() -> None:
    fill = {
        "claim_line_number": 1,
        "person_id": "A",
        "dispensing_date": date(2024, 6, 1),
        "paid_date": date(2024, 6, 2),
        "allowed_amount": "1.00",
        "data_source": "made_up",
    }
    fills = [
        fill | {"claim_id": "1", "ndc_code": "00002143380", "paid_amount": "100.00"},
        fill | {"claim_id": "2", "ndc_code": "00003089421", "paid_amount": "30.00"},
    ]
    weight_loss = CarveOut("weight_loss_drugs", ndcs=("000021433*",))
    for pharmacy, expected in (
        (True, {("carved_out", 10000), ("counted", 3000)}),
        (False, {("pharmacy_not_counted", 13000)}),
    ):
        with engine_with(fills=fills, enrolled=months("A", 12)) as engine:
            count_expenditures(engine, terms(pharmacy=pharmacy, carve_outs=(weight_loss,)))
            account = engine.table("expenditure_account").records
        assert {(row["reason"], row["paid_cents"]) for row in account} == expected


def test_people_without_claims_count_with_their_months_and_sums_below_zero_are_kept_and_noted() -> None:
    with engine_with(lines=[line("A", "-5.00")], enrolled=months("A", 12) + months("B", 12)) as engine:
        count = count_expenditures(engine, terms())
        (figures,) = population_expenditures(engine, count, "everyone")
    assert (figures.people.value, figures.member_months.value) == (2, 24)
    assert figures.truncated_expenditures.value == Decimal(-5)
    assert figures.threshold.value is ABSENT
    assert [each.audit for each in count.findings] == ["people_below_zero"]


def test_a_figure_tells_its_queries_and_how_to_list_its_rows() -> None:
    with engine_with(lines=[line("A", "5.00")], enrolled=months("A", 12)) as engine:
        count = count_expenditures(engine, terms())
        (figures,) = population_expenditures(engine, count, "everyone")
    source = figures.by_category["professional"].source
    assert source.rows == 1
    assert "-- expenditures/service_expenditure.sql with " in source.query
    assert source.listing.startswith("-- expenditures/list_category_expenditures.sql with ")
    assert '"category": "professional"' in source.listing


def test_people_of_a_population_without_months_are_named_and_an_unknown_population_is_refused() -> None:
    population = [("aco", "2024", "A"), ("aco", "2024", "Z")]
    with engine_with(lines=[line("A", "5.00")], enrolled=months("A", 12), population=population) as engine:
        count = count_expenditures(engine, terms())
        assert [each.audit for each in count.findings] == ["people_without_months"]
        assert count.findings[0].examples == ("aco 2024: 1",)
        with pytest.raises(ClaimsError, match="did you mean 'aco'"):
            population_expenditures(engine, count, "acco")


def test_people_who_are_in_medicare_advantage_all_the_time_are_told_apart() -> None:
    population = [("aco", "2024", person) for person in ("A", "B", "Z")]
    private = [{**row, "medicare_advantage": 1} for row in months("B", 3)]
    enrolled = [*months("A", 12), *private]
    with engine_with(lines=[line("A", "5.00")], enrolled=enrolled, population=population) as engine:
        months_left_out, found = count_expenditures(engine, terms()).findings
    assert months_left_out.count == 3
    assert (found.audit, found.count) == ("people_without_months", 2)
    assert found.examples == ("aco 2024: 2, 1 of them in Medicare Advantage all the time",)


def test_all_faults_of_the_terms_are_told_at_once() -> None:
    carve_outs = (
        CarveOut("a", category="inpatien"),
        CarveOut("a", hcpcs=("a.b",)),
        CarveOut("c"),
        CarveOut("d", category="inpatient", periods=("2042",)),
        CarveOut("e", category="inpatient", ndcs=("00002143380",)),
        CarveOut("f", diagnoses=("S72",), whole_claim=True),
    )
    stop_loss = (StopLossLayer(Decimal(10), Decimal("1.5")), StopLossLayer(Decimal(5), Decimal(1), Decimal(4)))
    truncation = TruncationAtPercentile(Decimal("0.99"), "")
    with engine_with() as engine, pytest.raises(ClaimsError) as raised:
        count_expenditures(engine, terms(carve_outs=carve_outs, stop_loss=stop_loss, truncation=truncation))
    told = str(raised.value)
    for part in (
        "two carve-outs are called 'a'",
        "did you mean 'inpatient'?",
        "'a.b' is no code",
        "neither a category nor a code",
        "'2042' is no period",
        "drug codes and the category do not go together",
        "names no code of a line",
        "1.5 is no share",
        "begins below the end of the layer before it",
        "is not above its attachment point",
        "0.99 is no percentile",
        "has no reference population",
    ):
        assert part in told


def test_lines_of_months_that_do_not_count_can_be_listed_and_so_can_people_above_the_attachment_point() -> None:
    lines = [line("A", "300.00"), line("B", "8.00"), line("C", "9.00")]
    layers = (StopLossLayer(Decimal(100), Decimal("0.5")),)
    with engine_with(lines=lines, enrolled=months("A", 12) + months("C", 3)) as engine:
        count_expenditures(engine, terms(stop_loss=layers))
        left_out = engine.rows("list_unenrolled_lines", {"period": "2024", "service_date": "claim_end"}).records
        above = engine.rows("list_stop_loss_members", {"population_id": "everyone", "period": "2024"}).records
    assert [(row["person_id"], row["paid_cents"]) for row in left_out] == [("C", 900), ("B", 800)]
    assert [(row["person_id"], row["layer_cents"], row["borne_ten_thousandths"]) for row in above] == [
        ("A", 20000, 100_000_000)
    ]


def test_a_source_that_never_says_an_amount_to_take_out_is_named_and_so_is_a_carve_out_that_takes_nothing() -> None:
    lines = [line("A", "1.00", uncompensated_care_amount="0.00", **INPATIENT)]
    _, findings = _account(
        lines,
        months("A", 12),
        remove_medical_education=True,
        remove_uncompensated_care=True,
        carve_outs=(CarveOut("catheters", hcpcs=("A4352",)),),
    )
    assert findings == ["empty_carve_outs", "unsaid_amounts"]
    assert _account(lines, months("A", 12), remove_uncompensated_care=True)[1] == []
