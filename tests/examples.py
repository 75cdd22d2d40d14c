"""Small complete contracts and settlements for tests; a test states only the terms and figures that it is about."""

import json
from collections.abc import Mapping
from decimal import Decimal

from openvbc.contract.load import contract_from_text
from openvbc.contract.model import Contract
from openvbc.figures import ABSENT, Absent, Figure, Figures, Keyed, Origin, Source, Value, key_text
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.settlement.settle import Case, Settlement, Status, settle, worksheets
from openvbc.worksheet.evaluate import Override
from openvbc.worksheet.sheet import Worksheet

YEAR = 2026

#: Terms as a contract file writes them.
Terms = Mapping[str, object]
#: Figures as tests write them: text for numbers, so that no binary float comes in; None for absent.
Given = Mapping[str, "str | bool | Decimal | Mapping[Keyed, str | bool | Decimal | None] | None"]

ONE_SIDED: Terms = {"risk": "one_sided", "benchmark": {"given": {"basis": "total"}}, "savings": {"share": "50%"}}


def contract_text(terms: Terms, *, start: str = f"{YEAR}-01-01", end: str = f"{YEAR}-12-31") -> str:
    """A contract file with one shared-savings stream. JSON is YAML, so that no term needs quoting rules of its own."""
    head = f"""contract: Example
parties:
  payer: {{name: Northern Health Plan}}
  provider: {{name: Lakeside ACO}}
agreement: {{start: {start}, end: {end}, run_out_months: 3}}
population:
  line_of_business: commercial
  attribution: {{payer_list: true}}
payment_streams:
  - stream: savings
    model: shared_savings
    terms:
"""
    return head + "".join(f"      {key}: {json.dumps(value)}\n" for key, value in terms.items())


def contract_of(terms: Terms, *, start: str = f"{YEAR}-01-01", end: str = f"{YEAR}-12-31") -> Contract:
    """The contract with these terms; ContractError if it has faults."""
    return contract_from(contract_text(terms, start=start, end=end))


def contract_from(text: str) -> Contract:
    """The contract that `text` holds, as if it were read from a file `contract.yaml`."""
    return contract_from_text(text, "contract.yaml", payment_models())


def sheet_of(contract: Contract, year: int = YEAR) -> Worksheet:
    """The worksheet of the contract's first stream."""
    return next(iter(worksheets(contract, year, payment_models(), published_parameters()).values()))


def figures_of(given: Given) -> Figures:
    """Figures as a settlement takes them, each from a source of its own."""
    return {
        name: {key: _figure(f"{name}[{key_text(key)}]", each) for key, each in held.items()}
        if isinstance(held, Mapping)
        else _figure(name, held)
        for name, held in given.items()
    }


def _figure(name: str, value: "str | bool | Decimal | None") -> Figure:
    return Figure(_value(value), Source(Origin.GIVEN, "payer statement", f"figures.yaml, {name}"))


def _value(value: "str | bool | Decimal | Absent | None") -> Value:
    if value is None:
        return ABSENT
    return Decimal(value) if isinstance(value, str) else value


def case_of(given: Given, overrides: Mapping[str, Override] | None = None, year: int = YEAR) -> Case:
    """A final case of one organization."""
    return Case("Lakeside ACO", year, Status.FINAL, figures_of(given), overrides or {})


def settlement_of(contract: Contract, case: Case) -> Settlement:
    """The settlement with every published parameter."""
    return settle(contract, case, payment_models(), published_parameters())


def settled(terms: Terms, given: Given, overrides: Mapping[str, Override] | None = None) -> Settlement:
    """The settlement of these terms with these figures."""
    return settlement_of(contract_of(terms), case_of(given, overrides))


def lines_of(settlement: Settlement) -> Mapping[str, "Value | Mapping[str, Value]"]:
    """The values of every line of the first stream."""
    return settlement.streams[0].evaluation.values
