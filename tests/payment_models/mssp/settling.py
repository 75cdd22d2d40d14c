"""Contracts of the program and their settlement for tests; a test states only the figures that it is about."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib.resources import as_file

from openvbc.contract.load import contract_from_text, load_contract
from openvbc.contract.model import Contract
from openvbc.figures import Figure, Figures, Value
from openvbc.payment_models.mssp.tracks import Track, shares_losses
from openvbc.payment_models.registry import model_folder, payment_models, published_parameters
from openvbc.published_results.mssp.replay.contract import RowTerms
from openvbc.settlement.settle import Case, Settlement, Status, settle, worksheets
from openvbc.worksheet.sheet import LineKind, Worksheet

D = Decimal


def terms(year: int, track: Track, start: date, **more: object) -> RowTerms:
    two_sided = shares_losses(track) and not (track == "track_2" and year < 2016)
    values: dict[str, object] = {
        "year": year,
        "track": track,
        "start": start,
        "months": 12,
        "choice": D("0.01") if two_sided else "none",
        "below_500": False,
        "advances": "",
        "guardrail": start >= date(2024, 1, 1),
        "adjustments": False,
        **more,
    }
    return RowTerms(**values)  # type: ignore[arg-type]  # the kinds are those of the fields


def sheet_of(contract: Contract, year: int) -> Worksheet:
    return next(iter(worksheets(contract, year, payment_models(), published_parameters()).values()))


def example(name: str) -> Contract:
    with as_file(model_folder("mssp").joinpath("contracts").joinpath(f"{name}.yaml")) as path:
        return load_contract(path, payment_models())


def example_text(name: str) -> str:
    return model_folder("mssp").joinpath("contracts").joinpath(f"{name}.yaml").read_text(encoding="utf-8")


def changed(name: str, old: str, new: str) -> Contract:
    """An example contract with some of its text replaced."""
    text = example_text(name)
    assert old in text
    return contract_from_text(text.replace(old, new), f"{name}.yaml", payment_models())


#: Answers that a test does not ask about; each sheet takes those that it has a line for.
USUAL: Mapping[str, Value] = {
    "assigned_beneficiaries": D(12000),
    "met_quality_standard": True,
    "met_alternative_standard": False,
    "first_year_reporter": False,
    "quality_score": D("0.9"),
    "low_revenue_aco": False,
    "guardrail_applied": False,
    "disaster_relief": D(0),
    "advance_balance": D(0),
    "regional_adjustment": D(0),
}


def settled(contract: Contract, year: int, /, **figures: "Decimal | bool | int | Mapping[str, int]") -> Settlement:
    """The contract settled for the figures, and the usual answers to whatever else it asks."""
    sheet = sheet_of(contract, year)
    inputs = {line.name for line in sheet.of_kind(LineKind.INPUT)}
    given: Figures = {name: Figure(value) for name, value in USUAL.items() if name in inputs}
    for name, value in figures.items():
        if isinstance(value, Mapping):
            given[name] = {member: Figure(D(each)) for member, each in value.items()}
        else:
            given[name] = Figure(value if isinstance(value, bool | Decimal) else D(value))
    return settle(contract, Case("", year, Status.FINAL, given, {}), payment_models(), published_parameters())


def value(settlement: Settlement, line: str) -> Value:
    return settlement.streams[0].evaluation.value(line)
