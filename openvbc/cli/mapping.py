"""`openvbc mapping`: the template with which a payer's own CSV is described, and what a filled one still lacks."""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.writing import print_or_write


@click.command()
@click.option("--output", type=click.Path(path_type=Path), help="Write the template here instead of printing it.")
@click.option(
    "--check", "filled", type=click.Path(path_type=Path), help="A filled mapping: tell what it lacks instead."
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def mapping(files: tuple[Path, ...], *, output: Path | None, filled: Path | None) -> None:
    """Print the template of a mapping; with --check, tell which minimum fields a mapping and the payer's FILES lack."""
    print_or_write(api.payer_mapping(filled, files), output if filled is None else None)
