"""Expenditures: what is which category of service, what is carved out, and where expenditures are cut off.

In criteria '' means "any". Ranges include both ends and compare codes as text of one length. A carve-out is known by
its number and its bit (2 to the power of the number less one), so that one whole number says which a line meets.
"""

from typing import Final

from openvbc.claims.tables.dictionary import ChoiceTable, Column, ColumnOrigin, ColumnType


def _column(name: str, column_type: ColumnType, meaning: str) -> Column:
    return Column(name, column_type, meaning, origin=ColumnOrigin.OPENVBC)


def _text(name: str, meaning: str) -> Column:
    return _column(name, ColumnType.TEXT, meaning)


def _code(name: str, meaning: str) -> Column:
    return _column(name, ColumnType.CODE, meaning)


def _whole(name: str, meaning: str) -> Column:
    return _column(name, ColumnType.WHOLE, meaning)


def _large(name: str, meaning: str) -> Column:
    return _column(name, ColumnType.ROW, meaning)


def _range(name: str, words: str) -> tuple[Column, Column]:
    return _code(f"{name}_low", f"First {words}; '' for any."), _code(f"{name}_high", f"Last {words}, included.")


_PERIOD = _text("period", "Name of the period that is counted.")
_TYPE = _text("enrollment_type", "The enrollment type.")
_CARVE_OUT_NUMBER = _whole("carve_out_number", "The carve-out, by its place in the contract, from 1.")
_BIT = _large("carve_out_bit", "Its bit.")

SERVICE_CATEGORY: Final = ChoiceTable(
    "service_category",
    "one row a category of service",
    (_whole("category_number", "Its number, from 1."), _text("category", "Its name.")),
)

CATEGORY_RULE: Final = ChoiceTable(
    "category_rule",
    "one row a rule that puts lines into a category of service; the first that a line meets decides",
    (
        _whole("priority", "Its place: rules are looked at in this order."),
        _whole("category_number", "The category that it gives."),
        _whole("whole_claim", "1: a line that meets it takes its whole claim along, before any rule for lines."),
        _code("claim_type", "institutional or professional."),
        _code("source_claim_type_code", "Medicare claim type."),
        _code("place_of_service_code", "Place of service."),
        *_range("bill_type", "type of bill"),
        *_range("revenue_center", "revenue center"),
        *_range("hcpcs", "HCPCS code"),
        *_range("drg", "diagnosis-related group"),
    ),
)

CARVE_OUT_NAME: Final = ChoiceTable(
    "carve_out_name",
    "one row a carve-out",
    (_CARVE_OUT_NUMBER, _text("name", "Its name in the contract.")),
)

CARVE_OUT: Final = ChoiceTable(
    "carve_out",
    "one row a carve-out, period and category for which it holds",
    (
        _CARVE_OUT_NUMBER,
        _BIT,
        _text("period", "The period for which it holds; '' for all."),
        _whole("category_number", "The category for which it holds; 0 for all."),
    ),
)

CARVE_OUT_CODE: Final = ChoiceTable(
    "carve_out_code",
    "one row a range of codes of a medical line that a carve-out names",
    (
        _BIT,
        _whole("whole_claim", "1: a line that meets it takes its whole claim along."),
        *_range("drg", "diagnosis-related group"),
        *_range("revenue_center", "revenue center"),
        *_range("hcpcs", "HCPCS code"),
    ),
)

CARVE_OUT_DIAGNOSIS: Final = ChoiceTable(
    "carve_out_diagnosis",
    "one row a range of diagnosis codes whose claims a carve-out takes",
    (
        _BIT,
        _code("diagnosis_low", "First diagnosis code, without dot."),
        _code("diagnosis_high", "Last diagnosis code, included."),
        _whole("principal_only", "1: only the principal diagnosis counts."),
    ),
)

CARVE_OUT_DRUG_CODE: Final = ChoiceTable(
    "carve_out_drug_code",
    "one row a range of drug codes whose fills a carve-out takes",
    (_BIT, *_range("ndc", "National Drug Code")),
)

SERVICE_MONTH: Final = ChoiceTable(
    "service_month",
    "one row a period and month of service in it",
    (
        _PERIOD,
        _whole("year_month", "The month, like 202401."),
        _large("month_bit", "Its bit: 2 to the power of its place in the period, from 0."),
        _column("first_date", ColumnType.DATE, "First day of service in the period."),
        _column("last_date", ColumnType.DATE, "Last day of service in the period."),
        _column("paid_through_date", ColumnType.DATE, "Claims paid after this day do not count (run-out)."),
    ),
)

SERVICE_DAY: Final = ChoiceTable(
    "service_day",
    "one row a period and day of service in it: what service_month says, found by the day itself",
    (
        _PERIOD,
        _column("service_date", ColumnType.DATE, "The day."),
        _large("month_bit", "The bit of its month."),
        _column("paid_through_date", ColumnType.DATE, "Claims paid after this day do not count (run-out)."),
    ),
)

MONTH_SHARE: Final = ChoiceTable(
    "month_share",
    "one row a number of months",
    (
        _whole("months", "The number of months, from 1."),
        _large("parts", "The parts of a cent divided by it: a whole number for every number of months."),
    ),
)

TRUNCATION_RULE: Final = ChoiceTable(
    "truncation_rule",
    "one row a period and enrollment type whose expenditures are cut off",
    (
        _PERIOD,
        _TYPE,
        _large(
            "monthly_threshold_parts",
            "An average month counts to so many parts of a cent, before completion; 0 where a percentile says it.",
        ),
        _whole(
            "percentile_millionths", "The percentile in millionths of a per cent (99 is 99,000,000); 0 for dollars."
        ),
        _text("population_id", "The reference population of the percentile."),
    ),
)

STOP_LOSS_LAYER: Final = ChoiceTable(
    "stop_loss_layer",
    "one row a period and layer of individual stop-loss",
    (
        _PERIOD,
        _whole("layer", "The layer, from 1."),
        _large("attachment_cents", "A person's expenditures above this many cents are in the layer."),
        _large("most_cents", "And up to this many; 0 for no end."),
        _whole("share_basis_points", "What the insurer bears of them: 8,000 is 80%."),
    ),
)

EXPENDITURE_CHOICES: Final = (
    SERVICE_CATEGORY,
    CATEGORY_RULE,
    CARVE_OUT_NAME,
    CARVE_OUT,
    CARVE_OUT_CODE,
    CARVE_OUT_DIAGNOSIS,
    CARVE_OUT_DRUG_CODE,
    SERVICE_MONTH,
    SERVICE_DAY,
    MONTH_SHARE,
    TRUNCATION_RULE,
    STOP_LOSS_LAYER,
)
