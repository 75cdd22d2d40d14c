"""`openvbc premiums`: what a payer remitted for whom and when, held against what it paid."""

from datetime import datetime
from pathlib import Path

import click

from openvbc import api
from openvbc.cli.periods import Day
from openvbc.cli.writing import print_result, write_result

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("files", nargs=-1, required=True, type=_PATH)
@click.option("--from", "first_day", type=Day(), help="First day of the coverage that is asked for.")
@click.option("--to", "last_day", type=Day(), help="Its last day.")
@click.option("--contract", default="", help="The contract of the books that the payments belong to.")
@click.option("--period", default="", help="Its period, as the books name it.")
@click.option("--payments", type=_PATH, help="Write the payments as `openvbc ledger payments` takes them (.csv).")
@click.option("--html", type=_PATH, help="Write the report as a page.")
@click.option("--excel", type=_PATH, help="Write it as a workbook, with every row.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def premiums(
    files: tuple[Path, ...],
    *,
    first_day: datetime | None,
    last_day: datetime | None,
    contract: str,
    period: str,
    payments: Path | None,
    html: Path | None,
    excel: Path | None,
    as_json: bool,
) -> None:
    """Read premium payments (X12 820 FILES): by member and month, and what does not add up. It names people."""
    if payments is not None and not (contract and period):
        raise click.UsageError("--payments needs --contract and --period: whose payments they are")
    found = api.read_premiums(
        files,
        first_day=first_day.date() if first_day else None,
        last_day=last_day.date() if last_day else None,
        contract=contract,
        period=period,
    )
    write_result(found, html=html, excel=excel, files={"payments.csv": payments})
    print_result(found, as_json=as_json)
