"""Transitions of care, from what payers and hospitals tell before claims do."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from openvbc.api.paths import PathLike, path_of
from openvbc.api.result import Result
from openvbc.claims.transitions.transitions import Transitions
from openvbc.claims.transitions.transitions import list_transitions as list_of_engine
from openvbc.claims.warehouse.opened import open_claims
from openvbc.reports.transitions import transitions_report


def list_transitions(
    project: PathLike,
    *,
    as_of: date,
    holidays: Sequence[date] = (),
    payers: Sequence[str] = (),
    engine: str = "duckdb",
    progress: Callable[[str], None] | None = None,
) -> Result[Transitions]:
    """Who left a hospital, what is due after that and until when a new admission is a readmission; who is in one.

    From the ADT feeds and prior authorizations of a project folder, as of a day: what was told later does not count.
    holidays: days that are no business days. payers: only what the feeds of these payers tell. It names people.
    """
    with open_claims(path_of(project, "a project folder"), engine, progress) as claims:
        found = list_of_engine(claims.engine, as_of, holidays)
    if payers:
        found = replace(
            found,
            transitions=tuple(each for each in found.transitions if each.payer in payers),
            planned=tuple(each for each in found.planned if each.payer in payers),
        )
    return Result(found, transitions_report(found))
