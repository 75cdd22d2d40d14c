"""Shadow settlement: the payer's statement against ours in dollars, cause by cause, in parts that add up to the cent.

Ours stands first. Then one group of figures after the other is replaced by the payer's, each time a whole settlement
in exact decimals, rounded to the cent only to be shown; so the parts add up by construction. What one side reaches and
the other does not (a minimum, a gate) is held at our answer meanwhile and is a part of its own, or it would swallow
whatever happens to be exchanged as it is crossed. What the statement does not list cannot be exchanged: it is the
part that the statement does not explain.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from openvbc.figures import Absent, Key, Keyed, Value
from openvbc.money import EXACT, ONE, ZERO, rounded
from openvbc.settlement.cause import Cause, cause_of
from openvbc.settlement.payer_members import BY_MEMBERS, MemberGap, MemberGaps
from openvbc.settlement.payer_statement import PayerStatement, Stated
from openvbc.settlement.settle import Settlement
from openvbc.worksheet.evaluate import evaluate_in
from openvbc.worksheet.exact import Exact
from openvbc.worksheet.sheet import Line, LineKind
from openvbc.worksheet.words import shown

Values = dict[str, dict[str, "Value | Mapping[Keyed, Value]"]]


@dataclass(frozen=True)
class Exchanged:
    """A figure that differs: ours and theirs, in words, and where it stands.

    change: by how much this cause moves it, where members tell that it is not all of the difference; else None.
    """

    stated: Stated
    ours: Value
    change: Decimal | None = None

    @property
    def change_shown(self) -> str:
        """What this cause moves of it, as people read it; "" where it is all of it."""
        return "" if self.change is None else shown(self.stated.line, self.change)

    @property
    def ours_shown(self) -> str:
        """Ours, as people read it."""
        return shown(self.stated.line, self.ours)

    @property
    def theirs_shown(self) -> str:
        """Theirs, as people read it."""
        return shown(self.stated.line, self.stated.value)


@dataclass(frozen=True)
class GapPart:
    """What one cause contributes to the gap, in dollars.

    reverse: the same where the causes are exchanged in reverse order; the difference shows how much the order decides.
    figures: what was exchanged.
    """

    cause: Cause
    dollars: Decimal
    reverse: Decimal
    figures: tuple[Exchanged, ...]


@dataclass(frozen=True)
class AtStake:
    """What is at stake with a member for one cause, in dollars and cents of the payment.

    member: None for what no single member explains: what the list leaves open, and what members bring only together.
    """

    cause: Cause
    member: MemberGap | None
    dollars: Decimal


@dataclass(frozen=True)
class Crossed:
    """What one side reaches and the other does not."""

    stream: str
    line: Line
    key: Key | None
    ours: Value


@dataclass(frozen=True)
class ShadowSettlement:
    """The payer's payment against ours.

    parts: by cause, in order. thresholds: what is reached by one side alone contributes, and what that is. unexplained:
    what the statement does not explain. agreeing: stated figures that are ours too. respond_by: the last day to
    dispute; None where the contract has no window or the statement no day. members: who differs, where the payer's list
    or run-out tells; at_stake: what of the parts roster, claims and run-out each explains, which adds up to the parts.
    """

    settlement: Settlement
    statement: PayerStatement
    ours: Decimal
    parts: tuple[GapPart, ...]
    thresholds: Decimal
    crossed: tuple[Crossed, ...]
    unexplained: Decimal
    agreeing: tuple[Stated, ...]
    respond_by: date | None
    dispute_clause: str
    members: MemberGaps | None = None
    at_stake: tuple[AtStake, ...] = ()

    @property
    def gap(self) -> Decimal:
        """The payer's payment less ours."""
        return EXACT.subtract(self.statement.payment, self.ours)


def shadow_settlement(
    settlement: Settlement, statement: PayerStatement, members: MemberGaps | None = None
) -> ShadowSettlement:
    """The gap between a settlement and the payer's statement of it, split by cause. The parts add up to it exactly.

    members: the payer's list of members against ours.
    """
    ours = _values_of(settlement)
    flags = _flags_of(settlement)
    ours_paid = _paid(settlement, ours, flags)
    by_cause = _exchanged(settlement, statement, ours, flags, members)
    forward = dict(_steps(settlement, ours, flags, by_cause, tuple(by_cause)))
    reverse = dict(_steps(settlement, ours, flags, by_cause, tuple(reversed(by_cause))))
    parts = tuple(GapPart(cause, forward[cause], reverse[cause], tuple(figures)) for cause, figures in by_cause.items())
    theirs = _with(ours, [each for figures in by_cause.values() for each in figures])
    held = _paid(settlement, theirs, flags)
    stated_flags = [Exchanged(each, each.value) for each in statement.figures if _is_threshold(each.line)]
    free = _paid(settlement, _with(theirs, stated_flags), {})
    crossed = tuple(_crossed(settlement, theirs, flags, stated_flags)) if free != held else ()
    exchanged = {id(each.stated) for figures in by_cause.values() for each in figures}
    agreeing = tuple(each for each in statement.figures if id(each) not in exchanged and not _is_threshold(each.line))
    agreed = settlement.contract.file.after_settlement
    respond_by = None
    if agreed is not None and statement.dated is not None:
        respond_by = agreed.last_day_of_dispute(statement.dated)
    return ShadowSettlement(
        settlement,
        statement,
        ours_paid,
        parts,
        EXACT.subtract(free, held),
        crossed,
        EXACT.subtract(statement.payment, free),
        agreeing,
        respond_by,
        agreed.clause if agreed is not None else "",
        members,
        tuple(_at_stake(settlement, ours, flags, parts, members)) if members is not None else (),
    )


def _values_of(settlement: Settlement) -> Values:
    """Of every stream what is not computed, and what was set from outside."""
    return {
        each.stream.name: {
            line.name: each.evaluation.values[line.name]
            for line in each.evaluation.sheet
            if line.kind is not LineKind.COMPUTED or line.name in each.evaluation.overrides
        }
        for each in settlement.streams
    }


def _is_threshold(line: Line) -> bool:
    """Whether a line says that something is reached: it is computed, and yes or no."""
    return line.is_flag and line.kind is LineKind.COMPUTED


def _flags_of(settlement: Settlement) -> Values:
    return {
        each.stream.name: {
            line.name: each.evaluation.values[line.name] for line in each.evaluation.sheet if _is_threshold(line)
        }
        for each in settlement.streams
    }


def _computed(settlement: Settlement, values: Values, flags: Values) -> Values:
    """Every line of every stream; outcomes of streams go on to those that take them over."""
    found: Values = {}
    outcomes: dict[str, Value] = {}
    for each in settlement.streams:
        sheet, name = each.evaluation.sheet, each.stream.name
        taken = {
            line.name: {key: outcomes[str(key)] for key in line.keys} for line in sheet if line.of_streams and outcomes
        }
        given = {**flags.get(name, {}), **values[name], **taken}
        # Of a computed line some members may be exchanged; the others are what the formula makes of what stands now.
        parts = [line for line in sheet if _is_part(line, given.get(line.name))]
        for line in parts:
            above = {each: held for each, held in given.items() if not _is_part(sheet[each], held)}
            given[line.name] = {
                **_members(evaluate_in(Exact(), sheet, {}, above)[line.name]),
                **_members(given[line.name]),
            }
        found[name] = dict(evaluate_in(Exact(), sheet, {}, given))
        outcome = found[name][sheet.outcome]
        if isinstance(outcome, Decimal):
            outcomes[name] = outcome
    return found


def _is_part(line: Line, held: "Value | Mapping[Keyed, Value] | None") -> bool:
    """Whether some members of a line are there and some are not."""
    return isinstance(held, Mapping) and len(held) < len(line.all_keys)


def _members(held: "Value | Mapping[Keyed, Value]") -> Mapping[Keyed, Value]:
    if not isinstance(held, Mapping):
        raise TypeError("a value for each member is meant, and there is one alone")
    return held


def _paid(settlement: Settlement, values: Values, flags: Values) -> Decimal:
    """What is paid in all, in dollars and cents."""
    return rounded(_unrounded(settlement, values, flags), 2)


def _unrounded(settlement: Settlement, values: Values, flags: Values) -> Decimal:
    computed, net = _computed(settlement, values, flags), ZERO
    for each in settlement.streams:
        outcome = computed[each.stream.name][each.evaluation.sheet.outcome]
        if isinstance(outcome, Decimal):
            net = EXACT.add(net, outcome)
    return net


def _with(values: Values, figures: Sequence[Exchanged]) -> Values:
    """The values with stated figures in their places, or moved by what one cause moves of them."""
    found = {stream: dict(of_stream) for stream, of_stream in values.items()}
    for each in figures:
        stated, value = each.stated, each.stated.value
        of_stream = found[stated.stream]
        held = of_stream.get(stated.line.name)
        if each.change is not None and held is not None:
            value = EXACT.add(_number(_held(held, stated.key)), each.change)
        if stated.key is None:
            of_stream[stated.line.name] = value
        else:
            of_stream[stated.line.name] = {**(_members(held) if held is not None else {}), stated.key: value}
    return found


def _number(value: Value) -> Decimal:
    if not isinstance(value, Decimal):
        raise TypeError("a number is meant")
    return value


def _exchanged(
    settlement: Settlement, statement: PayerStatement, ours: Values, flags: Values, members: MemberGaps | None
) -> dict[Cause, list[Exchanged]]:
    """The stated figures that differ from ours, by cause, in the order of causes.

    Given lines first; what members move of one by roster or run-out is of that cause, the rest is of its own.
    A stated line that we compute differs only where it does not follow from the stated lines above it; if it is what
    follows, rounded, that is its cause.
    """
    year = str(settlement.performance_year.year)
    found: dict[Cause, list[Exchanged]] = {cause: [] for cause in Cause}
    given = [each for each in statement.figures if each.line.kind is not LineKind.COMPUTED]
    so_far: list[Exchanged] = []
    for each in given:
        before = _held(ours[each.stream][each.line.name], each.key)
        cause = each.cause or (
            Cause.ROUNDING
            if before != each.value and _is_rounded(before, each)
            else cause_of(each.line, each.key, year)
        )
        cell = members.cell(each.stream, each.line, each.key) if members is not None else None
        moved = {one: members.moved(cell, one) for one in (Cause.ROSTER, Cause.RUN_OUT)} if cell and members else {}
        if any(moved.values()) and cause not in (Cause.ROSTER, Cause.ROUNDING):
            rest = EXACT.subtract(_number(each.value), _number(before))
            for one, change in moved.items():
                rest = EXACT.subtract(rest, change)
                if change:
                    found[one].append(Exchanged(each, before, change))
            if rest:
                found[cause].append(Exchanged(each, before, rest))
        elif before != each.value:
            found[cause].append(Exchanged(each, before))
        else:
            continue
        so_far.append(Exchanged(each, before))
    places = {
        (each.stream.name, line.name): at
        for each in settlement.streams
        for at, line in enumerate(each.evaluation.sheet)
    }
    computed = [
        each for each in statement.figures if each.line.kind is LineKind.COMPUTED and not _is_threshold(each.line)
    ]
    for each in sorted(computed, key=lambda one: places[one.stream, one.line.name]):
        values = _with(ours, so_far)
        now = _computed(settlement, values, flags)[each.stream][each.line.name]
        follows = _held(now, each.key)
        if follows == each.value:
            continue
        cause = Cause.ROUNDING if _is_rounded(follows, each) else cause_of(each.line, each.key, year)
        own = settlement.stream(each.stream).evaluation.values[each.line.name]
        found[each.cause or cause].append(Exchanged(each, _held(own, each.key)))
        so_far.append(found[each.cause or cause][-1])
    return {cause: figures for cause, figures in found.items() if figures}


def _is_rounded(ours: Value, stated: Stated) -> bool:
    """Whether the statement has our figure with fewer decimals."""
    value = stated.value
    if not isinstance(ours, Decimal) or not isinstance(value, Decimal):
        return False
    return rounded(ours, stated.decimals) == value


def _held(values: "Value | Mapping[Keyed, Value]", key: Key | None) -> Value:
    held = values[key] if isinstance(values, Mapping) and key is not None else values
    if isinstance(held, Mapping):
        raise TypeError("one value is meant, and there is one for each member")
    return held


def _steps(
    settlement: Settlement,
    ours: Values,
    flags: Values,
    by_cause: Mapping[Cause, Sequence[Exchanged]],
    order: Sequence[Cause],
) -> Iterator[tuple[Cause, Decimal]]:
    """What each cause adds when its figures are exchanged after those before it."""
    values, before = ours, _paid(settlement, ours, flags)
    for cause in order:
        values = _with(values, by_cause[cause])
        after = _paid(settlement, values, flags)
        yield cause, EXACT.subtract(after, before)
        before = after


def _at_stake(
    settlement: Settlement, ours: Values, flags: Values, parts: Sequence[GapPart], members: MemberGaps
) -> Iterator[AtStake]:
    """What each member moves of the parts roster, claims and run-out: what a month or dollar moves there, times theirs.

    What that leaves of a part is told as a row without a member, so that the rows add up to the part to the cent.
    """
    values = ours
    for part in parts:
        before = _unrounded(settlement, values, flags)
        by_member: dict[int, tuple[MemberGap, Decimal]] = {}
        for each in part.figures:
            stated = each.stated
            cell = members.cell(stated.stream, stated.line, stated.key)
            if cell is None or part.cause not in BY_MEMBERS:
                continue
            whole = each.change
            if whole is None:
                whole = EXACT.subtract(_number(stated.value), _number(each.ours))
            # Where members' changes cancel out, one month or dollar tells what each of them moves.
            step = whole or ONE
            after = _unrounded(settlement, _with(values, [Exchanged(stated, each.ours, step)]), flags)
            slope = EXACT.divide(EXACT.subtract(after, before), step)
            for member, change in members.behind(cell, part.cause):
                _, reached = by_member.get(id(member), (member, ZERO))
                by_member[id(member)] = (member, EXACT.add(reached, EXACT.multiply(slope, change)))
        left = part.dollars
        for member, dollars in by_member.values():
            cents = rounded(dollars, 2)
            left = EXACT.subtract(left, cents)
            yield AtStake(part.cause, member, cents)
        if by_member and left:
            yield AtStake(part.cause, None, left)
        values = _with(values, part.figures)


def _crossed(settlement: Settlement, theirs: Values, flags: Values, stated: Sequence[Exchanged]) -> Iterator[Crossed]:
    """What is reached with our figures and not with theirs, or the other way."""
    now = _computed(settlement, _with(theirs, stated), {})
    for stream, of_stream in flags.items():
        sheet = settlement.stream(stream).evaluation.sheet
        for name, before in of_stream.items():
            after = now[stream][name]
            members = before.items() if isinstance(before, Mapping) else [(None, before)]
            for key, value in members:
                if _held(after, key) != value and not isinstance(value, Absent):
                    yield Crossed(stream, sheet[name], key, value)
