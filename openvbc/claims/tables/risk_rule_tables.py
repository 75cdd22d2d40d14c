"""Risk scores: whom they are counted for, and a risk model's own tables.

A model's tables are choices like any other: they come from the package that publishes them and reach the queries here.
Scores and coefficients are whole millionths, so that a sum is exact and the same on every engine. In conditions,
-1 means "any" for a number, '*' means "any" for a code.
"""

from typing import Final

from openvbc.claims.tables.dictionary import ChoiceTable, Column, ColumnOrigin, ColumnType

_OWN = ColumnOrigin.OPENVBC


def _text(name: str, meaning: str) -> Column:
    return Column(name, ColumnType.TEXT, meaning, origin=_OWN)


def _whole(name: str, meaning: str) -> Column:
    return Column(name, ColumnType.WHOLE, meaning, origin=_OWN)


def _day(name: str, meaning: str) -> Column:
    return Column(name, ColumnType.DATE, meaning, origin=_OWN)


_PERIOD = _text("period", "Name of the period that is counted.")
_PERIOD_NUMBER = _whole("period_number", "A number for the period within this count, from 0.")
_PERSON_NUMBER = Column(
    "person_number",
    ColumnType.ROW,
    "The person's number times the number of periods, plus that of the period.",
    origin=_OWN,
)
_CODE_NUMBER = _whole("code_number", "A number for the diagnosis within this count.")
_RULE_SET = _text("rule_set", "A model in the form of one payment year: V28-2026.")
_RULE_SET_ID = _whole("rule_set_id", "Number of the rule set within this count, from 1 to 99.")
_SEGMENT_ID = _whole("segment_id", "Number of the segment: the rule set's times 100, plus its place in it.")
_HCC = _whole("hcc", "Number of the category.")
_FAMILY = _whole(
    "family",
    "Number of the family of categories, those that hierarchies bind: the rule set's times 100, plus its place in it.",
)
_BIT = _whole("bit", "The category's bit among those of its family.")
_EDIT = _whole("edit_number", "Number of a group of people by sex and age.")
_PART = _text("part", "Name of the term of the score, as the model calls it.")
_PART_ID = _whole("part_id", "Number of the term.")
_MILLIONTHS = Column("millionths", ColumnType.ROW, "The coefficient in millionths.", origin=_OWN)
_SEX = _text("sex", "1 male, 2 female.")
_AGES = (_whole("first_age", "Youngest age."), _whole("last_age", "Oldest age."))
_GRAFT = (
    _whole("first_graft_month", "Fewest months since the transplant; -1 is no transplant."),
    _whole("last_graft_month", "Most months since the transplant."),
)

RISK_PERIOD: Final = ChoiceTable(
    "risk_period",
    "one row a period: from which days diagnoses come, and on which day people are looked at",
    (
        _PERIOD,
        _PERIOD_NUMBER,
        _whole("periods", "How many periods there are."),
        _whole("diagnosis_period", "The lowest number of a period with the same days and list for diagnoses."),
        _day("diagnosis_first_date", "First day of the year from which diagnoses come."),
        _day("diagnosis_last_date", "Last day of that year."),
        _text("procedure_list", "Which list of eligible procedure codes applies."),
        _day("age_date", "Day on which the age is taken: 1 February of the payment year."),
        _day("status_first_date", "First day on which a span of enrollment may tell a person's status."),
        _day("status_last_date", "Last such day; the latest span counts."),
        _whole("part_b_months_needed", "Months of Part B in the year of diagnoses below which one is a new enrollee."),
        _whole("special_needs_plan", "1 if all are members of a special needs plan, 0 if none is."),
        _text("status_of", "Which span tells the status: latest, or the latest with esrd, or of other people."),
        _text("weighed_period", "The period of count_period whose months weigh in means of these scores."),
    ),
)
RISK_SCORING: Final = ChoiceTable(
    "risk_scoring",
    "one row a period and model by which its people are scored",
    (_PERIOD, _PERIOD_NUMBER, _RULE_SET, _RULE_SET_ID),
)
RISK_BILL_TYPE: Final = ChoiceTable(
    "risk_bill_type",
    "one row a type of bill whose diagnoses count",
    (
        _text("bill_type_prefix", "First two digits of the type of bill."),
        _whole("procedure_needed", "1 if a line must bear an eligible procedure code, 0 if not."),
    ),
)
RISK_PROCEDURE: Final = ChoiceTable(
    "risk_procedure",
    "one row an eligible procedure code of a list",
    (_text("procedure_list", "Name of the list."), _text("hcpcs_code", "The CPT or HCPCS code.")),
)
RISK_DUAL_STATUS: Final = ChoiceTable(
    "risk_dual_status",
    "one row a dual status code and what it means for risk models",
    (
        _text("dual_status_code", "The code."),
        _whole("dual_number", "A number for it, from 0."),
        _whole("medicaid", "1 if the person has Medicaid in any form."),
        _whole("new_enrollee_medicaid", "1 if a new enrollee with this code counts as having Medicaid."),
        _text("benefit", "full, partial or none."),
    ),
)
RISK_MEDICARE_STATUS: Final = ChoiceTable(
    "risk_medicare_status",
    "one row a Medicare status code and the current reason of entitlement that it tells",
    (
        _text("medicare_status_code", "The status."),
        _text("current_reason_code", "0 age, 1 disability, 2 ESRD, 3 both."),
    ),
)
RISK_ENTITLEMENT_REASON: Final = ChoiceTable(
    "risk_entitlement_reason",
    "one row a reason of entitlement, original or current, and one for an unknown one",
    (
        _text("reason_code", "0 age, 1 disability, 2 ESRD, 3 both; '' unknown."),
        _whole("reason_number", "A number for it, from 0."),
        _whole("age", "1 if it is age alone, else 0."),
        _whole("esrd", "1 if ESRD is a part of it, else 0."),
    ),
)
RISK_ESRD_STATUS: Final = ChoiceTable(
    "risk_esrd_status",
    "one row a word for ESRD that the source uses",
    (
        _text("esrd_status", "The word."),
        _text("current_reason_code", "The current reason of entitlement that it tells; '' if it tells none."),
        _whole("graft_months", "Months since the transplant; -1 without transplant."),
    ),
)
RISK_PERSON: Final = ChoiceTable(
    "risk_person",
    "one row a period and person: what risk models need to know; built from eligibility, or given",
    (
        _PERSON_NUMBER,
        _PERIOD_NUMBER,
        Column("person", ColumnType.ROW, "The person's number.", origin=_OWN),
        _whole("age", "Whole years on the day of the period; -1 if unknown."),
        _whole("sex", "1 male, 2 female, 0 unknown."),
        _whole("dual_number", "Number of the dual status code in risk_dual_status; -1 if it is not there."),
        _whole("original_number", "Number of the original reason in risk_entitlement_reason; -1 if it is not there."),
        _whole("current_number", "Number of the current reason, likewise."),
        _whole("new_enrollee", "1 if too short in Part B for diagnoses to tell; -1 unknown."),
        _whole("special_needs_plan", "1 if a member of a special needs plan."),
        _whole("low_income", "1 if with the Part D low-income subsidy."),
        _whole("institutional", "1 if in a long-term institution."),
        _whole("graft_months", "Months since a kidney transplant; -1 without."),
    ),
)
RISK_DIAGNOSIS: Final = ChoiceTable(
    "risk_diagnosis",
    "one row a period, person and diagnosis that counts; built from claims, or given",
    (_PERSON_NUMBER, _CODE_NUMBER),
)
RISK_SEGMENT: Final = ChoiceTable(
    "risk_segment",
    "one row a segment of a model, with its conditions; the lowest number of those that fit a person is the person's",
    (
        _RULE_SET_ID,
        _SEGMENT_ID,
        _text("segment", "Which part of the model's population: community_non_dual_aged."),
        _whole("esrd", "1 with ESRD."),
        _whole("new_enrollee", "1 for new enrollees."),
        _whole("special_needs_plan", "1 in a special needs plan."),
        _whole("low_income", "1 with low-income subsidy."),
        _whole("institutional", "1 in an institution."),
        _text("benefit", "full, partial, none or '*'."),
        *_AGES,
        *_GRAFT,
    ),
)
RISK_DIAGNOSIS_CODE: Final = ChoiceTable(
    "risk_diagnosis_code",
    "one row a diagnosis that leads to a category of a model",
    (_CODE_NUMBER, _text("diagnosis_code", "ICD-10-CM in capitals without dot.")),
)
RISK_DIAGNOSIS_CATEGORY: Final = ChoiceTable(
    "risk_diagnosis_category",
    "one row a diagnosis, category and group of people for whom it leads there",
    (_RULE_SET_ID, _CODE_NUMBER, _FAMILY, _BIT, _EDIT),
)
RISK_EDIT: Final = ChoiceTable(
    "risk_edit",
    "one row a group of people for whom diagnoses lead to a category (edits by sex and age), and a sex and age in it",
    (_EDIT, _whole("sex", "1 male, 2 female, 0 unknown."), _whole("age", "Whole years.")),
)
RISK_CATEGORY: Final = ChoiceTable(
    "risk_category",
    "one row a category of a rule set; which others decide whether it counts, and which conditions it meets",
    (
        _RULE_SET_ID,
        _HCC,
        _FAMILY,
        _BIT,
        _whole("beside_bits", "Of which categories one must be there, or it is dropped first; mostly itself."),
        _whole("above_bits", "Beside which categories that stand it does not count: its hierarchy."),
        Column("condition_bits", ColumnType.ROW, "The conditions of interactions that it meets.", origin=_OWN),
    ),
)
RISK_DEMOGRAPHIC: Final = ChoiceTable(
    "risk_demographic",
    "one row a term of the score that needs no diagnosis, and a group of people who have it",
    (
        _SEGMENT_ID,
        _PART,
        _whole("is_cell", "1 if it is the cell of age and sex, 0 if it comes on top."),
        _MILLIONTHS,
        _SEX,
        *_AGES,
        _text("original_reason_code", "Original reason of entitlement or '*'."),
        _whole("esrd", "1 with ESRD."),
        _whole("new_enrollee", "1 for new enrollees."),
        _whole("institutional", "1 in an institution."),
        _text("benefit", "full, partial, none or '*'."),
        _whole("medicaid", "1 with Medicaid."),
        _whole("new_enrollee_medicaid", "1 for new enrollees with Medicaid."),
        *_GRAFT,
    ),
)
RISK_CATEGORY_VALUE: Final = ChoiceTable(
    "risk_category_value",
    "one row a category with a coefficient in a segment",
    (_SEGMENT_ID, _HCC, _PART_ID, _MILLIONTHS),
)
RISK_COUNT_VALUE: Final = ChoiceTable(
    "risk_count_value",
    "one row a number of categories with a coefficient in a segment",
    (
        _SEGMENT_ID,
        _PART_ID,
        _whole("first_count", "Fewest categories."),
        _whole("last_count", "Most categories."),
        _MILLIONTHS,
    ),
)
RISK_INTERACTION_VALUE: Final = ChoiceTable(
    "risk_interaction_value",
    "one row an interaction with a coefficient in a segment",
    (
        _SEGMENT_ID,
        _PART_ID,
        Column("needed_bits", ColumnType.ROW, "The conditions that categories must meet, all of them.", origin=_OWN),
        _whole("disabled", "1 if for disabled people under 65 only."),
        _whole("non_aged", "1 if for people under 65 only."),
        _MILLIONTHS,
    ),
)
RISK_TERM: Final = ChoiceTable(
    "risk_term",
    "one row a term of scores that comes from diagnoses",
    (_PART_ID, _text("kind", "category, count or interaction."), _PART),
)
#: Those that come from a model's files alone, whatever is counted; the procedures that count too, a list of CMS.
OF_RISK_MODELS: Final = (
    RISK_SEGMENT,
    RISK_DIAGNOSIS_CODE,
    RISK_DIAGNOSIS_CATEGORY,
    RISK_EDIT,
    RISK_CATEGORY,
    RISK_DEMOGRAPHIC,
    RISK_CATEGORY_VALUE,
    RISK_COUNT_VALUE,
    RISK_INTERACTION_VALUE,
    RISK_TERM,
    RISK_PROCEDURE,
)
#: Without the tables that a query builds (RISK_PERSON, RISK_DIAGNOSIS), which are put only where they are given.
RISK_CHOICE_TABLES: Final = (
    RISK_PERIOD,
    RISK_SCORING,
    RISK_BILL_TYPE,
    RISK_PROCEDURE,
    RISK_DUAL_STATUS,
    RISK_MEDICARE_STATUS,
    RISK_ENTITLEMENT_REASON,
    RISK_ESRD_STATUS,
    *(table for table in OF_RISK_MODELS if table is not RISK_PROCEDURE),
)
