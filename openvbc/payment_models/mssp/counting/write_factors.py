"""Factors counted from a whole region, as if it were the nation: for regions that are made up, and to learn.

CMS's own factors cover the whole country; counted ones stand in for them only where a project holds everybody.
"""

import csv
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from openvbc.characters import as_cell
from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.populations.build import IN_COUNTY
from openvbc.claims.risk.means import renormalized, rounded_fraction
from openvbc.errors import ClaimsError, Fault, raise_all
from openvbc.experience.count import count_experience
from openvbc.experience.populations import ASSIGNABLE
from openvbc.experience.request import ExperienceRequest
from openvbc.money import plain
from openvbc.payment_models.mssp.counting.basis import experience_basis
from openvbc.payment_models.mssp.counting.factors import COUNTY_COLUMNS, NATIONAL_COLUMNS, FactorFile
from openvbc.payment_models.mssp.counting.figures import Counted, mean_of
from openvbc.payment_models.mssp.counting.periods import calendar_years
from openvbc.payment_models.mssp.risk_models import risk_models
from openvbc.payment_models.record import WorksheetRequest

_CENTS, _SCORE_PLACES, _PERSON_YEAR_PLACES = 2, 6, 6

Row = dict[str, object]


def count_factors(
    request: WorksheetRequest, engine: Engine, asked: ExperienceRequest, folder: Path
) -> tuple[Path, Path]:
    """Write national_factors.csv and county_factors.csv into `folder`, counted from all assignable people."""
    basis = experience_basis(request, asked, None, by_assignment=False)
    experience = count_experience(engine, basis, asked.files)
    counted = Counted(experience, calendar_years(request), risk_models(request), FactorFile(Path(), {}), None)
    nation = list(_rows(counted, ASSIGNABLE))
    if not nation:
        raise ClaimsError(Fault("nobody is assignable", why="factors are those of assignable people"))
    means = {(row["calendar_year"], row["enrollment_type"]): row for row in nation}
    counties = []
    people = experience.engine.table(NamedQuery.POPULATION_PEOPLE).records
    populations = {str(row["population_id"]) for row in people}
    for population in sorted(name for name in populations if name.startswith(f"{ASSIGNABLE}{IN_COUNTY}")):
        code = population.removeprefix(f"{ASSIGNABLE}{IN_COUNTY}")
        for row in _rows(counted, population):
            of_nation = means[(row["calendar_year"], row["enrollment_type"])]
            counties.append(_county(row, code, of_nation))
    national = [_shown(row) for row in nation]
    raise_all([fault for row in (*national, *counties) for fault in _faults(row)], ClaimsError)
    folder.mkdir(parents=True, exist_ok=True)
    return (
        _write(folder / "national_factors.csv", NATIONAL_COLUMNS, national),
        _write(folder / "county_factors.csv", COUNTY_COLUMNS, counties),
    )


def _faults(row: Row) -> Iterator[Fault]:
    """Factors that no file may hold: a few people may have cost nothing, or have no score."""
    place = f"county {row['county_code']}" if "county_code" in row else "nation"
    where = f"{row['calendar_year']}, {place}, {row['enrollment_type']}"
    per_capita = row["per_capita"]
    for column, is_factor in (
        ("per_capita", isinstance(per_capita, Decimal) and per_capita > 0),
        ("mean_risk_score", row["mean_risk_score"]),
    ):
        if not is_factor:
            yield Fault(
                f"the people counted give no {column.replace('_', ' ')}",
                where,
                why="a factor is above zero, since others are divided by it or it by them",
                fix="count from a region with more people",
            )


def _rows(counted: Counted, population: str) -> Iterator[Row]:
    """One row a year and type of a population; scores as exact fractions."""
    years = counted.years
    for each in counted.expenditures(population):
        months = Fraction(str(each.member_months.value))
        yield {
            "period": each.period,
            "calendar_year": years[each.period],
            "enrollment_type": each.enrollment_type,
            "per_capita": rounded_fraction(each.exact_truncated * 12 / months, _CENTS),
            "assignable_person_years": plain(rounded_fraction(months / 12, _PERSON_YEAR_PLACES)),
            "risk": mean_of(counted, population, each.period, each.enrollment_type, "raw"),
            "demographic": mean_of(counted, population, each.period, each.enrollment_type, "demographic"),
            "truncation_threshold": rounded_fraction(Fraction(str(each.threshold.value)), _CENTS),
        }


def _shown(row: Row) -> Row:
    return {
        **row,
        "mean_risk_score": _score(row["risk"]),
        "mean_demographic_score": _score(row["demographic"]),
        "completion_factor": "",
    }


def _score(value: object) -> str:
    return plain(rounded_fraction(value, _SCORE_PLACES)) if isinstance(value, Fraction) else ""


def _county(row: Row, code: str, nation: Row) -> Row:
    scores = {}
    for name, column in (("risk", "mean_risk_score"), ("demographic", "mean_demographic_score")):
        own, whole = row[name], nation[name]
        score = renormalized(own, whole) if isinstance(own, Fraction) and isinstance(whole, Fraction) else None
        scores[column] = _score(score)
    return {**row, "county_code": code, **scores}


def _write(path: Path, columns: tuple[str, ...], rows: list[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as content:
        writer = csv.DictWriter(content, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        ordered = sorted(rows, key=lambda row: tuple(str(row[column]) for column in columns[:3]))
        writer.writerows({name: as_cell(value) for name, value in row.items()} for row in ordered)
    return path
