"""An attribution reconciliation as text: how many agree, and each difference with its reason."""

from collections.abc import Iterator
from typing import Final

from openvbc.claims.attribution.reconciliation import AttributionReconciliation, Difference, Side

_TITLES: Final = {
    Side.ONLY_THEIRS: "only on the payer's list",
    Side.ONLY_OURS: "only on ours",
}


def reconciliation_text(reconciliation: AttributionReconciliation, *, most_rows: int | None = None) -> str:
    """The comparison as text; of each side at most `most_rows` people, and how many more there are."""
    return "\n".join(_lines(reconciliation, most_rows))


def _lines(reconciliation: AttributionReconciliation, most_rows: int | None) -> Iterator[str]:
    counts = ", ".join(f"{len(reconciliation.only(side)):,} {title}" for side, title in _TITLES.items())
    yield f"{reconciliation.organization_id}: {reconciliation.both:,} people on both lists, {counts}"
    if reconciliation.elsewhere:
        listed = f"{reconciliation.elsewhere:,} of the list's {reconciliation.listed:,} people"
        yield f"{listed} belong to other organizations by it."
    if reconciliation.other_columns:
        yield f"Columns of {reconciliation.list_name} that are not read: {', '.join(reconciliation.other_columns)}"
    for side, title in _TITLES.items():
        found = reconciliation.only(side)
        if not found:
            continue
        yield ""
        yield f"{title[0].upper()}{title[1:]} ({len(found):,})"
        yield from (f"  {count:>6,}  {words}" for words, count in reconciliation.reasons(side).items())
        yield ""
        shown = found if most_rows is None else found[:most_rows]
        yield from (f"  {_who(each)}: {each.words}" for each in shown)
        if len(shown) < len(found):
            yield f"  ... and {len(found) - len(shown):,} more, in the file that --csv writes"


def _who(each: Difference) -> str:
    member = f" (member {each.member_id})" if each.member_id and each.member_id != each.person_id else ""
    other = f", to {each.theirs} by the payer" if each.side is Side.ONLY_OURS and each.theirs else ""
    return f"{each.person_id}{member}{other}"
