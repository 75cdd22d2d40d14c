"""`openvbc negotiate`: what each term is worth to both sides, and the term that meets a target."""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.counting import working
from openvbc.cli.forecast import named_value
from openvbc.cli.periods import period_options, year_or_period
from openvbc.cli.settle import STATUSES
from openvbc.cli.writing import print_result, refuse_overwriting, write_result


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--inputs", type=click.Path(path_type=Path), required=True, help="The figures as they are expected.")
@click.option(
    "--change", multiple=True, metavar="TERM=VALUE", help="A term (a line of the worksheet) to try otherwise."
)
@click.option("--against", type=click.Path(path_type=Path), help="Another version, whose differing terms are tried.")
@click.option(
    "--grid", multiple=True, metavar="TERM=A,B,C", help="Values to try in every combination; two: a heat map."
)
@click.option("--solve", multiple=True, metavar="TERM", help="A term to find so that --target is met.")
@click.option("--target", default="", help='"expected=$600,000", "paid=50%", "owing=10%", "covers=$480,000@50%".')
@click.option("--within", metavar="LOW,HIGH", help="Where to look for the term.")
@click.option("--provider-risk", default="10%", show_default=True, help="Cost of holding capital against the worst 5%.")
@click.option("--payer-risk", default="2%", show_default=True, help="The payer's.")
@click.option("--response", default="0%", show_default=True, help="What a point of the share saves more.")
@period_options
@click.option("--status", type=STATUSES, help="interim or final, for a table.")
@click.option("--organization", help="Which row of a table.")
@click.option("--rebased", is_flag=True, help="The year begins a new agreement with a new benchmark.")
@click.option("--assume", multiple=True, metavar="NAME=VALUE", help="Another value of an assumption of the forecast.")
@click.option("--scenarios", type=int, default=16_384, show_default=True, help="How many years are drawn.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the draws.")
@click.option("--html", type=click.Path(path_type=Path), help="Write the report as one HTML file.")
@click.option("--excel", type=click.Path(path_type=Path), help="Write the report as a workbook.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def negotiate(
    contract: Path,
    *,
    inputs: Path,
    change: tuple[str, ...],
    against: Path | None,
    grid: tuple[str, ...],
    solve: tuple[str, ...],
    target: str,
    within: str | None,
    provider_risk: str,
    payer_risk: str,
    response: str,
    year: int | None,
    period: str | None,
    status: str | None,
    organization: str | None,
    rebased: bool,
    assume: tuple[str, ...],
    scenarios: int,
    seed: int,
    html: Path | None,
    excel: Path | None,
    as_json: bool,
) -> None:
    """Show what each term of a CONTRACT is worth to provider and payer, alone and in pairs; solve for a term."""
    refuse_overwriting([contract, inputs, against], {"--html": html, "--excel": excel})
    low, _, high = (within or "").partition(",")
    if within and not high:
        raise click.UsageError(f"--within {within}: write LOW,HIGH, for example 0%,60%")
    values = dict(named_value(each) for each in grid)
    with working("drawing scenarios"):
        found = api.negotiate(
            contract,
            inputs,
            changes=[named_value(each) for each in change],
            against=against,
            grid={name: listed.split(",") for name, listed in values.items()},
            solve=solve,
            target=target,
            within=(low, high) if within else None,
            provider_risk=provider_risk,
            payer_risk=payer_risk,
            response=response,
            period=year_or_period(year, period),
            status=status,
            organization=organization,
            rebased=rebased,
            assume=dict(named_value(each) for each in assume),
            scenarios=scenarios,
            seed=seed,
        )
    write_result(found, html=html, excel=excel)
    print_result(found, as_json=as_json)
