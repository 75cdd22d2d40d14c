"""`openvbc utilization`: what a population cost and used, beside the year before, and its high-cost members."""

from pathlib import Path
from typing import Any

import click

from openvbc import api
from openvbc.api.counts import AMOUNTS, MONTHS
from openvbc.cli.counting import CLAIMS, counting, experience_options, payer_options
from openvbc.cli.delivering import delivering, delivery_options
from openvbc.cli.periods import needed_period, period_options
from openvbc.cli.writing import print_result, refuse_overwriting, write_result

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("project", type=CLAIMS)
@period_options
@click.option("--contract", type=_PATH, help="Contract whose members are counted, as its settlement counts them.")
@click.option("--stream", help="Payment stream whose counting holds, where streams of the contract differ.")
@click.option(
    "--population",
    default=None,
    help="enrolled (everybody), assignable (of a contract), or the NAME of a list; usually the contract's.",
)
@click.option("--organization", help="Those whom the contract attributes to this organization.")
@click.option(
    "--months",
    type=click.Choice(MONTHS),
    default=None,
    help="medicare (the default): months with Parts A and B outside Medicare Advantage; all: every month. A contract's"
    " claims basis says it.",
)
@click.option(
    "--amount",
    type=click.Choice(AMOUNTS),
    default=None,
    help="What is cost: what the payer paid (the default), or what it allowed. A contract's claims basis says it.",
)
@click.option(
    "--run-out",
    type=int,
    default=None,
    help="Claims paid later than so many months (3 by default) do not count. A contract says it.",
)
@click.option("--members", is_flag=True, help="Name high-cost members; else nobody is named, nor groups under 11.")
@click.option("--html", type=_PATH, help="Write the report as one HTML file.")
@click.option("--excel", type=_PATH, help="Write the workbook.")
@click.option("--csv", "as_csv", type=_PATH, help="Write CSV files into this folder.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
@delivery_options
@payer_options
@experience_options
def utilization(
    project: str | Path,
    *,
    year: int | None,
    period: str | None,
    contract: Path | None,
    stream: str | None,
    population: str | None,
    organization: str | None,
    months: str | None,
    amount: str | None,
    run_out: int | None,
    payer: tuple[str, ...],
    plan: tuple[str, ...],
    members: bool,
    html: Path | None,
    excel: Path | None,
    as_csv: Path | None,
    as_json: bool,
    participants: Path | None,
    national: Path | None,
    counties: Path | None,
    people: dict[str, Path],
    engine: str,
    recount: bool,
    **delivery: Any,  # noqa: ANN401  # what `delivery_options` asks for
) -> None:
    """Report cost and utilization of a population in a PROJECT folder, and its costliest 5% of members.

    Cost per member per month by category of service; admissions, emergency and primary care visits, prescriptions, CT
    and MRI per 1,000 members a year; length of stay, readmissions, mean risk scores; each beside the year before. With
    a contract, people, months and dollars are those of its settlement.
    """
    read = (contract, participants, national, counties, *people.values())
    refuse_overwriting(read, {"--html": html, "--excel": excel})
    chosen = needed_period(year, period)
    delivered = delivering(delivery, html, excel, as_csv)
    with counting() as progress:
        found = api.report_utilization(
            project,
            period=chosen,
            contract=contract,
            stream=stream,
            population=population,
            organization=organization,
            months=months,
            amount=amount,
            run_out_months=run_out,
            payers=payer,
            plans=plan,
            delivering=delivered,
            members=members,
            participants=participants,
            national=national,
            counties=counties,
            people=people,
            engine=engine,
            recount=recount,
            progress=progress,
        )
    write_result(found, html=html, excel=excel, csv=as_csv)
    print_result(found, as_json=as_json)
