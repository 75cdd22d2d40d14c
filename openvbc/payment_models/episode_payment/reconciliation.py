"""The lines from target prices and spending to what is paid or owed: quality, limits, and what stands beside them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from openvbc.citation import Citation
from openvbc.errors import ContractError, Fault
from openvbc.money import ZERO
from openvbc.payment_models.episode_payment.prices import add_prices
from openvbc.payment_models.episode_payment.quality import add_composite_score
from openvbc.payment_models.episode_payment.terms import Retrospective
from openvbc.payment_models.episode_payment.worksheet_builder import WorksheetBuilder, in_words
from openvbc.units import CASES, FACTOR, RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import (
    Axis,
    Formula,
    Member,
    all_of,
    any_of,
    at,
    by_member,
    greatest,
    least,
    rounded,
    total,
    when,
)
from openvbc.worksheet.sheet import Bar, BarRole, Line, Reason

_PATH = "retrospective"
TRACKS = Axis(
    "tracks", "Track", (Member("track_1", "Track 1"), Member("track_2", "Track 2"), Member("track_3", "Track 3"))
)


@dataclass(frozen=True)
class _Sides:
    """What gains and losses are held against: the sums of target prices, and their differences from spending."""

    target_of_gains: Line
    target_of_losses: Line
    gains: Line
    losses: Line


def add_reconciliation(builder: WorksheetBuilder, agreed: Retrospective) -> None:
    """The retrospective settlement of a year."""
    sheet, terms = builder.sheet, builder.terms
    _check_program(builder, agreed)
    sheet.section("episodes", "Episodes")
    episodes = sheet.input(
        "episodes", "Episodes", CASES, axis=builder.types, at_least=ZERO, clause=builder.clause(_PATH)
    )
    counts = _counting(builder, agreed)
    score = add_composite_score(builder, agreed) if _uses_quality(builder, agreed) else None
    price = add_prices(builder, agreed.price)
    sides = _sides(builder, agreed, price, episodes, counts, score)
    sheet.section("reconciliation", "Quality and limits")
    if terms.program == "team":
        result = _by_track(builder, sides, cast("Line", score))
    else:
        result = _result(builder, agreed, sides, score)
    _outcome(builder, agreed, sides, result)


def _check_program(builder: WorksheetBuilder, agreed: Retrospective) -> None:
    """ContractError for terms that a program publishes, or that nobody says; and for a track that is not open."""
    terms, program = builder.terms, builder.terms.program
    published = program in ("team", "bpci_advanced", "cjr")
    for name in ("risk", "quality", "stop_gain", "stop_loss", "share_of_gains", "share_of_losses", "discount"):
        if published and getattr(agreed, name) is not None:
            where = builder.clause(_PATH, name).where
            raise ContractError(Fault(f"{name} is published for {program}", where, fix="take it out"))
    if not published and agreed.risk is None:
        raise ContractError(Fault("risk is missing", builder.clause(_PATH).where, fix="write one_sided or two_sided"))
    if program == "team":
        kind = terms.hospital_kind or "usual"
        found = builder.request.parameters.codes("team_tracks_open", **builder.published.asked, hospital_kind=kind)
        tracks = [track for each in found for track in each.code_list]
        if terms.track not in tracks:
            year = builder.request.performance_year.year
            raise ContractError(
                Fault(
                    f"{in_words(terms.track or '')} is not open to this hospital in {year}",
                    builder.clause("track").where,
                    why=f"a hospital of the kind {kind} may be in {', '.join(sorted(tracks))}",
                    fix="write one of them, or the hospital's kind",
                )
            )


def _uses_quality(builder: WorksheetBuilder, agreed: Retrospective) -> bool:
    return builder.terms.program in ("team", "bpci_advanced", "cjr") or agreed.quality is not None


def _counting(builder: WorksheetBuilder, agreed: Retrospective) -> Formula | None:
    """Whether each type is reconciled: its category had enough episodes in the base years. None where all are."""
    sheet, program = builder.sheet, builder.terms.program
    if agreed.least_episodes is not None:
        fewest = builder.agreed(
            "least_episodes", "Fewest episodes of a category in the base years", CASES,
            Decimal(agreed.least_episodes), _PATH, "least_episodes",
        )  # fmt: skip
    elif program in ("team", "cjr_x"):
        fewest = builder.published.line(f"{program}_least_episodes", "least_episodes")
    else:
        return None
    base = sheet.input(
        "baseline_episodes", "Episodes of the category in the base years", CASES, axis=builder.categories,
        at_least=ZERO, clause=builder.clause(_PATH),
    )  # fmt: skip
    counts = sheet.line("reconciled", "The category is reconciled", YES_OR_NO, base >= fewest, rule=fewest.rule,
                        clause=fewest.clause)  # fmt: skip
    return builder.by_category(counts)


def _sides(
    builder: WorksheetBuilder,
    agreed: Retrospective,
    price: Line,
    episodes: Line,
    counts: Formula | None,
    score: Line | None,
) -> _Sides:
    sheet, types = builder.sheet, builder.types
    sheet.section("targets", "Target prices and spending")
    discount, repayment_discount = _discounts(builder, agreed, score)
    target = price if discount is None else price * (1 - builder.by_category(discount))
    target_price = sheet.line(
        "target_price", "Target price of an episode", USD, target, rule=None if discount is None else _rule(discount)
    )
    if agreed.price.given == "after_discount" and discount is not None:
        raise ContractError(
            Fault(
                "the price is given after the discount, which would be taken off twice",
                builder.clause(_PATH, "price", "given").where,
                fix="write before_discount, or leave the discount out",
            )
        )

    def summed(name: str, label: str, each: Formula) -> Line:
        counted = each if counts is None else when(counts, each, 0)
        return sheet.line(name, label, USD, counted)

    amount = summed("target_amount", "Target prices of all episodes", target_price * episodes)
    note = "Each episode at most at its limit, where the rule has one."
    spent = sheet.input("episode_spending", "Spending on episodes", USD, axis=types, at_least=ZERO, note=note,
                        clause=builder.clause(_PATH))  # fmt: skip
    spending: Formula = spent
    if agreed.disaster_relief:
        clause = builder.clause(_PATH, "disaster_relief")
        relief = sheet.input(
            "disaster_relief", "What episodes in a disaster cost above their target prices", USD, axis=types,
            at_least=ZERO, not_above=spent, clause=clause,
        )  # fmt: skip
        spending = sheet.line("spending_after_relief", "Spending after disaster relief", USD, spent - relief)
    counted = summed("counted_spending", "Spending that is reconciled", spending)
    sheet.line("difference", "Target less spending", USD, amount - counted)
    target_total = sheet.line("total_target", "All target prices", USD, total(amount))
    spending_total = sheet.line("total_spending", "All spending that is reconciled", USD, total(counted))
    label = "Target prices less spending: savings (+) or losses (−)"
    sheet.line("savings", label, USD, target_total - spending_total)
    gains = sheet.line("gains", "Savings", USD, greatest(target_total - spending_total, 0))
    owed_target = target_total
    if repayment_discount is not None:
        owed = price * (1 - builder.by_category(repayment_discount))
        words = "Target price of an episode where money is owed"
        owed_price = sheet.line("repayment_target_price", words, USD, owed, rule=_rule(repayment_discount))
        owed_amount = summed("repayment_target_amount", "Target prices where money is owed", owed_price * episodes)
        owed_target = sheet.line("total_repayment_target", "All target prices where money is owed", USD,
                                 total(owed_amount))  # fmt: skip
    losses = sheet.line("losses", "Losses", USD, greatest(spending_total - owed_target, 0))
    return _Sides(target_total, owed_target, gains, losses)


def _rule(formula: Formula) -> Citation | None:
    return formula.rule if isinstance(formula, Line) else None


def _discounts(builder: WorksheetBuilder, agreed: Retrospective, score: Line | None) -> tuple[Line | None, Line | None]:
    """The discount on prices, and a different one where money is owed; None where there is none."""
    sheet, program = builder.sheet, builder.terms.program
    if program in ("team", "bpci_advanced"):
        if agreed.price.given == "after_discount":
            return None, None
        return builder.published_by_category(f"{program}_discount", "discount", "Discount"), None
    if program == "cjr" and score is not None:
        return _cjr_discounts(builder, score)
    if agreed.discount_by_category:
        stated = {}
        for category in builder.categories.keys:
            found = agreed.discount_by_category.get(category, agreed.discount)
            if found is None:
                where = builder.clause(_PATH, "discount_by_category").where
                raise ContractError(Fault(f"no discount is agreed for {category}", where, fix="add it, or discount"))
            stated[category] = found
        clause = builder.clause(_PATH, "discount_by_category")
        return sheet.term("discount", "Discount", RATE, stated, axis=builder.categories, clause=clause), None
    if agreed.discount is None:
        return None, None
    return builder.agreed("discount", "Discount", RATE, agreed.discount, _PATH, "discount"), None


def _cjr_discounts(builder: WorksheetBuilder, score: Line) -> tuple[Line, Line]:
    """CJR: one discount where money is paid, another where it is owed, both less with a good or excellent score."""
    sheet, published = builder.sheet, builder.published
    good = published.line("cjr_good_score", "good_score")
    excellent = published.line("cjr_excellent_score", "excellent_score")
    for_good = published.line("cjr_good_reduction", "good_reduction")
    for_excellent = published.line("cjr_excellent_reduction", "excellent_reduction")
    reduction = sheet.line(
        "good_score_reduction", "Points off the discount, if the score is not excellent", RATE,
        when(score >= good, for_good, 0),
        rule=for_good.rule,
    )  # fmt: skip
    reduction = sheet.line(
        "discount_reduction", "Points off the discount", RATE, when(score > excellent, for_excellent, reduction),
        rule=for_excellent.rule,
    )  # fmt: skip
    base = published.line("cjr_discount", "discount_before_quality")
    owed = published.line("cjr_repayment_discount", "repayment_discount_before_quality")
    return (
        sheet.line("discount", "Discount", RATE, greatest(base - reduction, 0), rule=base.rule),
        sheet.line(
            "repayment_discount", "Discount where money is owed", RATE, greatest(owed - reduction, 0), rule=owed.rule
        ),
    )


def _excess(builder: WorksheetBuilder, agreed: Retrospective) -> Line | None:
    """What spending after the episodes exceeded its limit by; it stands outside stop-gain and stop-loss."""
    if not agreed.post_episode:
        return None
    sheet = builder.sheet
    rule = None
    note = "Above the limit that the rule or contract sets, of all episodes together."
    if builder.terms.program in ("team", "cjr"):
        deviations = builder.published.line(f"{builder.terms.program}_post_episode_deviations", "deviations_allowed")
        rule, clause = deviations.rule, builder.clause(_PATH, "post_episode")
        after = sheet.input(
            "spending_after_episodes", "Spending in the days after episodes", USD, at_least=ZERO, clause=clause
        )
        mean = sheet.input("regional_mean_after", "Regional mean of it an episode", USD, at_least=ZERO, clause=clause)
        deviation = sheet.input(
            "regional_deviation_after", "Regional standard deviation of it", USD, at_least=ZERO, clause=clause
        )
        limit = (mean + deviations * deviation) * total(sheet["episodes"])
        limit_line = sheet.line("limit_after_episodes", "Most that it may come to", USD, limit, rule=rule)
        return sheet.line("excess_after_episodes", "Spending after episodes above its limit", USD,
                          greatest(after - limit_line, 0), rule=rule)  # fmt: skip
    return sheet.input(
        "excess_after_episodes", "Spending after episodes above its limit", USD, at_least=ZERO, note=note,
        clause=builder.clause(_PATH, "post_episode"),
    )  # fmt: skip


def _by_track(builder: WorksheetBuilder, sides: _Sides, score: Line) -> Line:
    """TEAM: what the year comes to in every track, side by side; the hospital's own is the one that counts."""
    sheet, published, agreed = builder.sheet, builder.published, cast("Retrospective", builder.terms.retrospective)

    def over(name: str) -> Line:
        return published.over(f"team_{name}", name, TRACKS, "track")

    gain_rate, loss_rate = over("quality_on_gains"), over("quality_on_losses")
    stop_gain, stop_loss = over("stop_gain"), over("stop_loss")
    gains = sheet.line(
        "gains_after_quality", "Savings after quality", USD, sides.gains * (1 - gain_rate * (1 - score / 100)),
        rule=gain_rate.rule,
    )  # fmt: skip
    losses = sheet.line(
        "losses_after_quality", "Losses after quality", USD, sides.losses * (1 - loss_rate * score / 100),
        rule=loss_rate.rule,
    )  # fmt: skip
    most_gain = sheet.line("most_gain", "Most that is paid", USD, stop_gain * sides.target_of_gains,
                           rule=stop_gain.rule)  # fmt: skip
    most_loss = sheet.line("most_loss", "Most that is owed", USD, stop_loss * sides.target_of_losses,
                           rule=stop_loss.rule)  # fmt: skip
    limited = sheet.line(
        "limited_amount", "After limits", USD, least(gains, most_gain) - least(losses, most_loss), rule=stop_gain.rule
    )
    excess = _excess(builder, agreed)
    after: Formula = limited if excess is None else limited - excess
    own_side = {
        track: at(after if published.holds("team_owes_losses", track=track) else greatest(after, 0), TRACKS, track)
        for track in TRACKS.keys
    }
    rule = published.value("team_owes_losses", track="track_1").citation
    label = "What the year comes to in each track"
    amount = sheet.line("amount_by_track", label, USD, by_member(TRACKS, own_side), rule=rule)
    own = builder.terms.track or ""
    sheet.line("own_gains_after_quality", "Savings after quality, own track", USD, at(gains, TRACKS, own))
    sheet.line("own_losses_after_quality", "Losses after quality, own track", USD, at(losses, TRACKS, own))
    sheet.line("own_limited_amount", "After limits, own track", USD, at(limited, TRACKS, own))
    return sheet.line("reconciliation_amount", "What the year comes to in the own track", USD,
                      at(amount, TRACKS, own))  # fmt: skip


def _result(builder: WorksheetBuilder, agreed: Retrospective, sides: _Sides, score: Line | None) -> Line:
    """Quality, the provider's shares and limits, in this order; what is beyond them stands beside."""
    sheet, program, published = builder.sheet, builder.terms.program, builder.published
    gains: Formula = sides.gains
    losses: Formula = sides.losses
    if agreed.share_of_gains is not None:
        gains = gains * builder.agreed("share_of_gains", "Provider's share of savings", RATE, agreed.share_of_gains,
                                       _PATH, "share_of_gains")  # fmt: skip
    if agreed.share_of_losses is not None:
        losses = losses * builder.agreed("share_of_losses", "Provider's share of losses", RATE,
                                         agreed.share_of_losses, _PATH, "share_of_losses")  # fmt: skip
    if program == "bpci_advanced" and score is not None:
        rate = published.line("bpci_advanced_quality_adjustment", "quality_adjustment")
        gains, losses = gains * (1 - rate * (1 - score / 100)), losses * (1 - rate * score / 100)
    elif program == "cjr" and score is not None:
        gate = published.line("cjr_least_score", "least_score")
        gains = when(score >= gate, gains, 0)
    elif agreed.quality is not None and score is not None:
        rate = builder.agreed("quality_on_gains", "Most that quality takes off savings", RATE,
                              agreed.quality.most_of_gains, _PATH, "quality", "most_of_gains")  # fmt: skip
        gains = gains * (1 - rate * (1 - score / 100))
        if agreed.quality.most_of_losses is not None:
            rate = builder.agreed("quality_on_losses", "Most that quality takes off losses", RATE,
                                  agreed.quality.most_of_losses, _PATH, "quality", "most_of_losses")  # fmt: skip
            losses = losses * (1 - rate * score / 100)
    gains_line = sheet.line("gains_after_quality", "Savings that are paid, before limits", USD, gains)
    if agreed.risk == "one_sided":
        losses = losses * 0
    losses_line = sheet.line("losses_after_quality", "Losses that are owed, before limits", USD, losses)
    stop_gain, stop_loss = _limits(builder, agreed)
    paid, owed = _limited(builder, gains_line, stop_gain, sides), _limited(builder, losses_line, stop_loss, sides)
    limited = sheet.line("limited_amount", "After limits", USD, paid - owed)
    _spread(builder, sides, limited)
    excess = _excess(builder, agreed)
    result: Formula = limited if excess is None else limited - excess
    if agreed.risk == "one_sided" and excess is not None:
        result = greatest(result, 0)
    return sheet.line("reconciliation_amount", "What the year comes to", USD, result)


def _limits(builder: WorksheetBuilder, agreed: Retrospective) -> tuple[Line | None, Line | None]:
    """Stop-gain and stop-loss, agreed or published."""
    program, published = builder.terms.program, builder.published
    gain, loss = "Most that is paid, of all target prices", "Most that is owed, of all target prices"
    if program == "bpci_advanced":
        both = published.line("bpci_advanced_limit", "limit", "Most that is paid or owed, of all target prices")
        return both, both
    if program == "cjr":
        kind = builder.terms.hospital_kind
        small = published.words("cjr_small_hospitals")
        parameter = "cjr_stop_loss_of_small_hospitals" if kind in small else "cjr_stop_loss"
        return published.line("cjr_stop_gain", "stop_gain", gain), published.line(parameter, "stop_loss", loss)
    stop_gain = (
        builder.agreed("stop_gain", gain, RATE, agreed.stop_gain, _PATH, "stop_gain")
        if agreed.stop_gain is not None
        else None
    )
    stop_loss = (
        builder.agreed("stop_loss", loss, RATE, agreed.stop_loss, _PATH, "stop_loss")
        if agreed.stop_loss is not None
        else None
    )
    return stop_gain, stop_loss


def _limited(builder: WorksheetBuilder, amount: Line, limit: Line | None, sides: _Sides) -> Formula:
    """An amount, at most its limit."""
    if limit is None:
        return amount
    paid = amount.name == "gains_after_quality"
    base = sides.target_of_gains if paid else sides.target_of_losses
    name, label = ("most_gain", "Most that is paid") if paid else ("most_loss", "Most that is owed")
    most = builder.sheet.line(name, label, USD, limit * base, rule=limit.rule, clause=limit.clause)
    return least(amount, most)


def _spread(builder: WorksheetBuilder, sides: _Sides, limited: Line) -> None:
    """What quality and limits leave of each type's difference: one factor over all, as one cap holds for all."""
    sheet = builder.sheet
    savings = sheet["savings"]
    if sides.target_of_losses is not sides.target_of_gains:
        return
    part = when(any_of(savings > 0, savings < 0), limited / savings, 0)
    label = "Part of the difference that quality and limits leave"
    factor = sheet.line("part_left", label, FACTOR, part)
    sheet.line("amount_by_type", "What each type comes to", USD, sheet["difference"] * factor)


def _outcome(builder: WorksheetBuilder, agreed: Retrospective, sides: _Sides, result: Line) -> None:
    sheet = builder.sheet
    sheet.section("outcome", "Outcome")
    net: Formula = result
    before = None
    if agreed.true_up:
        before = sheet.input(
            "reconciled_before", "Paid (+) or owed (−) by the reconciliation before", USD,
            clause=builder.clause(_PATH, "true_up"),
        )  # fmt: skip
        net = net - before
    label = "Net payment to the provider (+) or owed by it (−)"
    payment = sheet.line("net_payment", label, USD, rounded(net, 2))
    sheet.outcome = "net_payment"
    own = "own_limited_amount" if "own_limited_amount" in sheet else "limited_amount"
    change = sheet.line("quality_and_limits", "What quality, shares and limits change", USD,
                        sheet[own] - sheet["savings"])  # fmt: skip
    beside = sheet.line("beside_limits", "What stands beside the limits", USD, payment - sheet[own])
    sheet.waterfall = (
        Bar("total_target", BarRole.TOTAL),
        Bar("total_spending", BarRole.MINUS),
        Bar("savings", BarRole.TOTAL),
        Bar(change.name, BarRole.PLUS),
        Bar(beside.name, BarRole.PLUS),
        Bar("net_payment", BarRole.TOTAL),
    )
    reasons = [
        Reason(
            all_of(payment <= 0, sides.gains <= 0, sides.losses <= 0),
            "savings",
            "spending came to the target prices, no more and no less",
        ),
        Reason(all_of(payment >= 0, payment <= 0, sides.losses > 0), "losses", "losses are not owed"),
    ]
    if "most_gain" in sheet and not sheet["most_gain"].axes:
        reasons.append(
            Reason(
                sheet["gains_after_quality"] > sheet["most_gain"],
                "most_gain",
                "savings are paid up to {}",
                (sheet["most_gain"],),
                beside_payment=True,
            )
        )
    sheet.reasons = tuple(reasons)
