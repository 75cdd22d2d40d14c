"""What must hold within a row: one track, a benchmark that is per-capita times person-years, dates in order."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from openvbc.errors import Fault
from openvbc.money import plain
from openvbc.payment_models.mssp.tracks import Track
from openvbc.published_results.mssp.results.cells import Cell
from openvbc.published_results.mssp.results.row import PublishedRow
from openvbc.units import USD

_LETTERS: dict[str, Track] = {
    "a": "basic_a",
    "b": "basic_b",
    "c": "basic_c",
    "d": "basic_d",
    "e": "basic_e",
    "en": "enhanced",
    "enhanced": "enhanced",
}
_FLAGS: dict[str, Track] = {
    "is_track_1": "track_1",
    "is_track_1_plus": "track_1_plus",
    "is_track_2": "track_2",
    "is_track_3": "track_3",
    "is_basic_a": "basic_a",
    "is_basic_b": "basic_b",
    "is_basic_c": "basic_c",
    "is_basic_d": "basic_d",
    "is_basic_e": "basic_e",
    "is_enhanced": "enhanced",
}
#: In 2013 a file says only whether the ACO is in Track 2; every other one is in Track 1.
_ONLY_TRACK_2 = 2013
_SIX_MONTHS_IN = 2019
_JULY_STARTS = date(2019, 7, 1)


def track_of(cells: Mapping[str, Cell], year: int) -> Track | Fault:
    """The track that the row names, by its letter or by its flags."""
    aco = cells["aco"].text.strip()
    if "track_letter" in cells:
        letter = cells["track_letter"].text.strip().casefold().removeprefix("basic").strip(" -_")
        track = _LETTERS.get(letter)
        if track is None:
            what = f"{aco}: the track is {cells['track_letter'].text!r}"
            return Fault(what, cells["track_letter"].where, fix="it must be A, B, C, D, E or EN")
        return track
    set_flags = [(track, cells[name]) for name, track in _FLAGS.items() if name in cells and cells[name].value is True]
    if year == _ONLY_TRACK_2 and not set_flags:
        return "track_1"
    if len(set_flags) == 1:
        return set_flags[0][0]
    text = ", ".join(cell.header for _, cell in set_flags) or "none"
    where = next(cell.where for name, cell in cells.items() if name in _FLAGS)
    return Fault(f"{aco}: one track must be set, set are {text}", where, fix="check the columns of the track")


def months_of(cells: Mapping[str, Cell], year: int) -> int:
    """Six in 2019 where the file says so, or, without such a column, where the benchmark shows it; else twelve.

    The benchmark is then half of per-capita times person-years.
    """
    if year != _SIX_MONTHS_IN:
        return 12
    stated = cells["six_months"].flag if "six_months" in cells else None
    if stated is not None:
        return 6 if stated else 12
    return 6 if _is_product(cells, Fraction(1, 2)) is True else 12


def _is_product(cells: Mapping[str, Cell], part: Fraction) -> bool | None:
    """Whether the benchmark can be `part` of per-capita times person-years, all of them rounded as printed."""
    named = [cells.get(name) for name in ("benchmark", "benchmark_per_capita", "person_years")]
    numbers = [
        (Fraction(cell.number), cell.half_unit) for cell in named if cell is not None and cell.number is not None
    ]
    if len(numbers) < 3:
        return None
    (total, total_half), (capita, capita_half), (years, years_half) = numbers
    low = (capita - capita_half) * (years - years_half) * part - total_half
    high = (capita + capita_half) * (years + years_half) * part + total_half
    return low <= total <= high


def row_faults(row: PublishedRow) -> Iterator[Fault]:
    """What is wrong with the row; any of it leaves the row out."""
    for meaning in ("benchmark", "expenditures", "assigned"):
        cell = row.cells[meaning]
        if cell.number is None:
            yield Fault(
                f"{row.aco}: the {meaning.replace('_', ' ')} is missing (the cell says {cell.text!r})",
                cell.where,
                why="nothing can be settled without it, so the row is left out",
                fix="check the cell against CMS's file",
            )
    if row.number("benchmark") == 0:
        yield Fault(f"{row.aco}: the benchmark is zero", row.cells["benchmark"].where, fix="check the cell")
    if row.start > date(row.year, 12, 31):
        yield Fault(
            f"{row.aco}: the agreement starts on {row.start}, after performance year {row.year}",
            row.cells["start"].where,
            why="the row is of another year",
            fix="check that this is the file of that year",
        )
    if row.year == _SIX_MONTHS_IN and row.start >= _JULY_STARTS and row.months == 12:
        yield Fault(
            f"{row.aco}: the agreement starts on {row.start}, but the benchmark is that of twelve months",
            row.cells["benchmark"].where,
            why="its first performance year had six months, and CMS prints half of the calendar year",
            fix="check benchmark and start of the agreement against CMS's file",
        )
    if _is_product(row.cells, Fraction(row.months, 12)) is False:
        yield _not_the_product(row)


def _not_the_product(row: PublishedRow) -> Fault:
    capita, years = row.number("benchmark_per_capita"), row.number("person_years")
    benchmark = row.cells["benchmark"]
    if capita is None or years is None or benchmark.number is None:
        raise TypeError("a product that was tested has all its numbers")
    return Fault(
        f"{row.aco}: the benchmark is {USD.show(benchmark.number, 0)}, but {USD.show(capita, 0)} per person-year times"
        f" {plain(years)} person-years is {USD.show(capita * years, 0)}",
        benchmark.where,
        why="they differ by more than their rounding, so the row is left out",
        fix="check benchmark, per capita benchmark and person-years of the row against CMS's file",
    )
