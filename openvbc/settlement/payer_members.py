"""The payer's list of members with months and dollars against those we counted: who differs, and by how much.

Behind a gap of months and dollars stand people: on our roster alone, on the payer's alone, or on both with other months
or other dollars. What people on one side alone cost is a matter of the roster; what was paid of the others between the
payer's day of run-out and ours is one of run-out; what is left is one of claims. So a list and a day split the gap of
an amount in three.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
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
from openvbc.settlement.experience_options import BesideList, Lister, PeopleCounted
from openvbc.tabular.small_table import read_small_table
from openvbc.units import MEMBER_MONTHS, MONTHS, USD
from openvbc.worksheet.sheet import Line, Worksheet
from openvbc.yamlfile import digest

_TYPE: Final = "enrollment_type"
_NUMBERS: Final = ("months", "dollars")
ONLY_OURS: Final = "only_ours"
ONLY_THEIRS: Final = "only_theirs"
BOTH: Final = "both"


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

    side: on whose roster the member is. in_their_run_out: ours with what was paid through the payer's day. why: our
    attribution's reason, of somebody on one alone.
    """

    stream: str
    person_id: str
    member_id: str
    enrollment_type: str
    side: str
    ours: MemberAmounts
    in_their_run_out: MemberAmounts
    theirs: MemberAmounts
    why: str

    def moved(self, kind: str, cause: Cause) -> Decimal:
        """By how much the member moves a figure of this kind for a cause, theirs less ours; zero where not told."""
        ours, then, theirs = (getattr(each, kind) for each in (self.ours, self.in_their_run_out, self.theirs))
        of_roster = kind == "months" or self.side != BOTH
        before, after = {
            Cause.ROSTER: (ours, theirs) if of_roster else (None, None),
            Cause.RUN_OUT: (None, None) if of_roster else (ours, then),
            Cause.CLAIMS: (None, None) if of_roster else (then, theirs),
        }[cause]
        return ZERO if before is None or after is None else EXACT.subtract(after, before)


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

    file: FileDigest | None
    cells: tuple[Cell, ...]
    members: tuple[MemberGap, ...]

    def cell(self, stream: str, line: Line, key: Key | None) -> Cell | None:
        """The figure that a stated one stands against; None where it is not added up over members."""
        place = (stream, line.name, key)
        return next((each for each in self.cells if (each.stream, each.line, each.key) == place), None)

    def behind(self, cell: Cell, cause: Cause) -> Iterator[tuple[MemberGap, Decimal]]:
        """By how much each member moves a figure for this cause, theirs less ours."""
        for each in self.members:
            if (each.stream, each.enrollment_type) == (cell.stream, cell.enrollment_type):
                change = each.moved(cell.kind, cause)
                if change:
                    yield each, change

    def moved(self, cell: Cell, cause: Cause) -> Decimal:
        """By how much members move a figure for this cause."""
        return reduce(EXACT.add, (change for _, change in self.behind(cell, cause)), ZERO)


#: The causes that members tell apart.
BY_MEMBERS: Final = (Cause.ROSTER, Cause.RUN_OUT, Cause.CLAIMS)


@dataclass
class _Stream:
    """The cells of one stream, and everybody whom its claims know."""

    counted: PeopleCounted
    cells: list[Cell] = field(default_factory=list)
    totals: dict[tuple[str, str], Decimal] = field(default_factory=dict)


def member_gaps(
    payer: PayerMembers | None,
    paid_through: date | None,
    lister: Lister,
    figures: Figures,
    sheets: Mapping[str, Worksheet],
) -> MemberGaps:
    """Who differs, of every stream that counts people's months and dollars. InputError lists rows of no use.

    payer: None where the payer lists nobody; then all of ours are the payer's too. paid_through: the last day on which
    a claim may be paid to count in the payer's figures; None where it is as in ours.
    """
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
        each
        for name, own in streams.items()
        for each in _differing(
            name,
            own,
            payer,
            lister.beside_list(own.counted, None if payer is None else payer.listed, paid_through),
            sheets[name],
            faults,
        )
    ]
    raise_all(faults, InputError)
    cells = tuple(cell for own in streams.values() for cell in own.cells)
    return MemberGaps(None if payer is None else payer.file, cells, tuple(members))


def _kind(line: Line) -> str:
    if line.unit in (MEMBER_MONTHS, MONTHS):
        return "months"
    return "dollars" if line.unit is USD else ""


def _differing(
    stream: str,
    own: _Stream,
    payer: PayerMembers | None,
    beside: BesideList,
    sheet: Worksheet,
    faults: list[Fault],
) -> Iterator[MemberGap]:
    person_of = {(row.person_id, row.member_id): person for person, row in beside.listed.items()}
    theirs: dict[str, list[PayerMember]] = {}
    for row in payer.rows if payer is not None else ():
        theirs.setdefault(person_of[row.person.person_id, row.person.member_id], []).append(row)
    factors = _factors(own, beside.people.records, sheet)
    is_own = {(str(row["person_id"]), str(row[_TYPE])) for row in beside.people.records if row["in_population"]}
    ours, then = (
        _by_person(_amounts(own, table.records, factors)) for table in (beside.people, beside.in_their_run_out)
    )
    types = list(dict.fromkeys(each.enrollment_type for each in own.cells))
    nothing = MemberAmounts()
    for person in sorted({*ours, *theirs}):
        known = then.get(person, {})
        stated: Mapping[str, MemberAmounts]
        if payer is None:
            stated = {kind: each for kind, each in known.items() if (person, kind) in is_own}
        else:
            stated = _stated(theirs.get(person, ()), known, types, faults)
        for kind in sorted({*ours.get(person, {}), *stated}):
            on_ours = (person, kind) in is_own
            if not on_ours and kind not in stated:
                continue
            side = BOTH if on_ours and kind in stated else ONLY_OURS if on_ours else ONLY_THEIRS
            first = ours[person][kind] if on_ours else nothing
            between = known.get(kind, nothing) if on_ours else nothing
            second = stated.get(kind, nothing)
            if not first == between == second:
                why = beside.reasons.get(person, "" if side == BOTH else "of another enrollment type there")
                yield MemberGap(
                    stream, person, beside.member_of.get(person, ""), kind, side, first, between, second, why
                )


def _by_person(
    amounts: Mapping[tuple[str, str], MemberAmounts],
) -> Mapping[str, Mapping[str, MemberAmounts]]:
    found: dict[str, dict[str, MemberAmounts]] = {}
    for (person, kind), each in amounts.items():
        found.setdefault(person, {})[kind] = each
    return found


def _counted(own: _Stream, row: Mapping[str, Any]) -> tuple[Fraction, Fraction]:
    """Dollars of a row that count, and what is cut off. Where that has a line of its own, dollars are those before."""
    whole, cut = Fraction(int(row["expenditure_cents"]), 100), int(row["excess_parts"])
    parts = int(row["truncated_parts"]) + cut
    excess = whole * cut / parts if parts else Fraction(0)
    return (whole if any(each.kind == "excess" for each in own.cells) else whole - excess), excess


def _factors(own: _Stream, rows: list[dict[str, Any]], sheet: Worksheet) -> Mapping[str, Fraction]:
    """By what the count completed amounts of each enrollment type: the figure over what its members' claims add up to.

    Carve-outs are in a total and in no member's amount, and a factor is then not told from them: there is none.
    """
    if any(line.name.startswith("carved_out_") for line in sheet):
        return {}
    sums: dict[str, Fraction] = {}
    for row in rows:
        if row["in_population"]:
            kind = str(row[_TYPE])
            sums[kind] = sums.get(kind, Fraction(0)) + _counted(own, row)[0]
    return {
        kind: Fraction(own.totals["dollars", kind]) / total
        for kind, total in sums.items()
        if total and ("dollars", kind) in own.totals
    }


def _amounts(
    own: _Stream, rows: list[dict[str, Any]], factors: Mapping[str, Fraction]
) -> Mapping[tuple[str, str], MemberAmounts]:
    """Months, dollars and excess of everybody by enrollment type, in cents, completed as the count completes them."""
    found = {}
    for row in rows:
        factor = factors.get(str(row[_TYPE]), Fraction(1))
        amounts = [rounded(decimal_of(each * factor), 2) for each in _counted(own, row)]
        found[str(row["person_id"]), str(row[_TYPE])] = MemberAmounts(Decimal(int(row["months"])), *amounts)
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
