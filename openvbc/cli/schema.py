"""`openvbc schema`: the JSON Schema of contract files, so that an editor completes them."""

import json
from pathlib import Path

import click

from openvbc.cli.writing import cannot_write
from openvbc.contract.schema import contract_schema, plan_schema
from openvbc.payment_models.registry import payment_models


@click.command()
@click.option("--output", type=click.Path(path_type=Path), help="File to write; printed if left out.")
@click.option("--distribution", is_flag=True, help="Of distribution plans in files of their own.")
def schema(output: Path | None, *, distribution: bool) -> None:
    """Publish the JSON Schema of contract files, with the terms of every payment model."""
    told = plan_schema() if distribution else contract_schema(payment_models())
    text = json.dumps(told, indent=2, ensure_ascii=False) + "\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise cannot_write(output, error) from None
        click.echo(f"wrote {output}", err=True)
