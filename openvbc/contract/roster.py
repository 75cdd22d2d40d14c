"""Rate cells of a monthly roster, and how far back a later roster may change it: terms that payment models share."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field

from openvbc.contract.attribution import Code
from openvbc.contract.values import Group, Text, Whole

#: Ages that no member has: below all, and above all.
_UNKNOWN_AGE, _OLDEST = -1, 200
_AGES: Final = re.compile(r"([0-9]{1,3})(?:-([0-9]{1,3})|(\+))?")


def _ages(written: str) -> str:
    """Ages as they are written; ValueError if they are none."""
    found = _AGES.fullmatch(written.strip())
    if found is None or (found[2] is not None and int(found[2]) < int(found[1])):
        raise ValueError(f"{written!r} are no ages; write 0-17, 65+ or 40")
    return written.strip()


#: Ages in whole years: 0-17, 65+ or 40.
Ages = Annotated[Text, AfterValidator(_ages)]


class RateCell(Group):
    """A group of member months with one rate: by age, sex, risk tier, acuity or program.

    A roster that is given names the cell of each member. Where the roster is counted from claims, ages, sex and
    enrollment type say whose months are in it.
    """

    cell: str = Field(pattern=r"^[a-z0-9][a-z0-9_]*$", description="A name of its own; rosters name it.")
    label: Text = Field("", description="What people call it; left out, its name.")
    ages: Ages | None = Field(None, description="In whole years on the first day of the month: 0-17, 65+ or 40.")
    sex: Literal["female", "male"] | None = None
    enrollment_type: Code | None = Field(None, description="As months are counted: esrd, disabled, aged_dual, ...")

    @property
    def words(self) -> str:
        """What people call it."""
        return self.label or self.cell.replace("_", " ").capitalize()

    @property
    def age_range(self) -> tuple[int, int]:
        """Least and most age, both included; every age, and an unknown one, where none are agreed."""
        if self.ages is None:
            return _UNKNOWN_AGE, _OLDEST
        found = _AGES.fullmatch(self.ages)
        if found is None:
            raise TypeError("ages were checked when the contract was read")
        least = int(found[1])
        return least, _OLDEST if found[3] else int(found[2] or found[1])

    @property
    def is_counted(self) -> bool:
        """Whether claims can tell who is in it."""
        return self.ages is not None or self.sex is not None or self.enrollment_type is not None

    def meets(self, other: "RateCell") -> bool:
        """Whether a member could be in both."""
        (first, last), (least, most) = self.age_range, other.age_range
        by_sex = self.sex is None or other.sex is None or self.sex == other.sex
        types = self.enrollment_type, other.enrollment_type
        return first <= most and least <= last and by_sex and (None in types or types[0] == types[1])


class RetroactiveChanges(Group):
    """A later roster changes what was paid for earlier months: the difference is reversed or booked."""

    look_back_months: Whole = Field(
        ge=0, le=60, description="A roster may change its own month and so many months before; older ones stand."
    )


def check_cells(cells: Sequence[RateCell]) -> None:
    """ValueError for names that stand twice, and for cells whose members claims could not tell apart."""
    names = [each.cell for each in cells]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"two rate cells are called {twice[0]!r}")
    for one, other in _in_both(cells):
        raise ValueError(f"a member could be in both rate cells {one.cell!r} and {other.cell!r}: their ages overlap")


def _in_both(cells: Sequence[RateCell]) -> Iterator[tuple[RateCell, RateCell]]:
    counted = [each for each in cells if each.is_counted]
    if len(counted) == len(cells):
        yield from (pair for pair in combinations(cells, 2) if pair[0].meets(pair[1]))
