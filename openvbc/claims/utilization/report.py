"""The whole report: measures of two years, high-cost members with their conditions, and what is to be known of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Final

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.expenditures.exact import decimal_of
from openvbc.claims.expenditures.terms import Amount, WithoutPaidDate
from openvbc.claims.findings import Finding
from openvbc.claims.utilization.count import UtilizationCount
from openvbc.claims.utilization.figures import NEEDED, utilization_measures
from openvbc.claims.utilization.measures import Measure
from openvbc.claims.utilization.risk import mean_risk
from openvbc.claims.utilization.terms import MonthsThatCount, UtilizationTerms
from openvbc.figures import FileDigest
from openvbc.money import plain

#: How a high-cost member stood in the year before, in words.
STANDINGS: Final = {
    "again": "high-cost last year too",
    "newly": "not high-cost last year",
    "new_member": "no month that counts last year",
    "unknown": "last year not counted",
}
#: Fewer people than these are not told where nobody is to be known: CMS's rule for small cells.
LEAST_PEOPLE_TOLD: Final = 11


@dataclass(frozen=True)
class HighCostMember:
    """A high-cost member. cost: dollars; rank: 1 the costliest; stays: in hospital. ..._before: of the year before.

    rank_before: 0 where the person was not in the population then.
    """

    person_id: str
    rank: int
    cost: Decimal
    months: int
    stays: int
    emergency_visits: int
    largest_category: str
    largest_category_cost: Decimal
    standing: str
    cost_before: Decimal
    months_before: int
    rank_before: int
    conditions: tuple[str, ...] = ()

    @property
    def change(self) -> Decimal | None:
        """Dollars more than the year before; None for a new member."""
        return self.cost - self.cost_before if self.months_before else None


@dataclass(frozen=True)
class ConditionShare:
    """A condition among high-cost members: how many have it, and their cost in all."""

    condition: str
    label: str
    members: int
    cost: Decimal


@dataclass(frozen=True)
class UtilizationReport:
    """The report. labels: of conditions. high_cost: in order of rank. notes name nobody."""

    terms: UtilizationTerms
    last_service: date
    measures: tuple[Measure, ...]
    high_cost: tuple[HighCostMember, ...]
    conditions: tuple[ConditionShare, ...]
    labels: dict[str, str]
    notes: tuple[str, ...]
    files: tuple[FileDigest, ...]

    def measure(self, name: str) -> Measure:
        """The measure of that name. KeyError if there is none."""
        for each in self.measures:
            if each.definition.name == name:
                return each
        raise KeyError(name)

    @property
    def standings(self) -> dict[str, tuple[int, Decimal]]:
        """How many high-cost members stood how in the year before, and what they cost now."""
        found = {}
        for standing in STANDINGS:
            costs = [each.cost for each in self.high_cost if each.standing == standing]
            if costs:
                found[standing] = (len(costs), sum(costs, Decimal(0)))
        return found

    @property
    def fingerprint(self) -> str:
        """A SHA-256 that is the same for the same figures of the same files."""
        parts = [each.sha256 for each in self.files]
        parts += [f"{self.terms.population} {self.terms.year} {self.terms.amount} {self.terms.months}"]
        for each in self.measures:
            for ratio in (each.this_year, each.last_year):
                value = ratio.value.value
                parts.append(f"{each.definition.name} {plain(value) if isinstance(value, Decimal) else value!r}")
        parts += [f"{each.person_id} {each.cost} {each.rank} {each.rank_before}" for each in self.high_cost]
        return sha256("\n".join(parts).encode()).hexdigest()


def utilization_report(
    engine: Engine,
    count: UtilizationCount,
    files: Sequence[FileDigest] = (),
    findings: Sequence[Finding] = (),
    settled: Sequence[Measure] = (),
    tell: Callable[[str], None] | None = None,
) -> UtilizationReport:
    """The report of what was counted. files: what the canonical tables were read from.

    findings: of loads, audits and counts, told among the notes. settled: what the contract settles, shown with the
    measures.
    """
    if tell is not None:
        tell("risk scores")
    risk = mean_risk(engine, count)
    measures = utilization_measures(engine, count, risk, files)
    own = tuple(found.without_people() for found in (*findings, *count.findings))
    return UtilizationReport(
        terms=count.terms,
        last_service=count.bounds.last_service,
        measures=(*measures, *settled),
        high_cost=_high_cost(engine, count),
        conditions=_conditions(engine, count),
        labels=count.conditions.labels,
        notes=tuple(dict.fromkeys((*_notes(engine, count), *risk.notes, *own))),
        files=tuple(dict.fromkeys((*files, *count.conditions.files, *risk.files))),
    )


def _high_cost(engine: Engine, count: UtilizationCount) -> tuple[HighCostMember, ...]:
    period = str(count.terms.year)
    conditions: dict[str, list[str]] = {}
    for row in engine.table(NamedQuery.HIGH_COST_CONDITION, order_by=("period", "person_id", "condition_name")).records:
        if row["period"] == period:
            conditions.setdefault(str(row["person_id"]), []).append(str(row["condition_name"]))
    found = [
        HighCostMember(
            person_id=str(row["person_id"]),
            rank=int(row["cost_rank"]),
            cost=_dollars(row["expenditure_cents"]),
            months=int(row["months"]),
            stays=int(row["stays"]),
            emergency_visits=int(row["emergency_visits"]),
            largest_category=str(row["largest_category"]),
            largest_category_cost=_dollars(row["largest_category_cents"]),
            standing=str(row["standing"]),
            cost_before=_dollars(row["expenditure_cents_before"]),
            months_before=int(row["months_before"]),
            rank_before=int(row["rank_before"]),
        )
        for row in engine.table(NamedQuery.HIGH_COST_MEMBER, order_by=("period", "cost_rank", "person_id")).records
        if row["period"] == period
    ]
    return tuple(replace(each, conditions=tuple(conditions.get(each.person_id, ()))) for each in found)


def _conditions(engine: Engine, count: UtilizationCount) -> tuple[ConditionShare, ...]:
    """The conditions of high-cost members, the most frequent first."""
    found = [
        ConditionShare(
            str(row["condition_name"]),
            count.conditions.labels.get(str(row["condition_name"]), str(row["condition_name"])),
            int(row["members"]),
            _dollars(row["expenditure_cents"]),
        )
        for row in engine.table(NamedQuery.HIGH_COST_CONDITION_TOTAL).records
        if row["period"] == str(count.terms.year)
    ]
    return tuple(sorted(found, key=lambda each: (-each.members, each.condition)))


def _dollars(cents: object) -> Decimal:
    return Decimal(int(str(cents))).scaleb(-2)


def _notes(engine: Engine, count: UtilizationCount) -> Iterator[str]:
    """What was chosen, and what the data do not say."""
    terms = count.terms
    yield f"claims in the data reach to {count.bounds.last_service}"
    without_day = {
        WithoutPaidDate.COUNT: "claims without a day of payment count",
        WithoutPaidDate.LEAVE_OUT: "claims without a day of payment do not count",
        WithoutPaidDate.STOP: "every claim has a day of payment",
    }
    days = "; ".join(f"{period.name}: to {period.paid_through}" for period in terms.periods)
    yield f"claims count by when they were paid ({days}); {without_day[terms.expenditures.without_paid_date]}"
    medicare = terms.months is MonthsThatCount.MEDICARE
    yield (
        "months with Parts A and B and outside Medicare Advantage count"
        if medicare
        else "every month of enrollment counts"
    ) + ", and services in such months"
    out = [each.name.replace("_", " ") for each in terms.expenditures.carve_outs]
    left_out = f"without what is carved out ({', '.join(out)})" if out else "and nothing is carved out"
    cut = "nothing is cut off"
    if terms.expenditures.truncation is not None or terms.expenditures.stop_loss:
        cut = "before what is cut off"
    kind = "allowed" if terms.amount is Amount.ALLOWED else "paid"
    yield f"dollars of measures are what was {kind}, {left_out}; {cut}"
    if not terms.expenditures.pharmacy:
        yield "fills at pharmacies are not among the dollars"
    yield from _readmission_notes(engine, count)
    unknown = [
        row
        for row in engine.table(NamedQuery.EVENT_TOTAL).records
        if row["measure"] == "primary_care_unknown" and row["events"]
    ]
    for row in sorted(unknown, key=lambda each: str(each["period"])):
        yield (
            f"{row['period']}: {row['events']:,} person-days with a primary care code and no specialty are not counted "
            "as primary care visits"
        )
    for period, at_hand in count.at_hand.items():
        if not at_hand["fills"]:
            yield f"the data hold no pharmacy claims of {period}: its cost of all services is without drugs"
        for words, lines, amounts in _SAID:
            if at_hand[lines] and not at_hand[amounts]:
                yield (
                    f"none of the {at_hand[lines]:,} lines of {words} of {period} says what was {terms.amount.value}: "
                    "cost of all services and of members is without them"
                )
    yield count.conditions.words
    yield (
        f"a condition is shown by a diagnosis on a claim of a stay, or on claims of {terms.condition_days} days of the "
        "year"
    )


#: What is told of amounts that are missing; outpatient and emergency lines are institutional or professional ones.
_SAID: Final = tuple(NEEDED[each] for each in ("institutional", "professional", "fills"))


def _readmission_notes(engine: Engine, count: UtilizationCount) -> Iterator[str]:
    columns = ("index_stays", "died", "transferred", "still_patient", "not_followed")
    rows = [row for row in engine.table(NamedQuery.STAY_TOTAL).records if row["stay_kind"] == "acute"]
    for row in sorted(rows, key=lambda each: str(each["period"])):
        stays, index, died, transferred, still, unseen = (int(row[name]) for name in ("stays", *columns))
        yield (
            f"{row['period']}: of {stays:,} acute stays {index:,} could be followed by a readmission; {died:,} ended "
            f"with death, {transferred:,} with a transfer, {still:,} had not ended, and after {unseen:,} the data do "
            f"not reach {count.terms.readmission_days} days further"
        )
        if joined := int(row["joined_without_transfer"]):
            yield (
                f"{row['period']}: {joined:,} acute stays are joined of claims of which none says transfer: another "
                "hospital took the person on the same day or the next, or the same hospital on the same day for the "
                "same condition"
            )


def share_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """The part over the whole, exactly; None over nothing."""
    return decimal_of(Fraction(part) / Fraction(whole)) if whole else None
