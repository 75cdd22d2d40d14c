"""`openvbc replay` and `openvbc explain mssp`: published results settled again, all of them or one as a statement."""

from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


@click.group()
def replay() -> None:
    """Settle published results again and list every miss with its cause."""


@replay.command("mssp")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
@click.option("--html", type=click.Path(path_type=Path), help="Write the report as one HTML file.")
def replay_mssp(files: tuple[Path, ...], *, as_json: bool, html: Path | None) -> None:
    """Replay CMS's results files of the Medicare Shared Savings Program, 2013 to 2024, in any order.

    FILE is a CSV “Performance Year Financial and Quality Results” of data.cms.gov; its year is known by its columns.
    What is wrong with a file or a row is said, and the others are still replayed.
    """
    from openvbc.cli.writing import print_report, write_report  # noqa: PLC0415
    from openvbc.payment_models.registry import published_parameters  # noqa: PLC0415
    from openvbc.published_results.mssp.replay.run import read_files, replay_files  # noqa: PLC0415  # loads when it runs
    from openvbc.published_results.mssp.replay.summary import summarize  # noqa: PLC0415
    from openvbc.published_results.mssp.report.replay import replay_report  # noqa: PLC0415

    read, faults = read_files(files)
    if not read:
        from openvbc.errors import FileError  # noqa: PLC0415

        raise FileError(faults)
    rows = sum(len(file.rows) for file in read)
    with _progress() as progress:
        task = progress.add_task("replaying", total=rows)
        found = replay_files(read, published_parameters(), lambda done: progress.update(task, completed=done))
    summary = summarize(found.with_faults(faults))
    report = replay_report(summary)
    write_report(report, html=html)
    print_report(report, as_json=as_json)


def _progress() -> Progress:
    """A bar on standard error, gone when it is done; nothing where nobody looks."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


@click.command("mssp")
@click.argument("aco")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--year", type=int, required=True, help="Performance year of the file.")
@click.option("--html", type=click.Path(path_type=Path), help="Write the statement as one HTML file.")
@click.option("--excel", type=click.Path(path_type=Path), help="Write the workbook with live formulas.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def explain_mssp(aco: str, file: Path, *, year: int, html: Path | None, excel: Path | None, as_json: bool) -> None:
    """Tell the settlement of one ACO of a results FILE like a statement. ACO is its identifier or its name."""
    from openvbc.cli.writing import write_reports  # noqa: PLC0415  # loads when it runs
    from openvbc.errors import Fault, FileError  # noqa: PLC0415
    from openvbc.payment_models.registry import published_parameters  # noqa: PLC0415
    from openvbc.published_results.mssp.report.one_aco import comparison, row_of, settlement_of  # noqa: PLC0415
    from openvbc.published_results.mssp.results.read import read_results  # noqa: PLC0415
    from openvbc.reports.as_json import settlements_text  # noqa: PLC0415
    from openvbc.reports.text import settlement_text  # noqa: PLC0415

    results = read_results(file)
    if results.year != year:
        what = f"{file.name} holds results of performance year {results.year}, not of {year}"
        raise FileError(Fault(what, str(file), fix=f"name the file of {year}, or write --year {results.year}"))
    row, parameters = row_of(results, aco), published_parameters()
    settlement = settlement_of(row, parameters)
    write_reports([settlement], html, excel)
    if as_json:
        click.echo(settlements_text([settlement]))
        return
    click.echo(settlement_text(settlement))
    click.echo("\nAgainst what CMS published")
    for told in comparison(row, parameters):
        click.echo(f"  {told}")
