"""`openvbc utilization`: what a population cost and used, beside the year before, and its high-cost members."""

from dataclasses import replace
from pathlib import Path

import click

from openvbc.api import load_contract
from openvbc.claims.engine.opening import open_engine
from openvbc.claims.expenditures.terms import Amount
from openvbc.claims.project.project import open_project
from openvbc.claims.project.require_clean import require_sound
from openvbc.claims.utilization.report import UtilizationReport
from openvbc.claims.utilization.terms import MonthsThatCount
from openvbc.cli.counting import chosen_payers, counting, experience_options, payer_options
from openvbc.cli.writing import print_report, refuse_overwriting, write_report
from openvbc.contract.model import Contract
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.populations import ASSIGNABLE, ENROLLED, members_called
from openvbc.experience.utilization import report_utilization
from openvbc.experience.without_contract import PlainOptions, PlainRequest, plain_basis
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.reports.utilization import utilization_document
from openvbc.settlement.experience_options import ExperienceOptions
from openvbc.settlement.own_experience import counts_by_contract, own_experience

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("project", type=_PATH)
@click.option("--year", type=int, required=True, help="Year (of a contract: performance year), beside the one before.")
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
    type=click.Choice([each.value for each in MonthsThatCount]),
    default=None,
    help="medicare (the default): months with Parts A and B outside Medicare Advantage; all: every month. A contract's"
    " claims basis says it.",
)
@click.option(
    "--amount",
    type=click.Choice([each.value for each in Amount]),
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
@payer_options
@experience_options
def utilization(
    project: Path,
    *,
    year: int,
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
    people: tuple[str, ...],
    engine: str,
) -> None:
    """Report cost and utilization of a population in a PROJECT folder, and its costliest 5% of members.

    Cost per member per month by category of service; admissions, emergency and primary care visits, prescriptions, CT
    and MRI per 1,000 members a year; length of stay, readmissions, mean risk scores; each beside the year before. With
    a contract, people, months and dollars are those of its settlement.
    """
    checked = load_contract(contract) if contract is not None else None
    if population is not None and organization is not None:
        raise click.UsageError("name --population or --organization, not both")
    if checked is None:
        _refuse_without_contract(organization, population, participants, national, stream)
    else:
        _refuse_beside_contract(checked, months, amount, run_out)
    plain = PlainOptions(
        MonthsThatCount(months or MonthsThatCount.MEDICARE),
        Amount(amount or Amount.PAID),
        3 if run_out is None else run_out,
        chosen_payers(payer, plan, contract),
    )
    with counting(participants, national, counties, people, engine) as options:
        for name in (ENROLLED, ASSIGNABLE):
            if name in options.people:
                raise click.UsageError(f"a list cannot be called {name!r}, which is a population already")
        refuse_overwriting(
            (contract, participants, national, counties, *options.people.values()),
            {"--html": html, "--excel": excel},
            folders=False,
        )
        report = _report(project, checked, year, organization or population, stream, plain, options)
    document = utilization_document(report, members=members)
    write_report(document, html=html, excel=excel, csv_folder=as_csv)
    print_report(document, as_json=as_json)


def _refuse_without_contract(
    organization: str | None,
    population: str | None,
    participants: Path | None,
    national: Path | None,
    stream: str | None,
) -> None:
    if organization is not None or population == ASSIGNABLE:
        raise click.UsageError(
            "--organization and --population assignable need --contract: it says who belongs to whom"
        )
    if participants is not None:
        raise click.UsageError("--participants needs --contract: one says who takes part, the other how")
    if national is not None or stream is not None:
        raise click.UsageError("--national and --stream need --contract, whose counting they are about")


def _refuse_beside_contract(contract: Contract, months: str | None, amount: str | None, run_out: int | None) -> None:
    if run_out is not None:
        raise click.UsageError("the contract says its run-out; leave out --run-out")
    if (months is not None or amount is not None) and counts_by_contract(contract, payment_models()):
        raise click.UsageError("the contract says how its claims count; leave out --months and --amount")


def _report(
    folder: Path,
    contract: Contract | None,
    year: int,
    population: str | None,
    stream: str | None,
    plain: PlainOptions,
    options: ExperienceOptions,
) -> UtilizationReport:
    project = open_project(folder)
    findings = require_sound(project)
    basis = _basis(contract, year, population, stream, plain, options)
    settled = contract is not None and counts_by_contract(contract, payment_models())
    with open_engine(options.engine, progress=options.progress) as engine:
        project.attach_all(engine)
        return report_utilization(engine, basis, project.source_files, findings, settled=settled, tell=options.progress)


def _basis(
    contract: Contract | None,
    year: int,
    population: str | None,
    stream: str | None,
    plain: PlainOptions,
    options: ExperienceOptions,
) -> ExperienceBasis:
    """Whose experience, and how it counts: as the contract says, or by plain options."""
    years = (year - 1, year)
    if contract is None:
        return plain_basis(PlainRequest(years, population or ENROLLED, options.people, plain))
    models, parameters = payment_models(), published_parameters()
    basis = own_experience(contract, years, models, parameters, options, stream=stream, plain=plain)
    if population is None:
        return basis
    return replace(basis, own=members_called(population, basis.attribution, options.people, basis.periods.names))
