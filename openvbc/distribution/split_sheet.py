"""The worksheet of one who divides: what came in, what is taken first in which order, and what each pool gets."""

from collections.abc import Mapping
from dataclasses import dataclass

from openvbc.contract.distribution_plan import Fund, Split
from openvbc.distribution.cents import share_in_cents
from openvbc.distribution.received import RESERVE_BALANCE
from openvbc.distribution.steps import ClauseOf, add_steps
from openvbc.figures import Figure
from openvbc.money import EXACT, ONE, ZERO
from openvbc.units import RATE, USD
from openvbc.worksheet.formula import Axis, Member, greatest, least, rounded, total
from openvbc.worksheet.sheet import Line, Worksheet

#: The lines that others read.
ENTERED, TO_POOLS, POOL_AMOUNT = "entered", "to_pools", "pool_amount"
LOSS, RESERVE_PAYS, LOSS_TO_SHARE = "loss", "reserve_pays", "loss_to_share"


@dataclass(frozen=True)
class Entry:
    """Money that enters: a key, words and the figure."""

    key: str
    label: str
    figure: Figure


def needs_reserve(split: Split) -> bool:
    """Whether the split reads what the reserve held before."""
    steps = [*split.first, *(step for pool in split.pools for step in pool.first)]
    first = split.losses is not None and split.losses.reserve_first
    return any(step.target is not None for step in steps) or first or split.guarantee is not None


def split_sheet(
    fund: Fund, split: Split, who: str, entries: tuple[Entry, ...], clause: ClauseOf
) -> tuple[Worksheet, dict[str, "Figure | Mapping[str, Figure]"]]:
    """The worksheet and the figures of what enters. The reserve's balance is added by who evaluates it."""
    sheet = Worksheet(f"{fund.words}: {who}")
    sheet.section("entering", "What came in")
    axis = Axis("entries", "Where from", tuple(Member(each.key, each.label) for each in entries))
    arrived = sheet.input("arrived", "Came in", USD, axis=axis)
    figures: dict[str, Figure | Mapping[str, Figure]] = {"arrived": {each.key: each.figure for each in entries}}
    entered = sheet.line(ENTERED, "Came in together, to the cent", USD, rounded(total(arrived), 2))
    if needs_reserve(split):
        sheet.input(RESERVE_BALANCE, "Reserve before this distribution", USD, at_least=ZERO)
    start = sheet.line("to_divide", "To divide", USD, greatest(entered, 0))
    if split.first:
        sheet.section("first", "What is taken first")
    left = add_steps(sheet, split.first, start, entered, clause)
    _pools(sheet, split, left, clause)
    _losses(sheet, split, entered, clause)
    sheet.outcome = TO_POOLS
    return sheet, figures


def _pools(sheet: Worksheet, split: Split, left: Line, clause: ClauseOf) -> None:
    sheet.section("pools", "Pools")
    axis = Axis("pools", "Pools", tuple(Member(pool.pool, pool.words) for pool in split.pools))
    sheet.line(TO_POOLS, "To the pools", USD, left)
    stated = ZERO
    for pool in split.pools:
        stated = EXACT.add(stated, pool.share) if pool.share != "rest" else stated
    shares = {pool.pool: pool.share if pool.share != "rest" else EXACT.subtract(ONE, stated) for pool in split.pools}
    share = sheet.term("pool_share", "Share of the pool", RATE, shares, axis=axis, clause=clause("pools"))
    share_in_cents(sheet, POOL_AMOUNT, "Pool", sheet[TO_POOLS], share, axis)


def _losses(sheet: Worksheet, split: Split, entered: Line, clause: ClauseOf) -> None:
    """What there is to bear of a loss, after the reserve."""
    if split.losses is not None:
        sheet.section("losses", "Losses")
        loss = sheet.line(LOSS, "Loss", USD, greatest(0 - entered, 0))
        if split.losses.reserve_first:
            held = sheet[RESERVE_BALANCE]
            pays = sheet.line(
                RESERVE_PAYS, "Paid by the reserve", USD, least(loss, held), clause=clause("losses", "reserve_first")
            )
            sheet.line(LOSS_TO_SHARE, "Loss to share", USD, loss - pays)
        else:
            sheet.line(LOSS_TO_SHARE, "Loss to share", USD, loss)
