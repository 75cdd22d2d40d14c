"""`openvbc scorecard`: what a provider, and what people who choose one, should know."""

from collections.abc import Callable
from pathlib import Path

import click

from openvbc.cli.evidence import scorecard_of
from openvbc.cli.loading import chosen, settlements_of
from openvbc.cli.new import write_new
from openvbc.cli.settle import STATUSES
from openvbc.cli.writing import print_report, report_html
from openvbc.quality.gap_list import read_gap_list
from openvbc.reports.document.csv_files import csv_text
from openvbc.reports.scorecard.consumer import consumer_report
from openvbc.reports.scorecard.feedback import feedback, feedback_report, open_gaps_csv
from openvbc.settlement.settle import Settlement


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--inputs", type=click.Path(path_type=Path), help="Headline numbers (.yaml) or a table (.csv, .xlsx).")
@click.option("--year", type=int, help="Performance year, for a table.")
@click.option("--status", type=STATUSES, help="interim or final, for a table.")
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
    report = feedback_report(found)
    print_report(report)
    planned: list[tuple[Path | None, Callable[[], str]]] = [
        (as_csv, lambda: csv_text(report, "measures")),
        (gaps, lambda: open_gaps_csv(found)),
        (html, lambda: report_html(report)),
        (consumer, lambda: _consumer_view(settlement, is_page=consumer is not None and consumer.suffix == ".html")),
    ]
    for path, text in [(path, make()) for path, make in planned if path is not None]:
        write_new(text, path)


def _consumer_view(settlement: Settlement, *, is_page: bool) -> str:
    report = consumer_report(settlement)
    return report_html(report) if is_page else csv_text(report, "measures")
