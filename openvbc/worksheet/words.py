"""The reader that tells a formula in words, with labels or with numbers."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from openvbc.figures import Absent, Key, Keyed, Value, key_parts
from openvbc.money import plain
from openvbc.worksheet.formula import OVER_MEMBERS, Apply, Axis, Constant, Formula, Operation, Place, key_at, place_of
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
    """How lines are told: by label, or by their value at a place; then a total names each of its members."""

    leaf: Callable[[Line, Place], str]
    place: Place | None = None


def in_words(formula: Formula) -> str:
    """The formula with the labels of its lines: "sharing rate × savings if savings ≥ minimum, otherwise 0"."""
    return _phrase(formula, _Teller(_label))[0]


def in_numbers(formula: Formula, values: "Mapping[str, Value | Mapping[Keyed, Value]]", key: Key | None = None) -> str:
    """The formula with the values of its lines; `key` says for which members, where the formula has axes."""

    def leaf(line: Line, place: Place) -> str:
        value = values[line.name]
        if isinstance(value, Mapping):
            if not place.keys() >= {axis.name for axis in line.axes}:
                raise TypeError(f"line {line.name} has a value for each member, none was asked for")
            value = value[key_at(line.axes, place)]
        return shown(line, value)

    place = {} if key is None else place_of(formula.axes, key)
    return _phrase(formula, _Teller(leaf, place))[0]


def shown(line: Line, value: Value) -> str:
    """A value of a line as people read it; "absent" where there is none."""
    return "absent" if isinstance(value, Absent) else line.show(value)


def place_in_words(axes: Sequence[Axis], key: Key) -> str:
    """The members that a key names, by their labels."""
    return ", ".join(axis.member(each).label for axis, each in zip(axes, key_parts(key), strict=True))


def lower_first(label: str) -> str:
    """A label inside a sentence: "Minimum savings" -> "minimum savings", but "MSR" stays as it is."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _phrase(formula: Formula, teller: _Teller) -> tuple[str, int]:
    """The words and how tightly they hold together, so that brackets stand only where they are needed."""
    match formula:
        case Constant(value=value):
            return _constant(value), _ATOM
        case Line():
            text = teller.leaf(formula, teller.place or {})
            return text, _ATOM if " + " not in text else _TIGHTNESS[Operation.ADD]
        case Apply(operation=operation, arguments=arguments) if operation in _SIGN:
            return _binary(operation, _phrase(arguments[0], teller), _phrase(arguments[1], teller))
        case Apply(operation=operation) if operation in OVER_MEMBERS:
            return _over_members(formula, teller)
        case Apply(operation=Operation.RUNNING_TOTAL):
            return _running(formula, teller)
        case Apply(operation=Operation.AT):
            return _at(formula, teller)
        case Apply(operation=Operation.FOLLOWING):
            return _following(formula, teller)
        case Apply(operation=Operation.BY_MEMBER):
            return _by_member(formula, teller)
        case Apply():
            return _named(formula, teller)
    raise TypeError(f"{formula!r} is no formula")


#: Arithmetic of which a figure is absent, and so all of it.
_ABSENT_FIGURE = re.compile(r"(?=.*\babsent\b)[^a-z]*(?:absent[^a-z]*)+")


def _over_members(node: Apply, teller: _Teller) -> tuple[str, int]:
    """What a total adds up or a product multiplies: the formula once with labels, or each member's numbers."""
    if node.over is None:
        raise TypeError("a total or a product without an axis")
    (inner,) = node.arguments
    of_two, word = (Operation.ADD, "total") if node.operation is Operation.TOTAL else (Operation.MULTIPLY, "product")
    if teller.place is None:
        several = f" over {lower_first(node.over.label)}" if len(inner.axes) > 1 else ""
        return f"the {word}{several} of ({_phrase(inner, teller)[0]})", _ATOM
    each = [_phrase(inner, _moved(teller, node.over, key)) for key in node.over.keys]
    if node.operation is Operation.TOTAL:  # what is absent is passed over; how it would come about tells nothing
        each = [("absent", _ATOM) if _ABSENT_FIGURE.fullmatch(text) else (text, held) for text, held in each]
    return f"the {word} of ({reduce(lambda left, right: _binary(of_two, left, right), each)[0]})", _ATOM


def _running(node: Apply, teller: _Teller) -> tuple[str, int]:
    """What is added up and in which order, by their labels; in numbers also how far. Others' figures are not told."""
    value, by = (_phrase(each, replace(teller, leaf=_label, place=None))[0] for each in node.arguments)
    counted = "the place" if isinstance(node.arguments[0], Constant) else f"the running total of ({value})"
    if teller.place is None:
        return f"{counted} in rising order of ({by})", _ATOM
    reached = _phrase(node.arguments[1], teller)[0]
    return f"{counted} in rising order of ({by}), up to {reached}", _LIST


def _label(line: Line, _place: Place) -> str:
    return lower_first(line.label)


def _at(node: Apply, teller: _Teller) -> tuple[str, int]:
    if node.over is None:
        raise TypeError("a member without its axis")
    (inner,) = node.arguments
    if teller.place is not None:
        return _phrase(inner, _moved(teller, node.over, node.member))
    text, tightness = _phrase(inner, teller)
    words = text if tightness == _ATOM else f"({text})"
    return f"{words} of {lower_first(node.over.member(node.member).label)}", _ATOM


def _following(node: Apply, teller: _Teller) -> tuple[str, int]:
    """The next member's numbers, or absent; in words that the next one is meant."""
    (inner,) = node.arguments
    if teller.place is not None:
        moved = node.next_place(teller.place)
        return ("absent", _ATOM) if moved is None else _phrase(inner, replace(teller, place=moved))
    text, tightness = _phrase(inner, teller)
    return f"next {text}" if tightness == _ATOM else f"next ({text})", _ATOM


def _by_member(node: Apply, teller: _Teller) -> tuple[str, int]:
    """The member's own formula in numbers; in words each with its members, the last as what holds otherwise."""
    if node.over is None:
        raise TypeError("a choice by member without an axis")
    if teller.place is not None:
        return _phrase(node.branch(teller.place[node.over.name]), teller)
    members = [
        [member.label for member in node.over.members if node.branches[member.key] == index]
        for index in range(len(node.arguments))
    ]
    texts = [_held_together(_phrase(argument, teller)) for argument in node.arguments]
    if len(texts) == 1:
        return _phrase(node.arguments[0], teller)
    named = [f"{text} for {_listed(each)}" for text, each in zip(texts[:-1], members, strict=False)]
    return f"{'; '.join(named)}; otherwise {texts[-1]}", _LIST


def _listed(labels: Sequence[str]) -> str:
    texts = [lower_first(label) for label in labels]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def _moved(teller: _Teller, axis: Axis, key: str) -> _Teller:
    """The same teller at another member of an axis."""
    return replace(teller, place={**(teller.place or {}), axis.name: key})


def _constant(value: Value) -> str:
    if isinstance(value, Absent):
        return "absent"
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
    texts = [_held_together(_phrase(argument, teller)) for argument in node.arguments]
    match node.operation:
        case Operation.WHEN:
            condition = _phrase(node.arguments[0], teller)[0]
            return f"{texts[1]} if {condition}, otherwise {texts[2]}", _LIST
        case Operation.LEAST:
            return f"the least of ({', '.join(texts)})", _ATOM
        case Operation.GREATEST:
            return f"the greatest of ({', '.join(texts)})", _ATOM
        case Operation.ROUNDED:
            return f"{texts[0]}, rounded {_places(node.places)}", _LIST
        case Operation.LOOKUP:
            table = node.table.label if node.table else ""
            return f"“{node.column.replace('_', ' ')}” in the table “{table}” at {texts[0]}", _LIST
        case Operation.INTERPOLATED:
            table = node.table.label if node.table else ""
            column = node.column.replace("_", " ")
            return f"“{column}” in the table “{table}”, in a straight line between its rows, at {texts[0]}", _LIST
        case Operation.ALL_OF:
            return " and ".join(texts), _LIST
        case Operation.ANY_OF:
            return " or ".join(texts), _LIST
        case Operation.PRESENT:
            return f"{texts[0]} is there", _COMPARISON
        case Operation.FIRST_PRESENT:
            return f"{texts[0]}, or {texts[1]} if that is absent", _LIST
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
