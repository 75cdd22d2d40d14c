"""The target calculator: lines a to w as payers print them.

Two formulas are misprinted where the calculator is published: line q is printed `o - 0.5(p - o)`, but its printed
1.15% needs a plus; line s is printed `l - e`, but its printed -2.61% is `e / l - 1`. The printed amounts are right, and
these formulas give them.
"""

from dataclasses import dataclass

from openvbc.money import ONE, ZERO
from openvbc.payment_models.shared_savings.benchmark_terms import TargetCalculator
from openvbc.payment_models.shared_savings.comparator import mean_score
from openvbc.payment_models.shared_savings.expenditures import add_truncation_point
from openvbc.payment_models.shared_savings.worksheet_builder import WorksheetBuilder
from openvbc.units import MEMBER_MONTHS, RATE, USD, USD_PER_MEMBER_PER_MONTH
from openvbc.worksheet.sheet import Line


@dataclass(frozen=True)
class _Period:
    """Member months, allowed spend, risk score, and net spend in total and per member per month."""

    months: Line
    allowed: Line
    risk_score: Line
    net: Line
    net_per_month: Line


def add_calculator(builder: WorksheetBuilder, calculator: TargetCalculator) -> tuple[Line, Line]:
    """Lines a to v; the answer is the benchmark (line v) and the expenditures (line f)."""
    sheet = builder.sheet
    sheet.section("measurement_period", "Measurement period")
    add_truncation_point(builder)
    now = _period(builder, "", "abcdefg")
    sheet.section("baseline_period", "Baseline period")
    base = _period(builder, "baseline_", "hijklmn")
    sheet.section("trend_adjustments", "Trend adjustments")
    clause = builder.clause("benchmark", "target_calculator")
    budgeted = sheet.input("budgeted_trend", "Budgeted trend (o)", RATE, at_least=-ONE, at_most=ONE, clause=clause)
    actual = sheet.input("actual_trend", "Actual trend (p)", RATE, at_least=-ONE, at_most=ONE, clause=clause)
    share = sheet.term(
        "share_of_trend_difference",
        "Share of the difference between actual and budgeted trend",
        RATE,
        calculator.share_of_trend_difference,
        clause=builder.clause("benchmark", "target_calculator", "share_of_trend_difference"),
    )
    adjusted = sheet.line("adjusted_trend", "Adjusted trend (q)", RATE, budgeted + share * (actual - budgeted))
    net_change = sheet.line(
        "net_to_allowed_change",
        "Net to allowed change (r)",
        RATE,
        (now.net / now.allowed) / (base.net / base.allowed) - 1,
    )
    risk_change = sheet.line("risk_score_change", "Risk score change (s)", RATE, now.risk_score / base.risk_score - 1)
    sheet.section("target", "Target")
    factor = sheet.line(
        "adjustment_factor", "Adjustment factor (t)", RATE, (1 + adjusted) * (1 + net_change) * (1 + risk_change)
    )
    target = sheet.line(
        "target_per_member_per_month", "Target spend PMPM (u)", USD_PER_MEMBER_PER_MONTH, base.net_per_month * factor
    )
    benchmark = sheet.line("benchmark", "Target spend (v)", USD, target * now.months, places=0)
    return benchmark, now.net


def _period(builder: WorksheetBuilder, prefix: str, letters: str) -> _Period:
    sheet = builder.sheet
    whose = "Baseline period" if prefix else "Measurement period"
    months = sheet.input(f"{prefix}member_months", f"Member months ({letters[0]})", MEMBER_MONTHS, at_least=ZERO)
    allowed = sheet.input(f"{prefix}allowed_spend", f"Allowed spend ({letters[1]})", USD, at_least=ZERO, places=0)
    customer = sheet.input(
        f"{prefix}customer_expenses", f"ACO customer expenses ({letters[2]})", USD, at_least=ZERO, places=0
    )
    excess = sheet.input(
        f"{prefix}excess_claims", f"Excess medical claims ({letters[3]})", USD, at_least=ZERO, places=0
    )
    risk_score = mean_score(builder, prefix, f"Risk score ({letters[4]})")
    net = sheet.line(
        f"{prefix}expenditures",
        f"{whose} adjusted net spend ({letters[5]})",
        USD,
        allowed - customer - excess,
        places=0,
        at_least=ZERO,
    )
    net_per_month = sheet.line(
        f"{prefix}net_per_member_per_month",
        f"{whose} adjusted net PMPM ({letters[6]})",
        USD_PER_MEMBER_PER_MONTH,
        net / months,
    )
    return _Period(months, allowed, risk_score, net, net_per_month)
