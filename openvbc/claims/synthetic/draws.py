"""Chance that depends on nothing but keys: whole-number draws, the same on every machine and in every order.

Whoever is drawn for (a person, a year, a claim) has a key of 64 bits; a draw mixes the key with the name of its
purpose. There is no state, so the order of draws, blocks and threads cannot matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]
Flags = NDArray[np.bool_]

#: Ranks run from 0 to one below this.
RANKS: Final = 1 << 32
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_FIRST: Final = np.uint64(0xBF58476D1CE4E5B9)
_SECOND: Final = np.uint64(0x94D049BB133111EB)


def _mixed(bits: Keys) -> Keys:
    """Every bit of the result depends on every bit given (the finalizer of SplitMix64). Changes `bits` itself."""
    bits ^= bits >> np.uint64(30)
    bits *= _FIRST
    bits ^= bits >> np.uint64(27)
    bits *= _SECOND
    bits ^= bits >> np.uint64(31)
    return bits


@cache
def _number(purpose: str) -> np.uint64:
    return np.uint64(int.from_bytes(blake2b(purpose.encode(), digest_size=8).digest(), "little"))


def root_key(seed: int) -> Keys:
    """The key of a whole region, as an array of one."""
    return _mixed(np.array([seed % (1 << 64)], dtype=np.uint64) + _STEP)


def child_keys(keys: Keys, purpose: str, numbers: Ints | int = 0) -> Keys:
    """Keys of what belongs to the keys' holders: the `numbers`-th of its kind (`purpose`) each."""
    counted = np.atleast_1d(np.asarray(numbers, dtype=np.int64)).astype(np.uint64) + np.uint64(1)
    return _mixed((keys ^ _number(purpose)) + counted * _STEP)


def ranks(keys: Keys, purpose: str) -> Ints:
    """Even draws from 0 to 2^32 - 1."""
    return (_mixed(keys ^ _number(purpose)) >> np.uint64(32)).astype(np.int64)


def below(keys: Keys, purpose: str, bound: Ints | int) -> Ints:
    """Even draws from 0 to one below `bound` (at most 2^31)."""
    return ranks(keys, purpose) * bound >> 32


def chance(keys: Keys, purpose: str, per_million: Ints | int) -> Flags:
    """Whether it happens, at so many in a million."""
    return np.asarray(below(keys, purpose, 1_000_000) < per_million)


def counts(keys: Keys, purpose: str, thousandths: Ints | int) -> Ints:
    """How many, when `thousandths` / 1000 are expected: the whole part, and one more as often as the rest says."""
    return np.asarray((below(keys, purpose, 1000) + thousandths) // 1000)


class Curve:
    """How a value is spread: (share of 10,000, value at that rank) pairs, straight lines between. Whole numbers."""

    def __init__(self, *points: tuple[int, int]) -> None:
        shares, values = zip(*points, strict=True)
        if shares[0] != 0 or shares[-1] != 10_000 or sorted(shares) != list(shares):
            raise ValueError("a curve runs from 0 to 10,000")
        self._shares = np.array(shares, dtype=np.int64) * RANKS // 10_000
        self._values = np.array(values, dtype=np.int64)

    def at(self, rank: Ints) -> Ints:
        """The values at these ranks."""
        above = np.clip(np.searchsorted(self._shares, rank, side="right"), 1, len(self._shares) - 1)
        low, high = self._shares[above - 1], self._shares[above]
        start, end = self._values[above - 1], self._values[above]
        return np.asarray(start + (end - start) * ((rank - low) >> 8) // ((high - low) >> 8))

    def draw(self, keys: Keys, purpose: str) -> Ints:
        """Values for these keys."""
        return self.at(ranks(keys, purpose))


class Choice:
    """Groups of options with weights; a draw gives the number of an option of the group asked for.

    A group without options must not be asked for.
    """

    def __init__(self, *groups: Sequence[int]) -> None:
        ends: list[int] = []
        for group, weights in enumerate(groups):
            total, sum_so_far = sum(weights), 0
            for weight in weights:
                sum_so_far += weight
                ends.append(group * RANKS + sum_so_far * RANKS // total)
        self._ends = np.array(ends, dtype=np.int64)
        sizes = np.array([len(weights) for weights in groups], dtype=np.int64)
        self._first = np.cumsum(sizes) - sizes

    def draw(self, keys: Keys, purpose: str, group: Ints | int = 0) -> Ints:
        """The option for each key, counted from 0 within its group."""
        return np.asarray(self.draw_number(keys, purpose, group) - self._first[group])

    def draw_number(self, keys: Keys, purpose: str, group: Ints | int = 0) -> Ints:
        """The option for each key, counted from 0 through all groups."""
        return np.searchsorted(self._ends, ranks(keys, purpose) + group * np.int64(RANKS), side="right").astype(
            np.int64
        )


@dataclass(frozen=True)
class Repeated:
    """Rows repeated: which row each copy is of, and which copy of its row it is (from 0)."""

    row: Ints
    copy: Ints


def repeat(times: Ints) -> Repeated:
    """Each row as often as `times` says."""
    row = np.repeat(np.arange(len(times), dtype=np.int64), times)
    first = np.cumsum(times) - times
    return Repeated(row, np.arange(len(row), dtype=np.int64) - first[row])
