"""`openvbc attribution-reconciliation`: the payer's list of assigned people against the contract's own attribution."""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.counting import CLAIMS, counting, participant_options
from openvbc.cli.periods import needed_period, period_options
from openvbc.cli.writing import print_result, refuse_overwriting, write_result

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("contract", type=_PATH)
@click.option(
    "--claims", type=CLAIMS, required=True, help="Project folder (see `openvbc load`), or the address of tables."
)
@participant_options
@period_options
@click.option(
    "--list",
    "payer_list",
    type=_PATH,
    required=True,
    help="The payer's list (.csv, .xlsx): person_id or member_id, and organization_id if it names several.",
)
@click.option("--html", type=_PATH, help="Write it as one page.")
@click.option("--excel", type=_PATH, help="Write it as a workbook.")
@click.option("--csv", "csv_file", type=_PATH, help="Write every difference as a row.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def attribution_reconciliation(
    contract: Path,
    *,
    claims: str | Path,
    participants: Path | None,
    year: int | None,
    period: str | None,
    payer_list: Path,
    html: Path | None,
    excel: Path | None,
    csv_file: Path | None,
    as_json: bool,
    engine: str,
    recount: bool,
) -> None:
    """Compare the payer's list of a CONTRACT's assigned people with our attribution of the year or period.

    Each difference has its reason: which step, whose services, by how much, or why somebody is left out. What is
    printed and written names people: it is a working document between payer and provider, not to be passed on.
    """
    refuse_overwriting((contract, participants, payer_list), {"--html": html, "--excel": excel, "--csv": csv_file})
    chosen = needed_period(year, period)
    with counting() as progress:
        found = api.reconcile_attribution(
            contract,
            claims,
            payer_list,
            period=chosen,
            participants=participants,
            engine=engine,
            recount=recount,
            progress=progress,
        )
    write_result(found, html=html, excel=excel, files={"differences.csv": csv_file})
    print_result(found, as_json=as_json)
