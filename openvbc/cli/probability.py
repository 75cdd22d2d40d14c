"""`openvbc probability`: how likely is it that quality reaches its thresholds?"""

from decimal import Decimal
from pathlib import Path

import click

from openvbc.cli.loading import chosen, settlements_of
from openvbc.cli.settle import STATUSES
from openvbc.cli.writing import print_report
from openvbc.money import rate_from_text
from openvbc.quality.probability import Asked
from openvbc.reports.scorecard.probability import probability as probability_of
from openvbc.reports.scorecard.probability import probability_report

_MOST_DRAWS = 10_000_000


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--inputs", type=click.Path(path_type=Path), help="Headline numbers (.yaml) or a table (.csv, .xlsx).")
@click.option("--year", type=int, help="Performance year, for a table.")
@click.option("--status", type=STATUSES, help="interim or final, for a table.")
@click.option("--organization", help="Which row of a table.")
@click.option("--threshold", multiple=True, help="Of the quality score, e.g. 70%; the contract's own if left out.")
@click.option(
    "--draws", type=click.IntRange(1, _MOST_DRAWS), default=100_000, show_default=True, help="Of a simulation."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of the draws: the same seed, the same chances.")
@click.option("--simulate", is_flag=True, help="Draw even where the chances could be exact.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def probability(
    contract: Path,
    *,
    inputs: Path | None,
    year: int | None,
    status: str | None,
    organization: str | None,
    threshold: tuple[str, ...],
    draws: int,
    seed: int,
    simulate: bool,
    as_json: bool,
) -> None:
    """Show how likely the measures of a CONTRACT and its quality score reach their thresholds, given the cases."""
    asked = Asked(tuple(_rate(each) for each in threshold), draws, seed, simulate)
    settlement = chosen(settlements_of(contract, inputs, None, year, status), organization)
    print_report(probability_report(settlement, probability_of(settlement, asked)), as_json=as_json)


def _rate(text: str) -> Decimal:
    try:
        rate = rate_from_text(text)
    except ValueError as error:
        raise click.BadParameter(f"{error}; write for example 70%", param_hint="--threshold") from None
    if not 0 <= rate <= 1:
        raise click.BadParameter(f"{text} lies outside 0% to 100%", param_hint="--threshold")
    return rate
