"""What a statement says of a count from claims: who was assigned and who was not, and what is to be known of it."""

from collections.abc import Iterator, Sequence
from typing import Final

from openvbc.claims.attribution.attribute import ReasonCount
from openvbc.claims.attribution.reasons import ATTRIBUTED, Exclusion
from openvbc.figures import Figures
from openvbc.payment_models.mssp.counting.figures import Counted
from openvbc.payment_models.mssp.counting.region import shares_above_all

_EXCLUSIONS: Final = frozenset(each.value for each in Exclusion)
#: The last performance year whose list of primary care services has been read.
_LAST_LIST: Final = 2026


def notes_of(counted: Counted, performance_year: int) -> Iterator[str]:
    """One line a year on assignment, then findings and what departs from CMS's own count."""
    experience = counted.experience
    attributed = experience.attribution.counts if experience.attribution is not None else ()
    for period, year in counted.years.items():
        of_year = [each for each in attributed if each.period == period]
        yield cascade(year, counted.organization_id, of_year)
    yield from dict.fromkeys(finding.without_people() for finding in experience.findings)
    if performance_year > _LAST_LIST:
        yield (
            f"primary care services are those of performance year {_LAST_LIST}, the last list that has been read:"
            f" that of {performance_year} may add codes"
        )
    if counted.models.note:
        yield counted.models.note
    if experience.risk is not None:
        yield from experience.risk.cautions
    yield "people who opted out of data sharing are not in the files, so totals may differ from CMS's report"


def notes_of_region(figures: Figures) -> Iterator[str]:
    """Where more people are assigned than the county file has assignable ones."""
    above = shares_above_all(figures)
    if above:
        yield (
            f"cells of county, type and year where more person-years are assigned than the county file has assignable"
            f" ones, so that the share counts as 1: {above:,}; check its column assignable_person_years"
        )


def cascade(year: int, organization: str, counts: Sequence[ReasonCount]) -> str:
    """Everybody of a year in one line: left out, with the organization by step, with others, with nobody; by reason."""
    left_out = [each for each in counts if each.reason in _EXCLUSIONS]
    with_it = [each for each in counts if each.reason in ATTRIBUTED and each.organization_id == organization]
    with_others = [each for each in counts if each.reason in ATTRIBUTED and each.organization_id != organization]
    nobody = [each for each in counts if not each.organization_id and each.reason not in _EXCLUSIONS]
    parts = [
        f"{_people(counts):,} people enrolled",
        _part("left out", left_out, [(each.words, each.people) for each in left_out]),
        _part(f"assigned to {organization}", with_it, [(each.step_name, each.people) for each in with_it]),
        _part("assigned to others", with_others, []),
        _part("assigned to nobody", nobody, [(each.words, each.people) for each in nobody]),
    ]
    return f"{year}: {'; '.join(part for part in parts if part)}"


def _people(counts: Sequence[ReasonCount]) -> int:
    return sum(each.people for each in counts)


def _part(words: str, counts: Sequence[ReasonCount], detail: Sequence[tuple[str, int]]) -> str:
    if not counts:
        return ""
    summed: dict[str, int] = {}
    for name, people in detail:
        summed[name] = summed.get(name, 0) + people
    text = ", ".join(f"{name}: {people:,}" for name, people in sorted(summed.items(), key=lambda each: -each[1]))
    return f"{_people(counts):,} {words}" + (f" ({text})" if text else "")
