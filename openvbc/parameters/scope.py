"""Where a published value applies: performance years, agreement starts, tracks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

#: What a scope is asked with: performance_year=2026, agreement_start=date(2024, 1, 1), track="enhanced".
Asked = int | date | str


@dataclass(frozen=True)
class Range:
    """From `first` to `last`, both included; None is open."""

    first: int | date | None
    last: int | date | None

    def holds(self, asked: Asked) -> bool:
        """Whether `asked` lies in the range; False where it is of another kind."""
        for bound in (self.first, self.last):
            if bound is not None and type(bound) is not type(asked):
                return False
        after = self.first is None or self.first <= asked  # type: ignore[operator]  # one type, checked above
        before = self.last is None or asked <= self.last  # type: ignore[operator]  # the same
        return after and before

    def meets(self, other: "Range") -> bool:
        """Whether something lies in both ranges."""
        apart = (
            self.last is not None and other.first is not None and self.last < other.first  # type: ignore[operator]
        ) or (other.last is not None and self.first is not None and other.last < self.first)  # type: ignore[operator]
        return not apart

    def __str__(self) -> str:
        if self.first == self.last:
            return str(self.first)
        if self.first is None:
            return f"until {self.last}"
        return f"from {self.first}" if self.last is None else f"{self.first} to {self.last}"


@dataclass(frozen=True)
class OneOf:
    """One of a few words."""

    words: frozenset[str]

    def holds(self, asked: Asked) -> bool:
        """Whether `asked` is one of the words."""
        return asked in self.words

    def __str__(self) -> str:
        return " or ".join(sorted(self.words))


Constraint = Range | OneOf


@dataclass(frozen=True)
class Scope:
    """Constraints by dimension; a dimension that is not named does not matter."""

    constraints: Mapping[str, Constraint]

    def holds(self, asked: Mapping[str, Asked]) -> bool:
        """Whether the value applies to what is asked; a dimension that was not asked for does not apply."""
        return all(name in asked and constraint.holds(asked[name]) for name, constraint in self.constraints.items())

    def overlaps(self, other: "Scope") -> bool:
        """Whether one question could meet both scopes."""
        for name, constraint in self.constraints.items():
            second = other.constraints.get(name)
            if second is not None and not _meet(constraint, second):
                return False
        return True

    def misses(self, asked: Mapping[str, Asked]) -> int:
        """How many dimensions do not fit: the fewer, the nearer."""
        return sum(name not in asked or not each.holds(asked[name]) for name, each in self.constraints.items())

    def __str__(self) -> str:
        told = [f"{name.replace('_', ' ')} {constraint}" for name, constraint in self.constraints.items()]
        return ", ".join(told) or "always"


def _meet(first: Constraint, second: Constraint) -> bool:
    if isinstance(first, Range) and isinstance(second, Range):
        return first.meets(second)
    if isinstance(first, OneOf) and isinstance(second, OneOf):
        return bool(first.words & second.words)
    return False
