"""`openvbc read`: figures from the reports that a program sends to an organization; its steps beside ours."""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.periods import period_options, year_or_period
from openvbc.cli.writing import print_result, write_result


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.argument("reports", nargs=-1, required=True, type=click.Path(path_type=Path))
@period_options
@click.option("--output", type=click.Path(path_type=Path), help="Write the inputs file (.yaml), filled in so far.")
@click.option("--html", type=click.Path(path_type=Path), help="Write what was read, and the printed steps, as a page.")
@click.option("--excel", type=click.Path(path_type=Path), help="Write the same as a workbook.")
@click.option("--cells", type=click.Path(path_type=Path), help="Write every cell of the reports as a table (.csv).")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def read(
    contract: Path,
    reports: tuple[Path, ...],
    *,
    year: int | None,
    period: str | None,
    output: Path | None,
    html: Path | None,
    excel: Path | None,
    cells: Path | None,
    as_json: bool,
) -> None:
    """Read the REPORTS of a program for a CONTRACT: files, folders or bundles (.zip) of CMS's workbooks."""
    found = api.read_reports(contract, reports, period=year_or_period(year, period))
    print_result(found, as_json=as_json)
    write_result(found, html=html, excel=excel, files={"inputs.yaml": output, "cells.csv": cells})
