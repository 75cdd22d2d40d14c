"""Who shares: the table of participants, one row for each group and provider, with the figures that plans share by."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, get_args

from openvbc.contract.distribution_plan import ParticipantType
from openvbc.contract.distribution_plan_checks import ORGANIZATION, AgreedPlan
from openvbc.contract.participant_figures import ParticipantFigure, participant_figures
from openvbc.errors import Fault, InputError, did_you_mean, raise_all
from openvbc.figures import Figure, FileDigest, Origin, Source
from openvbc.money import EXACT, ONE, ZERO, plain
from openvbc.tabular.record_count import EXAMPLES
from openvbc.tabular.small_table import Row, in_file_order, read_small_table
from openvbc.yamlfile import digest, quoted

_ALWAYS: Final = ("participant", "name")
_ABOUT: Final = ("level", "within", "type", "npi", "tin", "joined", "left", "excluded")
_TYPES: Final = tuple(str(each) for each in get_args(ParticipantType))
_IN_IDENTIFIER: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")


@dataclass(frozen=True)
class Participant:
    """A group or a provider.

    identifier: by which plan and table name it. level: one of the plan's. within: the participant above it; "" where
    that is the organization. type: as pools are parted; "" if the table does not say. joined, left: days, if within the
    period. excluded: why it takes no share; "" if it does. figures: by name, those that are there. where: its row.
    """

    identifier: str
    name: str
    level: str
    within: str
    type: str
    npi: str
    tin: str
    joined: date | None
    left: date | None
    excluded: str
    where: str
    figures: Mapping[str, Figure] = field(default_factory=dict)

    def number(self, name: str) -> Decimal | None:
        """One of its figures; None if it has none of that name."""
        figure = self.figures.get(name)
        return figure.value if figure is not None and isinstance(figure.value, Decimal) else None


@dataclass(frozen=True)
class Participants:
    """The table, in order of identifiers: so no result depends on the order of rows. file: what was read."""

    rows: Mapping[str, Participant]
    below: Mapping[str, tuple[Participant, ...]]
    file: FileDigest

    @classmethod
    def of(cls, rows: Sequence[Participant], file: FileDigest) -> "Participants":
        """Participants in their order, and who is below whom; "" is the organization."""
        ordered = sorted(rows, key=lambda each: each.identifier)
        below: dict[str, list[Participant]] = defaultdict(list)
        for each in ordered:
            below[each.within].append(each)
        return cls(
            {each.identifier: each for each in ordered}, {name: tuple(each) for name, each in below.items()}, file
        )


def read_participants(path: Path, plan: AgreedPlan) -> Participants:
    """Read the table of a plan's participants. InputError lists every fault with its row."""
    table = read_small_table(path)
    known = participant_figures(plan.terms.factors)
    readable = [name for name, figure in known.items() if not figure.derived_from]
    levels = plan.terms.levels
    needed = (*_ALWAYS, *(("level", "within") if len(levels) > 1 else ()))
    faults = [
        *table.faults,
        *table.header_faults(needed, (*(each for each in _ABOUT if each not in needed), *readable)),
    ]
    raise_all(faults if any(name not in table.header for name in needed) else [], InputError)
    columns = {name: figure for name, figure in known.items() if name in table.header and name in readable}
    file = FileDigest(path.name, digest(path))
    rows: dict[str, Participant] = {}
    for row, cells in table.records():
        each = _participant(row, cells, plan, columns, file, faults)
        if each.identifier in rows:
            fix = "keep one of them; a provider of two groups has a row, and an identifier, for each"
            faults.append(Fault(f"participant {quoted(each.identifier)} is there twice", row.where, fix=fix))
        rows[each.identifier] = each
    if not rows:
        faults.append(Fault("the table names no participant", table.header_where, fix="write a row for each"))
    faults += _levels(rows, levels)
    faults += _doubled_providers(rows)
    faults += _payees(rows, table.header)
    raise_all(in_file_order(faults), InputError)
    return Participants.of(_summed(rows, levels, columns), file)


def _participant(
    row: Row,
    cells: Mapping[str, str],
    plan: AgreedPlan,
    columns: Mapping[str, ParticipantFigure],
    file: FileDigest,
    faults: list[Fault],
) -> Participant:
    identifier, levels = cells["participant"], plan.terms.levels
    if not identifier or not set(identifier) <= _IN_IDENTIFIER:
        what = f"{quoted(identifier)} is no identifier of a participant"
        faults.append(Fault(what, row.where, fix="write letters, digits, dots, dashes and underscores"))
    if not cells["name"]:
        faults.append(Fault("the participant has no name", row.where, why="statements are addressed by it"))
    level = cells.get("level") or (levels[0] if len(levels) == 1 else "")
    if level not in levels:
        faults.append(Fault(f"there is no level {quoted(level)}", row.where, fix=did_you_mean(level, levels)))
    kind = cells.get("type", "")
    if kind and kind not in _TYPES:
        what = f"there is no type of participant {quoted(kind)}"
        faults.append(Fault(what, row.where, fix=did_you_mean(kind, _TYPES)))
    joined, left = (_day(cells.get(name, ""), name, row.where, faults) for name in ("joined", "left"))
    if joined is not None and left is not None and left < joined:
        faults.append(Fault(f"the participant left on {left}, before it joined", row.where))
    figures = {}
    for name, figure in columns.items():
        if cells[name]:
            value = _number(cells[name], figure, row.where, faults)
            figures[name] = Figure(value, Source(Origin.READ, where=f"{row.where}, {name}", files=(file,)))
    return Participant(
        identifier,
        cells["name"],
        level,
        cells.get("within", ""),
        kind,
        cells.get("npi", ""),
        cells.get("tin", ""),
        joined,
        left,
        cells.get("excluded", ""),
        row.where,
        figures,
    )


def _number(text: str, figure: ParticipantFigure, where: str, faults: list[Fault]) -> Decimal:
    try:
        value = figure.unit.read(text)
    except ValueError as error:
        faults.append(Fault(f"{figure.name}: {error}", where, fix="write a number"))
        return ZERO
    if isinstance(value, bool) or value < 0:
        why = "a negative weight would take from others"
        faults.append(Fault(f"{figure.name} is {quoted(text)}", where, why=why, fix="write zero or more"))
        return ZERO
    if figure.unit.kind == "rate" and value > ONE:
        what = f"{figure.name} is {quoted(text)}, more than 100%"
        faults.append(Fault(what, where, fix=f"write {plain(value)}% if a percentage is meant"))
    return value


def _day(text: str, name: str, where: str, faults: list[Fault]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults.append(Fault(f"{name} is {quoted(text)}, no day of the calendar", where, fix="write YYYY-MM-DD"))
        return None


def _levels(rows: Mapping[str, Participant], levels: Sequence[str]) -> Iterator[Fault]:
    """Each participant stands within one of the level above; those of the first within the organization."""
    for each in rows.values():
        if each.level not in levels:
            continue
        place = levels.index(each.level)
        if place == 0 and each.within not in ("", ORGANIZATION):
            what = f"{each.identifier} is of the first level, and within {quoted(each.within)}"
            yield Fault(what, each.where, fix="leave `within` empty")
        elif place > 0 and (each.within not in rows or rows[each.within].level != levels[place - 1]):
            above = [name for name, other in rows.items() if other.level == levels[place - 1]]
            what = f"{each.identifier} is within {quoted(each.within)}, which is no {levels[place - 1]} of the table"
            yield Fault(what, each.where, why="its share would reach nobody", fix=did_you_mean(each.within, above))


def _doubled_providers(rows: Mapping[str, Participant]) -> Iterator[Fault]:
    """An NPI that stands twice must not be there in the same months."""
    seen: dict[str, list[Participant]] = defaultdict(list)
    for each in rows.values():
        for other in seen[each.npi] if each.npi else ():
            apart = (other.left is not None and each.joined is not None and other.left < each.joined) or (
                each.left is not None and other.joined is not None and each.left < other.joined
            )
            if not apart:
                yield Fault(
                    f"NPI {each.npi} is {other.identifier} and {each.identifier} in the same months",
                    each.where,
                    why="one provider would be paid twice",
                    fix=f"take one of the rows out (the other is {other.where}), or write when it left and joined",
                )
                break
        seen[each.npi].append(each)


def _payees(rows: Mapping[str, Participant], header: Sequence[str]) -> Iterator[Fault]:
    """Where the table has TINs, each participant is paid under its own or that of the participant above it."""
    for each in rows.values() if "tin" in header else ():
        if not payee_tin(each, rows):
            what = f"{each.identifier} has no TIN, and none above it has one"
            yield Fault(what, each.where, why="nobody could be paid for it", fix="write the TIN of its payee")


def payee_tin(participant: Participant, rows: Mapping[str, Participant]) -> str:
    """The TIN under which a participant is paid: its own, or that of the nearest one above it; "" if there is none."""
    current: Participant | None = participant
    for _ in rows:
        if current is None or current.tin:
            break
        current = rows.get(current.within)
    return current.tin if current is not None else ""


def _summed(
    rows: Mapping[str, Participant], levels: Sequence[str], columns: Mapping[str, ParticipantFigure]
) -> list[Participant]:
    """Groups with the sums of their providers' figures where they have none. InputError where both are and differ."""
    held = dict(rows)
    faults: list[Fault] = []
    for level in reversed(levels[:-1]):
        below: dict[str, list[Participant]] = defaultdict(list)
        for each in held.values():
            below[each.within].append(each)
        for each in [one for one in held.values() if one.level == level and below[one.identifier]]:
            figures = dict(each.figures)
            for name, figure in columns.items():
                parts = [part for child in below[each.identifier] if (part := child.number(name)) is not None]
                if not figure.adds_up or not parts:
                    continue
                total = ZERO
                for part in parts:
                    total = EXACT.add(total, part)
                if name not in figures and len(parts) == len(below[each.identifier]):
                    told = f"{figure.label}, the sum of the {len(parts):,} within {each.name}"
                    figures[name] = Figure(total, Source(Origin.READ, told, each.where))
                elif name in figures and figures[name].value != total:
                    own = each.number(name) or ZERO
                    what = f"{name} of {each.identifier} is {plain(own)}, of those within it {plain(total)}"
                    fix = "correct the one that is wrong, or leave the group's empty"
                    faults.append(Fault(what, each.where, "what one level has would not be what the next has", fix))
            held[each.identifier] = replace(each, figures=figures)
    raise_all(in_file_order(faults), InputError)
    return list(held.values())


def listed(names: Sequence[str]) -> str:
    """Some names, and how many more there are."""
    more = f" and {len(names) - EXAMPLES:,} more" if len(names) > EXAMPLES else ""
    return ", ".join(names[:EXAMPLES]) + more
