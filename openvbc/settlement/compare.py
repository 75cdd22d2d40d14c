"""Two settlements of one shape compared: which figures moved, and what each contributed to the difference.

The figures that moved are changed one after the other, in the order of the worksheet, each on top of those before it.
So the contributions add up to the whole difference exactly. Where two figures act together (a rate times an amount),
the joint effect falls to the one that stands lower; the order is part of the answer and is stated with it.

What decides by yes or no (a minimum that is met, a gate that is passed) stays as it was before until every figure has
moved. Then each decision that came out otherwise is a move of its own, so that no single figure has to answer for a
cliff which all of them led to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from openvbc.errors import Fault, SettlementError, did_you_mean
from openvbc.figures import Key, Keyed, Value, key_text
from openvbc.money import EXACT
from openvbc.settlement.settle import Settlement, Status
from openvbc.worksheet.evaluate import Evaluation, evaluate_in
from openvbc.worksheet.exact import Exact
from openvbc.worksheet.sheet import Line, LineKind, Worksheet
from openvbc.worksheet.words import place_in_words, shown
from openvbc.yamlfile import quoted

Held = Value | Mapping[Keyed, Value]


@dataclass(frozen=True)
class Move:
    """One figure, term or published value that moved, or a decision that turned. key: its members, if it has axes.

    reached: the outcome, or the line that is compared, once it has moved. contribution: what that adds to the outcome
    before it, in its unit.
    """

    line: Line
    key: Key | None
    before: Value
    after: Value
    reached: Decimal
    contribution: Decimal

    @property
    def label(self) -> str:
        """The line's label, with the members': "Risk score (Disabled)"."""
        if self.key is None:
            return self.line.label
        return f"{self.line.label} ({place_in_words(self.line.axes, self.key)})"

    @property
    def member(self) -> str:
        """Its members as files write them; empty for a single value."""
        return "" if self.key is None else key_text(self.key)

    @property
    def before_shown(self) -> str:
        """The value before, as people read it."""
        return shown(self.line, self.before)

    @property
    def after_shown(self) -> str:
        """The value after, as people read it."""
        return shown(self.line, self.after)


@dataclass(frozen=True)
class StreamComparison:
    """A stream before and after: outcome, the moves, and the lines that only one of the two worksheets has.

    shape: what other lines and formulas (another form of contract) contributed, before any figure moved.
    performance_years, statuses: of the settlement before and of the one after.
    """

    stream: str
    before: Decimal
    after: Decimal
    shape: Decimal
    moves: tuple[Move, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    performance_years: tuple[int | str, int | str]
    statuses: tuple[Status, Status]


def compare(before: Settlement, after: Settlement, line: str = "") -> tuple[StreamComparison, ...]:
    """Compare the streams of two settlements of one organization: their outcome, or another `line` with one value.

    SettlementError if the organizations differ, or if there is no stream (with that line) in common.
    """
    if before.provider_name != after.provider_name:
        raise SettlementError(
            Fault(
                f"before is a settlement of {quoted(before.provider_name)}, after one of {quoted(after.provider_name)}",
                why="what moved between two organizations is no change of either",
                fix="compare two settlements of one organization, under one name",
            )
        )
    names = [each.stream.name for each in before.streams]
    common = [each for each in after.streams if each.stream.name in names]
    if not common:
        raise SettlementError(
            Fault("the two settlements have no payment stream in common", fix="compare like with like")
        )
    if line:
        common = [
            each for each in common if _has(before, each.stream.name, line) and _has(after, each.stream.name, line)
        ]
        if not common:
            known = [each.name for each in after.streams[0].evaluation.sheet]
            what = f"no stream of both settlements has one value in a line {quoted(line)}"
            raise SettlementError(Fault(what, fix=did_you_mean(line, known)))
    return tuple(_stream(before, after, each.stream.name, line) for each in common)


def _has(settlement: Settlement, stream: str, line: str) -> bool:
    return isinstance(settlement.stream(stream).evaluation.values.get(line), Decimal)


def _stream(first: Settlement, second: Settlement, name: str, line: str) -> StreamComparison:
    before, after = first.stream(name).evaluation, second.stream(name).evaluation
    sheet = after.sheet
    asked = line or sheet.outcome
    steps = _steps(before, after)
    current: dict[str, Held] = {each: after.values[each] for each in _settable(sheet)}
    for step, key, old, _ in steps:
        current[step.name] = _with(current[step.name], key, old)
    # A computed line that was set from outside is another form; a figure that was is one that moved.
    for line_name in set(after.overrides) - {step.name for step, *_ in steps}:
        current[line_name] = after.values[line_name]
    outcome_before = _amount(before.values[line or before.sheet.outcome])
    outcome = _outcome(sheet, current, asked)
    shape = EXACT.subtract(outcome, outcome_before)
    try:
        moves = _moves(sheet, current, steps, asked, outcome, _decisions(sheet, current, after))
    except SettlementError:  # a decision that is held has no answer with figures that went absent
        moves = _moves(sheet, current, steps, asked, outcome, {})
    return StreamComparison(
        name,
        outcome_before,
        _amount(after.values[asked]),
        shape,
        tuple(moves),
        tuple(each.label for each in before.sheet if each.name not in sheet),
        tuple(each.label for each in sheet if each.name not in before.sheet),
        (first.performance_year.key, second.performance_year.key),
        (first.status, second.status),
    )


def _decisions(sheet: Worksheet, figures: Mapping[str, Held], after: Evaluation) -> dict[str, Value]:
    """The answer of each computed yes-or-no line with these figures; not of those that were set from outside."""
    values = evaluate_in(Exact(), sheet, {}, figures)
    found: dict[str, Value] = {}
    for line in sheet.of_kind(LineKind.COMPUTED):
        value = values[line.name]
        if line.is_flag and isinstance(value, bool) and line.name not in after.overrides:
            found[line.name] = value
    return found


def _moves(
    sheet: Worksheet,
    figures: Mapping[str, Held],
    steps: Sequence[tuple[Line, Key | None, Value, Value]],
    asked: str,
    outcome: Decimal,
    decisions: Mapping[str, Value],
) -> list[Move]:
    """The moves of all steps with decisions held, then those of the decisions that turned, in worksheet order."""
    current, held = dict(figures), dict(decisions)
    moves: list[Move] = []

    def add(line: Line, key: Key | None, before: Value, after: Value) -> None:
        reached = _outcome(sheet, {**current, **held}, asked)
        level = moves[-1].reached if moves else outcome
        moves.append(Move(line, key, before, after, reached, EXACT.subtract(reached, level)))

    for line, key, old, new in steps:
        current[line.name] = _with(current[line.name], key, new)
        add(line, key, old, new)
    reached = evaluate_in(Exact(), sheet, {}, current)
    for name, answer in decisions.items():
        turned = reached[name]
        del held[name]
        if not isinstance(turned, Mapping) and turned is not answer:
            add(sheet[name], None, answer, turned)
    return moves


def _settable(sheet: Worksheet) -> list[str]:
    return [line.name for line in sheet if line.kind is not LineKind.COMPUTED]


def _steps(before: Evaluation, after: Evaluation) -> list[tuple[Line, Key | None, Value, Value]]:
    """Every figure, term or published value in both worksheets that differs, in worksheet order."""
    steps: list[tuple[Line, Key | None, Value, Value]] = []
    for name in _settable(after.sheet):
        if name not in before.sheet or name not in before.values:
            continue
        line, old, new = after.sheet[name], before.values[name], after.values[name]
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            steps += [(line, key, old[key], new[key]) for key in new if key in old and old[key] != new[key]]
        elif not isinstance(old, Mapping) and not isinstance(new, Mapping) and old != new:
            steps.append((line, None, old, new))
    return steps


def _with(values: Held, key: Key | None, value: Value) -> Held:
    return {**values, key: value} if key is not None and isinstance(values, Mapping) else value


def _outcome(sheet: Worksheet, values: Mapping[str, Held], line: str) -> Decimal:
    return _amount(evaluate_in(Exact(), sheet, {}, values)[line])


def _amount(value: Held) -> Decimal:
    if not isinstance(value, Decimal):
        raise SettlementError(Fault("one of the settlements has no amount to compare"))
    return value
