"""The expression tree: what is meant, not how it is computed. The list of operations is closed.

A formula is built with Python's `+ - * /` and comparisons and with the functions of this module. Nothing computes
until a reader walks the tree. Misuse is loud: `if formula:`, `round(formula)`, `min(a, b)` all raise.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any, NoReturn

from openvbc.errors import Fault, WorksheetError
from openvbc.figures import ABSENT, Absent, Key, Value


class Operation(StrEnum):
    """Everything that a worksheet can do. A new operation needs every reader and a property test."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    AT_LEAST = ">="
    AT_MOST = "<="
    MORE_THAN = ">"
    LESS_THAN = "<"
    ALL_OF = "all_of"
    ANY_OF = "any_of"
    WHEN = "when"
    LEAST = "least"
    GREATEST = "greatest"
    ROUNDED = "rounded"
    TOTAL = "total"
    PRODUCT = "multiplied"
    RUNNING_TOTAL = "running_total"
    AT = "at"
    FOLLOWING = "following"
    BY_MEMBER = "by_member"
    LOOKUP = "lookup"
    INTERPOLATED = "interpolated"
    PRESENT = "present"
    FIRST_PRESENT = "first_present"

    #: The number systems look operations up for every figure; an Enum's own hash is computed in Python each time.
    __hash__ = str.__hash__


ARITHMETIC = frozenset({Operation.ADD, Operation.SUBTRACT, Operation.MULTIPLY, Operation.DIVIDE})
COMPARISONS = frozenset({Operation.AT_LEAST, Operation.AT_MOST, Operation.MORE_THAN, Operation.LESS_THAN})
FLAGS = COMPARISONS | {Operation.ALL_OF, Operation.ANY_OF, Operation.PRESENT}
#: What brings an axis to one value by going over its members.
OVER_MEMBERS = frozenset({Operation.TOTAL, Operation.PRODUCT})
#: What reads a step table.
READS_A_TABLE = frozenset({Operation.LOOKUP, Operation.INTERPOLATED})
#: What gives one of its arguments as it is, so that it may be a number or a flag as they are.
CHOOSES = frozenset({Operation.WHEN, Operation.FIRST_PRESENT, Operation.BY_MEMBER, Operation.AT, Operation.FOLLOWING})


@dataclass(frozen=True)
class Member:
    """One column of an axis: a key for machines ("2023") and a label for people ("Base year 2023")."""

    key: str
    label: str


@dataclass(frozen=True)
class Axis:
    """What some lines repeat over: enrollment types, measures, counties, years. Axes are the same by their name."""

    name: str
    label: str
    members: tuple[Member, ...]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The members' keys, in order."""
        return tuple(member.key for member in self.members)

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Where each key stands, from 0."""
        return {key: position for position, key in enumerate(self.keys)}

    def member(self, key: str) -> Member:
        """The member of that key."""
        return next(member for member in self.members if member.key == key)


#: The member that holds on each axis, by the axis's name.
Place = Mapping[str, str]


def members_of(axes: Sequence[Axis]) -> tuple[tuple[Member, ...], ...]:
    """Each combination of members, the last axis running fastest; one empty combination without axes."""
    return tuple(product(*(axis.members for axis in axes)))


def keys_of(axes: Sequence[Axis]) -> tuple[Key, ...]:
    """The key of each combination of members, in order; none without axes."""
    if not axes:
        return ()
    return axes[0].keys if len(axes) == 1 else tuple(product(*(axis.keys for axis in axes)))


def key_at(axes: Sequence[Axis], place: Place) -> Key:
    """The key of the combination that holds at a place."""
    return place[axes[0].name] if len(axes) == 1 else tuple(place[axis.name] for axis in axes)


def place_of(axes: Sequence[Axis], key: Key | None) -> dict[str, str]:
    """The place that a key of these axes names."""
    if key is None:
        return {}
    keys = (key,) if isinstance(key, str) else key
    return {axis.name: each for axis, each in zip(axes, keys, strict=True)}


@dataclass(frozen=True)
class StepTable:
    """A published table that is read by size: each row holds from its lower bound up to the next row's.

    name: the parameter's name. bounds: the lower bounds, rising. columns: values by column name, one for each bound.
    """

    name: str
    label: str
    bounds: tuple[Decimal, ...]
    columns: dict[str, tuple[Decimal, ...]]

    def row(self, at: Decimal | Fraction) -> int | None:
        """The index of the row that holds `at`; None below the first bound."""
        found = [index for index, bound in enumerate(self.bounds) if bound <= at]
        return found[-1] if found else None


def misuse(what: str, fix: str) -> WorksheetError:
    """The error for a worksheet that is written wrongly."""
    return WorksheetError(Fault(what, fix=fix))


class Formula:
    """A node of the tree. Its operators build further nodes."""

    __slots__ = ()

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The axes over which the formula has one value for each combination of members; none for a single value."""
        raise NotImplementedError

    @property
    def is_flag(self) -> bool:
        """Whether its value is yes or no rather than a number."""
        raise NotImplementedError

    def __add__(self, other: "Formula | Decimal | int") -> "Apply":
        return apply(Operation.ADD, self, other)

    def __radd__(self, other: Decimal | int) -> "Formula":
        sum_begins = type(other) is int and other == 0 and not self.is_flag  # sum() starts from 0
        return self if sum_begins else apply(Operation.ADD, other, self)

    def __sub__(self, other: "Formula | Decimal | int") -> "Apply":
        return apply(Operation.SUBTRACT, self, other)

    def __rsub__(self, other: Decimal | int) -> "Apply":
        return apply(Operation.SUBTRACT, other, self)

    def __mul__(self, other: "Formula | Decimal | int") -> "Apply":
        return apply(Operation.MULTIPLY, self, other)

    def __rmul__(self, other: Decimal | int) -> "Apply":
        return apply(Operation.MULTIPLY, other, self)

    def __truediv__(self, other: "Formula | Decimal | int") -> "Apply":
        return apply(Operation.DIVIDE, self, other)

    def __rtruediv__(self, other: Decimal | int) -> "Apply":
        return apply(Operation.DIVIDE, other, self)

    def __ge__(self, other: "Formula | Decimal | int") -> "Apply":
        return apply(Operation.AT_LEAST, self, other)

    def __le__(self, other: "Formula | Decimal | int") -> "Apply":
        return apply(Operation.AT_MOST, self, other)

    def __gt__(self, other: "Formula | Decimal | int") -> "Apply":
        return apply(Operation.MORE_THAN, self, other)

    def __lt__(self, other: "Formula | Decimal | int") -> "Apply":
        return apply(Operation.LESS_THAN, self, other)

    def __bool__(self) -> NoReturn:
        raise misuse(
            "Python's `if`, `and`, `or`, `min` or `max` was asked to decide on a figure",
            "use when(), all_of(), any_of(), least() or greatest(): a worksheet exists before its figures",
        )

    def __round__(self, places: int = 0) -> NoReturn:
        raise misuse("builtin round() was used on a formula", "use rounded(formula, places)")

    def __abs__(self) -> NoReturn:
        raise misuse("builtin abs() was used on a formula", "use greatest(formula, 0 - formula)")

    def __float__(self) -> NoReturn:
        raise misuse("a formula was turned into a float", "money and rates are Decimal; evaluate the worksheet")

    def __int__(self) -> NoReturn:
        raise misuse("a formula was turned into an integer", "evaluate the worksheet")


@dataclass(frozen=True, eq=False, slots=True)
class Constant(Formula):
    """A number or flag that stands in the formula itself: 0, 1, 12 months. Agreed or published values are lines."""

    value: Value

    @property
    def axes(self) -> tuple[Axis, ...]:
        """None: a constant is one value."""
        return ()

    @property
    def is_flag(self) -> bool:
        """Whether the constant is yes or no."""
        return isinstance(self.value, bool)


@dataclass(frozen=True, eq=False, slots=True)
class Apply(Formula):
    """An operation on formulas.

    `places` belongs to ROUNDED; `table` and `column` to LOOKUP and INTERPOLATED; `over` to TOTAL, PRODUCT, AT,
    FOLLOWING and BY_MEMBER: the axis that they bring to one value, or choose on, and to RUNNING_TOTAL: the axis whose
    members it puts in order. `member` belongs to AT, `branches` to BY_MEMBER: for each member of the axis, which of the
    arguments is meant.
    """

    operation: Operation
    arguments: tuple[Formula, ...]
    places: int = 0
    table: StepTable | None = None
    column: str = ""
    over: Axis | None = None
    member: str = ""
    branches: Mapping[str, int] = field(default_factory=dict)
    axes: tuple[Axis, ...] = field(init=False)

    def __post_init__(self) -> None:
        axes = merged_axes(self.arguments)
        if self.operation in OVER_MEMBERS or self.operation is Operation.AT:
            axes = tuple(axis for axis in axes if axis != self.over)
        elif self.operation is Operation.BY_MEMBER and self.over is not None and self.over not in axes:
            axes = (self.over, *axes)
        object.__setattr__(self, "axes", axes)

    @property
    def is_flag(self) -> bool:
        """Whether the operation answers yes or no."""
        if self.operation in CHOOSES:
            chosen = self.arguments[1:] if self.operation is Operation.WHEN else self.arguments
            return any(argument.is_flag for argument in chosen)
        return self.operation in FLAGS

    def next_place(self, place: Place) -> dict[str, str] | None:
        """The place of the next member, which FOLLOWING means; None at the last one."""
        if self.over is None:
            raise TypeError("the next member of no axis")
        keys = self.over.keys
        index = self.over.positions[place[self.over.name]] + 1
        return {**place, self.over.name: keys[index]} if index < len(keys) else None

    def branch(self, key: str) -> Formula:
        """The formula that BY_MEMBER means for a member."""
        return self.arguments[self.branches[key]]


def merged_axes(formulas: Sequence[Formula]) -> tuple[Axis, ...]:
    """The axes of several formulas, each once: in the order of the formula that has the most of them.

    Misuse if two of one name differ: figures would be matched with those of other members.
    """
    if len(formulas) == 1:
        return formulas[0].axes
    found: dict[str, Axis] = {}
    for formula in sorted(formulas, key=lambda each: len(each.axes), reverse=True):
        for axis in formula.axes:
            known = found.setdefault(axis.name, axis)
            if known is not axis and known != axis:
                raise misuse(
                    f"a formula touches two axes that are both named {axis.name!r} and have other members",
                    "give lines over the same axis the same members, or the axes other names",
                )
    return tuple(found.values())


def as_formula(value: "Formula | Decimal | int | bool") -> Formula:
    """A formula as it is, a number or flag as a constant. A float raises: it is not exact."""
    if isinstance(value, Formula):
        return value
    if isinstance(value, bool | Absent):
        return Constant(value)
    if isinstance(value, int | Decimal):
        return Constant(Decimal(value))
    raise misuse(f"{value!r} is no formula, Decimal, int or bool", 'write Decimal("0.02"), never 0.02')


def apply(operation: Operation, *arguments: "Formula | Decimal | int | bool") -> Apply:
    """An operation on its arguments, checked: numbers with numbers, flags with flags."""
    return _applied(operation, arguments)


def _applied(
    operation: Operation,
    arguments: "Sequence[Formula | Decimal | int | bool]",
    **options: Any,  # noqa: ANN401
) -> Apply:
    formulas = tuple(as_formula(argument) for argument in arguments)
    if not formulas:
        raise misuse(f"{operation.value} was given nothing", "give it at least one formula")
    wants_flags = operation in (Operation.ALL_OF, Operation.ANY_OF)
    if operation is Operation.WHEN and (not formulas[0].is_flag or _is_absence(formulas[0])):
        raise misuse("the condition of when() is a number", "compare it with something")
    if operation in CHOOSES:
        chosen = formulas[1:] if operation is Operation.WHEN else formulas
        if len({formula.is_flag for formula in chosen if not _is_absence(formula)}) > 1:
            raise misuse(f"{operation.value}() mixes a number with yes or no", "give all sides one kind")
    elif operation is not Operation.PRESENT and any(
        formula.is_flag != wants_flags for formula in formulas if not _is_absence(formula)
    ):
        raise misuse(
            f"{operation.value} was given {'a number' if wants_flags else 'yes or no'}",
            "all_of and any_of take flags; arithmetic and comparisons take numbers",
        )
    return Apply(operation, formulas, **options)


def _is_absence(formula: Formula) -> bool:
    """Whether it is the literal `absent`, which stands for a number as well as for yes or no."""
    return isinstance(formula, Constant) and formula.value is ABSENT


def _conditions(operation: str, *conditions: object) -> None:
    """`a == b` on formulas is Python's own yes or no, decided before there are figures: refused."""
    for condition in conditions:
        if not isinstance(condition, Formula):
            raise misuse(
                f"{operation}() was given {condition!r}, which is decided already",
                "compare figures with >=, <=, > or <; for `equal` say all_of(a >= b, a <= b)",
            )


def when(
    condition: Formula, then: "Formula | Decimal | int | bool", otherwise: "Formula | Decimal | int | bool"
) -> Apply:
    """`then` if `condition` holds, else `otherwise`. The only way to decide on a figure."""
    _conditions("when", condition)
    return apply(Operation.WHEN, condition, then, otherwise)


def least(*formulas: "Formula | Decimal | int") -> Apply:
    """The smallest of the arguments."""
    return apply(Operation.LEAST, *formulas)


def greatest(*formulas: "Formula | Decimal | int") -> Apply:
    """The largest of the arguments."""
    return apply(Operation.GREATEST, *formulas)


def all_of(*conditions: Formula) -> Apply:
    """Yes if every condition holds."""
    _conditions("all_of", *conditions)
    return apply(Operation.ALL_OF, *conditions)


def any_of(*conditions: Formula) -> Apply:
    """Yes if at least one condition holds."""
    _conditions("any_of", *conditions)
    return apply(Operation.ANY_OF, *conditions)


def rounded(formula: Formula, places: int) -> Apply:
    """`formula` to `places` decimals, halves away from zero. Only where the rule rounds."""
    return _applied(Operation.ROUNDED, [formula], places=places)


def total(formula: Formula, over: Axis | None = None) -> Apply:
    """The sum over the members of an axis that are present; absent if none is. `over` may be left out if it has one."""
    if over is None and len(formula.axes) == 1:
        over = formula.axes[0]
    return _applied(Operation.TOTAL, [formula], over=_axis_of(formula, over, "total"))


def multiplied(formula: Formula, over: Axis | None = None) -> Apply:
    """The product over the members of an axis; absent if one of them is. `over` may be left out if it has one axis."""
    if over is None and len(formula.axes) == 1:
        over = formula.axes[0]
    return _applied(Operation.PRODUCT, [formula], over=_axis_of(formula, over, "multiplied"))


def running_total(formula: "Formula | Decimal | int", by: Formula, over: Axis) -> Apply:
    """For each member, the sum over the members up to it in rising order of `by`; equal ones in the order of the axis.

    Members whose figure or order is absent are passed over, and have no running total. `running_total(1, by, over)` is
    a member's place in that order.
    """
    inner = as_formula(formula)
    if over not in merged_axes((inner, by)):
        names = ", ".join(each.name for each in merged_axes((inner, by))) or "none"
        raise misuse(
            f"running_total() names the axis {over.name}, which neither formula has; their axes: {names}",
            "give it a formula over the axis that it names",
        )
    return _applied(Operation.RUNNING_TOTAL, [inner, by], over=over)


def at(formula: Formula, axis: Axis, member: str) -> Apply:
    """The value of one member: `at(expenditures, YEARS, "performance_year")`, still one for each member of the rest."""
    if member not in _axis_of(formula, axis, "at").keys:
        raise misuse(f"axis {axis.name} has no member {member!r}", f"members: {', '.join(axis.keys)}")
    return _applied(Operation.AT, [formula], over=axis, member=member)


_TAKES_TOGETHER = {"total": "add up", "multiplied": "multiply"}


def following(formula: Formula, axis: Axis) -> Apply:
    """For each member of an axis the value of the next one, such as where the next band begins; absent for the last."""
    return _applied(Operation.FOLLOWING, [formula], over=_axis_of(formula, axis, "following"))


def _axis_of(formula: Formula, axis: Axis | None, operation: str) -> Axis:
    if axis is not None and axis in formula.axes:
        return axis
    names = ", ".join(each.name for each in formula.axes) or "none"
    if axis is None:
        what = (
            "a single value" if not formula.axes else f"a formula over several axes without saying over which: {names}"
        )
        raise misuse(
            f"{operation}() was asked to {_TAKES_TOGETHER[operation]} {what}",
            "give it a formula over the axis that it names",
        )
    raise misuse(
        f"{operation}() names the axis {axis.name}, which the formula has not; its axes: {names}",
        "give it a formula over the axis that it names",
    )


def by_member(
    axis: Axis,
    formulas: "Mapping[str, Formula | Decimal | int | bool]",
    otherwise: "Formula | Decimal | int | bool | None" = None,
) -> Apply:
    """For each member of an axis its own formula, as the contract or rule says; `otherwise` for those not named.

    What is decided is known before there are figures, like Python's `if` on terms, but member by member.
    """
    unknown = [key for key in formulas if key not in axis.keys]
    missing = [key for key in axis.keys if key not in formulas]
    if unknown or (missing and otherwise is None):
        what = f"names {unknown[0]!r}, which is no member" if unknown else f"names no formula for {missing[0]!r}"
        raise misuse(f"by_member() over {axis.name} {what}", f"members: {', '.join(axis.keys)}")
    distinct: list[Formula | Decimal | int | bool] = []
    branches = {}
    for key in [*formulas, *missing]:
        chosen = otherwise if key in missing and otherwise is not None else formulas[key]
        found = next((index for index, each in enumerate(distinct) if each is chosen), len(distinct))
        if found == len(distinct):
            distinct.append(chosen)
        branches[key] = found
    return _applied(Operation.BY_MEMBER, distinct, over=axis, branches=branches)


def absent() -> Constant:
    """The figure that is not there, as a literal: of a number as well as of yes or no."""
    return Constant(ABSENT)


def lookup(at: Formula, table: StepTable, column: str) -> Apply:
    """The value in `column` of the table's row that holds `at`; absent below the first row."""
    return _applied(Operation.LOOKUP, [at], table=table, column=_column_of(table, column))


def interpolated(at: Formula, table: StepTable, column: str) -> Apply:
    """The value in `column` in a straight line from row to row; absent below the first, level from the last on."""
    return _applied(Operation.INTERPOLATED, [at], table=table, column=_column_of(table, column))


def _column_of(table: StepTable, column: str) -> str:
    if column not in table.columns:
        raise misuse(f"table {table.name} has no column {column!r}", f"columns: {', '.join(sorted(table.columns))}")
    return column


def present(formula: Formula) -> Apply:
    """Yes if the figure is there."""
    return apply(Operation.PRESENT, formula)


def first_present(formula: Formula, otherwise: "Formula | Decimal | int") -> Apply:
    """`formula` if it is there, else `otherwise`."""
    return _applied(Operation.FIRST_PRESENT, [formula, otherwise])


def nodes(formula: Formula) -> Iterator[Formula]:
    """The formula and everything below it, from the top."""
    yield formula
    if isinstance(formula, Apply):
        for argument in formula.arguments:
            yield from nodes(argument)
