"""`openvbc mapping`: the template with which a payer's own CSV is described, and what a filled one still lacks."""

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
    from openvbc.claims.readers.staging.text_file import open_text_file  # noqa: PLC0415  # the same

    agreed = read_mapping(mapping_file)
    headers = {}
    for path in files:
        delimiter = next((each.delimiter for each in agreed.files if each.fits(path.name)), ",")
        if not path.is_file():
            raise FileError(Fault("there is no such file", str(path), fix="check the path"))
        headers[path.name] = open_text_file(path, path.name, delimiter=delimiter).header
    faults = missing_minimum_fields(agreed, headers)
    if faults:
        raise FileError(faults)
    click.echo(f"{mapping_file.name} names every minimum field")
