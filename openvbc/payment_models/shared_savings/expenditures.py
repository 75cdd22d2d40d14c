"""Expenditures that count: what was spent less carve-outs and what is cut off, alike for everybody and every year."""

from collections.abc import Callable

from openvbc.money import ZERO
from openvbc.payment_models.shared_savings.completion import completion_factor
from openvbc.payment_models.shared_savings.worksheet_builder import WorksheetBuilder
from openvbc.units import RATE, USD
from openvbc.worksheet.formula import Axis, Formula
from openvbc.worksheet.sheet import Line


def add_expenditures(builder: WorksheetBuilder) -> Line:
    """Actual spend of the performance year after carve-outs and truncation."""
    builder.sheet.section("actual_spend", "Actual spend of the performance year")
    add_truncation_point(builder)
    return net_expenditures(builder, "", "", None)


def add_truncation_point(builder: WorksheetBuilder) -> None:
    """Where one member's cost is cut off, as agreed; the amount cut off is an input."""
    truncation = builder.terms.truncation
    if truncation is None:
        return
    note = "What is cut off above this point is the line “excess claims”."
    clause = builder.clause("truncation")
    if truncation.per_member_per_year is not None:
        label = "Truncation point per member and year"
        builder.sheet.term("truncation_point", label, USD, truncation.per_member_per_year, clause=clause, note=note)
    elif truncation.percentile is not None:
        label = "Truncation percentile of members' yearly cost"
        builder.sheet.term("truncation_percentile", label, RATE, truncation.percentile, clause=clause, note=note)


def net_expenditures(builder: WorksheetBuilder, prefix: str, whose: str, axis: Axis | None) -> Line:
    """Total expenditures less carve-outs and excess claims, of whom and when `prefix` and `whose` say.

    Comparators and base years are cut and carved exactly as the performance year is.
    """
    sheet, terms = builder.sheet, builder.terms

    def labeled(label: str) -> str:
        return f"{whose} {label[0].lower()}{label[1:]}" if whose else label

    completed = terms.completion is not None and axis is None
    counted_name, counted_label = f"{prefix}expenditures", labeled("Expenditures")
    if completed:
        counted_name, counted_label = f"{prefix}paid_expenditures", labeled("Expenditures paid so far")
    if not terms.carve_outs and terms.truncation is None:
        net = sheet.input(counted_name, counted_label, USD, axis=axis, at_least=ZERO)
    else:
        # More cut off or carved out than was spent is a slip, and would look like savings.
        left = _left_of_total(builder, prefix, labeled, axis)
        label = labeled("Expenditures that count, paid so far" if completed else "Expenditures that count")
        net = sheet.line(counted_name, label, USD, left, at_least=ZERO)
    if not completed:
        return net
    label = labeled("Expenditures that count, completed")
    return sheet.line(f"{prefix}expenditures", label, USD, net * completion_factor(builder))


def _left_of_total(builder: WorksheetBuilder, prefix: str, labeled: Callable[[str], str], axis: Axis | None) -> Formula:
    """Total expenditures less each carve-out and what is cut off."""
    sheet, terms = builder.sheet, builder.terms
    left: Formula = sheet.input(
        f"{prefix}total_expenditures", labeled("Total expenditures"), USD, axis=axis, at_least=ZERO
    )
    for index, carve_out in enumerate(terms.carve_outs):
        label = labeled(f"Carved out: {carve_out.name.replace('_', ' ')}")
        clause = builder.clause("carve_outs", index)
        name = f"{prefix}carved_out_{carve_out.name}"
        left = left - sheet.input(name, label, USD, axis=axis, at_least=ZERO, clause=clause)
    if terms.truncation is not None:
        label = labeled("Excess claims above the truncation point")
        left = left - sheet.input(
            f"{prefix}excess_claims", label, USD, axis=axis, at_least=ZERO, clause=builder.clause("truncation")
        )
    return left
