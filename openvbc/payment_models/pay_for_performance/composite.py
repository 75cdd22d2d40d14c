"""What the composite pays: brackets, bonus, a withhold earned back; and what it costs: a penalty."""

from decimal import Decimal

from openvbc.money import ONE, ZERO
from openvbc.payment_models.pay_for_performance.terms import Bonus, Brackets, Penalty, Ranking, Withhold
from openvbc.payment_models.pay_for_performance.worksheet_builder import WorksheetBuilder
from openvbc.units import CASES, POINTS, RATE, USD, USD_PER_MEMBER_PER_MONTH, YES_OR_NO
from openvbc.worksheet.formula import (
    Axis,
    Formula,
    Member,
    StepTable,
    all_of,
    at,
    by_member,
    greatest,
    lookup,
    rounded,
    total,
    when,
)
from openvbc.worksheet.sheet import Line


def add_brackets(builder: WorksheetBuilder, agreed: Brackets) -> Line:
    """The line `bracket_payment`: what the bracket of the score or points pays."""
    sheet = builder.sheet
    sheet.section("brackets", "Brackets")
    clause = builder.clause("brackets")
    at = sheet["quality_score"]
    if agreed.of == "points":
        at = sheet.line("points_of_all_measures", "Points of all measures", POINTS, total(sheet["measure_points"]))
    steps = [
        (row.at_least, (row.share_of_pool if agreed.of_pool else row.per_member_per_month) or ZERO)
        for row in agreed.rows
    ]
    if steps[0][0] > ZERO:
        steps.insert(0, (ZERO, ZERO))  # below the first bracket nothing is paid
    bounds, pays = zip(*steps, strict=True)
    found = lookup(at, StepTable("brackets", "Brackets", bounds, {"pays": pays}), "pays")
    if agreed.of_pool:
        share = sheet.line("share_of_pool", "Share of the pool", RATE, found, clause=clause)
        pool = sheet.input("quality_pool", "Pool for quality", USD, at_least=ZERO, clause=clause)
        amount = share * pool
    else:
        label = "Rate of the bracket per member per month"
        rate = sheet.line("bracket_rate", label, USD_PER_MEMBER_PER_MONTH, found, clause=clause)
        amount = rate * builder.member_months()
    return sheet.line("bracket_payment", "Payment of the bracket", USD, rounded(amount, 2), clause=clause)


def _agreed_amount(builder: WorksheetBuilder, name: str, label: str, agreed: Bonus | Penalty) -> Formula:
    """A fixed amount, or a rate per member per month, or a share of fee-for-service payments, as agreed."""
    sheet = builder.sheet
    if agreed.amount is not None:
        return sheet.term(f"{name}_amount", f"{label}, in full", USD, agreed.amount, clause=builder.clause(name))
    if agreed.per_member_per_month is not None:
        rate = sheet.term(
            f"{name}_per_member_per_month", f"{label} per member per month", USD_PER_MEMBER_PER_MONTH,
            agreed.per_member_per_month, clause=builder.clause(name),
        )  # fmt: skip
        return rate * builder.member_months()
    if agreed.rate is None:
        raise TypeError("an amount, a rate per month or a share of payments is agreed")
    share = sheet.term(f"{name}_rate", f"{label}, share of payments", RATE, agreed.rate, clause=builder.clause(name))
    if isinstance(agreed, Penalty) or agreed.of is None:
        return share * builder.fee_for_service_payments()
    payments = builder.payments(agreed.of)
    if not agreed.after_withhold:
        return share * payments
    return share * payments * (1 - _withhold_rate(builder))


def _withhold_rate(builder: WorksheetBuilder) -> Line:
    """The agreed rate of the withhold, which a bonus may read before the withhold is worked out."""
    agreed = builder.terms.withhold
    if agreed is None or agreed.rate is None:
        raise TypeError("a withhold with a rate is agreed")
    if "withhold_rate" in builder.sheet:
        return builder.sheet["withhold_rate"]
    return builder.sheet.term(
        "withhold_rate", "Share of payments withheld", RATE, agreed.rate, clause=builder.clause("withhold")
    )


def add_bonus(builder: WorksheetBuilder, agreed: Bonus) -> Line:
    """The line `bonus`: all of it or its share by score, once the minimum is met."""
    sheet, clause = builder.sheet, builder.clause("bonus")
    sheet.section("bonus", "Bonus")
    score = sheet["quality_score"]
    minimum = sheet.term("bonus_minimum_score", "Minimum score of the bonus", RATE, agreed.minimum_score, clause=clause)
    met = sheet.line("bonus_earned", "Quality reaches the minimum of the bonus", YES_OR_NO, score >= minimum)
    amount = _agreed_amount(builder, "bonus", "Bonus", agreed)
    if agreed.scaled_by_score:
        amount = amount * score
    return sheet.line("bonus", "Bonus", USD, when(met, rounded(amount, 2), 0), clause=clause)


def add_ranking(builder: WorksheetBuilder, agreed: Ranking) -> Line:
    """The line `ranking_payment`: the provider's prize; who are level share the prizes of the places that they fill."""
    sheet, clause = builder.sheet, builder.clause("ranking")
    sheet.section("ranking", "Ranking among peers")
    peers = Axis("peers", "Peers", tuple(Member(name, name) for name in agreed.peers))
    beside = Axis("peers_beside", "Peers beside whom", tuple(Member(name, name) for name in agreed.peers))
    label = "Score of the peer, of one period for all"
    score = sheet.input("peer_score", label, RATE, axis=peers, at_least=ZERO, at_most=ONE, clause=clause)
    others: dict[str, Formula | Decimal | int | bool] = {key: at(score, peers, key) for key in beside.keys}
    other = sheet.line("peer_score_beside", "The same scores, to compare with", RATE, by_member(beside, others))
    ahead = sheet.line("is_ahead", "Peer beside is ahead", CASES, when(other > score, 1, 0))
    level = sheet.line("is_level", "Peer beside is level", CASES, when(all_of(other >= score, other <= score), 1, 0))
    before = sheet.line("places_before", "Places before the peer's", CASES, total(ahead, over=beside))
    filled = sheet.line("places_filled", "Peers on the place, the peer among them", CASES, total(level, over=beside))
    sums = [sum(agreed.prizes[:count], start=ZERO) for count in range(len(agreed.peers) + 1)]
    bounds = tuple(Decimal(count) for count in range(len(sums)))
    table = StepTable("prizes", "Prizes of so many first places together", bounds, {"share": tuple(sums)})
    shared = (lookup(before + filled, table, "share") - lookup(before, table, "share")) / filled
    share = sheet.line("prize_share", "Share of the pool", RATE, shared, clause=clause)
    name, label = "ranking_pool", "Pool that is paid by place"
    if agreed.pool is None:
        pool = sheet.input(name, label, USD, at_least=ZERO, clause=clause, note="What others did not earn, added up.")
    else:
        pool = sheet.term(name, label, USD, agreed.pool, clause=clause)
    paid = sheet.line("ranking_payments", "Payment by place", USD, rounded(pool * share, 2), clause=clause)
    own = at(paid, peers, agreed.provider)
    return sheet.line("ranking_payment", "Payment by place to the provider", USD, own, clause=clause)


def add_withhold(builder: WorksheetBuilder, agreed: Withhold) -> Line:
    """The line `withhold_earned_back`: what quality gives back of the amount withheld. The payer keeps the rest."""
    sheet, clause = builder.sheet, builder.clause("withhold")
    sheet.section("withhold", "Withhold")
    if agreed.rate is None:
        withheld = sheet.input("amount_withheld", "Amount withheld during the year", USD, at_least=ZERO, clause=clause)
    else:
        rate, payments = _withhold_rate(builder), builder.payments(agreed.of)
        gross = payments if agreed.payments == "gross" else payments / (1 - rate)
        withheld = sheet.line("amount_withheld", "Amount withheld during the year", USD, rounded(rate * gross, 2))
    score, stake = sheet["quality_score"], withheld
    if agreed.at_stake < ONE:
        part = sheet.term(
            "withhold_part_at_stake", "Part that depends on quality", RATE, agreed.at_stake, clause=clause
        )
        stake = sheet.line("withhold_at_stake", "Withhold that depends on quality", USD, rounded(withheld * part, 2))
    earned: Formula = rounded(stake * score, 2) if agreed.earned_back == "by_score" else stake
    if agreed.minimum_score is not None:
        minimum = sheet.term(
            "withhold_minimum_score", "Minimum score of the withhold", RATE, agreed.minimum_score, clause=clause
        )
        label = "Quality reaches the minimum of the withhold"
        earned = when(sheet.line("withhold_minimum_met", label, YES_OR_NO, score >= minimum), earned, 0)
    if agreed.most_lost is not None:
        label = "Most of that part that can be lost"
        most = sheet.term("withhold_most_lost", label, RATE, agreed.most_lost, clause=clause)
        by_quality = sheet.line("withhold_earned_by_quality", "Earned back by quality alone", USD, earned)
        earned = greatest(by_quality, stake - rounded(stake * most, 2))
    if stake is not withheld:
        earned = sheet.line("withhold_stake_returned", "Returned of the part at stake", USD, earned) + withheld - stake
    back = sheet.line("withhold_earned_back", "Withhold earned back", USD, earned, clause=clause)
    sheet.line("withhold_kept", "Withhold that the payer keeps", USD, withheld - back)
    return back


def add_penalty(builder: WorksheetBuilder, agreed: Penalty) -> Line:
    """The line `penalty`: what the provider owes below the minimum, whole or by the share that is missing."""
    sheet, clause = builder.sheet, builder.clause("penalty")
    sheet.section("penalty", "Penalty")
    score = sheet["quality_score"]
    minimum = sheet.term("penalty_below_score", "Score below which it is due", RATE, agreed.below_score, clause=clause)
    missed = sheet.line("penalty_due", "Quality stays below it", YES_OR_NO, score < minimum)
    amount = _agreed_amount(builder, "penalty", "Penalty", agreed)
    if agreed.by_shortfall:
        shortfall = sheet.line(
            "quality_shortfall", "Share of that score that is missing", RATE, (minimum - score) / minimum
        )
        amount = amount * shortfall
    return sheet.line(
        "penalty", "Penalty owed by the provider", USD, when(missed, rounded(amount, 2), 0), clause=clause
    )
