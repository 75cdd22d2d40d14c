"""A chain of hashes: each row's hash is over all that it says and over the hash of the row before it."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from openvbc.errors import Fault

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def _encoding() -> Callable[[Any], str]:
    """The encoder in C, made once where Python has one: `encode` makes it anew each time, for a third of its time."""
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return _ENCODER.encode
    sort_keys, skip_keys, allow_nan = False, False, True
    quoted = json.encoder.encode_basestring
    made = make(None, _ENCODER.default, quoted, None, ":", ",", sort_keys, skip_keys, allow_nan)
    return lambda rows: "".join(made(rows, 0))


_as_text: Final = _encoding()


def hash_of(row: tuple[Any, ...], lines: Sequence[tuple[Any, ...]] = ()) -> str:
    """SHA-256 over every column of a row but the hash itself, and every column of the lines that belong to it.

    The row holds the hash of the row before it, so that the chain breaks where anything in it was changed.
    """
    return hashlib.sha256(_as_text((row, lines)).encode()).hexdigest()


def start_of(*owner: str) -> str:
    """The hash before the first row: of whose chain it is."""
    return hash_of(owner)


def end_faults(end: tuple[int, str] | None, last: int, hash_: str) -> Iterator[Fault]:
    """What is wrong with where a chain is said to end, if its last row is number `last` with this hash."""
    if end is None:
        yield Fault("the end of the chain is missing")
    elif end[0] > last:
        yield Fault(f"rows {last + 1} to {end[0]} are missing at the end")
    elif end != (last, hash_):
        yield Fault("the end of the chain is not the last row")
