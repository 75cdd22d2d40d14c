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
@click.option("--output", type=click.Path(path_type=Path), help="File to write; printed if left out.")
def inputs(contract: Path, year: int | None, period: str | None, output: Path | None) -> None:
    """Write an empty file of headline numbers for a CONTRACT, with every figure that it needs.

    A form to fill in with Excel if OUTPUT ends in .xlsx. Without --year or --period, those of the first period.
    """
    chosen = year_or_period(year, period)
    if output is None:
        print_or_write(api.inputs_form(contract, chosen), None)
    else:
        click.echo(f"wrote {api.write_inputs_form(contract, output, chosen)}", err=True)
