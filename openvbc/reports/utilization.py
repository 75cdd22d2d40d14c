"""The report of cost and utilization: two years beside each other, high-cost members, and what is to be known."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from openvbc.claims.utilization.measures import CATEGORIES, SECTIONS, Measure, Ratio
from openvbc.claims.utilization.report import LEAST_PEOPLE_TOLD, STANDINGS, HighCostMember, UtilizationReport, share_of
from openvbc.experience.populations import ASSIGNABLE, ENROLLED
from openvbc.figures import Absent, Figure
from openvbc.money import EXACT, rounded, shifted
from openvbc.reports.bridge.bars import step_between, total_at
from openvbc.reports.document.tree import (
    AS_CSV,
    BAR_LENGTH,
    EVERYWHERE,
    FOR_MACHINES,
    FOR_PEOPLE,
    IN_TEXT,
    IN_WORKBOOK,
    ON_PAGE,
    Answer,
    Block,
    Cell,
    Column,
    Data,
    Document,
    Labeled,
    Notes,
    Row,
    Section,
    Sentence,
    Sources,
    Table,
    Waterfall,
    shown,
)
from openvbc.units import CASES, RATE, USD, Unit

_QUERY: Final = re.compile(r"^-- (\w+/\w+)\.sql with ", re.MULTILINE)
_MONTHS_A_YEAR: Final = 12
_MINUS: Final = "\N{MINUS SIGN}"
_ABSENT: Final = "absent"
#: Measures at the head of the page, some under a label that does not need the title of its section.
_HEAD: Final = {
    "members": "",
    "inpatient_stays_per_1000": "",
    "emergency_visits_per_1000": "Emergency visits per 1,000, not admitted",
    "readmission_rate": "",
    "high_cost_share": "High-cost members' share of cost",
}
_MEASURES, _CONDITIONS, _MEMBERS = "Measures", "Conditions", "High-cost members"


def utilization_document(report: UtilizationReport, *, members: bool = False) -> Document:
    """The report. members: whether it names high-cost members; else it names nobody."""
    terms, cost = report.terms, report.measure("pmpm_total")
    known = {ENROLLED: "Everybody enrolled", ASSIGNABLE: "Everybody assignable"}
    days = terms.periods[-1].days
    part = "" if days.months == _MONTHS_A_YEAR else f" ({days})"
    who = f"{known.get(terms.population, terms.population)}, {terms.year}{part}"
    amount, beside = _shown(USD, cost.this_year.value), _beside_last_year(report)
    headline = f"{who}: {amount} per member per month{f', {beside}' if beside else ''}."
    nobody = "" if members else "This page names nobody. "
    unnamed = Sentence("High-cost members are not named; --members names them.", forms=IN_TEXT)
    return Document(
        kind="Cost and utilization",
        subject=f"{terms.year} beside {terms.year - 1}",
        title=f"Cost and utilization: {who}",
        answer=Answer.of(headline, amount),
        facts=tuple(_fact(report, name, label) for name, label in _HEAD.items()),
        opening=(headline,),
        blocks=(
            Data("population", terms.population),
            Data("year", terms.year),
            Data("compared_with", terms.year - 1),
            Data("amount", terms.amount.value),
            Data("months", terms.months.value),
            Data("paid_through", {period.name: period.paid_through for period in terms.periods}),
            Data("claims_reach_to", report.last_service),
            Data("measures", tuple(_measure_data(report, each) for each in report.measures)),
            *_picture(report),
            *_measures(report),
            _measures_as_csv(report),
            *_standings(report, members=members),
            _conditions(report, members=members),
            *((_members(report),) if members else (unnamed,)),
            Section("", (Notes(tuple(report.notes), key="notes", title="What is to be known"),)),
            Sources(tuple(report.files), _queries(report)),
            Data("fingerprint", report.fingerprint),
            Sentence(f"Fingerprint {report.fingerprint}", forms=IN_TEXT | IN_WORKBOOK),
            Sentence(
                "Figures on white are formulas over the counts in yellow; #N/A is a figure that is not known.",
                forms=IN_WORKBOOK,
            ),
        ),
        colophon=f"{nobody}Fingerprint {report.fingerprint}.",
        day=terms.periods[-1].paid_through,
        is_wide=True,
    )


def _shown(unit: Unit, figure: Figure) -> str:
    """A figure in its unit with all its places, so that columns of figures line up."""
    value = figure.value
    if not isinstance(value, Decimal):
        return _ABSENT
    return f"{rounded(value, unit.places):,f}" if unit.kind == "number" else unit.show(value)


def _beside_last_year(report: UtilizationReport) -> str:
    """How cost per member per month moved, "1.0% more than in 2023"; '' if last year is not known."""
    change = report.measure("pmpm_total").relative_change
    if isinstance(change, Absent):
        return ""
    year = report.terms.year - 1
    way = "more" if change > 0 else "less"
    return f"{RATE.show(abs(change), 1)} {way} than in {year}" if change else f"as in {year}"


def _fact(report: UtilizationReport, name: str, label: str) -> Labeled:
    measure = report.measure(name)
    now, before = (_shown(measure.definition.unit, each.value) for each in (measure.this_year, measure.last_year))
    return Labeled(label or measure.definition.label, now, aside=f"({report.terms.year - 1}: {before})", forms=ON_PAGE)


def _measures(report: UtilizationReport) -> Iterator[Section]:
    """Each section with its measures; one that occurs in neither year is left out.

    The workbook has the counts behind each figure too, and its figures are formulas over them.
    """
    year = report.terms.year
    widths = _bar_widths(report)
    for name, title in SECTIONS.items():
        bars = bool(widths) and name == "cost"
        columns = (
            Column("label", "Measure", width=42),
            Column("", f"{year} above {year - 1}", forms=ON_PAGE if bars else frozenset()),
            Column("now", str(year), number=True, width=12),
            Column("before", str(year - 1), number=True, width=12),
            Column("change", "Change", number=True, width=12),
            Column("percent", "In percent", number=True, width=12),
            Column("counted_now", f"Counted, {year}", number=True, is_input=True),
            Column("of_now", f"Divided by, {year}", number=True, is_input=True, forms=IN_WORKBOOK),
            Column("counted_before", f"Counted, {year - 1}", number=True, is_input=True),
            Column("of_before", f"Divided by, {year - 1}", number=True, is_input=True, forms=IN_WORKBOOK),
            Column("per", "Per", CASES, is_input=True, width=8, forms=IN_WORKBOOK),
            Column("words", "What is counted", width=60, forms=IN_WORKBOOK),
        )
        listed = [each for each in report.measures if each.definition.section == name and _occurs(each)]
        if not listed:
            continue
        table = Table(
            columns,
            tuple(_measure_row(each, widths) for each in listed),
            label=title,
            sheet=_MEASURES,
            forms=FOR_PEOPLE,
        )
        absent = tuple(f"{each.definition.label}: {_why(each)}" for each in listed if _why(each))
        words = tuple(f"{each.definition.label}: {each.definition.words}." for each in listed)
        yield Section(
            title,
            (
                table,
                Notes(absent, forms=IN_TEXT),
                Notes(words, title="What is counted", is_hidden=True, forms=ON_PAGE),
            ),
            anchor=name.replace("_", "-"),
            forms=FOR_PEOPLE,
        )


def _occurs(measure: Measure) -> bool:
    """False for kinds of stays, and other costs, that the data could show and that occur in neither year."""
    kinds = measure.definition.name.endswith("_length_of_stay") or measure.definition.name == "pmpm_other"
    known = measure.this_year.numerator is not None or measure.last_year.numerator is not None
    return not (kinds and known and not _number(measure.this_year) and not _number(measure.last_year))


def _number(ratio: Ratio) -> Decimal | None:
    value = ratio.numerator.value if ratio.numerator is not None else None
    return value if isinstance(value, Decimal) else None


def _measure_row(measure: Measure, widths: dict[str, tuple[Decimal, ...]]) -> Row:
    definition = measure.definition
    unit, why = definition.unit, _why(measure)
    divided = bool(definition.denominator)
    percent = _signed(RATE, measure.relative_change, 1) if unit is not RATE else ""
    change = _known(measure.change)
    return Row(
        (
            Cell(definition.label, aside=f"({why})" if why else ""),
            Cell(bars=widths.get(definition.name, ())),
            _value_cell(measure.this_year, unit, "now", divided=divided),
            _value_cell(measure.last_year, unit, "before", divided=divided),
            Cell(change, _signed(unit, measure.change), formula="={now}-{before}", unit=unit),
            Cell(
                _known(measure.relative_change),
                percent,
                formula="=IF({before}>0,{change}/{before},NA())" if unit is not RATE else "",
                unit=RATE,
            ),
            *_counts(measure.this_year, measure),
            *_counts(measure.last_year, measure),
            Decimal(definition.per) if divided else None,
            "; ".join(dict.fromkeys([definition.words, *([why] if why else [])])),
        ),
        is_sum=definition.name == "pmpm_total",
    )


def _known(value: Decimal | Absent) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _value_cell(ratio: Ratio, unit: Unit, year: str, *, divided: bool) -> Cell:
    """The value; in the workbook a formula over the counts beside it, where it is a ratio of counts."""
    value = ratio.value.value
    made = ratio.numerator is not None and ratio.denominator is not None
    formula = f"=IF({{of_{year}}}=0,NA(),{{counted_{year}}}*{{per}}/{{of_{year}}})" if made else ""
    if not made and not isinstance(value, Decimal):
        formula = "=NA()"
    typed = not divided and ratio.numerator is None
    held = value if isinstance(value, Decimal) else None
    return Cell(held, _shown(unit, ratio.value), formula=formula, unit=unit, is_input=typed)


def _counts(ratio: Ratio, measure: Measure) -> tuple[Cell, Cell]:
    """Numerator and denominator where there are both."""
    if ratio.numerator is None or ratio.denominator is None:
        return Cell(text=""), Cell(text="")
    top, bottom = measure.definition.numerator, measure.definition.denominator
    of = USD if top.startswith(("cost.", "high.")) else CASES
    over = USD if bottom.startswith("cost.") else CASES
    number, divisor = _number(ratio), ratio.denominator.value
    told = "" if number is None else of.show(number, 0) if _is_dollars(measure) else f"{number:,f}"
    held = divisor if isinstance(divisor, Decimal) else None
    return Cell(number, told, unit=of), Cell(held, unit=over)


def _is_dollars(measure: Measure) -> bool:
    return measure.definition.numerator.startswith(("cost.", "high.cost", "high.least"))


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
    """Why it is absent in one of the years; '' if it is in neither."""
    absent = [each.value for each in (measure.this_year, measure.last_year) if isinstance(each.value.value, Absent)]
    return "; ".join(dict.fromkeys(each.source.description for each in absent if each.source.description))


def _bar_widths(report: UtilizationReport) -> dict[str, tuple[Decimal, ...]]:
    """For each category of cost the lengths of two bars, of both years; the widest has the whole length."""
    found = {}
    for name in CATEGORIES:
        measure = report.measure(f"pmpm_{name}")
        values = (measure.this_year.value.value, measure.last_year.value.value)
        found[f"pmpm_{name}"] = [each if isinstance(each, Decimal) and each > 0 else Decimal(0) for each in values]
    widest = max((each for both in found.values() for each in both), default=Decimal(0))
    return {
        name: tuple(rounded(each * BAR_LENGTH / widest, 1) for each in both)
        for name, both in found.items()
        if any(both)
    }


def _measure_data(report: UtilizationReport, measure: Measure) -> dict[str, object]:
    definition = measure.definition
    return {
        "measure": definition.name,
        "label": definition.label,
        "section": definition.section,
        "unit": definition.unit.name,
        "definition": definition.words,
        "per": definition.per,
        str(report.terms.year): _ratio_data(measure.this_year),
        str(report.terms.year - 1): _ratio_data(measure.last_year),
        "change": _known(measure.change),
        "relative_change": _known(measure.relative_change),
    }


def _ratio_data(ratio: Ratio) -> dict[str, object]:
    source = ratio.value.source
    return {
        "value": _exact(ratio.value),
        "numerator": _exact(ratio.numerator),
        "denominator": _exact(ratio.denominator),
        "source": source.description,
        "rows": source.rows,
        "queries": [_query_name(text) for text in _split(source.query)],
        "listing": source.listing,
    }


def _exact(figure: Figure | None) -> Decimal | None:
    return figure.value if figure is not None and isinstance(figure.value, Decimal) else None


def _picture(report: UtilizationReport) -> Iterator[Waterfall]:
    """From last year's cost per member per month to this year's, a bar for each category; none where one is absent."""
    year, total = report.terms.year, report.measure("pmpm_total")
    before, after = total.last_year.value.value, total.this_year.value.value
    if not isinstance(before, Decimal) or not isinstance(after, Decimal):
        return
    bars, level = [total_at(USD, "", f"Per member per month, {year - 1}", before)], before
    for name, label in CATEGORIES.items():
        change = _known(report.measure(f"pmpm_{name}").change)
        if change:
            start, level = level, EXACT.add(level, change)
            bars.append(step_between(USD, f"pmpm_{name}", label, start, level))
    if rounded(level, USD.places) != rounded(after, USD.places):
        return  # a category is known of one year only: bars that do not add up would mislead
    bars.append(total_at(USD, "", f"Per member per month, {year}", after))
    yield Waterfall("categories", "What moved cost per member per month", tuple(bars), tuple("cost" for _ in bars))


def _measures_as_csv(report: UtilizationReport) -> Table:
    """One row a measure and year."""
    keys = (
        *("measure", "label", "section", "unit", "year", "value", "numerator", "per", "denominator"),
        *("why_absent", "definition"),
    )
    rows = []
    for measure in report.measures:
        definition = measure.definition
        years = ((report.terms.year, measure.this_year), (report.terms.year - 1, measure.last_year))
        for year, ratio in years:
            value = _exact(ratio.value)
            rows.append(
                Row(
                    (
                        *(definition.name, definition.label, definition.section, definition.unit.name, year, value),
                        _exact(ratio.numerator),
                        definition.per if ratio.denominator is not None else None,
                        _exact(ratio.denominator),
                        "" if value is not None else ratio.value.source.description,
                        definition.words,
                    )
                )
            )
    return Table(tuple(Column(key) for key in keys), tuple(rows), file="measures", forms=AS_CSV)


def _queries(report: UtilizationReport) -> dict[str, str]:
    """Every query behind a figure as it ran, by room and name, in the order of the figures."""
    found: dict[str, str] = {}
    for measure in report.measures:
        for ratio in (measure.this_year, measure.last_year):
            for text in _split(ratio.value.source.query):
                found.setdefault(_query_name(text), text.strip())
    return found


def _split(text: str) -> list[str]:
    starts = [match.start() for match in _QUERY.finditer(text)]
    return [text[start:end] for start, end in pairwise([*starts, len(text)])]


def _query_name(text: str) -> str:
    match = _QUERY.match(text)
    return match[1] if match else ""


def _standings(report: UtilizationReport, *, members: bool) -> Iterator[Block]:
    """How high-cost members stood last year; not where a group is so small that people could be known by it."""
    standings = report.standings
    small = any(count < LEAST_PEOPLE_TOLD for count, _ in standings.values())
    if not standings or (small and not members):
        return
    total = _number(report.measure("pmpm_total").this_year) or Decimal(0)
    columns = (
        Column("", "Last year", width=40),
        Column("", "Members", number=True),
        Column("", "Share of all cost", RATE),
        Column("", "Cost", USD),
    )
    rows = tuple(
        Row((STANDINGS[name].capitalize(), count, _share(cost, total), _dollars(cost)))
        for name, (count, cost) in standings.items()
    )
    table = Table(columns, rows, sheet="Change from last year", forms=FOR_PEOPLE)
    yield Section("High-cost members beside last year", (table,), forms=FOR_PEOPLE)


def _conditions(report: UtilizationReport, *, members: bool) -> Section:
    """The conditions of high-cost members. Without `members` those that few people have are not told."""
    told = [each for each in report.conditions if members or each.members >= LEAST_PEOPLE_TOLD]
    everyone = Decimal(len(report.high_cost))
    columns = (
        Column("condition", forms=FOR_MACHINES),
        Column("label", "Condition", width=70),
        Column("members", "Members", number=True),
        Column("", "Of them", RATE),
        Column("cost", "Their cost", USD),
    )
    rows = tuple(
        Row((each.condition, each.label, each.members, _share(Decimal(each.members), everyone), _dollars(each.cost)))
        for each in told
    )
    hidden = len(report.conditions) - len(told)
    note = f"{hidden:,} more conditions that fewer than {LEAST_PEOPLE_TOLD} of them have are not told."
    table = Table(
        columns,
        rows,
        key="conditions_of_high_cost_members",
        file="conditions",
        sheet=_CONDITIONS,
        is_long=True,
        forms=EVERYWHERE if rows else FOR_MACHINES | IN_WORKBOOK,
    )
    heading = "Conditions of high-cost members" if rows or hidden else ""
    return Section(heading, (table, *((Sentence(note),) if hidden else ())))


def _share(part: Decimal, whole: Decimal) -> Cell:
    share = share_of(part, whole)
    return Cell(share, "" if share is None else RATE.show(share, 1))


def _dollars(amount: Decimal) -> Cell:
    return Cell(amount, USD.show(amount, 0))


def _members(report: UtilizationReport) -> Section:
    """High-cost members by name, costliest first."""
    columns = (
        Column("rank", "Rank", number=True, width=7),
        Column("person_id", "Member", width=18, nowrap=True),
        Column("cost", "Cost", USD),
        Column("months", "Months", number=True, width=8),
        Column("hospital_stays", "Hospital stays", number=True, width=10),
        Column("emergency_visits", "Emergency visits", number=True, width=11),
        Column("largest_category", "Largest category", width=24),
        Column("largest_category_cost", "Of it", USD),
        Column("standing", "Last year", width=26),
        Column("months_last_year", forms=AS_CSV),
        Column("cost_last_year", "Cost last year", USD),
        Column("rank_last_year", "Rank last year", number=True, width=10),
        Column("change", "Change", USD),
        Column("conditions", "Conditions", width=70),
    )
    rows = tuple(_member_row(report, each) for each in report.high_cost)
    table = Table(columns, rows, key="high_cost_members", sheet=_MEMBERS, is_long=True)
    return Section("High-cost members, by name", (table,), anchor="members-list")


def _member_row(report: UtilizationReport, member: HighCostMember) -> Row:
    known = bool(member.months_before)
    conditions = tuple(report.labels.get(each, each) for each in member.conditions)
    return Row(
        (
            member.rank,
            member.person_id,
            _dollars(member.cost),
            member.months,
            member.stays,
            member.emergency_visits,
            Cell(member.largest_category, CATEGORIES.get(member.largest_category, member.largest_category)),
            _dollars(member.largest_category_cost),
            Cell(member.standing, STANDINGS[member.standing]),
            member.months_before,
            _dollars(member.cost_before) if known else None,
            member.rank_before or None,
            Cell(member.change, "" if member.change is None else _signed(USD, member.change, 0)),
            Cell(conditions, shown(conditions)),
        )
    )
