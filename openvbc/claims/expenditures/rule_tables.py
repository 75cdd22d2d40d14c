"""The terms of expenditures as rows of the small tables that the queries join."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import floor, lcm
from typing import Any, Final, cast

from openvbc.claims.engine.engine import BoundValue, Cell, Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.expenditures.categories import PHARMACY, CategoryRule, categories_of
from openvbc.claims.expenditures.codes import ANY_CODE, code_range
from openvbc.claims.expenditures.terms import (
    AttachmentAtPercentile,
    ExpenditureTerms,
    StopLossLayer,
    Summaries,
    TruncationAtPercentile,
    TruncationInDollars,
    WithoutPaidDate,
)
from openvbc.claims.rows import Table
from openvbc.claims.tables.dictionary import ChoiceTable
from openvbc.claims.tables.expenditure_rule_tables import (
    CARVE_OUT,
    CARVE_OUT_CODE,
    CARVE_OUT_DIAGNOSIS,
    CARVE_OUT_DRUG_CODE,
    CARVE_OUT_NAME,
    CATEGORY_RULE,
    MONTH_SHARE,
    SERVICE_CATEGORY,
    SERVICE_DAY,
    SERVICE_MONTH,
    STOP_LOSS_LAYER,
    TRUNCATION_RULE,
)
from openvbc.claims.tables.period_rule_tables import COUNT_PERIOD
from openvbc.errors import ClaimsError, Fault, did_you_mean, raise_all

Rows = list[tuple[Cell, ...]]

#: With more months, the parts of a cent no longer fit exact sums of 64 bits.
MOST_MONTHS: Final = 18
_YEAR: Final = 12


@dataclass(frozen=True)
class ServiceMonths:
    """The months of all periods: rows of `service_month`; most_months: of the longest period."""

    rows: Rows
    most_months: int

    @property
    def parts_per_cent(self) -> int:
        """How finely a cent is cut so that every number of months divides it: 27,720 for periods of a year."""
        return lcm(_YEAR, *range(1, self.most_months + 1))


def service_months(count_period: Table) -> ServiceMonths:
    """The months of the periods that are counted. ClaimsError if a period is longer than exact sums allow."""
    rows: Rows = []
    most_months = 1
    faults = []
    for period in count_period.records:
        months = _months_of(period)
        most_months = max(most_months, len(months))
        rows += months
        if len(months) > MOST_MONTHS:
            what = f"period {period['period']!r} has {len(months)} months"
            fix = f"count periods of at most {MOST_MONTHS} months"
            faults.append(Fault(what, COUNT_PERIOD.name, why="exact sums hold no more", fix=fix))
    raise_all(faults, ClaimsError)
    return ServiceMonths(rows, most_months)


def _months_of(period: Mapping[str, Any]) -> Rows:
    rows: Rows = []
    first: date = period["first_date"]
    while first <= period["last_date"]:
        following = date(first.year + first.month // _YEAR, first.month % _YEAR + 1, 1)
        last = min(following - timedelta(days=1), period["last_date"])
        year_month = first.year * 100 + first.month
        rows.append((period["period"], year_month, 2 ** len(rows), first, last, period["paid_through_date"]))
        first = following
    return rows


def service_days(months: Rows) -> Rows:
    """Rows of service_day: every day of every month of service."""
    rows: Rows = []
    for period, _, bit, first, last, paid_through in months:
        day = cast("date", first)
        while day <= cast("date", last):
            rows.append((period, day, bit, paid_through))
            day += timedelta(days=1)
    return rows


def put_choices(engine: Engine, terms: ExpenditureTerms, months: ServiceMonths) -> None:
    """Make the small tables of categories, carve-outs and months."""
    categories = categories_of(terms.categories)
    numbers = {category: number for number, category in enumerate(categories, start=1)}
    tables: list[tuple[ChoiceTable, Rows]] = [
        (SERVICE_CATEGORY, [(number, category) for category, number in numbers.items()]),
        (CATEGORY_RULE, category_rule_rows(terms.categories, numbers)),
        (CARVE_OUT_NAME, [(number, each.name) for number, each in enumerate(terms.carve_outs, start=1)]),
        (CARVE_OUT, _carve_outs(terms, numbers)),
        (CARVE_OUT_CODE, _carve_out_codes(terms)),
        (CARVE_OUT_DIAGNOSIS, _carve_out_diagnoses(terms)),
        (CARVE_OUT_DRUG_CODE, _carve_out_drugs(terms)),
        (SERVICE_MONTH, months.rows),
        (SERVICE_DAY, service_days(months.rows)),
        (MONTH_SHARE, _month_shares(months)),
    ]
    for table, rows in tables:
        engine.put(table, rows)


def query_values(terms: ExpenditureTerms, months: ServiceMonths) -> dict[str, BoundValue]:
    """What the terms bind to the queries of this room; each query takes those it names."""
    return {
        "amount": terms.amount.value,
        "service_date": terms.service_date.value,
        "part_a": int(terms.coverage.part_a),
        "part_b": int(terms.coverage.part_b),
        "medicare_advantage": int(not terms.coverage.without_medicare_advantage),
        "pharmacy": int(terms.pharmacy),
        "pharmacy_category": categories_of(terms.categories).index(PHARMACY) + 1,
        "without_paid_date": int(terms.without_paid_date is WithoutPaidDate.COUNT),
        "summaries": int(terms.summaries is Summaries.COUNT),
        "add_sequestration": int(terms.add_sequestration),
        "remove_medical_education": int(terms.remove_medical_education),
        "remove_disproportionate_share": int(terms.remove_disproportionate_share),
        "remove_uncompensated_care": int(terms.remove_uncompensated_care),
        "parts_per_cent": months.parts_per_cent,
    }


def monthly_threshold(terms: ExpenditureTerms, parts_per_cent: int, period: str, enrollment_type: str) -> Fraction:
    """A threshold in dollars as exact parts of a cent a month, before completion; the whole parts go to the queries.

    What is paid and completed reaches the threshold where what is paid reaches the threshold over the factor.
    """
    truncation = terms.truncation
    if not isinstance(truncation, TruncationInDollars):
        raise TypeError("only a truncation in dollars says its thresholds")
    dollars = Fraction(truncation.thresholds[period][enrollment_type])
    return dollars * 100 * parts_per_cent / _YEAR / Fraction(terms.completion_factor(period, enrollment_type))


def put_truncation(engine: Engine, terms: ExpenditureTerms, parts_per_cent: int, enrollment_total: Table) -> None:
    """Make the table of truncation rules: one row a period and enrollment type with months.

    ClaimsError if a type has no threshold, or a threshold is for a type that nobody has.
    """
    cells = [(str(row["period"]), str(row["enrollment_type"])) for row in enrollment_total.records]
    truncation = terms.truncation
    rows: Rows = []
    if isinstance(truncation, TruncationAtPercentile):
        millionths = int(truncation.percentile.scaleb(6))
        rows = [(period, each, 0, millionths, truncation.reference_population) for period, each in cells]
    elif isinstance(truncation, TruncationInDollars):
        raise_all(_threshold_faults(truncation, cells), ClaimsError)
        rows = [(*cell, floor(monthly_threshold(terms, parts_per_cent, *cell)), 0, "") for cell in cells]
    engine.put(TRUNCATION_RULE, rows)


def put_stop_loss(engine: Engine, layers: Sequence[StopLossLayer], periods: Sequence[str]) -> None:
    """Make the table of stop-loss layers, once `member_total` and `population` are there.

    ClaimsError where a reference population has nobody in a period.
    """
    rows: Rows = []
    for number, layer in enumerate(layers, start=1):
        most = 0 if layer.most is None else int(layer.most.scaleb(2))
        attachments = _attachments(engine, layer, periods)
        rows += [(period, number, attachments[period], most, int(layer.share.scaleb(4))) for period in periods]
    engine.put(STOP_LOSS_LAYER, rows)


def _attachments(engine: Engine, layer: StopLossLayer, periods: Sequence[str]) -> dict[str, int]:
    """The attachment point in cents, by period."""
    attachment = layer.attachment
    if not isinstance(attachment, AttachmentAtPercentile):
        return dict.fromkeys(periods, int(attachment.scaleb(2)))
    values: dict[str, BoundValue] = {
        "population_id": attachment.reference_population,
        "percentile_millionths": int(attachment.percentile.scaleb(6)),
    }
    found = {
        str(row["period"]): int(row["expenditure_cents"])
        for row in engine.rows(NamedQuery.FIND_MEMBER_PERCENTILE, values).records
    }
    raise_all(
        [
            Fault(
                f"the reference population {attachment.reference_population!r} has nobody in period {period!r}",
                "stop-loss",
                why="there is no percentile to attach at",
                fix="name a population that has people in each period",
            )
            for period in periods
            if period not in found
        ],
        ClaimsError,
    )
    return found


def _threshold_faults(truncation: TruncationInDollars, cells: Sequence[tuple[str, str]]) -> list[Fault]:
    given = [(period, each) for period, by_type in truncation.thresholds.items() for each in by_type]
    known = {each for _, each in cells} | set(truncation.known_types)
    faults = [
        Fault(
            f"enrollment type {each!r} has no truncation threshold in period {period!r}",
            "truncation",
            why="its expenditures would count without a limit",
            fix="give its threshold",
        )
        for period, each in cells
        if (period, each) not in given
    ]
    return faults + [
        Fault(
            f"there is a truncation threshold for {each!r} in period {period!r}, but nobody has that enrollment type",
            "truncation",
            why="it may be misspelt",
            fix=did_you_mean(each, known),
        )
        for period, each in given
        if each not in known
    ]


def category_rule_rows(rules: Sequence[CategoryRule], numbers: Mapping[str, int]) -> Rows:
    """Rows of category_rule. numbers: of each category."""
    return [
        (
            rule.priority,
            numbers[rule.category],
            int(rule.whole_claim),
            rule.claim_type,
            rule.source_claim_type,
            rule.place_of_service,
            *rule.bill_type.cells,
            *rule.revenue_center.cells,
            *rule.hcpcs.cells,
            *rule.drg.cells,
        )
        for rule in rules
    ]


def _bit(number: int) -> int:
    return int(2 ** (number - 1))


def _carve_outs(terms: ExpenditureTerms, numbers: Mapping[str, int]) -> Rows:
    return [
        (number, _bit(number), period, numbers.get(each.category, 0))
        for number, each in enumerate(terms.carve_outs, start=1)
        for period in each.periods or ("",)
    ]


def _carve_out_codes(terms: ExpenditureTerms) -> Rows:
    any_code = ANY_CODE.cells
    rows: Rows = []
    for number, each in enumerate(terms.carve_outs, start=1):
        begin = (_bit(number), int(each.whole_claim))
        rows += [(*begin, *code_range(code).cells, *any_code, *any_code) for code in each.drgs]
        rows += [(*begin, *any_code, *code_range(code).cells, *any_code) for code in each.revenue_centers]
        rows += [(*begin, *any_code, *any_code, *code_range(code).cells) for code in each.hcpcs]
        if not each.codes:
            rows.append((*begin, *any_code, *any_code, *any_code))
    return rows


def _carve_out_diagnoses(terms: ExpenditureTerms) -> Rows:
    return [
        (_bit(number), *code_range(code).cells, int(not each.any_diagnosis))
        for number, each in enumerate(terms.carve_outs, start=1)
        for code in each.diagnoses
    ]


def _carve_out_drugs(terms: ExpenditureTerms) -> Rows:
    rows: Rows = []
    for number, each in enumerate(terms.carve_outs, start=1):
        rows += [(_bit(number), *code_range(code).cells) for code in each.ndcs]
        if not each.codes:
            rows.append((_bit(number), *ANY_CODE.cells))
    return rows


def _month_shares(months: ServiceMonths) -> Rows:
    numbers = sorted({*range(1, months.most_months + 1), _YEAR})
    return [(number, months.parts_per_cent // number) for number in numbers]
