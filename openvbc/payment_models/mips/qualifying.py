"""Qualifying APM participants (QPs): by payments or by patients, at the best of three snapshots, and what that pays."""

from openvbc.money import ZERO
from openvbc.payment_models.mips.terms import QualifyingParticipant
from openvbc.payment_models.mips.worksheet_builder import WorksheetBuilder
from openvbc.units import CASES, FACTOR, RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import Axis, Member, any_of, at, first_present, greatest, rounded, when
from openvbc.worksheet.sheet import Line

#: The days of the performance year up to which services are looked at.
SNAPSHOTS = Axis(
    "snapshots", "Snapshot", (Member("march", "31 March"), Member("june", "30 June"), Member("august", "31 August"))
)


def add_qualifying_status(builder: WorksheetBuilder) -> None:
    """The lines `is_qp` and `is_partial_qp`: whether a threshold of payments or of patients is reached."""
    sheet, published = builder.sheet, builder.published
    sheet.section("qualifying", "Qualifying APM participant")
    best = {}
    for measured, told, unit in (("payments", "Payments for", USD), ("patients", "Number of", CASES)):
        attributed, eligible = (
            sheet.input(
                f"{which}_{measured}", f"{told} {words} beneficiaries", unit, axis=SNAPSHOTS, at_least=ZERO,
                optional=True, stated=True,
            )
            for which, words in (("attributed", "attributed"), ("eligible", "attribution-eligible"))
        )  # fmt: skip
        score = sheet.line(
            f"{measured}_score", f"Threshold score by {measured}", RATE, attributed / eligible, places=4,
            rule=published.value("qp_snapshots").citation,
        )  # fmt: skip
        scores = [first_present(at(score, SNAPSHOTS, key), 0) for key in SNAPSHOTS.keys]
        label = f"Best score by {measured}"
        best[measured] = sheet.line(f"best_{measured}_score", label, RATE, greatest(*scores), places=4)
    for name, status, words, label in (
        ("is_qp", "qp", "Threshold by", "Qualifying APM participant"),
        (
            "reaches_partial",
            "partial",
            "Threshold of partial qualifying by",
            "A threshold of partial qualifying is reached",
        ),
    ):
        thresholds = {
            measured: published.line(parameter, f"{status}_{measured}_threshold", f"{words} {measured}", status=status)
            for measured, parameter in (("payments", "qp_payment_threshold"), ("patients", "qp_patient_threshold"))
        }
        reached = any_of(*(best[measured] >= threshold for measured, threshold in thresholds.items()))
        sheet.line(name, label, YES_OR_NO, reached, rule=thresholds["payments"].rule)
    partial = when(sheet["is_qp"], then=False, otherwise=sheet["reaches_partial"])
    sheet.line("is_partial_qp", "Partial qualifying APM participant", YES_OR_NO, partial)


def add_incentive(builder: WorksheetBuilder, agreed: QualifyingParticipant) -> Line:
    """The line `qp_payment`: the lump sum on services of the year before, and the higher conversion factor."""
    sheet, published = builder.sheet, builder.published
    sheet.section("incentive", "What a qualifying participant is paid")
    rate = published.line("qp_incentive", "incentive_rate")
    services = sheet.input(
        "incentive_base", "Covered professional services of the year before the payment year", USD, at_least=ZERO
    )
    lump = when(sheet["is_qp"], rounded(services * rate, 2), 0)
    paid = sheet.line("lump_sum", "APM incentive payment", USD, lump, rule=rate.rule)
    if not published.holds("qp_has_conversion_factor"):
        return sheet.line("qp_payment", "Paid for qualifying", USD, paid + 0)
    factors = {}
    for status, name, label in (
        ("qp", "qualifying_conversion_factor", "Conversion factor of QPs"),
        ("other", "other_conversion_factor", "Conversion factor of others"),
    ):
        if agreed.conversion_factors == "published":
            factors[status] = published.line("qp_conversion_factor", name, label, status=status)
        else:
            clause = builder.clause("qualifying_participant")
            factors[status] = sheet.input(name, label, USD, at_least=ZERO, clause=clause, places=4)
    rule = published.value("qp_has_conversion_factor").citation
    label = "QPs' conversion factor over that of others"
    ratio = sheet.line("conversion_factor_ratio", label, FACTOR, factors["qp"] / factors["other"], rule=rule)
    higher = sheet.line(
        "conversion_factor_payment", "Added by the higher conversion factor", USD,
        when(sheet["is_qp"], rounded(builder.part_b_payments() * (ratio - 1), 2), 0), rule=rule,
    )  # fmt: skip
    return sheet.line("qp_payment", "Paid for qualifying", USD, paid + higher)
