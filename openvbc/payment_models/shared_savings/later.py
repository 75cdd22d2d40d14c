"""What a single year does not settle: savings deferred to the agreement's end, and unpayable savings reinvested."""

from openvbc.errors import ContractError, Fault
from openvbc.money import ONE, ZERO
from openvbc.payment_models.shared_savings.draft import Draft
from openvbc.payment_models.shared_savings.limits import capped_alike
from openvbc.payment_models.shared_savings.minimum import add_minimum_rate
from openvbc.payment_models.shared_savings.terms import DeferredMinimum, Reinvestment
from openvbc.units import PERSONS, RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import Axis, Formula, Member, all_of, greatest, rounded, total, when
from openvbc.worksheet.sheet import Line


def add_deferred_savings(draft: Draft, deferred: DeferredMinimum) -> Line | None:
    """The line `deferred_savings` in the agreement's last year; in earlier years, what is carried forward.

    Savings of years that stayed below their minimum are paid at the end if the savings of all years together, as a
    share of all benchmarks together, reach the deferred minimum. Losses count in that test.
    """
    sheet, request = draft.sheet, draft.request
    sheet.section("several_years", "Savings of several years together")
    year = request.performance_year.year
    met, savings = sheet["minimum_savings_met"], sheet["savings"]
    # Capped as they would have been above the minimum; otherwise a dollar more spent could earn more.
    unpaid_now = capped_alike(draft, greatest(savings, 0), "savings", "pool")
    this_year = sheet.line("unpaid_savings", "Savings below the minimum this year", USD, when(met, 0, unpaid_now))
    if not request.agreement.is_last(year):
        return None
    axis = _earlier_years(draft)
    rate = _rate_of_all_years(draft, axis)
    minimum = _deferred_minimum_rate(draft, deferred, axis)
    together = sheet.line(
        "significant_together",
        "All years together reach the deferred minimum",
        YES_OR_NO,
        all_of(sheet["agreement_savings"] > 0, rate >= minimum),
    )
    carried = sheet.input(
        "earlier_unpaid_savings", "Savings below the minimum that year", USD, axis=axis, at_least=ZERO
    )
    shares = sheet.input(
        "earlier_share_of_savings", "Provider's share of savings that year", RATE, axis=axis, at_least=ZERO, at_most=ONE
    )
    unpaid = sheet.line(
        "deferred_share",
        "Provider's share of unpaid savings",
        USD,
        total(carried * shares) + capped_alike(draft, this_year * sheet["share_of_savings"], "savings", "payment"),
    )
    label = "Deferred savings paid at the agreement's end"
    clause = draft.clause("deferred_minimum")
    return sheet.line("deferred_savings", label, USD, when(together, rounded(unpaid, 2), 0), clause=clause)


def _earlier_years(draft: Draft) -> Axis:
    request = draft.request
    earlier = request.agreement.earlier_years(request.performance_year.year)
    if not earlier:
        raise ContractError(
            Fault(
                "a deferred minimum needs an agreement of at least two years",
                draft.clause("deferred_minimum").where,
                mend="lengthen the agreement or take deferred_minimum out",
            )
        )
    members = tuple(Member(str(each.year), f"Performance year {each.year}") for each in earlier)
    return Axis("earlier_years", "Earlier performance years", members)


def _rate_of_all_years(draft: Draft, axis: Axis) -> Line:
    sheet = draft.sheet
    benchmarks = sheet.input("earlier_benchmark", "Benchmark that year", USD, axis=axis, at_least=ZERO)
    savings = sheet.input("earlier_savings", "Savings (+) or losses (−) that year", USD, axis=axis)
    benchmark = sheet.line(
        "agreement_benchmark", "Benchmarks of all years", USD, total(benchmarks) + sheet["benchmark"]
    )
    all_savings = sheet.line(
        "agreement_savings", "Savings (+) or losses (−) of all years", USD, total(savings) + sheet["savings"]
    )
    return sheet.line("agreement_savings_rate", "Savings rate of all years", RATE, all_savings / benchmark)


def _deferred_minimum_rate(draft: Draft, deferred: DeferredMinimum, axis: Axis) -> Line:
    sheet = draft.sheet
    population: Formula | None = None
    if deferred.minimum_savings_rate.by_population_size:
        earlier = sheet.input(
            "earlier_assigned_population", "Attributed people that year", PERSONS, axis=axis, at_least=ZERO
        )
        # The years together are as significant as one year of a population as large as all of them.
        current = draft.assigned_population()
        population = sheet.line(
            "agreement_population", "Attributed people of all years", PERSONS, total(earlier) + current
        )
    return add_minimum_rate(
        draft,
        "deferred_minimum_savings_rate",
        "Deferred minimum savings rate",
        deferred.minimum_savings_rate,
        draft.clause("deferred_minimum", "minimum_savings_rate"),
        population,
    )


def add_reinvestment(draft: Draft, reinvestment: Reinvestment) -> None:
    """The line `reinvested`: a part of what the provider would have earned, had the missed condition been met."""
    sheet = draft.sheet
    sheet.section("reinvestment", "Savings earned but not payable")
    clause = draft.clause("reinvestment")
    missed: list[Formula] = []
    if "minimum_not_met" in reinvestment.when:
        savings = capped_alike(draft, greatest(sheet["savings"], 0), "savings", "pool")
        lost = capped_alike(draft, savings * sheet["share_of_savings"], "savings", "payment")
        label = "Provider's share lost to the minimum savings rate"
        missed.append(sheet.line("lost_to_minimum", label, USD, when(sheet["minimum_savings_met"], 0, lost)))
    if "quality_not_met" in reinvestment.when:
        best = "maximum_share_of_savings" if "maximum_share_of_savings" in sheet else "quality_share_at_threshold"
        label = "Provider's share lost to quality"
        lost = capped_alike(draft, sheet[best] * sheet["savings_pool"], "savings", "payment")
        missed.append(sheet.line("lost_to_quality", label, USD, when(sheet["minimum_quality_met"], 0, lost)))
    share = sheet.term("reinvested_share", "Part that is reinvested", RATE, reinvestment.share, clause=clause)
    amount = rounded(share * sum(missed[1:], start=missed[0]), 2)
    target = "the community" if reinvestment.into == "community" else "the provider, earmarked"
    label = f"Reinvested into {target}"
    if reinvestment.requires_approved_plan:
        plan = sheet.input("reinvestment_plan_approved", "A plan for the funds is approved", YES_OR_NO, clause=clause)
        amount = when(plan, amount, 0)
    sheet.line("reinvested", label, USD, amount, clause=clause)
