"""`openvbc settle`: who owes whom how much."""

from pathlib import Path

import click

from openvbc.cli.counting import counting, experience_options
from openvbc.cli.loading import is_table, settlements_of
from openvbc.cli.periods import period_option, year_or_period
from openvbc.cli.writing import refuse_overwriting, write_reports
from openvbc.reports.as_json import settlements_text
from openvbc.reports.text import settlement_text, summary_text

STATUSES = click.Choice(["interim", "final"])


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.option(
    "--inputs",
    type=click.Path(path_type=Path),
    help="Headline numbers (.yaml), or one row an organization (.csv, .xlsx).",
)
@click.option(
    "--claims",
    type=click.Path(path_type=Path),
    help="Project folder (see `openvbc load`) from which figures are counted.",
)
@experience_options
@click.option("--year", type=int, help="Performance year (a .yaml of headline numbers names its own).")
@period_option
@click.option("--status", type=STATUSES, help="Whether claims may still come in (a .yaml says so itself).")
@click.option(
    "--html", type=click.Path(path_type=Path), help="Write the statement as one HTML file (a folder for a .csv)."
)
@click.option(
    "--excel", type=click.Path(path_type=Path), help="Write the workbook with live formulas (a folder for a .csv)."
)
@click.option("--json", "as_json", is_flag=True, help="Print for machines: an object (a list for a .csv).")
def settle(
    contract: Path,
    *,
    inputs: Path | None,
    claims: Path | None,
    participants: Path | None,
    national: Path | None,
    counties: Path | None,
    people: tuple[str, ...],
    engine: str,
    year: int | None,
    period: str | None,
    status: str | None,
    html: Path | None,
    excel: Path | None,
    as_json: bool,
) -> None:
    """Settle a CONTRACT from headline numbers, from a table, or counted from claims."""
    of_table = is_table(inputs, claims)
    refuse_overwriting((contract, inputs, claims), {"--html": html, "--excel": excel}, folders=of_table)
    with counting(participants, national, counties, people, engine) as options:
        settlements = settlements_of(contract, inputs, claims, year_or_period(year, period), status, options)
    write_reports(settlements, html, excel, of_table=of_table)
    if as_json:
        click.echo(settlements_text(settlements, of_table=of_table))
    elif len(settlements) == 1:
        click.echo(settlement_text(settlements[0]))
    else:
        click.echo(summary_text(settlements))
