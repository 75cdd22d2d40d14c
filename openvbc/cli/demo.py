"""`openvbc demo`: see the whole in a minute."""

from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from openvbc.cli.writing import write_reports
from openvbc.demo import examples, settle_examples
from openvbc.reports.answer import answer
from openvbc.settlement.settle import Settlement


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
    settled: list[tuple[str, Settlement]] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("settling", total=len(examples()))
        for example, settlement in settle_examples(output):
            target = output / example.name
            write_reports([settlement], target.with_suffix(".html"), target.with_suffix(".xlsx"), quiet=True)
            settled.append((example.name, settlement))
            progress.advance(task)
    for name, settlement in settled:
        click.echo(f"{name}\n    {answer(settlement)}")
    click.echo(
        f"\nFor each, a statement to open by double-click (.html) and a workbook (.xlsx) are in {output.resolve()}"
    )
