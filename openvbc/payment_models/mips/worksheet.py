"""MIPS, QP status, or both, for one clinician, group or entity and performance year."""

from typing import cast

from openvbc.payment_models.mips.adjustment import add_adjustment, add_final_score
from openvbc.payment_models.mips.categories import (
    add_complex_patient_bonus,
    add_cost,
    add_improvement_activities,
    add_promoting_interoperability,
)
from openvbc.payment_models.mips.low_volume import add_low_volume
from openvbc.payment_models.mips.qualifying import add_incentive, add_qualifying_status
from openvbc.payment_models.mips.quality import add_quality
from openvbc.payment_models.mips.terms import MipsScoring, MipsTerms
from openvbc.payment_models.mips.worksheet_builder import WorksheetBuilder
from openvbc.payment_models.record import WorksheetRequest
from openvbc.units import USD
from openvbc.worksheet.formula import Formula, when
from openvbc.worksheet.sheet import Bar, BarRole, Line, Reason, Worksheet


def build_worksheet(request: WorksheetRequest) -> Worksheet:
    """The lines of one stream, before any figure. ParameterError for a year without published values."""
    terms = cast("MipsTerms", request.stream.terms)
    sheet = Worksheet(f"Quality Payment Program, performance year {request.performance_year.year}")
    builder = WorksheetBuilder(sheet, request)
    adjusted = _mips(builder, terms.mips) if terms.mips is not None else None
    reasons: tuple[Reason, ...] = ()
    if "is_low_volume" in sheet:
        reasons = (Reason(sheet["is_low_volume"], "is_low_volume", "below the low-volume threshold: not adjusted"),)
    if terms.qualifying_participant is None:
        if adjusted is None:
            raise TypeError("a stream scores MIPS or tests qualifying")
        return _outcome(builder, adjusted, reasons)
    add_qualifying_status(builder)
    paid = add_incentive(builder, terms.qualifying_participant)
    if adjusted is None:
        return _outcome(builder, paid, ())
    sheet.section("which_holds", "Which of the two holds")
    by_status = adjusted
    if not terms.qualifying_participant.elects_mips_as_partial:
        by_status = sheet.line(
            "mips_unless_partial", "Adjustment by MIPS, unless a partial QP", USD,
            when(sheet["is_partial_qp"], 0, adjusted), clause=builder.clause("qualifying_participant"),
        )  # fmt: skip
    rule = builder.published.value("qp_is_not_adjusted").citation
    net = when(sheet["is_qp"], paid, by_status)
    holds = sheet.line("by_status", "Paid for qualifying, or adjusted by MIPS", USD, net, rule=rule)
    if not terms.qualifying_participant.elects_mips_as_partial:
        partial = Reason(
            sheet["is_partial_qp"], "is_partial_qp", "a partial QP that did not elect MIPS is not adjusted"
        )
        reasons = (*reasons, partial)
    return _outcome(builder, holds, reasons)


def _mips(builder: WorksheetBuilder, scoring: MipsScoring) -> Line:
    if scoring.quality is not None:
        add_quality(builder, scoring, scoring.quality)
    if scoring.cost is not None:
        add_cost(builder, scoring.cost)
    if scoring.improvement_activities is not None:
        add_improvement_activities(builder, scoring)
    if scoring.promoting_interoperability is not None:
        add_promoting_interoperability(builder, scoring.promoting_interoperability)
    bonus = add_complex_patient_bonus(builder, scoring) if scoring.complex_patient_bonus != "none" else None
    adjusted = add_adjustment(builder, add_final_score(builder, scoring, bonus))
    if scoring.low_volume is None:
        return adjusted
    low = add_low_volume(builder, scoring.low_volume)
    label = "Adjustment by MIPS, unless below the low-volume threshold"
    return builder.sheet.line("mips_unless_low_volume", label, USD, when(low, 0, adjusted), rule=low.rule)


def _outcome(builder: WorksheetBuilder, result: Formula, reasons: tuple[Reason, ...]) -> Worksheet:
    sheet = builder.sheet
    sheet.section("outcome", "Outcome")
    sheet.line("net_payment", "Net payment to the clinicians (+) or taken from them (−)", USD, result + 0)
    sheet.outcome = "net_payment"
    sheet.waterfall = (Bar("net_payment", BarRole.TOTAL),)
    sheet.reasons = reasons
    return sheet
