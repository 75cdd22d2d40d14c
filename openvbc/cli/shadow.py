"""`openvbc shadow`: the payer's statement against ours, in dollars and by cause."""

from datetime import datetime
from pathlib import Path

import click

from openvbc import api
from openvbc.cli.counting import CLAIMS, counting, experience_options
from openvbc.cli.periods import Day, period_options, year_or_period
from openvbc.cli.settle import STATUSES
from openvbc.cli.writing import print_result, refuse_overwriting, write_result

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("contract", type=_PATH)
@click.option(
    "--statement",
    type=_PATH,
    required=True,
    help="The payer's figures by our lines' names, or its VBPR report (.json).",
)
@click.option("--dated", type=Day(), help="Day of the statement, where it does not say it.")
@click.option("--payer-members", type=_PATH, help="The payer's list: person_id or member_id, maybe months and dollars.")
@click.option("--members", type=_PATH, help="Write who differs, with the dollars at stake (.csv): it names people.")
@click.option("--inputs", type=_PATH, help="Our headline numbers (.yaml).")
@click.option("--claims", type=CLAIMS, help="Project folder from which our figures are counted.")
@experience_options
@period_options
@click.option("--status", type=STATUSES, help="interim or final, where figures are counted.")
@click.option("--html", type=_PATH, help="Write it as one page.")
@click.option("--excel", type=_PATH, help="Write it as a workbook.")
@click.option("--csv", type=_PATH, help="Write its tables into a folder: causes, lines, what to put to the payer.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def shadow(
    contract: Path,
    *,
    statement: Path,
    payer_members: Path | None,
    members: Path | None,
    dated: datetime | None,
    inputs: Path | None,
    claims: str | Path | None,
    participants: Path | None,
    national: Path | None,
    counties: Path | None,
    people: dict[str, Path],
    engine: str,
    recount: bool,
    year: int | None,
    period: str | None,
    status: str | None,
    html: Path | None,
    excel: Path | None,
    csv: Path | None,
    as_json: bool,
) -> None:
    """Split the gap between the payer's statement and our settlement of a CONTRACT by cause."""
    read = (contract, statement, payer_members, inputs, claims)
    refuse_overwriting(read, {"--html": html, "--excel": excel, "--members": members})
    with counting() as progress:
        found = api.shadow(
            contract,
            inputs,
            statement=statement,
            payer_members=payer_members,
            members=members is not None,
            dated=dated.date() if dated is not None else None,
            claims=claims,
            period=year_or_period(year, period),
            status=status,
            participants=participants,
            national=national,
            counties=counties,
            people=people,
            engine=engine,
            recount=recount,
            progress=progress,
        )
    write_result(found, html=html, excel=excel, csv=csv, files={"members.csv": members})
    print_result(found, as_json=as_json)
