"""The payer's list of members with months and dollars against those we counted: who differs, and by how much.

Behind a gap of months and dollars stand people: on our roster alone, on the payer's alone, or on both with other months
or other dollars. What people on one side alone cost is a matter of the roster, what those on both cost one of claims;
so a list splits the gap of an amount in two.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from pathlib import Path
from typing import Any, Final

from openvbc.claims.attribution.payer_list import ListedPerson, PayerList, read_payer_list
from openvbc.claims.expenditures.exact import decimal_of
from openvbc.errors import Fault, FileError, InputError, raise_all
from openvbc.figures import Figures, FileDigest, Key
from openvbc.money import EXACT, ZERO, money_from_text, rounded
from openvbc.settlement.cause import Cause, cause_of
from openvbc.settlement.experience_options import Lister, PeopleCounted
from openvbc.tabular.small_table import read_small_table
from openvbc.units import MEMBER_MONTHS, MONTHS, USD
from openvbc.worksheet.sheet import Line, Worksheet
from openvbc.yamlfile import digest

_TYPE: Final = "enrollment_type"
_NUMBERS: Final = ("months", "dollars")
ONLY_OURS, ONLY_THEIRS, BOTH = "only_ours", "only_theirs", "both"


@dataclass(frozen=True)
class PayerMember:
    """A row of the payer's list. enrollment_type: "" where the list does not tell; months, dollars: None likewise."""

    person: ListedPerson
    enrollment_type: str
    months: Decimal | None
    dollars: Decimal | None


@dataclass(frozen=True)
class PayerMembers:
    """The payer's list of members, with what it says of each."""

    listed: PayerList
    rows: tuple[PayerMember, ...]
    file: FileDigest


def read_payer_members(path: Path) -> PayerMembers:
    """A table (.csv, .xlsx) with person_id or member_id, and where the payer tells them months and dollars.

    A row a person; one whose months are of several enrollment types says them all in the column enrollment_type, or
    leaves months and dollars out. FileError lists every fault with its place.
    """
    listed, table = read_payer_list(path, told_apart_by=_TYPE), read_small_table(path)
    people = {each.where: each for each in listed.people}
    rows, faults = [], []
    for row, cells in table.records():
        said: dict[str, Decimal | None] = {}
        for name in _NUMBERS:
            try:
                said[name] = money_from_text(cells[name]) if cells.get(name) else None
            except ValueError as error:
                faults.append(Fault(f"{name}: {error}", table.place(row, name), fix="write for example 12 or 1,250.00"))
        if len(said) == len(_NUMBERS):
            rows.append(PayerMember(people[row.where], cells.get(_TYPE, ""), said["months"], said["dollars"]))
    raise_all(faults, FileError)
    once = {(each.person_id, each.member_id): each for each in reversed(listed.people)}
    listed = replace(listed, people=tuple(reversed(once.values())))
    return PayerMembers(listed, tuple(rows), FileDigest(path.name, digest(path)))


@dataclass(frozen=True)
class MemberAmounts:
    """What one side has of a member: months, and dollars that count; excess: cut off of them. None: it does not say."""

    months: Decimal | None = ZERO
    dollars: Decimal | None = ZERO
    excess: Decimal | None = ZERO


@dataclass(frozen=True)
class MemberGap:
    """A member, in one enrollment type, of whom the two sides do not have the same.

    side: on whose roster the member is. why: our attribution's reason, of somebody on one alone.
    """

    stream: str
    person_id: str
    member_id: str
    enrollment_type: str
    side: str
    ours: MemberAmounts
    theirs: MemberAmounts
    why: str


@dataclass(frozen=True)
class Cell:
    """A figure that is added up over members: months, dollars, or what is cut off (excess) of an enrollment type."""

    stream: str
    line: str
    key: Key | None
    kind: str
    enrollment_type: str


@dataclass(frozen=True)
class MemberGaps:
    """Members behind the gap. cells: the figures that are added up over members."""

    file: FileDigest
    cells: tuple[Cell, ...]
    members: tuple[MemberGap, ...]

    def cell(self, stream: str, line: Line, key: Key | None) -> Cell | None:
        """The figure that a stated one stands against; None where it is not added up over members."""
        place = (stream, line.name, key)
        return next((each for each in self.cells if (each.stream, each.line, each.key) == place), None)

    def behind(self, cell: Cell, cause: Cause) -> Iterator[tuple[MemberGap, Decimal]]:
        """By how much each member moves a figure for this cause, theirs less ours."""
        for each in self.members:
            if (each.stream, each.enrollment_type) != (cell.stream, cell.enrollment_type):
                continue
            if cause is not (Cause.ROSTER if cell.kind == "months" or each.side != BOTH else Cause.CLAIMS):
                continue
            ours, theirs = getattr(each.ours, cell.kind), getattr(each.theirs, cell.kind)
            if ours is not None and theirs is not None and ours != theirs:
                yield each, EXACT.subtract(theirs, ours)

    def by_roster(self, cell: Cell) -> Decimal:
        """By how much a figure would move if the payer's roster held and nothing else changed."""
        return reduce(EXACT.add, (change for _, change in self.behind(cell, Cause.ROSTER)), ZERO)


@dataclass
class _Stream:
    """The cells of one stream, and everybody whom its claims know."""

    counted: PeopleCounted
    cells: list[Cell] = field(default_factory=list)
    totals: dict[tuple[str, str], Decimal] = field(default_factory=dict)


def member_gaps(payer: PayerMembers, lister: Lister, figures: Figures, sheets: Mapping[str, Worksheet]) -> MemberGaps:
    """Who differs, of every stream that counts people's months and dollars. InputError lists rows of no use."""
    streams: dict[str, _Stream] = {}
    for name, held in figures.items():
        stream, _, line_name = name.partition(".")
        line = sheets[stream][line_name]
        for key, figure in held.items() if isinstance(held, dict) else [(None, held)]:
            kind = _kind(line)
            # Lines of the performance year have no year among their members.
            if not kind or cause_of(line, key, "") is Cause.BENCHMARK:
                continue
            counted = lister.people_of(figure)
            if counted is None:
                continue
            own = streams.setdefault(stream, _Stream(counted))
            if (counted.population_id, counted.period) != (own.counted.population_id, own.counted.period):
                continue
            kind = "excess" if counted.only_cut_off else kind
            own.cells.append(Cell(stream, line_name, key, kind, counted.enrollment_type))
            if isinstance(figure.value, Decimal):
                own.totals[kind, counted.enrollment_type] = figure.value
    faults: list[Fault] = []
    members = [
        each for name, own in streams.items() for each in _differing(name, own, payer, lister, sheets[name], faults)
    ]
    raise_all(faults, InputError)
    cells = tuple(cell for own in streams.values() for cell in own.cells)
    return MemberGaps(payer.file, cells, tuple(members))


def _kind(line: Line) -> str:
    if line.unit in (MEMBER_MONTHS, MONTHS):
        return "months"
    return "dollars" if line.unit is USD else ""


def _differing(
    stream: str, own: _Stream, payer: PayerMembers, lister: Lister, sheet: Worksheet, faults: list[Fault]
) -> Iterator[MemberGap]:
    beside = lister.beside_list(own.counted, payer.listed)
    person_of = {(row.person_id, row.member_id): person for person, row in beside.listed.items()}
    theirs: dict[str, list[PayerMember]] = {}
    for row in payer.rows:
        theirs.setdefault(person_of[row.person.person_id, row.person.member_id], []).append(row)
    held: dict[str, dict[str, tuple[bool, MemberAmounts]]] = {}
    for (person, kind), each in _amounts(own, beside.people.records, sheet).items():
        held.setdefault(person, {})[kind] = each
    types = list(dict.fromkeys(each.enrollment_type for each in own.cells))
    for person in sorted({*held, *theirs}):
        ours = {kind: each for kind, (is_own, each) in held.get(person, {}).items() if is_own}
        known = {kind: each for kind, (_, each) in held.get(person, {}).items()}
        stated = _stated(theirs.get(person, ()), known, types, faults)
        for kind in sorted({*ours, *stated}):
            side = BOTH if kind in ours and kind in stated else ONLY_OURS if kind in ours else ONLY_THEIRS
            nothing = MemberAmounts()
            first, second = ours.get(kind, nothing), stated.get(kind, nothing)
            if first != second or side != BOTH:
                why = beside.reasons.get(person, "" if side == BOTH else "of another enrollment type there")
                member = beside.member_of.get(person, "")
                yield MemberGap(stream, person, member, kind, side, first, second, why)


def _amounts(
    own: _Stream, rows: list[dict[str, Any]], sheet: Worksheet
) -> dict[tuple[str, str], tuple[bool, MemberAmounts]]:
    """Of everybody by enrollment type: whether he or she is ours, and months, dollars and excess, completed as agreed.

    Where what is cut off has a line of its own, dollars are those before it.
    """
    before = any(each.kind == "excess" for each in own.cells)
    counts: dict[tuple[str, str], tuple[Fraction, Fraction]] = {}
    sums: dict[str, Fraction] = {}
    for row in rows:
        whole, cut = Fraction(int(row["expenditure_cents"]), 100), int(row["excess_parts"])
        parts = int(row["truncated_parts"]) + cut
        excess = whole * cut / parts if parts else Fraction(0)
        key = (str(row["person_id"]), str(row[_TYPE]))
        counts[key] = (whole if before else whole - excess, excess)
        if row["in_population"]:
            sums[key[1]] = sums.get(key[1], Fraction(0)) + counts[key][0]
    # Carve-outs are in the total and in no member's amount; a factor is then not told from them.
    completed = not any(line.name.startswith("carved_out_") for line in sheet)
    factors = {
        kind: Fraction(own.totals["dollars", kind]) / total
        for kind, total in sums.items()
        if completed and total and ("dollars", kind) in own.totals
    }
    found = {}
    for row in rows:
        key = (str(row["person_id"]), str(row[_TYPE]))
        factor = factors.get(key[1], Fraction(1))
        amounts = [rounded(decimal_of(each * factor), 2) for each in counts[key]]
        found[key] = (bool(row["in_population"]), MemberAmounts(Decimal(int(row["months"])), *amounts))
    return found


def _stated(
    rows: "list[PayerMember] | tuple[()]", known: Mapping[str, MemberAmounts], types: list[str], faults: list[Fault]
) -> Mapping[str, MemberAmounts]:
    """What the payer has of a person, by enrollment type; what the list does not say is as our claims have it."""
    found: dict[str, MemberAmounts] = {}
    for row in rows:
        kinds = [row.enrollment_type] if row.enrollment_type else list(known) or (types if len(types) == 1 else [""])
        if row.enrollment_type and row.enrollment_type not in types:
            what = f"unknown enrollment_type {row.enrollment_type!r}"
            faults.append(Fault(what, row.person.where, fix=f"write one of {', '.join(types)}"))
            continue
        if len(kinds) > 1 and (row.months, row.dollars) != (None, None):
            what = f"the person has months of {', '.join(kinds)}, and the row does not say of which"
            fix = "give the column enrollment_type, or leave months and dollars out"
            faults.append(Fault(what, row.person.where, fix=fix))
            continue
        for kind in kinds:
            ours = known.get(kind, MemberAmounts(None, None, None))
            found[kind] = MemberAmounts(
                row.months if row.months is not None else ours.months,
                row.dollars if row.dollars is not None else ours.dollars,
                ours.excess,
            )
    return found
