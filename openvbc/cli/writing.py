"""Reports to files: all of them, or none if one cannot be written."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from openvbc.errors import Fault, FileError
from openvbc.reports.file_names import file_names
from openvbc.settlement.settle import Settlement

Writer = Callable[[Settlement, Path], None]


def write_reports(
    settlements: Sequence[Settlement], html: Path | None, excel: Path | None, *, quiet: bool = False
) -> None:
    """Write HTML and Excel: to the file named for one settlement, into the folder named for several."""
    planned: list[tuple[Writer, Settlement, Path]] = []
    if html is not None:
        from openvbc.reports.html import write_html  # noqa: PLC0415  # templates load only when they are used

        planned += [(write_html, each, path) for each, path in _places(settlements, html, ".html")]
    if excel is not None:
        from openvbc.reports.excel import write_excel  # noqa: PLC0415  # XlsxWriter loads only when it is used

        planned += [(write_excel, each, path) for each, path in _places(settlements, excel, ".xlsx")]
    with tempfile.TemporaryDirectory() as folder:
        drafts = []
        for number, (writer, settlement, path) in enumerate(planned):
            draft = Path(folder) / f"{number}{path.suffix}"
            writer(settlement, draft)
            drafts.append((draft, path))
        for draft, path in drafts:
            _place(draft, path)
            if not quiet:
                click.echo(f"wrote {path}", err=True)
    if html is not None and len(settlements) > 1:
        from openvbc.reports.html import write_index  # noqa: PLC0415  # as above

        write_index(settlements, html / "index.html")


def _places(settlements: Sequence[Settlement], target: Path, suffix: str) -> list[tuple[Settlement, Path]]:
    if len(settlements) == 1:
        return [(settlements[0], target)]
    names = file_names(settlements)
    return [(each, target / f"{name}{suffix}") for each, name in zip(settlements, names, strict=True)]


def _place(draft: Path, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(draft.read_bytes())
    except OSError as error:
        raise FileError(
            Fault(f"cannot write {path}: {error.strerror}", mend="check the folder and close the file where it is open")
        ) from None
