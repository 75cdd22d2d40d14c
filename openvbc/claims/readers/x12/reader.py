"""Reads enrollment as X12 834: what each file states, ends and deletes becomes the spans that hold."""

from collections.abc import Sequence
from pathlib import Path

from openvbc.claims.findings import Finding, Severity
from openvbc.claims.readers.account import LoadOptions, ReadFile, ReadResult, Step
from openvbc.claims.readers.reading import Reader, Workplace
from openvbc.claims.readers.staging.loading import (
    Loaded,
    count_loaded,
    load_rows,
    prepare_workplace,
    refuse_files_twice,
)
from openvbc.claims.readers.staging.text_file import first_line
from openvbc.claims.readers.x12.enrollment import ENROLLMENT, Notices, notice_rows
from openvbc.claims.readers.x12.layouts import ENROLLMENT_NOTICE, NOTICES, PACKAGE
from openvbc.claims.readers.x12.transactions import transactions_of
from openvbc.claims.tables.dictionary import LAST_DAY
from openvbc.errors import FileError, raise_all
from openvbc.figures import FileDigest
from openvbc.tabular.x12 import begins_interchange
from openvbc.yamlfile import digest

_EXAMPLES = 5


class X12Reader(Reader):
    """Reads 834 files, full ones and changes.

    Every load makes the spans of its data source anew from all notices, because a later file changes earlier ones.
    """

    name = "x12"
    label = "X12 834 (benefit enrollment and maintenance)"
    received = (ENROLLMENT_NOTICE,)
    rebuilds = True

    def recognize(self, files: Sequence[Path]) -> list[Path]:
        """The files that begin with an ISA segment."""
        return [path for path in files if begins_interchange(first_line(path))]

    def read(self, files: Sequence[Path], workplace: Workplace, options: LoadOptions) -> ReadResult:
        """Read the files; every segment is read, told as not read, or a fault."""
        refuse_files_twice(files)
        prepare_workplace(workplace)
        loaded, met = Loaded(), Notices()
        for path in files:
            try:
                _read_file(path, met, workplace, options, loaded)
            except FileError as error:
                loaded.faults.extend(error.faults)
        raise_all(loaded.faults, FileError)
        values = {"last_day": LAST_DAY}
        workplace.run(PACKAGE, "net_notices", values)
        workplace.run(PACKAGE, "load_coverage")
        account = workplace.run(PACKAGE, "account_of_notices", values)
        counts = dict(zip(account.columns, account.rows[0], strict=True))
        steps = [Step(name, label, counts[name]) for name, label in _STEPS.items() if counts[name]]
        findings = (*loaded.findings, *_findings(workplace, counts["without_end"]))
        not_read = {kind: f"{count:,} of them are not read" for kind, count in sorted(met.not_read.items())}
        return ReadResult(tuple(loaded.files), not_read, (*steps, *count_loaded(workplace)), findings)


_STEPS = {
    "stated": "coverage as it was stated, of all loads",
    "stated_again": "of them stated again, so that the last holds",
    "ended": "ends and deletions of coverage",
    "never_in_force": "coverage that never was in force, left out",
}


def _read_file(path: Path, met: Notices, workplace: Workplace, options: LoadOptions, loaded: Loaded) -> None:
    rows: list[dict[str, str]] = []
    for transaction in transactions_of(path):
        if transaction.kind == ENROLLMENT:
            rows.extend(notice_rows(transaction, path.name, options.payer, options.plan, met))
        else:
            met.not_read[f"{transaction.kind} transactions"] += 1
    load_rows(rows, met.faults, path, NOTICES, workplace, options, loaded)
    met.faults.clear()
    loaded.files.append(ReadFile(FileDigest(path.name, digest(path)), NOTICES.kind, len(rows)))


def _findings(workplace: Workplace, without_end: int) -> list[Finding]:
    found = []
    nothing = workplace.run(PACKAGE, "ends_of_nothing").rows
    if nothing:
        found.append(
            Finding(
                "ends_of_nothing",
                Severity.WARNING,
                "notices end coverage that no earlier file stated",
                len(nothing),
                tuple(f"{person} ({file}, segment {row})" for person, file, row in nothing[:_EXAMPLES]),
                why="files before the first that was loaded may be missing",
                remedy="load the last full file, or the files that are missing",
            )
        )
    absent = workplace.run(PACKAGE, "absent_from_full_file").rows
    if absent:
        found.append(
            Finding(
                "absent_from_full_file",
                Severity.WARNING,
                "people are covered by earlier files and are not in the last full one",
                len(absent),
                tuple(str(person) for (person,) in absent[:_EXAMPLES]),
                why="their coverage stays as it was stated: no file ended it",
                remedy="ask the payer on which day it ended",
            )
        )
    if without_end:
        found.append(
            Finding(
                "coverage_without_end",
                Severity.NOTE,
                "spans of coverage have no last day",
                without_end,
                why=f"they are read as going on, to {LAST_DAY}",
                remedy="load the payer's later files, so that ends are known",
                names_people=False,
            )
        )
    return found
