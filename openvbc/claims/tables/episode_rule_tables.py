"""Episodes: what begins one, how its days are counted, what counts in it, who is responsible, and how overlaps went.

Ranges include both ends and compare codes as text of one length. Days are counted from 1 January 1900.
"""

from typing import Final

from openvbc.claims.tables.dictionary import ChoiceTable, Column, ColumnOrigin, ColumnType


def _text(name: str, meaning: str) -> Column:
    return Column(name, ColumnType.TEXT, meaning, required=True, origin=ColumnOrigin.OPENVBC)


def _code(name: str, meaning: str) -> Column:
    return Column(name, ColumnType.CODE, meaning, origin=ColumnOrigin.OPENVBC)


def _whole(name: str, meaning: str) -> Column:
    return Column(name, ColumnType.WHOLE, meaning, required=True, origin=ColumnOrigin.OPENVBC)


def _large(name: str, meaning: str) -> Column:
    return Column(name, ColumnType.ROW, meaning, required=True, origin=ColumnOrigin.OPENVBC)


EPISODE_TYPE_RULE: Final = ChoiceTable(
    "episode_type_rule",
    "one row a type of episode",
    (
        _text("episode_type", "Its name."),
        _whole("type_number", "Its number, from 1."),
        _whole("post_days", "Days of the period after the anchor."),
        _whole("counts_anchor_day", "1: the anchor's last day is the first of them; 0: the day after it is."),
        _whole("monitored_days", "Days after the period that are watched."),
        _whole("grouped_before_days", "Days before the anchor whose outpatient and professional lines belong to it."),
        _whole("enrolled_before_days", "Days before the anchor in which the person must be enrolled."),
        _whole("longest_anchor_days", "An anchor that lasts more days begins no episode."),
        _whole("low_percentile", "Below it costs count as it: in hundredths of a percent; 0 for none."),
        _whole("high_percentile", "Above it costs count as it; 0 for none."),
        _large("most_cents", "An agreed limit of the cost in cents, instead of the percentile; 0 for none."),
    ),
)

EPISODE_TRIGGER: Final = ChoiceTable(
    "episode_trigger",
    "one row a range of codes that begins an episode",
    (
        _whole("trigger_number", "Its number, from 1."),
        _whole("type_number", "The type of episode."),
        _text("code_kind", "drg, hcpcs or diagnosis."),
        _code("code_low", "First code."),
        _code("code_high", "Last code, included."),
        _code("claim_type", "institutional or professional lines of a procedure; '' for both."),
        _text("setting", "inpatient, outpatient or condition."),
        _whole("principal_only", "1: only the principal diagnosis; else 0."),
        _whole("needs_procedure", "1: the admission must have a procedure that is named; else 0."),
        _whole("second_within_days", "A second day with the trigger must come in so many days; 0 for no second day."),
        _whole("priority", "Of several triggers of one event the least is meant."),
    ),
)

EPISODE_PROCEDURE: Final = ChoiceTable(
    "episode_procedure",
    "one row a trigger and procedure that an admission must have, or must not have",
    (
        _code("procedure_code", "The procedure code."),
        _whole("trigger_number", "The trigger."),
        _whole("is_needed", "1: it must be there; 0: it may not."),
    ),
)

EPISODE_RANK: Final = ChoiceTable(
    "episode_rank",
    "one row a HCPCS code that has a place among the comprehensive payment groups of a claim",
    (_code("hcpcs_code", "The code."), _whole("rank_number", "Its place: 1 comes first.")),
)

EPISODE_FACILITY_RULE: Final = ChoiceTable(
    "episode_facility_rule",
    "one row a rule that says which facilities begin no episode; all that is given must hold",
    (
        _code("number_low", "First of characters 3 to 6 of the CCN; '' for any."),
        _code("number_high", "Last of them, included."),
        _code("state_code", "Characters 1 and 2 of the CCN; '' for any."),
    ),
)

EPISODE_LEFT_OUT_PERSON: Final = ChoiceTable(
    "episode_left_out_person",
    "one row a person of whom no episode is settled",
    (_text("person_id", "The person."),),
)

ESRD_STATUS_CHOICE: Final = ChoiceTable(
    "esrd_status_choice",
    "one row a Medicare status that is end-stage renal disease",
    (_code("medicare_status_code", "The status."),),
)

MEDICAID_STATUS_CHOICE: Final = ChoiceTable(
    "medicaid_status_choice",
    "one row a dual status that says which benefits of Medicaid a person has, or that it has none",
    (_code("dual_status_code", "The status."), _whole("is_full", "1: full benefits; else 0.")),
)

EPISODE_SERVICE_RULE: Final = ChoiceTable(
    "episode_service_rule",
    "one row a range of codes, or a setting, that does not count in episodes, or that alone counts",
    (
        _code("episode_type", "The type of episode; '' for all."),
        _text("code_kind", "drg, hcpcs or setting."),
        _code("code_low", "First code; the setting itself."),
        _code("code_high", "Last code, included."),
        _whole("includes", "1: in the type only what is named counts; 0: what is named does not."),
    ),
)

EPISODE_STANDING: Final = ChoiceTable(
    "episode_standing",
    "one row a candidate that stands, or that gave way to a later one; others that are open are in an earlier one",
    (_large("candidate", "The candidate."), _text("standing", "stands or gave_way.")),
)

EPISODE_PROVIDER: Final = ChoiceTable(
    "episode_provider",
    "one row an identifier of who may be responsible for an episode",
    (
        _code("identifier", "CCN, NPI or TIN."),
        _text("identifier_kind", "facility, clinician or practice."),
        _text("organization_id", "Who is responsible."),
        _whole("precedence", "The least comes first."),
    ),
)

EPISODE_PRORATION: Final = ChoiceTable(
    "episode_proration",
    "one row an episode and claim that ends after its period: what of it lies in the period",
    (
        _large("episode", "The episode."),
        _text("claim_id", "The claim."),
        _text("data_source", "Its source."),
        _text("setting", "Its setting."),
        _large("cents", "All of it."),
        _large("cents_in", "What lies in the period."),
    ),
)

EPISODE_VISIT_CODE: Final = ChoiceTable(
    "episode_visit_code",
    "one row a HCPCS code of a home health visit",
    (_code("hcpcs_code", "The code."),),
)

GROUP_LENGTH_OF_STAY: Final = ChoiceTable(
    "group_length_of_stay",
    "one row a diagnosis-related group with its geometric mean length of stay",
    (_code("drg_code", "The group."), _whole("length_tenths", "Tenths of a day.")),
)

EPISODE_CHOICES: Final = (
    EPISODE_TYPE_RULE,
    EPISODE_TRIGGER,
    EPISODE_PROCEDURE,
    EPISODE_RANK,
    EPISODE_FACILITY_RULE,
    EPISODE_LEFT_OUT_PERSON,
    ESRD_STATUS_CHOICE,
    MEDICAID_STATUS_CHOICE,
    EPISODE_SERVICE_RULE,
    EPISODE_STANDING,
    EPISODE_PROVIDER,
    EPISODE_PRORATION,
    EPISODE_VISIT_CODE,
    GROUP_LENGTH_OF_STAY,
)
