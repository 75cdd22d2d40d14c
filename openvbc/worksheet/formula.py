"""The expression tree: what is meant, not how it is computed. The list of operations is closed.

A formula is built with Python's `+ - * /` and comparisons and with the functions of this module. Nothing computes
until a reader walks the tree. Misuse is loud: `if formula:`, `round(formula)`, `min(a, b)` all raise.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NoReturn

from openvbc.errors import Fault, WorksheetError


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
    LOOKUP = "lookup"
    PRESENT = "present"
    FIRST_PRESENT = "first_present"


ARITHMETIC = frozenset({Operation.ADD, Operation.SUBTRACT, Operation.MULTIPLY, Operation.DIVIDE})
COMPARISONS = frozenset({Operation.AT_LEAST, Operation.AT_MOST, Operation.MORE_THAN, Operation.LESS_THAN})
FLAGS = COMPARISONS | {Operation.ALL_OF, Operation.ANY_OF, Operation.PRESENT}


@dataclass(frozen=True)
class Member:
    """One column of an axis: a key for machines ("2023") and a label for people ("Base year 2023")."""

    key: str
    label: str


@dataclass(frozen=True)
class Axis:
    """The columns that some lines have: enrollment types, measures, base years. A formula touches at most one."""

    name: str
    label: str
    members: tuple[Member, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The members' keys, in order."""
        return tuple(member.key for member in self.members)


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
    def axis(self) -> Axis | None:
        """The axis over which the formula has one value a member; None for a single value."""
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

    value: Decimal | bool

    @property
    def axis(self) -> Axis | None:
        """None: a constant is one value."""
        return None

    @property
    def is_flag(self) -> bool:
        """Whether the constant is yes or no."""
        return isinstance(self.value, bool)


@dataclass(frozen=True, eq=False, slots=True)
class Apply(Formula):
    """An operation on formulas. `places` belongs to ROUNDED; `table` and `column` to LOOKUP."""

    operation: Operation
    arguments: tuple[Formula, ...]
    places: int = 0
    table: StepTable | None = None
    column: str = ""

    @property
    def axis(self) -> Axis | None:
        """The axis of its arguments; None for a total, which brings an axis to one value."""
        if self.operation is Operation.TOTAL:
            return None
        return next((argument.axis for argument in self.arguments if argument.axis), None)

    @property
    def is_flag(self) -> bool:
        """Whether the operation answers yes or no."""
        if self.operation in (Operation.WHEN, Operation.FIRST_PRESENT):
            return self.arguments[-1].is_flag
        return self.operation in FLAGS


def as_formula(value: "Formula | Decimal | int | bool") -> Formula:
    """A formula as it is, a number or flag as a constant. A float raises: it is not exact."""
    if isinstance(value, Formula):
        return value
    if isinstance(value, bool):
        return Constant(value)
    if isinstance(value, int | Decimal):
        return Constant(Decimal(value))
    raise misuse(f"{value!r} is no formula, Decimal, int or bool", 'write Decimal("0.02"), never 0.02')


def apply(operation: Operation, *arguments: "Formula | Decimal | int | bool") -> Apply:
    """An operation on its arguments, checked: numbers with numbers, flags with flags, one axis at most."""
    formulas = tuple(as_formula(argument) for argument in arguments)
    if not formulas:
        raise misuse(f"{operation.value} was given nothing", "give it at least one formula")
    axes = {formula.axis for formula in formulas if formula.axis}
    if len(axes) > 1:
        names = " and ".join(sorted(axis.name for axis in axes))
        raise misuse(f"a formula touches two axes: {names}", "bring one of them to a single value with total()")
    wants_flags = operation in (Operation.ALL_OF, Operation.ANY_OF)
    checked = formulas[1:] if operation in (Operation.WHEN, Operation.FIRST_PRESENT) else formulas
    if operation is Operation.WHEN:
        if not formulas[0].is_flag:
            raise misuse("the condition of when() is a number", "compare it with something")
        if formulas[1].is_flag != formulas[2].is_flag:
            raise misuse("when() has a number on one side and yes or no on the other", "give both sides one kind")
    elif operation is not Operation.PRESENT and any(formula.is_flag != wants_flags for formula in checked):
        raise misuse(
            f"{operation.value} was given {'a number' if wants_flags else 'yes or no'}",
            "all_of and any_of take flags; arithmetic and comparisons take numbers",
        )
    return Apply(operation, formulas)


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
    node = apply(Operation.ROUNDED, formula)
    return Apply(node.operation, node.arguments, places=places)


def total(formula: Formula) -> Apply:
    """The sum over the members of the axis that are present; absent if none is."""
    if formula.axis is None:
        raise misuse("total() was asked to add up a single value", "give it a formula over an axis")
    return apply(Operation.TOTAL, formula)


def lookup(at: Formula, table: StepTable, column: str) -> Apply:
    """The value in `column` of the table's row that holds `at`; absent below the first row."""
    if column not in table.columns:
        raise misuse(f"table {table.name} has no column {column!r}", f"columns: {', '.join(sorted(table.columns))}")
    node = apply(Operation.LOOKUP, at)
    return Apply(node.operation, node.arguments, table=table, column=column)


def present(formula: Formula) -> Apply:
    """Yes if the figure is there."""
    return apply(Operation.PRESENT, formula)


def first_present(formula: Formula, otherwise: "Formula | Decimal | int") -> Apply:
    """`formula` if it is there, else `otherwise`."""
    node = as_formula(otherwise)
    if node.is_flag != formula.is_flag:
        raise misuse("first_present() mixes a number with yes or no", "give both sides one kind")
    return Apply(Operation.FIRST_PRESENT, (formula, node))


def nodes(formula: Formula) -> Iterator[Formula]:
    """The formula and everything below it, from the top."""
    yield formula
    if isinstance(formula, Apply):
        for argument in formula.arguments:
            yield from nodes(argument)
