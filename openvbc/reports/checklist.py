"""The checklist of a contract as a report: the eight steps, what each asks for, its figures, and what to do."""

from collections.abc import Sequence
from typing import Final

from openvbc.checklist.record import Check, Checklist, Fact, Standing, Step
from openvbc.citation import Citation
from openvbc.figures import FileDigest
from openvbc.reports.document.tree import (
    AS_JSON,
    IN_TEXT,
    ON_PAGE,
    Answer,
    Block,
    Cell,
    Column,
    Data,
    Document,
    Facts,
    Item,
    Items,
    Labeled,
    Notes,
    Row,
    Section,
    Sources,
    Table,
    Tone,
)

_TONES: Final = {Standing.DONE: Tone.DONE, Standing.NOT_MET: Tone.WARN, Standing.NOT_KNOWN: Tone.OPEN}


def checklist_reports(found: Sequence[Checklist]) -> tuple[Document, ...]:
    """A report for each payment stream of one contract and year. It names no patient."""
    return tuple(_report(each) for each in found)


def _report(found: Checklist) -> Document:
    who = f"{found.provider} ({found.organization})" if found.organization else found.provider
    counts = ", ".join(f"{found.count(each)} {each.value}" for each in Standing if found.count(each))
    model = f"{found.title}, payment stream {found.stream}"
    year_note = (
        "" if found.period_named else f"; {found.period.name} is the agreement's first year, --year names another"
    )
    done = f"{found.count(Standing.DONE)} of {len(found.steps)}"
    headline = f"{found.provider}, {found.period.words}: {done} steps are done."
    data = f" Data {found.data}." if found.data else ""
    return Document(
        kind="Checklist",
        subject=found.contract,
        title=f"Checklist, {found.provider}, {found.period.name}",
        answer=Answer.of(headline, done),
        opening=(f"{who}, {found.contract}: {found.period.words}, {counts}", f"{model}{year_note}"),
        facts=(
            *(Labeled(standing.value.capitalize(), found.count(standing)) for standing in Standing),
            Labeled("Payment model", f"{found.title}, stream {found.stream}"),
            Labeled("Organization", found.organization or "not named by the contract"),
            *(() if found.period_named else (Labeled("Year", f"{found.period.name}, the agreement's first"),)),
        ),
        blocks=(
            Data("contract", found.contract),
            Data("provider", found.provider),
            Data("organization", found.organization),
            Data("payment_stream", found.stream),
            Data("payment_model", found.title),
            Data("performance_year", found.period.year),
            Data("period", found.period.name),
            Data("performance_year_named", found.period_named),
            _overview(found),
            *(_step(found, step) for step in found.steps),
            *_notes(found.notes, found.files, found),
        ),
        colophon=f"This page names no patient.{data}",
    )


def _overview(found: Checklist) -> Table:
    """Where every step stands, and the first thing to do in it."""
    rows = []
    for step in found.steps:
        to_do = next((check.fix for check in step.checks if check.fix and check.standing is not Standing.DONE), "")
        named = Cell(f"{step.number} {step.title}", link=f"#{_anchor(found, step)}")
        rows.append(Row((named, Cell(step.standing.value, tone=_TONES[step.standing]), to_do)))
    columns = (Column("", "Step"), Column("", "Stands", nowrap=True), Column("", "First thing to do"))
    return Table(columns, tuple(rows), label="The steps", forms=ON_PAGE)


def _anchor(found: Checklist, step: Step) -> str:
    return f"{found.stream}-{step.number}"


def _step(found: Checklist, step: Step) -> Section:
    return Section(
        f"{step.number} {step.title}",
        (
            Data("step", step.number),
            Data("title", step.title),
            Data("standing", step.standing.value),
            Items(tuple(_check(check) for check in step.checks), key="checks"),
            *_figures(step.facts),
            Notes(step.cautions, key="cautions", title="To be known" if step.cautions else ""),
        ),
        key="steps",
        tag=step.standing.value,
        tone=_TONES[step.standing],
        anchor=_anchor(found, step),
    )


def _check(check: Check) -> Item:
    told = (("", check.why), ("do", check.fix), ("rule" if check.rule is not None else "contract", check.stands))
    return Item(
        check.what,
        tag=check.standing.value,
        tone=_TONES[check.standing],
        details=tuple((lead, text) for lead, text in told if text),
        data={
            "what": check.what,
            "standing": check.standing.value,
            "why": check.why,
            "fix": check.fix,
            "rule": _rule(check.rule),
            "clause": str(check.clause) if check.clause is not None else None,
        },
    )


def _figures(facts: Sequence[Fact]) -> tuple[Block, ...]:
    """The figures of a step: aligned in text, a table on the page and for machines."""
    columns = (
        Column("label", "Figure"),
        Column("value", "Value"),
        Column("unit", forms=AS_JSON),
        Column("shown", forms=AS_JSON),
        Column("rule", "Rule"),
    )
    rows = tuple(
        Row(
            (
                each.label,
                Cell(each.value, each.shown),
                each.unit.name if each.unit is not None else None,
                each.shown,
                Cell(_rule(each.rule), str(each.rule or "")),
            )
        )
        for each in facts
    )
    told = Facts(tuple(Labeled(each.label, each.value, each.shown) for each in facts), forms=IN_TEXT)
    return (told, Table(columns, rows, key="figures", forms=AS_JSON | ON_PAGE if rows else AS_JSON))


def _rule(rule: Citation | None) -> dict[str, object] | None:
    if rule is None:
        return None
    return {"citation": str(rule), "status": rule.status.value, "meaning": rule.status.meaning}


def _notes(notes: Sequence[str], files: Sequence[FileDigest], found: Checklist) -> tuple[Block, ...]:
    heading = "What the data say of themselves"
    told = Notes(tuple(notes), title=heading)
    return (
        Data("notes", tuple(notes)),
        *((told,) if notes else ()),
        *((Facts((Labeled("Data", found.data),), forms=IN_TEXT),) if found.data else ()),
        Sources(tuple(files), found.queries),
        Data("data_fingerprint", found.data),
    )
