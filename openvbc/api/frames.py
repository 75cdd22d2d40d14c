"""Rows as a data frame of a library that is there: pandas, Polars or Arrow, through narwhals."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from importlib.util import find_spec
from typing import Any, Final, Literal

from openvbc.errors import Fault, UsageError, did_you_mean
from openvbc.money import rounded
from openvbc.reports.document.as_json import as_json

#: Libraries that hold frames, in the order in which they are looked for.
Library = Literal["pandas", "polars", "pyarrow"]
LIBRARIES: Final[tuple[Library, ...]] = ("pandas", "polars", "pyarrow")
#: Digits that a decimal of Polars holds; what has more would be lost whole.
_DIGITS_OF_POLARS: Final = 38

Rows = Sequence[Mapping[str, object]]


def frame_of(rows: Rows, columns: Sequence[str], library: str, *, floats: bool) -> Any:  # noqa: ANN401  # of any library
    """A frame with these columns; what a row does not have is missing in it.

    library: "pandas", "polars" or "pyarrow"; "" for the first of them that is installed. Numbers stay decimals with all
    their digits (Polars holds 38 of them, the rest is rounded); floats: as binary numbers instead. UsageError if no
    such library is there.
    """
    chosen = _library(library)
    import narwhals  # noqa: PLC0415  # an optional package, which is there now

    data = {name: _column([row.get(name) for row in rows], chosen, floats=floats) for name in columns}
    return narwhals.from_dict(data, backend=chosen).to_native()


def _library(named: str) -> Library:
    if named and named not in LIBRARIES:
        raise UsageError(Fault(f"there are no frames of {named!r}", fix=did_you_mean(named, LIBRARIES)))
    found = next((each for each in LIBRARIES if named in ("", each) and _is_there(each)), None)
    if found is None or not _is_there("narwhals"):
        missing = [*(["narwhals"] if not _is_there("narwhals") else []), *([named or "pandas"] if not found else [])]
        raise UsageError(
            Fault(
                f"a frame needs {' and '.join(missing)}, which is not installed",
                why="frames are made by a library of yours: pandas, Polars or PyArrow",
                fix="run: pip install 'openvbc[frames]' pandas (or polars, or pyarrow); to_dicts() needs none of them",
            )
        )
    return found


def _is_there(package: str) -> bool:
    return find_spec(package) is not None


def _column(values: Sequence[object], library: str, *, floats: bool) -> list[object]:
    """One column of one type: numbers with yes and no among them as 1 and 0, words beside anything else as text."""
    known = [each for each in values if each is not None]
    if any(isinstance(each, Decimal) for each in known) and all(isinstance(each, Decimal | int) for each in known):
        numbers = [Decimal(each) if isinstance(each, Decimal | int) else None for each in values]
        return [None if each is None else float(each) for each in numbers] if floats else _decimals(numbers, library)
    if len({type(each) for each in known}) <= 1 and not any(isinstance(each, Mapping | tuple | list) for each in known):
        return list(values)
    return [None if each is None else each if isinstance(each, str) else _text(each) for each in values]


def _decimals(numbers: list[Decimal | None], library: str) -> list[object]:
    if library != "polars":
        return list(numbers)
    known = [each for each in numbers if each is not None]
    whole = max((each.adjusted() + 1 for each in known if each), default=1)
    places = max(_DIGITS_OF_POLARS - max(whole, 1), 0)
    return [None if each is None else rounded(each, places) if -_exponent(each) > places else each for each in numbers]


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _text(value: object) -> str:
    if isinstance(value, tuple | list) and all(isinstance(each, str) for each in value):
        return "; ".join(value)
    told = as_json(value)
    return told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)
