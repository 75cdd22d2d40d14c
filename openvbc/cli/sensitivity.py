"""`openvbc sensitivity`: what a point of quality is worth."""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.periods import period_options, year_or_period
from openvbc.cli.settle import STATUSES
from openvbc.cli.writing import print_result, refuse_overwriting, write_result


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--inputs", type=click.Path(path_type=Path), help="Headline numbers (.yaml) or a table (.csv, .xlsx).")
@period_options
@click.option("--status", type=STATUSES, help="interim or final, for a .csv.")
@click.option("--organization", help="Which row of a table.")
@click.option("--html", type=click.Path(path_type=Path), help="Write it as one page.")
@click.option("--excel", type=click.Path(path_type=Path), help="Write it as a workbook.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def sensitivity(
    contract: Path,
    *,
    inputs: Path | None,
    year: int | None,
    period: str | None,
    status: str | None,
    organization: str | None,
    html: Path | None,
    excel: Path | None,
    as_json: bool,
) -> None:
    """Show what quality is worth under a CONTRACT: dollars per point of each measure, cliffs, steepness at mid-market.

    Every figure is a difference of two whole settlements, over all payment streams.
    """
    refuse_overwriting((contract, inputs), {"--html": html, "--excel": excel})
    chosen = year_or_period(year, period)
    found = api.sensitivity(contract, inputs, period=chosen, status=status, organization=organization)
    write_result(found, html=html, excel=excel)
    print_result(found, as_json=as_json)
