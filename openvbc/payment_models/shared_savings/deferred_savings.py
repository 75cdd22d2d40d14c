"""What a single year does not settle: savings deferred to the agreement's end, and unpayable savings reinvested."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from openvbc.contract.conditions import most_of
from openvbc.errors import ContractError, Fault
from openvbc.money import ONE, ZERO
from openvbc.payment_models.shared_savings.limits import capped_alike, limit_ending
from openvbc.payment_models.shared_savings.minimum import add_minimum_rate
from openvbc.payment_models.shared_savings.terms import DeferredMinimum, Reinvestment, SavingsSide, SharedSavingsTerms
from openvbc.payment_models.shared_savings.worksheet_builder import WorksheetBuilder
from openvbc.units import PERSONS, RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import Axis, Formula, Member, all_of, greatest, least, rounded, total, when
from openvbc.worksheet.sheet import Line, Reason


def add_deferred_savings(builder: WorksheetBuilder, deferred: DeferredMinimum) -> tuple[Line, ...]:
    """The line `deferred_savings` in the agreement's last year; in earlier years, what is carried forward.

    The answer is the two parts that it is made of: savings of earlier years, and of this one.

    Savings of years that stayed below their minimum are paid at the end if the savings of all years together, as a
    share of all benchmarks together, reach the deferred minimum. Losses count in that test.
    """
    sheet, request = builder.sheet, builder.request
    sheet.section("several_years", "Savings of several years together")
    year = request.performance_year.year
    met, savings = sheet["minimum_savings_met"], sheet["savings"]
    # Capped as they would have been above the minimum; otherwise a dollar more spent could earn more.
    unpaid_now = capped_alike(builder, greatest(savings, 0), "savings", "pool")
    this_year = sheet.line("unpaid_savings", "Savings below the minimum this year", USD, when(met, 0, unpaid_now))
    if not request.agreement.is_last(year):
        return ()
    axis = _earlier_years(builder)
    rate = _rate_of_all_years(builder, axis)
    minimum = _deferred_minimum_rate(builder, deferred, axis)
    together = sheet.line(
        "significant_together",
        "All years together reach the deferred minimum",
        YES_OR_NO,
        all_of(sheet["agreement_savings"] > 0, rate >= minimum),
    )
    earlier = _earlier_share(builder, axis)
    now = capped_alike(builder, this_year * sheet["share_of_savings"], "savings", "payment")
    unpaid = _limited(builder, total(earlier), now)
    label = "Deferred savings paid at the agreement's end"
    clause = builder.clause("deferred_minimum")
    paid = sheet.line("deferred_savings", label, USD, when(together, rounded(unpaid, 2), 0), clause=clause)
    label = "Deferred savings of earlier years"
    of_earlier = rounded(least(sheet["earlier_share_limited"], unpaid), 2)
    before = sheet.line("deferred_from_earlier_years", label, USD, when(together, of_earlier, 0), clause=clause)
    label = "Deferred savings of this year"
    of_this_year = sheet.line("deferred_from_this_year", label, USD, paid - before, clause=clause)
    all_saved = sheet["agreement_savings"]
    words = "deferred savings are paid, {} of earlier years and {} of this year, since all years together saved {}"
    told = Reason(all_of(paid > 0), paid.name, words, (before, of_this_year, all_saved), beside_payment=True)
    sheet.reasons = (*sheet.reasons, told)
    return before, of_this_year


def _earlier_share(builder: WorksheetBuilder, axis: Axis) -> Line:
    """The provider's share of the savings of each earlier year that stayed below its minimum, capped as that year."""
    sheet = builder.sheet
    savings = sheet["earlier_savings"]
    minimum = sheet.line(
        "earlier_minimum_savings",
        "Minimum savings that year",
        USD,
        _earlier_minimum_rate(builder, axis) * sheet["earlier_benchmark"],
    )
    met = sheet.line(
        "earlier_minimum_met",
        "Savings reached the minimum that year",
        YES_OR_NO,
        all_of(savings > 0, savings >= minimum),
    )
    pool = _capped_by_year(builder, greatest(savings, 0), "pool", axis)
    unpaid = sheet.line("earlier_unpaid_savings", "Savings below the minimum that year", USD, when(met, 0, pool))
    share = sheet.input(
        "earlier_share_of_savings",
        "Provider's share of savings that year",
        RATE,
        axis=axis,
        at_least=ZERO,
        at_most=_most(builder),
    )
    amount = _capped_by_year(builder, unpaid * share, "payment", axis)
    return sheet.line("earlier_deferred_share", "Provider's share of that year's unpaid savings", USD, amount)


def _limited(builder: WorksheetBuilder, earlier: Formula, now: Formula) -> Line:
    """The provider's share of unpaid savings, at most its largest share of what was saved and not shared already.

    Losses of any year thus lower what is deferred. Earlier years are limited without this year's savings, so that
    reaching this year's minimum, which pays them at once, is never worse than missing it.
    """
    sheet = builder.sheet
    shared = sheet.line(
        "earlier_savings_shared",
        "Savings that counted that year",
        USD,
        when(sheet["earlier_minimum_met"], sheet["earlier_savings"], 0),
    )
    most = sheet.term(
        "largest_share_of_savings",
        "Provider's largest share of savings",
        RATE,
        _most(builder),
        clause=builder.clause("savings"),
    )
    left = sheet.line(
        "savings_not_shared",
        "Savings (+) or losses (−) of all years that did not count before",
        USD,
        sheet["agreement_savings"] - total(shared),
    )
    before = greatest(left - greatest(sheet["savings"], 0), 0)
    share = sheet.line(
        "earlier_share_limited",
        "Provider's share of earlier unpaid savings, limited",
        USD,
        least(earlier, most * before),
    )
    label = "Provider's share of unpaid savings"
    return sheet.line("deferred_share", label, USD, least(share + now, most * greatest(left, 0)))


def _savings_side(builder: WorksheetBuilder) -> SavingsSide:
    side = builder.terms.savings
    if side is None:
        raise TypeError("deferred savings need a savings side")
    return side


def _most(builder: WorksheetBuilder) -> Decimal:
    """The largest share of savings that the contract can give, in this year or an earlier one."""
    found = []
    for year in builder.request.agreement.performance_years:
        if year.year <= builder.request.performance_year.year:
            side = _side_of(builder, year.year)
            escalator = side.quality.escalator if side.quality else None
            by_score = side.quality.by_score if side.quality else None
            if escalator is not None:
                found.append(escalator.share_at_stretch)
            elif by_score is not None:
                found.append(by_score.rows[-1].share)
            else:
                found.append(most_of(side.share) if side.share is not None else ONE)
    return max(found)


def _side_of(builder: WorksheetBuilder, year: int) -> SavingsSide:
    """The savings side as it stands in a year. ContractError if its minimum or caps are of other kinds than now."""
    now = _savings_side(builder)
    terms = builder.request.stream.of_year(year).terms
    side = terms.savings if isinstance(terms, SharedSavingsTerms) else None
    if side is None or _kinds(side) != _kinds(now):
        raise ContractError(
            Fault(
                f"deferred_minimum looks back at {year}, where minimum and caps on savings are of other kinds",
                builder.clause("deferred_minimum").where,
                why="what that year would have paid cannot be set beside this year's",
                fix="let the rates change by year, and keep which minimum and caps there are",
            )
        )
    return side


def _kinds(side: SavingsSide) -> object:
    """Which minimum and which caps there are, without the rates that may change."""
    minimum = side.minimum_savings_rate
    fixed = minimum is not None and minimum.fixed is not None
    return fixed or minimum, [(cap.of, cap.on) for cap in side.caps]


def _each_year(
    builder: WorksheetBuilder, axis: Axis, line: Line, label: str, agreed: Callable[[SavingsSide], Decimal]
) -> Line:
    """An agreed rate in each earlier year: this year's line, or one of its own where it has changed since."""
    rates = {key: agreed(_side_of(builder, int(key))) for key in axis.keys}
    if set(rates.values()) == {agreed(_savings_side(builder))}:
        return line
    return builder.sheet.term(f"earlier_{line.name}", label, line.unit, rates, axis=axis, clause=line.clause)


def _earlier_minimum_rate(builder: WorksheetBuilder, axis: Axis) -> Formula:
    """The minimum savings rate of each earlier year: agreed, or by that year's population."""
    agreed = _savings_side(builder).minimum_savings_rate
    if agreed is None:
        raise TypeError("deferred savings need a yearly minimum")
    label = "Minimum savings rate that year"
    if agreed.fixed is not None:
        return _each_year(builder, axis, builder.sheet["minimum_savings_rate"], label, _fixed_rate)
    for key in axis.keys:
        _side_of(builder, int(key))
    return add_minimum_rate(
        builder,
        "earlier_minimum_savings_rate",
        label,
        agreed,
        builder.clause("savings", "minimum_savings_rate"),
        _earlier_population(builder, axis),
    )


def _rate_of_cap(index: int, side: SavingsSide) -> Decimal:
    return side.caps[index].most


def _fixed_rate(side: SavingsSide) -> Decimal:
    minimum = side.minimum_savings_rate
    return most_of(minimum.fixed) if minimum is not None and minimum.fixed is not None else ZERO


def _capped_by_year(builder: WorksheetBuilder, amount: Formula, on: str, axis: Axis) -> Formula:
    """`amount` of each earlier year, at most the caps on savings as they stood in that year."""
    sheet = builder.sheet
    lines = []
    for index, cap in enumerate(_savings_side(builder).caps):
        if cap.on != on:
            continue
        base = sheet["earlier_benchmark"] if cap.of == "benchmark" else _earlier_revenue(builder, axis)
        name = f"savings_{on}_cap{limit_ending(cap.of)}"
        label = f"Cap on the savings {'that can be shared' if on == 'pool' else 'payment'} that year"
        rate = _each_year(builder, axis, sheet[f"{name}_rate"], f"{label}, rate", partial(_rate_of_cap, index))
        lines.append(sheet.line(f"earlier_{name}", label, USD, rate * base))
    return least(amount, *lines) if lines else amount


def _earlier_revenue(builder: WorksheetBuilder, axis: Axis) -> Line:
    if "earlier_provider_revenue" not in builder.sheet:
        return builder.sheet.input(
            "earlier_provider_revenue", "Provider's revenue that year", USD, axis=axis, at_least=ZERO
        )
    return builder.sheet["earlier_provider_revenue"]


def _earlier_population(builder: WorksheetBuilder, axis: Axis) -> Line:
    if "earlier_assigned_population" not in builder.sheet:
        return builder.sheet.input(
            "earlier_assigned_population", "Attributed people that year", PERSONS, axis=axis, at_least=ZERO
        )
    return builder.sheet["earlier_assigned_population"]


def _earlier_years(builder: WorksheetBuilder) -> Axis:
    request = builder.request
    earlier = request.agreement.earlier_years(request.performance_year.year)
    if not earlier:
        raise ContractError(
            Fault(
                "a deferred minimum needs an agreement of at least two years",
                builder.clause("deferred_minimum").where,
                fix="lengthen the agreement or take deferred_minimum out",
            )
        )
    members = tuple(Member(str(each.year), f"Performance year {each.year}") for each in earlier)
    return Axis("earlier_years", "Earlier performance years", members)


def _rate_of_all_years(builder: WorksheetBuilder, axis: Axis) -> Line:
    sheet = builder.sheet
    benchmarks = sheet.input("earlier_benchmark", "Benchmark that year", USD, axis=axis, at_least=ZERO)
    savings = sheet.input("earlier_savings", "Savings (+) or losses (−) that year", USD, axis=axis)
    benchmark = sheet.line(
        "agreement_benchmark", "Benchmarks of all years", USD, total(benchmarks) + sheet["benchmark"]
    )
    all_savings = sheet.line(
        "agreement_savings", "Savings (+) or losses (−) of all years", USD, total(savings) + sheet["savings"]
    )
    return sheet.line("agreement_savings_rate", "Savings rate of all years", RATE, all_savings / benchmark)


def _deferred_minimum_rate(builder: WorksheetBuilder, deferred: DeferredMinimum, axis: Axis) -> Line:
    sheet = builder.sheet
    population: Formula | None = None
    if deferred.minimum_savings_rate.by_population_size:
        earlier = _earlier_population(builder, axis)
        # The years together are as significant as one year of a population as large as all of them.
        current = builder.assigned_population()
        population = sheet.line(
            "agreement_population", "Attributed people of all years", PERSONS, total(earlier) + current
        )
    return add_minimum_rate(
        builder,
        "deferred_minimum_savings_rate",
        "Deferred minimum savings rate",
        deferred.minimum_savings_rate,
        builder.clause("deferred_minimum", "minimum_savings_rate"),
        population,
    )


def add_reinvestment(builder: WorksheetBuilder, reinvestment: Reinvestment) -> None:
    """The line `reinvested`: a part of what the provider would have earned, had what it missed been met.

    Only the conditions that the contract names are waived: savings below the minimum, quality below its minimum.
    """
    sheet = builder.sheet
    sheet.section("reinvestment", "Savings earned but not payable")
    clause = builder.clause("reinvestment")
    pool, share, flags = sheet["savings_pool"], sheet["share_of_savings"], []
    if "minimum_not_met" in reinvestment.when:
        flags.append(sheet["minimum_savings_met"])
        waived = capped_alike(builder, greatest(sheet["savings"], 0), "savings", "pool")
        label = "Savings that would be shared, were the minimum met"
        pool = sheet.line("savings_without_minimum", label, USD, when(flags[-1], pool, waived))
    if "quality_not_met" in reinvestment.when:
        flags.append(sheet["minimum_quality_met"])
        best = sheet[
            "maximum_share_of_savings" if "maximum_share_of_savings" in sheet else "quality_share_at_threshold"
        ]
        label = "Share of savings, were the minimum of quality met"
        share = sheet.line("share_without_quality", label, RATE, when(flags[-1], share, best))
    earned = capped_alike(builder, pool * share, "savings", "payment")
    label = "Provider's share that is earned but not payable"
    lost = sheet.line("unpayable_share", label, USD, when(all_of(*flags), 0, earned))
    part = sheet.term("reinvested_share", "Part that is reinvested", RATE, reinvestment.share, clause=clause)
    amount = rounded(part * lost, 2)
    target = "the community" if reinvestment.into == "community" else "the provider, earmarked"
    label = f"Reinvested into {target}"
    if reinvestment.requires_approved_plan:
        plan = sheet.input("reinvestment_plan_approved", "A plan for the funds is approved", YES_OR_NO, clause=clause)
        amount = when(plan, amount, 0)
    sheet.line("reinvested", label, USD, amount, clause=clause)
