"""`openvbc load` and `openvbc project`: files into a project folder, and what it holds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from openvbc import api
from openvbc.api.projects import ORPHAN_RULES
from openvbc.cli.periods import Day
from openvbc.cli.writing import print_result


@click.command()
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SOURCE...")
@click.option(
    "--project",
    required=True,
    type=click.Path(path_type=Path),
    help="Project folder that holds the data; it is made if it is not there.",
)
@click.option("--format", "format_name", default="", help="Name of the format, where it is not recognized.")
@click.option("--data-source", default="", help="Name to keep the rows under (by default the format's).")
@click.option("--payer", default="", help="Name of the payer, where the source does not hold it.")
@click.option("--plan", default="", help="Name of the plan or product, where the source does not hold it.")
@click.option("--mapping", type=click.Path(path_type=Path), help="File that says how a payer's own CSV is to be read.")
@click.option(
    "--orphan-rule",
    type=click.Choice(ORPHAN_RULES),
    default=ORPHAN_RULES[0],
    show_default=True,
    help="What a cancellation without its original does.",
)
@click.option(
    "--restore-zeros",
    is_flag=True,
    help="TINs of eight digits and NDCs of ten or fewer have lost zeros in front: put them back, and tell how many.",
)
@click.option("--replace", is_flag=True, help="Take out what earlier loads of this format and data source brought.")
@click.option("--date", "day", type=Day(), help="Day of the load, to be noted with it.")
@click.option("--memory-limit", default="2GB", show_default=True, help="Memory to use; what is more goes to disk.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def load(
    sources: tuple[Path, ...],
    *,
    project: Path,
    format_name: str,
    data_source: str,
    payer: str,
    plan: str,
    mapping: Path | None,
    orphan_rule: str,
    restore_zeros: bool,
    replace: bool,
    day: datetime | None,
    memory_limit: str,
    as_json: bool,
) -> None:
    """Load files and folders of claims and enrollment into a project folder: all of them, or none.

    Files that the folder holds already are passed over, so a load can be run again.
    """
    with _progress() as tell:
        loaded = api.load_claims(
            sources,
            project,
            format=format_name,
            data_source=data_source,
            payer=payer,
            plan=plan,
            mapping=mapping,
            orphan_rule=orphan_rule,
            restore_zeros=restore_zeros,
            replace=replace,
            day=day.date() if day is not None else None,
            memory_limit=memory_limit,
            progress=tell,
        )
    print_result(loaded, as_json=as_json)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--verify", is_flag=True, help="Read every file in full and compare its digest.")
@click.option("--drop-counts", is_flag=True, help="Remove what was counted from it and is kept in it.")
@click.option(
    "--contract",
    type=click.Path(path_type=Path),
    help="Contract whose duties to share data are compared with what was loaded and when.",
)
@click.option("--as-of", type=Day(), help="With --contract: up to this day.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def project(
    folder: Path, *, verify: bool, drop_counts: bool, contract: Path | None, as_of: datetime | None, as_json: bool
) -> None:
    """Show what a project FOLDER holds: loads, tables, findings, and how much is kept of what was counted."""
    day = as_of.date() if as_of is not None else None
    told = api.read_project(folder, verify=verify, drop_counts=drop_counts, contract=contract, as_of=day)
    print_result(told, as_json=as_json)


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """What is done at the moment, on a terminal only."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("loading", total=None)

        def tell(step: str) -> None:
            progress.update(task, description=step, advance=1)

        yield tell
