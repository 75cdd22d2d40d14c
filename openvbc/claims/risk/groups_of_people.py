"""Groups of people as conditions on what a risk model knows of them, and the cells of age and sex built from them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from openvbc.claims.published_codes import codes

ANY: Final = -1
ANY_CODE: Final = "*"
OLDEST: Final = 200
NO_GRAFT: Final = -1
LAST_GRAFT_MONTH: Final = 999_999
SEXES: Final = (("1", "M", "Male"), ("2", "F", "Female"))


@cache
def all_reasons() -> frozenset[str]:
    """Every original reason of entitlement; '' is an unknown one."""
    return frozenset({"", *codes("entitlement_reason_codes")})


@cache
def for_age() -> frozenset[str]:
    """The reasons that a model takes for age: age, and an unknown one."""
    return frozenset({"", *codes("entitlement_reason_codes", "age")})


@dataclass(frozen=True)
class Group:
    """A group of people. -1 and '*' mean any; ages and months since the transplant are bounds, both included."""

    sex: str = ANY_CODE
    first_age: int = 0
    last_age: int = OLDEST
    reasons: frozenset[str] = field(default_factory=all_reasons)
    esrd: int = ANY
    new_enrollee: int = ANY
    special_needs_plan: int = ANY
    low_income: int = ANY
    institutional: int = ANY
    benefit: str = ANY_CODE
    medicaid: int = ANY
    new_enrollee_medicaid: int = ANY
    first_graft_month: int = NO_GRAFT
    last_graft_month: int = LAST_GRAFT_MONTH

    @property
    def reason_codes(self) -> tuple[str, ...]:
        """The original reasons as codes of a table: '*' if all."""
        return (ANY_CODE,) if self.reasons == all_reasons() else tuple(sorted(self.reasons))


#: A term of the score: its name, whether it is a cell of age and sex, and the groups of people who have it.
@dataclass(frozen=True)
class Term:
    """A term that needs no diagnosis."""

    name: str
    groups: tuple[Group, ...]
    is_cell: bool = False


_GROUPED = ((0, 34), (35, 44), (45, 54), (55, 59), (60, 64), (65, 69), (70, 74), (75, 79), (80, 84), (85, 89), (90, 94))
_DETAILED = (*((age, age) for age in (66, 67, 68, 69)), *(ages for ages in _GROUPED if ages[0] >= 70))


def cells() -> Iterator[Term]:
    """The cells of age and sex: F65_69 of those with diagnoses, NEF65 of new enrollees, NEF65_69 of those with ESRD."""
    for code, letter, _ in SEXES:
        for first, last, span in _spans(_GROUPED):
            grouped = Group(sex=code, first_age=first, last_age=last)
            yield Term(f"{letter}{span}", (replace(grouped, new_enrollee=0),), is_cell=True)
            yield Term(f"NE{letter}{span}", _new_enrollees(grouped), is_cell=True)
        new = Group(sex=code, new_enrollee=1, esrd=0)
        # Whoever is 64 and came for age turns 65 in the payment year and counts as 65.
        yield Term(
            f"NE{letter}65",
            (replace(new, first_age=65, last_age=65), replace(new, first_age=64, last_age=64, reasons=for_age())),
            is_cell=True,
        )
        for first, last, span in _spans(_DETAILED):
            if first < 70:
                yield Term(f"NE{letter}{span}", (replace(new, first_age=first, last_age=last),), is_cell=True)


def _new_enrollees(grouped: Group) -> tuple[Group, ...]:
    with_esrd = replace(grouped, new_enrollee=1, esrd=1)
    without = replace(grouped, new_enrollee=1, esrd=0)
    if grouped.first_age == 65:
        return (with_esrd,)
    if grouped.first_age == 60:
        at_64 = replace(without, first_age=64, reasons=all_reasons() - for_age())
        return (with_esrd, replace(without, last_age=63), at_64)
    return (with_esrd, without)


def _spans(ages: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    for first, last in ages:
        yield first, last, str(first) if first == last else f"{first}_{last}"
    yield 95, OLDEST, "95_GT"


def aged(group: Group) -> Group | None:
    """The part of the group that is 65 or older, if there is one."""
    return replace(group, first_age=max(group.first_age, 65)) if group.last_age >= 65 else None


def non_aged(group: Group) -> Group | None:
    """The part of the group that is under 65, if there is one."""
    return replace(group, last_age=min(group.last_age, 64)) if group.first_age <= 64 else None


def with_reasons(group: Group, reasons: frozenset[str]) -> Group | None:
    """The part of the group with one of these original reasons, if there is one."""
    both = group.reasons & reasons
    return replace(group, reasons=both) if both else None
