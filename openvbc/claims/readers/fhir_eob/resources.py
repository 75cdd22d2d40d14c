"""FHIR resources in a file, one a line or as one JSON document, and short ways to what stands in them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from openvbc.claims.readers.staging.text_file import UNREADABLE, opened, unreadable
from openvbc.errors import Fault, FileError, raise_all
from openvbc.money import NumberBeyondLimitsError, decimal_from_text
from openvbc.tabular.record_count import EXAMPLES, count_records, lost_rows

#: What JSON gives for an object. Its shape is FHIR's, which is looked into with care: anything may be missing.
Json = dict[str, Any]
#: The resource that holds a claim.
EOB: Final = "ExplanationOfBenefit"


@dataclass(frozen=True)
class Resource:
    """A resource and the line on which it stands (in a bundle: which entry it is)."""

    line: int
    body: Json

    @property
    def kind(self) -> str:
        """Its resourceType."""
        return str(self.body.get("resourceType", ""))


def read_resources(path: Path, name: str) -> Iterator[Resource]:
    """The resources of a file: one a line, or a bundle, a list or one resource as a whole document.

    FileError if it is empty, damaged, has lines that are no JSON objects, or if there are not as many resources as the
    file has lines; numbers stay exact (Decimal).
    """
    try:
        with opened(path) as text:
            first, second = text.readline(), text.readline()
            text.seek(0)
            # A bundle on one line is a document, and its entries are told by their places.
            if _is_object(first) and not (_is_bundle(_parsed(first)) and not second):
                read = 0
                for line, bodies in _lines(text, name):
                    read += 1
                    yield from (Resource(line, body) for body in bodies)
                lines = count_records(path, name, columns=1, quoted=False, blanks=b" \t").records
                if read != lines:
                    raise FileError(lost_rows(lines, read, name))
            else:
                yield from _document(text.read(), name)
    except UNREADABLE as error:
        raise FileError(unreadable(error, name)) from None


def _is_object(line: str) -> bool:
    try:
        return isinstance(_parsed(line), dict)
    except ValueError:
        return False


def _is_bundle(body: object) -> bool:
    return isinstance(body, dict) and body.get("resourceType") == "Bundle"


def _parsed(text: str) -> Any:  # noqa: ANN401  # whatever the JSON holds
    try:
        return json.loads(
            text,
            parse_float=decimal_from_text,
            parse_int=decimal_from_text,
            parse_constant=_refuse,
            object_pairs_hook=_object,
        )
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _object(pairs: list[tuple[str, Any]]) -> Json:
    """An object; ValueError if it has a name twice: of the two values one would be lost in silence."""
    body = dict(pairs)
    if len(body) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)!r} stands twice in one object")
    return body


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _lines(text: Iterator[str], name: str) -> Iterator[tuple[int, list[Json]]]:
    """The resources of each line: the one that it is, or those of a bundle."""
    faults: list[Fault] = []
    for line, content in enumerate(text, 1):
        if not content.strip():
            continue
        try:
            body = _parsed(content)
            bodies = _entries(body, name, line) if _is_bundle(body) else [body]
            reason = "" if isinstance(body, dict) else "it is no JSON object"
        except ValueError as error:
            reason = str(error)
        if reason:
            what = f"this line is no FHIR resource: {reason}"
            faults.append(Fault(what, f"{name}:{line}", fix="get the file again"))
            if len(faults) == EXAMPLES:
                break
            continue
        if not faults:
            yield line, bodies
    raise_all(faults, FileError)


def _document(text: str, name: str) -> Iterator[Resource]:
    try:
        document = _parsed(text)
    except (ValueError, RecursionError) as error:
        what = f"this is neither one FHIR resource a line nor one JSON document: {error}"
        line = 1
        if isinstance(error, NumberBeyondLimitsError):
            line += text.count("\n", 0, text.find(error.number))
        raise FileError(Fault(what, f"{name}:{line}", fix="get the file again")) from None
    if isinstance(document, list):
        bodies = _objects(document, name)
    else:
        bodies = _entries(document, name, 1) if _is_bundle(document) else _objects([document], name)
    yield from (Resource(place, body) for place, body in enumerate(bodies, 1))


def _entries(bundle: Json, name: str, line: int) -> list[Json]:
    """The resources of a bundle, in order. FileError if it has no list of them, or an entry is none."""
    entries = bundle.get("entry", [])
    if not isinstance(entries, list):
        raise FileError(Fault("the bundle's `entry` is no list", f"{name}:{line}", fix="get the file again"))
    return _objects([_of_entry(each) if isinstance(each, dict) else None for each in entries], name)


def _objects(bodies: list[Any], name: str) -> list[Json]:
    for place, body in enumerate(bodies, 1):
        if not isinstance(body, dict):
            what, why = f"entry {place} of this document is no FHIR resource", "it would be missing from every count"
            raise FileError(Fault(what, f"{name}:{place}", why=why, fix="get the file again"))
    return bodies


def _of_entry(entry: Json) -> object:
    """The resource of a bundle's entry; one without an id of its own is referred to by its address."""
    body, address = entry.get("resource"), text(entry, "fullUrl")
    if isinstance(body, dict) and "id" not in body and address:
        return {**body, "id": address.replace(":", "/").rpartition("/")[2]}
    return body


def items(body: object, name: str) -> list[Json]:
    """The objects in the list `name` of an object; none if there is no such list."""
    found = body.get(name) if isinstance(body, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def inner(body: object, *path: str) -> Json:
    """The object at `path`; an empty one if there is none."""
    for name in path:
        body = body.get(name) if isinstance(body, dict) else None
    return body if isinstance(body, dict) else {}


def text(body: object, *path: str) -> str:
    """The text or number at `path` as text; '' if there is none. Numbers keep their digits and have no exponent."""
    value: Any = inner(body, *path[:-1]).get(path[-1])
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.strip() if isinstance(value, str) else ""


def day(body: object, *path: str) -> str:
    """The day at `path`, without a time of day after it."""
    return text(body, *path)[:10]


def codings(concept: object) -> list[tuple[str, str]]:
    """(system, code) of each coding of a CodeableConcept."""
    return [(text(each, "system"), text(each, "code")) for each in items(concept, "coding")]


def last_word(code: str) -> str:
    """The last part of a code or address, in small letters with underscores: how CMS's variables are called."""
    return code.rstrip("/").rpartition("/")[2].lower().replace("-", "_")


def coded(concept: object, *systems: str) -> str:
    """The first code whose system ends with one of these words (see last_word); '' if there is none."""
    return next((code for system, code in codings(concept) if last_word(system) in systems), "")


def words(concept: object) -> set[str]:
    """The last words of a concept's codes."""
    return {last_word(code) for _, code in codings(concept)}


def extension(body: object, *names: str) -> str:
    """The value of the extension whose address ends with one of these words; '' if there is none."""
    for each in items(body, "extension"):
        if last_word(text(each, "url")) in names:
            for path in (
                ("valueCoding", "code"),
                ("valueIdentifier", "value"),
                ("valueMoney", "value"),
                ("valueString",),
                ("valueDate",),
                ("valueCode",),
            ):
                if found := text(each, *path):
                    return found
    return ""
