"""`openvbc panels`: on whose panel a contract's people are, as a table of participants to distribute by."""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.counting import counting, participant_options
from openvbc.cli.periods import needed_period, period_options
from openvbc.cli.writing import print_result, refuse_overwriting, write_result

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("contract", type=_PATH)
@click.option("--claims", type=_PATH, required=True, help="Project folder (see `openvbc load`).")
@participant_options
@period_options
@click.option("--output", type=_PATH, help="File to write (.csv).")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def panels(
    contract: Path,
    *,
    claims: Path,
    participants: Path | None,
    year: int | None,
    period: str | None,
    output: Path | None,
    as_json: bool,
    engine: str,
) -> None:
    """Count the panels of a CONTRACT's own people: lives, member months and cost of each practice and clinician."""
    refuse_overwriting((contract, participants), {"--output": output})
    chosen = needed_period(year, period)
    with counting() as progress:
        found = api.list_panels(
            contract, claims, period=chosen, participants=participants, engine=engine, progress=progress
        )
    write_result(found, files={"participants.csv": output})
    if output is None or as_json:
        print_result(found, as_json=as_json)
