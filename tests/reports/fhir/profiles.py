"""Holds FHIR resources against the profiles of the guides, by what these say of each element.

`profiles.json` states these facts, taken from the sources of Da Vinci Value-Based Performance Reporting 1.1.0 (HL7,
davinci-vbpr, f6d7cb7) and Member Attribution List 2.1.0 (davinci-atr, b685e08), which no registry has as a package: how
often an element stands, its fixed value, the types of an extension's value, and the codes of the guides' own systems.
The base of R4 is for a library of its own.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

VBPR, ATR = "http://hl7.org/fhir/us/davinci-vbpr", "http://hl7.org/fhir/us/davinci-atr"

Json = dict[str, Any]


@dataclass
class Element:
    """An element of a profile: how often it stands, what it is fixed to, and which types or profiles it may have."""

    id: str
    least: int | None = None
    most: str | None = None
    fixed: object = None
    profiles: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


@dataclass
class Profile:
    """A profile or extension. elements: by id, as the differential has them."""

    url: str
    type: str
    elements: dict[str, Element] = field(default_factory=dict)


@cache
def _facts() -> Json:
    told: Json = json.loads((Path(__file__).parent / "profiles.json").read_text(encoding="utf-8"))
    return told


@cache
def profiles() -> dict[str, Profile]:
    """Every profile and extension of both guides, by its address."""
    found = {}
    for url, told in _facts()["profiles"].items():
        elements = {
            identifier: Element(
                identifier,
                each.get("least"),
                each.get("most"),
                each.get("fixed"),
                tuple(each.get("profiles", ())),
                tuple(each.get("types", ())),
            )
            for identifier, each in told["elements"].items()
        }
        found[url] = Profile(url, told["type"], elements)
    return found


@cache
def codes() -> dict[str, frozenset[str]]:
    """The codes of the guides' own systems, by their addresses."""
    return {url: frozenset(each) for url, each in _facts()["codes"].items()}


def faults(resource: Json) -> list[str]:
    """Where a resource departs from the profiles that it says it follows, from extensions and codes of the guides."""
    found = []
    for url in resource.get("meta", {}).get("profile", ()):
        if url in profiles():
            found += list(_of_profile(profiles()[url], resource))
    return [*found, *_of_extensions(resource, resource["resourceType"]), *_of_codes(resource, resource["resourceType"])]


def _of_profile(profile: Profile, resource: Json) -> Iterator[str]:
    for element in profile.elements.values():
        parent, _, last = element.id.rpartition(".")
        if not parent:
            continue
        for node in _nodes(profile, resource, parent):
            there = [each for _, each in _children(profile, node, parent, last)]
            if element.least is not None and len(there) < element.least:
                yield f"{element.id}: {len(there)}, at least {element.least}"
            if element.most not in (None, "*") and len(there) > int(str(element.most)):
                yield f"{element.id}: {len(there)}, at most {element.most}"
            for each in there:
                if element.fixed is not None and each != element.fixed:
                    yield f"{element.id}: {each!r}, not {element.fixed!r}"


def _nodes(profile: Profile, resource: Json, identifier: str) -> list[Any]:
    """What stands at an element's id; choices of slices are followed."""
    nodes: list[Any] = [resource]
    path = ""
    for number, part in enumerate(identifier.split(".")):
        if number:
            nodes = [child for node in nodes for _, child in _children(profile, node, path, part)]
        path = f"{path}.{part}" if path else part
    return nodes


def _children(profile: Profile, node: Any, parent: str, part: str) -> list[tuple[str, Any]]:  # noqa: ANN401
    """The children of a node under a name, or those of one of its slices."""
    if not isinstance(node, dict):
        return []
    name, _, slice_name = part.partition(":")
    start = name.removesuffix("[x]")
    keys = [key for key in node if key == name or (name.endswith("[x]") and re.fullmatch(rf"{start}[A-Z]\w*", key))]
    children = [(key, each) for key in keys for each in (node[key] if isinstance(node[key], list) else [node[key]])]
    if not slice_name:
        return children
    return [(key, each) for key, each in children if _in_slice(profile, each, f"{parent}.{part}", slice_name)]


def _in_slice(profile: Profile, each: Any, identifier: str, slice_name: str) -> bool:  # noqa: ANN401
    """Whether it is of the slice: an extension by its address, else by the fixed values inside the slice."""
    element = profile.elements.get(identifier)
    if identifier.rpartition(".")[2].startswith("extension:"):
        urls = element.profiles if element is not None and element.profiles else (slice_name,)
        return each.get("url") in urls
    fixed = {
        other.id.removeprefix(f"{identifier}."): other.fixed
        for other in profile.elements.values()
        if other.id.startswith(f"{identifier}.") and other.fixed is not None
    }
    return all(value in _at(each, path.split(".")) for path, value in fixed.items())


def _at(node: Any, path: list[str]) -> list[Any]:  # noqa: ANN401
    nodes = [node]
    for part in path:
        found = [each[part] for each in nodes if isinstance(each, dict) and part in each]
        nodes = [inner for each in found for inner in (each if isinstance(each, list) else [each])]
    return nodes


def _walk(node: Any, path: str) -> Iterator[tuple[str, Json]]:  # noqa: ANN401
    if isinstance(node, dict):
        yield path, node
        for key, each in node.items():
            yield from _walk(each, f"{path}.{key}")
    elif isinstance(node, list):
        for each in node:
            yield from _walk(each, path)


def _of_extensions(resource: Json, kind: str) -> Iterator[str]:
    """Each extension of the guides is one that they define, with a value of the right type."""
    for path, node in _walk(resource, kind):
        url = node.get("url", "")
        if not path.endswith("xtension") or not url.startswith((f"{VBPR}/", f"{ATR}/")):
            continue
        if url not in profiles():
            yield f"{path}: {url} is no extension of the guide"
            continue
        profile = profiles()[url]
        yield from (f"{path}, {told}" for told in _of_profile(profile, node))
        for element in profile.elements.values():
            if not element.types or not element.id.endswith("value[x]"):
                continue
            for one in _nodes(profile, node, element.id.rpartition(".")[0]):
                for key, _ in _children(profile, one, element.id.rpartition(".")[0], "value[x]"):
                    if key.removeprefix("value").lower() not in {each.lower() for each in element.types}:
                        yield f"{path}: {url} has {key}, not one of {', '.join(element.types)}"


def _of_codes(resource: Json, kind: str) -> Iterator[str]:
    """A code of one of the guides' own systems is one of its codes."""
    for path, node in _walk(resource, kind):
        known = codes().get(node.get("system", ""))
        if known is not None and "code" in node and node["code"] not in known:
            yield f"{path}: {node['code']} is no code of {node['system']}"
