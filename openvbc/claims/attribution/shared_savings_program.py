"""How the Medicare Shared Savings Program assigns people (42 CFR 425.400 to 425.404), as steps of the general engine.

Lists of codes and specialties come from the caller's parameters; here stand the shapes of the steps alone.
"""

from datetime import date
from enum import StrEnum
from typing import Final

from openvbc.claims.attribution.reasons import Exclusion
from openvbc.claims.attribution.terms import DesignationStep, Gate, PluralityStep, Step, TieBreak, Window
from openvbc.periods import Period, add_months

PRIMARY_CARE_PHYSICIAN: Final = "primary_care_physician"
SPECIALIST: Final = "specialist"
NON_PHYSICIAN: Final = "non_physician"
#: A physician of any specialty that is not primary care: performance years 2013 to 2015.
OTHER_PHYSICIAN: Final = "other_physician"
#: The kind of stay during which nursing facility visits do not count.
SNF_STAY: Final = "snf"
#: The kind of stay during which advance care planning does not count.
INPATIENT_STAY: Final = "inpatient"

_TIES: Final = (TieBreak.LATEST_SERVICE, TieBreak.LATEST_OTHER_SERVICE)
_OWN_PHYSICIANS: Final = (PRIMARY_CARE_PHYSICIAN, SPECIALIST)
_PRIMARY_CARE: Final = (PRIMARY_CARE_PHYSICIAN, NON_PHYSICIAN)

#: 425.401(a): who cannot be assigned, in the order in which reasons are told.
EXCLUSIONS: Final = (
    Exclusion.DIED_BEFORE_PERIOD,
    Exclusion.NO_MONTH_WITH_PART_A_AND_B,
    Exclusion.MONTH_WITH_PART_A_OR_B_ONLY,
    Exclusion.MEDICARE_ADVANTAGE_MONTH,
    Exclusion.LIVES_OUTSIDE,
    Exclusion.OTHER_INITIATIVE,
)


class StepRules(StrEnum):
    """Which text of 425.402 holds; the performance year says which.

    any_physician: 425.402(a), performance years 2013 to 2015. two_steps: 425.402(b), 2016 to 2024. three_steps: with
    the 24-month window of 425.402(b)(5), from 2025.
    """

    ANY_PHYSICIAN = "any_physician"
    TWO_STEPS = "two_steps"
    THREE_STEPS = "three_steps"


def voluntary_alignment(as_of: date) -> DesignationStep:
    """425.402(e): whom the person named as primary clinician comes first; one outside the ACO ends assignment."""
    return DesignationStep("voluntary alignment", by_patient=True, as_of=as_of, elsewhere_blocks=True)


def claims_steps(rules: StepRules) -> tuple[Step, ...]:
    """The steps that compare allowed charges of primary care services."""
    if rules is StepRules.ANY_PHYSICIAN:
        return _steps_of_any_physician()
    steps = _two_steps()
    return (*steps, _third_step()) if rules is StepRules.THREE_STEPS else steps


def assignable_people(rules: StepRules) -> tuple[tuple[Gate, ...], ...]:
    """425.20: which visits, at anyone's, make a person assignable; one alternative is enough."""
    if rules is StepRules.ANY_PHYSICIAN:
        return ((Gate((PRIMARY_CARE_PHYSICIAN, OTHER_PHYSICIAN), of_organization=False),),)
    physician = Gate(_OWN_PHYSICIANS, of_organization=False)
    if rules is StepRules.TWO_STEPS:
        return ((physician,),)
    expanded = (
        Gate(_OWN_PHYSICIANS, of_organization=False, window=Window.EXPANDED),
        Gate((NON_PHYSICIAN,), of_organization=False),
    )
    return ((physician,), expanded)


def assignment_window(year: Period, *, prospective: bool) -> Period:
    """The twelve months whose services assign for a calendar year: its own, or those that end before October."""
    back = -15 if prospective else 0
    start = add_months(year.start, back)
    return Period(start, add_months(start, 12))


def expanded_window(year: Period, *, prospective: bool) -> Period:
    """The twenty-four months that end with the assignment window."""
    end = assignment_window(year, prospective=prospective).end
    return Period(add_months(end, -24), end)


def _steps_of_any_physician() -> tuple[Step, ...]:
    physicians = (PRIMARY_CARE_PHYSICIAN, OTHER_PHYSICIAN)
    pre_step = Gate(physicians, of_organization=True)
    return (
        PluralityStep(
            "step 1",
            compared=(PRIMARY_CARE_PHYSICIAN,),
            gates=(pre_step,),
            ties=_TIES,
            other_tie_types=(OTHER_PHYSICIAN, NON_PHYSICIAN),
        ),
        PluralityStep(
            "step 2",
            compared=(*physicians, NON_PHYSICIAN),
            gates=(pre_step, Gate((PRIMARY_CARE_PHYSICIAN,), of_organization=False, wanted=False)),
            ties=_TIES[:1],
        ),
    )


def _two_steps() -> tuple[Step, ...]:
    pre_step = Gate(_OWN_PHYSICIANS, of_organization=True)
    return (
        PluralityStep("step 1", compared=_PRIMARY_CARE, gates=(pre_step,), ties=_TIES, other_tie_types=(SPECIALIST,)),
        PluralityStep(
            "step 2",
            compared=(SPECIALIST,),
            gates=(pre_step, Gate(_PRIMARY_CARE, of_organization=False, wanted=False)),
            ties=_TIES[:1],
        ),
    )


def _third_step() -> Step:
    return PluralityStep(
        "step 3",
        compared=(*_OWN_PHYSICIANS, NON_PHYSICIAN),
        window=Window.EXPANDED,
        gates=(
            Gate(_OWN_PHYSICIANS, of_organization=True, wanted=False),
            Gate((NON_PHYSICIAN,), of_organization=True),
            Gate(_OWN_PHYSICIANS, of_organization=True, window=Window.EXPANDED),
        ),
        ties=_TIES,
        tie_types=_PRIMARY_CARE,
        other_tie_types=(SPECIALIST,),
    )
