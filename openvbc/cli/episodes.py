"""`openvbc episodes`: the episodes of a contract's provider, grouped from claims."""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.counting import CLAIMS, counting, experience_options
from openvbc.cli.periods import needed_period, period_options
from openvbc.cli.writing import print_result, refuse_overwriting, write_result

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("contract", type=_PATH)
@click.option(
    "--claims", type=CLAIMS, required=True, help="Project folder (see `openvbc load`), or the address of tables."
)
@experience_options
@period_options
@click.option("--members", is_flag=True, help="List the episodes, with their people; else nobody is named.")
@click.option("--html", type=_PATH, help="Write the report as one HTML file.")
@click.option("--excel", type=_PATH, help="Write the workbook.")
@click.option("--csv", "as_csv", type=_PATH, help="Write CSV files into this folder.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def episodes(
    contract: Path,
    *,
    claims: str | Path,
    participants: Path | None,
    national: Path | None,
    counties: Path | None,
    people: dict[str, Path],
    engine: str,
    recount: bool,
    year: int | None,
    period: str | None,
    members: bool,
    html: Path | None,
    excel: Path | None,
    as_csv: Path | None,
    as_json: bool,
) -> None:
    """Group claims into the episodes of a CONTRACT's provider: cost by type and setting, clinicians, outliers."""
    read = (contract, participants, national, counties, *people.values())
    refuse_overwriting(read, {"--html": html, "--excel": excel})
    chosen = needed_period(year, period)
    with counting() as progress:
        found = api.count_episodes(
            contract,
            claims,
            period=chosen,
            members=members,
            participants=participants,
            national=national,
            counties=counties,
            people=people,
            engine=engine,
            recount=recount,
            progress=progress,
        )
    write_result(found, html=html, excel=excel, csv=as_csv)
    print_result(found, as_json=as_json)
