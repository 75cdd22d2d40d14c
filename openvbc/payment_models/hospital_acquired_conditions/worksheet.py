"""The total score of one hospital and fiscal year, whether it is in the worst quarter, and what that takes."""

from typing import Final, cast

from openvbc.errors import ContractError, Fault
from openvbc.methods.published_lines import PublishedLines
from openvbc.money import ZERO
from openvbc.payment_models.hospital_acquired_conditions.terms import HospitalAcquiredConditionsTerms
from openvbc.payment_models.record import WorksheetRequest
from openvbc.units import CASES, RATE, SCORE, USD, YES_OR_NO
from openvbc.worksheet.formula import (
    Axis,
    Formula,
    Member,
    absent,
    at,
    by_member,
    first_present,
    greatest,
    least,
    present,
    rounded,
    total,
    when,
)
from openvbc.worksheet.sheet import Bar, BarRole, Line, Reason, Worksheet

MEASURES: Final = "measures"
#: The composite of patient safety indicators, which was a domain of its own while there were domains.
PSI_90: Final = "psi_90"
LABELS: Final = {
    PSI_90: "Patient safety composite (PSI-90)",
    "clabsi": "CLABSI",
    "cauti": "CAUTI",
    "ssi": "SSI",
    "mrsa": "MRSA",
    "cdi": "CDI",
}
DOMAINS: Final = Axis(
    "domains", "Domain", (Member("domain_1", "Domain 1, patient safety"), Member("domain_2", "Domain 2, infections"))
)


def build_worksheet(request: WorksheetRequest) -> Worksheet:
    """The lines of one stream, before any figure. ParameterError for a year without published values."""
    terms, year = cast("HospitalAcquiredConditionsTerms", request.stream.terms), request.performance_year.year
    sheet = Worksheet(f"Hospital-Acquired Condition Reduction Program, fiscal year {year}")
    published = PublishedLines(sheet, request.parameters, {"fiscal_year": year})
    measures = Axis(MEASURES, "Measure", tuple(Member(key, LABELS[key]) for key in published.words("hacrp_measures")))
    score = _scores(sheet, published, measures, terms, request)
    if published.holds("hacrp_has_domains"):
        whole = _by_domains(sheet, published, measures, score)
    else:
        number = sheet.line("measures_scored", "Measures scored", CASES, total(when(present(score), 1, 0)))
        mean = total(score) / number
        rule = published.value("hacrp_has_domains").citation
        whole = sheet.line("total_score", "Total HAC Score", SCORE, when(number > 0, mean, absent()), rule=rule)
    _payment(sheet, published, whole, terms, request)
    return sheet


def _scores(
    sheet: Worksheet,
    published: PublishedLines,
    measures: Axis,
    terms: HospitalAcquiredConditionsTerms,
    request: WorksheetRequest,
) -> Line:
    """The line `measure_score`: points by decile, or winsorized z-scores. Lower is better."""
    sheet.section("measures", "Measures")
    points = published.holds("hacrp_scores_are_points")
    label = "Points by decile, 10 the worst" if points else "Winsorized z-score"
    if terms.scores == "given":
        return sheet.input("measure_score", label, SCORE, axis=measures, optional=True, stated=True)
    if points:
        what = "points by decile are published, not computed from a hospital's result"
        raise ContractError(Fault(what, request.stream.clause("scores").where, fix="write scores: given"))
    result = sheet.input("measure_result", "Result", SCORE, axis=measures, optional=True, stated=True)
    words = {
        "lowest_result": "Result of the 5th percentile of hospitals",
        "highest_result": "Result of the 95th percentile of hospitals",
        "mean_result": "Mean of winsorized results",
        "deviation_of_results": "Standard deviation of winsorized results",
    }
    low, high, mean, deviation = (sheet.input(name, told, SCORE, axis=measures) for name, told in words.items())
    rule = published.value("hacrp_winsorized").citation
    held = sheet.line("winsorized_result", "Winsorized result", SCORE, least(greatest(result, low), high), rule=rule)
    return sheet.line("measure_score", label, SCORE, (held - mean) / deviation, rule=rule)


def _by_domains(sheet: Worksheet, published: PublishedLines, measures: Axis, score: Line) -> Line:
    """The line `total_score`: two domains by their weights; where one has no score, the other counts alone."""
    sheet.section("domains", "Domains")
    infections = [key for key in measures.keys if key != PSI_90]
    of_infections = by_member(measures, dict.fromkeys(infections, score), absent())
    number = sheet.line(
        "infections_scored", "Infections scored", CASES, total(when(present(of_infections), 1, 0), measures)
    )
    rule = published.value("hacrp_has_domains").citation
    mean = sheet.line(
        "mean_of_infections", "Mean score of infections", SCORE,
        when(number > 0, total(of_infections, measures) / number, absent()), rule=rule,
    )  # fmt: skip
    domain = sheet.line(
        "domain_score", "Domain score", SCORE,
        by_member(DOMAINS, {"domain_1": at(score, measures, PSI_90), "domain_2": mean}), rule=rule,
    )  # fmt: skip
    weight = published.over("hacrp_domain_weight", "domain_weight", DOMAINS, "domain")
    in_force = sheet.line(
        "weight_in_force", "Weight, if the domain is scored", RATE, when(present(domain), weight, absent()),
        rule=weight.rule,
    )  # fmt: skip
    weighted = sheet.line("weighted_score", "Weighted score", SCORE, domain * in_force, rule=weight.rule)
    return sheet.line("total_score", "Total HAC Score", SCORE, total(weighted) / total(in_force), rule=weight.rule)


def _payment(
    sheet: Worksheet,
    published: PublishedLines,
    whole: Line,
    terms: HospitalAcquiredConditionsTerms,
    request: WorksheetRequest,
) -> None:
    """The line `net_payment`: one percent of what is payable otherwise, from a hospital of the worst quarter."""
    sheet.section("payment", "Reduction and payment")
    percentile = published.line("hacrp_percentile", "percentile")
    label = "Score above which hospitals are reduced"
    if terms.cut == "published":
        cut = published.line("hacrp_highest_score_without_reduction", "cut_score", label)
    else:
        cut = sheet.input("cut_score", label, SCORE, clause=request.stream.clause("cut"))
    reduced = sheet.line("reduced", "In the worst quarter of hospitals", YES_OR_NO, whole > cut, rule=percentile.rule)
    percent = published.line("hacrp_reduction", "reduction_of_worst_quarter")
    reduction = sheet.line(
        "reduction", "Payment reduction", RATE, first_present(when(reduced, percent, 0), 0), rule=percent.rule,
        note="A hospital without a score is not reduced.",
    )  # fmt: skip
    payable = _payable(sheet, terms, request, percent)
    sheet.section("outcome", "Outcome")
    sheet.line(
        "net_payment", "Taken from (−) what is payable otherwise", USD, rounded(0 - payable * reduction, 2),
        rule=percent.rule,
    )  # fmt: skip
    sheet.outcome = "net_payment"
    sheet.waterfall = (Bar("net_payment", BarRole.TOTAL),)
    sheet.reasons = (
        Reason(whole <= cut, "reduced", "the score of {} is not above that of the worst quarter, {}", (whole, cut)),
    )


def _payable(
    sheet: Worksheet, terms: HospitalAcquiredConditionsTerms, request: WorksheetRequest, percent: Line
) -> Formula:
    """What is payable otherwise: after value-based purchasing and readmissions, all other payments included."""
    clause = request.stream.clause("payments")
    label = "Payments that are payable otherwise"
    if terms.payments == "whole":
        return sheet.input(
            "payments_otherwise", label, USD, at_least=ZERO, clause=clause,
            note="After value-based purchasing and readmissions, with outlier, teaching and disproportionate share.",
        )  # fmt: skip
    base = sheet.input(
        "base_operating_payments", "Base operating DRG payments of the fiscal year", USD, at_least=ZERO,
        note="Without outlier, teaching, disproportionate share and low-volume payments.",
    )  # fmt: skip
    streams = Axis(
        "streams", "Stream", tuple(Member(each, each.replace("_", " ").capitalize()) for each in terms.after)
    )
    before = sheet.input(
        "outcome_before", "Outcome of the stream before", USD, axis=streams, of_streams=True,
        clause=request.stream.clause("after"),
    )  # fmt: skip
    other = sheet.input(
        "other_payments",
        "Outlier, teaching, disproportionate share and other payments",
        USD,
        at_least=ZERO,
        clause=clause,
    )
    return sheet.line("payments_otherwise", label, USD, base + total(before) + other, rule=percent.rule)
