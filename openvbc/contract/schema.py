"""The JSON Schema of contract files: the contract, and for each stream the terms of its payment model."""

from collections.abc import Mapping
from typing import Final

from openvbc.contract.distribution_plan import DistributionPlan
from openvbc.contract.load import TermsOfModel
from openvbc.contract.model import ContractFile

Schema = dict[str, object]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def plan_schema() -> Schema:
    """JSON Schema (2020-12) of a distribution plan in a file of its own."""
    schema = DistributionPlan.model_json_schema(ref_template="#/$defs/{model}")
    return {"$schema": _DIALECT, **schema, "title": "OpenVBC distribution plan"}


def contract_schema(models: Mapping[str, TermsOfModel]) -> Schema:
    """JSON Schema (2020-12) of a contract file that may use any of `models`."""
    schema = ContractFile.model_json_schema(ref_template="#/$defs/{model}")
    definitions = schema["$defs"]
    entry = definitions["StreamEntry"]
    entry["properties"]["model"]["enum"] = sorted(models)
    entry["allOf"] = []
    for name in sorted(models):
        terms = models[name].terms.model_json_schema(ref_template="#/$defs/{model}")
        definitions.update({**terms.pop("$defs", {}), models[name].terms.__name__: terms})
        entry["allOf"].append(
            {
                "if": {"properties": {"model": {"const": name}}},
                "then": {"properties": {"terms": {"$ref": f"#/$defs/{models[name].terms.__name__}"}}},
            }
        )
    return {"$schema": _DIALECT, "title": "OpenVBC contract", **schema}
