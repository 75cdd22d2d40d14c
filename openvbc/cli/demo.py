"""`openvbc demo`: see the whole in a minute."""

from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from openvbc import api


@click.command()
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=Path("demo-output"),
    show_default=True,
    help="Folder to write to.",
)
def demo(output: Path) -> None:
    """Settle the example contracts and write a statement (HTML) and a workbook (Excel) for each.

    Some examples count their figures from claims of a made-up region; the others take headline numbers.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("settling", total=None)
        settled = api.demonstrate(output, lambda done, total: progress.update(task, completed=done, total=total))
    for name, each in settled.items():
        click.echo(f"{name}\n    {each.answer}")
    click.echo(
        f"\nFor each, a statement to open by double-click (.html) and a workbook (.xlsx) are in {output.resolve()}"
    )
