"""From the benchmark before discount to the one that is settled: discount, quality, retention, health equity."""

from openvbc.money import ONE, ZERO
from openvbc.payment_models.aco_reach.worksheet_builder import WorksheetBuilder
from openvbc.quality.scorecard import add_quality_scorecard
from openvbc.units import MEMBER_MONTHS, RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import Formula, least, when
from openvbc.worksheet.sheet import Line


def add_benchmark(builder: WorksheetBuilder) -> None:
    """The lines `final_benchmark` and, from 2023, `benchmark`, with the health equity adjustment."""
    sheet = builder.sheet
    if builder.terms.benchmark.basis != "final" and builder.request.scorecard is not None:
        add_quality_scorecard(sheet, builder.request.scorecard, builder.year)
    sheet.section("benchmark", "Performance year benchmark")
    if builder.terms.benchmark.basis == "final":
        sheet.input(
            "final_benchmark", "Final benchmark", USD, at_least=ZERO,
            note="After discount, quality and retention, before the health equity adjustment, as CMS publishes it.",
        )  # fmt: skip
    else:
        _discounted(builder)
    if builder.published.holds("reach_health_equity_adjustment"):
        _with_health_equity(builder)


def settled_benchmark(builder: WorksheetBuilder) -> Line:
    """The benchmark that cost is held against: with the health equity adjustment where there is one."""
    return builder.sheet["benchmark" if "benchmark" in builder.sheet else "final_benchmark"]


def _discounted(builder: WorksheetBuilder) -> None:
    sheet, published = builder.sheet, builder.published
    if "benchmark_before_discount" not in sheet:
        sheet.input("benchmark_before_discount", "Benchmark before discount", USD, at_least=ZERO)
    before = sheet["benchmark_before_discount"]
    discount = published.line("reach_discount", "discount")
    after: Formula = sheet.line(
        "benchmark_after_discount", "Benchmark after discount", USD, before * (1 - discount), rule=discount.rule
    )
    withhold = published.line("reach_quality_withhold", "quality_withhold")
    earned = _earned_share(builder)
    rule = withhold.rule
    kept = sheet.line("withhold_not_earned", "Withhold not earned back", RATE, withhold * (1 - earned), rule=rule)
    after = after * (1 - kept)
    if builder.terms.leaves_early:
        retained = published.line("reach_retention_withhold", "retention_withhold")
        after = after * (1 - retained)
    sheet.line("final_benchmark", "Final benchmark", USD, after, rule=rule)


def _earned_share(builder: WorksheetBuilder) -> Formula:
    """The share of the quality withhold that is earned back: the score, part of it behind a test of improvement."""
    sheet, published = builder.sheet, builder.published
    score: Formula
    if "quality_score" in sheet:
        score = sheet["quality_score"]
    else:
        score = sheet.input("quality_score", "Total quality score", RATE, at_least=ZERO, at_most=ONE)
    most = published.value("reach_health_equity_data_adjustment")
    if most.number > 0:
        reported = sheet.input(
            "health_equity_data_adjustment", "Adjustment of the score for reporting health equity data", RATE,
            at_least=ZERO, at_most=most.number, rule=most.citation,
        )  # fmt: skip
        label = "Quality score, with the health equity data adjustment"
        score = sheet.line("quality_score_adjusted", label, RATE, least(score + reported, 1), rule=most.citation)
    gated = published.value("reach_earn_back_behind_improvement")
    if gated.number == 0:
        return score
    share = published.line("reach_earn_back_behind_improvement", "earn_back_behind_improvement")
    passed = sheet.input(
        "improvement_criteria_met", "Continuous improvement or sustained exceptional performance is shown", YES_OR_NO,
        rule=gated.citation, note="Yes for an ACO that the criteria are not asked of, such as in its first year.",
    )  # fmt: skip
    return sheet.line(
        "earned_share_of_withhold", "Share of the quality withhold earned back", RATE,
        score * when(passed, 1, 1 - share), rule=share.rule,
    )  # fmt: skip


def _with_health_equity(builder: WorksheetBuilder) -> None:
    sheet, published = builder.sheet, builder.published
    rule = published.value("reach_health_equity_adjustment").citation
    if builder.terms.benchmark.health_equity == "amounts":
        up = sheet.input("health_equity_increase", "Health equity adjustment, increase", USD, at_least=ZERO, rule=rule)
        down = sheet.input(
            "health_equity_decrease", "Health equity adjustment, decrease", USD, at_most=ZERO, rule=rule,
            note="Zero or less.",
        )  # fmt: skip
    else:
        label = "Beneficiary-months whose benchmark is {}"
        up_months = sheet.input("health_equity_up_months", label.format("raised"), MEMBER_MONTHS, at_least=ZERO)
        down_months = sheet.input("health_equity_down_months", label.format("lowered"), MEMBER_MONTHS, at_least=ZERO)
        raised = published.line("reach_health_equity_up", "health_equity_up")
        lowered = published.line("reach_health_equity_down", "health_equity_down")
        up = sheet.line(
            "health_equity_increase", "Health equity adjustment, increase", USD, up_months * raised, rule=raised.rule
        )
        down = sheet.line(
            "health_equity_decrease", "Health equity adjustment, decrease", USD, down_months * lowered,
            rule=lowered.rule,
        )  # fmt: skip
    label = "Benchmark with the health equity adjustment"
    sheet.line("benchmark", label, USD, sheet["final_benchmark"] + up + down, rule=rule)
