"""Checks of shared-savings terms: benchmark, minimum rates, shares, caps, outliers, quality, the money not paid."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import cast

from openvbc.contract.bands import Bands
from openvbc.contract.conditions import least_of, most_of
from openvbc.money import EXACT, ZERO
from openvbc.payment_models.shared_savings.benchmark_terms import Comparator, RiskLimits
from openvbc.payment_models.shared_savings.limit_terms import Limit, MinimumRate
from openvbc.payment_models.shared_savings.terms import LossSide, SavingsSide, SharedSavingsTerms
from openvbc.review.catalog import CHECKS
from openvbc.review.contract_checks import finding, silent
from openvbc.review.luck import Luck
from openvbc.review.record import Answer, NotApplicable, ReviewRequest, Undecided
from openvbc.units import RATE, USD


def has_downside(request: ReviewRequest) -> bool:
    """Whether the provider may owe."""
    return cast("SharedSavingsTerms", request.stream.terms).losses is not None


def review_terms(request: ReviewRequest) -> Iterator[Answer]:
    """Every answer of the terms of one year."""
    terms = cast("SharedSavingsTerms", request.stream.terms)
    yield from _risk(request, terms)
    yield from _comparators(request, terms)
    yield from _base(request, terms)
    if terms.savings is not None:
        yield from _savings(request, terms.savings, terms)
    yield from _losses(request, terms)
    yield from _outliers(request, terms)
    if terms.reinvestment is None and terms.savings is not None:
        yield finding(request, "STL-11", "what is earned and not paid stays with the payer")
    ending = terms.early_termination
    if ending is not None and ending.savings == "forfeited" and terms.losses is not None:
        says = f"an early end forfeits savings, and losses are due {ending.losses.replace('_', ' ')}"
        yield finding(request, "STL-07", says, "early_termination")


def _limits(terms: SharedSavingsTerms) -> Iterator[tuple[RiskLimits, str]]:
    """Every way in which risk scores move the benchmark, with the name of its group."""
    benchmark = terms.benchmark
    for name in ("given", "negotiated", "own_history", "control_group"):
        group = getattr(benchmark, name)
        if group is not None and group.risk_adjustment is not None:
            yield group.risk_adjustment, name


def _risk(request: ReviewRequest, terms: SharedSavingsTerms) -> Iterator[Answer]:
    limits = list(_limits(terms))
    if not limits:
        for check in ("BEN-01", "BEN-07", "BEN-08"):
            yield NotApplicable(CHECKS[check], request.stream.name)
        return
    if request.provisions.risk_model is None:
        yield silent(request, "BEN-01", "the risk model (risk_model)")
    for agreed, name in limits:
        path = ("benchmark", name, "risk_adjustment")
        growth, decline = agreed.most_growth, agreed.most_decline
        own_only = getattr(agreed, "limits_on", "") == "own_growth"
        if growth is not None and (own_only or decline is None):
            which = "own growth alone" if own_only else "growth, and not decline"
            yield finding(request, "BEN-07", f"the cap of {RATE.show_exactly(growth)} holds for {which}", *path)
        if growth is None and agreed.coding_adjustment is None:
            yield finding(request, "BEN-08", "scores move the benchmark without a cap or a coding factor", *path)


def _comparators(request: ReviewRequest, terms: SharedSavingsTerms) -> Iterator[Answer]:
    benchmark, told = terms.benchmark, request.provisions
    found: list[tuple[Comparator, tuple[str, ...]]] = []
    if benchmark.control_group is not None:
        found.append((benchmark.control_group, ("benchmark", "control_group")))
    if benchmark.own_history is not None and benchmark.own_history.inflator.comparator is not None:
        found.append(
            (benchmark.own_history.inflator.comparator, ("benchmark", "own_history", "inflator", "comparator"))
        )
    if not found:
        for check in ("BEN-02", "BEN-03", "BEN-04"):
            yield NotApplicable(CHECKS[check], request.stream.name)
        return
    for comparator, path in found:
        if told.comparator_drawn in ("sample", "random_sample"):
            says = f"{comparator.population} is a {told.comparator_drawn.replace('_', ' ')}"
            yield finding(request, "BEN-02", says, *path)
        elif told.comparator_drawn is None:
            yield silent(request, "BEN-02", "how the comparator is drawn (comparator_drawn)")
        own, most = told.own_share_of_comparator, request.thresholds["most_own_share_of_comparator"]
        if not comparator.excludes_own_members:
            yield finding(request, "BEN-03", "own members are part of the comparator", *path)
        elif own is not None and own > most:
            yield finding(request, "BEN-03", f"{RATE.show_exactly(own)} of the region are own members", *path)
    if told.target_estimates in (None, "yearly"):
        yield finding(
            request,
            "BEN-04",
            "the target follows the comparator's year, and no estimates of it are agreed",
            *found[0][1],
        )


def _base(request: ReviewRequest, terms: SharedSavingsTerms) -> Iterator[Answer]:
    benchmark, told = terms.benchmark, request.provisions
    history = benchmark.own_history
    if history is not None:
        path = ("benchmark", "own_history")
        rebasing = history.rebasing
        if len(history.base_years) == 1 or (rebasing is not None and rebasing.share_of_earlier_savings is None):
            says = (
                f"one base year, {history.base_years[0].year}, is the whole benchmark"
                if len(history.base_years) == 1
                else "history moves forward and nothing of earlier savings is added back"
            )
            yield finding(request, "BEN-05", says, *path)
        small = request.members is not None and request.members < request.thresholds["least_members"]
        if len(history.base_years) == 1 or (small and benchmark.hybrid is None):
            says = f"{len(history.base_years)} base years of own history" + (
                f", {request.members:,} members" if small else ""
            )
            yield finding(request, "BEN-09", says, *path)
    fixed = benchmark.negotiated is not None or (history is not None and history.inflator.yearly_rate is not None)
    if fixed and request.years > 2 and told.trend_reopener is not True:
        yield finding(
            request, "BEN-06", f"the trend is fixed for {request.years} years, and nothing opens it again", "benchmark"
        )
    if benchmark.discount is not None and terms.savings is not None and terms.savings.minimum_savings_rate is not None:
        minimum = _largest(request, terms.savings.minimum_savings_rate)
        hurdle = ""
        if minimum is not None:
            whole = 1 - EXACT.multiply(1 - benchmark.discount, 1 - minimum)
            hurdle = f"cost must fall by {RATE.show(whole)} before anything is paid"
        says = f"a discount of {RATE.show_exactly(benchmark.discount)} beside a minimum savings rate"
        yield finding(request, "BEN-10", says, "benchmark", "discount", dollars=hurdle)
    if told.same_rules_in_base_and_year is False:
        yield finding(request, "BEN-11", "base and year follow different rules", "benchmark")
    elif history is None and told.same_rules_in_base_and_year is None:
        yield silent(request, "BEN-11", "whether base and year follow the same rules (same_rules_in_base_and_year)")
    if told.own_fee_increases == "counted":
        yield finding(request, "BEN-12", "own price increases count as cost", "benchmark")


def _largest(request: ReviewRequest, rate: MinimumRate) -> Decimal | None:
    """The rate that holds, or the largest that may: by size the one of the members there are; None if not known."""
    if rate.fixed is not None:
        return most_of(rate.fixed)
    found = request.figure("minimum_savings_rate")
    if found is not None or request.members is None:
        return found
    rows: list[tuple[Decimal, Decimal]] = []
    if rate.by_size is not None:
        rows = [(Decimal(row.at_least), row.rate) for row in rate.by_size.rows]
    elif rate.by_chance is not None:
        rows = list(rate.by_chance.rows)
    fitting = [each for least, each in rows if least <= request.members]
    return fitting[-1] if fitting else None


def _savings(request: ReviewRequest, side: SavingsSide, terms: SharedSavingsTerms) -> Iterator[Answer]:
    path = ("savings", "minimum_savings_rate")
    agreed, benchmark = side.minimum_savings_rate, request.figure("benchmark")
    share = side.share if side.share is None else most_of(side.share)
    minimum = None if agreed is None else _largest(request, agreed)
    most = request.thresholds["most_minimum_savings_rate"]
    if agreed is not None and minimum is None:
        yield Undecided(CHECKS["MSR-01"], request.stream.name, "the number of members (figures, or expected_members)")
    if minimum is not None and minimum > most:
        says = f"a minimum savings rate of {RATE.show_exactly(minimum)}, above {RATE.show_exactly(most)}"
        yield finding(request, "MSR-01", says, *path, dollars=_chances(request, minimum, most))
    if agreed is not None and terms.deferred_minimum is None and request.years > 1:
        yield finding(request, "MSR-02", f"each of {request.years} years must pass the minimum by itself", *path)
    if agreed is not None and agreed.fixed is not None:
        yield finding(
            request, "MSR-03", f"{RATE.show_exactly(most_of(agreed.fixed))} whatever the number of members", *path
        )
    elif agreed is not None and agreed.by_size is not None and request.members is not None:
        first = agreed.by_size.rows[0].at_least
        if request.members < first:
            yield finding(
                request, "MSR-03", f"the table begins at {first:,} members, and there are {request.members:,}", *path
            )
    if side.sharing_starts == "beyond_minimum":
        lost = ""
        if minimum is not None and share is not None and benchmark is not None:
            lost = f"{USD.show(EXACT.multiply(EXACT.multiply(share, minimum), benchmark))} in each good year"
        yield finding(
            request, "MSR-04", "only what lies beyond the minimum is shared", "savings", "sharing_starts", dollars=lost
        )
    elif agreed is not None and (minimum is None or minimum > 0):
        jump = ""
        if minimum is not None and share is not None and benchmark is not None:
            least, paid = EXACT.multiply(minimum, benchmark), EXACT.multiply(EXACT.multiply(share, minimum), benchmark)
            jump = f"savings of {USD.show(least)} pay {USD.show(paid)}, and a cent less pays nothing"
        yield finding(
            request, "MSR-05", "savings are shared from the first dollar, once the minimum is met", *path, dollars=jump
        )
    pools = [cap for cap in side.caps if cap.on == "pool" and cap.rate is not None and cap.of == "benchmark"]
    for cap in pools:
        if (
            minimum is not None
            and side.sharing_starts == "beyond_minimum"
            and least_of(cap.rate or Decimal(0)) <= minimum
        ):
            low = RATE.show_exactly(least_of(cap.rate or Decimal(0)))
            says = f"a cap of {low} on what is shared beyond a minimum of {RATE.show_exactly(minimum)}"
            yield finding(request, "CAP-01", says, "savings", "caps")
    if side.caps and terms.losses is not None and not terms.losses.caps:
        yield finding(request, "CAP-04", "savings are capped and losses are not", "savings", "caps")
    yield from _falling(request, side.bands, "savings")
    quality = side.quality
    if quality is None:
        yield finding(request, "QUA-01", "savings are paid whatever the quality", "savings")
    elif quality.gate is not None:
        yield finding(
            request,
            "QUA-04",
            f"below {RATE.show_exactly(quality.gate.minimum_score)} nothing is paid, above it all",
            "savings",
            "quality",
        )


def _chances(request: ReviewRequest, minimum: Decimal, most: Decimal) -> str:
    """What a lower minimum is worth, by luck and true savings, for the members there are."""
    if request.members is None:
        return ""
    luck = Luck(request.members, request.variation)
    now, then = luck.chance(minimum, most), luck.chance(most, most)
    return (
        f"with {request.members:,} members a true saving of {RATE.show_exactly(most)} is paid in {RATE.show(now, 1)} of"
        f" years, and in {RATE.show(then, 1)} with a minimum of {RATE.show_exactly(most)}"
    )


def _falling(request: ReviewRequest, bands: Bands | None, side: str) -> Iterator[Answer]:
    """Bands of one basis whose shares fall, where a larger amount then has a smaller share."""
    if bands is not None and any(later < earlier for earlier, later in pairwise(bands.shares)):
        shares = ", ".join(RATE.show_exactly(each) for each in bands.shares)
        says = f"the share of {side} falls from band to band: {shares}"
        yield finding(request, "SHR-03", says, side, "bands" if side == "savings" else "share")


def _loss_share(side: LossSide) -> Decimal | None:
    return None if side.share.rate is None else most_of(side.share.rate)


def _losses(request: ReviewRequest, terms: SharedSavingsTerms) -> Iterator[Answer]:
    side, savings = terms.losses, terms.savings
    if side is None:
        for check in ("SHR-01", "SHR-02", "CAP-02", "CAP-03", "CAP-05"):
            yield NotApplicable(CHECKS[check], request.stream.name)
        return
    loss_share = _loss_share(side)
    share = None if savings is None or savings.share is None else most_of(savings.share)
    minimum = None if savings is None else savings.minimum_savings_rate
    unlike = minimum is not None and side.minimum_loss_rate is None
    if unlike or (loss_share is not None and share is not None and loss_share > share):
        says = (
            "savings have a minimum and losses have none"
            if unlike
            else f"{RATE.show_exactly(loss_share or ZERO)} of losses and {RATE.show_exactly(share or ZERO)} of savings"
        )
        yield finding(
            request, "SHR-01", says, "losses", "share", dollars=_asymmetry(request, savings, share, loss_share, side)
        )
    offered = request.provisions.one_sided_share_offered
    if offered is not None and share is not None and share <= offered:
        says = f"{RATE.show_exactly(share)} with downside risk, and {RATE.show_exactly(offered)} was offered without"
        yield finding(request, "SHR-02", says, "savings", "share")
    elif offered is None:
        yield Undecided(CHECKS["SHR-02"], request.stream.name, "provisions: one_sided_share_offered")
    yield from _falling(request, side.share.bands, "losses")
    yield from _loss_caps(request, side.caps)
    if not request.provisions.repayment:
        yield silent(request, "CAP-05", "how losses are secured (repayment)")


def _asymmetry(
    request: ReviewRequest,
    savings: SavingsSide | None,
    share: Decimal | None,
    loss_share: Decimal | None,
    side: LossSide,
) -> str:
    """What luck alone pays and costs, without any true change."""
    benchmark = request.figure("benchmark")
    if request.members is None or benchmark is None or savings is None or share is None or loss_share is None:
        return ""
    luck = Luck(request.members, request.variation)
    minimum = None if savings.minimum_savings_rate is None else _largest(request, savings.minimum_savings_rate)
    loss_minimum = None if side.minimum_loss_rate is None else _largest(request, side.minimum_loss_rate)
    gain = EXACT.multiply(luck.expected(share, minimum), benchmark)
    loss = EXACT.multiply(luck.expected(loss_share, loss_minimum), benchmark)
    return f"by luck alone {USD.show(gain)} is paid a year and {USD.show(loss)} is owed"


def _loss_caps(request: ReviewRequest, caps: tuple[Limit, ...]) -> Iterator[Answer]:
    if not caps:
        benchmark = request.figure("benchmark")
        dollars = ""
        if benchmark is not None:
            dollars = (
                f"each 10% over the benchmark is {USD.show(EXACT.multiply(benchmark, Decimal('0.1')))} before the share"
            )
        yield finding(request, "CAP-02", "losses have no cap", "losses", dollars=dollars)
        return
    if any(cap.of != "benchmark" for cap in caps):
        return
    benchmark, revenue = request.figure("benchmark"), request.figure("provider_revenue")
    part = request.provisions.provider_revenue_share
    if part is None and revenue is not None and benchmark:
        part = EXACT.divide(revenue, benchmark)
    if part is None:
        yield Undecided(CHECKS["CAP-03"], request.stream.name, "provider revenue (figures, or provider_revenue_share)")
    elif part < request.thresholds["least_revenue_share"]:
        says = f"losses are capped on the benchmark alone, of which own revenue is {RATE.show(part, 1)}"
        yield finding(request, "CAP-03", says, "losses", "caps")


def _outliers(request: ReviewRequest, terms: SharedSavingsTerms) -> Iterator[Answer]:
    told, basis = request.provisions, terms.claims_basis
    if terms.truncation is None and terms.stop_loss is None:
        months, cost = request.figure("member_months"), request.figure("benchmark")
        dollars = ""
        if months and cost:
            per_month = EXACT.divide(Decimal(2_500_000), months)
            part = EXACT.divide(Decimal(2_500_000), cost)
            case = f"{USD.show(per_month)} by member and month, {RATE.show(part, 1)} of the benchmark"
            dollars = f"one case of $2,500,000 is {case}"
        yield finding(request, "OUT-01", "neither truncation nor stop loss", dollars=dollars)
    line = request.contract.population_of(request.stream).line_of_business if request.contract.populations else ""
    drugs = [each for each in terms.carve_outs if "pharm" in each.name or "drug" in each.name]
    commercial = line in ("commercial", "self_funded_employer", "direct_to_employer", "exchange")
    if not commercial:
        yield NotApplicable(CHECKS["OUT-03"], request.stream.name)
    elif basis is None and not drugs:
        yield Undecided(CHECKS["OUT-03"], request.stream.name, "claims_basis.pharmacy: whether drugs count")
    elif basis is not None and basis.pharmacy and not drugs:
        yield finding(
            request, "OUT-03", "fills at pharmacies count, and nothing is carved out", "claims_basis", "pharmacy"
        )
    if not told.new_services:
        yield silent(request, "OUT-04", "new services and drugs (new_services)")
    if terms.exogenous_events is None and terms.losses is not None:
        yield finding(request, "OUT-05", "losses are owed in full after a disaster or an epidemic")
    if told.insures_own_employees and terms.excluded_people is None:
        yield finding(request, "OUT-06", "own employees are among the members, and their cost counts")
