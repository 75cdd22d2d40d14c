"""`openvbc replay` and `openvbc explain mssp`: published results settled again, all of them or one as a statement."""

from functools import partial
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
@click.option("--csv", type=click.Path(path_type=Path), help="Write one row an ACO, wrong payments first.")
def replay_mssp(files: tuple[Path, ...], *, as_json: bool, html: Path | None, csv: Path | None) -> None:
    """Replay CMS's results files of the Medicare Shared Savings Program, 2013 to 2024, in any order.

    FILE is a CSV “Performance Year Financial and Quality Results” of data.cms.gov; its year is known by its columns.
    What is wrong with a file or a row is said, and the others are still replayed.
    """
    from openvbc.cli.writing import Planned, refuse_overwriting, write_all  # noqa: PLC0415  # loads when it runs
    from openvbc.payment_models.mssp.replay.run import read_files, replay_files  # noqa: PLC0415
    from openvbc.payment_models.mssp.replay.summary import summarise  # noqa: PLC0415
    from openvbc.payment_models.registry import published_parameters  # noqa: PLC0415

    refuse_overwriting(files, {"--html": html, "--csv": csv}, folders=False)
    read, faults = read_files(files)
    if not read:
        from openvbc.errors import FileError  # noqa: PLC0415

        raise FileError(faults)
    rows = sum(len(file.rows) for file in read)
    with _progress() as progress:
        task = progress.add_task("replaying", total=rows)
        found = replay_files(read, published_parameters(), lambda done: progress.update(task, completed=done))
    summary = summarise(found.with_faults(faults))
    planned: list[Planned] = []
    if html is not None:
        from openvbc.reports.replay.html import write_replay  # noqa: PLC0415  # templates load only when they are used

        planned.append((html, partial(write_replay, summary)))
    if csv is not None:
        from openvbc.reports.replay.as_csv import write_replay_csv  # noqa: PLC0415

        planned.append((csv, partial(write_replay_csv, summary)))
    write_all(planned)
    for path, _ in planned:
        click.echo(f"wrote {path}", err=True)
    if as_json:
        from openvbc.reports.replay.as_json import replay_json_text  # noqa: PLC0415

        click.echo(replay_json_text(summary))
    else:
        from openvbc.reports.replay.text import replay_text  # noqa: PLC0415

        click.echo(replay_text(summary))


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
    """Tell the settlement of one ACO of a results FILE like a statement. ACO is its identifier or part of its name."""
    from openvbc.cli.writing import write_reports  # noqa: PLC0415  # loads when it runs
    from openvbc.errors import Fault, FileError  # noqa: PLC0415
    from openvbc.payment_models.mssp.results.read import read_results  # noqa: PLC0415
    from openvbc.payment_models.registry import published_parameters  # noqa: PLC0415
    from openvbc.reports.as_json import settlements_text  # noqa: PLC0415
    from openvbc.reports.replay.one_aco import comparison, row_of, settlement_of  # noqa: PLC0415
    from openvbc.reports.text import settlement_text  # noqa: PLC0415

    results = read_results(file)
    if results.year != year:
        what = f"{file.name} holds results of performance year {results.year}, not of {year}"
        raise FileError(Fault(what, str(file), mend=f"name the file of {year}, or write --year {results.year}"))
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
