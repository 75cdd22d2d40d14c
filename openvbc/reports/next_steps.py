"""The next steps of a settlement as a report: each measure, what it takes, and what it pays."""

from collections.abc import Sequence

from openvbc.reports.document.tree import Answer, Cell, Column, Document, Labeled, Notes, Row, Section, Sentence, Table
from openvbc.settlement.next_steps import Worth
from openvbc.settlement.settle import Settlement
from openvbc.units import USD


def next_steps_report(settlement: Settlement, steps: Sequence[Worth]) -> Document:
    """Every step, the most valuable first."""
    if steps and steps[0].dollars > 0:
        best = steps[0]
        sentence = f"{best.label} is worth most: from {best.current} to {best.needed}, {USD.show(best.dollars)} more."
        answer = Answer.of(sentence, USD.show(best.dollars))
    else:
        sentence = "No step on a single measure would pay more."
        answer = Answer.of(sentence, "")
    columns = (
        Column("measure", "Measure", width=60),
        Column("now", "Now", number=True),
        Column("needed", "Needed", number=True),
        Column("dollars", "Worth", USD),
    )
    rows = tuple(
        Row((each.label, each.current, each.needed, Cell(each.dollars, owed=each.dollars < 0))) for each in steps
    )
    table = Table(columns, rows, key="steps")
    return Document(
        kind="What if",
        subject=settlement.contract.name,
        title=f"What a step is worth: {settlement.provider_name}",
        answer=answer,
        facts=(
            Labeled("Organization", settlement.provider_name),
            Labeled("Performance year", settlement.performance_year.name),
        ),
        opening=(sentence,),
        blocks=(
            Section("The next step on each measure", (table if rows else Sentence("There is none."),)),
            Notes(("Every figure is a difference of two whole settlements, everything else as it is.",)),
        ),
    )
