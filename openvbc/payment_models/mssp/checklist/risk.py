"""Step 3: the track, what the ACO elected, whether its revenue is high or low, and what it must be able to repay."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from openvbc.checklist.record import Check, Fact, Standing, Step, of_faults
from openvbc.money import EXACT, plain
from openvbc.payment_models.mssp.checklist.facts import ProgramFacts
from openvbc.payment_models.mssp.tracks import ONE_SIDED, TITLES, shares_losses
from openvbc.units import RATE, USD, YEARS

CENTS: Final = 2
_FIX: Final = "give --claims with twelve months and the run-out of a year, and --participants; or use CMS's statement"


@dataclass(frozen=True)
class Revenue:
    """Revenue of participants over expenditures of assigned beneficiaries, in dollars, of the year in words.

    partly: whether only the ACO's own people are in the data, so that the revenue is a part of what it was.
    """

    revenue: Decimal
    expenditures: Decimal
    words: str
    partly: bool

    @property
    def share(self) -> Decimal:
        """Revenue as a share of expenditures, which are above zero."""
        return EXACT.divide(self.revenue, self.expenditures)


def track_step(facts: ProgramFacts) -> Step:
    """Step 3: track, years without downside risk, election, revenue class, repayment mechanism."""
    revenue = revenue_of(facts)
    checks = [*_track_checks(facts), *_one_sided_checks(facts), *_election_checks(facts)]
    checks.append(revenue_check(facts, revenue))
    figures = [*_track_facts(facts), *_revenue_facts(facts, revenue)]
    if facts.track is not None and shares_losses(facts.track):
        repayment, amounts = _repayment(facts, revenue)
        checks.append(repayment)
        figures += amounts
    return Step(3, "Track and risk election", tuple(checks), tuple(figures), tuple(_cautions(facts, revenue)))


def revenue_of(facts: ProgramFacts) -> Revenue | None:
    """Revenue and expenditures of the latest whole year; None where they cannot be counted."""
    billing, year = facts.billing, facts.revenue_year
    if billing is None or year is None or billing.expenditures <= 0:
        return None
    return Revenue(
        Decimal(billing.revenue).scaleb(-CENTS),
        Decimal(billing.expenditures).scaleb(-CENTS),
        year.words,
        facts.holds_own_people_only,
    )


def _track_checks(facts: ProgramFacts) -> Iterator[Check]:
    if facts.track is None:
        yield Check(
            f"the levels name no track for performance year {facts.year}",
            Standing.NOT_MET,
            fix="add it to the contract",
        )
        return
    takes_part = facts.published("mssp_track_takes_part")
    start = facts.request.agreement.period.start
    text = f"{TITLES[facts.track]} in {facts.year} under an agreement that starts on {start}"
    if takes_part is not None:
        yield Check(text, Standing.DONE, rule=takes_part.citation)
    # What the contract cannot be settled for, and what is not published, is told by the worksheet of the year.
    yield from of_faults(facts.faults, Standing.NOT_MET if facts.impossible else Standing.NOT_KNOWN)


def _track_facts(facts: ProgramFacts) -> Iterator[Fact]:
    track = facts.track
    yield Fact("Track", TITLES[track] if track is not None else None)
    yield Fact("Losses are shared", None if track is None else "yes" if shares_losses(track) else "no")
    if not any(each in ONE_SIDED for each in facts.terms.tracks):
        return
    most, used = facts.published("mssp_one_sided_years"), _one_sided_years(facts)
    if most is not None:
        yield Fact("Most years without downside risk", most.number, YEARS, most.citation)
    yield Fact(f"Of them used by this agreement through {facts.year}", Decimal(used), YEARS)
    if most is not None:
        yield Fact("Left at most, where no earlier agreement had any", Decimal(max(int(most.number) - used, 0)), YEARS)


def _one_sided_years(facts: ProgramFacts) -> int:
    years = [each.year for each in facts.request.agreement.performance_years if each.year <= facts.year]
    return sum(facts.terms.track_of(year) in ONE_SIDED for year in years)


def _one_sided_checks(facts: ProgramFacts) -> Iterator[Check]:
    used, most = _one_sided_years(facts), facts.published("mssp_one_sided_years")
    if not used:
        return
    if most is None:
        yield Check(
            f"{used} years without downside risk through {facts.year}",
            Standing.NOT_KNOWN,
            why="no most is published for agreements that start when this one does",
            fix="see the glide path of the participation agreement",
        )
        return
    enough = used <= most.number
    yield Check(
        f"{used} years without downside risk through {facts.year}, {plain(most.number)} are the most",
        Standing.DONE if enough else Standing.NOT_MET,
        why="years of earlier agreements count too, and stand in no contract but theirs",
        fix="" if enough else "move to Level C or higher sooner",
        rule=most.citation,
    )


def _election_checks(facts: ProgramFacts) -> Iterator[Check]:
    if facts.track is None or not shares_losses(facts.track) or facts.impossible:
        return
    chosen, clause = facts.terms.minimum_rate, facts.request.stream.clause("minimum_rate")
    fixed = facts.published("mssp_fixed_minimum_rate")
    if chosen is not None and chosen.elected is not None:
        text = f"the ACO elected a minimum savings and loss rate of {RATE.show_exactly(chosen.elected)}"
        people, least = facts.people(facts.performance), facts.published("mssp_minimum_assigned_beneficiaries")
        small = people is not None and least is not None and people < least.number
        why = "with fewer people than the fewest required, the size table holds in its place" if small else ""
        yield Check(text, Standing.DONE, why=why, clause=clause)
    elif chosen is not None:
        yield Check("the ACO elected the minimum rate by the size table", Standing.DONE, clause=clause)
    elif fixed is not None:
        what = f"the minimum rate of the track is fixed: {RATE.show_exactly(fixed.number)}"
        yield Check(what, Standing.DONE, rule=fixed.citation)


def revenue_check(facts: ProgramFacts, revenue: Revenue | None) -> Check:
    """Whether the ACO's revenue is low or high: a share below the threshold is low."""
    threshold = facts.published("mssp_low_revenue_threshold")
    if threshold is None:
        return Check("revenue class: no threshold is published for this year", Standing.NOT_KNOWN)
    if revenue is None:
        return Check(
            f"revenue class: low below {RATE.show_exactly(threshold.number)}, else high",
            Standing.NOT_KNOWN,
            fix=_FIX,
            rule=threshold.citation,
        )
    low = revenue.revenue < threshold.number * revenue.expenditures
    text = f"revenue is {RATE.show(revenue.share)} of expenditures in {revenue.words}"
    if low and revenue.partly:
        return Check(
            f"{text} at least: below {RATE.show_exactly(threshold.number)}, but not all revenue is in the data",
            Standing.NOT_KNOWN,
            why="payments to the participants for other people's care are missing",
            fix="use CMS's statement, or load the claims of everybody whom the participants treat",
            rule=threshold.citation,
        )
    word = "low" if low else "high"
    what = f"{text}: a {word} revenue ACO (low below {RATE.show_exactly(threshold.number)})"
    return Check(what, Standing.DONE, rule=threshold.citation)


def _revenue_facts(facts: ProgramFacts, revenue: Revenue | None) -> Iterator[Fact]:
    threshold = facts.published("mssp_low_revenue_threshold")
    yield Fact("Year of revenue", revenue.words if revenue is not None else None)
    yield Fact("Participants' Parts A and B revenue", revenue.revenue if revenue else None, USD)
    yield Fact("Assigned beneficiaries' Parts A and B expenditures", revenue.expenditures if revenue else None, USD)
    yield Fact("Revenue as a share of expenditures", revenue.share if revenue else None, RATE)
    if threshold is not None:
        yield Fact("Low below", threshold.number, RATE, threshold.citation)


def _repayment(facts: ProgramFacts, revenue: Revenue | None) -> tuple[Check, list[Fact]]:
    """What a two-sided ACO must be able to repay: the lower of two shares."""
    of_expenditures = facts.published("mssp_repayment_share_of_expenditures")
    of_revenue = facts.published("mssp_repayment_share_of_revenue")
    increase = facts.published("mssp_repayment_increase_at_least")
    if of_expenditures is None or of_revenue is None or increase is None:
        start = facts.request.agreement.period.start
        what = f"amount of the repayment mechanism: no rule is at hand for agreements that start on {start}"
        return Check(what, Standing.NOT_KNOWN, fix="see the participation agreement"), []
    rule = of_expenditures.citation
    shares = f"{RATE.show_exactly(of_expenditures.number)} of expenditures or {RATE.show_exactly(of_revenue.number)}"
    words = f"the lower of {shares} of revenue"
    rates = [
        Fact("Repayment mechanism, share of expenditures", of_expenditures.number, RATE, rule),
        Fact("Repayment mechanism, share of revenue", of_revenue.number, RATE, of_revenue.citation),
    ]
    if revenue is None:
        what = f"amount of the repayment mechanism: {words}"
        return Check(what, Standing.NOT_KNOWN, fix=_FIX, rule=rule), rates
    amounts = (
        EXACT.multiply(of_expenditures.number, revenue.expenditures),
        EXACT.multiply(of_revenue.number, revenue.revenue),
    )
    amount = Fact("Amount of the repayment mechanism", min(amounts), USD)
    unsure = revenue.partly and amounts[1] < amounts[0]
    check = Check(
        f"the repayment mechanism is to hold {USD.show(min(amounts))}{' or more' if unsure else ''}: {words}",
        Standing.NOT_KNOWN if unsure else Standing.DONE,
        why="not all revenue of the participants is in the data" if unsure else "",
        fix="hold it in escrow, as a letter of credit or as a surety bond; it is raised during the agreement only"
        f" where the amount computed anew is higher by {USD.show(increase.number)} or more",
        rule=rule,
    )
    return check, [*rates, amount]


def _cautions(facts: ProgramFacts, revenue: Revenue | None) -> Iterator[str]:
    yield "CMS determines the revenue class; its own statement holds"
    billing = facts.billing
    if revenue is None or billing is None:
        return
    yield (
        "revenue and expenditures are paid amounts with what sequestration took, with hospital add-ons (IME, DSH, UCC),"
        " not truncated and not completed; participants are those of the performance year's list"
    )
    if facts.track is not None and shares_losses(facts.track):
        yield (
            "CMS takes the expenditures of the repayment mechanism per capita as in the benchmark, so its amount may"
            " be lower than half a per cent of those told here"
        )
    if revenue.partly:
        yield (
            "most people in the data are assigned to the ACO, as in a feed of its own beneficiaries: what its"
            " participants were paid for others is missing, so the share is a floor"
        )
    if facts.listed is not None and facts.listed.listed_twice:
        yield "what is billed under identifiers that another organization lists too counts in full as revenue here"
    if facts.listed is not None and not facts.listed.distinct("ccn"):
        yield "the list names no CCN: institutional claims that carry no TIN of a participant are no revenue here"
    if billing.lines_without_amount:
        yield f"{billing.lines_without_amount:,} lines state no paid amount and count as nothing"
    if billing.lines_without_paid_date:
        yield f"{billing.lines_without_paid_date:,} lines state no day of payment and are counted"
