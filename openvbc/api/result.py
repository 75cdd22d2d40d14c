"""What a call gives back: a report with the values behind it, to be read, shown in a notebook, put on or written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from openvbc.api.frames import frame_of
from openvbc.api.paths import PathLike
from openvbc.api.pictures import Picture
from openvbc.api.writing import Planned, of_content, other_kind, write_all
from openvbc.errors import Fault, FileError, UsageError, did_you_mean, raise_all
from openvbc.reports.document.as_json import json_text
from openvbc.reports.document.csv_files import csv_files
from openvbc.reports.document.json_schema import json_schema
from openvbc.reports.document.rows import RowOf, columns_of, document_rows
from openvbc.reports.document.text import document_text
from openvbc.reports.document.tree import Block, Document, Form, Section, Table, blocks_in, pictures_in
from openvbc.yamlfile import shortened

Values = TypeVar("Values")
#: Pictures that a notebook shows unasked; all of them are in `pictures`.
_PICTURES_SHOWN: Final = 3
#: Rows of a table that a notebook shows; all of them are in `to_dicts`, and on the page.
_ROWS_SHOWN: Final = 20


class Result(Generic[Values]):
    """A report, and the values that it tells.

    `print` shows it as text, a notebook as a table; `to_dicts` and `to_frame` give its tables with exact numbers;
    `write_html`, `write_excel`, `write_csv` and `write_json` write it. values: what was found, as typed objects.
    documents: the report itself, one for each payment stream where the report is of streams.
    """

    def __init__(
        self,
        values: Values,
        *documents: Document,
        part: str = "",
        files: Mapping[str, str] | None = None,
        record: Callable[[Sequence[Path]], str] | None = None,
    ) -> None:
        self.values = values
        self._record = record
        self._recorded: tuple[str, ...] = ()
        self._documents = documents
        self._part = part
        self._files = dict(files or {})

    @property
    def documents(self) -> tuple[Document, ...]:
        """The report as a tree of headings, sentences, tables and charts."""
        return self._documents

    def __repr__(self) -> str:
        first = self.documents[0]
        return f"<{first.kind}: {shortened(str(first.answer))}>"

    def __str__(self) -> str:
        return document_text(*self.documents)

    def on_terminal(self, width: int) -> str:
        """What `print` shows, for a terminal of a width: tables that fit, in colors unless NO_COLOR is set."""
        from openvbc.reports.document.terminal import document_on_terminal  # noqa: PLC0415  # rich, only when used

        return document_on_terminal(*self.documents, width=width)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Its pictures, such as the waterfall of a settlement; each shows itself in a notebook."""
        return tuple(Picture(each) for document in self.documents for each in pictures_in(document.blocks, Form.PAGE))

    def _repr_html_(self) -> str:
        """The answer, its pictures and the first table, for a notebook; it holds no script and loads nothing."""
        parts = []
        for document in self.documents:
            parts.append(f"<p><strong>{escape(str(document.answer))}</strong></p>")
            pictures = [Picture(each) for each in pictures_in(document.blocks, Form.PAGE)]
            parts += [f"<div>{each._repr_html_()}</div>" for each in pictures[:_PICTURES_SHOWN]]
            table = next(_tables_of(document.blocks), None)
            if table is not None:
                parts.append(_table_html(table))
        return "".join(parts)

    @property
    def recorded(self) -> tuple[str, ...]:
        """What was recorded as delivered when it was written, in words; nothing where no delivery was named."""
        return self._recorded

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of its tables, the most telling first; `to_dicts` and `to_frame` take them."""
        return tuple(self._rows())

    def _rows(self) -> dict[str, list[RowOf]]:
        return document_rows(*self.documents)

    def to_dicts(self, table: str = "") -> list[RowOf]:
        """The rows of a table (the first, if none is named) with exact values: `Decimal`, int, text, date, None."""
        rows = self._rows()
        if not rows:
            raise UsageError(Fault(f"{self!r} has no table", fix="print it, or take its `values`"))
        name = table or next(iter(rows))
        if name not in rows:
            raise UsageError(Fault(f"there is no table {name!r}", fix=did_you_mean(name, rows)))
        return rows[name]

    def to_frame(self, table: str = "", *, library: str = "", floats: bool = False) -> Any:  # noqa: ANN401  # of any library
        """The same rows as a frame of pandas, Polars or PyArrow.

        library: "pandas", "polars" or "pyarrow"; the first of them that is installed if none is named. Numbers are
        exact decimals; floats: binary numbers instead, which plots and statistics want.
        """
        rows = self.to_dicts(table)
        return frame_of(rows, columns_of(rows), library, floats=floats)

    def to_json(self) -> str:
        """The report for machines, as `--json` prints it; exact numbers are text."""
        return json_text(*self.documents, part=self._part)

    def json_schema(self) -> str:
        """The JSON Schema of what `to_json` says, with the label and the unit of each value that has them."""
        return json_schema(self.to_json(), self.documents[0].kind, self.documents, self._part)

    def html(self) -> str:
        """The report as one page that needs no network and no other file."""
        from openvbc.reports.document.page import document_html  # noqa: PLC0415  # templates load only when used

        return document_html(*self.documents)

    def workbook(self) -> bytes:
        """The report as a workbook, with its pictures, and live formulas where a figure follows from others."""
        from openvbc.reports.document.workbook import workbook  # noqa: PLC0415  # XlsxWriter loads only when it is used

        return workbook(self.documents[0])

    @property
    def files(self) -> dict[str, str]:
        """Its tables as CSV, and what else it hands on in a form of its own: text by the name of the file."""
        return {**csv_files(self.documents[0]), **self._files}

    def write(
        self,
        *,
        html: PathLike | None = None,
        excel: PathLike | None = None,
        csv: PathLike | None = None,
        json: PathLike | None = None,
        files: Mapping[str, PathLike | None] | None = None,
    ) -> tuple[Path, ...]:
        """Write what is named, all of it or nothing: a page, a workbook, a folder of CSV files, JSON, single files.

        files: paths for some of `files`, by their names there. FileError if one cannot be written; then none is.
        """
        named = ((html, "page"), (excel, "workbook"))
        faults = [other_kind(Path(path), kind) for path, kind in named if path is not None]
        raise_all([each for each in faults if each is not None], FileError)
        planned = self._planned(html, excel)
        if csv is not None:
            planned += [of_content(Path(csv) / name, text) for name, text in self.files.items()]
        for name, path in (files or {}).items():
            if path is not None:
                planned.append(of_content(Path(path), self.files[name]))
        if json is not None:
            planned.append(of_content(Path(json), f"{self.to_json()}\n"))
        written = write_all(planned)
        if self._record is not None and written:
            self._recorded = (*self._recorded, self._record(written))
        return written

    def _planned(self, html: PathLike | None, excel: PathLike | None) -> list[Planned]:
        planned: list[Planned] = []
        if html is not None:
            planned.append(of_content(Path(html), self.html()))
        if excel is not None:
            from openvbc.reports.document.workbook import write_workbook  # noqa: PLC0415  # XlsxWriter, only when used

            planned.append((Path(excel), partial(write_workbook, self.documents[0])))
        return planned

    def write_html(self, path: PathLike) -> Path:
        """Write the report as one HTML page."""
        return self.write(html=path)[0]

    def write_excel(self, path: PathLike) -> Path:
        """Write the report as a workbook, with live formulas where a figure follows from others."""
        return self.write(excel=path)[0]

    def write_csv(self, folder: PathLike) -> tuple[Path, ...]:
        """Write `files` into a folder: every table as CSV, and what goes with them."""
        return self.write(csv=folder)

    def write_json(self, path: PathLike) -> Path:
        """Write what `to_json` says."""
        return self.write(json=path)[0]


def _tables_of(blocks: tuple[Block, ...]) -> Iterator[Table]:
    """The tables that people read, with at least one row."""
    for block in blocks_in(blocks, Form.TEXT):
        if isinstance(block, Section):
            yield from _tables_of(block.blocks)
        elif isinstance(block, Table) and block.rows:
            yield block


def _table_html(table: Table) -> str:
    """A table as people read it, its first rows."""
    columns = table.columns_in(Form.TEXT)
    head = "".join(f"<th>{escape(column.label)}</th>" for _, column in columns)
    rows = []
    for row in (*table.rows[:_ROWS_SHOWN], *table.footer):
        cells = (
            f'<td style="text-align: {"right" if column.is_number else "left"}">{escape(table.shown(row, index))}</td>'
            for index, column in columns
        )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    more = len(table.rows) - _ROWS_SHOWN
    rest = f"<p>and {more:,} more rows</p>" if more > 0 else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{rest}"
