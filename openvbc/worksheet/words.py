"""The reader that tells a formula in words, with labels or with numbers."""

from collections.abc import Callable, Mapping
from decimal import Decimal

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

Leaf = Callable[[Line], str]


def in_words(formula: Formula) -> str:
    """The formula with the labels of its lines: "sharing rate × savings if savings ≥ minimum, otherwise 0"."""
    return _tell(formula, lambda line: _lower_first(line.label))


def in_numbers(formula: Formula, values: "Mapping[str, Value | Mapping[str, Value]]", member: str | None = None) -> str:
    """The formula with the values of its lines; `member` picks the column where lines have an axis."""

    def leaf(line: Line) -> str:
        value = values[line.name]
        if isinstance(value, Mapping):
            if member is None:
                return " + ".join(shown(line, each) for each in value.values() if not isinstance(each, Absent))
            value = value[member]
        return shown(line, value)

    return _tell(formula, leaf)


def shown(line: Line, value: Value) -> str:
    """A value of a line as people read it; "absent" where there is none."""
    return "absent" if isinstance(value, Absent) else line.show(value)


def _lower_first(label: str) -> str:
    """A label inside a sentence: "Minimum savings" -> "minimum savings", but "MSR" stays as it is."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _tell(formula: Formula, leaf: Leaf) -> str:
    return _phrase(formula, leaf)[0]


def _phrase(formula: Formula, leaf: Leaf) -> tuple[str, int]:
    """The words and how tightly they hold together, so that brackets stand only where they are needed."""
    match formula:
        case Constant(value=value):
            return _constant(value), _ATOM
        case Line():
            text = leaf(formula)
            return text, _ATOM if " + " not in text else _TIGHTNESS[Operation.ADD]
        case Apply(operation=operation, arguments=arguments) if operation in _SIGN:
            return _binary(operation, arguments[0], arguments[1], leaf)
        case Apply():
            return _named(formula, leaf)
    raise TypeError(f"{formula!r} is no formula")


def _constant(value: Decimal | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return plain(value)


def _binary(operation: Operation, first: Formula, second: Formula, leaf: Leaf) -> tuple[str, int]:
    tightness = _TIGHTNESS.get(operation, _COMPARISON)
    left, left_tightness = _phrase(first, leaf)
    right, right_tightness = _phrase(second, leaf)
    if left_tightness < tightness:
        left = f"({left})"
    # a − (b − c) and a ÷ (b × c) need their brackets; a + (b + c) and a × (b × c) do not
    strict = operation in (Operation.SUBTRACT, Operation.DIVIDE)
    if right_tightness < tightness or (strict and right_tightness == tightness) or right.startswith("-"):
        right = f"({right})"
    return f"{left} {_SIGN[operation]} {right}", tightness


def _named(node: Apply, leaf: Leaf) -> tuple[str, int]:
    told = [_tell(argument, leaf) for argument in node.arguments]
    match node.operation:
        case Operation.WHEN:
            return f"{told[1]} if {told[0]}, otherwise {told[2]}", _LIST
        case Operation.LEAST:
            return f"the least of ({', '.join(told)})", _ATOM
        case Operation.GREATEST:
            return f"the greatest of ({', '.join(told)})", _ATOM
        case Operation.ROUNDED:
            return f"{told[0]}, rounded {_places(node.places)}", _LIST
        case Operation.TOTAL:
            return f"the total of ({told[0]})", _ATOM
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


def _places(places: int) -> str:
    if places == 2:
        return "to the cent"
    return "to whole numbers" if places == 0 else f"to {places} decimals"
