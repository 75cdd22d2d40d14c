"""`openvbc participants`: what a contract settles to when participants leave or join."""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.counting import CLAIMS, counting, experience_options
from openvbc.cli.periods import period_options, year_or_period
from openvbc.cli.settle import STATUSES
from openvbc.cli.writing import print_result, refuse_overwriting, write_result


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--claims", type=CLAIMS, required=True, help="Project folder that is counted.")
@click.option("--leave", multiple=True, metavar="TIN", help="A participant who may leave.")
@click.option("--join", type=click.Path(path_type=Path), help="Those who may join, as a list of participants.")
@click.option("--sets-of", type=int, default=1, show_default=True, help="How many may change at once.")
@click.option(
    "--beside",
    multiple=True,
    metavar="CONTRACT[=INPUTS]",
    help="Another contract on the same list: track, early renewal, or program; may be given several times.",
)
@click.option("--margin", is_flag=True, help="Tell whom one visit more or less decides, and the dollars they bring.")
@click.option("--members", is_flag=True, help="List those at the margin; else nobody is named.")
@click.option("--inputs", type=click.Path(path_type=Path), help="Figures beside those that are counted.")
@experience_options
@period_options
@click.option("--status", type=STATUSES, help="interim or final.")
@click.option("--html", type=click.Path(path_type=Path), help="Write the report as one HTML file.")
@click.option("--excel", type=click.Path(path_type=Path), help="Write the report as a workbook.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def participants(
    contract: Path,
    *,
    claims: str | Path,
    leave: tuple[str, ...],
    join: Path | None,
    sets_of: int,
    beside: tuple[str, ...],
    margin: bool,
    members: bool,
    inputs: Path | None,
    participants: Path | None,
    national: Path | None,
    counties: Path | None,
    people: dict[str, Path],
    engine: str,
    recount: bool,
    year: int | None,
    period: str | None,
    status: str | None,
    html: Path | None,
    excel: Path | None,
    as_json: bool,
) -> None:
    """Settle a CONTRACT from claims with participants gone or joined: roster, benchmark, cost and payment of each."""
    others = [
        (Path(each), Path(figures) if figures else None) for each, _, figures in (b.partition("=") for b in beside)
    ]
    named = [path for pair in others for path in pair]
    refuse_overwriting([contract, inputs, participants, join, *named], {"--html": html, "--excel": excel})
    with counting() as progress:
        found = api.try_participants(
            contract,
            claims,
            leave=leave,
            join=join,
            sets_of=sets_of,
            beside=others,
            margin=margin,
            members=members,
            inputs=inputs,
            period=year_or_period(year, period),
            status=status,
            participants=participants,
            national=national,
            counties=counties,
            people=people,
            engine=engine,
            recount=recount,
            progress=progress,
        )
    write_result(found, html=html, excel=excel)
    print_result(found, as_json=as_json)
