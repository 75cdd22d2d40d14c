"""`openvbc what-if`: what the next step is worth, under a contract or to one organization of published results."""

import inspect
from functools import partial
from pathlib import Path

import click

from openvbc import api
from openvbc.api.published import PublishedProgram
from openvbc.cli.periods import period_options, year_or_period
from openvbc.cli.replay import ProgramGroup
from openvbc.cli.settle import STATUSES
from openvbc.cli.writing import print_result, refuse_overwriting, write_over, write_result

_HELP = """Show what the next step on each measure is worth to one {organization} of a FILE, the most valuable first.

{name} is its number or a part of its name. FILE may be a folder. All others stay as published: results are told as
dollars for so much of payments, and as a place in the ranking."""


def what_if_command(program: PublishedProgram) -> click.Command:
    """`openvbc what-if PROGRAM ORGANIZATION FILE`."""
    name = program.organization.upper()
    return click.Command(
        program.name,
        callback=partial(_what_if, program),
        help=inspect.cleandoc(_HELP.format(organization=program.organization, name=name)),
        params=[
            click.Argument(["organization"], metavar=name),
            click.Argument(["file"], type=click.Path(path_type=Path)),
            click.Option(["--year"], type=int, required=True, help="Fiscal year of the files."),
            click.Option(["--payments"], default="$1,000,000", show_default=True, help="Its payments of the year."),
            click.Option(["--html"], type=click.Path(path_type=Path), help="Write the report as one HTML file."),
            click.Option(["--json", "as_json"], is_flag=True, help="Print for machines."),
        ],
    )


@click.command("contract")
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--inputs", type=click.Path(path_type=Path), required=True, help="Headline numbers (.yaml) or a table.")
@period_options
@click.option("--status", type=STATUSES, help="interim or final, for a table.")
@click.option("--organization", help="Which row of a table.")
@click.option("--html", type=click.Path(path_type=Path), help="Write the report as one HTML file.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def of_contract(
    contract: Path,
    *,
    inputs: Path,
    year: int | None,
    period: str | None,
    status: str | None,
    organization: str | None,
    html: Path | None,
    as_json: bool,
) -> None:
    """Show what the next step of each measure is worth under a CONTRACT, such as the next decile of a MIPS measure."""
    chosen = year_or_period(year, period)
    found = api.what_if(contract, inputs, period=chosen, status=status, organization=organization)
    write_result(found, html=html)
    print_result(found, as_json=as_json)


@click.command("page")
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--inputs", type=click.Path(path_type=Path), required=True, help="Headline numbers (.yaml) or a table.")
@period_options
@click.option("--status", type=STATUSES, help="interim or final, for a table.")
@click.option("--organization", help="Which row of a table.")
@click.option("--output", type=click.Path(path_type=Path), required=True, help="Where the page is written (.html).")
def page_of_contract(
    contract: Path,
    *,
    inputs: Path,
    year: int | None,
    period: str | None,
    status: str | None,
    organization: str | None,
    output: Path,
) -> None:
    """Write a page in which figures and terms of a CONTRACT are moved by hand: one file, no network, posted nowhere."""
    refuse_overwriting([contract, inputs], {"--output": output})
    chosen = year_or_period(year, period)
    settled = api.settle(contract, inputs, period=chosen, status=status, organization=organization)
    write_over(settled.what_if_page(), output)


what_if = ProgramGroup(
    what_if_command,
    lambda program: program.what_if is not None,
    name="what-if",
    commands={"contract": of_contract, "page": page_of_contract},
    help="Show what the next step is worth: under a contract, or to one organization of published results.",
)


def _what_if(
    program: PublishedProgram,
    organization: str,
    file: Path,
    *,
    year: int,
    payments: str,
    html: Path | None,
    as_json: bool,
) -> None:
    found = api.what_if_published(program.name, organization, file, period=year, payments=payments)
    write_result(found, html=html)
    print_result(found, as_json=as_json)
