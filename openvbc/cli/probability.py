"""`openvbc probability`: how likely is it that quality reaches its thresholds?"""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.periods import period_options, year_or_period
from openvbc.cli.settle import STATUSES
from openvbc.cli.writing import print_result, refuse_overwriting, write_result


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--inputs", type=click.Path(path_type=Path), help="Headline numbers (.yaml) or a table (.csv, .xlsx).")
@period_options
@click.option("--status", type=STATUSES, help="interim or final, for a .csv.")
@click.option("--organization", help="Which row of a table.")
@click.option("--threshold", multiple=True, help="Of the quality score, e.g. 70%; the contract's own if left out.")
@click.option("--to-come", multiple=True, help="Cases still to come: a number, or MEASURE=NUMBER; else a new year.")
@click.option("--rate-is-certain", is_flag=True, help="Take the observed rate for certain.")
@click.option("--draws", type=int, default=100_000, show_default=True, help="Of a simulation; 10,000,000 at most.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the draws: the same seed, the same chances.")
@click.option("--simulate", is_flag=True, help="Draw even where the chances could be exact.")
@click.option("--html", type=click.Path(path_type=Path), help="Write it as one page.")
@click.option("--excel", type=click.Path(path_type=Path), help="Write it as a workbook.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def probability(
    contract: Path,
    *,
    inputs: Path | None,
    year: int | None,
    period: str | None,
    status: str | None,
    organization: str | None,
    threshold: tuple[str, ...],
    to_come: tuple[str, ...],
    rate_is_certain: bool,
    draws: int,
    seed: int,
    simulate: bool,
    html: Path | None,
    excel: Path | None,
    as_json: bool,
) -> None:
    """Show how likely the measures of a CONTRACT and its quality score reach their thresholds, given the cases."""
    refuse_overwriting((contract, inputs), {"--html": html, "--excel": excel})
    found = api.probability(
        contract,
        inputs,
        period=year_or_period(year, period),
        status=status,
        organization=organization,
        thresholds=threshold,
        to_come=dict(_cases_of(each) for each in to_come),
        rate_is_certain=rate_is_certain,
        draws=draws,
        seed=seed,
        simulate=simulate,
    )
    write_result(found, html=html, excel=excel)
    print_result(found, as_json=as_json)


def _cases_of(text: str) -> tuple[str, int]:
    measure, _, number = text.rpartition("=")
    if not number.isdecimal():
        raise click.UsageError(f"--to-come {text}: write a number of cases, or MEASURE=NUMBER")
    return measure, int(number)
