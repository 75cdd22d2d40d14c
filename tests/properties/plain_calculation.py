"""Shared savings worked out a second time in plain Python from the terms as they are written, without any worksheet.

Written from the meaning of the terms: savings of several years together and what is reinvested among them.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import partial
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
    given = _given(terms, figures)
    benchmark, spent = _benchmark_and_spending(terms, given, year)
    saved = benchmark - spent
    share = maximum = Fraction(0)
    net = Fraction(0)
    bases = _bases(terms, given, benchmark, spent)
    if "savings" in terms:
        share, maximum = _shares_of_savings(terms["savings"], given)
        split = partial(_split, terms["savings"].get("bands"), bases, share)
        saved_here = saved if _enough_people(terms, "for_savings", given) else Fraction(0)
        left = _left_by_an_early_end(terms, "savings", given)
        off = sum(_deducted(each, given) for each in terms.get("deductions", ()) if each["taken_off"] == "payment")
        paid = _side(terms["savings"], "minimum_savings_rate", saved_here, split, bases, given, left, off=Fraction(off))
        net += paid - _forfeited(terms, given, paid)
    if "losses" in terms:
        agreed = terms["losses"]["share"]
        owed_share = _share_of_losses(agreed, share, maximum, given)
        of_bands = agreed.get("bands")
        if "equal_to_share_of_savings" in agreed and "bands" in terms["savings"]:
            of_bands, owed_share = terms["savings"]["bands"], Fraction(1)  # symmetric, whatever quality is
        split = partial(_split, of_bands, bases, owed_share)
        lost = -saved if _enough_people(terms, "for_losses", given) else Fraction(0)
        left = _left_by_an_early_end(terms, "losses", given)
        if "exogenous_events" in terms:
            left *= 1 - given["event_share_of_months"] * given["event_share_of_people"]
        net -= _side(terms["losses"], "minimum_loss_rate", lost, split, bases, given, left)
    if terms.get("prepaid"):
        net -= cents(saved)
    if "deferred_minimum" in terms and last_year:
        net += _deferred(terms, given, saved, benchmark, share)
    if "quality_payment" in terms:
        net += _quality_payment(terms["quality_payment"], given)
    return net


def reinvested(terms: Terms, figures: Figures, year: int) -> Fraction:
    """What is reinvested of a share that was earned but for a condition that the contract waives."""
    given = _given(terms, figures)
    agreed, savings = terms["reinvestment"], terms["savings"]
    benchmark, spent = _benchmark_and_spending(terms, given, year)
    saved = benchmark - spent
    share, most = _shares_of_savings(savings, given)
    bases = _bases(terms, given, benchmark, spent)
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
        pool = _capped(savings, "pool", saved - least if beyond else saved, bases, given)
    else:
        pool = _capped(savings, "pool", max(saved, Fraction(0)), bases, given)
    earned = _capped(savings, "payment", pool * share, bases, given)
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


def _bases(terms: Terms, given: Figures, benchmark: Fraction, spent: Fraction) -> dict[str, Fraction]:
    """What limits and bands may be shares of, and the member months that some are per."""
    cut = given.get("excess_claims", Fraction(0)) if "truncation" in terms else Fraction(0)
    named = ("provider_revenue", "capitation", "premium", "care_fees_paid", "fee_tier_difference")
    found = {name: Fraction(given.get(name, 0)) for name in named}
    months = Fraction(given.get("member_months", 0))
    return {
        **found,
        "benchmark": benchmark,
        "expenditures": spent,
        "expenditures_before_truncation": spent + cut,
        "dollars": Fraction(1),
        "per_member_per_month": months,
    }


def _agreed(value: Any, given: Figures) -> Fraction:  # noqa: ANN401  # a number, or rows of tests and numbers
    """A rate or amount, or the first of its rows whose tests hold."""
    if not isinstance(value, Mapping):
        text = str(value)
        return rate(text) if text.endswith("%") else Fraction(text.lstrip("$"))
    for row in value["when"]:
        if "otherwise" in row:
            return _agreed(row["otherwise"], given)
        if all(_so(given[fact], asked) for fact, asked in row.items() if fact != "is"):
            return _agreed(row["is"], given)
    raise AssertionError


def _so(fact: Any, asked: Any) -> bool:  # noqa: ANN401
    if isinstance(asked, bool):
        return bool(fact) is asked
    if isinstance(asked, Mapping):
        return bool(asked.get("at_least", fact) <= fact <= asked.get("at_most", fact))
    return bool(fact[asked])


def _split(bands: Terms | None, bases: Mapping[str, Fraction], share: Fraction, pool: Fraction) -> Fraction:
    """The provider's part of a pool: at one share, or band by band."""
    if bands is None:
        return pool * share
    base, start, part = bases.get(bands["of"], Fraction(1)), Fraction(0), Fraction(0)
    rows = [*bands["rows"], *([{"share": "0%"}] if "beyond" in bands else [])]
    for row in rows:
        end = None
        if "up_to" in row or "up_to_amount" in row:
            end = rate(row["up_to"]) * base if "up_to" in row else Fraction(row["up_to_amount"].lstrip("$"))
        if bands.get("basis") == "whole":
            inside = pool if pool > start and (end is None or pool <= end) else Fraction(0)
        else:
            inside = max(min(pool, pool if end is None else end) - start, Fraction(0))
        part += inside * rate(row["share"]) * (1 if row.get("whatever_quality") else share)
        start = end if end is not None else start
    return part


def _enough_people(terms: Terms, side: str, given: Figures) -> bool:
    agreed = terms.get("minimum_enrollment")
    if agreed is None:
        return True
    by_months = agreed["count"] == "member_months_by_12"
    people = given["settled_months"] / 12 if by_months else given["settled_people"]
    return bool(people >= agreed.get(side, agreed["for_savings"]))


def _left_by_an_early_end(terms: Terms, side: str, given: Figures) -> Fraction:
    ending = terms.get("early_termination", {})
    way = ending.get(side, "in_full" if side == "savings" or not ending else "prorated")
    if way == "in_full":
        return Fraction(1)
    part = given["months_in_force"] / 12 if ending["by"] == "months" else given["days_in_force"] / 365
    return Fraction(part >= 1) if way == "forfeited" else part


def _limit(each: Terms, bases: Mapping[str, Fraction], given: Figures) -> Fraction:
    return _agreed(each.get("rate", each.get("amount")), given) * bases[each["of"]]


def _capped(side: Terms, on: str, amount: Fraction, bases: Mapping[str, Fraction], given: Figures) -> Fraction:
    limits = [_limit(cap, bases, given) for cap in side.get("caps", ()) if cap["on"] == on]
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
    if "escalator" in quality:
        most = rate(quality["escalator"]["share_at_stretch"])
    else:
        most = rate(quality["by_score"]["rows"][-1]["share"] if "by_score" in quality else savings["share"])
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
        of_that_year = {"benchmark": benchmarks[key], "provider_revenue": of_year["provider_revenue"]}
        pool = _capped(savings, "pool", max(before[key], Fraction(0)), of_that_year, of_year)
        its_share = given["earlier_share_of_savings"][key]
        unpaid += _capped(savings, "payment", pool * its_share, of_that_year, of_year)
    this_year = Fraction(0)
    if not (saved > 0 and saved >= _minimum_rate(savings["minimum_savings_rate"], given) * benchmark):
        bases = _bases(terms, given, benchmark, Fraction(0))
        pool = _capped(savings, "pool", max(saved, Fraction(0)), bases, given)
        this_year = _capped(savings, "payment", pool * share, bases, given)
    left = all_saved - counted
    unpaid = min(unpaid, most * max(left - max(saved, Fraction(0)), Fraction(0)))
    return cents(min(unpaid + this_year, most * max(left, Fraction(0))))


def _given(terms: Terms, figures: Figures) -> dict[str, Any]:
    """The figures as fractions, with whom they are about: practices together, less the months of excluded people."""
    given = {name: _exact(value) for name, value in figures.items()}
    if "practice_people" in given:
        given["assigned_population"] = sum(given["practice_people"].values())
    if "practice_member_months" in given:
        given["member_months"] = sum(given["practice_member_months"].values())
    if terms.get("excluded_people", {}).get("member_months") == "leave":
        for prefix in ("", "base_year_"):
            whole = given.get(f"{prefix}total_member_months")
            theirs = given.get(f"{prefix}excluded_member_months")
            if isinstance(whole, Mapping) and isinstance(theirs, Mapping):
                given[f"{prefix}member_months"] = {key: whole[key] - theirs[key] for key in whole}
            elif whole is not None:
                given[f"{prefix}member_months"] = whole - theirs
    for name, settled in (("assigned_population", "settled_people"), ("member_months", "settled_months")):
        if name in given:
            given[settled] = given[name] + given.get(f"{name}_brought_forward", 0)
    return given


def _exact(value: object) -> Any:  # noqa: ANN401  # a fraction, a flag, or a fraction by year
    if isinstance(value, Mapping):
        return {key: _exact(each) for key, each in value.items()}
    return Fraction(value) if isinstance(value, Decimal) else value


def _benchmark_and_spending(terms: Terms, given: Figures, year: int) -> tuple[Fraction, Fraction]:
    """Of the year, and of a year before it that is settled with it."""
    benchmark, spent = _of_the_year(terms, given, year)
    before = (given.get(f"{name}_brought_forward", Fraction(0)) for name in ("benchmark", "expenditures"))
    return benchmark + next(before), spent + next(before)


def _of_the_year(terms: Terms, given: Figures, year: int) -> tuple[Fraction, Fraction]:
    benchmark = terms["benchmark"]
    if "target_calculator" in benchmark:
        return _target(benchmark["target_calculator"], given)
    spent = _net(terms, given, "", None)
    for each in terms.get("deductions", ()):
        if each["taken_off"] == "savings":
            spent += _deducted(each, given)
    risk = benchmark.get("given", {}).get("risk_adjustment")
    discounted = 1 - rate(benchmark["discount"]) if "discount" in benchmark else Fraction(1)
    if "given" in benchmark:
        basis = benchmark["given"]["basis"]
        if basis == "total":
            name = "benchmark_before_discount" if "discount" in benchmark else "benchmark"
            name = "cohort_benchmark" if "cohorts" in terms else "benchmark_before_risk" if risk is not None else name
            projected = sum(given[name].values()) if "cohorts" in terms else Fraction(given[name])
        else:
            months = given["member_months"] / (12 if basis == "per_person_year" else 1)
            projected = given["benchmark_per_capita"] * months
    elif "loss_ratio" in benchmark:
        projected = rate(benchmark["loss_ratio"]["target"]) * given[benchmark["loss_ratio"]["of"]]
    else:
        projected = _from_history(terms, benchmark["own_history"], given, year)
    if risk is not None:
        ratio = given["risk_score"] / given["benchmark_risk_score"]
        if "most_growth" in risk:
            ratio = min(ratio, 1 + rate(risk["most_growth"]))
        if "most_decline" in risk:
            ratio = max(ratio, 1 - rate(risk["most_decline"]))
        projected *= ratio * (1 - rate(risk.get("coding_adjustment", "0%")))
    return projected * discounted, spent


def _net(terms: Terms, given: Figures, prefix: str, key: str | None) -> Fraction:
    def figure(name: str) -> Fraction:
        value = given[prefix + name]
        result: Fraction = value if key is None else value[key]
        return result

    protected = terms.get("stop_loss")
    if "cohorts" in terms:
        return Fraction(sum(given["cohort_expenditures"].values()))
    if not {"carve_outs", "truncation", "stop_loss", "excluded_people"} & {*terms}:
        beside = not prefix and any(each["taken_off"] == "savings" for each in terms.get("deductions", ()))
        return figure("care_expenditures" if beside else "expenditures")
    carved_out = sum(figure(f"carved_out_{each['name']}") for each in terms.get("carve_outs", ()))
    excess = figure("excess_claims") if "truncation" in terms else Fraction(0)
    left = figure("total_expenditures") - carved_out - excess
    if "excluded_people" in terms:
        left -= figure("excluded_people_expenditures")
    if protected is None:
        return left
    above = figure("claims_above_stop_loss") - _agreed(protected.get("aggregating_deductible", "$0"), given)
    recovered = rate(protected["payer_share"]) * max(above, Fraction(0))
    if "most" in protected:
        recovered = min(recovered, _agreed(protected["most"], given))
    premium = protected.get("premium", {})
    charged = Fraction(0)
    if "per_member_per_month" in premium:
        charged = _agreed(premium["per_member_per_month"], given) * figure("member_months")
    return left - recovered + charged


def _from_history(terms: Terms, history: Terms, given: Figures, year: int) -> Fraction:
    divisor = 12 if history["per"] == "person_year" else 1
    historical = Fraction(0)
    for base_year in history["base_years"]:
        key = str(base_year["year"])
        per_capita = _net(terms, given, "base_year_", key) / (given["base_year_member_months"][key] / divisor)
        if "index" in history["inflator"]:
            for later in range(base_year["year"] + 1, year + 1):
                per_capita *= 1 + _index_trend(history["inflator"]["index"], given["index_change"][str(later)])
        elif "yearly_rate" in history["inflator"]:
            per_capita *= (1 + rate(history["inflator"]["yearly_rate"])) ** (year - base_year["year"])
        else:
            per_capita *= given["base_year_growth_factor"][key]
        historical += rate(base_year["weight"]) * per_capita
    if "rebasing" in history:
        kept = rate(history["rebasing"]["weight_of_previous_benchmark"])
        historical = kept * given["previous_benchmark"] + (1 - kept) * historical
    return historical * Fraction(given["member_months"]) / divisor


def _index_trend(index: Terms, change: Fraction) -> Fraction:
    trend = change + rate(index.get("plus", "0%"))
    if "fixed_rate" in index:
        weight = rate(index["weight_of_fixed_rate"])
        trend = weight * rate(index["fixed_rate"]) + (1 - weight) * trend
    trend = max(trend, rate(index["at_least"])) if "at_least" in index else trend
    return min(trend, rate(index["at_most"])) if "at_most" in index else trend


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
        return _agreed(terms["fixed"], given)
    if "by_size" in terms:
        return _own_table(terms["by_size"], given)
    if "by_chance" in terms:
        return _by_chance(terms["by_chance"], given)
    people = Fraction(given.get("settled_people", given["assigned_population"]))
    for first, last, high, low in BANDS:
        if first <= people <= last:
            return rate(high) + (rate(low) - rate(high)) * (people - first) / (last - first)
    return rate("2.0")


def _own_table(table: Terms, given: Figures) -> Fraction:
    """The rate in the row that the number of people reaches, or on the straight line between two rows."""
    people = given["settled_people"] if table["count"] == "attributed_people" else given["settled_months"] / 12
    points = [(Fraction(row["at_least"]), rate(row["rate"])) for row in table["rows"]]
    found = points[0][1]
    for (size, found_here), following in zip(points, [*points[1:], None], strict=True):
        if people >= size:
            found = found_here
            if table["between"] == "straight_line" and following is not None and people < following[0]:
                found += (following[1] - found_here) * (people - size) / (following[0] - size)
    return found


def _by_chance(agreed: Terms, given: Figures) -> Fraction:
    """The least multiple of the step that so many standard deviations of the mean of so many people do not exceed."""
    by_months = agreed["count"] == "member_months_by_12"
    people = Fraction(given["settled_months"]) / 12 if by_months else given["settled_people"]
    spread = Fraction(agreed["standard_deviations"]) * Fraction(agreed["coefficient_of_variation"])
    step, steps = rate(agreed["in_steps_of"]), 1
    while (steps * step) ** 2 * people < spread**2:
        steps += 1
    return steps * step


def _deducted(agreed: Terms, given: Figures) -> Fraction:
    """An amount paid beside claims: a figure, or so much a person or a member month."""
    if "per_person" in agreed:
        return Fraction(agreed["per_person"].lstrip("$")) * Fraction(given["assigned_population"])
    if "per_member_per_month" in agreed:
        return Fraction(agreed["per_member_per_month"].lstrip("$")) * Fraction(given["member_months"])
    return Fraction(given[f"deduction_{agreed['name']}"])


def _forfeited(terms: Terms, given: Figures, paid: Fraction) -> Fraction:
    """What of the pool's savings no practice receives: parts of those that do not qualify, where the payer keeps them.

    Cents by the running total, in the order of the contract.
    """
    pooled = terms.get("pooled_practices", {})
    if "own_gate" not in pooled:
        return Fraction(0)
    by_months = pooled["split_by"] == "member_months"
    people = given["practice_member_months" if by_months else "practice_people"]
    qualifies = given["practice_qualifies"]
    if pooled["own_gate"] == "redistributed":
        return Fraction(0) if any(people[each] for each in people if qualifies[each]) else paid
    everybody = sum(people.values())
    so_far, kept = Fraction(0), Fraction(0)
    for each in pooled["practices"]:
        before, so_far = so_far, so_far + people[each]
        if not qualifies[each]:
            kept += cents(paid * so_far / everybody) - cents(paid * before / everybody)
    return kept


def _by_score(table: Terms, score: Fraction) -> Fraction:
    return next((rate(row["share"]) for row in reversed(table["rows"]) if score >= rate(row["at_least"])), Fraction(0))


def _shares_of_savings(savings: Terms, given: Figures) -> tuple[Fraction, Fraction]:
    """The share that quality leaves, and the most it could be."""
    quality = savings.get("quality", {})
    if "escalator" in quality:
        goals = {name: rate(value) for name, value in quality["escalator"].items()}
        return _escalated(goals, given["quality_score"]), goals["share_at_stretch"]
    if "by_score" in quality:
        found = _by_score(quality["by_score"], given["quality_score"])
        return found, found
    most = _agreed(savings["share"], given) if "share" in savings else Fraction(1)  # with bands, of their shares
    if "reduced_for_each" in savings:
        each = savings["reduced_for_each"]
        lost = rate(each["by"]) * given[each["fact"]]
        most = max(most * (1 - lost) if each["taken_as"] == "part_of_share" else most - lost, Fraction(0))
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


def _share_of_losses(terms: Terms, share: Fraction, most: Fraction, given: Figures) -> Fraction:
    if "rate" in terms or "bands" in terms:
        owed = _agreed(terms["rate"], given) if "rate" in terms else Fraction(1)
        if "reduced_by_quality" not in terms:
            return owed
        score = given.get("quality_score")
        if not isinstance(score, Fraction):
            score = Fraction(terms["reduced_by_quality"]["when_unscored"] == "as_full")
        return owed * (1 - score)
    if "by_score" in terms:
        return _by_score(terms["by_score"], given["quality_score"])
    if "one_minus_share_of_savings" in terms:
        bounds = terms["one_minus_share_of_savings"]
        return min(max(1 - share, rate(bounds["at_least"])), rate(bounds["at_most"]))
    return most


def _side(
    terms: Terms,
    minimum: str,
    amount: Fraction,
    split: Callable[[Fraction], Fraction],
    bases: Mapping[str, Fraction],
    given: Figures,
    left: Fraction,
    *,
    off: Fraction = Fraction(0),
) -> Fraction:
    """Savings paid or losses owed, of an amount that counts where it is above zero. off: what is taken off it last."""
    least = _minimum_rate(terms[minimum], given) * bases["benchmark"] if minimum in terms else Fraction(0)
    if amount <= 0 or amount < least:
        return Fraction(0)

    pool = amount - least if terms.get("sharing_starts") == "beyond_minimum" else amount
    pool = _capped(terms, "pool", pool, bases, given)
    paid = split(pool)
    if "floor" in terms and paid > 0:
        paid = min(max(paid, _limit(terms["floor"], bases, given)), pool)
    kept, when = Fraction(1), ""
    if "haircut" in terms:
        kept, when = 1 - rate(terms["haircut"]["rate"]), terms["haircut"]["applied"]
    paid = _capped(terms, "payment", paid * kept if when == "before_caps" else paid, bases, given)
    return cents(max(paid * (kept if when == "after_caps" else 1) * left - off, Fraction(0)))


def _quality_payment(terms: Terms, given: Figures) -> Fraction:
    if given["quality_score"] < rate(terms["minimum_score"]):
        return Fraction(0)
    amount = Fraction(terms["per_member_per_month"].lstrip("$")) * given["member_months"]
    return cents(amount * given["quality_score"] if terms["scaled_by_score"] else amount)
