"""The measures of the report: what each is called, what it divides by what, and what counts, in words."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from openvbc.claims.expenditures.categories import OTHER, PHARMACY
from openvbc.claims.expenditures.exact import decimal_of
from openvbc.figures import ABSENT, Absent, Figure
from openvbc.units import MEMBER_MONTHS, PERSONS, RATE, USD, USD_PER_MEMBER_PER_MONTH, Unit

PER_1000: Final = Unit("per_1000", "number", 1, "1,000 members a year")
DAYS: Final = Unit("days", "number", 2)
RISK_SCORE: Final = Unit("risk_score", "number", 3)

#: Months of 1,000 members in a year.
_A_YEAR_OF_1000: Final = 12_000

#: Sections in order, with their titles.
SECTIONS: Final = {
    "members": "Members",
    "cost": "Cost per member per month",
    "hospital": "Stays in hospital",
    "emergency": "Emergency department",
    "nursing": "Skilled nursing facilities",
    "ambulatory": "Visits, prescriptions and imaging",
    "high_cost": "High-cost members",
    "settled": "Dollars that the contract counts",
}

#: Categories of service in the order in which they are read.
CATEGORIES: Final = {
    "inpatient": "Inpatient",
    "outpatient": "Outpatient",
    "emergency_department": "Emergency department",
    "professional": "Professional",
    "skilled_nursing": "Skilled nursing facility",
    "home_health": "Home health",
    "hospice": "Hospice",
    "durable_medical_equipment": "Durable medical equipment",
    PHARMACY: "Pharmacy",
    OTHER: "Other",
}
#: Kinds of stays in words.
STAY_WORDS: Final = {
    "acute": "acute care",
    "rehabilitation": "rehabilitation",
    "psychiatric": "psychiatric",
    "long_term": "long-term care hospital",
}


@dataclass(frozen=True)
class Definition:
    """A measure before it is counted. numerator, denominator: names of counts; denominator '' if nothing is divided.

    needs: which claims the source must have of the year: institutional, professional, outpatient,
    emergency, fills; '' for none.
    """

    name: str
    label: str
    section: str
    unit: Unit
    numerator: str
    denominator: str
    words: str
    per: int = 1
    needs: str = ""

    @property
    def in_dollars(self) -> bool:
        """Whether it is a sum of amounts of claims, which a source can hold without saying them."""
        return self.numerator.startswith("cost.")


@dataclass(frozen=True)
class Ratio:
    """A measure of one year. numerator, denominator: the counts that it is made of, where it is made of counts."""

    value: Figure
    numerator: Figure | None = None
    denominator: Figure | None = None


@dataclass(frozen=True)
class Measure:
    """A measure of the year and of the year before: value = numerator times per, over denominator."""

    definition: Definition
    this_year: Ratio
    last_year: Ratio

    @property
    def change(self) -> Decimal | Absent:
        """The year less the year before; ABSENT if either is."""
        now, before = self.this_year.value.value, self.last_year.value.value
        if not isinstance(now, Decimal) or not isinstance(before, Decimal):
            return ABSENT
        return decimal_of(Fraction(now) - Fraction(before))

    @property
    def relative_change(self) -> Decimal | Absent:
        """The change over the year before; ABSENT if either is, or there was nothing."""
        change, before = self.change, self.last_year.value.value
        if not isinstance(change, Decimal) or not isinstance(before, Decimal) or before <= 0:
            return ABSENT
        return decimal_of(Fraction(change) / Fraction(before))


def definitions() -> tuple[Definition, ...]:
    """Every measure but the mean risk scores, in order."""
    return (
        Definition("members", "Members", "members", PERSONS, "members", "", "people with a month that counts"),
        Definition("member_months", "Member months", "members", MEMBER_MONTHS, "months", "", "months that count"),
        *_cost(),
        *_hospital(),
        *_emergency(),
        *_nursing(),
        *_ambulatory(),
        *_high_cost(),
    )


def _per_1000(name: str, label: str, section: str, numerator: str, words: str, needs: str) -> Definition:
    return Definition(name, label, section, PER_1000, numerator, "months", words, _A_YEAR_OF_1000, needs)


def _pmpm(name: str, label: str, section: str, numerator: str, words: str, needs: str = "") -> Definition:
    return Definition(name, label, section, USD_PER_MEMBER_PER_MONTH, numerator, "months", words, needs=needs)


def _cost() -> tuple[Definition, ...]:
    needs = {
        PHARMACY: "fills",
        "professional": "professional",
        "durable_medical_equipment": "professional",
        "outpatient": "outpatient",
        OTHER: "",
    }
    return (
        _pmpm("pmpm_total", "All services", "cost", "cost.total", "all services and drugs"),
        *(
            _pmpm(
                f"pmpm_{name}",
                label,
                "cost",
                f"cost.{name}",
                f"services in the category {name.replace('_', ' ')}, by the rules of categories of service",
                needs.get(name, "institutional"),
            )
            for name, label in CATEGORIES.items()
        ),
    )


def _hospital() -> tuple[Definition, ...]:
    whole = "interim bills and transfers are one stay, home and back another; counted in the month of discharge"
    return (
        _per_1000(
            "inpatient_stays_per_1000",
            "Inpatient admissions per 1,000",
            "hospital",
            "stays.inpatient",
            f"stays in a hospital of any kind; {whole}",
            "institutional",
        ),
        _per_1000(
            "inpatient_days_per_1000",
            "Inpatient days per 1,000",
            "hospital",
            "days.inpatient",
            "nights of these stays, at least 1 each",
            "institutional",
        ),
        Definition(
            "inpatient_length_of_stay",
            "Average length of stay, days",
            "hospital",
            DAYS,
            "days.inpatient",
            "stays.inpatient",
            "nights over stays",
            needs="institutional",
        ),
        *_by_kind_of_hospital(),
        _readmissions(),
    )


def _by_kind_of_hospital() -> tuple[Definition, ...]:
    return tuple(
        Definition(
            f"{kind}_length_of_stay",
            f"Average length of stay, {words}",
            "hospital",
            DAYS,
            f"days.{kind}",
            f"stays.{kind}",
            "the kind of hospital by its CCN; without one, acute care",
            needs="institutional",
        )
        for kind, words in STAY_WORDS.items()
    )


def _readmissions() -> Definition:
    return Definition(
        "readmission_rate",
        "Readmitted within 30 days, all causes",
        "hospital",
        RATE,
        "readmitted",
        "index_stays",
        "acute stays followed by another within 30 days, over acute stays that could be: the person left alive, "
        "was sent to no other hospital, and the data reach 30 days further; planned ones are not told apart",
        needs="institutional",
    )


def _emergency() -> tuple[Definition, ...]:
    return (
        _per_1000(
            "emergency_visits_per_1000",
            "Visits per 1,000 that led to no admission",
            "emergency",
            "events.emergency.sent_home",
            "person-days with an emergency department service, neither in a hospital stay nor on the day before one",
            "emergency",
        ),
        _per_1000(
            "emergency_admissions_per_1000",
            "Visits per 1,000 that led to an admission",
            "emergency",
            "events.emergency.admitted",
            "such person-days in a hospital stay or on the day before one",
            "emergency",
        ),
    )


def _nursing() -> tuple[Definition, ...]:
    return (
        _per_1000(
            "skilled_nursing_stays_per_1000",
            "Admissions per 1,000",
            "nursing",
            "stays.skilled_nursing",
            "stays in a skilled nursing facility or swing bed; monthly bills are one stay",
            "institutional",
        ),
        _per_1000(
            "skilled_nursing_days_per_1000",
            "Days per 1,000",
            "nursing",
            "days.skilled_nursing",
            "nights of these stays, at least 1 each",
            "institutional",
        ),
        Definition(
            "skilled_nursing_length_of_stay",
            "Average length of stay, days",
            "nursing",
            DAYS,
            "days.skilled_nursing",
            "stays.skilled_nursing",
            "nights over stays",
            needs="institutional",
        ),
    )


def _ambulatory() -> tuple[Definition, ...]:
    once = "a person and day count once, whoever billed"
    return (
        _per_1000(
            "primary_care_visits_per_1000",
            "Primary care visits per 1,000",
            "ambulatory",
            "events.primary_care",
            "office, home and preventive visits with primary care clinicians, and visits at health centers and rural "
            f"health clinics; {once}",
            "professional",
        ),
        _per_1000(
            "prescriptions_per_1000",
            "Prescriptions per 1,000",
            "ambulatory",
            "fills",
            "fills, whatever their days of supply",
            "fills",
        ),
        _per_1000(
            "ct_per_1000",
            "CT per 1,000",
            "ambulatory",
            "events.ct",
            f"computed tomography outside inpatient bills, by revenue center 035x or code numbers; {once}",
            "professional",
        ),
        _pmpm("pmpm_ct", "CT, dollars per member per month", "ambulatory", "cost.ct", "lines of these images"),
        _per_1000(
            "mri_per_1000",
            "MRI per 1,000",
            "ambulatory",
            "events.mri",
            f"magnetic resonance imaging outside inpatient bills, by revenue center 061x or code numbers; {once}",
            "professional",
        ),
        _pmpm("pmpm_mri", "MRI, dollars per member per month", "ambulatory", "cost.mri", "lines of these images"),
    )


def _high_cost() -> tuple[Definition, ...]:
    who = "the members who cost as much as the one at the share of the ranking, rounded up, or more; ties are included"
    return (
        Definition("high_cost_members", "High-cost members", "high_cost", PERSONS, "high.members", "", who),
        Definition(
            "high_cost_share",
            "Their share of all cost",
            "high_cost",
            RATE,
            "high.cost",
            "cost.total",
            "their cost over that of all members",
        ),
        Definition("high_cost", "Their cost", "high_cost", USD, "high.cost", "", "all services and drugs"),
        Definition(
            "high_cost_least", "Cost of the last of them", "high_cost", USD, "high.least", "", "where the list ends"
        ),
    )
