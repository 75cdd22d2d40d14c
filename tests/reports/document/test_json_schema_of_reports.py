"""The JSON of every kind of report keeps its own schema, which has the labels and units that people read."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from openvbc import api
from tests.api.lakeside import CONTRACT, FIGURES
from tests.command import run
from tests.quality.test_commands import BOTH
from tests.reports.html.every_page import beside_shared_savings, books
from tests.simulation.contracts import contract_of, two_sided


def later() -> api.Settled:
    """A settlement of more savings than those of `FIGURES`."""
    return api.settle(CONTRACT, {**FIGURES, "expenditures": 450}, period=2026, status="final")


def first() -> api.Settled:
    """A settlement that others are compared with."""
    return api.settle(CONTRACT, FIGURES, period=2026, status="final")


REPORTS: dict[str, Callable[[], api.Result[Any]]] = {
    "settlement": first,
    "several settlements": lambda: api.settle(
        CONTRACT, [{**FIGURES, "organization": name} for name in ("A", "B")], period=2026, status="final"
    ),
    "line": lambda: first().explain("savings"),
    "comparison": lambda: later().compare(first()),
    "bridge": lambda: later().bridge(first()),
    "sensitivity": lambda: beside_shared_savings().sensitivity(),
    "scorecard": lambda: beside_shared_savings().scorecard(),
    "review": lambda: api.review_contract(contract_of(two_sided())),
    "open items": lambda: api.open_items(books(), "2027-07-02"),
    "parameters": lambda: api.list_parameters("minimum", "savings"),
    "check": lambda: api.check_contract(CONTRACT),
}


@pytest.mark.parametrize("name", REPORTS)
def test_the_json_of_a_report_keeps_its_schema(name: str) -> None:
    result = REPORTS[name]()
    schema = json.loads(result.json_schema())
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(result.to_json()))


def test_the_schema_has_labels_and_units_and_refuses_what_is_none_of_it() -> None:
    done = run("--json-schema", "sensitivity", *BOTH)
    assert done.returncode == 0, done.stderr
    schema = json.loads(done.stdout)
    worth = schema["properties"]["measures"]["items"]["properties"]["next_step_worth"]
    assert (worth["title"], worth["description"]) == ("worth", "in usd")
    told = json.loads(run("sensitivity", *BOTH, "--json").stdout)
    Draft202012Validator(schema).validate(told)
    told["measures"][0]["next_step_worth"] = 33364.28  # exact numbers are text
    assert not Draft202012Validator(schema).is_valid(told)
