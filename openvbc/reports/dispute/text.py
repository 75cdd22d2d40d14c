"""A dispute as text: how many agree, and each difference with its reason."""

from collections.abc import Iterator
from typing import Final

from openvbc.claims.attribution.dispute import Difference, Dispute, Side

_TITLES: Final = {
    Side.ONLY_THEIRS: "only on the payer's list",
    Side.ONLY_OURS: "only on ours",
}


def dispute_text(dispute: Dispute, *, most_rows: int | None = None) -> str:
    """The comparison as text; of each side at most `most_rows` people, and how many more there are."""
    return "\n".join(_lines(dispute, most_rows))


def _lines(dispute: Dispute, most_rows: int | None) -> Iterator[str]:
    counts = ", ".join(f"{len(dispute.only(side)):,} {title}" for side, title in _TITLES.items())
    yield f"{dispute.organization_id}: {dispute.both:,} people on both lists, {counts}"
    if dispute.elsewhere:
        yield f"{dispute.elsewhere:,} of the list's {dispute.listed:,} people belong to other organisations by it."
    if dispute.other_columns:
        yield f"Columns of {dispute.list_name} that are not read: {', '.join(dispute.other_columns)}"
    for side, title in _TITLES.items():
        found = dispute.only(side)
        if not found:
            continue
        yield ""
        yield f"{title[0].upper()}{title[1:]} ({len(found):,})"
        yield from (f"  {count:>6,}  {words}" for words, count in dispute.reasons(side).items())
        yield ""
        shown = found if most_rows is None else found[:most_rows]
        yield from (f"  {_who(each)}: {each.words}" for each in shown)
        if len(shown) < len(found):
            yield f"  ... and {len(found) - len(shown):,} more, in the file that --csv writes"


def _who(each: Difference) -> str:
    member = f" (member {each.member_id})" if each.member_id and each.member_id != each.person_id else ""
    other = f", to {each.theirs} by the payer" if each.side is Side.ONLY_OURS and each.theirs else ""
    return f"{each.person_id}{member}{other}"
