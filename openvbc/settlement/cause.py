"""Why two settlements of the same year differ: the causes, and which one a line speaks of."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from openvbc.figures import Key, key_parts
from openvbc.units import MEMBER_MONTHS, MONTHS, PERSON_YEARS, PERSONS
from openvbc.worksheet.sheet import Line


class Cause(StrEnum):
    """Why two settlements differ, in the order in which figures are exchanged."""

    ROSTER = "roster"
    CLAIMS = "claims"
    RUN_OUT = "run_out"
    EXCLUSIONS = "exclusions"
    TRUNCATION = "truncation"
    BENCHMARK = "benchmark"
    RISK = "risk"
    QUALITY = "quality"
    RATE = "rate"
    OTHER = "other"
    ROUNDING = "rounding"


#: What words in the name of a line say of why it would differ; the first that fits holds.
_WORDS: Final[Sequence[tuple[Cause, tuple[str, ...]]]] = (
    (Cause.RISK, ("risk", "demographic")),
    (Cause.BENCHMARK, ("comparator", "control_group", "reference_", "baseline")),
    (Cause.BENCHMARK, ("base_year", "benchmark", "historical", "trend", "inflator", "growth", "regional", "national")),
    (Cause.BENCHMARK, ("update", "prior_", "target", "premium", "weight", "adjustment")),
    (Cause.RUN_OUT, ("completion", "run_out", "incurred_but_not")),
    (Cause.TRUNCATION, ("truncat", "excess", "stop_loss", "high_cost", "attachment")),
    (Cause.EXCLUSIONS, ("carved_out", "carve", "exclu", "left_out")),
    (Cause.QUALITY, ("quality", "measure", "score", "report", "gate", "points")),
)
_PEOPLE: Final = (PERSONS, MEMBER_MONTHS, PERSON_YEARS, MONTHS)
_RATE_WORDS: Final = (
    "share",
    "rate",
    "cap",
    "limit",
    "minimum",
    "maximum",
    "floor",
    "sequestration",
    "withhold",
    "loss",
)
_CLAIMS_WORDS: Final = ("expenditure", "claim", "cost", "paid", "spend", "revenue")


def cause_of(line: Line, key: Key | None, year: str) -> Cause:
    """Why a line would differ, by its name and unit. year: of the settlement; other years are the benchmark's."""
    members = key_parts(key) if key is not None else ()
    years = [part for part in members if len(part) == 4 and part.isdecimal()]
    if (years and year not in years) or any(part.startswith(("benchmark_", "base_")) for part in members):
        return Cause.BENCHMARK
    for cause, words in _WORDS:
        if any(word in line.name for word in words):
            return cause
    if line.unit in _PEOPLE:
        return Cause.ROSTER
    for cause, words in ((Cause.RATE, _RATE_WORDS), (Cause.CLAIMS, _CLAIMS_WORDS)):
        if any(word in line.name for word in words):
            return cause
    return Cause.OTHER
