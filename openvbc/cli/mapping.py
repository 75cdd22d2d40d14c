"""`openvbc mapping`: the template with which a payer's own CSV is described, and what a filled one still lacks."""

import csv
from pathlib import Path

import click

from openvbc.cli.new import write_new
from openvbc.errors import Fault, FileError


@click.command()
@click.option("--output", type=click.Path(path_type=Path), help="Write the template here instead of printing it.")
@click.option(
    "--check", "mapping_file", type=click.Path(path_type=Path), help="A filled mapping: tell what it lacks instead."
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def mapping(files: tuple[Path, ...], *, output: Path | None, mapping_file: Path | None) -> None:
    """Print the template of a mapping; with --check, tell which minimum fields a mapping and the payer's FILES lack."""
    from openvbc.claims.readers.mapped_csv.template import mapping_template  # noqa: PLC0415  # DuckDB only when used

    if mapping_file is not None:
        _tell_missing(mapping_file, files)
        return
    if files:
        raise click.UsageError("files are checked against a mapping; name it with --check")
    write_new(mapping_template(), output)


def _tell_missing(mapping_file: Path, files: tuple[Path, ...]) -> None:
    from openvbc.claims.readers.mapped_csv.mapping import (  # noqa: PLC0415  # DuckDB loads only when it is used
        missing_minimum_fields,
        read_mapping,
    )

    agreed = read_mapping(mapping_file)
    faults = missing_minimum_fields(agreed, {path.name: _header(path) for path in files})
    if faults:
        raise FileError(faults)
    click.echo(f"{mapping_file.name} names every minimum field")


def _header(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            return next(csv.reader(text), [])
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(Fault(f"cannot be read: {error}", path.name, fix="give a CSV in UTF-8")) from None
