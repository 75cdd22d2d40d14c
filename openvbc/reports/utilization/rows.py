"""The report as rows of words: what the terminal, the page and the CSV files show alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from openvbc.claims.utilization.measures import CATEGORIES, SECTIONS, Measure, Ratio
from openvbc.claims.utilization.report import LEAST_PEOPLE_TOLD, STANDINGS, HighCostMember, UtilizationReport, share_of
from openvbc.experience.populations import ASSIGNABLE, ENROLLED
from openvbc.figures import Absent, Figure
from openvbc.money import rounded, shifted
from openvbc.units import RATE, USD, Unit

ABSENT_TEXT = "absent"
_MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class MeasureRow:
    """A measure in words. number, number_before: its numerator; why: why it is absent, '' if it is not."""

    name: str
    label: str
    this_year: str
    last_year: str
    change: str
    percent: str
    number: str
    number_before: str
    words: str
    why: str


@dataclass(frozen=True)
class ConditionRow:
    """A condition among high-cost members in words."""

    label: str
    members: str
    share: str
    cost: str


def shown(unit: Unit, value: Decimal | bool | Absent) -> str:
    """A figure in its unit with all its places, so that columns of figures line up."""
    if not isinstance(value, Decimal):
        return ABSENT_TEXT
    return f"{rounded(value, unit.places):,f}" if unit.kind == "number" else unit.show(value)


def headline(report: UtilizationReport) -> str:
    """Who and when, and what was spent per member per month beside last year: one sentence."""
    cost = shown(USD, report.measure("pmpm_total").this_year.value.value)
    beside = beside_last_year(report)
    return f"{who_and_when(report)}: {cost} per member per month{f', {beside}' if beside else ''}."


def who_and_when(report: UtilizationReport) -> str:
    """The population and the year in words."""
    known = {ENROLLED: "Everybody enrolled", ASSIGNABLE: "Everybody assignable"}
    return f"{known.get(report.terms.population, report.terms.population)}, {report.terms.year}"


def beside_last_year(report: UtilizationReport) -> str:
    """How cost per member per month moved, "1.0% more than in 2023"; '' if last year is not known."""
    change = report.measure("pmpm_total").relative_change
    if isinstance(change, Absent):
        return ""
    year = report.terms.year - 1
    way = "more" if change > 0 else "less"
    return f"{RATE.show(abs(change), 1)} {way} than in {year}" if change else f"as in {year}"


def sections(report: UtilizationReport) -> Iterator[tuple[str, str, list[MeasureRow]]]:
    """Each section's name, title and rows; a measure that is absent in both years for want of cases is left out."""
    for section, title in SECTIONS.items():
        rows = [_row(each) for each in report.measures if each.definition.section == section and occurs(each)]
        if rows:
            yield section, title, rows


def occurs(measure: Measure) -> bool:
    """False for kinds of stays, and other costs, that the data could show and that occur in neither year."""
    kinds = measure.definition.name.endswith("_length_of_stay") or measure.definition.name == "pmpm_other"
    return not (kinds and not _number(measure.this_year) and not _number(measure.last_year) and _known(measure))


def _known(measure: Measure) -> bool:
    return measure.this_year.numerator is not None or measure.last_year.numerator is not None


def _number(ratio: Ratio) -> Decimal | None:
    value = ratio.numerator.value if ratio.numerator is not None else None
    return value if isinstance(value, Decimal) else None


def _row(measure: Measure) -> MeasureRow:
    unit, definition = measure.definition.unit, measure.definition
    counted_in = USD if definition.numerator.startswith(("cost.", "high.cost", "high.least")) else None
    return MeasureRow(
        definition.name,
        definition.label,
        shown(unit, measure.this_year.value.value),
        shown(unit, measure.last_year.value.value),
        _signed(unit, measure.change),
        _signed(RATE, measure.relative_change, 1) if unit is not RATE else "",
        _numerator(measure.this_year, counted_in),
        _numerator(measure.last_year, counted_in),
        definition.words,
        _why(measure),
    )


def _numerator(ratio: Ratio, counted_in: Unit | None) -> str:
    number = _number(ratio)
    if number is None or ratio.denominator is None:
        return ""
    return counted_in.show(number, 0) if counted_in is not None else f"{number:,f}"


def _signed(unit: Unit, change: Decimal | Absent, places: int | None = None) -> str:
    if isinstance(change, Absent):
        return ""
    at = unit.places if places is None else places
    size = rounded(abs(change) if unit.kind != "rate" else shifted(abs(change), 2), at)
    sign = "" if not size else "+" if change > 0 else _MINUS
    if unit.kind == "money":
        return f"{sign}${size:,f}"
    if unit.kind == "rate":
        # The change of a rate is in points; a relative change (with places of its own) is a percentage.
        return f"{sign}{size:,f}%" if places is not None else f"{sign}{size:,f} points"
    return f"{sign}{size:,f}"


def _why(measure: Measure) -> str:
    reasons = [_reason(each.value) for each in (measure.this_year, measure.last_year)]
    return "; ".join(dict.fromkeys(each for each in reasons if each))


def _reason(figure: Figure) -> str:
    return figure.source.description if isinstance(figure.value, Absent) else ""


def standing_rows(report: UtilizationReport, *, members: bool) -> list[tuple[str, str, str, str]]:
    """How high-cost members stood last year: words, members, their share of cost, dollars.

    Without `members` it is empty where a group is so small that people could be known by it.
    """
    standings = report.standings
    if not members and any(count < LEAST_PEOPLE_TOLD for count, _ in standings.values()):
        return []
    total = report.measure("pmpm_total").this_year.numerator
    whole = total.value if total is not None and isinstance(total.value, Decimal) else Decimal(0)
    return [
        (STANDINGS[name], f"{count:,}", _share(cost, whole), USD.show(cost, 0))
        for name, (count, cost) in standings.items()
    ]


def condition_rows(report: UtilizationReport, *, members: bool) -> tuple[list[ConditionRow], str]:
    """The conditions of high-cost members, and a sentence on those that are not told because few people have them."""
    told = [each for each in report.conditions if members or each.members >= LEAST_PEOPLE_TOLD]
    everyone = Decimal(len(report.high_cost))
    rows = [
        ConditionRow(each.label, f"{each.members:,}", _share(Decimal(each.members), everyone), USD.show(each.cost, 0))
        for each in told
    ]
    hidden = len(report.conditions) - len(told)
    if not hidden:
        return rows, ""
    return rows, f"{hidden:,} more conditions that fewer than {LEAST_PEOPLE_TOLD} of them have are not told."


def _share(part: Decimal, whole: Decimal) -> str:
    share = share_of(part, whole)
    return "" if share is None else RATE.show(share, 1)


MEMBER_HEADS = (
    "rank",
    "member",
    "cost",
    "months",
    "stays",
    "ED visits",
    "largest category",
    "conditions",
    "last year",
    "cost last year",
    "rank last year",
    "change",
)


def member_cells(report: UtilizationReport, member: HighCostMember) -> tuple[str, ...]:
    """A high-cost member under MEMBER_HEADS."""
    change = member.change
    category = CATEGORIES.get(member.largest_category, member.largest_category)
    return (
        f"{member.rank:,}",
        member.person_id,
        USD.show(member.cost, 0),
        str(member.months),
        str(member.stays),
        str(member.emergency_visits),
        f"{category}, {USD.show(member.largest_category_cost, 0)}",
        "; ".join(report.labels.get(each, each) for each in member.conditions),
        STANDINGS[member.standing],
        USD.show(member.cost_before, 0) if member.months_before else "",
        f"{member.rank_before:,}" if member.rank_before else "",
        "" if change is None else _signed(USD, change, 0),
    )
