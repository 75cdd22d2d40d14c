"""The JSON Schema that editors use accepts every example contract and refuses what is plainly wrong."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from openvbc.contract.model import ContractFile
from openvbc.contract.schema import contract_schema
from openvbc.payment_models.registry import model_folder, payment_models
from openvbc.payment_models.shared_savings.terms import SharedSavingsTerms
from openvbc.yamlfile import parse_yaml
from tests.counts import FULL
from tests.examples import ONE_SIDED, contract_text

EXAMPLES = {
    f"{name}/{file.name}": file
    for name in payment_models()
    for file in sorted(model_folder(name).joinpath("contracts").iterdir(), key=lambda each: each.name)
    if file.name.endswith(".yaml")
}


def as_editors_see_it(value: object) -> Any:  # noqa: ANN401  # JSON
    """YAML as JSON: numbers are numbers, days are text."""
    if isinstance(value, Mapping):
        return {key: as_editors_see_it(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_editors_see_it(inner) for inner in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


def document(text: str) -> Any:  # noqa: ANN401  # JSON
    return as_editors_see_it(parse_yaml(text, Path("contract.yaml")).plain())


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    made = contract_schema(payment_models())
    if FULL:  # half as long as all other tests of this file
        Draft202012Validator.check_schema(made)
    return Draft202012Validator(made)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_contract_is_valid(schema: Draft202012Validator, name: str) -> None:
    file: Traversable = EXAMPLES[name]
    schema.validate(document(file.read_text(encoding="utf-8")))


def test_there_are_examples() -> None:
    assert {"shared_savings/starter.yaml", "shared_savings/one_sided.yaml"} <= EXAMPLES.keys()


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, file in EXAMPLES.items()
        if name.startswith("shared_savings/") and "by_year" not in file.read_text(encoding="utf-8")
    ],
)
def test_the_contract_and_the_terms_are_valid_each_by_its_own_schema(name: str) -> None:
    contract = document(EXAMPLES[name].read_text(encoding="utf-8"))
    Draft202012Validator(ContractFile.model_json_schema()).validate(contract)
    terms = Draft202012Validator(SharedSavingsTerms.model_json_schema())
    for stream in contract["payment_streams"]:
        terms.validate(stream["terms"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("run_out_months: 3}", "run_out_months: 3, clause: 2.1}"),
        ('"50%"', "0.5"),
        ('"50%"', '{"value": "50%", "clause": 2.1}'),
        ('"50%"', "2.5%"),
        ("name: Lakeside ACO", "name: 7"),
        ('"50%"', '{"by_year": {"2026": "50%"}}'),
        ('"50%"', '{"by_date": {"2026-01-01": "50%"}, "clause": "C 2"}'),
        ('{"share": "50%"}', '{"by_year": {"1": not_agreed}}'),
        ("payment_streams:", "not_modeled: [{clause: 9.1, text: x, effect: none}]\npayment_streams:"),
    ],
)
def test_what_loads_is_valid(schema: Draft202012Validator, old: str, new: str) -> None:
    text = contract_text(ONE_SIDED)
    assert old in text
    schema.validate(document(text.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("one_sided", "one_side"),
        ("agreement:", "agrement:"),
        ('"50%"', "50"),
        ('"50%"', '"half"'),
        ('"50%"', '{"value": "50%", "note": "x"}'),
        ('"share"', '"shares"'),
        ("run_out_months: 3", "run_out_months: 99"),
        ("model: shared_savings", "model: savings"),
        ("stream: savings", "stream: My Savings"),
        ("payment_streams:", "x: 1\npayment_streams:"),
        ('"50%"', '{"by_year": {"2026": "half"}}'),
        ('"50%"', '{"by_years": {"2026": "50%"}}'),
        ("payment_streams:", "not_modeled: [{clause: 9.1, text: x, effect: some}]\npayment_streams:"),
    ],
)
def test_what_is_plainly_wrong_is_not(schema: Draft202012Validator, old: str, new: str) -> None:
    text = contract_text(ONE_SIDED)
    assert old in text
    with pytest.raises(ValidationError):
        schema.validate(document(text.replace(old, new)))
