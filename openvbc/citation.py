"""Where a rule or a published value stands, and how sure we are of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Status(StrEnum):
    """How well a published fact is confirmed; the letter is what parameter files write."""

    VERIFIED = "V"
    CITED = "C"
    SECONDARY = "S"
    UNCONFIRMED = "U"

    @property
    def meaning(self) -> str:
        """The status in words."""
        return {
            Status.VERIFIED: "recomputed and matched to published results",
            Status.CITED: "read in the primary text",
            Status.SECONDARY: "seen only in a secondary source",
            Status.UNCONFIRMED: "unconfirmed",
        }[self]


@dataclass(frozen=True)
class Citation:
    """A place in a text: source ("42 CFR 425.605"), pin ("(b)(2)"), page, link, date published, status."""

    source: str
    pin: str = ""
    page: str = ""
    link: str = ""
    published: date | None = None
    status: Status = Status.CITED

    @property
    def confirmed(self) -> bool:
        """Whether the fact may be used without a mark."""
        return self.status is not Status.UNCONFIRMED

    def __str__(self) -> str:
        text = self.source + (f" {self.pin}" if self.pin else "")
        if self.page:
            text += f", p. {self.page}"
        if not self.confirmed:
            text += " [unconfirmed]"
        return text


@dataclass(frozen=True)
class Clause:
    """Where a term stands: the clause of the agreement (may be empty) and the place in the contract file."""

    clause: str = ""
    where: str = ""

    def __str__(self) -> str:
        return ", ".join(part for part in (self.clause and f"clause {self.clause}", self.where) if part)
