"""What one step better on one measure would be worth to a hospital, beside all others as they are published."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from openvbc.figures import FileDigest
from openvbc.reports.document.tree import (
    Answer,
    Cell,
    Column,
    Data,
    Document,
    Labeled,
    Notes,
    Row,
    Section,
    Sentence,
    Sources,
    Table,
)
from openvbc.units import USD


@dataclass(frozen=True)
class Step:
    """The next step on one measure, everything else as it is.

    current, needed: the measure's figure, as printed, and what it would have to be. result_now, result_then: of the
    program, in its digits. dollars: what is paid more. rank_now, rank_then: the hospital's place among all, 1 the best.
    """

    measure: str
    current: str
    needed: str
    result_now: str
    result_then: str
    dollars: Decimal
    rank_now: int
    rank_then: int


@dataclass(frozen=True)
class WhatIf:
    """A hospital's steps. result: what the program gives; ranked: how many hospitals stand in the ranking."""

    program: str
    hospital: str
    year: int
    payments: Decimal
    result: str
    value: str
    ranked: int
    steps: tuple[Step, ...]
    notes: tuple[str, ...]
    files: tuple[FileDigest, ...]


def first_that(holds: Callable[[int], bool], most: int) -> int | None:
    """The lowest count of units, at most `most`, from which on `holds`; None if it never does."""
    if most < 1 or not holds(most):
        return None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def rank_of(value: Decimal, others: Iterable[Decimal], *, higher_is_better: bool) -> int:
    """The place of a value among others; those that are equal share one."""
    return 1 + sum((each > value) if higher_is_better else (each < value) for each in others)


def without(scores: Mapping[str, Decimal], hospital: str) -> list[Decimal]:
    """The figures of all other hospitals."""
    return [score for ccn, score in scores.items() if ccn != hospital]


def what_if_report(found: WhatIf) -> Document:
    """The steps as a report, the most valuable first."""
    steps = sorted(found.steps, key=lambda each: each.dollars, reverse=True)
    if steps and steps[0].dollars > 0:
        best = steps[0]
        sentence = (
            f"{best.measure} is worth most: from {best.current} to {best.needed}, {USD.show(best.dollars)} a year."
        )
        answer = Answer.of(sentence, USD.show(best.dollars))
    else:
        sentence = "No step on a single measure would pay more."
        answer = Answer.of(sentence, "")
    columns = (
        Column("measure", "Measure", width=44),
        Column("now", "Now", number=True),
        Column("needed", "Needed", number=True),
        Column("result_now", f"{found.result} now", number=True),
        Column("result_then", f"{found.result} then", number=True),
        Column("dollars", "Worth", USD),
        Column("rank_now", "Rank now", number=True),
        Column("rank_then", "Rank then", number=True),
    )
    rows = tuple(
        Row(
            (
                each.measure, each.current, each.needed, each.result_now, each.result_then,
                Cell(each.dollars, owed=each.dollars < 0), each.rank_now, each.rank_then,
            )
        )
        for each in steps
    )  # fmt: skip
    return Document(
        kind="What if",
        subject=found.program,
        title=f"What a step is worth: {found.hospital}, fiscal year {found.year}",
        answer=answer,
        facts=(
            Labeled("Hospital", found.hospital),
            Labeled("Fiscal year", str(found.year)),
            Labeled(found.result, found.value),
            Labeled("Payments that it is told for", found.payments, unit=USD),
            Labeled("Hospitals in the ranking", found.ranked),
        ),
        opening=(sentence,),
        blocks=(
            Data("hospital", found.hospital),
            Data("fiscal_year", found.year),
            Section(
                "The next step on each measure, everything else as it is",
                (Table(columns, rows, key="steps") if rows else Sentence("There is none."),),
            ),
            Notes(found.notes, title="How it is reckoned"),
            Sources(found.files),
        ),
        is_wide=True,
    )
