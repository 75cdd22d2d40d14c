"""Shared-savings contracts over the whole space of terms, each with figures for every input of its worksheet."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from hypothesis.vendor.pretty import RepresentationPrinter

from openvbc.contract.model import Contract
from openvbc.figures import Keyed, Value
from openvbc.worksheet.sheet import Line, LineKind, Worksheet
from tests.examples import YEAR, contract_of, sheet_of
from tests.worksheet.readings import Held

#: Terms as JSON would hold them.
Group = dict[str, Any]


@cache
def percent(low: int, high: int) -> SearchStrategy[str]:
    """A rate in hundredths of a percent, written as a percentage; round ones often."""
    exact = st.integers(low, high)
    return st.one_of(exact, exact.map(lambda each: max(low, each // 100 * 100))).map(lambda each: f"{each / 100:.2f}%")


def _some(draw: DrawFn, **groups: SearchStrategy[object]) -> Group:
    """Some of the groups of terms, those that are not None."""
    return {name: draw(strategy) for name, strategy in groups.items() if draw(st.booleans())}


@cache
def _minimum_rate() -> SearchStrategy[Group]:
    fixed = percent(0, 500).map(lambda rate: {"fixed": rate})
    return st.one_of(fixed, st.just({"by_population_size": True}))


@st.composite
def _history(draw: DrawFn) -> Group:
    years = draw(st.lists(st.integers(YEAR - 5, YEAR - 1), min_size=1, max_size=3, unique=True))
    weights = [draw(st.integers(0, 100 // len(years))) for _ in years[1:]]
    weights = [100 - sum(weights), *weights]
    inflator = st.one_of(percent(-300, 900).map(lambda rate: {"yearly_rate": rate}), st.just({"market_trend": True}))
    history: Group = {
        "per": draw(st.sampled_from(["person_year", "member_month"])),
        "base_years": [{"year": year, "weight": f"{weight}%"} for year, weight in zip(years, weights, strict=True)],
        "inflator": draw(inflator),
    }
    return {**history, **_some(draw, rebasing=percent(0, 10_000).map(lambda w: {"weight_of_previous_benchmark": w}))}


@cache
def _benchmark() -> SearchStrategy[Group]:
    bases = st.sampled_from(["total", "per_member_per_month", "per_person_year"])
    return st.one_of(
        bases.map(lambda basis: {"given": {"basis": basis}}),
        _history().map(lambda history: {"own_history": history}),
        percent(0, 10_000).map(lambda share: {"target_calculator": {"share_of_trend_difference": share}}),
    )


@st.composite
def _limits(draw: DrawFn) -> Group:
    kinds = [(of, on) for of in ("benchmark", "provider_revenue") for on in ("pool", "payment")]
    chosen = draw(st.lists(st.sampled_from(kinds), max_size=3, unique=True))
    caps = [{"rate": draw(percent(100, 2000)), "of": of, "on": on} for of, on in chosen]
    limits: Group = {"caps": caps} if caps else {}
    floor = percent(0, 100).flatmap(
        lambda rate: st.sampled_from(["benchmark", "provider_revenue"]).map(lambda of: {"rate": rate, "of": of})
    )
    return {**limits, **_some(draw, floor=floor)}


@st.composite
def _side(draw: DrawFn, minimum_name: str) -> Group:
    side: Group = {**_some(draw, **{minimum_name: _minimum_rate()}), **draw(_limits())}
    if minimum_name in side and draw(st.booleans()):
        side["sharing_starts"] = "beyond_minimum"
    return side


@st.composite
def _escalator(draw: DrawFn) -> Group:
    scores = sorted(draw(st.lists(st.integers(0, 100), min_size=3, max_size=3, unique=True)))
    shares = sorted(draw(st.lists(st.integers(0, 100), min_size=3, max_size=3)))
    goals = ("threshold", "target", "stretch")
    escalator = {goal: f"{score}%" for goal, score in zip(goals, scores, strict=True)}
    return {**escalator, **{f"share_at_{goal}": f"{share}%" for goal, share in zip(goals, shares, strict=True)}}


@st.composite
def _savings(draw: DrawFn) -> Group:
    side = draw(_side("minimum_savings_rate"))
    use = draw(st.sampled_from(["none", "gate", "multiplier", "gated multiplier", "escalator"]))
    if use == "escalator":
        return {**side, "quality": {"escalator": draw(_escalator())}}
    side["share"] = draw(percent(0, 10_000))
    gate = {"minimum_score": draw(percent(0, 10_000))}
    quality: dict[str, Group] = {
        "none": {},
        "gate": {"gate": gate},
        "multiplier": {"multiplier": {}},
        "gated multiplier": {"multiplier": gate},
    }
    return {**side, "quality": quality[use]} if quality[use] else side


@st.composite
def _losses(draw: DrawFn, *, with_savings: bool) -> Group:
    kinds = ["rate", *(["equal_to_share_of_savings", "one_minus_share_of_savings"] if with_savings else [])]
    kind = draw(st.sampled_from(kinds))
    low, high = sorted((draw(st.integers(0, 100)), draw(st.integers(0, 100))))
    shares = {
        "rate": draw(percent(0, 10_000)),
        "equal_to_share_of_savings": True,
        "one_minus_share_of_savings": {"at_least": f"{low}%", "at_most": f"{high}%"},
    }
    return {**draw(_side("minimum_loss_rate")), "share": {kind: shares[kind]}}


@st.composite
def _quality_payment(draw: DrawFn) -> Group:
    dollars = f"${draw(st.integers(0, 500)) / 100:.2f}"
    terms = {"per_member_per_month": dollars, "minimum_score": draw(percent(0, 10_000))}
    return {**terms, "scaled_by_score": draw(st.booleans())}


@st.composite
def _reinvestment(draw: DrawFn, causes: list[str]) -> Group:
    return {
        "share": draw(percent(0, 10_000)),
        "into": draw(st.sampled_from(["community", "provider"])),
        "when": draw(st.lists(st.sampled_from(causes), min_size=1, unique=True)),
        "requires_approved_plan": draw(st.booleans()),
    }


@st.composite
def terms_of_contracts(draw: DrawFn) -> Group:
    """Terms that load: each choice that the terms offer, except those that do not go together."""
    risk = draw(st.sampled_from(["one_sided", "two_sided", "downside_only"]))
    terms: Group = {"risk": risk, "benchmark": draw(_benchmark())}
    truncation = st.one_of(st.just({"per_member_per_year": "$150,000"}), st.just({"percentile": "99%"}))
    terms |= _some(draw, truncation=truncation, quality_payment=_quality_payment())
    if "target_calculator" not in terms["benchmark"]:
        names = draw(st.lists(st.sampled_from(["pharmacy", "transplants"]), max_size=2, unique=True))
        terms |= {"carve_outs": [{"name": name} for name in names]} if names else {}
    if risk != "downside_only":
        terms["savings"] = draw(_savings())
        terms |= _later(draw, terms["savings"])
    if risk != "one_sided":
        terms["losses"] = draw(_losses(with_savings="savings" in terms))
    return terms


@st.composite
def deferring_terms(draw: DrawFn) -> Group:
    """Terms that defer savings below the yearly minimum to the agreement's end."""
    savings = {**draw(_savings()), "minimum_savings_rate": {"fixed": "2%"}}
    savings.pop("sharing_starts", None)
    deferred = {"minimum_savings_rate": draw(_minimum_rate())}
    return {"risk": "one_sided", "benchmark": draw(_benchmark()), "savings": savings, "deferred_minimum": deferred}


def _later(draw: DrawFn, savings: Group) -> Group:
    """What single years do not settle, where it goes with the savings side."""
    later: Group = {}
    causes = []
    if "minimum_savings_rate" in savings:
        if "sharing_starts" in savings:
            pass  # neither goes with sharing beyond the minimum
        elif draw(st.booleans()):
            later["deferred_minimum"] = {"minimum_savings_rate": draw(_minimum_rate())}
        else:
            causes.append("minimum_not_met")
    quality = savings.get("quality", {})
    if "gate" in quality or "escalator" in quality or quality.get("multiplier"):
        causes.append("quality_not_met")
    return {**later, **(_some(draw, reinvestment=_reinvestment(causes)) if causes else {})}


#: Facts of every kind, on which terms may depend.
FACTS: Group = {
    "recognized": {"kind": "yes_no", "attested_by": "provider"},
    "track": {"kind": "one_of", "words": ["basic", "advanced"], "attested_by": "payer"},
    "thresholds_met": {"kind": "number", "attested_by": "payer"},
}


@cache
def _tests() -> SearchStrategy[Group]:
    number = st.integers(0, 10)
    return st.one_of(
        st.booleans().map(lambda each: {"recognized": each}),
        st.sampled_from(["basic", "advanced"]).map(lambda each: {"track": each}),
        number.map(lambda each: {"thresholds_met": {"at_least": each}}),
        number.map(lambda each: {"thresholds_met": {"at_most": each}}),
        number.map(lambda each: {"recognized": True, "thresholds_met": {"at_least": each}}),
    )


@st.composite
def _depending(draw: DrawFn, value: SearchStrategy[str]) -> "str | Group":
    """A value, or one that depends on facts."""
    if draw(st.booleans()):
        return draw(value)
    rows = [{**tests, "is": draw(value)} for tests in draw(st.lists(_tests(), min_size=1, max_size=3))]
    return {"when": [*rows, {"otherwise": draw(value)}]}


@st.composite
def _bands(draw: DrawFn) -> Group:
    """Bands of any base: slices, or whole amounts, of shares that rise or fall."""
    of = draw(st.sampled_from(["benchmark", "provider_revenue", "capitation", "premium", "dollars"]))
    ends = sorted(draw(st.lists(st.integers(1, 1500), min_size=1, max_size=3, unique=True)))
    shares = [draw(st.integers(0, 100)) for _ in range(len(ends) + 1)]
    whole = draw(st.booleans()) and draw(st.booleans())
    if whole and draw(st.booleans()):
        shares.sort()
    stated = [{"up_to": f"{end / 100:.2f}%"} if of != "dollars" else {"up_to_amount": f"${end}000"} for end in ends]
    rows: list[Group] = [{**end, "share": f"{share}%"} for end, share in zip(stated, shares, strict=False)]
    if draw(st.booleans()):
        rows[0]["whatever_quality"] = True
    if whole:
        falls = {"falling_shares": "agreed"} if shares != sorted(shares) else {}
        return {"of": of, "basis": "whole", **falls, "rows": [*rows, {"share": f"{shares[-1]}%"}]}
    if draw(st.booleans()):
        return {"of": of, "rows": rows, "beyond": "payer"}
    return {"of": of, "rows": [*rows, {"share": f"{shares[-1]}%"}]}


@st.composite
def _more_limits(draw: DrawFn) -> Group:
    """Caps and floors on other bases, in dollars, and such as depend on facts."""
    bases = ["benchmark", "provider_revenue", "capitation", "premium", "care_fees_paid", "fee_tier_difference"]
    bases += ["dollars", "per_member_per_month", "expenditures"]
    kinds = [(of, on) for of in bases for on in ("pool", "payment")]
    chosen = draw(st.lists(st.sampled_from(kinds), max_size=3, unique=True))

    def limit(of: str) -> Group:
        if of == "dollars":
            return {"amount": draw(_depending(st.integers(0, 10**6).map(lambda each: f"${each}"))), "of": of}
        if of == "per_member_per_month":
            return {"amount": draw(_depending(st.integers(0, 2000).map(lambda each: f"${each / 100:.2f}"))), "of": of}
        return {"rate": draw(_depending(percent(100, 10_000))), "of": of}

    caps = [{**limit(of), "on": on} for of, on in chosen]
    found: Group = {"caps": caps} if caps else {}
    floor = draw(st.sampled_from([None, "premium", "benchmark", "expenditures"]))
    if floor is not None and floor not in {of for of, _ in chosen}:
        found["floor"] = {"rate": draw(percent(0, 50)), "of": floor}
    return found


@st.composite
def _more_minimum(draw: DrawFn) -> Group:
    count = draw(st.sampled_from(["attributed_people", "member_months_by_12"]))
    way = draw(st.sampled_from(["fixed", "by_size", "by_chance"]))
    if way == "fixed":
        return {"fixed": draw(_depending(percent(0, 400)))}
    if way == "by_chance":
        spread = {"standard_deviations": "1.645", "coefficient_of_variation": draw(st.sampled_from(["1.5", "2.15"]))}
        return {"by_chance": {"count": count, **spread, "in_steps_of": draw(percent(20, 30)), "most": "60%"}}
    rates = sorted((draw(st.integers(0, 500)) for _ in range(3)), reverse=True)
    rows = [
        {"at_least": size, "rate": f"{each / 100:.2f}%"} for size, each in zip((1, 5000, 10_000), rates, strict=True)
    ]
    return {"by_size": {"count": count, "between": draw(st.sampled_from(["steps", "straight_line"])), "rows": rows}}


@st.composite
def _scores(draw: DrawFn, *, falling: bool) -> Group:
    steps = sorted(draw(st.lists(st.integers(1, 100), min_size=1, max_size=3, unique=True)))
    shares = sorted((draw(st.integers(0, 100)) for _ in range(len(steps) + 1)), reverse=falling)
    rows = [{"at_least": f"{at}%", "share": f"{share}%"} for at, share in zip([0, *steps], shares, strict=True)]
    return {"rows": rows}


@st.composite
def _more_savings(draw: DrawFn) -> Group:
    side: Group = {**draw(_more_limits()), **_some(draw, minimum_savings_rate=_more_minimum())}
    applied = st.sampled_from(["before_caps", "after_caps"])
    haircut = st.tuples(percent(0, 1000), applied).map(lambda each: {"rate": each[0], "applied": each[1]})
    side |= _some(draw, haircut=haircut)
    way = draw(st.sampled_from(["share", "bands", "bands", "by_score"]))
    if way == "by_score":
        return {**side, "quality": {"by_score": draw(_scores(falling=False))}}
    side[way] = draw(_bands()) if way == "bands" else draw(_depending(percent(0, 10_000)))
    if way == "share" and draw(st.booleans()):
        taken_as = draw(st.sampled_from(["part_of_share", "points"]))
        side["reduced_for_each"] = {"fact": "thresholds_met", "by": draw(percent(0, 2000)), "taken_as": taken_as}
    gate = {"minimum_score": draw(percent(0, 10_000))}
    quality: Group | None = draw(st.sampled_from([None, {"gate": gate}, {"multiplier": {}}, {"multiplier": gate}]))
    return {**side, **({"quality": quality} if quality is not None else {})}


@st.composite
def _more_losses(draw: DrawFn, savings: "Group | None") -> Group:
    ways = ["rate", "bands", "by_score", *(["equal_to_share_of_savings"] if savings is not None else [])]
    way = draw(st.sampled_from(ways))
    shares: Group = {
        "rate": draw(_depending(percent(0, 10_000))),
        "bands": draw(_bands()),
        "by_score": draw(_scores(falling=True)),
        "equal_to_share_of_savings": True,
    }
    share: Group = {way: shares[way]}
    if way in ("rate", "bands") and draw(st.booleans()):
        share["reduced_by_quality"] = {"when_unscored": draw(st.sampled_from(["as_zero", "as_full"]))}
    return {**draw(_more_limits()), **_some(draw, minimum_loss_rate=_more_minimum()), "share": share}


@st.composite
def _more_benchmark(draw: DrawFn) -> Group:
    risk = _some(draw, most_growth=percent(0, 500), most_decline=percent(0, 500), coding_adjustment=percent(0, 500))
    basis = draw(st.sampled_from(["total", "per_member_per_month", "per_person_year"]))
    given: Group = {"basis": basis, **({"risk_adjustment": risk} if draw(st.booleans()) else {})}
    ratio = {"target": draw(percent(8000, 9500)), "of": draw(st.sampled_from(["capitation", "premium"]))}
    years = [(YEAR - 1, "60%"), (YEAR - 3, "40%")]
    margin = {"fixed_rate": draw(percent(0, 900)), "weight_of_fixed_rate": draw(percent(0, 10_000))}
    collar = _some(draw, plus=percent(-300, 300), at_least=percent(-200, 200), at_most=percent(201, 900))
    history = {
        "per": draw(st.sampled_from(["person_year", "member_month"])),
        "base_years": [{"year": year, "weight": weight} for year, weight in years],
        "inflator": {"index": {"series": "medical CPI", **collar, **(margin if draw(st.booleans()) else {})}},
    }
    way: Group = draw(st.sampled_from([{"given": given}, {"loss_ratio": ratio}, {"own_history": history}]))
    return {**way, **_some(draw, discount=percent(0, 500))}


@st.composite
def terms_with_more(draw: DrawFn) -> Group:
    """Terms of real contracts beyond the plain ones, each alone or with others: bands, conditions, caps on any base."""
    risk = draw(st.sampled_from(["one_sided", "two_sided", "downside_only"]))
    terms: Group = {"risk": risk, "benchmark": draw(_more_benchmark())}
    if draw(st.booleans()):
        terms["prepaid"] = True
    cutting = draw(st.sampled_from(["nothing", "truncation", "stop_loss"]))
    if cutting == "truncation":
        terms["truncation"] = {"per_member_per_year": "$150,000"}
    if cutting == "stop_loss":
        dollars = st.integers(0, 10**5).map(lambda each: f"${each}")
        premium = st.integers(0, 500).map(lambda each: {"per_member_per_month": f"${each / 100:.2f}"})
        some = _some(draw, aggregating_deductible=dollars, most=dollars, premium=premium)
        terms["stop_loss"] = {"attachment_point": "$100,000", "payer_share": draw(percent(5000, 10_000)), **some}
    if draw(st.booleans()):
        counted = draw(st.sampled_from(["attributed_people", "member_months_by_12"]))
        terms["minimum_enrollment"] = {"count": counted, "for_savings": 3000, **_some(draw, for_losses=st.just(5000))}
    if draw(st.booleans()):
        terms["early_termination"] = {
            "savings": draw(st.sampled_from(["forfeited", "prorated", "in_full"])),
            "losses": draw(st.sampled_from(["prorated", "in_full"])),
            "by": draw(st.sampled_from(["months", "days"])),
        }
    if draw(st.booleans()):
        terms["exogenous_events"] = {"losses_reduced_by": "share_of_months_times_share_of_people"}
    if risk != "downside_only":
        terms["savings"] = draw(_more_savings())
    if risk != "one_sided":
        terms["losses"] = draw(_more_losses(terms.get("savings")))
    terms |= draw(_who_is_meant(terms))
    used = [name for name in FACTS if f"'{name}'" in repr(terms)]
    return {**terms, "facts": {name: FACTS[name] for name in used}} if used else terms


@st.composite
def _who_is_meant(draw: DrawFn, terms: Group) -> Group:
    """People left out, cohorts, practices that pool, years with too few people, and amounts paid beside claims."""
    found: Group = {}
    whose = draw(st.sampled_from(["all", "all", "excluded", "cohorts", "practices"]))
    if whose == "excluded":
        found["excluded_people"] = {"group": "employees", "member_months": draw(st.sampled_from(["kept", "leave"]))}
    simple = terms["benchmark"].get("given", {}) == {"basis": "total"} and not {"truncation", "stop_loss"} & {*terms}
    if whose == "cohorts" and simple:
        found["cohorts"] = ["adults", "children"]
    if whose == "practices":
        split = {"practices": ["first", "second", "third"]} | _some(
            draw, own_gate=st.sampled_from(["kept_by_payer", "redistributed"])
        )
        split_by = st.sampled_from(["attributed_people", "member_months"])
        found["pooled_practices"] = {**split, "split_by": draw(split_by)}
    sides = [terms[side] for side in ("savings", "losses") if side in terms]
    limits = [each for side in sides for each in (*side.get("caps", ()), side.get("floor", {"of": "benchmark"}))]
    bands = [each for side in sides for each in (side, side.get("share")) if isinstance(each, dict) and "bands" in each]
    bases = {*(each["of"] for each in limits), *(each["bands"]["of"] for each in bands)}
    if "minimum_enrollment" in terms and bases <= {"benchmark", "expenditures"} and draw(st.booleans()):
        agreed = {**terms["minimum_enrollment"], "year_without_settlement": "added_to_next_year"}
        found["minimum_enrollment"] = agreed
    off = ["savings", "payment"] if "savings" in terms else ["savings"]
    ways: list[Group] = [{"per_person": "$3.00"}, {"per_member_per_month": "$0.25"}, {}]
    names = draw(st.lists(st.sampled_from(["care_management", "practice_support"]), max_size=2, unique=True))
    if names:
        found["deductions"] = [
            {"name": name, "taken_off": draw(st.sampled_from(off)), **draw(st.sampled_from(ways))} for name in names
        ]
    return found


def _ways() -> SearchStrategy[Group]:
    return st.one_of(terms_of_contracts(), terms_with_more())


@dataclass(frozen=True)
class MadeUpContract:
    """A contract, the worksheet of its performance year, and a value for each input."""

    terms: Group
    inputs: Held
    contract: Contract = field(repr=False)
    sheet: Worksheet = field(repr=False)

    def _repr_pretty_(self, printer: RepresentationPrinter, _cycle: object) -> None:
        printer.text(repr(self))  # hypothesis would print the whole worksheet


@st.composite
def made_up_contracts(draw: DrawFn, *, terms: "SearchStrategy[Group] | None" = None) -> MadeUpContract:
    """A contract with figures: spending near the benchmark, so that both sides of every threshold are met."""
    agreed = draw(terms if terms is not None else _ways())
    looks_back = "deferred_minimum" in agreed or "added_to_next_year" in repr(agreed)
    first = YEAR - draw(st.integers(1, 2)) if looks_back else YEAR
    later = draw(st.integers(0, 1)) if terms is None else 0
    years = range(first, YEAR + later + 1)
    written = dict(agreed)
    for name in draw(st.lists(st.sampled_from([each for each in agreed if each not in ("risk", "facts")]), max_size=1)):
        written[name] = {"by_year": {str(year): agreed[name] for year in years}}
    contract = contract_of(written, start=f"{first}-01-01", end=f"{YEAR + later}-12-31")
    sheet = sheet_of(contract)
    figures = _Figures(draw)
    inputs = {line.name: figures.of(line) for line in sheet.of_kind(LineKind.INPUT)}
    return MadeUpContract(agreed, inputs, contract, sheet)


@cache
def _factor(low: int, high: int) -> SearchStrategy[Decimal]:
    """A factor between `low` and `high` percent, often a round one."""
    return st.one_of(
        st.integers(low * 100, high * 100).map(lambda each: Decimal(each).scaleb(-4)),
        st.integers(low, high).map(lambda each: Decimal(each).scaleb(-2)),
    )


class _Figures:
    """Figures that fit together: one population, one cost per member per month, everything else near it."""

    def __init__(self, draw: DrawFn) -> None:
        self.draw = draw
        self.months = Decimal(draw(st.one_of(st.integers(1_000, 400_000), st.sampled_from([12_000, 100_000]))))
        self.cost = Decimal(draw(st.one_of(st.integers(10_000, 99_999), st.just(50_000)))).scaleb(-2)
        self.settled_with_earlier = draw(st.booleans())

    def of(self, line: Line) -> "Value | dict[Keyed, Value]":
        """A figure for the input, or one for each member of its axis."""
        if line.name == "track":
            chosen = self.draw(st.sampled_from(["basic", "advanced"]))
            return {word: word == chosen for word in ("basic", "advanced")}
        if line.axes:
            return {key: self._one(line) for key in line.all_keys}
        return self._one(line)

    def _near(self, value: Decimal, low: int, high: int, places: int = 2) -> Decimal:
        """The value times a factor between `low` and `high` percent; often a round one, so that ties are met."""
        return (value * self.draw(_factor(low, high))).quantize(Decimal(1).scaleb(-places))

    def _brought_forward(self, name: str, total: Decimal) -> Decimal:
        """What a year that was not settled brings into this one; nothing where it was settled."""
        if not self.settled_with_earlier:
            return Decimal(0)
        if name == "assigned_population":
            return self.draw(st.integers(1, 2999).map(Decimal))
        if name == "member_months":
            return self._near(self.months, 5, 20, 0)
        return self._near(total, 15, 20)

    def _one(self, line: Line) -> Value:
        name = line.name.removeprefix("base_year_").removeprefix("baseline_").removeprefix("earlier_")
        name = name.removeprefix("cohort_")
        total = self.months * self.cost
        yearly = 12 if "person_year" in line.unit.name else 1
        if name.startswith("carved_out_"):
            return self._near(total, 0, 10)
        if name.startswith("deduction_"):
            return self._near(total, 0, 1)
        if name.endswith("_brought_forward"):
            return self._brought_forward(name.removesuffix("_brought_forward"), total)
        whole = st.integers(500, 120_000).map(Decimal)
        made: dict[str, Callable[[], Value]] = {
            "member_months": lambda: self._near(self.months, 80, 120, 0),
            "assigned_population": lambda: self.draw(whole),
            "benchmark": lambda: self._near(total, 90, 110),
            "benchmark_per_capita": lambda: self._near(self.cost * yearly, 90, 110),
            "previous_benchmark": lambda: self._near(self.cost * yearly, 90, 110),
            "expenditures": lambda: self._near(total, 80, 120),
            "total_expenditures": lambda: self._near(total, 90, 130),
            "allowed_spend": lambda: self._near(total, 90, 110),
            "customer_expenses": lambda: self._near(total, 0, 20),
            "care_expenditures": lambda: self._near(total, 80, 120),
            "excluded_people_expenditures": lambda: self._near(total, 0, 5),
            "total_member_months": lambda: self._near(self.months, 90, 120, 0),
            "excluded_member_months": lambda: self._near(self.months, 0, 10, 0),
            "practice_people": lambda: self.draw(whole),
            "practice_member_months": lambda: self._near(self.months, 20, 40, 0),
            "practice_qualifies": lambda: self.draw(st.booleans()),
            "index_change": lambda: self._near(Decimal(1), -2, 9, 4),
            "excess_claims": lambda: self._near(total, 0, 10),
            "provider_revenue": lambda: self._near(total, 1, 100),
            "risk_score": lambda: self._near(Decimal(1), 70, 140, 4),
            "growth_factor": lambda: self._near(Decimal(1), 90, 120, 6),
            "budgeted_trend": lambda: self._near(Decimal(1), -3, 9, 4),
            "actual_trend": lambda: self._near(Decimal(1), -3, 9, 4),
            "quality_score": lambda: self._near(Decimal(1), 0, 100, 4),
            "share_of_savings": lambda: self._near(Decimal(1) if line.at_most is None else line.at_most, 0, 100, 6),
            "savings": lambda: self._near(total, -3, 6),
            "benchmark_before_discount": lambda: self._near(total, 90, 110),
            "benchmark_before_risk": lambda: self._near(total, 90, 110),
            "benchmark_risk_score": lambda: self._near(Decimal(1), 90, 110, 4),
            "capitation": lambda: self._near(total, 100, 120),
            "premium": lambda: self._near(total, 100, 130),
            "care_fees_paid": lambda: self._near(total, 0, 3),
            "fee_tier_difference": lambda: self._near(total, 0, 1),
            "claims_above_stop_loss": lambda: self._near(total, 0, 10),
            "months_in_force": lambda: self.draw(st.integers(0, 12).map(Decimal)),
            "days_in_force": lambda: self.draw(st.integers(0, 365).map(Decimal)),
            "event_share_of_months": lambda: self._near(Decimal(1), 0, 100, 4),
            "event_share_of_people": lambda: self._near(Decimal(1), 0, 100, 4),
            "recognized": lambda: self.draw(st.booleans()),
            "thresholds_met": lambda: self.draw(st.integers(0, 10).map(Decimal)),
            "reinvestment_plan_approved": lambda: self.draw(st.booleans()),
        }
        return made[name]()
