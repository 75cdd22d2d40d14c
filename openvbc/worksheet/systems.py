"""What a number system must offer so that the one walk in `evaluate` can use it."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from openvbc.figures import Value
from openvbc.worksheet.formula import Apply

Number = TypeVar("Number")


class NumberSystem(Protocol[Number]):
    """Exact, Rational, Interval or Arrays: how constants are read, operations applied and decisions taken."""

    def constant(self, value: Value) -> Number:
        """A number or flag of the worksheet, or absence, in this system."""
        ...

    def apply(self, node: Apply, arguments: Sequence[Number]) -> Number:
        """The operation of `node` on evaluated arguments; for TOTAL, on the members."""
        ...

    def running(self, values: Sequence[Number], order: Sequence[Number]) -> Sequence[Number]:
        """For each member, the sum of the values up to it in rising order; equal ones as they stand."""
        ...

    def choose(self, condition: Number, then: Callable[[], Number], otherwise: Callable[[], Number]) -> Number:
        """The side of a `when`; a side that is not taken need not be evaluated."""
        ...
