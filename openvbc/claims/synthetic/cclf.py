"""Deliveries of claim records (CCLF) and assignment lists, made from the canonical tables of a region as CMS lays out.

The records are made by the scripts of `cclf.sql`, whose columns have CMS's names; where each stands in a record is
known to the reader of CCLF, and taken from there.
"""

import zipfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import duckdb

from openvbc.claims.embedded import EmbeddedDatabase, cannot_run
from openvbc.claims.named_scripts import named_script
from openvbc.claims.project.project import open_project
from openvbc.claims.readers.cclf.layout import Field, FieldKind, layouts
from openvbc.claims.readers.cclf.writing import write_control_totals
from openvbc.claims.synthetic.deliveries import Delivery, plan_deliveries
from openvbc.claims.synthetic.places import Participation
from openvbc.claims.synthetic.region import Region
from openvbc.claims.tables.catalog import CANONICAL_TABLES, create_table_statement
from openvbc.errors import ClaimsError, Fault, did_you_mean

_PACKAGE: Final = "openvbc.claims.synthetic"
_FILES: Final = ("CCLF1", "CCLF2", "CCLF3", "CCLF4", "CCLF5", "CCLF6", "CCLF7", "CCLF8", "CCLF9", "CCLFA", "CCLFB")
_BUILT: Final = ("chosen_person", "history", "delivered", "claim_total", "principal_diagnosis", "diagnosis_codes")
_USED: Final = (
    "eligibility",
    "medical_claim",
    "claim_diagnosis",
    "claim_procedure",
    "pharmacy_claim",
    "provider_designation",
)
_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
_LONG_AGO: Final = date(1900, 1, 1)

#: A number from 0 to 2,147,483,646 for a person, the same on every machine.
_HASH: Final = """CREATE MACRO person_hash(person) AS (
    (CAST(unicode(substr(person, 6, 1)) AS BIGINT) * 7919
     + CAST(substr(person, 7, 1) AS BIGINT) * 104729
     + CAST(unicode(substr(person, 8, 1)) AS BIGINT) * 1299709
     + CAST(unicode(substr(person, 9, 1)) AS BIGINT) * 15485863
     + CAST(substr(person, 10, 2) AS BIGINT) * 32452843) % 2147483647
)"""


@dataclass(frozen=True)
class FeedOptions:
    """How records are delivered.

    everybody: those of all people, not only of people with a claim of the organization's participants. everything: the
    last delivery carries also what is processed after it, so that nothing is missing. packed: each delivery as one
    .zip, else as a folder.
    """

    everybody: bool = False
    everything: bool = False
    packed: bool = False


def write_feed(
    region: Region, folder: Path, organization: str, options: FeedOptions | None = None, *, threads: int | None = None
) -> list[Path]:
    """Write the deliveries of one organization of a region into `folder`; the path of each (a .zip or a folder).

    ClaimsError if the region has no such organization. threads: see EmbeddedDatabase; it changes no byte.
    """
    _refuse_unknown(region, organization)
    chosen = options or FeedOptions()
    deliveries = plan_deliveries(region.request.years, everything=chosen.everything)
    with closing(_Feed(region, organization, deliveries, chosen, threads)) as feed:
        return [feed.write(folder, each) for each in deliveries]


def write_assignment_lists(
    region: Region, folder: Path, organization: str, options: FeedOptions | None = None, *, threads: int | None = None
) -> list[Path]:
    """Write the assignment lists (table 1-1) that go with an organization's deliveries; the path of each.

    The list of the fourth quarter for the performance year, which is the region's last, and a benchmark list for each
    year before it. Whom they name: see `assigned` in `cclf.sql`. ClaimsError if the region has no such organization.
    """
    _refuse_unknown(region, organization)
    folder.mkdir(parents=True, exist_ok=True)
    with closing(_Feed(region, organization, (), options or FeedOptions(), threads, ("chosen_person",))) as feed:
        return [feed.write_list(folder, year) for year in region.request.years]


def _refuse_unknown(region: Region, organization: str) -> None:
    known = sorted({each.organization_id for each in region.participations})
    if organization not in known:
        what = f"there is no organization {organization!r} in this region"
        raise ClaimsError(Fault(what, fix=did_you_mean(organization, known)))


class _Feed:
    """The records of one organization in an embedded database, and what writes them."""

    def __init__(
        self,
        region: Region,
        organization: str,
        deliveries: Sequence[Delivery],
        options: FeedOptions,
        threads: int | None,
        built: Sequence[str] = _BUILT,
    ) -> None:
        self._organization = organization
        self._years = region.request.years
        self._deliveries = deliveries
        self._options = options
        self._database = EmbeddedDatabase(threads=threads)
        self._connection = self._database.connection
        project = open_project(region.folder, verify=True)
        for name in _USED:
            listed = ", ".join(_literal(file) for file in project.files(name))
            if not listed:  # so few people that nobody has such a row
                self._run(name, create_table_statement(CANONICAL_TABLES[name], name))
                continue
            columns = ", ".join(CANONICAL_TABLES[name].column_names)
            self._run(name, f"CREATE VIEW {name} AS SELECT {columns} FROM read_parquet([{listed}])")  # noqa: S608
        self._run("person_hash", _HASH)
        self._put_choices([each for each in region.participations if each.organization_id == organization])
        for name in built:
            self._run(name, f"CREATE TABLE {name} AS {named_script(_PACKAGE, name)}")

    def write(self, place: Path, delivery: Delivery) -> Path:
        """Write one delivery into `place`: its files and their control totals."""
        folder = place / delivery.file_name(self._organization, "")
        folder.mkdir(parents=True)
        before = [each for each in self._deliveries if each.number < delivery.number]
        values = {
            "number": delivery.number,
            "delivered_on": delivery.delivered_on,
            "known_on": min(delivery.delivered_on, date(self._years[-1], 12, 31)),
            "processed_through": delivery.processed_through,
            "processed_after": before[-1].processed_through if before else _LONG_AGO,
        }
        totals = []
        for file in _FILES:
            path = folder / delivery.file_name(self._organization, file[-1])
            totals.append((file, self._copy(file, path, values), layouts()[file].length))
        with (folder / delivery.file_name(self._organization, "0")).open("wb") as output:
            write_control_totals(output, totals)
        return _pack(folder) if self._options.packed else folder

    def write_list(self, folder: Path, year: int) -> Path:
        """Write the list of one year into `folder`."""
        performance_year = self._years[-1]
        report = f"QALR.{year}Q4" if year == performance_year else f"AALR.Y{year}"
        path = folder / f"P.{self._organization}.ACO.{report}.D{performance_year % 100:02d}9999.T0100000_1-1.csv"
        values: dict[str, object] = {"first_day": date(year, 1, 1), "last_day": date(year, 12, 31)}
        text = (
            f"COPY ({named_script(_PACKAGE, 'assigned')}) TO {_literal(path)} (FORMAT csv, HEADER true, FORCE_QUOTE *)"
        )
        self._run("assigned", text, values)
        return path

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def _put_choices(self, own: Sequence[Participation]) -> None:
        self._run(
            "participant",
            "CREATE TABLE participant AS SELECT unnest($tins) AS tin, unnest($ccns) AS ccn",
            {"tins": [each.tin for each in own], "ccns": [each.ccn for each in own]},
        )
        self._run(
            "delivery",
            "CREATE TABLE delivery AS SELECT unnest($numbers) AS number, unnest($days) AS processed_through",
            {
                "numbers": [each.number for each in self._deliveries],
                "days": [each.processed_through for each in self._deliveries],
            },
        )

    def _copy(self, file: str, path: Path, values: dict[str, object]) -> int:
        """Write one file; how many records. A file without records is not delivered."""
        script = named_script(_PACKAGE, file.lower())
        text = f"COPY (SELECT {_record(file, script)} FROM ({script}) ORDER BY ALL) TO {_literal(path)} {_PLAIN}"  # noqa: S608
        records = int(self._run(file.lower(), text, values).fetchall()[0][0])
        if not records:
            path.unlink()
        return records

    def _run(self, name: str, text: str, values: dict[str, object] | None = None) -> duckdb.DuckDBPyConnection:
        years = self._years
        known = {
            "everybody": self._options.everybody,
            "organization": self._organization,
            "first_day": date(years[0], 1, 1),
            "days": 365 * len(years),
            **(values or {}),
        }
        try:
            (statement,) = self._connection.extract_statements(text)
            return self._connection.execute(statement, {each: known[each] for each in statement.named_parameters})
        except duckdb.Error as error:
            raise cannot_run(name, error) from None


#: Lines of text as they are: no header, nothing quoted.
_PLAIN: Final = "(FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '|')"


def _record(file: str, script: str) -> str:
    """The expression of a whole record: every field at its place, blank where the script does not name it."""
    return " || ".join(_fixed(field, given=f" AS {field.name}" in script) for field in layouts()[file].fields)


def _fixed(field: Field, *, given: bool) -> str:
    if not given:
        return f"repeat(' ', {field.length})"
    if field.kind is FieldKind.MONEY:
        text = f"lpad(CAST(CAST({field.name} AS DECIMAL(18, 2)) AS VARCHAR), {field.length}, '0')"
    elif field.kind is FieldKind.QUANTITY:
        text = f"lpad(CAST(CAST({field.name} AS DECIMAL(18, 4)) AS VARCHAR), {field.length}, '0')"
    elif field.kind is FieldKind.WHOLE:
        text = f"lpad(CAST({field.name} AS VARCHAR), {field.length}, '0')"
    elif field.kind is FieldKind.DAY:
        text = f"rpad(CAST({field.name} AS VARCHAR), {field.length}, ' ')"
    else:
        text = f"rpad({field.name}, {field.length}, ' ')"
    return f"coalesce({text}, repeat(' ', {field.length}))"


def _pack(folder: Path) -> Path:
    """The folder's files as one .zip of its name, which takes its place. The same files give the same bytes."""
    path = folder.with_name(f"{folder.name}.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(file.name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, file.read_bytes())
            file.unlink()
    folder.rmdir()
    return path


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
