"""Shared savings worked out a second time in plain Python from the terms as they are written, without any worksheet.

Written from the meaning of the terms: savings of several years together and what is reinvested among them.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Any

Terms = Mapping[str, Any]
Figures = Mapping[str, Any]

#: First and last size of a band and the rates there, in percent: 42 CFR 425.605(b)(1).
BANDS = (
    *((500, 999, "12.2", "8.7"), (1000, 2999, "8.7", "5.0"), (3000, 4999, "5.0", "3.9"), (5000, 5999, "3.9", "3.6")),
    *((6000, 6999, "3.6", "3.4"), (7000, 7999, "3.4", "3.2"), (8000, 8999, "3.2", "3.1"), (9000, 9999, "3.1", "3.0")),
    *((10_000, 14_999, "3.0", "2.7"), (15_000, 19_999, "2.7", "2.5"), (20_000, 49_999, "2.5", "2.2")),
    (50_000, 59_999, "2.2", "2.0"),
)


def rate(text: str) -> Fraction:
    """A percentage as the terms write it."""
    return Fraction(text.rstrip("%")) / 100


def cents(amount: Fraction) -> Fraction:
    """To the cent, halves away from zero."""
    return Fraction(floor(abs(amount) * 100 + Fraction(1, 2)), 100) * (1 if amount >= 0 else -1)


def net_payment(terms: Terms, figures: Figures, year: int, *, last_year: bool = True) -> Fraction:
    """What the provider receives (+) or owes (−). last_year: whether the agreement ends with this year."""
    given = {name: _exact(value) for name, value in figures.items()}
    benchmark, spent = _benchmark_and_spending(terms, given, year)
    saved = benchmark - spent
    share = maximum = Fraction(0)
    net = Fraction(0)
    if "savings" in terms:
        share, maximum = _shares_of_savings(terms["savings"], given)
        net += _side(terms["savings"], "minimum_savings_rate", saved, share, benchmark, given)
    if "losses" in terms:
        owed_share = _share_of_losses(terms["losses"]["share"], share, maximum)
        net -= _side(terms["losses"], "minimum_loss_rate", -saved, owed_share, benchmark, given)
    if "deferred_minimum" in terms and last_year:
        net += _deferred(terms, given, saved, benchmark, share)
    if "quality_payment" in terms:
        net += _quality_payment(terms["quality_payment"], given)
    return net


def reinvested(terms: Terms, figures: Figures, year: int) -> Fraction:
    """What is reinvested of a share that was earned but for a condition that the contract waives."""
    given = {name: _exact(value) for name, value in figures.items()}
    agreed, savings = terms["reinvestment"], terms["savings"]
    benchmark, spent = _benchmark_and_spending(terms, given, year)
    saved = benchmark - spent
    share, most = _shares_of_savings(savings, given)
    least = _minimum_rate(savings["minimum_savings_rate"], given) * benchmark if _has_minimum(savings) else 0
    enough = saved > 0 and saved >= least
    good = _good_enough(savings.get("quality", {}), given)
    waived = {"minimum_not_met": not enough, "quality_not_met": not good}
    if not any(waived[each] for each in agreed["when"]):
        return Fraction(0)
    if not enough and "minimum_not_met" not in agreed["when"]:
        return Fraction(0)
    quality = savings.get("quality", {})
    if not good and "quality_not_met" in agreed["when"]:
        share = rate(quality["escalator"]["share_at_threshold"]) if "escalator" in quality else most
    if enough:
        beyond = savings.get("sharing_starts") == "beyond_minimum"
        pool = _capped(savings, "pool", saved - least if beyond else saved, benchmark, given)
    else:
        pool = _capped(savings, "pool", max(saved, Fraction(0)), benchmark, given)
    earned = _capped(savings, "payment", pool * share, benchmark, given)
    if agreed["requires_approved_plan"] and not given["reinvestment_plan_approved"]:
        return Fraction(0)
    return cents(rate(agreed["share"]) * earned)


def _has_minimum(savings: Terms) -> bool:
    return "minimum_savings_rate" in savings


def _good_enough(quality: Terms, given: Figures) -> bool:
    """Whether quality reaches the least score that the contract asks for; it does where none is asked for."""
    if "escalator" in quality:
        return bool(given["quality_score"] >= rate(quality["escalator"]["threshold"]))
    asked = next((use["minimum_score"] for use in quality.values() if "minimum_score" in use), None)
    return asked is None or bool(given["quality_score"] >= rate(asked))


def _limit(each: Terms, benchmark: Fraction, revenue: Fraction) -> Fraction:
    return rate(each["rate"]) * (benchmark if each["of"] == "benchmark" else revenue)


def _capped(side: Terms, on: str, amount: Fraction, benchmark: Fraction, given: Figures) -> Fraction:
    limits = [
        _limit(cap, benchmark, Fraction(given.get("provider_revenue", 0)))
        for cap in side.get("caps", ())
        if cap["on"] == on
    ]
    return min([amount, *limits])


def _deferred(terms: Terms, given: Figures, saved: Fraction, benchmark: Fraction, share: Fraction) -> Fraction:
    """Savings of years below their minimum, paid at the end if all years together reach the deferred minimum.

    Each year's unpaid savings count at that year's share and caps. In all, the provider gets at most its largest
    share of what all years saved together and no year has shared, and the earlier years at most that share of what is
    left without this year's savings. A one-sided provider can owe nothing by it.
    """
    savings = terms["savings"]
    years = sorted(given["earlier_savings"])
    before = {key: given["earlier_savings"][key] for key in years}
    benchmarks = {key: given["earlier_benchmark"][key] for key in years}
    all_saved = saved + sum(before.values())
    agreed = terms["deferred_minimum"]["minimum_savings_rate"]
    people = {"assigned_population": given.get("assigned_population", Fraction(0))}
    if "by_population_size" in agreed:
        people["assigned_population"] += sum(given["earlier_assigned_population"].values())
    if all_saved <= 0 or all_saved < _minimum_rate(agreed, people) * (benchmark + sum(benchmarks.values())):
        return Fraction(0)
    quality = savings.get("quality", {})
    most = rate(quality["escalator"]["share_at_stretch"]) if "escalator" in quality else rate(savings["share"])
    unpaid, counted = Fraction(0), Fraction(0)
    for key in years:
        of_year = {
            "assigned_population": given.get("earlier_assigned_population", {}).get(key, Fraction(0)),
            "provider_revenue": given.get("earlier_provider_revenue", {}).get(key, Fraction(0)),
        }
        least = _minimum_rate(savings["minimum_savings_rate"], of_year) * benchmarks[key]
        if before[key] > 0 and before[key] >= least:
            counted += before[key]
            continue
        pool = _capped(savings, "pool", max(before[key], Fraction(0)), benchmarks[key], of_year)
        its_share = given["earlier_share_of_savings"][key]
        unpaid += _capped(savings, "payment", pool * its_share, benchmarks[key], of_year)
    this_year = Fraction(0)
    if not (saved > 0 and saved >= _minimum_rate(savings["minimum_savings_rate"], given) * benchmark):
        pool = _capped(savings, "pool", max(saved, Fraction(0)), benchmark, given)
        this_year = _capped(savings, "payment", pool * share, benchmark, given)
    left = all_saved - counted
    unpaid = min(unpaid, most * max(left - max(saved, Fraction(0)), Fraction(0)))
    return cents(min(unpaid + this_year, most * max(left, Fraction(0))))


def _exact(value: object) -> Any:  # noqa: ANN401  # a fraction, a flag, or a fraction by year
    if isinstance(value, Mapping):
        return {key: Fraction(each) for key, each in value.items()}
    return Fraction(value) if isinstance(value, Decimal) else value


def _benchmark_and_spending(terms: Terms, given: Figures, year: int) -> tuple[Fraction, Fraction]:
    benchmark = terms["benchmark"]
    if "target_calculator" in benchmark:
        return _target(benchmark["target_calculator"], given)
    spent = _net(terms, given, "", None)
    if "given" in benchmark:
        basis = benchmark["given"]["basis"]
        if basis == "total":
            return Fraction(given["benchmark"]), spent
        months = given["member_months"] / (12 if basis == "per_person_year" else 1)
        return given["benchmark_per_capita"] * months, spent
    return _from_history(terms, benchmark["own_history"], given, year), spent


def _net(terms: Terms, given: Figures, prefix: str, key: str | None) -> Fraction:
    def figure(name: str) -> Fraction:
        value = given[prefix + name]
        result: Fraction = value if key is None else value[key]
        return result

    if not terms.get("carve_outs") and "truncation" not in terms:
        return figure("expenditures")
    carved_out = sum(figure(f"carved_out_{each['name']}") for each in terms.get("carve_outs", ()))
    excess = figure("excess_claims") if "truncation" in terms else Fraction(0)
    return figure("total_expenditures") - carved_out - excess


def _from_history(terms: Terms, history: Terms, given: Figures, year: int) -> Fraction:
    divisor = 12 if history["per"] == "person_year" else 1
    historical = Fraction(0)
    for base_year in history["base_years"]:
        key = str(base_year["year"])
        per_capita = _net(terms, given, "base_year_", key) / (given["base_year_member_months"][key] / divisor)
        if "yearly_rate" in history["inflator"]:
            per_capita *= (1 + rate(history["inflator"]["yearly_rate"])) ** (year - base_year["year"])
        else:
            per_capita *= given["base_year_growth_factor"][key]
        historical += rate(base_year["weight"]) * per_capita
    if "rebasing" in history:
        kept = rate(history["rebasing"]["weight_of_previous_benchmark"])
        historical = kept * given["previous_benchmark"] + (1 - kept) * historical
    return historical * Fraction(given["member_months"]) / divisor


def _target(terms: Terms, given: Figures) -> tuple[Fraction, Fraction]:
    def net(prefix: str) -> Fraction:
        spent: Fraction = given[f"{prefix}allowed_spend"] - given[f"{prefix}customer_expenses"]
        return spent - Fraction(given[f"{prefix}excess_claims"])

    now, base = net(""), net("baseline_")
    trend = given["budgeted_trend"] + rate(terms["share_of_trend_difference"]) * (
        given["actual_trend"] - given["budgeted_trend"]
    )
    benefits = (now / given["allowed_spend"]) / (base / given["baseline_allowed_spend"])
    risk = given["risk_score"] / given["baseline_risk_score"]
    per_month = base / given["baseline_member_months"] * (1 + trend) * benefits * risk
    return Fraction(per_month * given["member_months"]), now


def _minimum_rate(terms: Terms, given: Figures) -> Fraction:
    if "fixed" in terms:
        return rate(terms["fixed"])
    people = Fraction(given["assigned_population"])
    for first, last, high, low in BANDS:
        if first <= people <= last:
            return rate(high) + (rate(low) - rate(high)) * (people - first) / (last - first)
    return rate("2.0")


def _shares_of_savings(savings: Terms, given: Figures) -> tuple[Fraction, Fraction]:
    """The share that quality leaves, and the most it could be."""
    quality = savings.get("quality", {})
    if "escalator" in quality:
        goals = {name: rate(value) for name, value in quality["escalator"].items()}
        return _escalated(goals, given["quality_score"]), goals["share_at_stretch"]
    most = rate(savings["share"])
    if not quality:
        return most, most
    (use, terms), score = next(iter(quality.items())), given["quality_score"]
    if "minimum_score" in terms and score < rate(terms["minimum_score"]):
        return Fraction(0), most
    return (most if use == "gate" else most * score), most


def _escalated(goals: Mapping[str, Fraction], score: Fraction) -> Fraction:
    points = [(goals[name], goals[f"share_at_{name}"]) for name in ("threshold", "target", "stretch")]
    if score < points[0][0]:
        return Fraction(0)
    for (at, share), (then, then_share) in pairwise(points):
        if score <= then:
            return share + (then_share - share) * (score - at) / (then - at)
    return points[-1][1]


def _share_of_losses(terms: Terms, share: Fraction, most: Fraction) -> Fraction:
    if "rate" in terms:
        return rate(terms["rate"])
    if "one_minus_share_of_savings" in terms:
        bounds = terms["one_minus_share_of_savings"]
        return min(max(1 - share, rate(bounds["at_least"])), rate(bounds["at_most"]))
    return most


def _side(
    terms: Terms, minimum: str, amount: Fraction, share: Fraction, benchmark: Fraction, given: Figures
) -> Fraction:
    """Savings paid or losses owed, of an amount that counts where it is above zero."""
    least = _minimum_rate(terms[minimum], given) * benchmark if minimum in terms else Fraction(0)
    if amount <= 0 or amount < least:
        return Fraction(0)

    pool = amount - least if terms.get("sharing_starts") == "beyond_minimum" else amount
    pool = _capped(terms, "pool", pool, benchmark, given)
    paid = pool * share
    if "floor" in terms and paid > 0:
        floor = _limit(terms["floor"], benchmark, Fraction(given.get("provider_revenue", 0)))
        paid = min(max(paid, floor), pool)
    return cents(_capped(terms, "payment", paid, benchmark, given))


def _quality_payment(terms: Terms, given: Figures) -> Fraction:
    if given["quality_score"] < rate(terms["minimum_score"]):
        return Fraction(0)
    amount = Fraction(terms["per_member_per_month"].lstrip("$")) * given["member_months"]
    return cents(amount * given["quality_score"] if terms["scaled_by_score"] else amount)
