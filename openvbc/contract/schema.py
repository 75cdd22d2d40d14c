"""The JSON Schema of contract files: the contract, and for each stream the terms of its payment model."""

from collections.abc import Mapping
from typing import Final

from openvbc.contract.by_year import BY_DATE, BY_YEAR, NOT_AGREED
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
        own = _groups_of(models[name], "")
        # Two models may each have a group of one name (`OwnHistory`); the later one's bear the model's name then.
        if any(title in definitions and definitions[title] != group for title, group in own.items()):
            own = _groups_of(models[name], f"{name}.")
        definitions.update(own)
        of_model = _or_by_year({"$ref": f"#/$defs/{list(own)[-1]}"})
        entry["allOf"].append(
            {"if": {"properties": {"model": {"const": name}}}, "then": {"properties": {"terms": of_model}}}
        )
    for title, group in definitions.items():
        if title not in _SAME_EVERY_YEAR and "properties" in group:
            group["properties"] = {
                each: inner if each == "clause" else _or_by_year(inner) for each, inner in group["properties"].items()
            }
    return {"$schema": _DIALECT, "title": "OpenVBC contract", **schema}


def _groups_of(model: TermsOfModel, prefix: str) -> dict[str, Schema]:
    """The groups of a payment model's terms by name, its terms themselves last. prefix: before each name."""
    terms = model.terms.model_json_schema(ref_template=f"#/$defs/{prefix}{{model}}")
    inner = {f"{prefix}{title}": group for title, group in terms.pop("$defs", {}).items()}
    return {**inner, f"{prefix}{model.terms.__name__}": terms}


#: What a contract says once for all its years: who, for how long, and what its streams are called.
_SAME_EVERY_YEAR = frozenset(
    {"Party", "Parties", "Agreement", "FiscalYear", "StatedYear", "StreamEntry", "NotModeled", "AfterSettlement"}
)


def _or_by_year(term: Schema) -> Schema:
    """A term, or the same term by contract year or by date."""
    described = {"description": term["description"]} if "description" in term else {}
    clause: Schema = {"type": ["string", "number"]}
    by_year: Schema = {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {"anyOf": [{"const": NOT_AGREED}, term]},
    }
    by_date: Schema = {"type": "object", "minProperties": 1, "additionalProperties": term}
    schedule: Schema = {
        "type": "object",
        "properties": {BY_YEAR: by_year, BY_DATE: by_date, "clause": clause},
        "additionalProperties": False,
        "minProperties": 1,
    }
    return {**described, "anyOf": [term, schedule]}
