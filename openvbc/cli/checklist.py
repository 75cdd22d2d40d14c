"""`openvbc checklist`: the eight steps of a contract as a checklist."""

from pathlib import Path

import click

from openvbc.api import load_contract
from openvbc.checklist.record import Checklist
from openvbc.cli.counting import counting
from openvbc.cli.writing import print_report, refuse_overwriting, write_report
from openvbc.contract.model import Contract
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.reports.checklist import checklist_reports
from openvbc.settlement.checklist import checklists

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("contract", type=_PATH)
@click.option("--claims", type=_PATH, help="Project folder (see `openvbc load`); without it, what the contract tells.")
@click.option("--participants", type=_PATH, help="List of participants (.csv, .xlsx): who belongs to whom.")
@click.option("--year", type=int, help="Performance year; the agreement's first if left out.")
@click.option("--engine", default="duckdb", show_default=True, help="Where to count: duckdb, sail, postgresql://...")
@click.option("--html", type=_PATH, help="Write the checklist as one HTML file.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def checklist(
    contract: Path,
    *,
    claims: Path | None,
    participants: Path | None,
    year: int | None,
    engine: str,
    html: Path | None,
    as_json: bool,
) -> None:
    """Show the eight steps of a CONTRACT as a checklist: done, not met, or not known.

    Eligibility, benchmark, track and risk, quality, run-out, reconciliation, payment, data feedback; each with the
    figures, the rule or the contract's clause, and what to do.
    """
    refuse_overwriting((contract, participants), {"--html": html}, folders=False)
    reports = checklist_reports(_found(load_contract(contract), claims, participants, year, engine))
    write_report(*reports, html=html)
    print_report(*reports, as_json=as_json)


def _found(
    contract: Contract, claims: Path | None, participants: Path | None, year: int | None, engine: str
) -> tuple[Checklist, ...]:
    """The checklists; what is being counted is shown on a terminal while it runs."""
    with counting(participants, None, None, (), engine) as options:
        return checklists(contract, claims, year, payment_models(), published_parameters(), options)
