"""`openvbc factors`: the files of national and county factors, as templates or counted from a whole region."""

from pathlib import Path

import click

from openvbc.cli.counting import counting
from openvbc.errors import Fault, FileError
from openvbc.payment_models.mssp.counting.factors import COUNTY_COLUMNS, NATIONAL_COLUMNS, template

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("folder", type=_PATH)
@click.option("--from", "contract", type=_PATH, help="Count them for this contract's years from --claims.")
@click.option("--claims", type=_PATH, help="Project folder that holds everybody of a region.")
@click.option("--participants", type=_PATH, help="List of participants (.csv).")
@click.option("--year", type=int, help="Performance year of the contract.")
@click.option("--engine", default="duckdb", help="Where to count: duckdb, sail, postgresql://... or sc://...")
def factors(
    folder: Path,
    *,
    contract: Path | None,
    claims: Path | None,
    participants: Path | None,
    year: int | None,
    engine: str,
) -> None:
    """Write national_factors.csv and county_factors.csv into FOLDER: empty, or counted as if a region were the nation.

    CMS publishes the factors of the nation and of every county; counted ones are for regions that are made up.
    """
    names = (folder / "national_factors.csv", folder / "county_factors.csv")
    there = [path.name for path in names if path.exists()]
    if there:
        raise FileError(Fault(f"{' and '.join(there)} stands there already", str(folder), fix="name another folder"))
    if contract is None:
        if claims is not None or participants is not None or year is not None:
            raise click.UsageError("counting factors needs --from: the contract whose years are counted")
        folder.mkdir(parents=True, exist_ok=True)
        for path, columns in zip(names, (NATIONAL_COLUMNS, COUNTY_COLUMNS), strict=True):
            path.write_text(template(columns), encoding="utf-8")
        click.echo(f"{names[0].name} and {names[1].name} stand in {folder}, to be filled")
        return
    if claims is None or participants is None or year is None:
        raise click.UsageError("counting factors needs --claims, --participants and --year")
    from openvbc.api import factors_from_claims, load_contract  # noqa: PLC0415  # DuckDB loads only here

    with counting(participants, None, None, (), engine) as options:
        factors_from_claims(load_contract(contract), claims, year, folder, options)
    click.echo(f"{names[0].name} and {names[1].name} stand in {folder}, counted from all assignable people of {claims}")
