"""`openvbc panels`: on whose panel a contract's people are, as a table of participants to distribute by."""

from pathlib import Path

import click

from openvbc.api import load_contract
from openvbc.cli.counting import counting, experience_options
from openvbc.cli.periods import period_option, year_or_period
from openvbc.cli.writing import cannot_write


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--claims", type=click.Path(path_type=Path), required=True, help="Project folder (see `openvbc load`).")
@experience_options
@click.option("--year", type=int, help="Performance year.")
@period_option
@click.option("--output", type=click.Path(path_type=Path), help="File to write (.csv); printed if left out.")
def panels(
    contract: Path,
    *,
    claims: Path,
    participants: Path | None,
    national: Path | None,
    counties: Path | None,
    people: tuple[str, ...],
    engine: str,
    year: int | None,
    period: str | None,
    output: Path | None,
) -> None:
    """Count the panels of a CONTRACT's own people: lives, member months and cost of each practice and clinician."""
    from openvbc.distribution.counted_participants import participants_csv  # noqa: PLC0415  # DuckDB loads only here
    from openvbc.payment_models.registry import payment_models, published_parameters  # noqa: PLC0415
    from openvbc.settlement.panels import panels_from_project  # noqa: PLC0415

    named = year_or_period(year, period)
    if named is None:
        raise click.UsageError("counting panels needs --year (or --period)")
    with counting(participants, national, counties, people, engine) as options:
        found = panels_from_project(
            load_contract(contract), claims, named, payment_models(), published_parameters(), options
        )
    text = participants_csv(found)
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise cannot_write(output, error) from None
    click.echo(f"wrote {output}", err=True)
