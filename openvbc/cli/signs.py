"""`openvbc signs`: signs of under-service, selection and gaming in a contract's claims, to look at."""

from pathlib import Path

import click

from openvbc import api
from openvbc.api.counts import BUNDLED, RISK_BY
from openvbc.cli.counting import CLAIMS, counting, experience_options
from openvbc.cli.periods import needed_period, period_options
from openvbc.cli.writing import print_result, refuse_overwriting, write_result

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("contract", type=_PATH)
@click.option("--claims", type=CLAIMS, required=True, help="Project folder that holds others' claims too.")
@experience_options
@period_options
@click.option("--stream", help="Payment stream whose counting holds, where streams of the contract differ.")
@click.option("--measures", default=BUNDLED, show_default=True, help="Measures of quality: a file (.yaml), or bundled.")
@click.option("--value-sets", type=_PATH, help="Codes that the measures name (.csv, .xlsx).")
@click.option("--only", multiple=True, metavar="MEASURE", help="Only this measure; may be given several times.")
@click.option("--risk-by", type=click.Choice(RISK_BY), default="cost", show_default=True, help="What makes the thirds.")
@click.option("--confidence", default="95%", show_default=True, help="Of all intervals together.")
@click.option("--least-people", type=int, default=30, show_default=True, help="Fewer in a group are too few to tell.")
@click.option("--least-difference", default="5%", show_default=True, help="Smaller differences are no sign.")
@click.option("--members", is_flag=True, help="List the members behind each sign; else nobody is named.")
@click.option("--html", type=_PATH, help="Write the report as one HTML file.")
@click.option("--excel", type=_PATH, help="Write the workbook.")
@click.option("--csv", "as_csv", type=_PATH, help="Write CSV files into this folder.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def signs(
    contract: Path,
    *,
    claims: str | Path,
    participants: Path | None,
    national: Path | None,
    counties: Path | None,
    people: dict[str, Path],
    engine: str,
    recount: bool,
    year: int | None,
    period: str | None,
    stream: str | None,
    measures: str,
    value_sets: Path | None,
    only: tuple[str, ...],
    risk_by: str,
    confidence: str,
    least_people: int,
    least_difference: str,
    members: bool,
    html: Path | None,
    excel: Path | None,
    as_csv: Path | None,
    as_json: bool,
) -> None:
    """Hold a CONTRACT's members of two years against everybody else: what to look at, and no verdict.

    Use by risk and its growth, the cost of members who were dropped, growth of coding, quality that is not paid for,
    access by stratum; each with its interval and the number of members it rests on.
    """
    named = Path(measures) if measures != BUNDLED else None
    read = (contract, participants, national, counties, named, value_sets, *people.values())
    refuse_overwriting(read, {"--html": html, "--excel": excel})
    chosen = needed_period(year, period)
    with counting() as progress:
        found = api.find_signs(
            contract,
            claims,
            period=chosen,
            stream=stream,
            measures=measures,
            value_sets=value_sets,
            only=only,
            risk_by=risk_by,
            confidence=confidence,
            least_people=least_people,
            least_difference=least_difference,
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
