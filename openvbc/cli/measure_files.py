"""The files of counted measures: rates and strata, people with evidence, and for each organization list and figures."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from openvbc.claims.measures.count import Rate, Subject
from openvbc.experience.measures import ProjectMeasures
from openvbc.figures import FileDigest
from openvbc.money import EXACT
from openvbc.quality.counted import counted_figures, gap_list_of
from openvbc.reports.document.csv_files import table_csv
from openvbc.reports.file_names import safe_name
from openvbc.reports.scorecard.gap_files import figures_yaml, gap_list_csv
from openvbc.units import RATE

_RATES = (
    *("organization", "year", "measure", "label", "direction", "divided_by", "stratum"),
    *("denominator", "numerator", "rate", "excluded", "exceptions"),
)
_PEOPLE = (
    *("organization", "year", "measure", "member", "number", "first_day", "last_day", "status", "gap", "reason"),
    *("claim_id", "line", "date", "code_type", "code", "data_source"),
)


def measure_files(found: ProjectMeasures) -> dict[str, str]:
    """Text by path: rates.csv, people.csv, and for each organization members.csv and figures.yaml."""
    files = {"rates.csv": _rates(found.counted.rates), "people.csv": _people(found.members)}
    for folder, name in _folders(found.measured.populations).items():
        members = [each for each in found.members if each.population == name]
        listed = gap_list_csv(gap_list_of(members, FileDigest("members.csv", "")))
        digest = FileDigest("members.csv", hashlib.sha256(listed.encode()).hexdigest())
        rates = [each for each in found.counted.rates if each.population == name]
        files[f"{folder}/members.csv"] = listed
        files[f"{folder}/figures.yaml"] = figures_yaml(counted_figures(rates, (digest, *found.files)))
    return files


def _folders(names: Sequence[str]) -> dict[str, str]:
    """A folder's name for each organization; a number tells apart those that would be alike."""
    folders: dict[str, str] = {}
    for name in names:
        plain = safe_name(re.sub(r"[^A-Za-z0-9_-]+", "_", name) or "_")
        folder, number = plain, 2
        while folder.lower() in {each.lower() for each in folders}:
            folder, number = f"{plain}_{number}", number + 1
        folders[folder] = name
    return folders


def rate_shown(rate: Rate) -> str:
    """Numerator over denominator as people read it; '' without anyone in the denominator."""
    if not rate.denominator:
        return ""
    return RATE.show(EXACT.divide(Decimal(rate.numerator), Decimal(rate.denominator)))


def _rates(rates: Iterable[Rate]) -> str:
    rows = [
        (
            each.population, each.period, each.measure.measure, each.measure.label, each.measure.direction, each.kind,
            each.stratum, each.denominator, each.numerator, rate_shown(each), each.excluded, each.exceptions,
        )
        for each in rates
    ]  # fmt: skip
    return _csv(_RATES, rows)


def _people(members: Iterable[Subject]) -> str:
    return _csv(_PEOPLE, [_row(each) for each in members])


def _row(each: Subject) -> tuple[object, ...]:
    shown = each.evidence
    found: tuple[object, ...] = ("",) * 6
    if shown is not None:
        found = (shown.claim_id, shown.line, shown.day, shown.code_type, shown.code, shown.data_source)
    return (
        each.population, each.period, each.measure.measure, each.person_id, each.number, each.first_day, each.last_day,
        each.status, "yes" if each.is_gap else "no", each.reason, *found,
    )  # fmt: skip


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    return table_csv([header, *rows])
