"""`openvbc scorecard`: what a provider, and what people who choose one, should know."""

from collections.abc import Callable
from pathlib import Path

import click

from openvbc.cli.evidence import scorecard_of
from openvbc.cli.loading import chosen, settlements_of
from openvbc.cli.new import write_new
from openvbc.cli.settle import STATUSES
from openvbc.quality.gap_list import read_gap_list
from openvbc.reports.scorecard.consumer import consumer_csv
from openvbc.reports.scorecard.feedback import feedback, feedback_csv, feedback_text, open_gaps_csv


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--inputs", type=click.Path(path_type=Path), help="Headline numbers (.yaml) or a table (.csv).")
@click.option("--year", type=int, help="Performance year, for a .csv.")
@click.option("--status", type=STATUSES, help="interim or final, for a .csv.")
@click.option("--organization", help="Which row of a table.")
@click.option("--members", type=click.Path(path_type=Path), help="List of members by measure (.csv), for open gaps.")
@click.option("--html", type=click.Path(path_type=Path), help="Write the provider's scorecard as a page.")
@click.option("--csv", "as_csv", type=click.Path(path_type=Path), help="Write it as a table.")
@click.option("--gaps", type=click.Path(path_type=Path), help="Write the open gaps, to be sent back with evidence.")
@click.option("--consumer", type=click.Path(path_type=Path), help="Write the plain consumer view (.html or .csv).")
def scorecard(
    contract: Path,
    *,
    inputs: Path | None,
    year: int | None,
    status: str | None,
    organization: str | None,
    members: Path | None,
    html: Path | None,
    as_csv: Path | None,
    gaps: Path | None,
    consumer: Path | None,
) -> None:
    """Show a provider's scorecard under a CONTRACT: where each measure stands, the next step's worth, open gaps.

    The consumer view has no dollars and names no members.
    """
    if gaps is not None and members is None:
        raise click.UsageError("--gaps needs --members LIST: open gaps are read from it")
    settlement = chosen(settlements_of(contract, inputs, None, year, status), organization)
    listed = read_gap_list(members, scorecard_of(settlement.contract)) if members is not None else None
    found = feedback(settlement, listed)
    click.echo(feedback_text(found))
    written: list[tuple[Path | None, Callable[[], str]]] = [
        (as_csv, lambda: feedback_csv(found)),
        (gaps, lambda: open_gaps_csv(found)),
    ]
    if html is not None or (consumer is not None and consumer.suffix == ".html"):
        from openvbc.reports.scorecard.page import consumer_html, feedback_html  # noqa: PLC0415  # templates load late

        written.append((html, lambda: feedback_html(found)))
        if consumer is not None and consumer.suffix == ".html":
            written.append((consumer, lambda: consumer_html(settlement)))
    if consumer is not None and consumer.suffix != ".html":
        written.append((consumer, lambda: consumer_csv(settlement)))
    for path, told in [(path, text()) for path, text in written if path is not None]:
        write_new(told, path)
