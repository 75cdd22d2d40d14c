"""`openvbc forecast`: what a contract may pay, how likely, and what may be booked."""

from pathlib import Path
from typing import Any

import click

from openvbc import api
from openvbc.cli.counting import CLAIMS, experience_options, working
from openvbc.cli.periods import period_options, year_or_period
from openvbc.cli.settle import STATUSES
from openvbc.cli.writing import print_result, refuse_overwriting, write_result


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--inputs", type=click.Path(path_type=Path), required=True, help="The figures as they are expected.")
@click.option(
    "--also",
    type=(click.Path(path_type=Path), click.Path(path_type=Path)),
    multiple=True,
    metavar="CONTRACT INPUTS",
    help="A further contract and its figures, for all together.",
)
@period_options
@click.option("--status", type=STATUSES, help="interim or final, for a table.")
@click.option("--organization", help="Which row of a table.")
@click.option("--as-of", type=int, default=0, show_default=True, help="Months of the year that the figures hold.")
@click.option("--run-out-months", type=int, default=3, show_default=True, help="Run-out before it is settled.")
@click.option("--benchmark-known", is_flag=True, help="The benchmark is published and moves no more.")
@click.option("--rebased", is_flag=True, help="The year begins a new agreement with a new benchmark.")
@click.option("--assume", multiple=True, metavar="NAME=VALUE", help="Another value of an assumption that is printed.")
@click.option("--probable", default="80%", show_default=True, help="Chance from which a payment may be booked.")
@click.option("--significance", default="$0", show_default=True, help="A reversal of no more than this is not one.")
@click.option("--came-out", type=click.Path(path_type=Path), help="The year as it came out, to see where it lies.")
@click.option("--members", type=click.Path(path_type=Path), help="Own members (cost, months, stratum), drawn again.")
@click.option("--claims", type=CLAIMS, help="Project folder or tables: own members are counted and drawn again.")
@click.option("--claims-year", type=int, help="Performance year whose members are drawn; the one forecast if none.")
@experience_options
@click.option("--scenarios", type=int, default=65_536, show_default=True, help="How many years are drawn.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the draws: the same seed, the same forecast.")
@click.option("--html", type=click.Path(path_type=Path), help="Write the report as one HTML file.")
@click.option("--excel", type=click.Path(path_type=Path), help="Write the report as a workbook.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def forecast(
    contract: Path,
    *,
    inputs: Path,
    also: tuple[tuple[Path, Path], ...],
    year: int | None,
    period: str | None,
    status: str | None,
    organization: str | None,
    as_of: int,
    run_out_months: int,
    benchmark_known: bool,
    rebased: bool,
    assume: tuple[str, ...],
    probable: str,
    significance: str,
    came_out: Path | None,
    members: Path | None,
    claims: str | None,
    claims_year: int | None,
    participants: Path | None,
    national: Path | None,
    counties: Path | None,
    people: dict[str, Path],
    engine: str,
    recount: bool,
    scenarios: int,
    seed: int,
    html: Path | None,
    excel: Path | None,
    as_json: bool,
) -> None:
    """Forecast what a CONTRACT pays: chances, expected payment and spread, what may be booked, what drives it."""
    refuse_overwriting(
        [contract, inputs, came_out, members, *(path for pair in also for path in pair)],
        {"--html": html, "--excel": excel},
    )
    of_claims: dict[str, Any] = {
        "participants": participants,
        "national": national,
        "counties": counties,
        "people": people,
        "engine": engine,
        "recount": recount,
    }
    with working("drawing scenarios"):
        found = api.forecast(
            contract,
            inputs,
            also=also,
            period=year_or_period(year, period),
            status=status,
            organization=organization,
            as_of=as_of,
            run_out_months=run_out_months,
            benchmark_known=benchmark_known,
            rebased=rebased,
            assume=dict(named_value(each) for each in assume),
            probable=probable,
            significance=significance,
            came_out=came_out,
            members=members,
            claims=claims,
            claims_year=claims_year,
            scenarios=scenarios,
            seed=seed,
            **(of_claims if claims is not None or participants is not None else {}),
        )
    write_result(found, html=html, excel=excel)
    print_result(found, as_json=as_json)


def named_value(text: str) -> tuple[str, str]:
    """NAME=VALUE as a pair. UsageError if it is none."""
    name, found, value = text.partition("=")
    if not found or not name.strip() or not value.strip():
        raise click.UsageError(f"{text}: write NAME=VALUE, for example own_trend=2%")
    return name.strip(), value.strip()
