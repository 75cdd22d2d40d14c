"""An attribution reconciliation as a report: how many agree, and each difference with its reason. It names people."""

from dataclasses import asdict, fields
from decimal import Decimal
from typing import Final

from openvbc.claims.attribution.reconciliation import AttributionReconciliation, Difference, Side, reason_words
from openvbc.reports.document.tree import (
    AS_JSON,
    EVERYWHERE,
    FOR_MACHINES,
    FOR_PEOPLE,
    AmountBar,
    AmountBars,
    Answer,
    Column,
    Data,
    Document,
    Form,
    Row,
    Section,
    Sentence,
    Table,
)
from openvbc.units import CASES

_TITLES: Final = {
    Side.ONLY_THEIRS: "only on the payer's list",
    Side.ONLY_OURS: "only on ours",
}
#: People of each side that the screen names; the CSV names all.
_MOST_ROWS: Final = 20


def reconciliation_report(found: AttributionReconciliation) -> Document:
    """The comparison. On the screen at most twenty people of each side are named."""
    counts = ", ".join(f"{len(found.only(side)):,} {title}" for side, title in _TITLES.items())
    both = f"{found.both:,} people"
    notes = []
    if found.elsewhere:
        listed = f"{found.elsewhere:,} of the list's {found.listed:,} people"
        notes.append(Sentence(f"{listed} belong to other organizations by it."))
    if found.other_columns:
        unread = ", ".join(found.other_columns)
        notes.append(Sentence(f"Columns of {found.list_name} that are not read: {unread}"))
    return Document(
        kind="Attribution reconciliation",
        subject=found.list_name,
        title=f"Attribution reconciliation, {found.organization_id}",
        answer=Answer.of(f"{found.organization_id}: {both} on both lists, {counts}", both),
        blocks=(
            Data("organization_id", found.organization_id),
            Data("list", found.list_name),
            Data("listed", found.listed),
            Data("listed_elsewhere", found.elsewhere),
            Data("on_both", found.both),
            *(Data(side.value, len(found.only(side))) for side in Side),
            Data("reasons", {side.value: found.reasons(side) for side in Side}),
            Data("columns_not_read", tuple(found.other_columns)),
            *notes,
            AmountBars(
                "lists",
                "People by list",
                tuple(
                    AmountBar(title, Decimal(count), f"{count:,}")
                    for title, count in (
                        ("on both lists", found.both),
                        *((title, len(found.only(side))) for side, title in _TITLES.items()),
                    )
                ),
                CASES,
            ),
            *(_side(found, side) for side in _TITLES if found.only(side)),
            _for_machines(found),
        ),
        colophon="This page names people: it is a working document between payer and provider, not to be passed on.",
        is_wide=True,
    )


def _side(found: AttributionReconciliation, side: Side) -> Section:
    title, differences = _TITLES[side], found.only(side)
    reasons = tuple(Row((words, count)) for words, count in found.reasons(side).items())
    people = tuple(Row((each.person_id, _member(each), _elsewhere(each), each.words)) for each in differences)
    columns = (
        Column("", "Person", nowrap=True),
        Column("", "Member", nowrap=True, forms=_if(any(_member(each) for each in differences))),
        Column("", "By the payer", nowrap=True, forms=_if(any(_elsewhere(each) for each in differences))),
        Column("", "Why", width=90),
    )
    return Section(
        f"{title[0].upper()}{title[1:]} ({len(differences):,})",
        (
            Table((Column("", "Reason", width=60), Column("", "People", number=True)), reasons, forms=FOR_PEOPLE),
            Table(
                columns,
                people,
                label="People",
                is_long=True,
                most_rows=_MOST_ROWS,
                and_more=", in the file that --csv writes",
                forms=FOR_PEOPLE,
            ),
        ),
    )


def _if(stands: bool) -> frozenset[Form]:  # a column stands where something is told in it
    return EVERYWHERE if stands else frozenset()


def _member(difference: Difference) -> str:
    """The payer's identifier of a person, where it is another than ours."""
    return difference.member_id if difference.member_id != difference.person_id else ""


def _elsewhere(difference: Difference) -> str:
    """To whom the payer gives a person whom we attribute."""
    return difference.theirs if difference.side is Side.ONLY_OURS else ""


def _for_machines(found: AttributionReconciliation) -> Table:
    """One row a difference, in the order of sides and people."""
    names = tuple(each.name for each in fields(Difference))
    rows = []
    for each in found.differences:
        values = {**asdict(each), "side": each.side.value}
        rows.append(Row((*(values[name] for name in names), reason_words(each.reason))))
    columns = (*(Column(name) for name in names), Column("reason_words", forms=AS_JSON))
    return Table(columns, tuple(rows), key="differences", forms=FOR_MACHINES)
