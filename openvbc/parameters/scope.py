"""Where a published value applies: performance years, agreement starts, tracks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

#: What a scope is asked with: performance_year=2026, agreement_start=date(2024, 1, 1), track="enhanced".
Asked = int | date | str


@dataclass(frozen=True)
class Range:
    """From `first` to `last`, both included and of one kind (years or dates); None is open."""

    first: int | date | None
    last: int | date | None

    def holds(self, asked: Asked) -> bool:
        """Whether `asked` lies in the range; False where it is of another kind."""
        for bound in (self.first, self.last):
            if bound is not None and type(bound) is not type(asked):
                return False
        return not _after(self.first, asked) and not _after(asked, self.last)

    def meets(self, other: "Range") -> bool:
        """Whether something lies in both ranges; never where one has years and the other dates."""
        kinds = {type(bound) for bound in (self.first, self.last, other.first, other.last) if bound is not None}
        return len(kinds) < 2 and not _after(other.first, self.last) and not _after(self.first, other.last)

    def distance(self, asked: Asked) -> int:
        """How many years or days lie between `asked` and the range; 0 inside it or where that cannot be said."""
        for bound in (self.first, self.last):
            if isinstance(bound, date) and isinstance(asked, date) and not self.holds(asked):
                return min(abs((each - asked).days) for each in (self.first, self.last) if isinstance(each, date))
            if isinstance(bound, int) and isinstance(asked, int) and not self.holds(asked):
                return min(abs(each - asked) for each in (self.first, self.last) if isinstance(each, int))
        return 0

    def __str__(self) -> str:
        if self.first == self.last:
            return str(self.first)
        if self.first is None:
            return f"until {self.last}"
        return f"from {self.first}" if self.last is None else f"{self.first} to {self.last}"


def _after(first: Asked | None, second: Asked | None) -> bool:
    """Whether `first` comes after `second`; both are of one kind, None is an open end."""
    return first is not None and second is not None and first > second  # type: ignore[operator]


@dataclass(frozen=True)
class OneOf:
    """One of a few words, years or dates."""

    words: frozenset[Asked]

    def holds(self, asked: Asked) -> bool:
        """Whether `asked` is one of them."""
        return asked in self.words

    def __str__(self) -> str:
        return " or ".join(sorted(str(word) for word in self.words))


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

    def misses(self, asked: Mapping[str, Asked]) -> tuple[int, int]:
        """How many dimensions do not fit, and how far off the ranges are: the fewer and closer, the nearer."""
        missed = [name for name, each in self.constraints.items() if name not in asked or not each.holds(asked[name])]
        ranges = [(each, asked[name]) for name, each in self.constraints.items() if name in asked]
        return len(missed), sum(each.distance(value) for each, value in ranges if isinstance(each, Range))

    def __str__(self) -> str:
        texts = [f"{name.replace('_', ' ')} {constraint}" for name, constraint in self.constraints.items()]
        return ", ".join(texts) or "always"


def _meet(first: Constraint, second: Constraint) -> bool:
    if isinstance(first, OneOf):
        return any(second.holds(word) for word in first.words)
    if isinstance(second, OneOf):
        return any(first.holds(word) for word in second.words)
    return first.meets(second)
