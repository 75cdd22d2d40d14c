"""What a user says about a count, beside where the claims are. Imports no engine, so that start-up stays short."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class CountOptions:
    """What a user says about a count, beside the project folder.

    participants: the list of participants. factors: files of published factors by name. people: listed populations by
    name. engine: where to count ("duckdb", "sail", "postgresql://...", "sc://..."). progress hears each query's name.
    """

    participants: Path | None = None
    factors: Mapping[str, Path] = field(default_factory=dict)
    people: Mapping[str, Path] = field(default_factory=dict)
    engine: str = "duckdb"
    progress: Callable[[str], None] | None = None
