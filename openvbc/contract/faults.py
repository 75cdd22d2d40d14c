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
    for finding in error.errors(include_url=False):
        location = tuple(finding["loc"])
        place = node.at([*path, *location])
        yield _fault(finding, model, location, place)


def _fault(finding: ErrorDetails, model: type[BaseModel], location: tuple[str | int, ...], place: Node) -> Fault:
    name = ".".join(str(step) for step in location) or "the file"
    kind, context = finding["type"], finding.get("ctx", {})
    if kind == "missing":
        return Fault(f"{name} is missing", place.where, mend=f"add `{location[-1]}: ...`{_meaning(model, location)}")
    if kind == "extra_forbidden":
        return Fault(
            f"unknown word {str(location[-1])!r} in {_parent(location)}", place.where, mend=_near(model, location)
        )
    if kind == "literal_error":
        return _not_one_of(name, finding, model, location, place)
    if kind == "value_error":
        return Fault(f"{name}: {context.get('error', finding['msg'])}", place.where, mend="correct this term")
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return Fault(f"{name} must be a group of words with values", place.where, mend=_near(model, (*location, "")))
    if kind in ("tuple_type", "list_type"):
        return Fault(f"{name} must be a list", place.where, mend="write [a, b] or one `- item` a line")
    return Fault(f"{name}: {_plain_message(finding)}", place.where, mend="correct this term")


def _plain_message(finding: ErrorDetails) -> str:
    told = finding["input"]
    shown = f" (it says {told!r})" if isinstance(told, str) else ""
    return finding["msg"].replace("Input should", "it should").replace("Value error, ", "") + shown


def _parent(location: tuple[str | int, ...]) -> str:
    return ".".join(str(step) for step in location[:-1]) or "the contract"


def _meaning(model: type[BaseModel], location: tuple[str | int, ...]) -> str:
    owner = _model_at(model, location[:-1])
    field = owner.model_fields.get(str(location[-1])) if owner else None
    return f" ({field.description})" if field is not None and field.description else ""


def _near(model: type[BaseModel], location: tuple[str | int, ...]) -> str:
    owner = _model_at(model, location[:-1])
    return did_you_mean(str(location[-1]), owner.model_fields if owner else ())


def _not_one_of(
    name: str, finding: ErrorDetails, model: type[BaseModel], location: tuple[str | int, ...], place: Node
) -> Fault:
    owner = _model_at(model, location[:-1])
    field = owner.model_fields.get(str(location[-1])) if owner else None
    words = [str(word) for word in _literals(field.annotation)] if field is not None else []
    return Fault(f"{name} is {str(finding['input'])!r}", place.where, mend=did_you_mean(str(finding["input"]), words))


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
