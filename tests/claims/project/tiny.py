"""A reader small enough to see through, and made-up rows for it: one CSV a table, named `<table>.tiny.csv`.

Run as a module it loads a folder into a project, for tests that kill it.
"""

import csv
import glob
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from openvbc.claims.findings import Finding
from openvbc.claims.project.load import LoadReport, LoadRequest, load
from openvbc.claims.readers.account import LoadOptions, ReadFile, ReadResult, Step
from openvbc.claims.readers.reading import Reader, Workplace
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.claims.tables.dictionary import CanonicalTable, Column, ColumnType
from openvbc.figures import FileDigest
from openvbc.yamlfile import digest

Row = Mapping[str, str]

#: What a made-up row holds unless a test says otherwise: sound, of one person, person P1, of one payer.
USUAL: Final[dict[str, dict[str, str]]] = {
    "eligibility": {
        "person_id": "P1",
        "sex": "female",
        "birth_date": "1950-05-05",
        "enrollment_start_date": "2024-01-01",
        "enrollment_end_date": "2024-12-31",
        "payer": "medicare",
    },
    "medical_claim": {
        "claim_id": "C1",
        "claim_line_number": "1",
        "person_id": "P1",
        "claim_start_date": "2024-03-01",
        "claim_end_date": "2024-03-02",
        "paid_amount": "80.00",
        "allowed_amount": "100.00",
        "rendering_npi": "9999000001",
        "billing_tin": "000000001",
    },
    "annual_expenditure": {
        "person_id": "P1",
        "payer": "medicare",
        "first_date": "2024-01-01",
        "last_date": "2024-12-31",
        "category": "outpatient",
        "paid_amount": "80.00",
        "allowed_amount": "100.00",
    },
    "claim_diagnosis": {
        "claim_id": "C1",
        "diagnosis_sequence": "1",
        "person_id": "P1",
        "claim_start_date": "2024-03-01",
        "claim_end_date": "2024-03-02",
        "diagnosis_code_type": "icd-10-cm",
        "diagnosis_code": "E119",
    },
    "claim_procedure": {
        "claim_id": "C1",
        "procedure_sequence": "1",
        "person_id": "P1",
        "procedure_code_type": "icd-10-pcs",
        "procedure_code": "0DTJ4ZZ",
    },
    "pharmacy_claim": {
        "claim_id": "R1",
        "claim_line_number": "1",
        "person_id": "P1",
        "dispensing_date": "2024-03-05",
        "paid_amount": "10.00",
        "allowed_amount": "12.00",
    },
    "provider_attribution": {"person_id": "P1", "year_month": "202403", "payer": "medicare"},
    "provider_designation": {"person_id": "P1", "designated_by": "patient", "start_date": "2024-01-01"},
    "provider": {"npi": "9999000001", "tin": "000000001"},
    "covered_benefit": {
        "person_id": "P1",
        "payer": "medicare",
        "benefit": "dental",
        "covered": "1",
        "start_date": "2024-01-01",
        "end_date": "2024-12-31",
    },
    "admission_event": {"event_id": "E1", "person_id": "P1", "event": "admit", "event_date": "2024-03-01"},
    "prior_authorization": {
        "authorization_id": "A1",
        "service_number": "1",
        "person_id": "P1",
        "requested_date": "2024-02-20",
        "decision": "approved",
        "decision_date": "2024-02-22",
    },
}


class TinyReader(Reader):
    """Adds rows to the canonical tables."""

    name = "tiny"
    label = "tiny tables"
    findings: tuple[Finding, ...] = ()

    def recognize(self, files: Sequence[Path]) -> list[Path]:
        return [file for file in files if file.name.endswith(".tiny.csv")]

    def read(self, files: Sequence[Path], workplace: Workplace, options: LoadOptions) -> ReadResult:
        read = []
        for file in files:
            table = CANONICAL_TABLES[file.name.split(".")[0]]
            rows = fill(workplace, table, file, options)
            read.append(ReadFile(FileDigest(file.name, digest(file)), table.name, rows))
        total = sum(file.rows for file in read)
        return ReadResult(tuple(read), {}, (Step("read", "rows read", total),), self.findings)


NOTE: Final = CanonicalTable(
    "tiny_note", "one row a note, as it came", ("note",), (Column("note", ColumnType.TEXT, "The note.", required=True),)
)


class RebuildingReader(Reader):
    """Keeps notes as they came; each load makes one provider of every note that ever came."""

    name = "notes"
    label = "notes"
    received = (NOTE,)
    rebuilds = True

    def recognize(self, files: Sequence[Path]) -> list[Path]:
        return [file for file in files if file.suffix == ".note"]

    def read(self, files: Sequence[Path], workplace: Workplace, options: LoadOptions) -> ReadResult:
        read = []
        for file in files:
            workplace.connection.execute("INSERT INTO loaded_tiny_note VALUES (?)", [file.read_text(encoding="utf-8")])
            read.append(ReadFile(FileDigest(file.name, digest(file)), "note", 1))
        notes = "SELECT note FROM kept_tiny_note UNION SELECT note FROM loaded_tiny_note"
        workplace.connection.execute(
            f"INSERT INTO loaded_provider (npi, data_source) SELECT note, ? FROM ({notes})",  # noqa: S608
            [options.data_source],
        )
        return ReadResult(tuple(read), {})


def fill(workplace: Workplace, table: CanonicalTable, file: Path, options: LoadOptions) -> int:
    """Put a file's rows into `loaded_<table>`, an empty cell of a column that is no text as absent; how many."""
    with file.open(encoding="utf-8", newline="") as text:
        header = next(csv.reader(text))
    columns = [name for name in header if name != "data_source"]
    types = {name: table.column(name).type.sql for name in columns}
    chosen = ", ".join(
        name if kind == "VARCHAR" else f"CAST(nullif({name}, '') AS {kind})" for name, kind in types.items()
    )
    source = "coalesce(nullif(data_source, ''), $data_source)" if "data_source" in header else "$data_source"
    (filled,) = workplace.connection.execute(
        f"INSERT INTO loaded_{table.name} ({', '.join(columns)}, data_source, source_file, source_row) "  # noqa: S608
        f"SELECT {chosen}, {source}, $name, row_number() OVER () "
        "FROM read_csv($file, header = true, columns = $columns, nullstr = '\\N', parallel = false)",
        {
            "data_source": options.data_source,
            "name": file.name,
            "file": glob.escape(str(file)),
            "columns": dict.fromkeys(header, "VARCHAR"),
        },
    ).fetchall()
    return int(filled[0])


def write(folder: Path, table: str, *rows: Row, part: str = "") -> Path:
    """A file of rows; each row says only how it differs from the usual one."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{table}{f'.{part}' if part else ''}.tiny.csv"
    columns = list(dict.fromkeys([*USUAL[table], *(name for row in rows for name in row)]))
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, columns, restval="")
        writer.writeheader()
        writer.writerows({**USUAL[table], **row} for row in rows)
    return path


def load_tiny(project: Path, *sources: Path, data_source: str = "tiny", replace: bool = False) -> LoadReport:
    """Load with the tiny readers."""
    request = LoadRequest(sources, project, LoadOptions(data_source), replace=replace, threads=1)
    return load(request, [TinyReader(), RebuildingReader()])


if __name__ == "__main__":
    load_tiny(Path(sys.argv[1]), *map(Path, sys.argv[2:]))
