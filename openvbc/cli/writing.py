"""Reports to standard output and to files, and outputs that would overwrite what is read."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from openvbc.api import Result
from openvbc.api.writing import of_content, other_kind, write_all, write_all_new
from openvbc.characters import written_out
from openvbc.cli.output import ShownOutput, terminal_size
from openvbc.errors import Fault, FileError

#: What the options write that name a page or a workbook.
_KINDS: Final = {"--html": "page", "--excel": "workbook"}


def print_result(result: Result[Any], *, as_json: bool = False) -> None:
    """Print a report for machines, or for people: with tables drawn on a terminal, plain where it is piped."""
    context = click.get_current_context(silent=True)
    if context is not None and "--json-schema" in context.find_root().meta:
        click.echo(result.json_schema())
    elif as_json:
        click.echo(result.to_json())
    elif isinstance(sys.stdout, ShownOutput) and sys.stdout.isatty():
        sys.stdout.write_styled(f"{result.on_terminal(terminal_size().columns)}\n")
    else:
        click.echo(str(result))


def print_long(text: str) -> None:
    """Print what may be longer than a screen: on a terminal, through the pager of the user's own (`PAGER`)."""
    if sys.stdout.isatty() and text.count("\n") >= terminal_size().lines:
        click.echo_via_pager(written_out(text))
    else:
        click.echo(text)


def write_result(
    result: Result[Any],
    *,
    html: Path | None = None,
    excel: Path | None = None,
    csv: Path | None = None,
    files: Mapping[str, Path | None] | None = None,
) -> None:
    """Write a report to the files that are named, all of them or none, and say so."""
    for path in result.write(html=html, excel=excel, csv=csv, files=files):
        click.echo(f"wrote {path}", err=True)
    for told in result.recorded:
        click.echo(told, err=True)


def print_or_write(text: str, output: Path | None) -> None:
    """Print `text`, or write it to a file that is not there yet. FileError if it is."""
    if output is None:
        click.echo(text, nl=False)
    else:
        write_new([(output, text)])


def write_new(texts: Sequence[tuple[Path, str | bytes]]) -> None:
    """Write texts and workbooks to files that are not there yet, all or none, and say so. FileError if one is."""
    for path in write_all_new(texts):
        click.echo(f"wrote {path}", err=True)


def write_over(text: str, output: Path) -> None:
    """Write `text` to a file, also where one of that name is there, and say so."""
    for path in write_all([of_content(output, text)]):
        click.echo(f"wrote {path}", err=True)


def refuse_full_folder(folder: Path | None) -> None:
    """FileError if there is something in the folder that files are to be written to."""
    if folder is not None and folder.exists() and any(folder.iterdir()):
        raise FileError(Fault("this folder is not empty", str(folder), fix="name a new folder"))


def refuse_overwriting(
    inputs: Sequence[str | Path | None], outputs: Mapping[str, Path | None], *, folders: bool = False
) -> None:
    """UsageError if an output (by its option) is one of the files that are read, or is another output.

    FileError if a page or a workbook has the name of another kind of file.

    folders: whether outputs without a suffix may be folders; two of them may be the same, since the files in them
    differ.
    """
    read = {Path(each).resolve() for each in inputs if each is not None}
    written: dict[Path, str] = {}
    for option, path in outputs.items():
        if path is None:
            continue
        place = path.resolve()
        if place in read:
            raise click.UsageError(f"{option} {path} is one of the files that are read; name another one")
        misnamed = other_kind(path, _KINDS[option]) if option in _KINDS else None
        if misnamed is not None:
            raise FileError(misnamed)
        if place in written and not (folders and not path.suffix):
            raise click.UsageError(f"{option} and {written[place]} name the same file; name two")
        written[place] = option
