"""Values of a worksheet's lines in any number system, side by side. The systems hold different kinds of numbers."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from openvbc.figures import Absent, Value, key_text
from openvbc.worksheet.arrays import Array
from openvbc.worksheet.exact import RationalValue

#: By line name: a value, or one for each member.
Held = Mapping[str, Any]


def each(function: Callable[[Any], Any], held: Held) -> dict[str, Any]:
    """`function` of every value, of lines and of their members."""
    return {
        name: {key: function(inner) for key, inner in value.items()} if isinstance(value, Mapping) else function(value)
        for name, value in held.items()
    }


def beside(first: Held, second: Held) -> Iterator[tuple[str, Any, Any]]:
    """Name, first and second value of every line and member."""
    assert first.keys() == second.keys()
    for name, value in first.items():
        if isinstance(value, Mapping):
            assert value.keys() == second[name].keys()
            yield from ((f"{name}[{key_text(key)}]", value[key], second[name][key]) for key in value)
        else:
            yield name, value, second[name]


def as_fraction(value: Value) -> RationalValue:
    """A figure in the system Rational."""
    return value if isinstance(value, bool | Absent) else Fraction(value)


def as_array(value: Value) -> Array:
    """A figure in the system Arrays: one scenario; not a number where it is absent."""
    return np.asarray(np.nan if isinstance(value, Absent) else value, dtype=np.float64)
