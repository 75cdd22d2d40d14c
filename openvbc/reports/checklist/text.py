"""The checklist as plain text for a terminal or a letter."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Final

from openvbc.checklist.record import Check, Checklist, Standing, Step
from openvbc.reports.checklist.words import headline, year_note

#: What stands before a step or check: as in a checklist on paper.
MARKS: Final = {Standing.DONE: "[x]", Standing.NOT_MET: "[!]", Standing.NOT_KNOWN: "[ ]"}
_WIDE: Final = 110


def checklist_text(found: Checklist) -> str:
    """The eight steps, each with what it asks for, its figures, rules, and what to do."""
    lines = [headline(found), year_note(found)]
    for step in found.steps:
        lines += ["", f"{MARKS[step.standing]} {step.number}  {step.title}: {step.standing.value}"]
        for check in step.checks:
            lines += _check(check)
        lines += _facts(step)
        for caution in step.cautions:
            lines += _wrapped(f"to be known: {caution}", "        ")
    if found.notes:
        lines += ["", "What the data say of themselves:"]
        for note in found.notes:
            lines += _wrapped(note, "  ")
    if found.data:
        lines += ["", f"Data  {found.data}"]
    return "\n".join(lines)


def checklists_text(found: Sequence[Checklist]) -> str:
    """Every checklist of a contract, one after the other."""
    return "\n\n\n".join(checklist_text(each) for each in found)


def _check(check: Check) -> Iterator[str]:
    yield from _wrapped(f"{MARKS[check.standing]} {check.what}", "    ", "        ")
    details = (
        ("", check.why),
        ("do: ", check.fix),
        ("rule: " if check.rule is not None else "contract: ", check.stands),
    )
    for lead, text in details:
        if text:
            yield from _wrapped(f"{lead}{text}", "        ")


def _facts(step: Step) -> Iterator[str]:
    widest = max((len(fact.label) for fact in step.facts), default=0)
    for fact in step.facts:
        yield f"        {fact.label:<{widest}}  {fact.shown}"


def _wrapped(text: str, indent: str, after: str | None = None) -> list[str]:
    return wrap(
        text,
        _WIDE,
        initial_indent=indent,
        subsequent_indent=indent if after is None else after,
        break_long_words=False,
        break_on_hyphens=False,
    )
