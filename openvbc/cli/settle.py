"""`openvbc settle`: who owes whom how much."""

import sys
from pathlib import Path

import click

from openvbc import api
from openvbc.api.settled import Settled
from openvbc.cli.counting import CLAIMS, counting, experience_options, roster_option
from openvbc.cli.periods import period_options, year_or_period
from openvbc.cli.writing import print_long, print_result, refuse_overwriting, write_result
from openvbc.errors import ImplausibleError

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
    type=CLAIMS,
    help="Where figures are counted from: a project folder (see `openvbc load`), or the address of tables.",
)
@roster_option
@experience_options
@period_options
@click.option("--status", type=STATUSES, help="Whether claims may still come in (a .yaml says so itself).")
@click.option(
    "--html", type=click.Path(path_type=Path), help="Write the statement as one HTML file (a folder for a .csv)."
)
@click.option(
    "--excel", type=click.Path(path_type=Path), help="Write the workbook with live formulas (a folder for a .csv)."
)
@click.option(
    "--accept", default=None, help="Why figures that look wrong beside others are right; the statement keeps it."
)
@click.option("--full", is_flag=True, help="Print every line of the worksheet, not only the steps to the payment.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines: an object (a list for a .csv).")
def settle(
    contract: Path,
    *,
    inputs: Path | None,
    claims: str | Path | None,
    participants: Path | None,
    national: Path | None,
    counties: Path | None,
    people: dict[str, Path],
    roster: Path | None,
    engine: str,
    recount: bool,
    year: int | None,
    period: str | None,
    status: str | None,
    html: Path | None,
    excel: Path | None,
    accept: str | None,
    full: bool,
    as_json: bool,
) -> None:
    """Settle a CONTRACT from headline numbers, from a table, or counted from claims."""
    refuse_overwriting((contract, inputs, claims, roster), {"--html": html, "--excel": excel}, folders=True)

    def settled_with(reason: str | None) -> Settled:
        with counting() as progress:
            return api.settle(
                contract,
                inputs,
                claims=claims,
                period=year_or_period(year, period),
                status=status,
                participants=participants,
                national=national,
                counties=counties,
                people=people,
                roster=roster,
                engine=engine,
                recount=recount,
                accept=reason,
                progress=progress,
            )

    try:
        settled = settled_with(accept)
    except ImplausibleError as error:
        if not sys.stdin.isatty():
            raise
        click.echo(str(error), err=True)
        settled = settled_with(click.prompt("If these figures are right as they are, why", err=True))
    write_result(settled, html=html, excel=excel)
    if full and not as_json:
        print_long(settled.full_text)
    else:
        print_result(settled, as_json=as_json)
