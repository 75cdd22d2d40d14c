"""Steps 4 to 8: quality, run-out, reconciliation, payment, data feedback."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from openvbc.checklist.data import RunOut, feedback_step, reconciliation_step, run_out_step
from openvbc.checklist.record import Check, Fact, Standing, Step
from openvbc.money import EXACT
from openvbc.payment_models.mssp.checklist.facts import ProgramFacts
from openvbc.payment_models.mssp.checklist.risk import revenue_of
from openvbc.payment_models.mssp.tracks import LIMITED_BY_REVENUE, shares_losses
from openvbc.units import RATE, USD
from openvbc.worksheet.sheet import LineKind

_QUALITY: Final = ("quality", "quality_score", "measures", "points")
_DECIDE: Final = (
    "savings_rate",
    "minimum_rate",
    "met_quality_standard",
    "final_sharing_rate",
    "earned_savings",
    "final_loss_rate",
    "loss_limit",
    "loss_limit_of_benchmark",
    "loss_limit_of_revenue",
    "owed_losses",
    "net_payment",
)
_LIMITS: Final = {
    "mssp_maximum_sharing_rate": "Highest sharing rate",
    "mssp_payment_limit": "Savings are paid up to this share of the benchmark",
    "mssp_fixed_loss_rate": "Loss rate",
    "mssp_loss_rate_floor": "Lowest loss rate",
    "mssp_loss_rate_ceiling": "Highest loss rate",
    "mssp_loss_limit_of_benchmark": "Loss limit, share of the benchmark",
    "mssp_loss_limit_of_revenue": "Loss limit, share of participants' revenue",
}
_NEEDED: Final = {
    "eligibility": "assignment, person-years and enrollment types",
    "medical_claim": "assignment and expenditures",
    "claim_diagnosis": "risk scores",
}
_USEFUL: Final = {
    "provider_attribution": "comparing the assignment counted here with CMS's own lists",
    "provider_designation": "voluntary alignment",
    "pharmacy_claim": "quality measures and the work with patients",
    "provider": "names and specialties of clinicians",
}


def quality_step(facts: ProgramFacts) -> Step:
    """Step 4: the standard of the year, and where the contract takes quality from."""
    by_score = facts.terms.quality_standard == "by_score"
    scorecard = facts.request.scorecard is not None
    standard = facts.published("mssp_quality_performance_standard")
    scaled = facts.published("mssp_sharing_rate_follows_score")
    checks = []
    figures: list[Fact] = []
    if standard is not None:
        text = f"a quality score of {RATE.show_exactly(standard.number)} meets the standard of {facts.year}"
        checks.append(Check(text, Standing.DONE, rule=standard.citation))
        figures.append(Fact("Score that meets the standard", standard.number, RATE, standard.citation))
    elif scaled is not None and scaled.value is True:
        text = f"in {facts.year} the score scales the sharing rate, once every domain has its minimum attainment"
        checks.append(Check(text, Standing.DONE, rule=scaled.citation))
    else:
        text = f"the score that meets the standard of {facts.year} is not published here"
        checks.append(Check(text, Standing.NOT_KNOWN, fix="`openvbc parameters` lists the years; use CMS's statement"))
    alternative = facts.published("mssp_alternative_quality_standard")
    if alternative is not None:
        words = "yes" if alternative.value is True else "no"
        figures.append(Fact("There is an alternative standard", words, rule=alternative.citation))
    taken = "the score, held against the standard" if by_score else "CMS's statement that it is met"
    figures.append(Fact("The contract takes", taken))
    figures.append(Fact("Quality score", "computed by the contract's scorecard" if scorecard else "given as a figure"))
    checks.append(_to_give(facts))
    return Step(4, "Quality reporting", tuple(checks), tuple(figures))


def _to_give(facts: ProgramFacts) -> Check:
    """What settling will ask for; whether it was reported, no claims say."""
    inputs = []
    if facts.sheet is not None:
        inputs = [line.name for line in facts.sheet.of_kind(LineKind.INPUT) if line.section in _QUALITY]
    asked = f": {', '.join(inputs)}" if inputs else ""
    return Check(
        "whether quality was reported and what came of it is told by CMS's report, not by claims",
        Standing.NOT_KNOWN,
        fix=f"register in the Quality Payment Program, report, and give the result with the inputs{asked}",
        clause=facts.request.stream.clause("quality_standard"),
    )


def program_run_out_step(facts: ProgramFacts) -> Step:
    """Step 5: three months after the year, and whether the data reach so far."""
    published = facts.published("mssp_run_out_months")
    months = facts.run_out_months
    more = []
    if published is not None and months != int(published.number):
        more.append(
            Check(
                f"the contract says {months} months of run-out, the program has {int(published.number)}",
                Standing.NOT_MET,
                why="the paid-through date that statements name would not be the program's",
                fix=f"write run_out_months: {int(published.number)}",
                rule=published.citation,
            )
        )
    rule = published.citation if published is not None else None
    return run_out_step(5, facts.held, RunOut(facts.performance.period, rule), more)


def program_reconciliation_step(facts: ProgramFacts) -> Step:
    """Step 6: what status can be settled now."""
    computed = facts.terms.benchmark.computed is not None
    beside = ["national factors (--national)", "county factors of a regional benchmark (--counties)"]
    inputs = "figures that CMS states (see `openvbc inputs`)"
    step = reconciliation_step(
        6, facts.held, facts.base, facts.performance, (*beside, inputs), counted=computed and facts.sheet is not None
    )
    return step if computed else Step(step.number, step.title, step.checks, step.facts, _STATED)


_STATED: Final = ("interim reports and the final reconciliation of this contract are CMS's own figures",)


def payment_step(facts: ProgramFacts) -> Step:
    """Step 7: which lines decide who pays, and how much may be owed at most."""
    figures = [
        Fact(label, value.number, RATE, value.citation)
        for name, label in _LIMITS.items()
        for value in [facts.published(name)]
        if value is not None and isinstance(value.value, Decimal) and (_two_sided(facts) or "loss" not in name)
    ]
    figures += _limit_by_revenue(facts)
    if facts.sheet is not None:
        figures += [Fact(facts.sheet[name].label, f"line {name}") for name in _DECIDE if name in facts.sheet]
    check = Check(
        f"who pays whom for {facts.year} is known once it is settled",
        Standing.NOT_KNOWN,
        why="savings are earned at the minimum savings rate with quality met; losses are owed at the minimum loss rate"
        if _two_sided(facts)
        else "savings are earned at the minimum savings rate with quality met; no losses are shared",
        fix="run `openvbc settle`; by when it is paid or repaid is for CMS's notice to say",
    )
    return Step(7, "Payment or repayment", (check,), tuple(figures))


def _two_sided(facts: ProgramFacts) -> bool:
    return facts.track is not None and shares_losses(facts.track)


def _limit_by_revenue(facts: ProgramFacts) -> Iterator[Fact]:
    """The loss limit in dollars where the track has one by revenue, and the revenue is all there."""
    rate, revenue = facts.published("mssp_loss_limit_of_revenue"), revenue_of(facts)
    if facts.track not in LIMITED_BY_REVENUE or rate is None or revenue is None or revenue.partly:
        return
    yield Fact(f"Loss limit by revenue of {revenue.words}", EXACT.multiply(rate.number, revenue.revenue), USD)


def data_step(facts: ProgramFacts) -> Step:
    """Step 8: which feeds the project holds."""
    return feedback_step(8, facts.held, _NEEDED, _USEFUL)
