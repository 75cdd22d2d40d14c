"""`openvbc scorecard`: what a provider, and what people who choose one, should know."""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.periods import period_options, year_or_period
from openvbc.cli.settle import STATUSES
from openvbc.cli.writing import print_result, write_new


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--inputs", type=click.Path(path_type=Path), help="Headline numbers (.yaml) or a table (.csv, .xlsx).")
@period_options
@click.option("--status", type=STATUSES, help="interim or final, for a .csv.")
@click.option("--organization", help="Which row of a table.")
@click.option("--members", type=click.Path(path_type=Path), help="List of members by measure (.csv), for open gaps.")
@click.option("--html", type=click.Path(path_type=Path), help="Write the provider's scorecard as a page.")
@click.option("--excel", type=click.Path(path_type=Path), help="Write the provider's scorecard as a workbook.")
@click.option("--csv", "as_csv", type=click.Path(path_type=Path), help="Write it as a table.")
@click.option("--gaps", type=click.Path(path_type=Path), help="Write the open gaps, to be sent back with evidence.")
@click.option("--consumer", type=click.Path(path_type=Path), help="Write the plain consumer view (.html or .csv).")
def scorecard(
    contract: Path,
    *,
    inputs: Path | None,
    year: int | None,
    period: str | None,
    status: str | None,
    organization: str | None,
    members: Path | None,
    html: Path | None,
    excel: Path | None,
    as_csv: Path | None,
    gaps: Path | None,
    consumer: Path | None,
) -> None:
    """Show a provider's scorecard under a CONTRACT: where each measure stands, the next step's worth, open gaps.

    The consumer view has no dollars and names no members.
    """
    if gaps is not None and members is None:
        raise click.UsageError("--gaps needs --members LIST: open gaps are read from it")
    chosen = year_or_period(year, period)
    found = api.scorecard(contract, inputs, period=chosen, status=status, organization=organization, members=members)
    print_result(found)
    texts: list[tuple[Path, str | bytes]] = [(as_csv, found.files["measures.csv"])] if as_csv is not None else []
    if gaps is not None:
        texts.append((gaps, found.files["open_gaps.csv"]))
    if html is not None:
        texts.append((html, found.html()))
    if excel is not None:
        texts.append((excel, found.workbook()))
    if consumer is not None:
        view = found.consumer
        texts.append((consumer, view.html() if consumer.suffix == ".html" else view.files["measures.csv"]))
    write_new(texts)
