"""`openvbc export`: settlements and attributed members as FHIR."""

from datetime import datetime
from pathlib import Path

import click

from openvbc import api
from openvbc.cli.counting import CLAIMS, counting, experience_options, roster_option
from openvbc.cli.periods import Day, period_options, year_or_period
from openvbc.cli.settle import STATUSES
from openvbc.cli.writing import print_result, refuse_full_folder, write_result

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("contract", type=_PATH)
@click.option("--inputs", type=_PATH, help="Headline numbers (.yaml), alone or beside claims.")
@click.option("--claims", type=CLAIMS, help="Project folder (see `openvbc load`), or the address of tables.")
@roster_option
@experience_options
@period_options
@click.option("--status", type=STATUSES, help="interim or final.")
@click.option("--date", "dated", type=Day(), required=True, help="The day on which reports are made.")
@click.option("--output", type=_PATH, required=True, help="New folder for the files.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def export(
    contract: Path,
    *,
    inputs: Path | None,
    claims: str | Path | None,
    participants: Path | None,
    national: Path | None,
    counties: Path | None,
    people: dict[str, Path],
    roster: Path | None,
    engine: str,
    recount: bool,
    year: int | None,
    period: str | None,
    status: str | None,
    dated: datetime,
    output: Path,
    as_json: bool,
) -> None:
    """Settle a CONTRACT and write it as FHIR R4: Da Vinci VBPR, and with claims or a roster the ATR member list.

    The contract is a Measure, the settlement a performance report, each measure of the scorecard a quality report. The
    list (Group, Patient, Coverage) names people.
    """
    refuse_full_folder(output)
    with counting() as progress:
        found = api.export_fhir(
            contract,
            inputs,
            dated=dated.date(),
            claims=claims,
            period=year_or_period(year, period),
            status=status,
            participants=participants,
            national=national,
            counties=counties,
            people=people,
            roster=roster,
            engine=engine,
            recount=recount,
            progress=progress,
        )
    write_result(found, files={name: output / name for name in found.files if not name.endswith(".csv")})
    print_result(found, as_json=as_json)
