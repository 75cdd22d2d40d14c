"""The options of commands that count claims, and the progress that they show."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from openvbc.api.paths import as_written


class _Claims(click.ParamType):  # type: ignore[type-arg]  # generic in later versions of click only
    """Where claims are: a project folder, or the address of tables where they stand."""

    name = "place"

    def convert(self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None) -> str | Path:  # noqa: ARG002  # click's own names
        """A path, or the address as it is written."""
        return as_written(value) if isinstance(value, str) else value


#: What `--claims` takes.
CLAIMS = _Claims()
_PATH = click.Path(path_type=Path)
_ENGINE = click.option("--engine", default="duckdb", help="Where to count: duckdb, sail, postgresql://... or sc://...")
_RECOUNT = click.option(
    "--recount", is_flag=True, help="Count all anew, also what was counted from the same claims before."
)
#: Of commands that settle or explain: members month by month, where a stream is paid by them.
roster_option = click.option(
    "--roster", type=_PATH, help="Monthly roster of members (.csv, .xlsx): person_id, month, rate_cell, ..."
)
_PARTICIPANTS = click.option("--participants", type=_PATH, help="List of participants (.csv, .xlsx): who is whose.")


def experience_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of every command that counts from a project folder."""
    for option in (
        _RECOUNT,
        _ENGINE,
        click.option(
            "--people",
            multiple=True,
            metavar="NAME=FILE",
            callback=_named,
            help="A population given as a list of person_id, by name.",
        ),
        click.option("--counties", type=_PATH, help="County factors (.csv, .xlsx); `openvbc factors` has a template."),
        click.option(
            "--national", type=_PATH, help="National factors (.csv, .xlsx); `openvbc factors` has a template."
        ),
        _PARTICIPANTS,
    ):
        command = option(command)
    return command


def payer_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of commands that count without a contract: whose people and claims, where the data name several."""
    for option in (
        click.option("--plan", multiple=True, help="Only this plan, as the data name it; or `all`."),
        click.option("--payer", multiple=True, help="Only this payer's people and claims, as the data name it."),
    ):
        command = option(command)
    return command


def participant_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of commands that count people and need no more than who belongs to whom."""
    return _PARTICIPANTS(engine_options(command))


def engine_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of commands whose files say what is counted: where to count, and whether anew."""
    return _ENGINE(_RECOUNT(command))


@contextmanager
def working(what: str) -> Iterator[None]:
    """Shows on a terminal, from the first second, that what takes a while is at work."""
    with Console(stderr=True).status(what):
        yield


@contextmanager
def counting() -> Iterator[Callable[[str], None]]:
    """Hears the name of each query; what is being counted is shown on a terminal while it runs."""
    console = Console(stderr=True)
    with console.status("counting") as status:

        def told(query: str) -> None:
            status.update(f"counting: {query.replace('_', ' ')}")

        yield told


def _named(ctx: click.Context, param: click.Parameter, texts: tuple[str, ...]) -> dict[str, Path]:
    """Lists of people by the name of their population."""
    found = {}
    for text in texts:
        name, equals, file = text.partition("=")
        if not (name and equals and file):
            raise click.UsageError(f"{param.opts[0]} is written NAME=FILE, not {text!r}", ctx)
        found[name] = Path(file)
    return found
