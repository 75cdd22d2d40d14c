"""`openvbc schedule`: what a contract has due and when, and on a day what was delivered, late or is missing."""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.periods import period_options, year_or_period
from openvbc.cli.writing import print_result, refuse_overwriting, write_result

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("contract", type=_PATH)
@period_options
@click.option("--from", "first", metavar="DAY", help="Only what is due on this day or later.")
@click.option("--through", "last", metavar="DAY", help="Only what is due on this day or before.")
@click.option("--as-of", metavar="DAY", help="Tell what was delivered by this day, late or not at all.")
@click.option("--project", type=_PATH, help="With --as-of: project folder into which feeds are loaded.")
@click.option("--ledger", help="With --as-of: books in which deliveries are recorded (`openvbc ledger deliver`).")
@click.option("--html", type=_PATH, help="Write it as one HTML file.")
@click.option("--excel", type=_PATH, help="Write it as a workbook.")
@click.option("--csv", type=_PATH, help="Write CSV files into this folder.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def schedule(
    contract: Path,
    *,
    year: int | None,
    period: str | None,
    first: str | None,
    last: str | None,
    as_of: str | None,
    project: Path | None,
    ledger: str | None,
    html: Path | None,
    excel: Path | None,
    csv: Path | None,
    as_json: bool,
) -> None:
    """Show what a CONTRACT has due: each delivery of data and reports by its day, and the days of each settlement.

    --year or --period: only what is about it. With --as-of it is told of each delivery whether it came, by the loads of
    a project folder and the deliveries recorded in the books; what came late or is missing is listed with its clause.
    """
    refuse_overwriting((contract,), {"--html": html, "--excel": excel})
    found = api.schedule(
        contract,
        period=year_or_period(year, period),
        first=first,
        last=last,
        as_of=as_of,
        project=project,
        ledger=ledger,
    )
    write_result(found, html=html, excel=excel, csv=csv)
    print_result(found, as_json=as_json)
