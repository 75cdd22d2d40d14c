"""In which delivery each record came: from the file's name, or from the columns of a CSV that holds several."""

from datetime import date
from typing import Final

from openvbc.claims.readers.cclf.layout import layouts
from openvbc.claims.readers.cclf.naming import DeliveryKind, read_name
from openvbc.claims.readers.cclf.source_files import FILE_DATE, FILE_NAME, FeedFile
from openvbc.claims.readers.reading import Workplace
from openvbc.errors import Fault, FileError, raise_all
from openvbc.tabular.record_count import EXAMPLES

#: The deliveries of the file that is being read: stated_name and stated_date as its rows have them, and what they say.
DELIVERIES: Final = "stated_delivery"

#: delivery_name, delivered_on, delivered_at, delivery_kind, organization_id.
_Told = tuple[str, date, str, str, str]


def stated_columns(file: FeedFile) -> tuple[str, str]:
    """SQL of what a row itself says of its delivery: the name and the day; '' where the file has no such column."""
    places = file.table.places if file.table else {}

    def column(name: str) -> str:
        return f"trim(coalesce(c{places[name]}, ''))" if name in places else "''"

    return column(FILE_NAME), column(FILE_DATE)


def find_deliveries(workplace: Workplace, file: FeedFile, relation: str, values: dict[str, object]) -> None:
    """Make DELIVERIES for a file. FileError if a row's delivery cannot be told."""
    named, dated = stated_columns(file)
    if (named, dated) == ("''", "''"):
        stated = [("", "", 1)]
    else:
        stated = workplace.connection.execute(
            f"SELECT {named}, {dated}, min(source_row) FROM ({relation}) GROUP BY ALL ORDER BY 3",  # noqa: S608
            values,
        ).fetchall()
    workplace.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {DELIVERIES} (stated_name VARCHAR, stated_date VARCHAR, delivery_name VARCHAR, "
        "delivered_on DATE, delivered_at VARCHAR, delivery_kind VARCHAR, organization_id VARCHAR)"
    )
    faults = []
    for name, day, row in stated:
        told = _told(file, name, day)
        if isinstance(told, Fault):
            faults.append(Fault(told.what, f"{file.name}, data row {row}", told.why, told.fix))
        else:
            workplace.connection.execute(f"INSERT INTO {DELIVERIES} VALUES (?, ?, ?, ?, ?, ?, ?)", [name, day, *told])  # noqa: S608
    raise_all(faults[:EXAMPLES], FileError)


def _told(file: FeedFile, stated_name: str, stated_day: str) -> _Told | Fault:
    delivery = read_name(stated_name) if stated_name else file.delivery
    if delivery is not None:
        if delivery.file not in ("", file.layout.file):
            what = f"FILE_NAME {stated_name!r} is that of {delivery.file}, the columns are those of {file.layout.file}"
            return Fault(what, fix="put the records under the name under which they came")
        return delivery.name, delivery.day, delivery.time, delivery.kind.value, delivery.organization_id
    try:
        day = date.fromisoformat(stated_day)
    except ValueError:
        return Fault(
            f"the delivery cannot be told: FILE_NAME is {stated_name!r}, FILE_DATE is {stated_day!r}",
            why="of a record that was delivered twice the later copy holds",
            fix="write CMS's file name, or the day of the delivery as YYYY-MM-DD",
        )
    return stated_name or f"{file.name} {day}", day, "", DeliveryKind.MONTHLY.value, ""


def leave_out_known(workplace: Workplace) -> list[str]:
    """Leave out what deliveries that an earlier load kept hold again; which ones.

    FileError if such a delivery has another number of records now, or two of the given files hold the same delivery.
    """
    known: list[str] = []
    faults: list[Fault] = []
    doubled: list[tuple[str, str]] = []
    for layout in layouts().values():
        rows = workplace.connection.execute(_COMPARED.format(table=layout.table.name)).fetchall()
        for delivery, files, first, count, before in rows:
            if files > 1:
                doubled.append((f"{delivery} ({layout.file})", first))
            elif before and before != count:
                faults.append(
                    Fault(
                        f"the delivery {delivery} of {layout.file} has {count:,} records, before it had {before:,}",
                        first,
                        why="it cannot be told which of the two is complete",
                        fix="load all files of this data source again with --replace",
                    )
                )
            elif before:
                known.append(f"{delivery} ({layout.file})")
        workplace.connection.execute(_LEFT_OUT.format(table=layout.table.name))
    if doubled:
        named = ", ".join(delivery for delivery, _ in doubled[:EXAMPLES]) + (", ..." if len(doubled) > EXAMPLES else "")
        what = f"several of these files hold the same records, as one delivery given twice ({len(doubled)}): {named}"
        fix = "load one form of each delivery: the files as CMS sent them, or the tables made of them"
        faults.insert(0, Fault(what, doubled[0][1], why="all of it would be counted twice", fix=fix))
    raise_all(faults, FileError)
    return known


_COMPARED: Final = """
SELECT loaded.delivery_name, loaded.files, loaded.first_file, loaded.records, coalesce(kept.records, 0)
FROM (
    SELECT delivery_name, count(DISTINCT source_file) AS files, min(source_file) AS first_file, count(*) AS records
    FROM loaded_{table} GROUP BY delivery_name
) AS loaded
LEFT JOIN (SELECT delivery_name, count(*) AS records FROM kept_{table} GROUP BY delivery_name) AS kept
    ON kept.delivery_name = loaded.delivery_name
ORDER BY loaded.delivery_name
"""
_LEFT_OUT: Final = """
DELETE FROM loaded_{table} WHERE delivery_name IN (SELECT delivery_name FROM kept_{table})
"""
