"""Settlements to bridge: a benchmark computed from its base years, and a calculator of a few lines."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from openvbc.api import given_figures, load_contract, settle_case
from openvbc.contract.model import Contract
from openvbc.figures import Figure, Figures, Key
from openvbc.payment_models.registry import model_folder
from openvbc.settlement.settle import Case, Settlement
from openvbc.worksheet.evaluate import Override

COMPUTED = ("mssp", "computed_2024")
CALCULATOR = ("shared_savings", "target_calculator")

#: A line, with a member where it has several, and the figure in its place.
Changes = Mapping[tuple[str, Key], str]


def contract_path(model: str, name: str) -> Path:
    return Path(str(model_folder(model).joinpath("contracts", f"{name}.yaml")))


def inputs_path(model: str, name: str) -> Path:
    return Path(str(model_folder(model).joinpath("inputs", f"{name}.yaml")))


@cache
def _example(model: str, name: str) -> tuple[Contract, Case]:
    contract = load_contract(contract_path(model, name))
    return contract, given_figures(contract, inputs_path(model, name))


def settled(
    example: tuple[str, str],
    changes: Changes | None = None,
    overrides: Mapping[str, Override] | None = None,
) -> Settlement:
    """An example as it is, with some of its figures changed or lines set from outside."""
    contract, case = _example(*example)
    figures: Figures = dict(case.figures)
    for (line, member), value in (changes or {}).items():
        held, new = figures[line], Figure(Decimal(value))
        figures[line] = {**held, member: new} if isinstance(held, dict) else new
    return settle_case(contract, replace(case, figures=figures, overrides={**case.overrides, **(overrides or {})}))


#: A year later: higher risk of some, another trend, a better score.
MOVED: Changes = {
    ("risk_score", ("performance_year", "disabled")): "1.043",
    ("risk_score", ("performance_year", "aged_non_dual")): "0.957",
    ("regional_per_capita", ("performance_year", "aged_dual")): "18013.37",
    ("assigned_expenditures", ("performance_year", "esrd")): "8911234.56",
    ("quality_score", ""): "0.7931",
}
