"""`openvbc schema`: the JSON Schema of contract files, so that an editor completes them."""

import json
from pathlib import Path

import click

from openvbc import api
from openvbc.cli.writing import write_over


@click.command()
@click.option("--output", type=click.Path(path_type=Path), help="File to write; printed if left out.")
@click.option("--distribution", is_flag=True, help="Of distribution plans in files of their own.")
def schema(output: Path | None, *, distribution: bool) -> None:
    """Publish the JSON Schema of contract files, with the terms of every payment model."""
    text = json.dumps(api.contract_schema(distribution=distribution), indent=2, ensure_ascii=False) + "\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        write_over(text, output)
