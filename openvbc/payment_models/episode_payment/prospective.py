"""The lines of one price for an episode: what its holder is paid, what is withheld, and what it owes the others."""

from decimal import Decimal

from openvbc.errors import ContractError, Fault, did_you_mean
from openvbc.figures import Keyed, Value
from openvbc.money import ZERO
from openvbc.payment_models.episode_payment.terms import Prospective, Withhold
from openvbc.payment_models.episode_payment.worksheet_builder import WorksheetBuilder, in_words
from openvbc.units import CASES, POINTS, RATE, USD
from openvbc.worksheet.formula import Axis, Formula, Member, rounded, total, when
from openvbc.worksheet.sheet import Bar, BarRole, Line

_PATH = "prospective"


def add_prospective(builder: WorksheetBuilder, agreed: Prospective) -> None:
    """The payment of a year's episodes at one price each."""
    sheet, types = builder.sheet, builder.types
    sheet.section("episodes", "Episodes and their price")
    clause = builder.clause(_PATH)
    episodes = sheet.input("episodes", "Episodes", CASES, axis=types, at_least=ZERO, clause=clause)
    price = builder.agreed_by_type("agreed_price", "Price of an episode", agreed.price, _PATH, "price")
    each = sheet.line("price_of_episodes", "Price of all episodes of the type", USD, price * episodes, clause=clause)
    whole = sheet.line("bundle_payment", "Price of all episodes", USD, total(each), clause=clause)
    net: Formula = whole
    bars = [Bar("bundle_payment", BarRole.TOTAL)]
    if agreed.withhold is not None:
        kept = _withheld(builder, agreed.withhold, whole)
        net = net - kept
        bars.append(Bar(kept.name, BarRole.MINUS))
    if agreed.paid_by_payer:
        paid = sheet.input(
            "paid_to_others", "Services of the bundle that the payer paid to others all the same", USD, at_least=ZERO,
            clause=builder.clause(_PATH, "paid_by_payer"),
        )  # fmt: skip
        net = net - paid
        bars.append(Bar(paid.name, BarRole.MINUS))
    if agreed.payables:
        _payables(builder, agreed, episodes)
    sheet.section("outcome", "Outcome")
    label = "Net payment to the holder (+) or owed by it (−)"
    payment = sheet.line("net_payment", label, USD, rounded(net, 2))
    if agreed.payables:
        sheet.line("left_to_holder", "What the holder keeps when all others are paid", USD, payment - sheet["payables"])
    sheet.outcome = "net_payment"
    sheet.waterfall = (*bars, Bar("net_payment", BarRole.TOTAL))


def _withheld(builder: WorksheetBuilder, agreed: Withhold, whole: Line) -> Line:
    """What stays withheld once the score is known."""
    sheet, path = builder.sheet, (_PATH, "withhold")
    clause = builder.clause(*path)
    share = builder.agreed("withhold", "Share of the price that is withheld", RATE, agreed.share, *path, "share")
    held = sheet.line("withheld", "Withheld", USD, rounded(share * whole, 2), clause=clause)
    score = sheet.input(
        "composite_quality_score", "Composite quality score", POINTS, at_least=ZERO, at_most=Decimal(100),
        clause=clause,
    )  # fmt: skip
    released: Formula
    if agreed.threshold is not None:
        line = builder.agreed("release_threshold", "Score from which all of it is released", POINTS, agreed.threshold,
                              *path, "threshold")  # fmt: skip
        released = when(score >= line, held, 0)
    else:
        released = rounded(held * score / 100, 2)
    free = sheet.line("released", "Released", USD, released, clause=clause)
    return sheet.line("kept_by_payer", "Withheld and not released", USD, held - free, clause=clause)


def _payables(builder: WorksheetBuilder, agreed: Prospective, episodes: Line) -> None:
    """What the holder owes each of the others for the episodes."""
    sheet, types = builder.sheet, builder.types
    sheet.section("payables", "What the holder owes the others")
    clause = builder.clause(_PATH, "payables")
    for participant, by_type in agreed.payables.items():
        for kind in by_type:
            if kind not in types.keys:
                raise ContractError(
                    Fault(
                        f"payables of {participant} name {kind}, which is no type of episode",
                        builder.clause(_PATH, "payables", participant).where,
                        fix=did_you_mean(kind, types.keys),
                    )
                )
    axis = Axis("participants", "Participant", tuple(Member(name, in_words(name)) for name in agreed.payables))
    stated: dict[Keyed, Value] = {
        (name, kind): by_type.get(kind, ZERO) for name, by_type in agreed.payables.items() for kind in types.keys
    }
    rate = sheet.term("payable_per_episode", "Owed an episode", USD, stated, axis=(axis, types), clause=clause)
    owed = sheet.line("payable", "Owed to the participant", USD, total(rate * episodes, types), clause=clause)
    sheet.line("payables", "Owed to all participants", USD, total(owed), clause=clause)
