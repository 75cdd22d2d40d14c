"""`openvbc compare`: what moved between two settlements."""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.counting import CLAIMS, counting, experience_options
from openvbc.cli.periods import period_options, year_or_period
from openvbc.cli.settle import STATUSES
from openvbc.cli.writing import print_result, refuse_overwriting, write_result


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--before", type=click.Path(path_type=Path), help="Headline numbers before (.yaml).")
@click.option("--after", type=click.Path(path_type=Path), help="Headline numbers after (.yaml).")
@click.option("--contract-after", type=click.Path(path_type=Path), help="The contract after, if its terms changed.")
@click.option(
    "--claims",
    type=CLAIMS,
    help="Project folder: the interim settlement of --year counted from it, beside the final one.",
)
@experience_options
@period_options
@click.option("--status", type=STATUSES, help="interim or final, for a .csv.")
@click.option("--html", type=click.Path(path_type=Path), help="Write it as one page.")
@click.option("--excel", type=click.Path(path_type=Path), help="Write it as a workbook.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def compare(
    contract: Path,
    *,
    before: Path | None,
    after: Path | None,
    contract_after: Path | None,
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
    html: Path | None,
    excel: Path | None,
    as_json: bool,
) -> None:
    """Compare two settlements of a CONTRACT: which figures moved and what each contributed."""
    refuse_overwriting((contract, before, after, contract_after, claims), {"--html": html, "--excel": excel})
    with counting() as progress:
        compared = api.compare(
            contract,
            before,
            after,
            contract_after=contract_after,
            claims=claims,
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
    write_result(compared, html=html, excel=excel)
    print_result(compared, as_json=as_json)
