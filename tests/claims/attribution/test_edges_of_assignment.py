"""Edges of assignment, each worked out by hand: one person, one year, a few services."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from openvbc.claims.attribution import shared_savings_program as mssp
from openvbc.claims.attribution.attribute import AttributionResult, attribute
from openvbc.claims.attribution.reasons import WORDS, Exclusion, Reason
from openvbc.claims.attribution.services import ProviderType, QualifyingCode, QualifyingFacility, ServiceList
from openvbc.claims.attribution.terms import (
    AttributionPeriod,
    AttributionTerms,
    DesignationStep,
    Gate,
    Participant,
    PluralityStep,
    TieBreak,
)
from openvbc.claims.findings import Severity
from openvbc.claims.member_months.count import count_member_months
from openvbc.claims.member_months.terms import ONE_TYPE, CountPeriod, MemberMonthTerms, medicare_types
from openvbc.errors import ClaimsError
from openvbc.periods import Period
from tests.claims.member_months.made_up_tables import engine_with

Row = dict[str, Any]
YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))
SERVICES = ServiceList(
    codes=(QualifyingCode("99213"), QualifyingCode("99304", not_during_stay="snf")),
    provider_types=(
        ProviderType("primary_care_physician", ("08",)),
        ProviderType("non_physician", ("50",)),
        ProviderType("specialist", ("06",)),
        ProviderType("other_physician", ("02",)),
    ),
    facilities=(QualifyingFacility("77", provider_type="primary_care_physician"),),
)
#: Harbor and Summit are ACOs; 000000003 is a practice of neither; 000000004 takes part in both.
PARTICIPANTS = (
    Participant("Harbor", tin="000000001"),
    Participant("Summit", tin="000000002"),
    Participant("Harbor", tin="000000004"),
    Participant("Summit", tin="000000004"),
    Participant("Harbor", ccn="051801"),
)


def terms(rules: mssp.StepRules = mssp.StepRules.THREE_STEPS, **changes: Any) -> AttributionTerms:  # noqa: ANN401
    period = AttributionPeriod(
        CountPeriod("PY", YEAR, date(2026, 3, 31)),
        window=YEAR,
        expanded=mssp.expanded_window(YEAR, prospective=False),
        paid_through=date(2026, 3, 31),
        steps=(mssp.voluntary_alignment(date(2025, 1, 1)), *mssp.claims_steps(rules)),
        services=SERVICES,
        assignable=mssp.assignable_people(rules),
    )
    return AttributionTerms(
        (replace(period, **changes),),
        PARTICIPANTS,
        exclusions=mssp.EXCLUSIONS,
        residence_states=("CA",),
        stays={"snf": ("21",)},
    )


def span(**changes: Any) -> Row:  # noqa: ANN401
    row = {
        "person_id": "p", "payer": "Medicare", "data_source": "s", "part_a": "1", "part_b": "1",
        "medicare_advantage": "0", "enrollment_start_date": date(2020, 1, 1),
        "enrollment_end_date": date(2199, 12, 31), "state": "CA",
    }  # fmt: skip
    return {**row, **changes}


def visit(tin: str, dollars: str, day: date = date(2025, 5, 5), specialty: str = "08", **changes: Any) -> Row:  # noqa: ANN401
    row = {
        "claim_type": "professional", "person_id": "p", "data_source": "s", "hcpcs_code": "99213",
        "claim_start_date": day, "claim_end_date": day, "billing_tin": tin, "rendering_specialty_code": specialty,
        "allowed_amount": Decimal(dollars), "place_of_service_code": "11",
    }  # fmt: skip
    return {**row, **changes}


def assign(
    lines: list[Row], chosen: AttributionTerms | None = None, *, spans: list[Row] | None = None,
    designations: list[Row] | None = None, listed: list[Row] | None = None,
) -> tuple[Row, AttributionResult]:  # fmt: skip
    chosen = chosen or terms()
    numbered = [{"claim_id": f"c{number}", "claim_line_number": 1, **line} for number, line in enumerate(lines)]
    tables = {
        "eligibility": spans or [span()],
        "medical_claim": numbered,
        "provider_designation": designations or [],
        "provider_attribution": listed or [],
    }
    with engine_with(tables) as engine:
        periods = tuple(each.period for each in chosen.periods)
        months = MemberMonthTerms(periods, ONE_TYPE, source_type_counts=False, windows=chosen.windows)
        count_member_months(engine, months)
        result = attribute(engine, chosen)
        (row,) = engine.table("attribution").records
        return row, result


def outcome(lines: list[Row], chosen: AttributionTerms | None = None, **more: Any) -> tuple[str, str, str]:  # noqa: ANN401
    row, _ = assign(lines, chosen, **more)
    return row["reason"], row["organization_id"], row["step_name"]


HARBOR, SUMMIT, OUTSIDE, BOTH = "000000001", "000000002", "000000003", "000000004"


def test_plurality_needs_no_majority() -> None:
    row, result = assign([visit(HARBOR, "40"), visit(SUMMIT, "30"), visit(OUTSIDE, "30")])
    assert (row["reason"], row["organization_id"], row["step_name"]) == ("plurality", "Harbor", "step 1")
    assert (row["allowed_cents"], row["runner_up_allowed_cents"], row["margin"]) == (4000, 3000, 1000)
    assert row["runner_up_id"] == OUTSIDE, "of two runners-up with equal charges and days, the first identifier"
    assert result.attributed("PY", "Harbor") == 1


def test_a_service_that_was_paid_back_attributes_nobody_and_one_taken_back_in_part_weighs_what_is_left() -> None:
    paid_back = [visit(HARBOR, "90"), visit(HARBOR, "-90")]
    row, result = assign([*paid_back, visit(SUMMIT, "1")])
    assert (row["reason"], row["organization_id"]) == ("plurality", "Summit")
    assert any("paid back" in finding.what for finding in result.findings)
    assert assign(paid_back)[1].assignable == {"PY": 0}
    row, _ = assign([visit(HARBOR, "90"), visit(HARBOR, "-60"), visit(SUMMIT, "40")])
    assert (row["organization_id"], row["allowed_cents"], row["runner_up_allowed_cents"]) == ("Summit", 4000, 3000)


def test_outside_practices_are_compared_one_by_one() -> None:
    lines = [visit(HARBOR, "40"), visit(OUTSIDE, "39"), visit("000000009", "39")]
    assert outcome(lines) == ("plurality", "Harbor", "step 1")
    assert outcome([visit(HARBOR, "40"), visit(OUTSIDE, "40.01")])[:2] == ("other_provider_had_more", "")


def test_tie_goes_to_the_latest_primary_care_service_then_to_the_latest_specialist_service() -> None:
    tied = [visit(HARBOR, "50", date(2025, 3, 1)), visit(SUMMIT, "50", date(2025, 3, 2))]
    row, _ = assign(tied)
    assert (row["organization_id"], row["decided_by"], row["margin"]) == ("Summit", "latest_service", 0)
    same_day = [visit(HARBOR, "50"), visit(SUMMIT, "50"), visit(SUMMIT, "1", date(2025, 2, 2), "06")]
    row, _ = assign(same_day)
    assert (row["organization_id"], row["decided_by"]) == ("Summit", "latest_other_service")


def test_a_tie_of_everything_is_reported_as_decided_by_identifier() -> None:
    row, result = assign([visit(HARBOR, "50"), visit(SUMMIT, "50")])
    assert (row["organization_id"], row["decided_by"]) == ("Harbor", "identifier")
    assert any("order of identifiers" in finding.what for finding in result.findings)


def test_services_of_a_practice_in_two_acos_count_for_neither_yet_make_assignable() -> None:
    row, result = assign([visit(BOTH, "500")])
    assert row["reason"] == "no_required_service_at_organization"
    assert result.assignable == {"PY": 1}
    assert any("two organizations" in finding.what for finding in result.findings)
    assert outcome([visit(BOTH, "500"), visit(SUMMIT, "1")]) == ("plurality", "Summit", "step 1")


def test_any_primary_care_service_anywhere_keeps_specialists_out() -> None:
    specialist = visit(HARBOR, "500", specialty="06")
    assert outcome([specialist]) == ("plurality", "Harbor", "step 2")
    assert outcome([specialist, visit(OUTSIDE, "1")])[0] == "no_required_service_at_organization"


def test_nurse_practitioner_counts_only_with_a_physician_of_the_aco() -> None:
    nurse = visit(HARBOR, "90", specialty="50")
    physician_before = visit(HARBOR, "10", date(2024, 6, 1))
    assert outcome([nurse])[0] == "no_required_service_at_organization"
    assert outcome([nurse, visit(HARBOR, "1", specialty="06")]) == ("plurality", "Harbor", "step 1")
    assert outcome([nurse, physician_before]) == ("plurality", "Harbor", "step 3")
    two_steps = terms(mssp.StepRules.TWO_STEPS)
    assert outcome([nurse, physician_before], two_steps)[0] == "no_required_service_at_organization"


def test_who_loses_after_the_pre_step_is_not_sent_to_step_3() -> None:
    lines = [
        visit(HARBOR, "10"),
        visit(HARBOR, "5", specialty="50"),
        visit(OUTSIDE, "60"),
        visit(HARBOR, "900", date(2024, 6, 1)),
    ]
    assert outcome(lines)[:2] == ("other_provider_had_more", "")


def test_before_2016_any_physician_of_the_aco_counts() -> None:
    any_physician = terms(mssp.StepRules.ANY_PHYSICIAN)
    surgeon = visit(HARBOR, "70", specialty="02")
    assert outcome([surgeon], any_physician) == ("plurality", "Harbor", "step 2")
    assert outcome([surgeon, visit(HARBOR, "10"), visit(OUTSIDE, "20")], any_physician)[0] == "other_provider_had_more"
    assert outcome([surgeon])[0] == "no_required_service_at_organization"


def test_nursing_facility_visit_during_a_snf_stay_does_not_count() -> None:
    nursing = visit(HARBOR, "80", date(2025, 5, 10), hcpcs_code="99304")
    stay = {
        "claim_type": "institutional", "person_id": "p", "data_source": "s", "bill_type_code": "211",
        "claim_start_date": date(2025, 5, 1), "claim_end_date": date(2025, 5, 10), "facility_ccn": "055001",
    }  # fmt: skip
    assert outcome([nursing])[1] == "Harbor"
    assert outcome([nursing, stay])[0] == "no_qualifying_service"
    assert outcome([nursing, {**stay, "claim_end_date": date(2025, 5, 9)}])[1] == "Harbor"


def test_health_center_is_a_participant_by_its_ccn() -> None:
    center = {
        "claim_type": "institutional", "person_id": "p", "data_source": "s", "bill_type_code": "771",
        "claim_start_date": date(2025, 5, 1), "claim_end_date": date(2025, 5, 1), "facility_ccn": "051801",
        "revenue_center_code": "0521", "paid_amount": Decimal(55),
    }  # fmt: skip
    row, _ = assign([center, visit(OUTSIDE, "54.99")])
    assert (row["organization_id"], row["allowed_cents"]) == ("Harbor", 5500)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"part_b": "0"}, Exclusion.NO_MONTH_WITH_PART_A_AND_B),
        ({"medicare_advantage": "1"}, Exclusion.MEDICARE_ADVANTAGE_MONTH),
        ({"state": "XX"}, Exclusion.LIVES_OUTSIDE),
        ({"death_date": date(2024, 12, 31)}, Exclusion.DIED_BEFORE_PERIOD),
    ],
)
def test_who_is_left_out_is_told_why(changes: Row, reason: Exclusion) -> None:
    prospective = terms(window=mssp.assignment_window(YEAR, prospective=True), expanded=None,
                        steps=mssp.claims_steps(mssp.StepRules.TWO_STEPS),
                        assignable=())  # fmt: skip
    lines = [visit(HARBOR, "50", date(2024, 5, 5))]
    assert outcome(lines, prospective)[1] == "Harbor"
    assert outcome(lines, prospective, spans=[span(**changes)])[0] == reason


def test_one_month_with_part_a_alone_leaves_a_person_out() -> None:
    spans = [
        span(enrollment_end_date=date(2025, 3, 31)),
        span(enrollment_start_date=date(2025, 4, 1), enrollment_end_date=date(2025, 4, 30), part_b="0"),
        span(enrollment_start_date=date(2025, 5, 1)),
    ]
    assert outcome([visit(HARBOR, "50")], spans=spans)[0] == Exclusion.MONTH_WITH_PART_A_OR_B_ONLY


def test_a_designation_overrides_claims_and_one_outside_ends_them() -> None:
    designation = {
        "person_id": "p", "designated_by": "patient", "start_date": date(2024, 7, 1), "data_source": "s",
        "tin": SUMMIT,
    }  # fmt: skip
    lines = [visit(HARBOR, "50")]
    assert outcome(lines, designations=[designation]) == ("patient_designated", "Summit", "voluntary alignment")
    outside = [{**designation, "tin": OUTSIDE}]
    assert outcome(lines, designations=outside) == ("designated_elsewhere", "", "voluntary alignment")
    ended = [{**designation, "end_date": date(2024, 12, 31)}]
    assert outcome(lines, designations=ended) == ("plurality", "Harbor", "step 1")
    both = [{**designation, "tin": BOTH}]
    assert outcome(lines, designations=both) == ("designation_unclear", "", "voluntary alignment")


#: The payer's own list decides, and nothing else. Harbor's third participant is a clinician at a practice.
BY_LIST = replace(
    terms(
        steps=(DesignationStep("payer's list", by_patient=False, as_of=date(2025, 12, 31)),),
        services=None,
        assignable=(),
    ),
    participants=(*PARTICIPANTS, Participant("Harbor", tin="000000005", npi="9999000055")),
)


@pytest.mark.parametrize(
    ("named", "organization"),
    [
        ({"payer_attributed_provider": "9999000055"}, "Harbor"),
        ({"payer_attributed_provider": "9999000055", "payer_attributed_provider_practice": "000000005"}, "Harbor"),
        (
            {"payer_attributed_provider": "9999000055", "payer_attributed_provider_practice": "Corner Practice"},
            "Harbor",
        ),
        # The clinician at another practice is not the participant.
        ({"payer_attributed_provider": "9999000055", "payer_attributed_provider_practice": "000000006"}, ""),
        ({"payer_attributed_provider": "9999000056"}, ""),
        ({"payer_attributed_provider_practice": "Summit"}, "Summit"),
        ({"payer_attributed_provider_practice": "Corner Practice"}, ""),
        ({"payer_attributed_provider_organization": "Harbour", "payer_attributed_provider": "9999000055"}, ""),
    ],
)
def test_a_payer_names_an_organization_a_practice_or_a_clinician(named: Row, organization: str) -> None:
    row, result = assign([], BY_LIST, listed=[listed_by_payer(**named)])
    assert row["organization_id"] == organization
    told = [each for each in result.findings if each.audit == "designations_outside"]
    assert bool(told) is not bool(organization)


def listed_by_payer(**named: str) -> Row:
    return {"person_id": "p", "year_month": 202511, "payer": "Medicare", "data_source": "s", **named}


def test_names_that_the_list_of_participants_does_not_have_are_a_warning_with_people() -> None:
    _, result = assign([], BY_LIST, listed=[listed_by_payer(payer_attributed_provider_organization="Harbour")])
    (told,) = (each for each in result.findings if each.audit == "designations_outside")
    assert (told.severity, told.count, told.examples) == (Severity.WARNING, 1, ("Harbour: 1 people",))


def test_too_few_visits_attribute_to_nobody() -> None:
    step = PluralityStep("most visits", ("primary_care_physician",), minimum_visits=2, ties=(TieBreak.VISITS,))
    chosen = terms(steps=(step,))
    assert outcome([visit(HARBOR, "50"), visit(HARBOR, "50")], chosen)[0] == "too_few_visits", "one day is one visit"
    assert outcome([visit(HARBOR, "50"), visit(HARBOR, "50", date(2025, 6, 6))], chosen)[1] == "Harbor"


def test_terms_that_contradict_themselves_are_told_all_at_once() -> None:
    wrong = terms(
        steps=(
            PluralityStep(
                "step 1", ("primary_care_phisician",), gates=(Gate(("specialist",), of_organization=True, at_least=0),)
            ),
        )
    )
    wrong = replace(wrong, stays={}, residence_states=())
    with pytest.raises(ClaimsError) as raised:
        assign([], wrong)
    said = str(raised.value)
    for part in (
        "primary_care_phisician",
        "did you mean 'primary_care_physician'?",
        "at least 1",
        "'snf'",
        "must live",
    ):
        assert part in said


def test_a_window_without_member_months_is_refused() -> None:
    with engine_with({"eligibility": [span()]}) as engine:
        period = CountPeriod("PY", YEAR, date(2026, 3, 31))
        count_member_months(engine, MemberMonthTerms((period,), ONE_TYPE, source_type_counts=False))
        with pytest.raises(ClaimsError, match=r"member months are known from 2025-01-01 to 2025-12-31 only"):
            attribute(engine, terms())


def test_an_absent_allowed_amount_is_not_zero() -> None:
    with pytest.raises(ClaimsError, match="qualifying lines without an allowed amount"):
        assign([visit(HARBOR, "50"), visit(OUTSIDE, "1", allowed_amount=None)])


def test_unstated_coverage_is_refused_where_it_decides() -> None:
    with pytest.raises(ClaimsError, match="does not say Part A and Part B"):
        assign([visit(HARBOR, "50")], spans=[span(part_b="")])
    assert outcome([visit(HARBOR, "50")], replace(terms(), exclusions=(), residence_states=()),
                   spans=[span(part_b="")])[1] == "Harbor"  # fmt: skip


def test_every_reason_has_words() -> None:
    assert set(WORDS) == set(Exclusion) | set(Reason)


def test_medicare_status_that_no_rule_knows_is_named_and_blocks() -> None:
    with engine_with({"eligibility": [span(medicare_status_code="10", dual_status_code="99")]}) as engine:
        months = MemberMonthTerms(
            (CountPeriod("PY", YEAR, date(2026, 3, 31)),), medicare_types(), source_type_counts=True
        )
        with pytest.raises(ClaimsError, match=r"Medicare status 10, dual status 99: 12 months of 1 people"):
            count_member_months(engine, months)
