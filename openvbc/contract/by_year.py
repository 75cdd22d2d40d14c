"""Terms that change by contract year or by date: one spelling for every term, and the contract as it stands in a year.

`{by_year: {2026: 50%, 2027-2028: 55%}}` may stand wherever a term, a group of terms or a list may stand. The keys are
years as the agreement names them, or the number of the performance year (1 is the first); ranges hold both their ends.
`{by_date: {2026-01-01: 2%, 2026-07-01: 3%}}` says from which day on a number holds; where two hold in one period, they
are weighted by months. The word `not_agreed` says that there is no such term in a year.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from openvbc.errors import Fault
from openvbc.money import EXACT, ZERO, plain
from openvbc.periods import AgreementPeriod, PerformanceYear, Period, add_months
from openvbc.yamlfile import Node, quoted

BY_YEAR: Final = "by_year"
BY_DATE: Final = "by_date"
#: What is written for a year in which there is no such term.
NOT_AGREED: Final = "not_agreed"

_ORDINALS_BELOW = 100
_NUMBER = re.compile(r"(?P<dollar>\$?)(?P<digits>-?[\d,]*\.?\d+)(?P<percent>%?)")


@dataclass(frozen=True)
class _WithClause(Node):
    """A number chosen for a year, with the clause that stands beside all of them."""

    def plain(self) -> object:
        """The number alone, as any other term gives it."""
        return self.value["value"].plain() if isinstance(self.value, dict) else self.value


def schedules(node: Node) -> Iterator[Node]:
    """Every group below a node that gives a term by year or by date."""
    inner = dict(node.items())
    if BY_YEAR in inner or BY_DATE in inner:
        yield node
    for each in inner.values():
        yield from schedules(each)
    for each in node.value if isinstance(node.value, list) else []:
        yield from schedules(each)


def schedule_faults(node: Node, agreement: AgreementPeriod) -> Iterator[Fault]:
    """What is wrong with the years or days of every schedule: gaps, overlaps, years outside the agreement."""
    for each in schedules(node):
        inner = dict(each.items())
        others = sorted(inner.keys() - {BY_YEAR, BY_DATE, "clause"})
        kinds = [name for name in (BY_YEAR, BY_DATE) if name in inner]
        if others or len(kinds) > 1:
            what = f"{kinds[0]} stands beside {others[0] if others else kinds[1]}"
            yield Fault(what, each.where, why="which of them holds cannot be known", fix="keep one of them")
            continue
        held = inner[kinds[0]]
        if not isinstance(held.value, dict) or not held.value:
            what = f"{kinds[0]} must be a group of {'years' if kinds[0] == BY_YEAR else 'days'} with values"
            yield Fault(what, held.where, fix="write {2026: 50%, 2027-2028: 55%}")
        elif kinds[0] == BY_YEAR:
            yield from _faults_of_years(held.value, held, agreement)
            if "clause" in inner:
                yield from _faults_of_clause(held.value)
        else:
            yield from _faults_of_days(held.value, held, agreement)


def _faults_of_clause(values: Mapping[str, Node]) -> Iterator[Fault]:
    for each in values.values():
        if isinstance(each.value, bool) or not (
            isinstance(each.value, Decimal | dict) or _is_number(each.value) or each.value == NOT_AGREED
        ):
            yield Fault(
                "a clause beside by_year belongs to numbers and groups",
                each.where,
                fix="write the clause in the group around it",
            )


def _is_number(value: object) -> bool:
    return isinstance(value, str) and _NUMBER.fullmatch(value) is not None


def _faults_of_years(values: Mapping[str, Node], held: Node, agreement: AgreementPeriod) -> Iterator[Fault]:
    names = [each.name for each in agreement.performance_years]
    covered: dict[str, str] = {}
    ordinal = {key: _is_ordinal(key) for key in values}
    if len(set(ordinal.values())) > 1:
        yield Fault(
            "by_year names some years by their number in the agreement and some by the calendar",
            held.where,
            fix=f"write all as {names[0]}, or all as 1, 2, 3",
        )
        return
    for key, node in values.items():
        found = years_of(key, agreement)
        if not found:
            known = f"its years are {', '.join(names)}, or 1 to {len(names)}"
            yield Fault(
                f"by_year names {quoted(key)}, which is no year of the agreement",
                node.where,
                fix=f"{known}; a range is written {names[0]}-{names[-1]}",
            )
        for year in found:
            if year in covered:
                yield Fault(
                    f"by_year gives {year} twice: under {covered[year]} and under {key}",
                    node.where,
                    why="two values for one year: which of them holds cannot be known",
                    fix="let each year stand in one of them",
                )
            covered[year] = key
    missing = [name for name in names if name not in covered]
    if missing:
        yield Fault(
            f"by_year has no value for {', '.join(missing)}",
            held.where,
            why="what was agreed for that year cannot be known",
            fix=f"add `{missing[0]}: ...`, or `{missing[0]}: {NOT_AGREED}` if there is no such term",
        )


def _is_ordinal(key: str) -> bool:
    first = key.partition("-")[0].strip()
    return first.isdecimal() and int(first) < _ORDINALS_BELOW


def years_of(key: str, agreement: AgreementPeriod) -> tuple[str, ...]:
    """The names of the performance years that a key of `by_year` means; none if it means none."""
    years = agreement.performance_years
    ends = [each.strip() for each in key.split("-")] if key not in {each.name for each in years} else [key]
    if len(ends) > 2:
        return ()
    places = [_place(end, years) for end in ends]
    if None in places:
        return ()
    first, last = (each for each in (places[0], places[-1]) if each is not None)
    return tuple(each.name for each in years[first : last + 1])


def _place(end: str, years: Sequence[PerformanceYear]) -> int | None:
    """Where the year stands in the agreement that is named so: by its name, its calendar year, or its number."""
    for index, each in enumerate(years):
        if end == each.name or (end.isdecimal() and int(end) in (each.year, index + 1)):
            return index
    return None


def _faults_of_days(values: Mapping[str, Node], held: Node, agreement: AgreementPeriod) -> Iterator[Fault]:
    days: dict[str, date | None] = {key: _day(key) for key in values}
    for key, day in days.items():
        node = values[key]
        if day is None or day >= agreement.period.end or (day.day != 1 and day > agreement.period.start):
            yield Fault(
                f"by_date names {quoted(key)}",
                node.where,
                why="a term changes on the first day of a month within the agreement",
                fix="write YYYY-MM-01",
            )
        if isinstance(node.value, bool) or not (isinstance(node.value, Decimal) or _is_number(node.value)):
            what = "by_date gives something that is no number"
            yield Fault(what, node.where, why="only numbers can be weighted by months", fix="write by_year instead")
    known = sorted(day for day in days.values() if day is not None)
    if known and known[0] > agreement.period.start:
        yield Fault(
            f"by_date has no value before {known[0]}",
            held.where,
            fix=f"add the value from {agreement.period.start} on",
        )


def _day(key: str) -> date | None:
    try:
        return date.fromisoformat(key)
    except ValueError:
        return None


def in_force(node: Node, agreement: AgreementPeriod, settled: PerformanceYear) -> Node | None:
    """The node as it stands in a performance year or a part of one; None where there is no such term in it."""
    inner = dict(node.items())
    if BY_YEAR in inner:
        chosen = _of_year(inner, agreement, settled)
        return in_force(chosen, agreement, settled) if chosen is not None else None
    if BY_DATE in inner:
        return _of_days(inner, settled.period)
    if isinstance(node.value, list):
        items = [in_force(each, agreement, settled) for each in node.value]
        return replace(node, value=[each for each in items if each is not None])
    if isinstance(node.value, dict):
        if isinstance(node, _WithClause):
            return node
        held = {key: in_force(each, agreement, settled) for key, each in inner.items()}
        if "terms" in held and held["terms"] is None:  # a stream that is settled in other years only
            held["terms"] = replace(inner["terms"], value=NOT_AGREED)
        return replace(node, value={key: each for key, each in held.items() if each is not None})
    return node


def _of_year(inner: Mapping[str, Node], agreement: AgreementPeriod, settled: PerformanceYear) -> Node | None:
    name = next(each.name for each in agreement.performance_years if each.period.contains(settled.period.start))
    for key, node in dict(inner[BY_YEAR].items()).items():
        if name in years_of(key, agreement):
            return None if node.value == NOT_AGREED else _with_clause(node, inner.get("clause"))
    raise KeyError(name)


def _with_clause(node: Node, clause: Node | None) -> Node:
    """What was chosen, with the clause beside the schedule unless it has one of its own."""
    if clause is None or (isinstance(node.value, dict) and "clause" in node.value):
        return node
    if isinstance(node.value, dict):
        return replace(node, value={**node.value, "clause": clause})
    return _WithClause({"value": node, "clause": clause}, node.file, node.line)


def _of_days(inner: Mapping[str, Node], period: Period) -> Node:
    """The number that holds in a period; of several, their mean weighted by the months of each."""
    steps = sorted((date.fromisoformat(key), node) for key, node in inner[BY_DATE].items())
    ends = [*(day for day, _ in steps[1:]), period.end]
    months: list[tuple[int, Node]] = []
    for (start, node), end in zip(steps, ends, strict=True):
        held = _months(max(start, period.start), min(end, period.end))
        if held:
            months.append((held, node))
    first = months[0][1]
    if len({str(node.value) for _, node in months}) > 1:
        whole = sum(held for held, _ in months)
        weighted = ZERO
        for held, node in months:
            weighted = EXACT.add(weighted, EXACT.multiply(_number(node), Decimal(held)))
        mean = plain(EXACT.divide(weighted, Decimal(whole)))
        mark = _NUMBER.fullmatch(str(first.value))
        dollar, percent = (mark["dollar"], mark["percent"]) if mark is not None else ("", "")
        first = replace(first, value=f"{dollar}{mean}{percent}" if dollar or percent else Decimal(mean))
    return _with_clause(first, inner.get("clause"))


def _number(node: Node) -> Decimal:
    found = _NUMBER.fullmatch(str(node.value))
    return Decimal(found["digits"].replace(",", "")) if found is not None else ZERO


def _months(start: date, end: date) -> int:
    """Calendar months that begin from `start` on and before `end`."""
    count = 0
    while add_months(start, count) < end:
        count += 1
    return count
