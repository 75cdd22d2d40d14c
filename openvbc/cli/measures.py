"""`openvbc measures`: quality measures counted from claims."""

from pathlib import Path
from typing import Any

import click

from openvbc import api
from openvbc.cli.counting import CLAIMS, counting, experience_options, payer_options
from openvbc.cli.delivering import delivering, delivery_options
from openvbc.cli.periods import needed_period, period_options
from openvbc.cli.writing import print_result, refuse_full_folder, refuse_overwriting, write_result

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("project", type=CLAIMS)
@click.option("--measures", "file", default="bundled", show_default=True, help="Measures (.yaml), or `bundled`.")
@click.option("--value-sets", type=_PATH, help="Codes: value_set, code_type, code (.csv, .xlsx).")
@period_options
@click.option("--contract", type=_PATH, help="Contract whose members are counted, as settled.")
@click.option("--stream", help="Payment stream whose counting holds, where streams of the contract differ.")
@click.option(
    "--run-out-months",
    type=int,
    default=None,
    help="Claims paid later than so many months (3 by default) do not count. A contract says it.",
)
@click.option("--measure", "only", multiple=True, help="Only this measure; may be given several times.")
@click.option("--organization", multiple=True, help="Only this organization or list; may be given several times.")
@click.option("--html", type=_PATH, help="Write the rates as one HTML file.")
@click.option("--excel", type=_PATH, help="Write the rates as a workbook.")
@click.option("--csv", "folder", type=_PATH, help="Write rates, people, lists and figures there.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
@delivery_options
@payer_options
@experience_options
def measures(
    project: str | Path,
    *,
    file: str,
    value_sets: Path | None,
    year: int | None,
    period: str | None,
    contract: Path | None,
    stream: str | None,
    run_out_months: int | None,
    only: tuple[str, ...],
    organization: tuple[str, ...],
    payer: tuple[str, ...],
    plan: tuple[str, ...],
    html: Path | None,
    excel: Path | None,
    folder: Path | None,
    as_json: bool,
    participants: Path | None,
    national: Path | None,
    counties: Path | None,
    people: dict[str, Path],
    engine: str,
    recount: bool,
    **delivery: Any,  # noqa: ANN401  # what `delivery_options` asks for
) -> None:
    """Count quality measures from the claims of a PROJECT folder, in a calendar year or in a contract's period.

    With --contract its members are counted, with the months and dollars of its settlement. Without it, with
    --participants people belong to the organization that they visited most, with --people to the lists given; else
    everyone enrolled is one population. --csv writes for each organization the list of members by measure and
    the figures that `openvbc evidence`, `scorecard` and `settle` take.

    With --deliver what is written is recorded as delivered: the quality report that the contract has due on --due.
    """
    refuse_full_folder(folder)
    read = (contract, value_sets, participants, national, counties, *people.values())
    refuse_overwriting(read, {"--html": html, "--excel": excel})
    chosen = needed_period(year, period)
    delivered = delivering(delivery, html, excel, folder)
    with counting() as progress:
        found = api.count_measures(
            project,
            period=chosen,
            measures=file,
            value_sets=value_sets,
            contract=contract,
            stream=stream,
            run_out_months=run_out_months,
            only=only,
            organizations=organization,
            payers=payer,
            plans=plan,
            delivering=delivered,
            participants=participants,
            national=national,
            counties=counties,
            people=people,
            engine=engine,
            recount=recount,
            progress=progress,
        )
    write_result(found, html=html, excel=excel, csv=folder)
    print_result(found, as_json=as_json)
