"""Agreed numbers on a worksheet: one value, or rows of which a stated fact chooses one."""

from collections.abc import Mapping
from decimal import Decimal

from openvbc.citation import Clause
from openvbc.contract.conditions import Agreed, Depends, Fact, FactTest, ReducedForEach
from openvbc.money import ONE
from openvbc.units import FACTOR, RATE, YES_OR_NO, Unit
from openvbc.worksheet.formula import (
    Axis,
    Formula,
    Member,
    StepTable,
    all_of,
    at,
    by_member,
    greatest,
    least,
    lookup,
    total,
    when,
)
from openvbc.worksheet.sheet import Line, Worksheet


def add_agreed(
    sheet: Worksheet,
    facts: Mapping[str, Fact],
    name: str,
    label: str,
    unit: Unit,
    agreed: Agreed,
    clause: Clause,
) -> Line:
    """The line `name`: a term, or the value of the first row whose tests hold."""
    if not isinstance(agreed, Depends):
        return sheet.term(name, label, unit, agreed, clause=clause)
    rows = [all_of(*(_holds(sheet, facts, test) for test in row.tests)) for row in agreed.rows]
    members = [Member(str(index + 1), row.words) for index, row in enumerate(agreed.rows)]
    last = len(rows) + 1
    axis = Axis(f"{name}_rows", f"Rows of: {label}", (*members, Member(str(last), "otherwise")))
    numbers: dict[str, Formula | Decimal | int | bool] = {
        str(index + 1): when(holds, index + 1, last) for index, holds in enumerate(rows)
    }
    row_label = f"{label}: number of the row, where it holds"
    found = sheet.line(f"{name}_row", row_label, FACTOR, by_member(axis, numbers, Decimal(last)), clause=clause)
    first = least(*(at(found, axis, member.key) for member in axis.members))
    bounds = tuple(Decimal(index + 1) for index in range(last))
    table = StepTable(f"{name}_rows", label, bounds, {"value": agreed.values})
    return sheet.line(name, label, unit, lookup(first, table, "value"), clause=clause)


def add_reduced_for_each(
    sheet: Worksheet,
    facts: Mapping[str, Fact],
    name: str,
    label: str,
    share: Line,
    agreed: ReducedForEach,
    clause: Clause,
) -> Line:
    """The line `name`: a share less a part of it, or less points, for each of the stated number of things."""
    words = agreed.fact.replace("_", " ")
    number = _fact(sheet, agreed.fact, words.capitalize(), facts[agreed.fact])
    by = sheet.term(f"{name}_reduction", f"{label}: reduced for each ({words})", RATE, agreed.by, clause=clause)
    left = share * (1 - by * number) if agreed.taken_as == "part_of_share" else share - by * number
    return sheet.line(name, label, RATE, greatest(left, 0), clause=clause)


def _holds(sheet: Worksheet, facts: Mapping[str, Fact], test: FactTest) -> Formula:
    fact = facts[test.fact]
    label = test.fact.replace("_", " ").capitalize()
    line = _fact(sheet, test.fact, label, fact)
    if fact.kind == "number":
        bounds = [line >= test.at_least] if test.at_least is not None else []
        bounds += [line <= test.at_most] if test.at_most is not None else []
        return all_of(*bounds)
    if fact.kind == "one_of":
        return at(line, line.axes[0], test.word)
    if test.word == "yes":
        return line
    name = f"not_{test.fact}"
    if name not in sheet:
        sheet.line(name, f"{label}: no", YES_OR_NO, when(line, then=False, otherwise=True))
    return sheet[name]


def _fact(sheet: Worksheet, name: str, label: str, fact: Fact) -> Line:
    """The fact as a figure from outside, with who attests it and by what."""
    if name in sheet:
        return sheet[name]
    evidence = f", by {fact.evidence}" if fact.evidence else ""
    note = f"Attested by {fact.attested_by}{evidence}{f', due {fact.due.isoformat()}' if fact.due else ''}."
    if fact.kind != "one_of":
        return sheet.input(name, label, YES_OR_NO if fact.kind == "yes_no" else FACTOR, note=note)
    axis = Axis(f"{name}_words", label, tuple(Member(word, word) for word in fact.words))
    line = sheet.input(name, label, YES_OR_NO, axis=axis, note=note)
    chosen = total(when(line, 1, 0))
    sheet.line(f"{name}_stated", f"{label}: words that hold", FACTOR, chosen, at_least=ONE, at_most=ONE)
    return line
