"""`openvbc utilization`: what a population cost and used, beside the year before, and its high-cost members."""

from collections.abc import Mapping
from pathlib import Path

import click
from rich.console import Console

from openvbc.api import load_contract
from openvbc.claims.attribution.terms import AgreedAttribution
from openvbc.claims.engine.opening import open_engine
from openvbc.claims.expenditures.terms import Amount
from openvbc.claims.project.project import open_project
from openvbc.claims.project.require_clean import require_sound
from openvbc.claims.utilization.report import UtilizationReport, utilization_report
from openvbc.claims.utilization.terms import ASSIGNABLE, ENROLLED, MonthsThatCount, UtilizationTerms, count_periods
from openvbc.cli.writing import cannot_write, refuse_overwriting
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.reports.utilization.text import utilization_text
from openvbc.settlement.agreed_attribution import attribution_of
from openvbc.settlement.experience_options import ExperienceOptions, sources_of

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("project", type=_PATH)
@click.option("--year", type=int, required=True, help="Calendar year; the year before is counted beside it.")
@click.option(
    "--population",
    default=None,
    help="enrolled (everybody), assignable (of a contract), or the NAME of a list; usually the contract's.",
)
@click.option("--people", multiple=True, metavar="NAME=FILE", help="A population as a list (.csv with person_id).")
@click.option("--organization", help="Those whom the contract attributes to this organization.")
@click.option("--participants", type=_PATH, help="List of participants (.csv), for the contract.")
@click.option("--contract", type=_PATH, help="Contract that says how people are attributed.")
@click.option(
    "--months",
    type=click.Choice([each.value for each in MonthsThatCount]),
    default=MonthsThatCount.MEDICARE.value,
    show_default=True,
    help="medicare: months with Parts A and B outside Medicare Advantage; all: every month of enrollment.",
)
@click.option(
    "--amount",
    type=click.Choice([each.value for each in Amount]),
    default=Amount.PAID.value,
    show_default=True,
    help="What is cost: what the payer paid, or what it allowed.",
)
@click.option(
    "--run-out", type=int, default=3, show_default=True, help="Claims paid later than so many months do not count."
)
@click.option("--members", is_flag=True, help="Name high-cost members; else nobody is named, nor groups under 11.")
@click.option("--html", type=_PATH, help="Write the report as one HTML file.")
@click.option("--excel", type=_PATH, help="Write the workbook.")
@click.option("--csv", "as_csv", type=_PATH, help="Write CSV files into this folder.")
@click.option("--engine", default="duckdb", show_default=True, help="Where to count: duckdb, sail, postgresql://...")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def utilization(
    project: Path,
    *,
    year: int,
    population: str | None,
    people: tuple[str, ...],
    organization: str | None,
    participants: Path | None,
    contract: Path | None,
    months: str,
    amount: str,
    run_out: int,
    members: bool,
    html: Path | None,
    excel: Path | None,
    as_csv: Path | None,
    engine: str,
    as_json: bool,
) -> None:
    """Report cost and utilization of a population in a PROJECT folder, and its costliest 5% of members.

    Cost per member per month by category of service; admissions, emergency and primary care visits, prescriptions, CT
    and MRI per 1,000 members a year; length of stay, readmissions, mean risk scores; each beside the year before.
    """
    lists = dict(_named(each) for each in people)
    refuse_overwriting((contract, participants, *lists.values()), {"--html": html, "--excel": excel}, folders=False)
    agreed = _attribution(contract, participants, year, run_out)
    terms = UtilizationTerms(
        year=year,
        population=_population(population, organization, agreed),
        attribution=agreed.terms if agreed is not None else None,
        organizations=agreed.organizations if agreed is not None else frozenset(),
        people=lists,
        amount=Amount(amount),
        months=MonthsThatCount(months),
        run_out_months=run_out,
    )
    report = _report(project, terms, engine)
    _write(_contents(report, html, excel, as_csv, members=members))
    click.echo(_told(report, as_json=as_json, members=members))


def _told(report: UtilizationReport, *, as_json: bool, members: bool) -> str:
    if not as_json:
        return utilization_text(report, members=members)
    from openvbc.reports.utilization.as_json import utilization_json_text  # noqa: PLC0415  # only for machines

    return utilization_json_text(report, members=members)


def _named(text: str) -> tuple[str, Path]:
    name, found, file = text.partition("=")
    if not (name and found and file):
        raise click.UsageError(f"--people is written NAME=FILE, not {text!r}")
    if name in (ENROLLED, ASSIGNABLE):
        raise click.UsageError(f"a list cannot be called {name!r}, which is a population already")
    return name, Path(file)


def _population(population: str | None, organization: str | None, agreed: AgreedAttribution | None) -> str:
    if population is not None and organization is not None:
        raise click.UsageError("name --population or --organization, not both")
    if agreed is None and (organization is not None or population == ASSIGNABLE):
        raise click.UsageError(
            "--organization and --population assignable need --contract: it says who belongs to whom"
        )
    return organization or population or (agreed.organization_id if agreed is not None else ENROLLED)


def _attribution(contract: Path | None, participants: Path | None, year: int, run_out: int) -> AgreedAttribution | None:
    """How both years attribute: as the contract says of the performance year."""
    if contract is None:
        if participants is not None:
            raise click.UsageError("--participants needs --contract: one says who takes part, the other how")
        return None
    checked = load_contract(contract)
    sources = sources_of(checked, ExperienceOptions(participants=participants))
    models, parameters = payment_models(), published_parameters()
    return attribution_of(checked, year, models, parameters, sources, count_periods(year, run_out))


def _report(folder: Path, terms: UtilizationTerms, engine_name: str) -> UtilizationReport:
    project = open_project(folder)
    findings = require_sound(project)
    with Console(stderr=True).status("counting") as status:

        def told(query: str) -> None:
            status.update(f"counting: {query.replace('_', ' ')}")

        with open_engine(engine_name, progress=told) as engine:
            project.attach_all(engine)
            return utilization_report(engine, terms, project.source_files, findings, told)


def _contents(
    report: UtilizationReport, html: Path | None, excel: Path | None, as_csv: Path | None, *, members: bool
) -> Mapping[Path, bytes]:
    """Every file to write with its content: all are made before one is written."""
    found: dict[Path, bytes] = {}
    if html is not None:
        from openvbc.reports.utilization.html import utilization_html  # noqa: PLC0415  # templates load late

        found[html] = utilization_html(report, members=members).encode()
    if excel is not None:
        from openvbc.reports.excel.utilization_sheet import utilization_workbook  # noqa: PLC0415  # XlsxWriter too

        found[excel] = utilization_workbook(report, members=members)
    if as_csv is not None:
        from openvbc.reports.utilization.csv_files import csv_files  # noqa: PLC0415

        found |= {as_csv / name: text.encode() for name, text in csv_files(report, members=members).items()}
    return found


def _write(contents: Mapping[Path, bytes]) -> None:
    for path, content in contents.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise cannot_write(path, error) from None
        click.echo(f"wrote {path}", err=True)
