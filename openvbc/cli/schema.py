"""`openvbc schema`: the JSON Schema of contract files, so that an editor completes them."""

import json
from pathlib import Path

import click

from openvbc import api
from openvbc.cli.writing import print_or_write


@click.command()
@click.option("--output", type=click.Path(path_type=Path), help="File to write; printed if left out.")
def schema(output: Path | None) -> None:
    """Publish the JSON Schema of contract files, with the terms of every payment model."""
    print_or_write(json.dumps(api.contract_schema(), indent=2, ensure_ascii=False) + "\n", output)
