"""`openvbc attribution-reconciliation`: the payer's list of assigned people against the contract's own attribution."""

from pathlib import Path

import click

from openvbc.api import load_contract, reconcile_attribution
from openvbc.cli.counting import counting
from openvbc.cli.writing import print_report, refuse_overwriting, write_report
from openvbc.reports.attribution_reconciliation import reconciliation_report

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("contract", type=_PATH)
@click.option("--claims", type=_PATH, required=True, help="Project folder (see `openvbc load`).")
@click.option("--participants", type=_PATH, help="List of participants (.csv, .xlsx): who belongs to whom.")
@click.option("--year", type=int, required=True, help="Performance year.")
@click.option(
    "--list",
    "payer_list",
    type=_PATH,
    required=True,
    help="The payer's list (.csv, .xlsx): person_id or member_id, and organization_id if it names several.",
)
@click.option("--csv", "csv_file", type=_PATH, help="Write every difference as a row.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
@click.option("--engine", default="duckdb", help="Where to count: duckdb, sail, postgresql://... or sc://...")
def attribution_reconciliation(
    contract: Path,
    *,
    claims: Path,
    participants: Path | None,
    year: int,
    payer_list: Path,
    csv_file: Path | None,
    as_json: bool,
    engine: str,
) -> None:
    """Compare the payer's list of a CONTRACT's assigned people with our attribution of the year.

    Each difference has its reason: which step, whose services, by how much, or why somebody is left out. What is
    printed and written names people: it is a working document between payer and provider, not to be passed on.
    """
    refuse_overwriting((contract, participants, payer_list), {"--csv": csv_file}, folders=False)
    with counting(participants, None, None, (), engine) as options:
        found = reconcile_attribution(load_contract(contract), claims, year, payer_list, options)
    report = reconciliation_report(found)
    write_report(report, csv={"differences": csv_file})
    print_report(report, as_json=as_json)
