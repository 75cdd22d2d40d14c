"""How much of a count was counted now, and how much was taken from kept counts. Imports no engine."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reuse:
    """What of a count was taken from kept counts.

    asked: queries that the count asked for; counted: the tables and answers for which one ran, in order.
    """

    asked: int
    counted: tuple[str, ...]

    @property
    def reused(self) -> int:
        """Queries that needed not run."""
        return self.asked - len(self.counted)

    @property
    def words(self) -> str:
        """It in words; "" where everything was counted now."""
        if not self.reused:
            return ""
        if not self.counted:
            return f"Counted before: all {self.asked:,} queries; none ran now"
        names = ", ".join(dict.fromkeys(name.replace("_", " ") for name in self.counted))
        return f"Counted before: {self.reused:,} of {self.asked:,} queries; these ran now: {names}"
