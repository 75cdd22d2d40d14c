"""`openvbc compare`: what moved between two settlements, and what each move is worth."""

from pathlib import Path

import click

from openvbc.cli.counting import counting, experience_options
from openvbc.cli.loading import settlements_of
from openvbc.cli.periods import period_option, year_or_period
from openvbc.cli.settle import STATUSES
from openvbc.cli.writing import print_report
from openvbc.reports.comparison import comparison_report
from openvbc.settlement.compare import compare as compare_settlements


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--before", type=click.Path(path_type=Path), help="Headline numbers before (.yaml).")
@click.option("--after", type=click.Path(path_type=Path), help="Headline numbers after (.yaml).")
@click.option("--contract-after", type=click.Path(path_type=Path), help="The contract after, if its terms changed.")
@click.option(
    "--claims",
    type=click.Path(path_type=Path),
    help="Project folder: the interim settlement of --year counted from it, beside the final one.",
)
@experience_options
@click.option("--year", type=int, help="Performance year, for claims or a .csv of one organization.")
@period_option
@click.option("--status", type=STATUSES, help="interim or final, for a table.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def compare(
    contract: Path,
    *,
    before: Path | None,
    after: Path | None,
    contract_after: Path | None,
    claims: Path | None,
    participants: Path | None,
    national: Path | None,
    counties: Path | None,
    people: tuple[str, ...],
    engine: str,
    year: int | None,
    period: str | None,
    status: str | None,
    as_json: bool,
) -> None:
    """Compare two settlements of a CONTRACT: which figures moved and what each contributed."""
    if claims is None and (before is None or after is None):
        raise click.UsageError("name --before and --after, or --claims to compare interim with final")
    if claims is not None and status is not None:
        raise click.UsageError("with --claims the interim settlement is compared with the final one; drop --status")
    statuses = (status, status) if claims is None else ("interim", "final")
    with counting(participants, national, counties, people, engine) as options:
        named = year_or_period(year, period)
        first = settlements_of(contract, before, claims, named, statuses[0], options)
        second = settlements_of(contract_after or contract, after, claims, named, statuses[1], options)
    if len(first) != 1 or len(second) != 1:
        raise click.UsageError("compare takes one organization before and after")
    print_report(comparison_report(compare_settlements(first[0], second[0])), as_json=as_json, part="streams")
