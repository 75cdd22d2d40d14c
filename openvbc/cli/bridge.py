"""`openvbc bridge`: why a benchmark moved, in bars that add up to the cent."""

from dataclasses import dataclass
from pathlib import Path

import click

from openvbc.cli.counting import counting, experience_options
from openvbc.cli.loading import settlements_of
from openvbc.cli.periods import period_option, year_or_period
from openvbc.cli.settle import STATUSES
from openvbc.cli.writing import print_report, refuse_overwriting, write_report
from openvbc.reports.answer import provider_name
from openvbc.reports.bridge.bars import bridges_between, bridges_within
from openvbc.reports.bridge.report import bridge_report
from openvbc.settlement.experience_options import ExperienceOptions
from openvbc.settlement.settle import Settlement

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("contract", type=_PATH)
@click.option("--inputs", type=_PATH, help="Headline numbers (.yaml) of the settlement.")
@click.option("--claims", type=_PATH, help="Project folder from which its figures are counted.")
@experience_options
@click.option("--year", type=int, help="Performance year, where figures are counted.")
@period_option
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
    period: str | None,
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
    read = (contract, inputs, claims, participants, national, counties, before, before_claims)
    refuse_overwriting(read, {"--html": html, "--excel": excel}, folders=False)
    later = _Asked(inputs, claims, year_or_period(year, period), status)
    earlier = _earlier(_Asked(before, before_claims, before_year, before_status), later)
    if line and earlier is None:
        raise click.UsageError("--line goes with an earlier settlement: name --before, --before-year or the like")
    with counting(participants, national, counties, people, engine) as options:
        after = _settled(contract, later, options)
        first = _settled(contract, earlier, options) if earlier is not None else None
    pictures = bridges_within(after) if first is None else bridges_between(first, after, line)
    title = f"{provider_name(after)}, {after.performance_year.words}"
    report = bridge_report(title, after.contract.name, pictures, after.paid_through)
    write_report(report, html=html, excel=excel)
    print_report(report, as_json=as_json, part="bridges")


@dataclass(frozen=True)
class _Asked:
    """Where the figures of one settlement come from, as the options say it."""

    inputs: Path | None = None
    claims: Path | None = None
    year: int | str | None = None
    status: str | None = None

    @property
    def names_its_year(self) -> bool:
        """Whether the headline numbers say year and status themselves."""
        return self.inputs is not None and self.inputs.suffix.lower() in (".yaml", ".yml")


def _earlier(said: _Asked, later: _Asked) -> _Asked | None:
    """The earlier settlement: what is not said of it is as in the later one. None if nothing is said of it."""
    if said == _Asked():
        return None
    counts = said.inputs is None or said.year is not None
    claims = said.claims or (later.claims if counts else None)
    if said.inputs is None and claims is None:
        raise click.UsageError("name --before FILE or --before-claims FOLDER: whence the earlier figures come")
    year, status = (None, None) if said.names_its_year else (later.year, later.status)
    return _Asked(said.inputs, claims, year if said.year is None else said.year, said.status or status)


def _settled(contract: Path, asked: _Asked, options: ExperienceOptions) -> Settlement:
    found = settlements_of(contract, asked.inputs, asked.claims, asked.year, asked.status, options)
    if len(found) != 1:
        raise click.UsageError("a bridge takes one organization")
    return found[0]
