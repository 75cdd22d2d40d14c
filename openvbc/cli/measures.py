"""`openvbc measures`: quality measures counted from claims."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import click

from openvbc.api import load_contract
from openvbc.claims.measures.definition import Measure
from openvbc.claims.measures.reading import bundled_measures, read_measures
from openvbc.claims.measures.value_sets import bundled_value_sets, read_value_sets
from openvbc.cli.counting import chosen_payers, counting, experience_options, payer_options
from openvbc.cli.measure_files import measure_files, rate_shown
from openvbc.cli.new import write_new
from openvbc.errors import Fault, FileError, InputError, did_you_mean, raise_all
from openvbc.experience.measures import (
    ProjectMeasures,
    count_project_measures,
    measured_by_contract,
    measured_without_contract,
)
from openvbc.figures import Figure
from openvbc.money import plain
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.reports.text import table
from openvbc.settlement.own_experience import counts_by_contract, own_experience
from openvbc.units import MEMBER_MONTHS, PERSONS, USD

_BUNDLED = "bundled"


@click.command()
@click.argument("project", type=click.Path(path_type=Path))
@click.option("--measures", "file", default=_BUNDLED, show_default=True, help="Measures (.yaml), or `bundled`.")
@click.option("--value-sets", type=click.Path(path_type=Path), help="Codes: value_set, code_type, code (.csv).")
@click.option("--year", type=int, required=True, help="Calendar year; of a contract, performance year.")
@click.option("--contract", type=click.Path(path_type=Path), help="Contract whose members are counted, as settled.")
@click.option("--stream", help="Payment stream whose counting holds, where streams of the contract differ.")
@click.option(
    "--run-out-months",
    type=int,
    default=None,
    help="Claims paid later than so many months (3 by default) do not count. A contract says it.",
)
@click.option("--measure", "only", multiple=True, help="Only this measure; may be given several times.")
@click.option("--organization", multiple=True, help="Only this organization or list; may be given several times.")
@click.option("--csv", "folder", type=click.Path(path_type=Path), help="Write rates, people, lists and figures there.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
@payer_options
@experience_options
def measures(
    project: Path,
    *,
    file: str,
    value_sets: Path | None,
    year: int,
    contract: Path | None,
    stream: str | None,
    run_out_months: int | None,
    only: tuple[str, ...],
    organization: tuple[str, ...],
    payer: tuple[str, ...],
    plan: tuple[str, ...],
    folder: Path | None,
    as_json: bool,
    participants: Path | None,
    national: Path | None,
    counties: Path | None,
    people: tuple[str, ...],
    engine: str,
) -> None:
    """Count quality measures from the claims of a PROJECT folder.

    With --contract its members are counted, with the months and dollars of its settlement. Without it, with
    --participants people belong to the organization that they visited most, with --people to the lists given; else
    everyone enrolled is one population. --csv writes for each organization the list of members by measure and
    the figures that `openvbc evidence`, `scorecard` and `settle` take.
    """
    if folder is not None and folder.exists() and any(folder.iterdir()):
        raise FileError(Fault("this folder is not empty", str(folder), fix="name a new folder"))
    sets = bundled_value_sets()
    if value_sets is not None:
        sets = read_value_sets(value_sets).with_others(sets)
    listed = _chosen(bundled_measures(sets) if file == _BUNDLED else read_measures(Path(file), sets), only)
    if contract is None and (national is not None or counties is not None or stream is not None):
        raise click.UsageError("--national, --counties and --stream need --contract, whose counting they are about")
    if contract is not None and run_out_months is not None:
        raise click.UsageError("the contract says its run-out; leave out --run-out-months")
    payers = chosen_payers(payer, plan, contract)
    checked = load_contract(contract) if contract is not None else None
    with counting(participants, national, counties, people, engine) as options:
        if checked is None:
            run_out = 3 if run_out_months is None else run_out_months
            measured = measured_without_contract(year, run_out, participants, options.people, organization, payers)
        else:
            basis = own_experience(checked, (year,), payment_models(), published_parameters(), options, stream=stream)
            if not counts_by_contract(checked, payment_models()):
                basis = replace(basis, expenditures=None)
            measured = measured_by_contract(basis, options.people, organization)
        found = count_project_measures(
            project, listed, sets, measured, engine=options.engine, progress=options.progress
        )
    if folder is not None:
        for path, text in measure_files(found).items():
            write_new(text, folder / path)
    click.echo(_json(found) if as_json else _text(found))


def _chosen(listed: tuple[Measure, ...], only: tuple[str, ...]) -> tuple[Measure, ...]:
    names = [each.measure for each in listed]
    unknown = [name for name in only if name not in names]
    faults = [Fault(f"there is no measure {name!r}", fix=did_you_mean(name, names)) for name in unknown]
    raise_all(faults, InputError)
    return tuple(each for each in listed if not only or each.measure in only)


def _text(found: ProjectMeasures) -> str:
    rows = [
        (
            each.population,
            each.measure.measure,
            f"{each.denominator:,}",
            f"{each.numerator:,}",
            rate_shown(each),
            f"{each.excluded:,}",
            f"{each.exceptions:,}",
        )
        for each in found.counted.rates
        if each.kind == "all"
    ]
    header = ("organization", "measure", "denominator", "numerator", "rate", "excluded", "exceptions")
    lines = [table(header, rows, right=(2, 3, 4, 5, 6)), "", f"Counted: {found.measured.rule}."]
    lines += [
        f"{name}: {PERSONS.show(_number(held.people))} people, {MEMBER_MONTHS.show(_number(held.member_months))} member"
        f" months, {USD.show(_number(held.expenditures))} of expenditures that count."
        for name, held in found.experience.items()
    ]
    lines.append(f"Claims paid after {found.measured.paid_through.isoformat()} do not count.")
    lines += [finding.without_people() for finding in found.findings]
    return "\n".join(lines)


def _number(figure: Figure) -> Decimal:
    if not isinstance(figure.value, Decimal):
        raise TypeError(f"{figure.source.description} is counted, so it is a number")
    return figure.value


def _json(found: ProjectMeasures) -> str:
    told = {
        "rule": found.measured.rule,
        "experience": [
            {
                "organization": name,
                "people": plain(_number(held.people)),
                "member_months": plain(_number(held.member_months)),
                "total_expenditures": plain(_number(held.total_expenditures)),
                "carved_out": {each: plain(_number(figure)) for each, figure in held.carved_out.items()},
                "excess_claims": plain(_number(held.excess_claims)),
                "expenditures": plain(_number(held.expenditures)),
            }
            for name, held in found.experience.items()
        ],
        "measures": [
            {
                "measure": each.measure,
                "label": each.label,
                "unit": each.unit,
                "direction": each.direction,
                "owner": each.owner,
                "citation": each.citation,
                "not_modeled": list(each.not_modeled),
            }
            for each in found.counted.measures
        ],
        "rates": [
            {
                "organization": each.population,
                "year": each.period,
                "measure": each.measure.measure,
                "divided_by": each.kind,
                "stratum": each.stratum,
                "denominator": each.denominator,
                "numerator": each.numerator,
                "excluded": each.excluded,
                "exceptions": each.exceptions,
            }
            for each in found.counted.rates
        ],
        "findings": [finding.without_people() for finding in found.findings],
    }
    return json.dumps(told, indent=2, ensure_ascii=False)
