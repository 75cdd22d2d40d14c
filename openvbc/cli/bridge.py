"""`openvbc bridge`: why a benchmark moved, in bars that add up to the cent."""

import json
from pathlib import Path

import click

from openvbc.cli.counting import count_options, counting
from openvbc.cli.loading import settlements_of
from openvbc.cli.settle import STATUSES
from openvbc.cli.writing import refuse_overwriting
from openvbc.reports.answer import provider_name
from openvbc.reports.bridge.bars import bridges_between, bridges_within
from openvbc.reports.bridge.text import bridges_json, bridges_text
from openvbc.settlement.count_options import CountOptions
from openvbc.settlement.settle import Settlement

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("contract", type=_PATH)
@click.option("--inputs", type=_PATH, help="Headline numbers (.yaml) of the settlement.")
@click.option("--claims", type=_PATH, help="Project folder from which its figures are counted.")
@count_options
@click.option("--year", type=int, help="Performance year, where figures are counted.")
@click.option("--status", type=STATUSES, help="interim or final, where figures are counted.")
@click.option("--before", type=_PATH, help="Headline numbers (.yaml) of an earlier settlement: last year's, interim.")
@click.option("--before-claims", type=_PATH, help="Project folder of the earlier settlement, if it is another.")
@click.option("--before-year", type=int, help="Performance year of the earlier settlement, counted from claims.")
@click.option("--before-status", type=STATUSES, help="interim or final, of the earlier settlement.")
@click.option("--line", default="", help="Which line to bridge between two settlements; the outcome if none is named.")
@click.option("--html", type=_PATH, help="Write the bridge as one HTML file.")
@click.option("--excel", type=_PATH, help="Write the bridge as a workbook whose levels are live formulas.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def bridge(
    contract: Path,
    *,
    inputs: Path | None,
    claims: Path | None,
    participants: Path | None,
    national: Path | None,
    counties: Path | None,
    people: tuple[str, ...],
    engine: str,
    year: int | None,
    status: str | None,
    before: Path | None,
    before_claims: Path | None,
    before_year: int | None,
    before_status: str | None,
    line: str,
    html: Path | None,
    excel: Path | None,
    as_json: bool,
) -> None:
    """Bridge a CONTRACT's benchmark from its base years, or any line from an earlier settlement to a later one."""
    refuse_overwriting(
        (contract, inputs, claims, before, before_claims), {"--html": html, "--excel": excel}, folders=False
    )
    with counting(participants, national, counties, people, engine) as options:
        after = _one(contract, inputs, claims, year, status, options)
        earlier = None
        if before is not None or before_claims is not None or before_year is not None:
            folder = before_claims or (claims if before_year is not None else None)
            earlier = _one(contract, before, folder, before_year or year, before_status or status, options)
    pictures = bridges_within(after) if earlier is None else bridges_between(earlier, after, line)
    title = f"{provider_name(after)}, performance year {after.performance_year.year}"
    if html is not None:
        from openvbc.reports.bridge.html import write_bridges  # noqa: PLC0415  # templates load only when used

        write_bridges(title, after.contract.name, pictures, html)
    if excel is not None:
        from openvbc.reports.excel.bridge_sheet import write_bridge_workbook  # noqa: PLC0415  # loads only when used

        write_bridge_workbook(title, pictures, after.paid_through, excel)
    if as_json:
        click.echo(json.dumps(bridges_json(pictures), indent=2, ensure_ascii=False))
    else:
        click.echo(bridges_text(pictures))


def _one(
    contract: Path,
    inputs: Path | None,
    claims: Path | None,
    year: int | None,
    status: str | None,
    options: CountOptions,
) -> Settlement:
    found = settlements_of(contract, inputs, claims, year, status, options)
    if len(found) != 1:
        raise click.UsageError("a bridge takes one organisation")
    return found[0]
