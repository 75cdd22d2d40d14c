"""Every named query, declared once: the table that it builds, or the rows that it gives.

Code names a table by its declaration, so that one which is renamed or gone is found before anything runs. The query's
own file (`claims/sql`) says what is in it: grain, columns and rule.
"""

import hashlib
from enum import StrEnum
from functools import cache
from typing import Final

from openvbc.claims.engine.query import Query, query


class NamedQuery(StrEnum):
    """A named query; its value is its name, that of its file, and of the table that it builds."""

    # attribution
    ADD_ON_LINE = "add_on_line"
    ASSIGNABLE = "assignable"
    ATTRIBUTION = "attribution"
    ATTRIBUTION_CANDIDATE = "attribution_candidate"
    ATTRIBUTION_CONTENDER = "attribution_contender"
    ATTRIBUTION_DESIGNATION = "attribution_designation"
    ATTRIBUTION_PERSON = "attribution_person"
    ATTRIBUTION_SUMMARY = "attribution_summary"
    ATTRIBUTION_TOTAL = "attribution_total"
    BILLING_CANDIDATE = "billing_candidate"
    BILLING_ORGANIZATION = "billing_organization"
    COUNT_ASSIGNABLE = "count_assignable"
    FACILITY_STAY = "facility_stay"
    FIND_NEUTRAL_SERVICES = "find_neutral_services"
    FIND_OUTSIDE_DESIGNATIONS = "find_outside_designations"
    FIND_SERVICE_GAPS = "find_service_gaps"
    FIND_UNSTATED_COVERAGE = "find_unstated_coverage"
    LIST_ATTRIBUTION_OF_PEOPLE = "list_attribution_of_people"
    LIST_CALENDAR_BOUNDS = "list_calendar_bounds"
    LIST_MARGIN_MEMBERS = "list_margin_members"
    LIST_MEMBER_IDENTIFIERS = "list_member_identifiers"
    LIST_PANEL_MEMBERS = "list_panel_members"
    LIST_STEPS_OF_PEOPLE = "list_steps_of_people"
    QUALIFYING_COMBINATION = "qualifying_combination"
    QUALIFYING_IDENTITY = "qualifying_identity"
    QUALIFYING_LINE = "qualifying_line"
    SHARED_BILLING = "shared_billing"

    # audits
    AUDIT_CLAIMS_AFTER_DEATH = "audit_claims_after_death"
    AUDIT_CLAIMS_END_BEFORE_START = "audit_claims_end_before_start"
    AUDIT_CLAIMS_OF_DIFFERING_DATES = "audit_claims_of_differing_dates"
    AUDIT_CLAIMS_OF_TWO_PEOPLE = "audit_claims_of_two_people"
    AUDIT_CLAIMS_OUTSIDE_ENROLLMENT = "audit_claims_outside_enrollment"
    AUDIT_CLAIMS_UNDER_TWO_SOURCES = "audit_claims_under_two_sources"
    AUDIT_CONFLICTING_SPANS = "audit_conflicting_spans"
    AUDIT_COVERAGE_BEFORE_BIRTH = "audit_coverage_before_birth"
    AUDIT_DEATH_BEFORE_BIRTH = "audit_death_before_birth"
    AUDIT_DIAGNOSES_WITHOUT_CLAIM = "audit_diagnoses_without_claim"
    AUDIT_DOUBLED_SERVICES = "audit_doubled_services"
    AUDIT_LINES_OUTSIDE_CLAIM = "audit_lines_outside_claim"
    AUDIT_LINES_WITHOUT_BILLING_TIN = "audit_lines_without_billing_tin"
    AUDIT_LINES_WITHOUT_PAID_AMOUNT = "audit_lines_without_paid_amount"
    AUDIT_MISSHAPEN_CODES = "audit_misshapen_codes"
    AUDIT_MISSHAPEN_NPIS = "audit_misshapen_npis"
    AUDIT_MISSHAPEN_TINS = "audit_misshapen_tins"
    AUDIT_MONTHS_WITHOUT_CLAIMS = "audit_months_without_claims"
    AUDIT_OVERLAPPING_SPANS = "audit_overlapping_spans"
    AUDIT_PAID_ABOVE_ALLOWED = "audit_paid_above_allowed"
    AUDIT_PAID_BEFORE_SERVICE = "audit_paid_before_service"
    AUDIT_PAID_BELOW_ZERO = "audit_paid_below_zero"
    AUDIT_PAYMENT_ON_EVERY_LINE = "audit_payment_on_every_line"
    AUDIT_PEOPLE_TOLD_DIFFERENTLY = "audit_people_told_differently"
    AUDIT_PEOPLE_WITHOUT_ELIGIBILITY = "audit_people_without_eligibility"
    AUDIT_PROCEDURES_WITHOUT_CLAIM = "audit_procedures_without_claim"
    AUDIT_REPLACED_BILLS_COUNTED = "audit_replaced_bills_counted"
    AUDIT_SOURCES_DISAGREE_ON_ENROLLMENT = "audit_sources_disagree_on_enrollment"
    AUDIT_SPAN_ENDS_BEFORE_START = "audit_span_ends_before_start"
    AUDIT_TINS_OF_EIGHT_DIGITS = "audit_tins_of_eight_digits"
    AUDIT_TOTAL_LINE_COUNTED = "audit_total_line_counted"
    AUDIT_UNKNOWN_CODES = "audit_unknown_codes"
    AUDIT_VOIDS_COUNTED = "audit_voids_counted"
    AUDITED_BILL = "audited_bill"
    AUDITED_CLAIM = "audited_claim"
    AUDITED_CODE = "audited_code"
    AUDITED_DOUBLE = "audited_double"
    AUDITED_IDENTIFIER = "audited_identifier"
    AUDITED_STANDING_BILL = "audited_standing_bill"
    ENROLLED_STRETCH = "enrolled_stretch"
    OVERLAPPING_SPAN = "overlapping_span"

    # completion
    PAID_TRIANGLE = "paid_triangle"

    # episodes
    ADMISSION_LEG = "admission_leg"
    ANCHOR_EVENT = "anchor_event"
    COUNT_EPISODE_LINES = "count_episode_lines"
    EPISODE_CARE_AFTER_ANCHOR = "episode_care_after_anchor"
    EPISODE_CANDIDATE = "episode_candidate"
    EPISODE_COST_LIMIT = "episode_cost_limit"
    EPISODE_CROSSING = "episode_crossing"
    EPISODE_LINE = "episode_line"
    EPISODE_SETTING_TOTAL = "episode_setting_total"
    EPISODE_TOTAL = "episode_total"
    EPISODE_TYPE_TOTAL = "episode_type_total"
    GROUPED_EPISODE = "grouped_episode"
    LIMITED_EPISODE = "limited_episode"
    LIST_DROPPED_CANDIDATES = "list_dropped_candidates"
    LIST_EPISODE_COSTS = "list_episode_costs"
    LIST_EPISODE_DIAGNOSES = "list_episode_diagnoses"
    LIST_EPISODE_PEOPLE = "list_episode_people"
    LIST_EPISODES = "list_episodes"
    LIST_OPEN_CANDIDATES = "list_open_candidates"
    RULED_CODE = "ruled_code"
    TRIGGERING_CODE = "triggering_code"

    # expenditures
    CARVE_OUT_TOTAL = "carve_out_total"
    CARVE_OUT_TREATMENT = "carve_out_treatment"
    CARVED_OUT_DRUG = "carved_out_drug"
    CLAIM_EXPENDITURE = "claim_expenditure"
    COUNT_LIMITED_CARVE_OUTS = "count_limited_carve_outs"
    COUNT_PEOPLE_BELOW_ZERO = "count_people_below_zero"
    COUNT_PEOPLE_WITHOUT_MONTHS = "count_people_without_months"
    COUNT_SUMMARIES = "count_summaries"
    COUNT_UNCLEAR_MONTHS = "count_unclear_months"
    COUNT_UNSAID_AMOUNTS = "count_unsaid_amounts"
    ENROLLMENT_MONTHS = "enrollment_months"
    ENROLLMENT_TOTAL = "enrollment_total"
    EXPENDITURE_ACCOUNT = "expenditure_account"
    EXPENDITURE_CATEGORY_TOTAL = "expenditure_category_total"
    EXPENDITURE_TOTAL = "expenditure_total"
    FIND_MEMBER_PERCENTILE = "find_member_percentile"
    LAST_PAYMENT = "last_payment"
    LIST_COSTS_TO_DRAW = "list_costs_to_draw"
    LIST_CARVED_OUT_MEMBERS = "list_carved_out_members"
    LIST_CATEGORY_EXPENDITURES = "list_category_expenditures"
    LIST_EXPENDITURES_OF_PEOPLE = "list_expenditures_of_people"
    LIST_MEMBER_EXPENDITURES = "list_member_expenditures"
    LIST_MONTHLY_EXPENDITURES = "list_monthly_expenditures"
    LIST_STOP_LOSS_MEMBERS = "list_stop_loss_members"
    LIST_UNCATEGORIZED_CODES = "list_uncategorized_codes"
    LIST_UNENROLLED_LINES = "list_unenrolled_lines"
    MARKED_CLAIM = "marked_claim"
    MEMBER_EXPENDITURE = "member_expenditure"
    MEMBER_TOTAL = "member_total"
    SERVICE_COMBINATION = "service_combination"
    SERVICE_EXPENDITURE = "service_expenditure"
    STOP_LOSS_EXPENDITURE = "stop_loss_expenditure"
    STOP_LOSS_TOTAL = "stop_loss_total"
    SUMMARIZED_EXPENDITURE = "summarized_expenditure"
    SUMMARY_REMAINDER = "summary_remainder"
    TRUNCATED_EXPENDITURE = "truncated_expenditure"
    TRUNCATION_THRESHOLD = "truncation_threshold"

    # measures
    COVERAGE_SPAN = "coverage_span"
    FIND_MEASURE_UNKNOWNS = "find_measure_unknowns"
    LIST_MEASURE_MEMBERS = "list_measure_members"
    MEASURE_DENOMINATOR = "measure_denominator"
    MEASURE_EVENT_DAY = "measure_event_day"
    MEASURE_EVENT_HIT = "measure_event_hit"
    MEASURE_LATE_CLAIM = "measure_late_claim"
    MEASURE_MATCH = "measure_match"
    MEASURE_PART = "measure_part"
    MEASURE_PERSON = "measure_person"
    MEASURE_RATE = "measure_rate"
    MEASURE_RESULT = "measure_result"
    MEASURE_STATE_HIT = "measure_state_hit"
    MEASURE_STAY_CLAIM = "measure_stay_claim"
    MEASURE_INDEX_EVENT = "measure_index_event"
    MEASURE_SUBJECT = "measure_subject"

    # member months
    ENROLLED_RUN = "enrolled_run"
    ENROLLMENT_SPAN = "enrollment_span"
    ENROLLMENT_TYPE_KEY = "enrollment_type_key"
    FIND_CONFLICTING_SPANS = "find_conflicting_spans"
    FIND_CONTRADICTORY_PEOPLE = "find_contradictory_people"
    FIND_MONTHS_GIVEN_WAY = "find_months_given_way"
    FIND_UNKNOWN_ENROLLMENT_TYPES = "find_unknown_enrollment_types"
    MEMBER_MONTH_SUMMARY = "member_month_summary"
    OVERLAPPING_PERSON = "overlapping_person"
    PERIOD_KEY = "period_key"
    PERIOD_RUN = "period_run"

    # numbers
    BILLING_IDENTITY = "billing_identity"
    CLAIM_KEY = "claim_key"
    CODE_COMBINATION = "code_combination"
    DIAGNOSIS_KEY = "diagnosis_key"
    DIAGNOSIS_LINE = "diagnosis_line"
    ENROLLMENT_COMBINATION = "enrollment_combination"
    ENROLLMENT_LINE = "enrollment_line"
    FACILITY_KEY = "facility_key"
    INSTITUTIONAL_BILL = "institutional_bill"
    MEDICAL_LINE = "medical_line"
    PERSON_KEY = "person_key"
    PHARMACY_LINE = "pharmacy_line"
    SAID_AMOUNT = "said_amount"

    # participation
    COUNT_BILLING = "count_billing"
    PARTICIPANT_BILLING = "participant_billing"
    PROVIDER_BILLING = "provider_billing"

    # payers
    LIST_PAYERS_AND_PLANS = "list_payers_and_plans"

    # populations
    CONTINUING_PERSON = "continuing_person"
    FIND_UNKNOWN_PEOPLE = "find_unknown_people"
    LIST_ENROLLMENT_OF_PEOPLE = "list_enrollment_of_people"
    LIST_MONTHS_HELD = "list_months_held"
    MEDICAID_MONTHS = "medicaid_months"
    POPULATION = "population"
    POPULATION_KEY = "population_key"
    POPULATION_PEOPLE = "population_people"
    RESIDENCE = "residence"

    # risk
    LIST_MEMBER_SCORES = "list_member_scores"
    RISK_ACROSS = "risk_across"
    RISK_COMBINATION = "risk_combination"
    RISK_DIAGNOSIS = "risk_diagnosis"
    RISK_DIAGNOSIS_CLAIM = "risk_diagnosis_claim"
    RISK_FOUND = "risk_found"
    RISK_HCC = "risk_hcc"
    RISK_HCC_DIAGNOSIS = "risk_hcc_diagnosis"
    RISK_MEAN = "risk_mean"
    RISK_PART = "risk_part"
    RISK_PERSON = "risk_person"
    RISK_PERSON_CLASS = "risk_person_class"
    RISK_PERSON_FAULT = "risk_person_fault"
    RISK_PRESENT = "risk_present"
    RISK_PROFILE = "risk_profile"
    RISK_PROFILE_PART = "risk_profile_part"
    RISK_SCORE = "risk_score"
    RISK_STANDING = "risk_standing"
    RISK_SUBJECT = "risk_subject"

    # roster
    FIND_CLOSED_ROSTER_CHANGES = "find_closed_roster_changes"
    FIND_DOUBLED_ROSTER_MONTHS = "find_doubled_roster_months"
    LIST_ROSTER_MEMBERS = "list_roster_members"
    ROSTER_CELL = "roster_cell"
    ROSTER_IN_FORCE = "roster_in_force"
    ROSTER_MONTH = "roster_month"
    ROSTER_PERSON = "roster_person"
    ROSTER_STANDING = "roster_standing"
    ROSTER_SUMMARY = "roster_summary"
    ROSTER_VERSION = "roster_version"

    # services
    COUNT_REVERSALS = "count_reversals"
    COUNT_REVERSED_FILLS = "count_reversed_fills"
    REVERSED_CLAIM = "reversed_claim"
    REVERSED_FILL = "reversed_fill"
    REVERSED_LINE = "reversed_line"
    TAKEN_BACK_LINE = "taken_back_line"

    # transitions
    LIST_PLANNED_SERVICES = "list_planned_services"
    LIST_VISITS = "list_visits"
    # signs
    LIST_SIGN_MEMBERS = "list_sign_members"
    SIGN_MEMBER = "sign_member"
    SIGN_STRATUM = "sign_stratum"
    SIGN_TOTAL = "sign_total"
    SIGN_VALUE = "sign_value"

    # utilization
    DISCHARGED_STAY = "discharged_stay"
    EVENT_COMBINATION = "event_combination"
    EVENT_DAY = "event_day"
    EVENT_TOTAL = "event_total"
    HIGH_COST_CONDITION = "high_cost_condition"
    HIGH_COST_CONDITION_TOTAL = "high_cost_condition_total"
    HIGH_COST_MEMBER = "high_cost_member"
    HIGH_COST_TOTAL = "high_cost_total"
    LIST_CLAIMS_AT_HAND = "list_claims_at_hand"
    LIST_RANKED_MEMBERS = "list_ranked_members"
    LIST_SERVICE_BOUNDS = "list_service_bounds"
    LIST_UTILIZATION_EVENTS = "list_utilization_events"
    LIST_UTILIZATION_STAYS = "list_utilization_stays"
    MERGED_ADMISSION = "merged_admission"
    PRESCRIPTION_TOTAL = "prescription_total"
    RANKED_MEMBER = "ranked_member"
    STAY_CLAIM = "stay_claim"
    STAY_TOTAL = "stay_total"

    @property
    def query(self) -> Query:
        """The query: its text, and the grain, inputs, columns and rule that its header says."""
        return query(self.value)


#: The tables that rest on the claims alone, which no choice of a contract's reaches, each after those that it reads.
#: An engine makes them when a query first reads them, and keeps them for all scopes; a project keeps them with its
#: loads.
OF_CLAIMS_ALONE: Final = (
    NamedQuery.PERSON_KEY,
    NamedQuery.ENROLLMENT_COMBINATION,
    NamedQuery.ENROLLMENT_LINE,
    NamedQuery.CLAIM_KEY,
    NamedQuery.CODE_COMBINATION,
    NamedQuery.BILLING_IDENTITY,
    NamedQuery.FACILITY_KEY,
    NamedQuery.DIAGNOSIS_KEY,
    NamedQuery.TAKEN_BACK_LINE,
    NamedQuery.REVERSED_CLAIM,
    NamedQuery.REVERSED_LINE,
    NamedQuery.REVERSED_FILL,
    NamedQuery.MEDICAL_LINE,
    NamedQuery.DIAGNOSIS_LINE,
    NamedQuery.PHARMACY_LINE,
    NamedQuery.INSTITUTIONAL_BILL,
    NamedQuery.SAID_AMOUNT,
)


@cache
def of_claims_digest() -> str:
    """A digest of the queries of OF_CLAIMS_ALONE: what another version made of the same claims is not read."""
    return hashlib.sha256("".join(query(name).text for name in OF_CLAIMS_ALONE).encode()).hexdigest()
