"""What a contract says about expenditures: which amounts count, what is carved out, where they are cut off."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from openvbc.claims.expenditures.categories import CategoryRule, default_category_rules
from openvbc.money import ONE


class Amount(StrEnum):
    """Which amount is the expenditure: what the payer paid, or what it allowed (paid by all together)."""

    PAID = "paid"
    ALLOWED = "allowed"


class ServiceDate(StrEnum):
    """Which day decides the month of a line. Institutional claims are paid as claims, so their lines share it.

    claim_start, claim_end: first or last day of the claim. line_start, line_end: of the line on professional claims
    (of the claim where the line has none); institutional claims as with claim_start and claim_end.
    """

    CLAIM_START = "claim_start"
    CLAIM_END = "claim_end"
    LINE_START = "line_start"
    LINE_END = "line_end"


class WithoutPaidDate(StrEnum):
    """What happens to lines without a day of payment, which no run-out can judge; they are always named."""

    STOP = "stop"
    COUNT = "count"
    LEAVE_OUT = "leave_out"


class Summaries(StrEnum):
    """What happens to yearly summaries of what people cost; they are always named.

    count: where there is one, a member's category of service comes to what it says, whatever claims are at hand.
    leave_out: claims alone count.
    """

    STOP = "stop"
    COUNT = "count"
    LEAVE_OUT = "leave_out"


class WithoutAmount(StrEnum):
    """What happens to lines whose source does not say the amount that counts; they are always named."""

    STOP = "stop"
    COUNT_AS_ZERO = "count_as_zero"


@dataclass(frozen=True)
class Coverage:
    """Which months count: those covered for hospital care, for medical care, outside Medicare Advantage, as asked."""

    part_a: bool
    part_b: bool
    without_medicare_advantage: bool


@dataclass(frozen=True)
class CarveOut:
    """A part of the cost of care that does not count.

    Codes are written as `code_range` reads them. A line is taken out if it meets any of the code lists and, where they
    are given, is in the category and one of the periods. Without a code, the whole category is taken out. drgs,
    revenue_centers, hcpcs: of the line; whole_claim: the lines around it go too. diagnoses: of the claim (all its lines
    go); only the principal one counts unless any_diagnosis. ndcs: of pharmacy fills.
    """

    name: str
    category: str = ""
    periods: tuple[str, ...] = ()
    drgs: tuple[str, ...] = ()
    revenue_centers: tuple[str, ...] = ()
    hcpcs: tuple[str, ...] = ()
    ndcs: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()
    any_diagnosis: bool = False
    whole_claim: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes that it names."""
        return self.drgs + self.revenue_centers + self.hcpcs + self.ndcs + self.diagnoses


@dataclass(frozen=True)
class TruncationInDollars:
    """Annualized expenditures, completed, count to these dollars: period -> enrollment type -> dollars a person-year.

    known_types: enrollment types that are rightly named even where nobody has them.
    """

    thresholds: Mapping[str, Mapping[str, Decimal]]
    known_types: tuple[str, ...] = ()


@dataclass(frozen=True)
class TruncationAtPercentile:
    """Annualized expenditures count to a percentile of those of a reference population, for each enrollment type.

    percentile: "99" for the 99th, by nearest rank, people weighted by their months. reference_population: its name in
    the table `population`.
    """

    percentile: Decimal
    reference_population: str


@dataclass(frozen=True)
class AttachmentAtPercentile:
    """An attachment point at a percentile of what the people of a reference population cost in the period.

    percentile: "99" for the 99th, by nearest rank, each person once whatever the months.
    """

    percentile: Decimal
    reference_population: str


@dataclass(frozen=True)
class StopLossLayer:
    """Individual stop-loss: of a person's expenditures in the period above `attachment` and up to `most` dollars.

    attachment: dollars, or a percentile. share: what the insurer bears of them, 0.8 for 80%. most: None for no end. Not
    annualized; all enrollment types count together.
    """

    attachment: Decimal | AttachmentAtPercentile
    share: Decimal
    most: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class ExpenditureTerms:
    """All that decides expenditures. What decides money has no default: the contract must say it.

    add_sequestration: what sequestration took is added to what was paid. remove_...: that part of the payment is taken
    out. pharmacy: fills count. summaries: see Summaries. categories: the rules of categories of service. completion:
    period -> enrollment type -> the factor by which what was paid within the run-out is completed, before truncation;
    without one nothing is.
    """

    amount: Amount
    service_date: ServiceDate
    coverage: Coverage
    pharmacy: bool
    add_sequestration: bool
    remove_medical_education: bool
    remove_disproportionate_share: bool
    remove_uncompensated_care: bool
    without_paid_date: WithoutPaidDate
    truncation: TruncationInDollars | TruncationAtPercentile | None
    carve_outs: tuple[CarveOut, ...] = ()
    stop_loss: tuple[StopLossLayer, ...] = ()
    without_amount: WithoutAmount = WithoutAmount.STOP
    summaries: Summaries = Summaries.STOP
    categories: tuple[CategoryRule, ...] = field(default_factory=default_category_rules)
    completion: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)

    def completion_factor(self, period: str, enrollment_type: str) -> Decimal:
        """The completion factor of a period and enrollment type; 1 where none is given."""
        return self.completion.get(period, {}).get(enrollment_type, ONE)
