"""Statements about the program that are often repeated, beside what its published results come to."""

from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import Final

from openvbc.published_results.mssp.replay.summary import YearSummary
from openvbc.yamlfile import read_yaml

_FILE: Final = "statements.yaml"


@dataclass(frozen=True)
class Statement:
    """What is said of a year, and the count of ACOs that the published results give.

    counts: which of the year's counts it is about: `track_1`, `two_sided` or `saved_below_minimum`. counted, of: as
    counted in CMS's file of the year. difference: how the results differ from what is said, and why.
    """

    said: str
    year: int
    counts: str
    counted: int
    of: int
    difference: str

    def counted_in(self, year: YearSummary) -> tuple[int, int]:
        """The same count in a replay: ACOs, of how many."""
        return int(getattr(year, self.counts)), year.acos


def statements() -> tuple[Statement, ...]:
    """Every statement, in the order of the file."""
    with as_file(files("openvbc.published_results.mssp.report").joinpath(_FILE)) as path:
        listed = dict(read_yaml(path).items())["statements"].value
    if not isinstance(listed, list):
        raise TypeError(f"{_FILE} holds a list of statements")
    found = []
    for node in listed:
        entries = {name: str(each.value).strip() for name, each in node.items()}
        found.append(
            Statement(
                entries["said"],
                int(entries["performance_year"]),
                entries["counts"],
                int(entries["counted"]),
                int(entries["of"]),
                entries["difference"],
            )
        )
    return tuple(found)
