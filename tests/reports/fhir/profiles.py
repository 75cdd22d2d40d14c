"""Holds FHIR resources against the profiles of the guides: the differentials in `guides`, read as they stand there.

Only what a differential says is asked: how often an element stands, its fixed value, the types of an extension's value,
and whether codes of the guide's own systems exist. The base of R4 is for a library of its own.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

GUIDES = Path(__file__).parent / "guides"
VBPR, ATR = "http://hl7.org/fhir/us/davinci-vbpr", "http://hl7.org/fhir/us/davinci-atr"
_XML = "{http://hl7.org/fhir}"

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

    def element(self, identifier: str) -> Element:
        return self.elements.setdefault(identifier, Element(identifier))


@cache
def profiles() -> dict[str, Profile]:
    """Every profile and extension of both guides, by its address."""
    found = [_of_json(path) for path in sorted((GUIDES / "vbpr").glob("*.json"))]
    found += [
        *_of_shorthand(GUIDES / "vbpr" / "SD-VbpMeasure.fsh"),
        *_of_shorthand(GUIDES / "vbpr" / "ET-VbpExtensions.fsh"),
    ]
    found += [_of_xml(path) for path in sorted((GUIDES / "atr").glob("*.xml")) if "codesystem" not in path.name]
    every = {each.url: each for each in found}
    group = every[f"{ATR}/StructureDefinition/atr-group"]
    for identifier, element in every[f"{ATR}/StructureDefinition/davinci-patient-list"].elements.items():
        group.elements.setdefault(identifier, element)  # the profile that it is based on
    return every


@cache
def codes() -> dict[str, frozenset[str]]:
    """The codes of the guides' own systems, by their addresses."""
    found: dict[str, frozenset[str]] = {}
    for part in (GUIDES / "vbpr" / "CS-CodeSystems.fsh").read_text(encoding="utf-8").split("\nCodeSystem: "):
        named = re.search(r"^Id: (\S+)", part, re.MULTILINE)
        if named is None:
            continue
        address = re.search(r'^\* \^url = "([^"]+)"', part, re.MULTILINE)
        url = address[1] if address else f"{VBPR}/CodeSystem/{named[1]}"
        found[url] = frozenset(re.findall(r"^\s*\* #(\S+) ", part, re.MULTILINE))
    for path in (GUIDES / "atr").glob("codesystem-*.xml"):
        root = ET.parse(path).getroot()  # noqa: S314  # a file of this repository
        concepts = root.findall(f"{_XML}concept")
        found[_value(root, "url")] = frozenset(_value(each, "code") for each in concepts)
    return found


def _value(node: ET.Element, name: str) -> str:
    inner = node.find(f"{_XML}{name}")
    return "" if inner is None else inner.get("value", "")


def _of_json(path: Path) -> Profile:
    told = json.loads(path.read_text(encoding="utf-8"))
    profile = Profile(told["url"], told["type"])
    for each in told["differential"]["element"]:
        types = each.get("type", ())
        profile.elements[each["id"]] = Element(
            each["id"],
            each.get("min"),
            each.get("max"),
            next((value for name, value in each.items() if name.startswith("fixed")), None),
            tuple(url for one in types for url in one.get("profile", ())),
            tuple(one["code"] for one in types),
        )
    return profile


def _of_xml(path: Path) -> Profile:
    root = ET.parse(path).getroot()  # noqa: S314  # a file of this repository
    profile = Profile(_value(root, "url"), _value(root, "type"))
    for each in root.iter(f"{_XML}element"):
        if each.get("id") is None:
            continue
        least, types = _value(each, "min"), each.findall(f"{_XML}type")
        fixed = next((one.get("value") for one in each if one.tag.startswith(f"{_XML}fixed")), None)
        profile.elements[str(each.get("id"))] = Element(
            str(each.get("id")),
            int(least) if least else None,
            _value(each, "max") or None,
            {"true": True, "false": False}.get(fixed, fixed) if fixed is not None else None,
            tuple(_value(one, "profile") for one in types if _value(one, "profile")),
            tuple(_value(one, "code") for one in types),
        )
    return profile


def _of_shorthand(path: Path) -> Iterator[Profile]:
    """Profiles and extensions in FHIR Shorthand: the rules of cardinality, type, fixed code and `contains`."""
    text = re.sub(r"//.*", "", path.read_text(encoding="utf-8").replace("http://", "http:||")).replace(
        "http:||", "http://"
    )
    extensions = (GUIDES / "vbpr" / "ET-VbpExtensions.fsh").read_text(encoding="utf-8")
    names = dict(re.findall(r"^Extension: (\w+)\s*\nId: (\S+)", extensions, re.MULTILINE))
    for part in re.split(r"\n(?=(?:Extension|Profile): )", f"\n{text}")[1:]:
        identifier = re.search(r"^Id: (\S+)", part, re.MULTILINE)
        assert identifier is not None
        kind = "Measure" if part.startswith("Profile") else "Extension"
        profile = Profile(f"{VBPR}/StructureDefinition/{identifier[1]}", kind)
        for rule in re.findall(r"^\* (?!\^)(.+(?:\n\s+\w.*)*)", part, re.MULTILINE):
            _add_rule(profile, " ".join(rule.split()), names)
        yield profile


def _add_rule(profile: Profile, rule: str, names: dict[str, str]) -> None:
    head, _, rest = rule.partition(" ")
    path = re.sub(r"\[(?!x\])(\w+)\]", r":\1", head)
    place = f"{profile.type}.{path}"
    if rest.startswith("contains "):
        for slice_name, least, most in re.findall(r"(\w+) (\d)\.\.(\d|\*)", rest):
            element = profile.element(f"{place}:{slice_name}")
            element.least, element.most = int(least), most
            extension = re.search(rf"(\w+) named {slice_name} ", rest)
            if extension is not None and extension[1] in names:
                element.profiles = (f"{VBPR}/StructureDefinition/{names[extension[1]]}",)
        return
    if found := re.match(r"(\d)\.\.(\d|\*)?", rest):
        profile.element(place).least, profile.element(place).most = int(found[1]), found[2]
    if found := re.match(r"(?:\d\.\.\S )?only ([\w ]+?)(?: or |$|\()", rest):
        profile.element(place).types = tuple(
            re.findall(r"[A-Za-z]+", re.sub(r"\([^)]*\)", "", rest.partition("only ")[2]))
        )
    if found := re.match(r"= #(\S+) \(exactly\)", rest):
        profile.element(place).fixed = found[1]


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
