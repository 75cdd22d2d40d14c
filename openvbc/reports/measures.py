"""Quality measures counted from claims as a report: rates, strata, people with evidence, lists and figures.

What is printed and shown names nobody; the rows of people and the lists of members by measure do.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from openvbc.claims.measures.count import Rate, Subject
from openvbc.experience.figures import GroupFigures
from openvbc.experience.measures import ProjectMeasures
from openvbc.figures import Figure, FileDigest
from openvbc.money import EXACT
from openvbc.quality.counted import counted_figures, gap_list_of
from openvbc.reports.document.tree import (
    AS_CSV,
    AS_JSON,
    EVERYWHERE,
    FOR_MACHINES,
    FOR_PEOPLE,
    ON_PAGE,
    Answer,
    Cell,
    Column,
    Data,
    Document,
    Form,
    Notes,
    Row,
    Sentence,
    Sources,
    Table,
)
from openvbc.reports.file_names import safe_name
from openvbc.reports.scorecard.gap_files import figures_yaml, gap_list_csv
from openvbc.units import MEMBER_MONTHS, PERSONS, RATE, USD

_MONTHS_A_YEAR: Final = 12


def measures_report(found: ProjectMeasures) -> Document:
    """A row for each organization and measure; for machines also for each stratum, and for each person."""
    organizations, measures = len(found.measured.populations), len(found.counted.measures)
    days = found.measured.basis.periods.performance.days
    told = (
        f"{measures} measure{'' if measures == 1 else 's'} of {organizations} organization"
        f"{'' if organizations == 1 else 's'}, {days.start.isoformat()} to {days.last_day.isoformat()}"
    )
    return Document(
        kind="Quality measures",
        subject=found.measured.rule,
        title="Quality measures counted from claims",
        answer=Answer(told),
        opening=(),
        blocks=(
            _rates(found),
            _people(found),
            Sentence("\n".join(_sentences(found))),
            Data("rule", found.measured.rule),
            Data("experience", tuple(_experience_data(name, held) for name, held in found.experience.items())),
            Data("measures", tuple(_measure_data(found))),
            Notes(
                tuple(finding.without_people() for finding in found.findings),
                key="findings",
                forms=FOR_PEOPLE | AS_JSON,
            ),
            Sources(tuple(found.files), forms=ON_PAGE),
        ),
        colophon="This page names nobody.",
        day=found.measured.paid_through,
        is_wide=True,
    )


def measure_files(found: ProjectMeasures) -> dict[str, str]:
    """For each organization, text by path: the list of members by measure, and the figures that a scorecard takes."""
    files = {}
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


def _rates(found: ProjectMeasures) -> Table:
    """Every rate. People see those of whole populations in text, with their strata on the page and in the workbook."""
    not_text = EVERYWHERE - {Form.TEXT}
    columns = (
        Column("organization", "organization"),
        Column("year", forms=FOR_MACHINES),
        Column("measure", "measure", width=34),
        Column("label", "label", width=44, forms=not_text),
        Column("direction", forms=FOR_MACHINES),
        Column("divided_by", "divided by", forms=not_text),
        Column("stratum", "stratum", forms=not_text),
        Column("denominator", "denominator", number=True),
        Column("numerator", "numerator", number=True),
        Column("rate", "rate", RATE),
        Column("excluded", "excluded", number=True),
        Column("exceptions", "exceptions", number=True),
    )
    rows = tuple(
        Row(
            (
                *(each.population, each.period, each.measure.measure, each.measure.label, each.measure.direction),
                *(each.kind, each.stratum, each.denominator, each.numerator, _rate(each)),
                *(each.excluded, each.exceptions),
            ),
            in_text=each.kind == "all",
        )
        for each in found.counted.rates
    )
    return Table(columns, rows, key="rates", label="Rates", sheet="Rates", is_long=True)


def _rate(rate: Rate) -> Decimal | None:
    """Numerator over denominator; None without anyone in the denominator."""
    if not rate.denominator:
        return None
    return EXACT.divide(Decimal(rate.numerator), Decimal(rate.denominator))


def _people(found: ProjectMeasures) -> Table:
    """Everyone who meets the criteria of a denominator, with where it stands in the claims what they met."""
    keys = (
        *("organization", "year", "measure", "member", "number", "first_day", "last_day", "status", "gap", "reason"),
        *("claim_id", "line", "date", "code_type", "code", "data_source"),
    )
    return Table(tuple(map(Column, keys)), tuple(_person(each) for each in found.members), key="people", forms=AS_CSV)


def _person(each: Subject) -> Row:
    shown = each.evidence
    where: tuple[Cell | str | int, ...] = ("",) * 6
    if shown is not None:
        where = (shown.claim_id, shown.line, Cell(shown.day), shown.code_type, shown.code, shown.data_source)
    return Row(
        (
            *(each.population, each.period, each.measure.measure, each.person_id, each.number),
            *(each.first_day, each.last_day, each.status, each.is_gap, each.reason),
            *where,
        )
    )


def _sentences(found: ProjectMeasures) -> Iterator[str]:
    """Whose people they are, what they cost where a contract says how that counts, and which claims are late."""
    days = found.measured.basis.periods.performance.days
    yield f"Counted: {found.measured.rule}."
    for name, held in found.experience.items():
        yield (
            f"{name}: {PERSONS.show(_number(held.people))} people, {MEMBER_MONTHS.show(_number(held.member_months))}"
            f" member months, {USD.show(_number(held.expenditures))} of expenditures that count."
        )
    if days.months != _MONTHS_A_YEAR:
        yield f"What happened from {days.start.isoformat()} to {days.last_day.isoformat()} counts."
    yield f"Claims paid after {found.measured.paid_through.isoformat()} do not count."


def _experience_data(name: str, held: GroupFigures) -> dict[str, object]:
    return {
        "organization": name,
        "people": _number(held.people),
        "member_months": _number(held.member_months),
        "total_expenditures": _number(held.total_expenditures),
        "carved_out": {each: _number(figure) for each, figure in held.carved_out.items()},
        "excess_claims": _number(held.excess_claims),
        "expenditures": _number(held.expenditures),
    }


def _number(figure: Figure) -> Decimal:
    if not isinstance(figure.value, Decimal):
        raise TypeError(f"{figure.source.description} is counted, so it is a number")
    return figure.value


def _measure_data(found: ProjectMeasures) -> Iterator[dict[str, object]]:
    for each in found.counted.measures:
        yield {
            "measure": each.measure,
            "label": each.label,
            "unit": each.unit,
            "direction": each.direction,
            "owner": each.owner,
            "citation": each.citation,
            "not_modeled": tuple(each.not_modeled),
        }
