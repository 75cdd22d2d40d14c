"""The eight steps of a shared-savings contract, by what its own terms ask for; no program's rules hold here."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from openvbc.checklist.data import RunOut, feedback_step, reconciliation_step, run_out_step
from openvbc.checklist.members import (
    CountedYear,
    billing_checks,
    clinician_facts,
    month_checks,
    participant_checks,
    participant_facts,
    people_known,
)
from openvbc.checklist.record import Answered, Check, Fact, Standing, Step, of_faults
from openvbc.citation import Clause
from openvbc.claims.engine.engine import Engine
from openvbc.claims.warehouse.claims import OpenClaims
from openvbc.contract.conditions import most_of, values_of
from openvbc.experience.request import ExperienceRequest
from openvbc.payment_models.record import WorksheetRequest
from openvbc.payment_models.shared_savings.checklist.facts import StreamFacts, gather
from openvbc.payment_models.shared_savings.limit_terms import Limit, MinimumRate
from openvbc.payment_models.shared_savings.worksheet_builder import SIZE_TABLE
from openvbc.units import PERSONS, RATE, USD
from openvbc.worksheet.sheet import LineKind

_QUALITY: Final = ("quality_score", "measures", "points")
_DECIDE: Final = (
    "savings",
    "savings_rate",
    "minimum_savings_rate",
    "minimum_savings_met",
    "shared_savings",
    "minimum_loss_rate",
    "minimum_losses_met",
    "shared_losses",
    "quality_payment",
    "net_payment",
)


def stream_checklist(
    request: WorksheetRequest, asked: ExperienceRequest, engine: Engine | None, claims: OpenClaims | None
) -> Answered:
    """The steps for the request's performance year. engine: holds the claims' tables; None where none is given.

    ContractError where years do not begin and end with a month; FileError where the list of participants is not there.
    What cannot be counted stands in the steps as not known.
    """
    facts = gather(request, asked, engine, claims)
    run_out = RunOut(facts.performance.period, clause=Clause(where="agreement.run_out_months"))
    steps = (
        _population_step(facts),
        _benchmark_step(facts),
        _risk_step(facts),
        _quality_step(facts),
        run_out_step(5, facts.held, run_out),
        _reconciliation_step(facts),
        _payment_step(facts),
        feedback_step(8, facts.held, _needed(facts), {"provider_attribution": "comparing with the payer's own list"}),
    )
    return Answered(facts.organization, steps, facts.held, facts.counted)


def _population_step(facts: StreamFacts) -> Step:
    """Step 1: who is attributed, by whose services, and whether they are enough for a rate by size."""
    stepwise = facts.asked.population.attribution.stepwise
    needed = stepwise is not None and any(step.geographic is None for step in stepwise.steps)
    checks = list(participant_checks(facts.listed, facts.request.performance_year.year, needed=needed))
    if all(check.standing is Standing.DONE for check in checks):  # else the same fault was told of the list already
        checks += of_faults(facts.faults, Standing.NOT_KNOWN)
    if facts.counted is not None:
        checks += of_faults(facts.counted.faults, Standing.NOT_KNOWN, "nothing was counted: ")
    checks += [_size_check(facts, each) for each in (*facts.base, facts.performance)]
    figures = [_people_fact(facts, each) for each in (*facts.base, facts.performance)]
    figures += participant_facts(facts.listed) if needed else ()
    if facts.listed is not None and facts.counted is not None and not facts.counted.faults:
        billing = facts.counted.billing[facts.performance.period.name]
        if facts.held is not None and facts.held.held(facts.performance.period.days).complete:
            checks += billing_checks(billing, facts.performance.words)
            figures += clinician_facts(billing)
    return Step(1, "Population and size", tuple(checks), tuple(figures))


def _people_fact(facts: StreamFacts, year: CountedYear) -> Fact:
    people = people_known(facts.counted, facts.held, year)
    return Fact(f"Attributed people, {year.words}", None if people is None else Decimal(people), PERSONS)


def _rates_by_size(facts: StreamFacts) -> Iterator[MinimumRate]:
    terms = facts.terms
    rates = (
        terms.savings.minimum_savings_rate if terms.savings is not None else None,
        terms.losses.minimum_loss_rate if terms.losses is not None else None,
        terms.deferred_minimum.minimum_savings_rate if terms.deferred_minimum is not None else None,
    )
    return (each for each in rates if each is not None and each.by_population_size)


def _size_check(facts: StreamFacts, year: CountedYear) -> Check:
    """Whether anybody is attributed, and in the performance year enough for the size table where the terms take it."""
    people = people_known(facts.counted, facts.held, year)
    by_size = year is facts.performance and any(_rates_by_size(facts))
    published = facts.request.parameters.resolve(SIZE_TABLE)
    least = int(published.table.bounds[0]) if by_size else 1
    rule = published.citation if by_size else None
    asked = f"the size table of the minimum rate begins at {least:,}" if by_size else "no fewest number is agreed"
    if people is None:
        fix = "give --claims (and --participants where services attribute), or the number with the inputs"
        return Check(f"{year.words}: attributed people; {asked}", Standing.NOT_KNOWN, fix=fix, rule=rule)
    text = f"{year.words}: {people:,} attributed people; {asked}"
    if people >= least:
        return Check(text, Standing.DONE, rule=rule)
    fix = "see the attribution and the list of participants"
    return Check(text, Standing.NOT_MET, why="there is nothing to settle on", fix=fix, rule=rule)


def _benchmark_step(facts: StreamFacts) -> Step:
    """Step 2: where projected spend comes from, and whether its years are in the data."""
    benchmark, clause = facts.terms.benchmark, facts.request.stream.clause("benchmark")
    names = [name for name in type(benchmark).model_fields if getattr(benchmark, name) is not None]
    ways = [name.replace("_", " ") for name in names if name not in ("clause", "hybrid")]
    checks = [Check(f"projected spend comes from: {' and '.join(ways)}", Standing.DONE, clause=clause)]
    checks += month_checks(facts.held, facts.base)
    year = facts.request.performance_year.year
    if benchmark.given is not None or benchmark.target_calculator is not None:
        what = "the benchmark's own figures are given with the inputs"
        fix = "`openvbc inputs` writes an empty file of them"
        checks.append(Check(what, Standing.NOT_KNOWN, fix=fix, clause=clause))
    if benchmark.negotiated is not None:
        there = year in {each.performance_year for each in benchmark.negotiated.years}
        what = f"an amount is {'' if there else 'not '}negotiated for {year}"
        checks.append(Check(what, Standing.DONE if there else Standing.NOT_MET, clause=clause))
    return Step(2, "Benchmark", tuple(checks))


def _risk_step(facts: StreamFacts) -> Step:
    """Step 3: which side is shared, from which minimum, and whether the terms make a settlement at all."""
    terms, stream = facts.terms, facts.request.stream
    checks = [Check(f"risk is {terms.risk.replace('_', ' ')}", Standing.DONE, clause=stream.clause("risk"))]
    checks += of_faults(facts.sheet_faults, Standing.NOT_MET)
    figures = []
    if terms.savings is not None:
        figures.append(Fact("Minimum savings rate", _rate(terms.savings.minimum_savings_rate)))
        figures += [_limit(each, "Cap of savings") for each in terms.savings.caps]
        share = terms.savings.share
        by = "by bands" if terms.savings.bands is not None else "by an escalator" if share is None else most_of(share)
        figures.append(Fact("Share of savings at most", by, RATE, exact=True))
    if terms.losses is not None:
        figures.append(Fact("Minimum loss rate", _rate(terms.losses.minimum_loss_rate)))
        figures += [_limit(each, "Cap of losses") for each in terms.losses.caps]
        if not terms.losses.caps:
            what = "losses have no cap"
            why = "what the provider may owe is not limited by the terms"
            checks.append(Check(what, Standing.DONE, why=why, clause=stream.clause("losses")))
    return Step(3, "Track and risk election", tuple(checks), tuple(figures))


def _rate(agreed: MinimumRate | None) -> str:
    if agreed is None:
        return "none: every saving or loss counts"
    if agreed.fixed is not None:
        return " or ".join(RATE.show_exactly(each) for each in values_of(agreed.fixed))
    if agreed.by_chance is not None:
        return "by what chance may move"
    return "by the contract's own table" if agreed.by_size is not None else "by the size table"


def _limit(limit: Limit, label: str) -> Fact:
    """The tightest that the limit may be, where it depends on facts."""
    if limit.rate is not None:
        return Fact(f"{label}, share of the {limit.of.replace('_', ' ')}", limit.least, RATE, exact=True)
    of = "in dollars" if limit.of == "dollars" else "amount per member per month"
    return Fact(f"{label}, {of}", limit.least, USD, exact=True)


def _quality_step(facts: StreamFacts) -> Step:
    """Step 4: what quality does to the money, and which figures it takes."""
    terms = facts.terms
    agreed = terms.savings.quality if terms.savings is not None else None
    uses = [
        name for name in ("gate", "multiplier", "escalator", "by_score") if agreed is not None and getattr(agreed, name)
    ]
    if terms.losses is not None and terms.losses.share.uses_quality:
        uses.append("share of losses")
    if terms.quality_payment is not None:
        uses.append("payment beside savings")
    if not uses:
        what = "quality moves no money in this contract"
        return Step(4, "Quality reporting", (Check(what, Standing.DONE),))
    inputs = []
    if facts.sheet is not None:
        inputs = [
            line.name
            for line in facts.sheet.of_kind(LineKind.INPUT)
            if line.section in _QUALITY or line.name == "quality_score"
        ]
    scored = facts.request.scorecard is not None
    check = Check(
        f"quality acts as {' and '.join(uses)}; its results are not in claims alone",
        Standing.NOT_KNOWN,
        fix=f"give {', '.join(inputs)} with the inputs; `openvbc measures` counts measures from claims",
        clause=facts.request.stream.clause("savings", "quality") if agreed is not None else None,
    )
    score = "computed by the contract's scorecard" if scored else "given as a figure"
    return Step(4, "Quality reporting", (check,), (Fact("Quality score", score),))


def _reconciliation_step(facts: StreamFacts) -> Step:
    """Step 6: what status can be settled now."""
    completion = facts.terms.completion
    step = reconciliation_step(
        6,
        facts.held,
        facts.base,
        facts.performance,
        ("figures that only the parties know (see `openvbc inputs`)",),
        counted=facts.claims_basis is not None and facts.sheet is not None,
    )
    if completion is None:
        words = "counts what is paid as it is: no completion is agreed"
    else:
        words = f"counts what is paid {completion.interim_run_out_months} months after the year, and completes it"
    return Step(step.number, step.title, step.checks, (*step.facts, Fact("An interim settlement", words)))


def _payment_step(facts: StreamFacts) -> Step:
    """Step 7: which lines decide who pays."""
    figures = []
    if facts.sheet is not None:
        sheet = facts.sheet
        figures = [Fact(sheet[name].label, f"line {name}") for name in _DECIDE if name in sheet]
    year = facts.request.performance_year.year
    check = Check(
        f"who pays whom for {year} is known once it is settled",
        Standing.NOT_KNOWN,
        fix="run `openvbc settle`; by when it is paid is for the agreement to say",
    )
    return Step(7, "Payment or repayment", (check,), tuple(figures))


def _needed(facts: StreamFacts) -> dict[str, str]:
    """The tables without which the terms cannot be counted."""
    counting = facts.claims_basis
    needed = {"eligibility": "attribution and member months"}
    if counting is not None and counting.summaries == "count":
        needed["annual_expenditure"] = "expenditures"
    else:
        needed["medical_claim"] = "attribution and expenditures"
    if counting is not None and counting.pharmacy:
        needed["pharmacy_claim"] = "expenditures, in which fills count"
    if counting is not None and counting.risk_scores is not None:
        needed["claim_diagnosis"] = "risk scores"
    return needed
