"""`openvbc portfolio`: all contracts on one roster."""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.counting import counting, engine_options
from openvbc.cli.writing import print_result, refuse_overwriting, write_result

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("portfolio_file", metavar="PORTFOLIO", type=_PATH)
@click.option(
    "--months",
    type=_PATH,
    help="Months that are not counted: contract, member_id, month, and maybe dollars and service.",
)
@click.option("--members", type=_PATH, help="Write whose months stand under two contracts (.csv): it names people.")
@click.option("--html", type=_PATH, help="Write it as one page.")
@click.option("--excel", type=_PATH, help="Write it as a workbook.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
@engine_options
def portfolio(
    portfolio_file: Path,
    *,
    months: Path | None,
    members: Path | None,
    html: Path | None,
    excel: Path | None,
    as_json: bool,
    engine: str,
    recount: bool,
) -> None:
    """Put the months and dollars of all contracts of a PORTFOLIO on one roster: each counted once, or doubled."""
    refuse_overwriting((portfolio_file, months), {"--members": members, "--html": html, "--excel": excel})
    with counting() as progress:
        found = api.portfolio(
            portfolio_file, months, members=members is not None, engine=engine, recount=recount, progress=progress
        )
    write_result(found, html=html, excel=excel, files={"members.csv": members})
    print_result(found, as_json=as_json)
