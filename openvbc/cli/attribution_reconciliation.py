"""`openvbc attribution-reconciliation`: the payer's list of assigned people against the contract's own attribution."""

from pathlib import Path
from typing import Final

import click

from openvbc.api import load_contract, reconcile_attribution
from openvbc.cli.counting import counting
from openvbc.cli.writing import refuse_overwriting, write_all
from openvbc.reports.attribution_reconciliation.rows import reconciliation_json, write_reconciliation
from openvbc.reports.attribution_reconciliation.text import reconciliation_text

_PATH = click.Path(path_type=Path)
#: People of each side that the screen names; the CSV names all.
_MOST_ROWS: Final = 20


@click.command()
@click.argument("contract", type=_PATH)
@click.option("--claims", type=_PATH, required=True, help="Project folder (see `openvbc load`).")
@click.option("--participants", type=_PATH, help="List of participants (.csv): who belongs to whom.")
@click.option("--year", type=int, required=True, help="Performance year.")
@click.option(
    "--list",
    "payer_list",
    type=_PATH,
    required=True,
    help="The payer's list (.csv): person_id or member_id, and organization_id if it names several.",
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
    if csv_file is not None:
        write_all([(csv_file, lambda path: write_reconciliation(found, path))])
    click.echo(reconciliation_json(found) if as_json else reconciliation_text(found, most_rows=_MOST_ROWS))
