"""`openvbc factors`: the files of factors that a payment model reads, as templates or counted from a whole region."""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.counting import CLAIMS, counting, participant_options
from openvbc.cli.periods import period_options, year_or_period

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("folder", type=_PATH)
@click.option("--from", "contract", type=_PATH, help="Count them for this contract's years from --claims.")
@click.option("--claims", type=CLAIMS, help="Project folder that holds everybody of a region.")
@participant_options
@period_options
@click.option("--model", default="", help="Payment model whose factors are meant; needed where several read some.")
def factors(
    folder: Path,
    *,
    contract: Path | None,
    claims: str | Path | None,
    participants: Path | None,
    year: int | None,
    period: str | None,
    model: str,
    engine: str,
    recount: bool,
) -> None:
    """Write national_factors.csv and county_factors.csv into FOLDER: empty, or counted as if a region were the nation.

    CMS publishes the factors of the nation and of every county; counted ones are for regions that are made up.
    """
    with counting() as progress:
        paths = api.write_factors(
            folder,
            contract=contract,
            claims=claims,
            period=year_or_period(year, period),
            model=model,
            participants=participants,
            engine=engine,
            recount=recount,
            progress=progress,
        )
    how = "to be filled" if contract is None else f"counted from all assignable people of {claims}"
    click.echo(f"{' and '.join(path.name for path in paths)} stand in {folder}, {how}")
