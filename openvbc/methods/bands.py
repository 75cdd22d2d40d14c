"""Bands on a worksheet: an amount cut into slices, each at its own share; corridors of every payment model."""

from openvbc.citation import Clause
from openvbc.contract.bands import Bands
from openvbc.figures import ABSENT
from openvbc.units import RATE, USD, Unit
from openvbc.worksheet.formula import Axis, Formula, Member, all_of, at, by_member, first_present, greatest, least, when
from openvbc.worksheet.sheet import Line, Worksheet


def add_bands(
    sheet: Worksheet,
    side: str,
    amount: Line,
    bands: Bands,
    base: Line | None,
    clause: Clause,
    quality: Formula | None = None,
) -> Line:
    """The line `<side>_band_share_amount`, over the bands: the provider's share of what lies in each.

    side: "savings" or "losses". base: what the ends are shares of; None where they are dollars. quality: what every
    share is multiplied by, but in bands that hold whatever quality is. An amount on an end belongs to the lower band.
    """
    of = "" if base is None else f" of {base.label[0].lower()}{base.label[1:]}"
    axis = Axis(f"{side}_bands", f"Bands of {side}", tuple(_members(bands, of)))
    ends = {key: ABSENT if end is None else end for key, end in zip(axis.keys, bands.ends, strict=True)}
    unit = USD if base is None else RATE
    up_to = sheet.term(f"{side}_band_up_to", f"Band of {side}, up to", unit, ends, axis=axis, clause=clause)
    shares = dict(zip(axis.keys, bands.shares, strict=True))
    share = sheet.term(
        f"{side}_band_share", f"Provider's share of the band of {side}", RATE, shares, axis=axis, clause=clause
    )
    end = up_to if base is None else sheet.line(f"{side}_band_end", f"End of the band of {side}", USD, up_to * base)
    # Where the band begins: at nothing, or where the one before it ends.
    starts: dict[str, Formula | int] = {axis.keys[0]: 0}
    starts |= {later: at(end, axis, earlier) for earlier, later in zip(axis.keys, axis.keys[1:], strict=False)}
    start = by_member(axis, starts) if len(axis.keys) > 1 else starts[axis.keys[0]]
    top = first_present(end, amount)
    if bands.basis == "marginal":
        inside: Formula = greatest(least(amount, top) - start, 0)
    else:
        inside = when(all_of(amount > start, amount <= top), amount, 0)
    label = f"{side.capitalize()} that lie in the band"
    lying = sheet.line(f"{side}_in_band", label, USD, inside, clause=clause)
    part: Formula = lying * share
    if quality is not None:
        unmoved = {key: part for key, row in zip(axis.keys, bands.rows, strict=False) if row.whatever_quality}
        lessened = part * quality
        part = by_member(axis, unmoved, lessened) if unmoved else lessened
    return sheet.line(f"{side}_band_amount", f"Provider's share of the {side} in the band", USD, part)


def _members(bands: Bands, of: str) -> list[Member]:
    """Each band as people say it: up to 2% of the benchmark, 2% to 4%, above 4%."""
    unit: Unit = USD if bands.of == "dollars" else RATE
    shown = [unit.show_exactly(end) if end is not None else "" for end in bands.ends]
    found = []
    for index, end in enumerate(shown):
        before = shown[index - 1] if index else ""
        words = f"{before} to {end}" if before and end else f"above {before}" if before else f"up to {end}"
        found.append(Member(str(index + 1), "all" if not before and not end else f"{words}{of}"))
    return found
