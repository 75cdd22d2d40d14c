"""Small scorecards for tests: a contract with one stream that follows it, settled with what a test is about."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

from openvbc.contract.load import contract_from_text
from openvbc.contract.model import Contract
from openvbc.figures import ABSENT, Figure, Figures, Value
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.settlement.settle import Case, Settlement, Status, settle

YEAR = 2026

Json = Mapping[str, object]
#: A figure as tests write it: text for a number, a flag, None for absent.
Given = "str | int | bool | None"

PERCENTILES = (30, 40, 50, 60, 70, 80)
POINTS = ("1.0", "1.2", "1.4", "1.6", "1.8", "2.0")
STEPS: Json = {
    "scale": "attainment",
    "between": "steps",
    "rows": [{"percentile": at, "points": points} for at, points in zip(PERCENTILES, POINTS, strict=True)],
}
CUTS = ["20%", "30%", "35%", "40%", "45%", "55%"]


def measure(key: str, **terms: object) -> Json:
    """A measure with counts, higher better, on the six cut points, unless the test says otherwise."""
    return {"measure": key, "label": key.replace("_", " "), "direction": "higher", "cut_points": CUTS, **terms}


def scorecard(measures: Sequence[Json], **terms: object) -> Json:
    """A scorecard of these measures on one scale of steps."""
    return {"measures": list(measures), "scales": [STEPS], "absent_measures": "reweighted", **terms}


#: A bonus of $1,000,000 times the score: the payment shows the score to six digits.
SCALED_BONUS: Json = {"bonus": {"minimum_score": "0%", "amount": "$1,000,000", "scaled_by_score": True}}


def contract_text(card: Json | None, streams: Sequence[tuple[str, str, Json]], year: int = YEAR) -> str:
    """A contract file with a scorecard and streams of (name, model, terms). JSON is YAML."""
    told: dict[str, object] = {
        "contract": "Example",
        "parties": {"payer": {"name": "Northern Health Plan"}, "provider": {"name": "Lakeside ACO"}},
        "population": {"line_of_business": "commercial", "attribution": {"payer_list": True}},
        "payment_streams": [{"stream": name, "model": model, "terms": terms} for name, model, terms in streams],
    }
    if card is not None:
        told["quality_scorecard"] = card
    dates = f"agreement: {{start: {year}-01-01, end: {year}-12-31, run_out_months: 3}}\n"
    return dates + "".join(f"{key}: {json.dumps(value)}\n" for key, value in told.items())


def contract_with(card: Json | None, *streams: tuple[str, str, Json], year: int = YEAR) -> Contract:
    """The contract; with a bonus that follows the score where no stream is named."""
    chosen = streams or (("bonus", "pay_for_performance", SCALED_BONUS),)
    return contract_from_text(contract_text(card, chosen, year), "contract.yaml", payment_models())


def figures(given: Mapping[str, object]) -> Figures:
    """Figures as a settlement takes them."""
    return {
        name: {key: Figure(_value(each)) for key, each in held.items()}
        if isinstance(held, Mapping)
        else Figure(_value(held))
        for name, held in given.items()
    }


def _value(value: object) -> Value:
    if value is None:
        return ABSENT
    return value if isinstance(value, bool) else Decimal(str(value))


def settled(contract: Contract, given: Mapping[str, object], year: int = YEAR) -> Settlement:
    """The settlement with every published parameter."""
    case = Case("Lakeside ACO", year, Status.FINAL, figures(given), {})
    return settle(contract, case, payment_models(), published_parameters())


def line(settlement: Settlement, name: str) -> "Value | Mapping[str, Value]":
    """A line of the first stream that has it."""
    return next(each.evaluation.values[name] for each in settlement.streams if name in each.evaluation.sheet)


def by_measure(settlement: Settlement, name: str) -> Mapping[str, Value]:
    """A line over the measures."""
    value = line(settlement, name)
    assert isinstance(value, Mapping)
    return value


def score(settlement: Settlement) -> Decimal:
    """The composite quality score."""
    value = line(settlement, "quality_score")
    assert isinstance(value, Decimal)
    return value
