"""Bands on a worksheet: an amount cut into slices, each at its own share; corridors of every payment model."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from openvbc.citation import Citation, Clause
from openvbc.contract.bands import Bands
from openvbc.figures import ABSENT, Keyed, Value
from openvbc.parameters.model import ParameterValue
from openvbc.units import RATE, USD, Unit
from openvbc.worksheet.formula import Axis, Formula, Member, all_of, at, by_member, first_present, greatest, least, when
from openvbc.worksheet.sheet import Line, Worksheet

_UP_TO: Final = "Band of {}, up to"
_SHARE: Final = "{1} share of the band of {0}"
_AMOUNT: Final = "{1} share of the {0} in the band"
_PROVIDER: Final = "Provider's"


def add_bands(
    sheet: Worksheet,
    side: str,
    amount: Line,
    bands: Bands,
    base: Line | None,
    clause: Clause,
    quality: Formula | None = None,
) -> Line:
    """The line `<side>_band_amount`, over the bands that a contract agrees: the provider's share of what lies in each.

    side: "savings" or "losses". base: what the ends are shares of; None where they are dollars. quality: what every
    share is multiplied by, but in bands that hold whatever quality is. An amount on an end belongs to the lower band.
    """
    unit = USD if base is None else RATE
    axis = _axis(side, bands.ends, unit, base)
    ends = _by_band(axis, bands.ends)
    up_to = sheet.term(f"{side}_band_up_to", _UP_TO.format(side), unit, ends, axis=axis, clause=clause)
    shares = dict(zip(axis.keys, bands.shares, strict=True))
    share = sheet.term(f"{side}_band_share", _SHARE.format(side, _PROVIDER), RATE, shares, axis=axis, clause=clause)
    lying = _lying_in(sheet, side, amount, (up_to, base), whole=bands.basis == "whole", clause=clause)
    part: Formula = lying * share
    if quality is not None:
        unmoved = {key: part for key, row in zip(axis.keys, bands.rows, strict=False) if row.whatever_quality}
        lessened = part * quality
        part = by_member(axis, unmoved, lessened) if unmoved else lessened
    return sheet.line(f"{side}_band_amount", _AMOUNT.format(side, _PROVIDER), USD, part)


def add_published_bands(
    sheet: Worksheet,
    side: str,
    amount: Line,
    corridor: ParameterValue,
    base: Line | None = None,
    *,
    whose: str = _PROVIDER,
) -> Line:
    """The line `<side>_band_amount`, over the bands of a published corridor: the share of each slice of the amount.

    The corridor is a table of shares by where each band begins: as a share of the base, or, of an amount that is a
    rate, as it is. An amount on an end belongs to the lower band. whose: the share is, as labels say it.
    """
    table, rule, words = corridor.table, corridor.citation, side.replace("_", " ")
    ends = (*table.bounds[1:], None)
    axis = _axis(side, ends, RATE, base)
    up_to = sheet.parameter(
        f"{side}_band_up_to", _UP_TO.format(words), RATE, _by_band(axis, ends), axis=axis, rule=rule
    )
    shares: dict[Keyed, Value] = dict(zip(axis.keys, table.columns["share"], strict=True))
    share = sheet.parameter(f"{side}_band_share", _SHARE.format(words, whose), RATE, shares, axis=axis, rule=rule)
    lying = _lying_in(sheet, side, amount, (up_to, base), rule=rule)
    return sheet.line(f"{side}_band_amount", _AMOUNT.format(words, whose), amount.unit, lying * share, rule=rule)


def _by_band(axis: Axis, ends: Sequence[Decimal | None]) -> dict[Keyed, Value]:
    return {key: ABSENT if end is None else end for key, end in zip(axis.keys, ends, strict=True)}


def _lying_in(
    sheet: Worksheet,
    side: str,
    amount: Line,
    reach: tuple[Line, Line | None],
    *,
    whole: bool = False,
    clause: Clause | None = None,
    rule: Citation | None = None,
) -> Line:
    """The line `<side>_in_band`: what of the amount lies in each band. reach: where each ends, and of what."""
    (up_to, base), words = reach, side.replace("_", " ")
    (axis,) = up_to.axes
    end = up_to if base is None else sheet.line(f"{side}_band_end", f"End of the band of {words}", USD, up_to * base)
    # Where the band begins: at nothing, or where the one before it ends.
    starts: dict[str, Formula | int] = {axis.keys[0]: 0}
    starts |= {later: at(end, axis, earlier) for earlier, later in zip(axis.keys, axis.keys[1:], strict=False)}
    start = by_member(axis, starts) if len(axis.keys) > 1 else starts[axis.keys[0]]
    inside: Formula
    if whole:
        top = first_present(end, amount)
        inside = when(all_of(amount > start, amount <= top), amount, 0)
    else:
        inside = greatest(least(amount, first_present(end, amount)) - start, 0)
    label = f"{words.capitalize()} that lie in the band"
    return sheet.line(f"{side}_in_band", label, amount.unit, inside, clause=clause, rule=rule)


def _axis(side: str, ends: Sequence[Decimal | None], unit: Unit, base: Line | None) -> Axis:
    """The bands, each as people say it: up to 2% of the benchmark, 2% to 4%, above 4%."""
    of = "" if base is None else f" of {base.label[0].lower()}{base.label[1:]}"
    shown = [unit.show_exactly(end) if end is not None else "" for end in ends]
    found = []
    for index, end in enumerate(shown):
        before = shown[index - 1] if index else ""
        words = f"{before} to {end}" if before and end else f"above {before}" if before else f"up to {end}"
        found.append(Member(str(index + 1), "all" if not before and not end else f"{words}{of}"))
    return Axis(f"{side}_bands", f"Bands of {side.replace('_', ' ')}", tuple(found))
