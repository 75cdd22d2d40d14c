"""`openvbc schema`: the JSON Schema of contract files, so that an editor completes them."""

import json
from functools import partial
from pathlib import Path

import click

from openvbc.cli.writing import write_all, write_text
from openvbc.contract.schema import contract_schema
from openvbc.payment_models.registry import payment_models


@click.command()
@click.option("--output", type=click.Path(path_type=Path), help="File to write; printed if left out.")
def schema(output: Path | None) -> None:
    """Publish the JSON Schema of contract files, with the terms of every payment model."""
    text = json.dumps(contract_schema(payment_models()), indent=2, ensure_ascii=False) + "\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        write_all([(output, partial(write_text, text))])
        click.echo(f"wrote {output}", err=True)
