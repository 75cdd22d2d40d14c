"""The options of commands that count claims, and the progress that they show."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from openvbc.claims.payers.choice import EveryPlan, PayerChoice
from openvbc.experience.without_contract import UNSAID
from openvbc.settlement.experience_options import ExperienceOptions, Inspect

_PATH = click.Path(path_type=Path)


def payer_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of commands that count without a contract: whose people and claims, where the data name several."""
    for option in (
        click.option("--plan", multiple=True, help="Only this plan, as the data name it; or `all`."),
        click.option("--payer", multiple=True, help="Only this payer's people and claims, as the data name it."),
    ):
        command = option(command)
    return command


def chosen_payers(payers: tuple[str, ...], plans: tuple[str, ...], contract: Path | None) -> PayerChoice:
    """Whose people and claims are asked for; click.UsageError beside a contract, which says it."""
    if contract is not None and (payers or plans):
        raise click.UsageError("the contract says whose people and claims count; leave out --payer and --plan")
    every = plans == (EveryPlan.ALL.value,)
    return replace(UNSAID, payers=payers, plans=EveryPlan.ALL if every else plans)


def experience_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of every command that counts from a project folder."""
    for option in (
        click.option("--engine", default="duckdb", help="Where to count: duckdb, sail, postgresql://... or sc://..."),
        click.option(
            "--people", multiple=True, metavar="NAME=FILE", help="A population given as a list of person_id, by name."
        ),
        click.option("--counties", type=_PATH, help="County factors (.csv); `openvbc factors` writes a template."),
        click.option("--national", type=_PATH, help="National factors (.csv); `openvbc factors` writes a template."),
        click.option("--participants", type=_PATH, help="List of participants (.csv): who belongs to whom."),
    ):
        command = option(command)
    return command


@contextmanager
def counting(
    participants: Path | None,
    national: Path | None,
    counties: Path | None,
    people: tuple[str, ...],
    engine: str,
    inspect: Inspect | None = None,
) -> Iterator[ExperienceOptions]:
    """The options of a count; what is being counted is shown on a terminal while it runs."""
    factors = {name: path for name, path in (("national", national), ("county", counties)) if path is not None}
    console = Console(stderr=True)
    with console.status("counting") as status:

        def told(query: str) -> None:
            status.update(f"counting: {query.replace('_', ' ')}")

        yield ExperienceOptions(participants, factors, dict(_named(each) for each in people), engine, told, inspect)


def _named(text: str) -> tuple[str, Path]:
    name, found, file = text.partition("=")
    if not (name and found and file):
        raise click.UsageError(f"--people is written NAME=FILE, not {text!r}")
    return name, Path(file)
