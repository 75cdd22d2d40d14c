"""The options that say when: a performance year, a period by its name, a day."""

from collections.abc import Callable
from typing import Any

import click


class Day(click.DateTime):
    """A day of the calendar as an option has it."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(
        self,
        value: Any,  # noqa: ANN401  # click's own signature
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:  # noqa: ANN401
        """The day at midnight; told where it is none."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is no day; write it as 2027-06-30", param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """What help shows for it."""
        del param, ctx
        return "DAY"


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
