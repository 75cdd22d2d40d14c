"""`openvbc synth`: a made-up region with claims of several years."""

import re
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from openvbc import api
from openvbc.api.made_up import REGION_FORMATS, REGION_YEARS
from openvbc.cli.writing import print_result


def _years(ctx: click.Context, param: click.Parameter, text: str) -> tuple[int, ...]:
    """Years like 2021-2024, or one year; a span that ends before it begins has none."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", text)
    if found is None:
        raise click.BadParameter(f"{text!r} is no span of years; write one like 2021-2024", ctx, param)
    return tuple(range(int(found[1]), int(found[2] or found[1]) + 1))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--people", type=int, required=True, help="How many people.")
@click.option("--seed", type=int, required=True, help="The same seed makes the same region.")
@click.option(
    "--years",
    callback=_years,
    default=f"{REGION_YEARS[0]}-{REGION_YEARS[-1]}",
    show_default=True,
    help="Years; the last one is the performance year.",
)
@click.option("--acos", type=int, default=4, show_default=True, help="How many accountable care organizations.")
@click.option(
    "--episodes",
    is_flag=True,
    help="Planned surgeries and worsening conditions too: complications, transfers, readmissions, overlaps.",
)
@click.option(
    "--all-payer",
    is_flag=True,
    help="Beside Original Medicare a Medicare Advantage plan, a commercial plan and Medicaid, with their own people.",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(REGION_FORMATS),
    default=REGION_FORMATS[0],
    show_default=True,
    help="A project folder, deliveries of records (CCLF) with assignment lists for each organization, both, or Tuva's "
    "tables in a DuckDB file.",
)
@click.option("--zip", "packed", is_flag=True, help="Pack each delivery of records as one .zip.")
def synth(
    folder: Path,
    *,
    people: int,
    seed: int,
    years: tuple[int, ...],
    acos: int,
    episodes: bool,
    all_payer: bool,
    format_name: str,
    packed: bool,
) -> None:
    """Make up a region and write it into FOLDER: people, practices and organizations, with claims of several years.

    Nobody in it exists. FOLDER gets a project folder (`project`), the participant list, the counties and an account of
    what was made; for CCLF, a folder of deliveries and assignment lists for each organization; for Tuva, `tuva.duckdb`
    and the specialties of clinicians (`providers.csv`).
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("people", total=people)
        made = api.make_region(
            folder,
            people,
            seed,
            years=years,
            acos=acos,
            episodes=episodes,
            all_payer=all_payer,
            format=format_name,
            packed=packed,
            progress=lambda done: progress.advance(task, done),
        )
    for place, told in made.values.written:
        click.echo(f"wrote {told} to {place}" if told else f"wrote {place}", err=True)
    print_result(made)
