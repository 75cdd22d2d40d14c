"""`openvbc new` and `openvbc inputs`: a commented contract to start from, and the figures that a contract needs."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from openvbc.api import contract_worksheets, load_contract
from openvbc.cli.periods import period_option, year_or_period
from openvbc.cli.writing import write_all, write_text
from openvbc.errors import ContractError, Fault, FileError, did_you_mean, raise_all
from openvbc.payment_models.registry import model_folder, payment_models
from openvbc.reports.inputs_template import inputs_template


@click.command()
@click.argument("model")
@click.option("--output", type=click.Path(path_type=Path), help="File to write; printed if left out.")
def new(model: str, output: Path | None) -> None:
    """Write a commented starter contract for a payment MODEL, for example shared_savings."""
    known = payment_models()
    if model not in known:
        raise ContractError(Fault(f"there is no payment model {model!r}", fix=did_you_mean(model, known)))
    starter = model_folder(model).joinpath("contracts").joinpath(known[model].starter)
    write_new(starter.read_text(encoding="utf-8"), output)


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--year", type=int, help="Performance year; the first if left out.")
@period_option
@click.option("--output", type=click.Path(path_type=Path), help="File to write; printed if left out.")
def inputs(contract: Path, year: int | None, period: str | None, output: Path | None) -> None:
    """Write an empty file of headline numbers for a CONTRACT, with every figure that it needs."""
    checked = load_contract(contract)
    chosen = year_or_period(year, period) or checked.agreement.settled[0].key
    write_new(inputs_template(checked, chosen, contract_worksheets(checked, chosen)), output)


def write_new(text: str, output: Path | None) -> None:
    """Print `text`, or write it to a file that is not there yet. FileError if it is."""
    if output is None:
        click.echo(text, nl=False)
    else:
        write_all_new([(output, text)])


def write_all_new(texts: Sequence[tuple[Path, str]]) -> None:
    """Write each text to a file that is not there yet. FileError if one is or cannot be written; then none is."""
    there = [path for path, _ in texts if path.exists()]
    fix = "name another file, or move this one away"
    raise_all([Fault("the file is there already", str(path), fix=fix) for path in there], FileError)
    write_all([(path, partial(write_text, text)) for path, text in texts])
    for path, _ in texts:
        click.echo(f"wrote {path}", err=True)
