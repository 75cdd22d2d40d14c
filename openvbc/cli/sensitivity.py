"""`openvbc sensitivity`: what a point of quality is worth."""

from pathlib import Path

import click

from openvbc.cli.loading import chosen, settlements_of
from openvbc.cli.settle import STATUSES
from openvbc.cli.writing import print_report
from openvbc.reports.scorecard.sensitivity import sensitivity as sensitivity_of
from openvbc.reports.scorecard.sensitivity import sensitivity_report


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--inputs", type=click.Path(path_type=Path), help="Headline numbers (.yaml) or a table (.csv, .xlsx).")
@click.option("--year", type=int, help="Performance year, for a table.")
@click.option("--status", type=STATUSES, help="interim or final, for a table.")
@click.option("--organization", help="Which row of a table.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def sensitivity(
    contract: Path,
    *,
    inputs: Path | None,
    year: int | None,
    status: str | None,
    organization: str | None,
    as_json: bool,
) -> None:
    """Show what quality is worth under a CONTRACT: dollars per point of each measure, cliffs, steepness at mid-market.

    Every figure is a difference of two whole settlements, over all payment streams.
    """
    settlement = chosen(settlements_of(contract, inputs, None, year, status), organization)
    print_report(sensitivity_report(sensitivity_of(settlement)), as_json=as_json)
