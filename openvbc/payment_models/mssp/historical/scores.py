"""Mean risk scores: totals of the assigned over their months, blended by model, over the nation's mean of the type.

Where these totals are at hand, as when claims are counted, the worksheet divides them; else scores are stated, as in
CMS's benchmark reports.
"""

from collections.abc import Collection, Mapping
from typing import Final

from openvbc.figures import ABSENT, Key, Value
from openvbc.money import ZERO
from openvbc.payment_models.mssp.historical.axes import ENROLLMENT_TYPES, LAST, PERFORMANCE, YEARS
from openvbc.payment_models.mssp.historical.rules import BenchmarkRules
from openvbc.payment_models.mssp.risk_models import RiskModels, risk_models
from openvbc.units import FACTOR, MEMBER_MONTHS, RATE
from openvbc.worksheet.formula import Axis, Formula, Member, at, keys_of, total

#: The two kinds of scores: by diagnoses and demographics, and by demographics alone.
RISK: Final = "risk"
DEMOGRAPHIC: Final = "demographic"
SCORES: Final = Axis(
    "scores", "Kinds of scores", (Member(RISK, "Risk score (CMS-HCC)"), Member(DEMOGRAPHIC, "Demographic risk score"))
)
#: Groups of the assigned whose risk is adjusted apart, in agreements until January 2019.
NEWLY: Final = "newly"
CONTINUOUSLY: Final = "continuously"
ASSIGNED: Final = Axis(
    "assigned",
    "Groups of the assigned",
    (Member(NEWLY, "Newly assigned"), Member(CONTINUOUSLY, "Continuously assigned")),
)
#: Months of the assigned, each weighted by a score: the total by which it is known that scores are counted.
WEIGHTED: Final = "score_weighted_months"
_NOTE: Final = "Mean of the assigned, with the mean of all assignable beneficiaries of the type and year as 1."
_TWO_YEARS: Final = (LAST, PERFORMANCE)


def member_of(rule_set: str) -> str:
    """The member of the axis of risk models that a rule set is: V28-2026 is v28_2026."""
    return rule_set.lower().replace("-", "_")


def add_scores(rules: BenchmarkRules) -> None:
    """The lines `risk_score` and, where caps follow demographics, `demographic_score`."""
    sheet, demographics = rules.builder.sheet, rules.holds("mssp_risk_cap_follows_demographics")
    by_type = (YEARS, ENROLLMENT_TYPES)
    if not rules.builder.request.divides(WEIGHTED):
        ends = rules.of_years(*_TWO_YEARS)
        sheet.input("risk_score", "Risk score (CMS-HCC)", FACTOR, axis=by_type, ends=ends, note=_NOTE)
        if demographics:
            of_two = {key: each for key, each in ends.items() if key[0] in _TWO_YEARS}
            label = "Demographic risk score"
            sheet.input("demographic_score", label, FACTOR, axis=by_type, ends=of_two, note=_NOTE)
        return
    of_two_years = demographics or rules.holds("mssp_risk_by_newly_and_continuously_assigned")
    years = {RISK: YEARS.keys, DEMOGRAPHIC: _TWO_YEARS if of_two_years else ()}
    models = risk_models(rules.builder.request)
    shares: dict[Key, Value] = {
        (kind, member_of(name)): share for kind, of_type in models.shares.items() for name, share in of_type.items()
    }
    every = dict.fromkeys(keys_of((ENROLLMENT_TYPES, model_axis(models))), ABSENT)
    sheet.parameter(
        "risk_model_share",
        "Part of the model in scores of the type",
        RATE,
        {**every, **shares},
        axis=(ENROLLMENT_TYPES, model_axis(models)),
        rule=models.rule,
    )
    label = "Mean score of the nation's assignable beneficiaries"
    ends = {key: (ZERO, None) for key in keys_of((SCORES, *by_type)) if key[1] in years[key[0]]}
    sheet.input("national_mean_score", label, FACTOR, axis=(SCORES, *by_type), ends=ends)
    score = _means(rules, models, "", (), years)
    sheet.line("risk_score", "Risk score (CMS-HCC)", FACTOR, at(score, SCORES, RISK), note=_NOTE)
    if demographics:
        label = "Demographic risk score"
        sheet.line("demographic_score", label, FACTOR, at(score, SCORES, DEMOGRAPHIC), note=_NOTE)


def model_axis(models: RiskModels) -> Axis:
    """The risk models that score somebody, in the order of their names."""
    names = sorted({name for of_type in models.shares.values() for name in of_type})
    return Axis("risk_models", "Risk models", tuple(Member(member_of(name), f"Model {name}") for name in names))


def scores_by_assignment(rules: BenchmarkRules) -> Formula:
    """Mean scores of newly and of continuously assigned people; absent where a group has nobody of the type."""
    years = {RISK: _TWO_YEARS, DEMOGRAPHIC: _TWO_YEARS}
    return _means(rules, risk_models(rules.builder.request), "group_", (ASSIGNED,), years)


def _means(
    rules: BenchmarkRules,
    models: RiskModels,
    prefix: str,
    groups: tuple[Axis, ...],
    years: Mapping[str, Collection[str]],
) -> Formula:
    """Scores over months, blended by model, over the nation's mean."""
    sheet, whose = rules.builder.sheet, "of each group" if groups else "of the assigned"
    axes = (*groups, YEARS, ENROLLMENT_TYPES, model_axis(models))
    used = {(kind, member_of(name)) for kind, of_type in models.shares.items() for name in of_type}
    counted = [key for key in keys_of((SCORES, *axes)) if key[-3] in years[key[0]] and key[-2:] in used]
    months = sheet.input(
        f"{prefix}scored_months",
        f"Months {whose} with a score",
        MEMBER_MONTHS,
        axis=axes,
        ends={key[1:]: (ZERO, None) for key in counted if key[0] == RISK},
        optional=bool(groups),
    )
    weighted = sheet.input(
        f"{prefix}{WEIGHTED}",
        f"Months {whose}, each weighted by the person's score",
        MEMBER_MONTHS,
        axis=(SCORES, *axes),
        ends=dict.fromkeys(counted, (ZERO, None)),
        optional=bool(groups),
    )
    blended = sheet.line(
        f"{prefix}mean_score",
        f"Mean score {whose}, models blended",
        FACTOR,
        total(weighted / months * sheet["risk_model_share"], over=model_axis(models)),
        rule=models.rule,
    )
    return blended / sheet["national_mean_score"]
