"""The options that say what is settled: a performance year, or a period by its name."""

from collections.abc import Callable
from typing import Any

import click


def period_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--period NAME`, beside `--year`."""
    text = 'What is settled, where that is no year: "SFY2026", "2026 Q1", "2026-07"; `openvbc check` lists the names.'
    return click.option("--period", metavar="NAME", help=text)(command)


def year_or_period(year: int | None, period: str | None) -> int | str | None:
    """The one that is given. UsageError if both are."""
    if year is not None and period is not None:
        raise click.UsageError("name --year or --period, not both")
    return year if period is None else period
