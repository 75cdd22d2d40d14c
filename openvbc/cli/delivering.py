"""The options that say which delivery of its contract a report is, and where it is recorded."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from openvbc.api.deliveries import Delivering


def delivery_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--deliver` and what goes with it, which commands take that write a report a contract may have due."""
    for option in (
        click.option("--feed", help="With --deliver: its name in the contract, where several are due then."),
        click.option("--on", metavar="DAY", help="With --deliver: the day of delivery."),
        click.option("--about", metavar="DAY", help="With --deliver: a day that it is about, in place of --due."),
        click.option("--due", metavar="DAY", help="With --deliver: the day on which the contract has it due."),
        click.option("--deliver", metavar="LEDGER", help="Record the files that are written as delivered, there."),
    ):
        command = option(command)
    return command


def delivering(said: dict[str, Any], *written: Path | None) -> Delivering | None:
    """What `delivery_options` were given. UsageError where one is missing, or nothing is written."""
    ledger = said.pop("deliver")
    if ledger is None:
        more = next((name for name, value in said.items() if value is not None), None)
        if more is not None:
            raise click.UsageError(f"--{more} goes with --deliver: name the ledger there")
        return None
    if said["on"] is None:
        raise click.UsageError("name the day of delivery (--on): nothing here reads the clock")
    if all(path is None for path in written):
        raise click.UsageError("a delivery is of files: name --csv, --html or --excel")
    return Delivering(ledger=ledger, on=said["on"], due=said["due"], about=said["about"], feed=said["feed"] or "")
