"""What an export holds, as a report: its files with what is in each, and whom they name."""

from collections.abc import Mapping
from typing import Final

from openvbc.reports.answer import answer, status_sentence
from openvbc.reports.document.tree import Answer, Column, Document, Row, Sentence, Table
from openvbc.settlement.attributed_members import AttributedMembers
from openvbc.settlement.settle import Settlement

_HOLDS: Final = {
    "performance.json": "the contract and what was settled of it (VBPR 1.1)",
    "Group.ndjson": "the attribution list (ATR 2.1)",
    "Patient.ndjson": "the people on it",
    "Coverage.ndjson": "their coverage",
    "Organization.ndjson": "the provider, payees and payers",
    "Practitioner.ndjson": "clinicians whom the payer names",
}


def export_report(settlement: Settlement, members: AttributedMembers | None, files: Mapping[str, str]) -> Document:
    """The files and what each holds; how many people the list names."""
    people = "" if members is None else f"; {len({each.person_id for each in members.members}):,} people on the list"
    rows = tuple(Row((name, _HOLDS[name], text.count('"resourceType"'))) for name, text in files.items())
    columns = (
        Column("file", "File"),
        Column("holds", "Holds", width=60),
        Column("resources", "Resources", number=True),
    )
    named = "The list names people: it goes to the contract's payer or provider and to nobody else."
    return Document(
        kind="FHIR export",
        subject=settlement.contract.name,
        title=f"FHIR export, {settlement.provider_name}",
        answer=Answer.of(f"{answer(settlement)}{people}", people.removeprefix("; ")),
        blocks=(
            Table(columns, rows, key="files", label="Files", sheet="Files"),
            Sentence(status_sentence(settlement)),
            *((Sentence(named),) if members is not None else ()),
        ),
    )
