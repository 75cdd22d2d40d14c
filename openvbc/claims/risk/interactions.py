"""The interactions of each model, read from interactions.yaml: name, conditions for categories, kind of person."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from openvbc.yamlfile import Node, parse_yaml


@dataclass(frozen=True)
class Interaction:
    """An interaction. conditions: by name the categories of which one must count; every condition must be met."""

    name: str
    conditions: dict[str, tuple[str, ...]]
    disabled: bool
    non_aged: bool


@cache
def interactions(model: str) -> tuple[Interaction, ...]:
    """The interactions of the model with that short name (V28)."""
    file = resources.files("openvbc.claims.risk") / "interactions.yaml"
    models = dict(parse_yaml(file.read_text(encoding="utf-8"), Path(file.name)).items())
    of_model = dict(models[model].items())
    groups = {name: tuple(_words(group)) for name, group in of_model["groups"].items()}
    return tuple(_read(name, tuple(_words(written)), groups) for name, written in of_model["interactions"].items())


def _read(name: str, written: tuple[str, ...], groups: dict[str, tuple[str, ...]]) -> Interaction:
    people = {"DISABLED", "NONAGED"}
    conditions = {
        condition: groups[condition] if condition in groups else (condition.removeprefix("HCC"),)
        for condition in written
        if condition not in people
    }
    return Interaction(name, conditions, "DISABLED" in written, "NONAGED" in written)


def _words(node: Node) -> Iterator[str]:
    written = node.plain()
    if not isinstance(written, list):
        raise TypeError(f"{node.where} is no list")
    return (str(word) for word in written)
