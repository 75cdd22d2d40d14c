"""Loads files with a reader into a workplace, and asks what came of it. Shared by the tests of all readers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from openvbc.claims.readers.account import LoadOptions, ReadResult
from openvbc.claims.readers.reading import Reader, Workplace
from openvbc.errors import OpenVBCError


class Load:
    """What a reader made of files."""

    def __init__(self, result: ReadResult, workplace: Workplace) -> None:
        self.result = result
        self._workplace = workplace

    def rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        chosen = ", ".join(columns)
        found: list[tuple[Any, ...]] = self._workplace.connection.execute(
            f"SELECT {chosen} FROM loaded_{table} ORDER BY ALL"  # noqa: S608
        ).fetchall()
        return found

    def total(self, table: str, column: str) -> Decimal:
        found = self._workplace.connection.execute(f"SELECT sum({column}) FROM loaded_{table}").fetchall()  # noqa: S608
        return Decimal(found[0][0] or 0)

    def audits(self) -> dict[str, int]:
        return {finding.audit: finding.count for finding in self.result.findings}


@contextmanager
def loaded(reader: Reader, files: Sequence[Path] | Path, **options: Any) -> Iterator[Load]:  # noqa: ANN401
    """Load files, or all in a folder that the reader recognizes."""
    if isinstance(files, Path):
        files = reader.recognize(sorted(path for path in files.rglob("*") if path.is_file()))
    workplace = Workplace(reader.received, threads=1)
    try:
        yield Load(reader.read(files, workplace, LoadOptions(**{"data_source": "made_up", **options})), workplace)
    finally:
        workplace.close()


def faults(reader: Reader, files: Sequence[Path] | Path, **options: Any) -> list[str]:  # noqa: ANN401
    """The faults with which the load is refused."""
    with pytest.raises(OpenVBCError) as caught, loaded(reader, files, **options):
        pass
    return [str(fault) for fault in caught.value.faults]
