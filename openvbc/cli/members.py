"""`openvbc members`: who is behind what is paid by a monthly roster."""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.counting import CLAIMS, counting, experience_options, roster_option
from openvbc.cli.periods import period_options, year_or_period
from openvbc.cli.settle import STATUSES
from openvbc.cli.writing import print_result, write_over


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--inputs", type=click.Path(path_type=Path), help="Headline numbers beside the roster (.yaml).")
@click.option("--claims", type=CLAIMS, help="Project folder (see `openvbc load`), or the address of tables.")
@roster_option
@experience_options
@period_options
@click.option("--status", type=STATUSES, help="interim or final.")
@click.option("--output", type=click.Path(path_type=Path), help="File to write (.csv); printed if left out.")
def members(
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
    output: Path | None,
) -> None:
    """List every member month behind what a CONTRACT pays by a roster, with its amount, to the cent."""
    with counting() as progress:
        found = api.list_members(
            contract,
            inputs,
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
    if output is None:
        print_result(found)
    else:
        write_over(found.files["members.csv"], output)
