"""The reader that tells a formula in words, with labels or with numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce

from openvbc.figures import Absent, Value
from openvbc.money import plain
from openvbc.worksheet.formula import Apply, Constant, Formula, Operation
from openvbc.worksheet.sheet import Line

_SIGN = {
    Operation.ADD: "+",
    Operation.SUBTRACT: "−",
    Operation.MULTIPLY: "×",
    Operation.DIVIDE: "÷",
    Operation.AT_LEAST: "≥",
    Operation.AT_MOST: "≤",
    Operation.MORE_THAN: ">",
    Operation.LESS_THAN: "<",
}
_TIGHTNESS = {Operation.MULTIPLY: 3, Operation.DIVIDE: 3, Operation.ADD: 2, Operation.SUBTRACT: 2}
_COMPARISON, _LIST, _ATOM = 1, 0, 4


@dataclass(frozen=True)
class _Teller:
    """How lines are told: by label or by value, in which column, and whether a total names each of its members."""

    leaf: Callable[[Line, str | None], str]
    member: str | None = None
    names_members: bool = False


def in_words(formula: Formula) -> str:
    """The formula with the labels of its lines: "sharing rate × savings if savings ≥ minimum, otherwise 0"."""
    return _phrase(formula, _Teller(lambda line, _member: lower_first(line.label)))[0]


def in_numbers(formula: Formula, values: "Mapping[str, Value | Mapping[str, Value]]", member: str | None = None) -> str:
    """The formula with the values of its lines; `member` picks the column where lines have an axis."""

    def leaf(line: Line, column: str | None) -> str:
        value = values[line.name]
        if isinstance(value, Mapping):
            if column is None:
                raise TypeError(f"line {line.name} has a value for each member, none was asked for")
            value = value[column]
        return shown(line, value)

    return _phrase(formula, _Teller(leaf, member, names_members=True))[0]


def shown(line: Line, value: Value) -> str:
    """A value of a line as people read it; "absent" where there is none."""
    return "absent" if isinstance(value, Absent) else line.show(value)


def lower_first(label: str) -> str:
    """A label inside a sentence: "Minimum savings" -> "minimum savings", but "MSR" stays as it is."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _phrase(formula: Formula, teller: _Teller) -> tuple[str, int]:
    """The words and how tightly they hold together, so that brackets stand only where they are needed."""
    match formula:
        case Constant(value=value):
            return _constant(value), _ATOM
        case Line():
            text = teller.leaf(formula, teller.member)
            return text, _ATOM if " + " not in text else _TIGHTNESS[Operation.ADD]
        case Apply(operation=operation, arguments=arguments) if operation in _SIGN:
            return _binary(operation, _phrase(arguments[0], teller), _phrase(arguments[1], teller))
        case Apply(operation=Operation.TOTAL, arguments=(over,)):
            return f"the total of ({_members(over, teller)})", _ATOM
        case Apply():
            return _named(formula, teller)
    raise TypeError(f"{formula!r} is no formula")


def _members(over: Formula, teller: _Teller) -> str:
    """What a total adds up: the formula once with labels, or the sum of each member's numbers."""
    if over.axis is None or not teller.names_members:
        return _phrase(over, teller)[0]
    each = [_phrase(over, replace(teller, member=key)) for key in over.axis.keys]
    return reduce(lambda left, right: _binary(Operation.ADD, left, right), each)[0]


def _constant(value: Decimal | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return plain(value)


def _binary(operation: Operation, first: tuple[str, int], second: tuple[str, int]) -> tuple[str, int]:
    tightness = _TIGHTNESS.get(operation, _COMPARISON)
    left, left_tightness = first
    right, right_tightness = second
    if left_tightness < tightness:
        left = f"({left})"
    # a − (b − c) and a ÷ (b × c) need their brackets; a + (b + c) and a × (b × c) do not
    strict = operation in (Operation.SUBTRACT, Operation.DIVIDE)
    if right_tightness < tightness or (strict and right_tightness == tightness) or right.startswith("-"):
        right = f"({right})"
    return f"{left} {_SIGN[operation]} {right}", tightness


def _named(node: Apply, teller: _Teller) -> tuple[str, int]:
    told = [_held_together(_phrase(argument, teller)) for argument in node.arguments]
    match node.operation:
        case Operation.WHEN:
            condition = _phrase(node.arguments[0], teller)[0]
            return f"{told[1]} if {condition}, otherwise {told[2]}", _LIST
        case Operation.LEAST:
            return f"the least of ({', '.join(told)})", _ATOM
        case Operation.GREATEST:
            return f"the greatest of ({', '.join(told)})", _ATOM
        case Operation.ROUNDED:
            return f"{told[0]}, rounded {_places(node.places)}", _LIST
        case Operation.LOOKUP:
            table = node.table.label if node.table else ""
            return f"“{node.column.replace('_', ' ')}” in the table “{table}” at {told[0]}", _LIST
        case Operation.ALL_OF:
            return " and ".join(told), _LIST
        case Operation.ANY_OF:
            return " or ".join(told), _LIST
        case Operation.PRESENT:
            return f"{told[0]} is there", _COMPARISON
        case Operation.FIRST_PRESENT:
            return f"{told[0]}, or {told[1]} if that is absent", _LIST
    raise TypeError(f"{node.operation} is not told in words")


def _held_together(phrase: tuple[str, int]) -> str:
    """A phrase inside another one: what has commas, `and` or `or` of its own stands in brackets."""
    text, tightness = phrase
    return f"({text})" if tightness == _LIST else text


def _places(places: int) -> str:
    if places == 2:
        return "to the cent"
    if places < 0:
        return f"to the nearest {10**-places:,}"
    return "to whole numbers" if places == 0 else f"to {places} decimals"
