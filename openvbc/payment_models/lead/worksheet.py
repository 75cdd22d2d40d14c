"""The settlement of one LEAD performance year, as far as it is published."""

from decimal import Decimal
from typing import cast

from openvbc.errors import ContractError, Fault
from openvbc.methods.bands import add_bands
from openvbc.methods.shared_from_first_dollar import add_gross_savings, add_sequestered, sharing_bars
from openvbc.money import ONE, ZERO
from openvbc.payment_models.lead.benchmark import add_computed_benchmark
from openvbc.payment_models.lead.terms import LeadTerms
from openvbc.payment_models.lead.worksheet_builder import WorksheetBuilder
from openvbc.payment_models.record import WorksheetRequest
from openvbc.quality.scorecard import add_quality_scorecard
from openvbc.units import PERSONS, RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import Formula, all_of, any_of, greatest, rounded, total
from openvbc.worksheet.sheet import Bar, BarRole, Line, Reason, Worksheet


def build_worksheet(request: WorksheetRequest) -> Worksheet:
    """The lines of a settlement, before any figure. ParameterError for a year outside the model."""
    sheet = Worksheet(f"LEAD, performance year {request.performance_year.year}")
    builder = WorksheetBuilder(sheet, request, cast("LeadTerms", request.stream.terms))
    _alignment(builder)
    if builder.terms.benchmark.computed is not None:
        add_computed_benchmark(builder, builder.terms.benchmark.computed)
    benchmark = _final_benchmark(builder)
    sheet.section("expenditures", "Total cost of care")
    cost = sheet.input("net_cost_of_care", "Total cost of care", USD, at_least=ZERO)
    shared = _shared(builder, benchmark, cost)
    _settled(builder, benchmark, cost, shared)
    return sheet


def _alignment(builder: WorksheetBuilder) -> None:
    """In the first performance year: whether enough people are aligned to take part at all."""
    sheet, published = builder.sheet, builder.published
    if builder.year > builder.request.agreement.performance_years[0].year:
        return
    sheet.section("alignment", "Minimum alignment, first performance year")
    label = "Aligned people that are needed"
    needed = published.line("lead_minimum_aligned", "minimum_aligned", label)
    people = sheet.input("aligned_beneficiaries", "Aligned people", PERSONS, at_least=ZERO)
    enough: Formula = people >= needed
    if builder.terms.aco_type != "newly_entering":
        label = "People aligned by claims in a base year that are needed"
        by_claims = published.line("lead_minimum_claims_aligned", "minimum_claims_aligned", label)
        label = "People aligned by claims, in the base year that has the most"
        most = sheet.input("claims_aligned_beneficiaries", label, PERSONS, at_least=ZERO)
        enough = all_of(enough, most >= by_claims)
    sheet.line("enough_aligned", "Enough people are aligned", YES_OR_NO, any_of(enough), rule=needed.rule)


def _final_benchmark(builder: WorksheetBuilder) -> Line:
    """The line `final_benchmark`: after discount and what of the quality withhold is not earned back."""
    sheet, terms = builder.sheet, builder.terms
    if terms.quality_withhold is not None and builder.request.scorecard is not None:
        add_quality_scorecard(sheet, builder.request.scorecard, builder.year)
    sheet.section("benchmark", "Performance year benchmark")
    if "benchmark_before_discount" not in sheet:
        sheet.input("benchmark_before_discount", "Benchmark before discount", USD, at_least=ZERO)
    amount: Formula = sheet["benchmark_before_discount"] + 0
    if terms.discount is not None:
        amount = amount * (1 - _discount(builder, terms.discount))
    if terms.quality_withhold is not None:
        rule = builder.published.value("lead_rule_is_not_published").citation
        clause = builder.clause("quality_withhold")
        label = "Quality withhold, of the benchmark"
        withhold = sheet.term("quality_withhold", label, RATE, terms.quality_withhold, clause=clause, rule=rule)
        if "quality_score" not in sheet:
            sheet.input("quality_score", "Total quality score", RATE, at_least=ZERO, at_most=ONE)
        label = "Withhold not earned back"
        kept = sheet.line("withhold_not_earned", label, RATE, withhold * (1 - sheet["quality_score"]), rule=rule)
        amount = amount * (1 - kept)
    return sheet.line("final_benchmark", "Final benchmark", USD, amount)


def _discount(builder: WorksheetBuilder, agreed: Decimal) -> Line:
    """The discount of the agreement. ContractError outside the published range."""
    least, most = (builder.published.value(f"lead_discount_{end}") for end in ("least", "most"))
    clause = builder.clause("discount")
    if not least.number <= agreed <= most.number:
        what = f"a discount of {RATE.show_exactly(agreed)} lies outside {least.shown} to {most.shown}"
        raise ContractError(Fault(what, clause.where, why=str(least.citation), fix="write a discount in that range"))
    return builder.sheet.term("discount", "Discount of the benchmark", RATE, agreed, clause=clause, rule=least.citation)


def _shared(builder: WorksheetBuilder, benchmark: Line, cost: Line) -> Line:
    sheet = builder.sheet
    sheet.section("savings", "Gross savings or losses")
    gross, savings, losses = add_gross_savings(sheet, benchmark, cost)
    sheet.line("savings_rate", "Savings rate", RATE, gross / benchmark, places=4)
    sheet.section("sharing", "Shared savings or losses")
    label = "Shared savings (+) or losses (−)"
    corridors = builder.terms.corridors
    if corridors is None:
        share = builder.published.line("lead_share", "share_of_savings_and_losses")
        return sheet.line("shared_savings", label, USD, gross * share, rule=share.rule)
    clause = builder.clause("corridors")
    saved = add_bands(sheet, "savings", savings, corridors, benchmark, clause)
    lost = add_bands(sheet, "losses", losses, corridors, benchmark, clause)
    rule = builder.published.value("lead_rule_is_not_published").citation
    return sheet.line("shared_savings", label, USD, total(saved) - total(lost), clause=clause, rule=rule)


def _settled(builder: WorksheetBuilder, benchmark: Line, cost: Line, shared: Line) -> None:
    sheet, published = builder.sheet, builder.published
    sheet.section("settlement", "Settlement")
    result = add_sequestered(sheet, shared, published.line("lead_sequestration", "sequestration_rate"))
    bars = sharing_bars(benchmark, cost, shared)
    net: Formula = result
    if builder.terms.enhanced_capitation:
        clause = builder.clause("enhanced_capitation")
        whole = published.line("lead_primary_care_share", "primary_care_share")
        least = published.line("lead_enhanced_least", "enhanced_least")
        base = sheet.input(
            "base_capitation_share", "Base Primary Care Capitation, of the benchmark", RATE, at_least=ZERO, at_most=ONE,
            clause=clause,
        )  # fmt: skip
        enhanced = sheet.line(
            "enhanced_capitation_share", "Enhanced Primary Care Capitation, of the benchmark", RATE,
            greatest(whole - base, least), rule=whole.rule,
        )  # fmt: skip
        label = "Enhanced capitation taken back"
        back = sheet.line("enhanced_capitation", label, USD, rounded(enhanced * benchmark, 2), rule=whole.rule)
        net = net - back
        bars += [Bar("enhanced_capitation", BarRole.MINUS), Bar("net_payment", BarRole.TOTAL)]
    sheet.line("net_payment", "Net payment to the ACO (+) or owed by it (−)", USD, net + 0)
    sheet.outcome = "net_payment"
    sheet.waterfall = tuple(bars)
    gross = sheet["gross_savings"]
    reasons = [Reason(all_of(gross >= 0, gross <= 0), "gross_savings", "the cost of care equals the benchmark")]
    if "enough_aligned" in sheet:
        people, needed = sheet["aligned_beneficiaries"], sheet["minimum_aligned"]
        words = "{} people are aligned, and {} are needed to take part"
        reasons.append(Reason(people < needed, "enough_aligned", words, (people, needed), beside_payment=True))
    sheet.reasons = tuple(reasons)
