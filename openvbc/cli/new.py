"""`openvbc new` and `openvbc inputs`: a commented contract to start from, and the figures that a contract needs."""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.periods import period_options, year_or_period
from openvbc.cli.writing import print_or_write


@click.command()
@click.argument("model")
@click.option("--output", type=click.Path(path_type=Path), help="File to write; printed if left out.")
def new(model: str, output: Path | None) -> None:
    """Write a commented starter contract for a payment MODEL, for example shared_savings."""
    print_or_write(api.starter_contract(model), output)


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@period_options
@click.option(
    "--from", "published", type=click.Path(path_type=Path), help="A published file to fill in from: a rate book."
)
@click.option("--output", type=click.Path(path_type=Path), help="File to write; printed if left out.")
def inputs(contract: Path, year: int | None, period: str | None, published: Path | None, output: Path | None) -> None:
    """Write an empty file of headline numbers for a CONTRACT, with every figure that it needs.

    A form to fill in with Excel if OUTPUT ends in .xlsx. Without --year or --period, those of the first period.
    """
    form = api.inputs_form(contract, year_or_period(year, period), output, published=published)
    click.echo(form if output is None else f"wrote {form}", nl=output is not None, err=output is not None)
