"""`openvbc bridge`: why a benchmark moved, in bars that add up to the cent."""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.counting import CLAIMS, counting, experience_options
from openvbc.cli.periods import period_options, year_or_period
from openvbc.cli.settle import STATUSES
from openvbc.cli.writing import print_result, refuse_overwriting, write_result

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("contract", type=_PATH)
@click.option("--inputs", type=_PATH, help="Headline numbers (.yaml) of the settlement.")
@click.option("--claims", type=CLAIMS, help="Project folder from which its figures are counted.")
@experience_options
@period_options
@click.option("--status", type=STATUSES, help="interim or final, where figures are counted.")
@click.option("--before", type=_PATH, help="Headline numbers (.yaml) of an earlier settlement: last year's, interim.")
@click.option("--before-claims", type=CLAIMS, help="Project folder of the earlier settlement, if it is another.")
@click.option("--before-year", type=int, help="Performance year of the earlier settlement, counted from claims.")
@click.option("--before-period", metavar="NAME", help="Period of the earlier settlement, where that is no year.")
@click.option("--before-status", type=STATUSES, help="interim or final, of the earlier settlement.")
@click.option("--line", default="", help="Which line to bridge between two settlements; the outcome if none is named.")
@click.option("--html", type=_PATH, help="Write the bridge as one HTML file.")
@click.option("--excel", type=_PATH, help="Write the bridge as a workbook whose levels are live formulas.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def bridge(
    contract: Path,
    *,
    inputs: Path | None,
    claims: str | Path | None,
    participants: Path | None,
    national: Path | None,
    counties: Path | None,
    people: dict[str, Path],
    engine: str,
    recount: bool,
    year: int | None,
    period: str | None,
    status: str | None,
    before: Path | None,
    before_claims: str | Path | None,
    before_year: int | None,
    before_period: str | None,
    before_status: str | None,
    line: str,
    html: Path | None,
    excel: Path | None,
    as_json: bool,
) -> None:
    """Bridge a CONTRACT's benchmark from its base years, or any line from an earlier settlement to a later one."""
    read = (contract, inputs, claims, participants, national, counties, before, before_claims)
    refuse_overwriting(read, {"--html": html, "--excel": excel})
    with counting() as progress:
        bridged = api.bridge(
            contract,
            inputs,
            claims=claims,
            period=year_or_period(year, period),
            status=status,
            before=before,
            before_claims=before_claims,
            before_period=year_or_period(before_year, before_period),
            before_status=before_status,
            line=line,
            participants=participants,
            national=national,
            counties=counties,
            people=people,
            engine=engine,
            recount=recount,
            progress=progress,
        )
    write_result(bridged, html=html, excel=excel)
    print_result(bridged, as_json=as_json)
