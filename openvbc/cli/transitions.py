"""`openvbc transitions`: who left a hospital, what is due, and until when a new admission is a readmission."""

from datetime import datetime
from pathlib import Path

import click

from openvbc import api
from openvbc.cli.counting import counting
from openvbc.cli.periods import Day
from openvbc.cli.writing import print_result, write_result

_DAY = Day()
_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("project", type=_PATH)
@click.option("--as-of", type=_DAY, required=True, help="The day of the list; what was told later does not count.")
@click.option("--holiday", "holidays", type=_DAY, multiple=True, help="A day that is no business day (repeatable).")
@click.option("--payer", "payers", multiple=True, help="Only what this payer's feeds tell (repeatable).")
@click.option("--engine", default="duckdb", help="Where to count: duckdb, sail, postgresql://... or sc://...")
@click.option("--csv", "csv_file", type=_PATH, help="Write the list as a table.")
@click.option("--html", type=_PATH, help="Write it as a page.")
@click.option("--excel", type=_PATH, help="Write it as a workbook.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def transitions(
    project: Path,
    *,
    as_of: datetime,
    holidays: tuple[datetime, ...],
    payers: tuple[str, ...],
    engine: str,
    csv_file: Path | None,
    html: Path | None,
    excel: Path | None,
    as_json: bool,
) -> None:
    """List the transitions of care that ADT feeds and prior authorizations of a PROJECT tell, as of a day.

    Discharged, contact and visit due, readmission risk day; who is still in a facility; services that are planned. It
    names people.
    """
    with counting() as progress:
        found = api.list_transitions(
            project,
            as_of=as_of.date(),
            holidays=[each.date() for each in holidays],
            payers=payers,
            engine=engine,
            progress=progress,
        )
    write_result(found, html=html, excel=excel, files={"transitions.csv": csv_file})
    print_result(found, as_json=as_json)
