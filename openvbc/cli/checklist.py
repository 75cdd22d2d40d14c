"""`openvbc checklist`: the eight steps of a contract as a checklist."""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.counting import CLAIMS, counting, participant_options
from openvbc.cli.periods import period_options, year_or_period
from openvbc.cli.writing import print_result, refuse_overwriting, write_result

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("contract", type=_PATH)
@click.option("--claims", type=CLAIMS, help="Project folder (see `openvbc load`); without it, what the contract tells.")
@participant_options
@period_options
@click.option("--html", type=_PATH, help="Write the checklist as one HTML file.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def checklist(
    contract: Path,
    *,
    claims: str | Path | None,
    participants: Path | None,
    year: int | None,
    period: str | None,
    engine: str,
    recount: bool,
    html: Path | None,
    as_json: bool,
) -> None:
    """Show the eight steps of a CONTRACT as a checklist: done, not met, or not known.

    Eligibility, benchmark, track and risk, quality, run-out, reconciliation, payment, data feedback; each with the
    figures, the rule or the contract's clause, and what to do. Without --year or --period, those of the agreement's
    first year.
    """
    refuse_overwriting((contract, participants), {"--html": html})
    with counting() as progress:
        found = api.checklists(
            contract,
            claims=claims,
            period=year_or_period(year, period),
            participants=participants,
            engine=engine,
            recount=recount,
            progress=progress,
        )
    write_result(found, html=html)
    print_result(found, as_json=as_json)
