"""Participants who leave or join as a report: what the settlement would be with each list."""

from openvbc.reports.document.tree import Answer, Cell, Column, Document, Notes, Row, Section, Table
from openvbc.settlement.roster_variants import Outcome, RosterOutcomes
from openvbc.units import PERSONS, RATE, USD


def roster_report(found: RosterOutcomes, contract: str) -> Document:
    """The list as it is, then every list tried, the one that pays most first."""
    best = found.best
    more = USD.show(found.gain(best))
    sentence = (
        f"No list tried pays more than the one as it is, {USD.show(found.base.payment)}."
        if best.variant.size == 0
        else f"{best.variant.words[0].upper()}{best.variant.words[1:]}: {more} more, {USD.show(best.payment)} in all."
    )
    columns = (
        Column("change", "Participants", width=48),
        Column("people", "People", PERSONS),
        Column("benchmark", "Benchmark", USD),
        Column("expenditures", "Expenditures", USD),
        Column("savings_rate", "Savings rate", RATE),
        Column("payment", "Payment", USD),
        Column("difference", "Change", USD),
    )

    def row(each: Outcome) -> Row:
        gain = found.gain(each)
        return Row(
            (
                each.variant.words,
                each.people,
                each.lines.get("benchmark"),
                each.lines.get("expenditures"),
                each.lines.get("savings_rate"),
                Cell(each.payment, owed=each.payment < 0),
                Cell(gain, owed=gain < 0),
            ),
            is_sum=each.variant.size == 0,
        )

    table = Table(columns, (row(found.base), *(row(each) for each in found.tried)), key="lists")
    return Document(
        kind="Participants",
        subject=contract,
        title=f"Who takes part: {contract}",
        answer=Answer.of(sentence, more if best.variant.size else USD.show(found.base.payment)),
        opening=(sentence,),
        blocks=(
            Section("What each list comes to", (table,)),
            Notes(("Each list is counted and settled whole: attribution, benchmark years, risk and cost.",)),
        ),
        is_wide=True,
    )
