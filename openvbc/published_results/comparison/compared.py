"""Figures settled here beside those published, one organization after the other, and what holds of all together."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from openvbc.errors import Fault
from openvbc.figures import FileDigest
from openvbc.money import plain, rounded
from openvbc.published_results.comparison.rows import Cell, PublishedRow
from openvbc.published_results.mssp.replay.scoring import UNEXPLAINED, Score
from openvbc.worksheet.interval import Bounds, IntervalValue


@dataclass(frozen=True)
class Differs:
    """One figure that is not exact. published, computed: as printed. cause: why it is missed; empty unless it is."""

    year: int
    organization: str
    name: str
    where: str
    column: str
    score: Score
    published: str
    computed: str
    cause: str = ""


@dataclass(frozen=True)
class FieldCheck:
    """What holds of all organizations of a year together. holds, of: how many of how many; told: what was found."""

    year: int
    what: str
    holds: int
    of: int
    told: str = ""


@dataclass(frozen=True)
class OrganizationYear:
    """One organization's year in one line.

    published, computed: the result that the program is about, as printed; score: how they compare, None where it is not
    published. missed: the columns that are missed.
    """

    year: int
    organization: str
    name: str
    where: str
    published: str
    computed: str
    score: Score | None
    missed: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """How many organizations are of which kind: a bar a group. legend: the style and meaning of each part of a bar."""

    title: str
    lead: str
    legend: tuple[tuple[str, str], ...]
    bars: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class ColumnCount:
    """One column of one year: how many figures compare how. taken: those that are inputs."""

    year: int
    column: str
    exact: int
    within_rounding: int
    missed: int
    taken: int

    @property
    def checked(self) -> int:
        """The figures that are results."""
        return self.exact + self.within_rounding + self.missed


@dataclass
class Compared:
    """What a replay finds. Exact figures are counted only; the others are kept one by one."""

    counts: dict[tuple[int, str], Counter[Score]] = field(default_factory=dict)
    differing: list[Differs] = field(default_factory=list)
    field_checks: list[FieldCheck] = field(default_factory=list)
    rows: list[OrganizationYear] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    organizations: Counter[int] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    files: list[FileDigest] = field(default_factory=list)
    unconfirmed: Counter[str] = field(default_factory=Counter)

    def exact(self, year: int, column: str, times: int = 1) -> None:
        """So many figures of a column are exact."""
        self.counts.setdefault((year, column), Counter())[Score.EXACT] += times

    def taken(self, year: int, column: str) -> None:
        """A figure of a column is an input."""
        self.counts.setdefault((year, column), Counter())[Score.TAKEN] += 1

    def differs(self, found: Differs) -> None:
        """A figure is not exact."""
        self.counts.setdefault((found.year, found.column), Counter())[found.score] += 1
        self.differing.append(found)

    def row(self, year: int, row: PublishedRow, published: str, computed: str, score: Score | None) -> None:
        """One organization is done: its result, and what of it is missed."""
        missed = []
        for each in reversed(self.differing):
            if (each.organization, each.year) != (row.organization, year):
                break
            if each.score is Score.MISSED:
                missed.append(each.column)
        found = OrganizationYear(
            year, row.organization, row.name, row.where, published, computed, score, tuple(reversed(missed))
        )
        self.rows.append(found)

    @property
    def years(self) -> tuple[int, ...]:
        """The years, oldest first."""
        return tuple(sorted({year for year, _ in self.counts} | {each.year for each in self.field_checks}))

    @property
    def columns(self) -> Iterator[ColumnCount]:
        """Each column of each year, in the order in which they were compared."""
        for year in self.years:
            for (of, column), count in self.counts.items():
                if of == year:
                    yield ColumnCount(
                        year, column, count[Score.EXACT], count[Score.WITHIN_ROUNDING], count[Score.MISSED],
                        count[Score.TAKEN],
                    )  # fmt: skip

    @property
    def misses(self) -> tuple[Differs, ...]:
        """The figures that are missed."""
        return tuple(each for each in self.differing if each.score is Score.MISSED)

    @property
    def unexplained(self) -> tuple[Differs, ...]:
        """The misses whose cause the files do not prove."""
        return tuple(each for each in self.misses if each.cause.startswith(UNEXPLAINED))

    def count(self, year: int, column: str) -> ColumnCount:
        """One column of one year; KeyError if it was not compared."""
        return next(each for each in self.columns if (each.year, each.column) == (year, column))


def agrees(cell: Cell, computed: Decimal) -> bool:
    """Whether a computed figure, rounded as its column is, is the printed one."""
    return rounded(computed, cell.places) == cell.number


def may_be(cell: Cell, computed: IntervalValue) -> bool:
    """Whether the range of a computed figure meets what the printed one can be."""
    if cell.number is None or not isinstance(computed, Bounds):
        return False
    half = Fraction(1, 2) / Fraction(10) ** cell.places
    low, high = Fraction(cell.number) - half, Fraction(cell.number) + half
    return (computed.low is None or computed.low <= high) and (computed.high is None or low <= computed.high)


def shown(value: object, places: int) -> str:
    """A computed figure as its column prints it."""
    if isinstance(value, Decimal):
        return plain(rounded(value, places))
    return {True: "yes", False: "no"}.get(value, "none") if isinstance(value, bool) else "none"
