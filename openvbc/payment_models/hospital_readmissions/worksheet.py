"""The reduction of one hospital and fiscal year: excess over the peers' median, neutrality, cap, rounding, dollars."""

from decimal import Decimal
from typing import Final, cast

from openvbc.errors import ContractError, Fault
from openvbc.methods.published_lines import PublishedLines
from openvbc.money import ONE, ZERO
from openvbc.payment_models.hospital_readmissions.terms import HospitalReadmissionsTerms
from openvbc.payment_models.record import WorksheetRequest
from openvbc.units import CASES, FACTOR, RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import (
    Axis,
    Formula,
    Member,
    all_of,
    first_present,
    greatest,
    least,
    rounded,
    total,
    when,
)
from openvbc.worksheet.sheet import Bar, BarRole, Line, Reason, Worksheet

CONDITIONS: Final = "conditions"
#: The conditions and procedures whose readmissions count, by the key that figures use.
LABELS: Final = {
    "ami": "Heart attack (AMI)",
    "hf": "Heart failure (HF)",
    "pneumonia": "Pneumonia",
    "copd": "COPD",
    "tha_tka": "Hip and knee replacement (THA/TKA)",
    "cabg": "Bypass surgery (CABG)",
}


def build_worksheet(request: WorksheetRequest) -> Worksheet:
    """The lines of one stream, before any figure. ParameterError for a year without published values."""
    terms, year = cast("HospitalReadmissionsTerms", request.stream.terms), request.performance_year.year
    sheet = Worksheet(f"Hospital Readmissions Reduction Program, fiscal year {year}")
    published = PublishedLines(sheet, request.parameters, {"fiscal_year": year})
    conditions = Axis(
        CONDITIONS, "Condition", tuple(Member(key, LABELS[key]) for key in published.words("hrrp_conditions"))
    )
    stratified = published.holds("hrrp_is_stratified")
    if stratified == (terms.neutrality_modifier is None):
        what = "is needed" if stratified else "does not apply before peer groups"
        fix = "write published or given" if stratified else "take it out"
        raise ContractError(
            Fault(f"neutrality_modifier {what} in fiscal year {year}", request.stream.clause().where, fix=fix)
        )
    ratio, threshold = _ratios(sheet, published, conditions, terms, stratified=stratified)
    excess = _excess(sheet, published, conditions, ratio, threshold)
    if stratified:
        label = "Neutrality modifier, one for all hospitals"
        if terms.neutrality_modifier == "published":
            modifier = published.line("hrrp_neutrality_modifier", "neutrality_modifier", label)
        else:
            clause = request.stream.clause("neutrality_modifier")
            modifier = sheet.input(
                "neutrality_modifier", label, FACTOR, at_least=ZERO, clause=clause,
                note="Makes the savings of all hospitals the same as without peer groups.",
            )  # fmt: skip
        rule = published.value("hrrp_is_stratified").citation
        excess = sheet.line("neutral_excess", "Excess, made neutral", RATE, modifier * excess, places=6, rule=rule)
    _payment(sheet, published, excess)
    return sheet


def _ratios(
    sheet: Worksheet,
    published: PublishedLines,
    conditions: Axis,
    terms: HospitalReadmissionsTerms,
    *,
    stratified: bool,
) -> tuple[Line, Line]:
    """Excess readmission ratios, and what they are held against: the median of peers, or one."""
    sheet.section("ratios", "Excess readmission ratios")
    label = "Excess readmission ratio"
    if terms.ratios == "given":
        ratio = sheet.input(
            "excess_readmission_ratio", label, FACTOR, axis=conditions, at_least=ZERO, optional=True, stated=True
        )
    else:
        predicted, expected = (
            sheet.input(
                f"{each}_readmission_rate", f"{each.capitalize()} readmission rate", FACTOR, axis=conditions,
                at_least=ZERO, optional=True, stated=True,
            )
            for each in ("predicted", "expected")
        )  # fmt: skip
        rule = published.value("hrrp_ratio_is_predicted_over_expected").citation
        ratio = sheet.line("excess_readmission_ratio", label, FACTOR, predicted / expected, rule=rule)
    if not stratified:
        return ratio, published.line("hrrp_ratio_without_excess", "ratio_without_excess")
    threshold = sheet.input(
        "peer_group_median", "Median ratio of the hospital's peer group", FACTOR, axis=conditions, at_least=ZERO,
        note="Of all hospitals of the same fifth by share of patients with full benefits of both programs.",
    )  # fmt: skip
    return ratio, threshold


def _excess(sheet: Worksheet, published: PublishedLines, conditions: Axis, ratio: Line, threshold: Line) -> Line:
    """The line `excess`: over all conditions, the part of payments that went to readmissions beyond the threshold."""
    sheet.section("excess", "Excess of payments")
    discharges = sheet.input(
        "eligible_discharges", "Eligible discharges", CASES, axis=conditions, at_least=ZERO, optional=True, stated=True
    )
    minimum = published.line("hrrp_minimum_discharges", "minimum_discharges")
    sheet.line(
        "counts", "Counts against the hospital", YES_OR_NO, all_of(discharges >= minimum, ratio > threshold),
        rule=minimum.rule,
    )  # fmt: skip
    beyond = when(discharges >= minimum, greatest(ratio - threshold, 0), 0)
    above = sheet.line("excess_ratio", "Ratio above the threshold", FACTOR, beyond, rule=minimum.rule)
    part = sheet.input(
        "payment_ratio", "Condition's part of base operating payments", FACTOR, axis=conditions, at_least=ZERO,
        at_most=ONE, optional=True, stated=True,
    )  # fmt: skip
    rule = published.value("hrrp_excess_is_added_up").citation
    each = sheet.line("condition_excess", "Excess of the condition", FACTOR, part * above, rule=rule)
    return sheet.line("excess", "Excess of all conditions", RATE, first_present(total(each), 0), places=6, rule=rule)


def _payment(sheet: Worksheet, published: PublishedLines, excess: Formula) -> None:
    """The line `net_payment`: what is taken from base operating payments."""
    sheet.section("payment", "Reduction and payment")
    cap = published.line("hrrp_cap", "cap")
    limited = sheet.line("limited_excess", "Excess, at most the cap", RATE, least(cap, excess), places=6, rule=cap.rule)
    places = published.value("hrrp_reduction_places")
    reduction = sheet.line(
        "reduction", "Payment reduction", RATE, rounded(limited, int(places.number)), rule=places.citation
    )
    factor = sheet.line("adjustment_factor", "Payment adjustment factor", FACTOR, 1 - reduction, rule=cap.rule)
    base = sheet.input(
        "base_operating_payments", "Base operating DRG payments of the fiscal year", USD, at_least=ZERO,
        note="Without outlier, teaching, disproportionate share and low-volume payments.",
    )  # fmt: skip
    sheet.section("outcome", "Outcome")
    net = sheet.line(
        "net_payment", "Taken from (−) base operating payments", USD, rounded(base * (factor - 1), 2), rule=cap.rule
    )
    sheet.outcome = "net_payment"
    sheet.waterfall = (Bar("net_payment", BarRole.TOTAL),)
    sheet.reasons = (
        Reason(
            all_of(net >= Decimal(0)), "excess", "no condition counts against the hospital, or too little to round up"
        ),
        Reason(
            excess > cap,
            "limited_excess",
            "the excess of {} is limited to {}",
            (sheet["excess"], cap),
            beside_payment=True,
        ),
    )
