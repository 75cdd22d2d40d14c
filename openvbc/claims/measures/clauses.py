"""Criteria as clauses: a criterion holds where all conditions of one of its clauses do (disjunctive normal form)."""

from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from openvbc.claims.measures.definition import AgeCriterion, AllOf, Always, AnyOf, Criterion, Leaf, Not, SexCriterion

#: With more, a measure is written so that nobody could read why it holds.
MOST_CLAUSES: Final = 200
_OTHER_SEX: Final = {"male": "female", "female": "male"}


class TooManyClausesError(ValueError):
    """A criterion falls into more clauses than MOST_CLAUSES."""


@dataclass(frozen=True)
class Wanted:
    """A condition that must hold, or must not."""

    leaf: Leaf
    holds: bool


Clause = tuple[Wanted, ...]


def clauses_of(criterion: Criterion) -> tuple[Clause, ...]:
    """The clauses of a criterion, each with at least one condition that must hold.

    "Not that age" and "not that sex" ask for another age or sex, so that who has none told is in neither.
    TooManyClausesError if there are too many.
    """
    found = [_complete(clause) for clause in _clauses(criterion, holds=True)]
    return tuple(dict.fromkeys(found))


def _clauses(criterion: Criterion, *, holds: bool) -> list[Clause]:
    if isinstance(criterion, Not):
        return _clauses(criterion.part, holds=not holds)
    if isinstance(criterion, AllOf | AnyOf):
        inner = [_clauses(part, holds=holds) for part in criterion.parts]
        if isinstance(criterion, AllOf) is holds:
            return _joined(inner)
        return _few([clause for part in inner for clause in part])
    if isinstance(criterion, AgeCriterion) and not holds:
        return [(Wanted(replace(criterion, outside=not criterion.outside), holds=True),)]
    if isinstance(criterion, SexCriterion) and not holds:
        return [(Wanted(SexCriterion(_OTHER_SEX[criterion.sex]), holds=True),)]
    return [(Wanted(criterion, holds),)]


def _joined(inner: list[list[Clause]]) -> list[Clause]:
    """One clause from each part, in all ways."""
    count = 1
    for part in inner:
        count *= len(part)
    if count > MOST_CLAUSES:
        raise TooManyClausesError
    return [tuple(dict.fromkeys(wanted for clause in chosen for wanted in clause)) for chosen in product(*inner)]


def _few(clauses: list[Clause]) -> list[Clause]:
    if len(clauses) > MOST_CLAUSES:
        raise TooManyClausesError
    return clauses


def _complete(clause: Clause) -> Clause:
    """Queries look at conditions that hold; a clause of conditions that must not needs one that always does."""
    return clause if any(wanted.holds for wanted in clause) else (Wanted(Always(), holds=True), *clause)
