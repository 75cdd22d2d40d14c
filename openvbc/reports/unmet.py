"""Why nothing is paid, or less: the reasons that the payment model gives, else the conditions that came out as no."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from openvbc.figures import Value
from openvbc.money import plain
from openvbc.units import Unit
from openvbc.worksheet.evaluate import Evaluation, holds
from openvbc.worksheet.formula import COMPARISONS, Apply, Constant, Formula, Operation
from openvbc.worksheet.sheet import Line, Reason
from openvbc.worksheet.words import lower_first

#: A sentence does not need all 34 digits; figures that agree in so many decimals are told as equal.
_DIGITS_AT_MOST = 12
_MISSED = {
    Operation.AT_LEAST: "below",
    Operation.MORE_THAN: "not above",
    Operation.AT_MOST: "above",
    Operation.LESS_THAN: "not below",
}


@dataclass(frozen=True)
class UnmetCondition:
    """A yes-or-no line that came out as no.

    line: its name. label: what it asks. because: the figures in words ("the savings came to $5.00, below the minimum
    savings of $10.00"); empty where the condition is more than a comparison.
    """

    line: str
    label: str
    because: str


@dataclass(frozen=True)
class _Missed:
    """A condition and the comparison that failed in it, if it was one."""

    condition: Line
    operation: Operation | None = None
    left: Line | None = None
    right: Line | Constant | None = None

    @property
    def has_threshold(self) -> bool:
        """Whether an agreed or computed threshold was missed, rather than a mere sign."""
        return isinstance(self.right, Line)


def unmet_conditions(evaluation: Evaluation) -> tuple[UnmetCondition, ...]:
    """What stands between this worksheet and a payment: the model's own reasons, or else conditions that are not met.

    Of the conditions, thresholds come before mere signs.
    "There are losses: no" says nothing when savings missed their minimum; such conditions are told only where no
    threshold was missed, or where their amount is below zero and no threshold tells of it. How the benchmark is made
    (which adjustment, which cap) is no condition of a payment.
    """
    given = given_reasons(evaluation)
    if given:
        return given
    sheet = evaluation.sheet
    benchmark = {line.name for line in _rests_on(sheet["benchmark"])} if "benchmark" in sheet else set[str]()
    lines = [line for line in _rests_on(sheet[sheet.outcome]) if line.name not in benchmark]
    missed = [_missed(line, evaluation) for line in lines]
    found = [each for each in missed if each is not None]
    thresholds = [each for each in found if each.has_threshold]
    told = {line.name for each in thresholds if each.left is not None for line in _rests_on(each.left)}
    kept = [each for each in found if each in thresholds or _tells_more(each, told, evaluation)]
    return tuple(
        UnmetCondition(each.condition.name, each.condition.label, _because(each, evaluation))
        for each in kept or found[:1]
    )


def given_reasons(evaluation: Evaluation, *, beside_payment: bool = False) -> tuple[UnmetCondition, ...]:
    """The reasons of the payment model that hold here. beside_payment: only those that lessen what is paid or owed."""
    sheet = evaluation.sheet
    return tuple(
        UnmetCondition(reason.line, sheet[reason.line].label, _in_words(reason, evaluation))
        for reason in sheet.reasons
        if (reason.beside_payment or not beside_payment) and holds(reason.when, evaluation.values)
    )


def _in_words(reason: Reason, evaluation: Evaluation) -> str:
    """The phrase with its figures. Figures of one kind have the same digits, and enough of them to tell them apart."""
    values = [(line.unit, _value(line, evaluation)) for line in reason.figures]
    figures = [(unit, unit.places, value.copy_abs()) for unit, value in values if isinstance(value, Decimal)]
    return reason.words.format(*_told_apart(figures))


def _told_apart(figures: Sequence[tuple[Unit, int, Decimal]]) -> list[str]:
    """Figures with so many decimals each, and with as many more as it takes that those which differ are seen to."""
    different = len({(unit, value) for unit, _, value in figures})
    shown = [unit.show(value, places) for unit, places, value in figures]
    for more in range(1, _DIGITS_AT_MOST):
        if len(set(shown)) == different:
            break
        shown = [unit.show(value, places + more) for unit, places, value in figures]
    return shown


def _rests_on(line: Line) -> Iterator[Line]:
    """The line and all lines that it rests on, each once, in the order of the worksheet's formulas."""
    seen: set[str] = set()
    waiting = [line]
    while waiting:
        first = waiting.pop(0)
        if first.name not in seen:
            seen.add(first.name)
            yield first
            waiting.extend(first.precedents)


def _missed(line: Line, evaluation: Evaluation) -> _Missed | None:
    if not line.is_flag or line.formula is None or evaluation.values[line.name] is not False:
        return None
    for comparison in _comparisons(line.formula):
        left, right = comparison.arguments
        if isinstance(left, Line) and isinstance(right, Line | Constant) and _fails(comparison, evaluation):
            return _Missed(line, comparison.operation, left, right)
    return _Missed(line)


def _comparisons(formula: Formula) -> Iterator[Apply]:
    """The comparisons of which each alone can make the condition fail."""
    if isinstance(formula, Apply) and formula.operation in COMPARISONS:
        yield formula
    elif isinstance(formula, Apply) and formula.operation is Operation.ALL_OF:
        for argument in formula.arguments:
            yield from _comparisons(argument)


def _fails(comparison: Apply, evaluation: Evaluation) -> bool:
    left, right = (_value(argument, evaluation) for argument in comparison.arguments)
    if not isinstance(left, Decimal) or not isinstance(right, Decimal):
        return False
    return not {
        Operation.AT_LEAST: left >= right,
        Operation.MORE_THAN: left > right,
        Operation.AT_MOST: left <= right,
        Operation.LESS_THAN: left < right,
    }[comparison.operation]


def _value(formula: Formula, evaluation: Evaluation) -> Value | None:
    if isinstance(formula, Constant):
        return formula.value
    value = evaluation.values[formula.name] if isinstance(formula, Line) else None
    return value if isinstance(value, Decimal) else None


def _tells_more(missed: _Missed, told: set[str], evaluation: Evaluation) -> bool:
    if missed.left is None or missed.left.name in told:
        return False
    value = _value(missed.left, evaluation)
    return isinstance(value, Decimal) and value < 0


def _because(missed: _Missed, evaluation: Evaluation) -> str:
    left, right, operation = missed.left, missed.right, missed.operation
    value = _value(left, evaluation) if left is not None else None
    if left is None or operation is None or not isinstance(value, Decimal):
        return ""
    name, shown = _named(left, value)
    limit = _value(right, evaluation) if right is not None else None
    if isinstance(right, Line) and isinstance(limit, Decimal):
        limit_name, limit_shown = _named(right, limit)
        amount, limit_amount = _told_apart([_as_shown(left, shown), _as_shown(right, limit_shown)])
        return f"the {name} came to {amount}, {_MISSED[operation]} the {limit_name} of {limit_amount}"
    came_to = f"the {name} came to {left.show(shown)}"
    if limit == 0:
        return came_to
    return f"{came_to}, {_MISSED[operation]} {plain(limit)}" if isinstance(limit, Decimal) else came_to


def _as_shown(line: Line, value: Decimal) -> tuple[Unit, int, Decimal]:
    return line.unit, line.unit.places if line.places is None else line.places, value


def _named(line: Line, value: Decimal) -> tuple[str, Decimal]:
    """A figure's name in a sentence, and the figure.

    A label such as "Savings (+) or losses (−)" gives the word that fits its sign.
    """
    plus, both, minus = line.label.partition(" (+) or ")
    if both:
        word, _, rest = minus.partition(" (−)")
        label, value = (plus + rest, value) if value >= 0 else (word + rest, value.copy_abs())
    else:
        label = line.label
    return lower_first(label), value
