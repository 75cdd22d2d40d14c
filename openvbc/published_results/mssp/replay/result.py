"""What a replay found: each row with its scores and outcome, and the faults of what could not be replayed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from openvbc.errors import Fault, InputError
from openvbc.figures import Value
from openvbc.money import ZERO
from openvbc.published_results.mssp.replay.quality import QualityScored
from openvbc.published_results.mssp.replay.scoring import Score, Scored
from openvbc.published_results.mssp.results.row import PublishedRow
from openvbc.units import RATE


class Outcome(StrEnum):
    """What the year came to for an ACO."""

    PAID = "paid"
    SAVED_NOT_PAID = "saved but not paid"
    SPENT_NOT_OWED = "spent more but owes nothing"
    OWES = "owes"


def outcome_of(values: Mapping[str, Value]) -> Outcome:
    """The outcome that the settled lines show. InputError if they come to none."""
    result, savings = values["earned_or_owed"], values["savings"]
    if not isinstance(result, Decimal) or not isinstance(savings, Decimal):
        what = "the figures of the row come to no result: one that decides it is missing"
        raise InputError(Fault(what, fix="see which of its cells are empty"))
    if result > ZERO:
        return Outcome.PAID
    if result < ZERO:
        return Outcome.OWES
    return Outcome.SAVED_NOT_PAID if savings > ZERO else Outcome.SPENT_NOT_OWED


#: What is said of a minimum rate where the file leaves several possible.
NOT_DETERMINED = "not determined"


def rates_in_words(rates: Sequence[Decimal]) -> str:
    """Rates as a choice: "0.5% or 1%"."""
    texts = [RATE.show(rate, 2) for rate in sorted(rates)]
    return f"{', '.join(texts[:-1])} or {texts[-1]}"


@dataclass(frozen=True)
class ReplayedRow:
    """One ACO's year, settled and scored.

    scores: one a column that could be checked. values: of every line, exactly. unconfirmed: labels of the lines whose
    published value is not confirmed. minimum_rates: where what is printed leaves open which minimum rate was elected,
    those that it can have been; the result is the same with each.
    """

    row: PublishedRow
    scores: tuple[Scored, ...]
    outcome: Outcome
    values: Mapping[str, Value]
    unconfirmed: tuple[str, ...]
    minimum_rates: tuple[Decimal, ...] = ()

    def score(self, meaning: str) -> Scored | None:
        """The score of one column, if it could be checked."""
        return next((each for each in self.scores if each.meaning == meaning), None)

    @property
    def misses(self) -> tuple[Scored, ...]:
        """The columns that are missed."""
        return tuple(each for each in self.scores if each.score is Score.MISSED)


@dataclass(frozen=True)
class Replay:
    """All rows replayed, in the order of years and files, and the faults of files and rows that could not be.

    quality: the quality scores that follow from printed results of measures.
    """

    rows: tuple[ReplayedRow, ...]
    faults: tuple[Fault, ...]
    quality: tuple[QualityScored, ...] = ()

    def with_faults(self, faults: Sequence[Fault]) -> "Replay":
        """The same replay with faults of files that could not be read at all, told first."""
        return replace(self, faults=(*faults, *self.faults))

    @property
    def years(self) -> tuple[int, ...]:
        """The performance years, oldest first."""
        return tuple(sorted({each.row.year for each in self.rows}))

    def of_year(self, year: int) -> tuple[ReplayedRow, ...]:
        """The rows of one year."""
        return tuple(each for each in self.rows if each.row.year == year)
