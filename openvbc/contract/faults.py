"""Pydantic's findings told as faults: in the field's words, with file and line, and with the nearest known word."""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from openvbc.errors import Fault, did_you_mean
from openvbc.yamlfile import Node


def faults_of(
    error: ValidationError, model: type[BaseModel], node: Node, path: tuple[str | int, ...] = ()
) -> Iterator[Fault]:
    """One fault for each finding; `node` is the part of the file that `model` was read from."""
    findings = error.errors(include_url=False)
    for finding in findings:
        location = tuple(finding["loc"])
        place = node.at([*path, *location])
        if finding["type"] != "missing" and place.value is None:
            continue  # `empty_terms` tells of it
        below = [each for each in findings if each["loc"][: len(location)] == location != each["loc"]]
        if finding["type"] == "too_short" and below:
            continue  # the list is short only because its items have faults, which are told
        yield _fault(finding, model, location, place)


def empty_terms(node: Node, name: str = "the file") -> Iterator[Fault]:
    """One fault for each word of the file that has nothing behind it: it reads as agreed, but agrees nothing."""
    if node.value is None:
        yield Fault(f"{name} is written without a value", node.where, fix="write its value, or take the word out")
    for key, inner in node.items():
        yield from empty_terms(inner, key)
    for item in node.value if isinstance(node.value, list) else []:
        yield from empty_terms(item, f"an item of {name}")


def _fault(finding: ErrorDetails, model: type[BaseModel], location: tuple[str | int, ...], place: Node) -> Fault:
    name = ".".join(str(step) for step in location) or "this group"
    kind, context = finding["type"], finding.get("ctx", {})
    if kind == "missing":
        return Fault(f"{name} is missing", place.where, fix=f"add `{location[-1]}: ...`{_meaning(model, location)}")
    if kind == "extra_forbidden":
        return Fault(
            f"unknown word {str(location[-1])!r} in {_parent(location)}", place.where, fix=_near(model, location)
        )
    if kind == "literal_error":
        return _not_one_of(name, finding, model, location, place)
    if kind == "value_error":
        return Fault(f"{name}: {context.get('error', finding['msg'])}", place.where, fix="correct this term")
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return Fault(f"{name} must be a group of words with values", place.where, fix=_near(model, (*location, "")))
    if kind == "string_pattern_mismatch":
        return Fault(f"{name} is {finding['input']!r}", place.where, fix="write lower case words joined by underscores")
    if kind == "too_short":
        return Fault(f"{name} needs at least one item", place.where, fix="write one `- item` a line")
    if kind in ("tuple_type", "list_type"):
        return Fault(f"{name} must be a list", place.where, fix="write [a, b] or one `- item` a line")
    if kind in ("int_parsing", "int_type", "int_from_float"):
        return Fault(
            f"{name} is {str(finding['input'])!r}, which is no whole number",
            place.where,
            fix="write digits alone, for example 3",
        )
    if kind.startswith("date"):
        return Fault(f"{name} is {finding['input']!r}, which is no day", place.where, fix="write it as 2026-01-31")
    return Fault(f"{name}: {_plain_message(finding)}", place.where, fix="correct this term")


def _plain_message(finding: ErrorDetails) -> str:
    value = finding["input"]
    shown = f" (it says {value!r})" if isinstance(value, str) else ""
    return finding["msg"].replace("Input should", "it should").replace("String should", "it should") + shown


def _parent(location: tuple[str | int, ...]) -> str:
    return ".".join(str(step) for step in location[:-1]) or "the contract"


def _meaning(model: type[BaseModel], location: tuple[str | int, ...]) -> str:
    owner = _model_at(model, location[:-1])
    field = owner.model_fields.get(str(location[-1])) if owner else None
    return f" ({field.description})" if field is not None and field.description else ""


def _near(model: type[BaseModel], location: tuple[str | int, ...]) -> str:
    owner = _model_at(model, location[:-1])
    return did_you_mean(str(location[-1]), owner.model_fields) if owner else "write one `word: value` a line below it"


def _not_one_of(
    name: str, finding: ErrorDetails, model: type[BaseModel], location: tuple[str | int, ...], place: Node
) -> Fault:
    steps = [step for step in location if isinstance(step, str)]  # an item of a list takes the words of its list
    owner = _model_at(model, tuple(steps[:-1]))
    field = owner.model_fields.get(steps[-1]) if owner else None
    words = [str(word) for word in _literals(field.annotation)] if field is not None else []
    return Fault(f"{name} is {str(finding['input'])!r}", place.where, fix=did_you_mean(str(finding["input"]), words))


def _literals(annotation: object) -> Iterator[object]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    else:
        for argument in get_args(annotation):
            yield from _literals(argument)


def _model_at(model: type[BaseModel], location: tuple[str | int, ...]) -> type[BaseModel] | None:
    """The model that reads the group at `location`."""
    current: type[BaseModel] | None = model
    for step in location:
        if isinstance(step, int):
            continue
        field = current.model_fields.get(step) if current else None
        current = _inner_model(field.annotation) if field is not None else None
    return current


def _inner_model(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Union, UnionType, Annotated, tuple, list):
        found = (_inner_model(argument) for argument in get_args(annotation))
        return next((each for each in found if each is not None), None)
    return None
