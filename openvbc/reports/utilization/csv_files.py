"""The report as CSV files: exact figures, one row a measure; high-cost members in a file of their own if asked for."""

from decimal import Decimal

from openvbc.claims.utilization.measures import Measure, Ratio
from openvbc.claims.utilization.report import LEAST_PEOPLE_TOLD, UtilizationReport
from openvbc.figures import Figure
from openvbc.money import plain
from openvbc.reports.scorecard.feedback import as_csv

_MEASURE_HEADS = (
    "measure",
    "label",
    "section",
    "unit",
    "year",
    "value",
    "numerator",
    "per",
    "denominator",
    "why_absent",
    "definition",
)


def csv_files(report: UtilizationReport, *, members: bool = False) -> dict[str, str]:
    """Each file's name and its text. members: whether there is a file that names high-cost members."""
    files = {
        "measures.csv": as_csv(_MEASURE_HEADS, [row for each in report.measures for row in _measure(report, each)]),
        "conditions.csv": as_csv(
            ("condition", "label", "members", "cost"),
            [
                (each.condition, each.label, str(each.members), plain(each.cost))
                for each in report.conditions
                if members or each.members >= LEAST_PEOPLE_TOLD
            ],
        ),
        "notes.csv": as_csv(("note",), [(note,) for note in report.notes]),
    }
    if members:
        files["high_cost_members.csv"] = _members(report)
    return files


def _measure(report: UtilizationReport, measure: Measure) -> list[tuple[str, ...]]:
    definition = measure.definition
    return [
        (
            definition.name,
            definition.label,
            definition.section,
            definition.unit.name,
            str(year),
            _cell(ratio.value),
            _cell(ratio.numerator),
            str(definition.per) if ratio.denominator is not None else "",
            _cell(ratio.denominator),
            "" if isinstance(ratio.value.value, Decimal) else ratio.value.source.description,
            definition.words,
        )
        for year, ratio in _years(report, measure)
    ]


def _years(report: UtilizationReport, measure: Measure) -> tuple[tuple[int, Ratio], ...]:
    return ((report.terms.year, measure.this_year), (report.terms.year - 1, measure.last_year))


def _cell(figure: Figure | None) -> str:
    return plain(figure.value) if figure is not None and isinstance(figure.value, Decimal) else ""


def _members(report: UtilizationReport) -> str:
    heads = (
        "rank",
        "person_id",
        "cost",
        "months",
        "hospital_stays",
        "emergency_visits",
        "largest_category",
        "largest_category_cost",
        "standing",
        "months_last_year",
        "cost_last_year",
        "rank_last_year",
        "change",
        "conditions",
    )
    rows = [
        (
            str(each.rank),
            each.person_id,
            plain(each.cost),
            str(each.months),
            str(each.stays),
            str(each.emergency_visits),
            each.largest_category,
            plain(each.largest_category_cost),
            each.standing,
            str(each.months_before),
            plain(each.cost_before) if each.months_before else "",
            str(each.rank_before) if each.rank_before else "",
            "" if each.change is None else plain(each.change),
            "; ".join(report.labels.get(condition, condition) for condition in each.conditions),
        )
        for each in report.high_cost
    ]
    return as_csv(heads, rows)
