"""The options that say what is settled or counted: a performance year, or a period by its name."""

from collections.abc import Callable
from typing import Any

import click


def period_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--year` and `--period`, which commands of one contract take."""
    for option in (
        click.option(
            "--period",
            metavar="NAME",
            help='The period, where that is no year: "SFY2026", "2026 Q1", "2026-07"; `openvbc check` lists the names.',
        ),
        click.option("--year", type=int, help="Performance year (a .yaml of headline numbers names its own)."),
    ):
        command = option(command)
    return command


def year_or_period(year: int | None, period: str | None) -> int | str | None:
    """The one that is given. UsageError if both are."""
    if year is not None and period is not None:
        raise click.UsageError("name --year or --period, not both")
    return year if period is None else period


def needed_period(year: int | None, period: str | None) -> int | str:
    """The one that is given. UsageError if none is, or both are."""
    found = year_or_period(year, period)
    if found is None:
        raise click.UsageError("name --year or --period: what is counted")
    return found
