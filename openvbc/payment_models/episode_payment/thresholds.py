"""The lines of two thresholds: the mean cost of an episode earns a gain below one and owes a part above another."""

from decimal import Decimal

from openvbc.money import ZERO
from openvbc.payment_models.episode_payment.terms import Thresholds
from openvbc.payment_models.episode_payment.worksheet_builder import WorksheetBuilder
from openvbc.units import CASES, RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import Formula, all_of, greatest, rounded, total, when
from openvbc.worksheet.sheet import Bar, BarRole

_PATH = "thresholds"


def add_thresholds(builder: WorksheetBuilder, agreed: Thresholds) -> None:
    """The settlement of a year by thresholds."""
    sheet, types = builder.sheet, builder.types
    sheet.section("episodes", "Episodes and their mean cost")
    clause = builder.clause(_PATH)
    episodes = sheet.input("episodes", "Valid episodes", CASES, axis=types, at_least=ZERO, clause=clause)
    spending = sheet.input(
        "episode_spending", "Risk-adjusted spending on valid episodes", USD, axis=types, at_least=ZERO, clause=clause
    )
    mean = sheet.line("mean_cost", "Mean cost of a valid episode", USD, spending / greatest(episodes, 1), clause=clause)
    sheet.section("thresholds", "Thresholds")
    low = builder.agreed_by_type("commendable", "Commendable threshold", agreed.commendable, _PATH, "commendable")
    high = builder.agreed_by_type("acceptable", "Acceptable threshold", agreed.acceptable, _PATH, "acceptable")
    counted: Formula = mean
    if agreed.gain_limit:
        limits = sheet.term(
            "gain_limit", "Gain limit", USD, {kind: agreed.gain_limit.get(kind, ZERO) for kind in types.keys},
            axis=types, clause=builder.clause(_PATH, "gain_limit"),
        )  # fmt: skip
        counted = greatest(mean, limits)
    enough: Formula = episodes > 0
    if agreed.least_episodes is not None:
        least_line = builder.agreed("least_episodes", "Fewest valid episodes", CASES, Decimal(agreed.least_episodes),
                                    _PATH, "least_episodes")  # fmt: skip
        enough = all_of(enough, episodes >= least_line)
    settles = sheet.line("is_settled", "The type is settled", YES_OR_NO, enough, clause=clause)
    earned: Formula = all_of(settles, mean <= low)
    if agreed.quality_gates:
        gates = sheet.input("quality_gates_met", "Quality gates of the type are met", YES_OR_NO, axis=types,
                            clause=builder.clause(_PATH, "quality_gates"))  # fmt: skip
        earned = all_of(settles, mean <= low, gates)
    is_earned = sheet.line("gain_earned", "A gain is earned", YES_OR_NO, earned, clause=clause)
    is_owed = sheet.line("payback_owed", "A part is owed", YES_OR_NO, all_of(settles, mean > high), clause=clause)
    gain_share = builder.agreed("share_of_gains", "Provider's share below the commendable threshold", RATE,
                                agreed.share_of_gains, _PATH, "share_of_gains")  # fmt: skip
    loss_share = builder.agreed("share_of_losses", "Provider's share above the acceptable threshold", RATE,
                                agreed.share_of_losses, _PATH, "share_of_losses")  # fmt: skip
    gains = sheet.line(
        "gain", "Gain", USD, when(is_earned, rounded(gain_share * (low - counted) * episodes, 2), 0), clause=clause
    )
    paybacks = sheet.line(
        "payback", "Payback", USD, when(is_owed, rounded(loss_share * (mean - high) * episodes, 2), 0), clause=clause
    )
    sheet.section("outcome", "Outcome")
    sheet.line("gains", "Gains of all types", USD, total(gains))
    sheet.line("paybacks", "Paybacks of all types", USD, total(paybacks))
    label = "Net payment to the provider (+) or owed by it (−)"
    sheet.line("net_payment", label, USD, sheet["gains"] - sheet["paybacks"])
    sheet.outcome = "net_payment"
    sheet.waterfall = (
        Bar("gains", BarRole.TOTAL),
        Bar("paybacks", BarRole.MINUS),
        Bar("net_payment", BarRole.TOTAL),
    )
