"""`openvbc compare`: what moved between two settlements, and what each move is worth."""

import json
from pathlib import Path

import click

from openvbc.cli.loading import settlements_of
from openvbc.cli.settle import STATUSES
from openvbc.reports.comparison import comparison_json, comparison_text
from openvbc.settlement.compare import compare as compare_settlements


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--before", required=True, type=click.Path(path_type=Path), help="Headline numbers before (.yaml).")
@click.option("--after", required=True, type=click.Path(path_type=Path), help="Headline numbers after (.yaml).")
@click.option("--contract-after", type=click.Path(path_type=Path), help="The contract after, if its terms changed.")
@click.option("--year", type=int, help="Performance year, for a .csv of one organisation.")
@click.option("--status", type=STATUSES, help="interim or final, for a .csv.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def compare(
    contract: Path,
    *,
    before: Path,
    after: Path,
    contract_after: Path | None,
    year: int | None,
    status: str | None,
    as_json: bool,
) -> None:
    """Compare two settlements of a CONTRACT: which figures moved and what each contributed."""
    first = settlements_of(contract, before, None, year, status)
    second = settlements_of(contract_after or contract, after, None, year, status)
    if len(first) != 1 or len(second) != 1:
        raise click.UsageError("compare takes one organisation before and after")
    streams = compare_settlements(first[0], second[0])
    if as_json:
        click.echo(json.dumps(comparison_json(streams), indent=2, ensure_ascii=False))
    else:
        click.echo(comparison_text(streams))
