"""`openvbc panels`: on whose panel a contract's people are, as a table of participants to distribute by."""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.counting import counting, experience_options
from openvbc.cli.periods import needed_period, period_options
from openvbc.cli.writing import print_result, write_over


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--claims", type=click.Path(path_type=Path), required=True, help="Project folder (see `openvbc load`).")
@experience_options
@period_options
@click.option("--output", type=click.Path(path_type=Path), help="File to write (.csv); printed if left out.")
def panels(
    contract: Path,
    *,
    claims: Path,
    participants: Path | None,
    national: Path | None,
    counties: Path | None,
    people: dict[str, Path],
    engine: str,
    year: int | None,
    period: str | None,
    output: Path | None,
) -> None:
    """Count the panels of a CONTRACT's own people: lives, member months and cost of each practice and clinician."""
    chosen = needed_period(year, period)
    with counting() as progress:
        found = api.count_panels(
            contract,
            claims,
            period=chosen,
            participants=participants,
            national=national,
            counties=counties,
            people=people,
            engine=engine,
            progress=progress,
        )
    if output is None:
        print_result(found)
    else:
        write_over(found.files["participants.csv"], output)
