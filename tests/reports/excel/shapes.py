"""Settlements of every shape that a shared-savings contract takes, and one of a worksheet with odd lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from openvbc.api import load_contract, settle_inputs
from openvbc.citation import Citation, Status
from openvbc.figures import ABSENT, Key
from openvbc.payment_models.registry import model_folder, payment_models
from openvbc.settlement.settle import Settlement, StreamSettlement
from openvbc.units import FACTOR, MEMBER_MONTHS, PERSONS, RATE, USD, YES_OR_NO
from openvbc.worksheet.evaluate import Override, evaluate
from openvbc.worksheet.formula import (
    Axis,
    Member,
    StepTable,
    absent,
    any_of,
    at,
    by_member,
    first_present,
    greatest,
    interpolated,
    lookup,
    present,
    rounded,
    running_total,
    total,
    when,
)
from openvbc.worksheet.sheet import Line, Worksheet
from tests.counts import FULL
from tests.examples import ONE_SIDED, YEAR, Given, Terms, case_of, contract_of, figures_of, settled, settlement_of


@dataclass(frozen=True)
class Shape:
    """Terms with figures that settle them."""

    terms: Terms
    given: Given
    end: str = f"{YEAR}-12-31"
    year: int = YEAR
    overrides: Mapping[str, Override] = field(default_factory=dict)

    def settlement(self) -> Settlement:
        contract = contract_of(self.terms, end=self.end)
        return settlement_of(contract, case_of(self.given, self.overrides, self.year))


TOTALS: Given = {"benchmark": "10000000.00", "expenditures": "9400000.55"}
ESCALATOR = {
    "threshold": "60%",
    "target": "75%",
    "stretch": "90%",
    "share_at_threshold": "30%",
    "share_at_target": "45%",
    "share_at_stretch": "60%",
}

SHAPES: Mapping[str, Shape] = {
    "given total, minimum and cap on the pool": Shape(
        {
            **ONE_SIDED,
            "savings": {
                "share": "50%",
                "minimum_savings_rate": {"fixed": "2%"},
                "caps": [{"rate": "5%", "of": "benchmark", "on": "pool"}],
            },
        },
        TOTALS,
    ),
    "target calculator": Shape(
        {
            "risk": "one_sided",
            "benchmark": {"target_calculator": {"share_of_trend_difference": "50%"}},
            "savings": {"share": "50%", "quality": {"multiplier": {}}},
        },
        {
            "member_months": "25000",
            "allowed_spend": "5000000",
            "customer_expenses": "1000000",
            "excess_claims": "500000",
            "risk_score": "1.12",
            "baseline_member_months": "24000",
            "baseline_allowed_spend": "5500000",
            "baseline_customer_expenses": "900000",
            "baseline_excess_claims": "600000",
            "baseline_risk_score": "1.15",
            "budgeted_trend": "0.012",
            "actual_trend": "0.011",
            "quality_score": "0.8",
        },
    ),
    "own history, carve-outs, truncation, rebasing, two-sided": Shape(
        {
            "risk": "two_sided",
            "benchmark": {
                "own_history": {
                    "per": "member_month",
                    "base_years": [
                        {"year": 2023, "weight": "10%"},
                        {"year": 2024, "weight": "30%"},
                        {"year": 2025, "weight": "60%"},
                    ],
                    "inflator": {"yearly_rate": "3.5%"},
                    "rebasing": {"weight_of_previous_benchmark": "40%"},
                }
            },
            "truncation": {"per_member_per_year": "$150,000"},
            "carve_outs": [{"name": "pharmacy", "category": "pharmacy"}, {"name": "transplants"}],
            "savings": {
                "share": "50%",
                "minimum_savings_rate": {"fixed": "1%"},
                "quality": {"multiplier": {"minimum_score": "50%"}},
                "caps": [
                    {"rate": "10%", "of": "benchmark", "on": "payment"},
                    {"rate": "8%", "of": "provider_revenue", "on": "payment"},
                ],
                "floor": {"rate": "0.2%", "of": "benchmark"},
            },
            "losses": {"minimum_loss_rate": {"fixed": "1%"}, "share": {"equal_to_share_of_savings": True}},
            "quality_payment": {"per_member_per_month": "$1.50", "minimum_score": "60%", "scaled_by_score": True},
        },
        {
            "total_expenditures": "60480332.18",
            "carved_out_pharmacy": "9214400.02",
            "carved_out_transplants": "310004.10",
            "excess_claims": "1833091.55",
            "base_year_total_expenditures": {"2023": "52811030.71", "2024": "55930114.20", "2025": "58640921.66"},
            "base_year_carved_out_pharmacy": {"2023": "7420010.00", "2024": "8011560.35", "2025": "8690233.10"},
            "base_year_carved_out_transplants": {"2023": "200410.00", "2024": "0", "2025": "402233.10"},
            "base_year_excess_claims": {"2023": "1510220.00", "2024": "1604870.90", "2025": "1702114.37"},
            "base_year_member_months": {"2023": "118204", "2024": "120411", "2025": "121987"},
            "previous_benchmark": "421.17",
            "member_months": "124310",
            "quality_score": "0.825",
            "provider_revenue": "21400000.00",
        },
    ),
    "own history by market trend, person-years, gate, percentile": Shape(
        {
            "risk": "one_sided",
            "benchmark": {
                "own_history": {
                    "per": "person_year",
                    "base_years": [{"year": 2024, "weight": "13%"}, {"year": 2025, "weight": "87%"}],
                    "inflator": {"market_trend": True},
                }
            },
            "truncation": {"percentile": "99%"},
            "savings": {"share": "40%", "quality": {"gate": {"minimum_score": "70%"}}},
        },
        {
            "total_expenditures": "60480332.18",
            "excess_claims": "1833091.55",
            "base_year_total_expenditures": {"2024": "55930114.20", "2025": "58640921.66"},
            "base_year_excess_claims": {"2024": "1604870.90", "2025": "1702114.37"},
            "base_year_member_months": {"2024": "120411", "2025": "121987"},
            "base_year_growth_factor": {"2024": "1.0731", "2025": "1.0354"},
            "member_months": "124310",
            "quality_score": "0.70",
        },
    ),
    "given per member per month, beyond the minimum, one minus the share": Shape(
        {
            "risk": "two_sided",
            "benchmark": {"given": {"basis": "per_member_per_month"}},
            "savings": {
                "share": "60%",
                "minimum_savings_rate": {"fixed": "2%"},
                "sharing_starts": "beyond_minimum",
                "quality": {"multiplier": {}},
            },
            "losses": {
                "minimum_loss_rate": {"fixed": "1%"},
                "sharing_starts": "beyond_minimum",
                "share": {"one_minus_share_of_savings": {"at_least": "40%", "at_most": "75%"}},
                "caps": [
                    {"rate": "15%", "of": "benchmark", "on": "pool"},
                    {"rate": "8%", "of": "provider_revenue", "on": "payment"},
                ],
                "floor": {"rate": "0.1%", "of": "benchmark"},
            },
        },
        {
            "expenditures": "58123456.78",
            "member_months": "120000",
            "benchmark_per_capita": "450.25",
            "quality_score": "0.9125",
            "provider_revenue": "20000000",
        },
    ),
    "given per person-year, downside only, carve-out": Shape(
        {
            "risk": "downside_only",
            "benchmark": {"given": {"basis": "per_person_year"}},
            "carve_outs": [{"name": "pharmacy", "category": "pharmacy"}],
            "losses": {"share": {"rate": "35%"}, "caps": [{"rate": "5%", "of": "benchmark"}]},
        },
        {
            "total_expenditures": "58123456.78",
            "carved_out_pharmacy": "1000.01",
            "member_months": "120001",
            "benchmark_per_capita": "5400",
        },
    ),
    "escalator, minimum by size, reinvestment": Shape(
        {
            "risk": "one_sided",
            "benchmark": {"given": {"basis": "total"}},
            "savings": {"minimum_savings_rate": {"by_population_size": True}, "quality": {"escalator": ESCALATOR}},
            "reinvestment": {
                "share": "50%",
                "into": "community",
                "when": ["minimum_not_met", "quality_not_met"],
                "requires_approved_plan": True,
            },
        },
        {**TOTALS, "assigned_population": "5500", "quality_score": "0.55", "reinvestment_plan_approved": True},
    ),
    "deferred minimum in the agreement's last year": Shape(
        {
            "risk": "one_sided",
            "benchmark": {"given": {"basis": "total"}},
            "savings": {"share": "50%", "minimum_savings_rate": {"by_population_size": True}},
            "deferred_minimum": {"minimum_savings_rate": {"by_population_size": True}},
        },
        {
            "benchmark": "10000000.00",
            "expenditures": "9850000.55",
            "assigned_population": "10950",
            "earlier_benchmark": {"2026": "9870000", "2027": "9922000"},
            "earlier_savings": {"2026": "264310.12", "2027": "240004.55"},
            "earlier_assigned_population": {"2026": "10410", "2027": "10640"},
            "earlier_share_of_savings": {"2026": "0.5", "2027": "0.45"},
        },
        end="2028-12-31",
        year=2028,
    ),
    "lines set from outside": Shape(
        {**ONE_SIDED, "savings": {"share": "50%", "minimum_savings_rate": {"fixed": "2%"}}},
        TOTALS,
        overrides={
            "savings_pool": Override(Decimal("123456.79"), "Settlement committee", "agreed on 3 May"),
            "expenditures": Override(Decimal(9300000), "Payer"),
            "minimum_savings_rate": Override(Decimal("0.03"), "Amendment 2"),
        },
    ),
}

#: In the worksheet of odd lines, names that Excel would read as a cell, a row, a column or a flag, or that are taken.
ODD_NAMES: Mapping[tuple[str, Key | None], str] = {
    ("r", None): "_r",
    ("c", None): "_c",
    ("true", None): "_true",
    ("penalty", "m-1"): "penalty_m_1_2",
}


MEASURES = Axis("measures", "Measures", tuple(Member(f"m-{number}", f"Measure {number}") for number in range(1, 10)))


def _odd_measures(sheet: Worksheet) -> Line:
    """Scores over a long axis, some of them absent, with awkward names; the line of the score of all."""
    table = StepTable(
        "points",
        "Points by score",
        (Decimal(0), Decimal("0.3"), Decimal("0.85")),
        {"points": (Decimal(0), Decimal("2.5"), Decimal(10)), "penalty": (Decimal(-3), Decimal("-0.5"), Decimal(0))},
    )
    rule = Citation("42 CFR 999.1", "(a)", link="https://example.org/rule", published=date(2025, 1, 2))
    unconfirmed = Citation("A draft notice", status=Status.UNCONFIRMED)
    sheet.section("first", "First", "A note on the section.")
    score = sheet.input("score", "Score", RATE, axis=MEASURES, optional=True, at_least=Decimal(0), at_most=Decimal(1))
    weight = sheet.parameter(
        "weight", "Weight", FACTOR, {key: Decimal(index % 3 + 1) for index, key in enumerate(MEASURES.keys)},
        axis=MEASURES, rule=rule,
    )  # fmt: skip
    points = sheet.line("py2026", "Points", FACTOR, lookup(score, table, "points"), rule=rule)
    sheet.line("penalty", "Penalty", FACTOR, lookup(score, table, "penalty"))
    sheet.line("r", "Weighted points", FACTOR, total(points * weight))
    weights_there = sheet.line(
        "c", "Weights of measures that are there", FACTOR, total(when(present(score), weight, 0))
    )
    return sheet.line("true", "Score of all", RATE, sheet["r"] / (10 * weights_there), rule=unconfirmed)


YEARS = Axis("years", "Years", tuple(Member(key, f"Year {key}") for key in ("2023", "2024", "2025")))
SITES = Axis("sites", "Sites", (Member("north", "North"), Member("b-2", "South")))


def _two_axes(sheet: Worksheet) -> None:
    """Lines over years and sites: one year beside the others, a formula of one year's own, a straight line."""
    table = StepTable("by_size", "Rate by size", (Decimal(0), Decimal(100)), {"rate": (Decimal("0.1"), Decimal("0.3"))})
    sheet.section("sites", "Years and sites")
    visits = sheet.input("visits", "Visits", PERSONS, axis=(YEARS, SITES), optional=True)
    parts = sheet.term("parts", "Parts", FACTOR, {"2023": ABSENT, "2024": Decimal(1), "2025": Decimal(2)}, axis=YEARS)
    sheet.line("growth", "Growth to 2025", FACTOR, at(visits, YEARS, "2025") / visits)
    sheet.line("visits_of_year", "Visits of the year", PERSONS, total(visits, over=SITES))
    sheet.line("own", "From 2024 on", PERSONS, by_member(YEARS, {"2023": absent()}, visits * parts))
    sheet.line("weighted", "Weighted visits", PERSONS, total(sheet["own"], over=YEARS) / total(parts))
    sheet.line("visits_so_far", "Visits of the smaller sites", PERSONS, running_total(visits, 0 - visits, SITES))
    sheet.line("rate_of_size", "Rate by size", RATE, interpolated(sheet["visits_of_year"], table, "rate"))


def odd_settlement() -> Settlement:
    """A worksheet with what shared savings does not have: absence, flags as inputs, a long axis, awkward names."""
    sheet = Worksheet("Odd lines")
    rate = _odd_measures(sheet)
    sheet.section("empty", "A section without lines")
    sheet.section("second", "Second")
    bonus = sheet.input("bonus", "Bonus", USD, optional=True)
    months = sheet.input("member_months", "Member months", MEMBER_MONTHS, at_least=Decimal(0))
    agreed = sheet.input("agreed", "Agreed in writing", YES_OR_NO)
    waived = sheet.term("waived", "Waived", YES_OR_NO, False)  # noqa: FBT003
    floor = sheet.term("floor", "Floor", USD, Decimal("-12.345"))
    sheet.line("penalty_m_1", "A line with the name of a member's cell", FACTOR, total(sheet["penalty"]))
    sheet.line("bonus_or_floor", "Bonus, or the floor", USD, first_present(bonus, floor))
    sheet.line("bonus_there", "The bonus is there", YES_OR_NO, present(bonus))
    sheet.line("twice_the_bonus", "Twice the bonus", USD, bonus * 2)
    either = sheet.line("either", "Agreed or waived", YES_OR_NO, any_of(agreed, waived))
    amount = sheet.line("amount", "Amount", USD, rate * months * Decimal("1.25") - greatest(floor, -20) * -1)
    sheet.line("people", "People", PERSONS, months / 12)
    _two_axes(sheet)
    sheet.section("last", "Last")
    sheet.line("payment", "Payment", USD, when(either, rounded(amount, 2), 0))
    sheet.outcome = "payment"
    figures = figures_of(
        {
            "score": {
                key: None if index == 4 else Decimal(index + 1).scaleb(-1) for index, key in enumerate(MEASURES.keys)
            },
            "bonus": None,
            "member_months": "1234.5",
            "agreed": True,
            "visits": {
                ("2023", "north"): "12",
                ("2023", "b-2"): "4",
                ("2024", "north"): "31.5",
                ("2024", "b-2"): None,
                ("2025", "north"): "40",
                ("2025", "b-2"): "75",
            },
        }
    )
    base = settled(ONE_SIDED, TOTALS)
    evaluation = evaluate(sheet, figures, {"people": Override(ABSENT, "Nobody", "not counted")})
    return replace(base, streams=(StreamSettlement(base.streams[0].stream, evaluation),))


def settlement_of_two_streams() -> Settlement:
    """Two streams whose lines have the same names."""
    first = SHAPES["given total, minimum and cap on the pool"].settlement()
    second = SHAPES["escalator, minimum by size, reinvestment"].settlement()
    renamed = replace(second.streams[0].stream, name="summary")
    return replace(first, streams=(first.streams[0], StreamSettlement(renamed, second.streams[0].evaluation)))


@cache
def example_files() -> dict[str, tuple[Path, Path]]:
    """Contract and inputs of every example of every payment model for which inputs lie beside it."""
    found = {}
    for model in payment_models():
        inputs = model_folder(model).joinpath("inputs")
        for file in sorted(inputs.iterdir(), key=lambda each: each.name) if inputs.is_dir() else []:
            contract_file = model_folder(model).joinpath("contracts", file.name)
            if file.name.endswith(".yaml") and contract_file.is_file():
                found[f"{model}/{file.name}"] = Path(str(contract_file)), Path(str(file))
    assert found
    return found


#: Settlements that need more than a shape's terms.
_OTHERS = {"odd lines": odd_settlement, "two streams": settlement_of_two_streams}
#: The first and the last example of each payment model.
_ENDS = {
    name
    for model in payment_models()
    if (named := [name for name in example_files() if name.split("/")[0] == model])
    for name in (named[0], named[-1])
}
#: The names of all settlements; of examples the short form has those.
NAMES = (*SHAPES, *_OTHERS, *(name for name in example_files() if FULL or name in _ENDS))


@cache
def settlement_named(name: str) -> Settlement:
    """One of them."""
    if name in example_files():
        contract, inputs = example_files()[name]
        return settle_inputs(load_contract(contract), inputs)[0]
    return SHAPES[name].settlement() if name in SHAPES else _OTHERS[name]()
