"""The settlement of one performance year, in the order in which payers print it."""

from typing import cast

from openvbc.payment_models.record import WorksheetRequest
from openvbc.payment_models.shared_savings.benchmark import add_benchmark
from openvbc.payment_models.shared_savings.calculator import add_calculator
from openvbc.payment_models.shared_savings.deferred_savings import add_deferred_savings, add_reinvestment
from openvbc.payment_models.shared_savings.expenditures import add_expenditures
from openvbc.payment_models.shared_savings.losses import add_losses_side
from openvbc.payment_models.shared_savings.practices import add_practices
from openvbc.payment_models.shared_savings.savings import add_savings_side
from openvbc.payment_models.shared_savings.terms import QualityPayment, SharedSavingsTerms
from openvbc.payment_models.shared_savings.worksheet_builder import WorksheetBuilder
from openvbc.quality.goals import PEER_RESULT
from openvbc.quality.scorecard import add_quality_scorecard
from openvbc.units import RATE, USD, USD_PER_MEMBER_PER_MONTH, YES_OR_NO
from openvbc.worksheet.formula import Formula, rounded, when
from openvbc.worksheet.sheet import Bar, BarRole, Line, Worksheet


def build_worksheet(request: WorksheetRequest) -> Worksheet:
    """The lines of a shared-savings settlement, before any figure is known."""
    terms = cast("SharedSavingsTerms", request.stream.terms)
    sheet = Worksheet(f"Shared savings, performance year {request.performance_year.year}")
    builder = WorksheetBuilder(sheet, request, terms)
    _add_savings(builder)
    if request.scorecard is not None and _uses_quality(terms):
        add_quality_scorecard(sheet, request.scorecard, request.performance_year.year, request.listed(PEER_RESULT))
    streams: list[tuple[Line, int]] = []
    if terms.savings is not None:
        streams.append((add_savings_side(builder, terms.savings), 1))
    if terms.losses is not None:
        streams.append((add_losses_side(builder, terms.losses), -1))
    if terms.quality_payment is not None:
        streams.append((_add_quality_payment(builder, terms.quality_payment), 1))
    if terms.deferred_minimum is not None:
        streams += [(part, 1) for part in add_deferred_savings(builder, terms.deferred_minimum)]
    if terms.reinvestment is not None:
        add_reinvestment(builder, terms.reinvestment)
    _add_carried_year(builder)
    forfeited = add_practices(builder, terms.pooled_practices) if terms.pooled_practices is not None else None
    _add_outcome(builder, streams, forfeited)
    return sheet


def _uses_quality(terms: SharedSavingsTerms) -> bool:
    return (
        terms.quality_payment is not None
        or (terms.savings is not None and terms.savings.quality is not None)
        or (terms.losses is not None and terms.losses.share.uses_quality)
    )


def _add_savings(builder: WorksheetBuilder) -> None:
    calculator = builder.terms.benchmark.target_calculator
    if calculator is not None:
        benchmark, expenditures = add_calculator(builder, calculator)
    else:
        expenditures = add_expenditures(builder)
        benchmark = add_benchmark(builder)
    sheet = builder.sheet
    sheet.section("total_savings", "Total savings or losses")
    label, places = "Savings (+) or losses (−)", None
    if calculator is not None:
        label, places = "Total shared savings amount (w)", 0
    if builder.settles_with_earlier:
        benchmark = _with_earlier(builder, "benchmark", benchmark)
        expenditures = _with_earlier(builder, "expenditures", expenditures)
    savings = sheet.line("savings", label, USD, benchmark - expenditures, places=places)
    sheet.line("savings_rate", "Savings rate", RATE, savings / benchmark)


def _with_earlier(builder: WorksheetBuilder, name: str, line: Line) -> Line:
    """The line with what an earlier year brought forward, where that was not settled for too few people."""
    before = builder.brought_forward(name, line.label, USD)
    label, clause = f"{line.label}, of the years that are settled together", builder.clause("minimum_enrollment")
    return builder.sheet.line(f"settled_{name}", label, USD, line + before, clause=clause)


def _add_carried_year(builder: WorksheetBuilder) -> None:
    """What the next year settles with its own: people and dollars of a year with too few people."""
    sheet = builder.sheet
    last = builder.request.agreement.is_last(builder.request.performance_year.year)
    if last or not builder.terms.carries_small_years:
        return
    sheet.section("carried_year", "Carried into the next year")
    side = "savings" if builder.terms.savings is not None else "losses"
    settled, clause = sheet[f"enough_people_for_{side}"], builder.clause("minimum_enrollment")
    people = [name for name in ("member_months", "assigned_population") if name in sheet]
    for name in ("benchmark", "expenditures", *people):
        now: Formula = sheet[name]
        if f"{name}_brought_forward" in sheet:
            now = now + sheet[f"{name}_brought_forward"]
        label = f"{sheet[name].label}, settled with the next year"
        sheet.line(f"{name}_carried", label, sheet[name].unit, when(settled, 0, now), clause=clause)


def _add_quality_payment(builder: WorksheetBuilder, payment: QualityPayment) -> Line:
    """A payment for quality that does not depend on savings."""
    sheet = builder.sheet
    sheet.section("quality_payment", "Quality payment beside savings")
    clause = builder.clause("quality_payment")
    months, score = builder.member_months(), builder.quality_score()
    rate = sheet.term(
        "quality_payment_per_member_per_month",
        "Quality payment per member per month",
        USD_PER_MEMBER_PER_MONTH,
        payment.per_member_per_month,
        clause=clause,
    )
    minimum = sheet.term(
        "quality_payment_minimum_score",
        "Minimum score of the quality payment",
        RATE,
        payment.minimum_score,
        clause=clause,
    )
    earned = sheet.line("quality_payment_earned", "The quality payment is earned", YES_OR_NO, score >= minimum)
    amount: Formula = rate * months * score if payment.scaled_by_score else rate * months
    return sheet.line("quality_payment", "Quality payment", USD, when(earned, rounded(amount, 2), 0), clause=clause)


def _add_outcome(builder: WorksheetBuilder, streams: list[tuple[Line, int]], forfeited: Line | None) -> None:
    """Who keeps what, and the net payment. Provider, payer and what is not shared add up to the whole."""
    sheet = builder.sheet
    sheet.section("outcome", "Outcome")
    parts = {
        name: sheet[name]
        for name in ("savings_pool", "shared_savings", "losses_pool", "shared_losses")
        if name in sheet
    }
    pools = _difference(parts.get("savings_pool"), parts.get("losses_pool"))
    provider = _difference(parts.get("shared_savings"), parts.get("shared_losses"))
    sheet.line("not_shared", "Savings or losses that are not shared", USD, sheet["savings"] - pools)
    sheet.line("payer_part", "Payer's part of what is shared", USD, pools - provider)
    part = sheet.line("provider_part", "Provider's part of what is shared", USD, provider)
    net: Formula = part
    held = None
    if builder.terms.prepaid:  # the money is with the provider: only what is not its own moves
        label = "Savings (+) or losses (−) that the provider holds already"
        clause, note = builder.clause("prepaid"), "It was paid the benchmark in advance."
        held = sheet.line("held_already", label, USD, rounded(sheet["savings"], 2), note=note, clause=clause)
        net = net - held
    if forfeited is not None:
        net = net - forfeited
    others = [line for line, _ in streams if line.name not in parts]
    for line in others:
        net = net + line
    sheet.line("net_payment", "Net payment to the provider (+) or owed by it (−)", USD, net)
    sheet.outcome = "net_payment"
    sheet.waterfall = (
        Bar(builder.base("benchmark").name, BarRole.TOTAL),
        Bar(builder.base("expenditures").name, BarRole.MINUS),
        Bar("savings", BarRole.TOTAL),
        Bar("not_shared", BarRole.MINUS),
        Bar("payer_part", BarRole.MINUS),
        Bar("provider_part", BarRole.TOTAL),
        *([Bar(held.name, BarRole.MINUS)] if held is not None else []),
        *([Bar(forfeited.name, BarRole.MINUS)] if forfeited is not None else []),
        *(Bar(line.name, BarRole.PLUS) for line in others),
        Bar("net_payment", BarRole.TOTAL),
    )


def _difference(first: Formula | None, second: Formula | None) -> Formula:
    if first is None and second is None:
        raise TypeError("a shared-savings stream shares savings, losses or both")
    if second is None and first is not None:
        return first
    return 0 - second if first is None and second is not None else cast("Formula", first) - cast("Formula", second)
