"""`openvbc measures`: quality measures counted from claims."""

import json
from datetime import date
from pathlib import Path

import click

from openvbc.claims.measures.definition import Measure
from openvbc.claims.measures.project import MeasureRequest, ProjectMeasures, count_project_measures
from openvbc.claims.measures.reading import bundled_measures, read_measures
from openvbc.claims.measures.value_sets import bundled_value_sets, read_value_sets
from openvbc.cli.counting import counting
from openvbc.cli.measure_files import measure_files, rate_shown
from openvbc.cli.new import write_new
from openvbc.errors import Fault, FileError, InputError, did_you_mean, raise_all
from openvbc.periods import PerformanceYear
from openvbc.reports.text import table

_BUNDLED = "bundled"


@click.command()
@click.argument("project", type=click.Path(path_type=Path))
@click.option("--measures", "file", default=_BUNDLED, show_default=True, help="Measures (.yaml), or `bundled`.")
@click.option("--value-sets", type=click.Path(path_type=Path), help="Codes: value_set, code_type, code (.csv).")
@click.option("--year", type=int, required=True, help="Calendar year.")
@click.option("--run-out-months", default=3, show_default=True, help="Claims paid later do not count.")
@click.option("--measure", "only", multiple=True, help="Only this measure; may be given several times.")
@click.option("--participants", type=click.Path(path_type=Path), help="List of participants (.csv).")
@click.option("--people", multiple=True, metavar="NAME=FILE", help="A list of person_id (.csv), by name.")
@click.option("--organization", multiple=True, help="Only this organization or list; may be given several times.")
@click.option("--engine", default="duckdb", help="Where to count: duckdb, sail, postgresql://... or sc://...")
@click.option("--csv", "folder", type=click.Path(path_type=Path), help="Write rates, people, lists and figures there.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def measures(
    project: Path,
    *,
    file: str,
    value_sets: Path | None,
    year: int,
    run_out_months: int,
    only: tuple[str, ...],
    participants: Path | None,
    people: tuple[str, ...],
    organization: tuple[str, ...],
    engine: str,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Count quality measures from the claims of a PROJECT folder.

    With --participants people belong to the organization that they visited most; with --people to the lists given;
    else everyone enrolled is one population. --csv writes for each organization the list of members by measure and
    the figures that `openvbc evidence`, `scorecard` and `settle` take.
    """
    if folder is not None and folder.exists() and any(folder.iterdir()):
        raise FileError(Fault("this folder is not empty", str(folder), fix="name a new folder"))
    sets = bundled_value_sets()
    if value_sets is not None:
        sets = read_value_sets(value_sets).with_others(sets)
    listed = _chosen(bundled_measures(sets) if file == _BUNDLED else read_measures(Path(file), sets), only)
    days = PerformanceYear.calendar(year)
    with counting(participants, None, None, people, engine) as options:
        request = MeasureRequest(
            days.period, days.paid_through(run_out_months), options.participants, options.people, organization
        )
        found = count_project_measures(project, listed, sets, request, engine=options.engine, progress=options.progress)
    if folder is not None:
        for path, text in measure_files(found).items():
            write_new(text, folder / path)
    click.echo(_json(found) if as_json else _text(found, request.paid_through))


def _chosen(listed: tuple[Measure, ...], only: tuple[str, ...]) -> tuple[Measure, ...]:
    names = [each.measure for each in listed]
    unknown = [name for name in only if name not in names]
    faults = [Fault(f"there is no measure {name!r}", fix=did_you_mean(name, names)) for name in unknown]
    raise_all(faults, InputError)
    return tuple(each for each in listed if not only or each.measure in only)


def _text(found: ProjectMeasures, paid_through: date) -> str:
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
    lines = [table(header, rows, right=(2, 3, 4, 5, 6)), "", f"Counted: {found.rule}."]
    lines.append(f"Claims paid after {paid_through.isoformat()} do not count.")
    lines += [finding.without_people() for finding in found.findings]
    return "\n".join(lines)


def _json(found: ProjectMeasures) -> str:
    told = {
        "rule": found.rule,
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
