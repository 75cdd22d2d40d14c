"""`openvbc review`: what the terms of a contract may cost whom, and what to ask for instead."""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.forecast import named_value
from openvbc.cli.periods import period_options, year_or_period
from openvbc.cli.settle import STATUSES
from openvbc.cli.writing import print_result, refuse_overwriting, write_result


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--inputs", type=click.Path(path_type=Path), help="Figures, by which findings are told in dollars.")
@period_options
@click.option("--status", type=STATUSES, help="interim or final, for a table.")
@click.option("--organization", help="Which row of a table.")
@click.option("--threshold", multiple=True, metavar="NAME=VALUE", help="From where on a check speaks; all are printed.")
@click.option("--html", type=click.Path(path_type=Path), help="Write the report as one HTML file.")
@click.option("--excel", type=click.Path(path_type=Path), help="Write the report as a workbook.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def review(
    contract: Path,
    *,
    inputs: Path | None,
    year: int | None,
    period: str | None,
    status: str | None,
    organization: str | None,
    threshold: tuple[str, ...],
    html: Path | None,
    excel: Path | None,
    as_json: bool,
) -> None:
    """Review a CONTRACT: what its terms may cost whom, why, and what to ask for instead. Advice, never a verdict."""
    refuse_overwriting([contract, inputs], {"--html": html, "--excel": excel})
    found = api.review_contract(
        contract,
        inputs,
        period=year_or_period(year, period),
        status=status,
        organization=organization,
        thresholds=dict(named_value(each) for each in threshold),
    )
    write_result(found, html=html, excel=excel)
    print_result(found, as_json=as_json)
