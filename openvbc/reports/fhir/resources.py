"""FHIR R4 resources as plain objects, and the JSON of them: numbers stand as they are known, digit by digit."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from openvbc.money import plain, rounded
from openvbc.periods import Period

Json = dict[str, object]

#: Code systems and identifiers that several guides name.
ORGANIZATION_TYPE: Final = "http://terminology.hl7.org/CodeSystem/organization-type"
US_NPI: Final = "http://hl7.org/fhir/sid/us-npi"
US_TIN: Final = "urn:oid:2.16.840.1.113883.4.4"
_US_CORE: Final = "http://hl7.org/fhir/us/core/StructureDefinition/"
_NOT_IN_IDENTIFIERS: Final = re.compile(r"[^A-Za-z0-9.-]")


class Money(Decimal):
    """An amount in dollars, which is written with its two decimals."""


def money(value: Decimal) -> Json:
    """A Money of R4, in dollars and cents."""
    return {"value": Money(rounded(value, 2)), "currency": "USD"}


def urn(*named: str) -> str:
    """An address that follows from names alone: the same names, the same address."""
    return f"urn:uuid:{_uuid('|'.join(named))}"


def _uuid(text: str) -> str:
    """A UUID that follows from a text: version 8 of RFC 9562, made of a digest."""
    digits = hashlib.sha256(f"openvbc|{text}".encode()).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-8{digits[13:16]}-8{digits[17:20]}-{digits[20:32]}"


def identifier_of(text: str) -> str:
    """A name as the id of a resource: letters, digits, - and ., at most 64; others would be refused."""
    written = _NOT_IN_IDENTIFIERS.sub("-", text)
    return written if written == text and len(written) <= 64 else _uuid(text)


def filled(body: Json) -> Json:
    """An object without what is empty: FHIR has no empty lists, objects and texts."""
    return {name: value for name, value in body.items() if value not in ([], {}, "", None)}


def coded(system: str, code: str, text: str = "") -> Json:
    """A CodeableConcept with one code."""
    return filled({"coding": [{"system": system, "code": code}], "text": text})


def extension(url: str, **value: object) -> Json:
    """An extension with a value (`valueCode="final"`), or with extensions inside (`extension=[...]`)."""
    return {"url": url, **value}


def period(days: Period) -> Json:
    """A Period with its first and its last day."""
    return {"start": days.start.isoformat(), "end": days.last_day.isoformat()}


def organization(name: str, kind: str, identifier: str, identifiers: Sequence[Json] = ()) -> Json:
    """An Organization by US Core: a payer (`pay`) or a provider (`prov`)."""
    return filled(
        {
            "resourceType": "Organization",
            "id": identifier,
            "meta": {"profile": [f"{_US_CORE}us-core-organization"]},
            "identifier": list(identifiers),
            "active": True,
            "type": [coded(ORGANIZATION_TYPE, kind)],
            "name": name,
        }
    )


def bundle(resources: Iterable[tuple[str, Json]]) -> Json:
    """A collection of resources, each with its address."""
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": address, "resource": body} for address, body in resources],
    }


def json_text(value: object, indent: int | None = None) -> str:
    """The JSON of a resource. A Decimal is a number with all its digits, which no binary float would keep."""
    return "".join(_written(value, indent, 0))


def _written(value: object, indent: int | None, depth: int) -> Iterable[str]:
    if isinstance(value, Money):
        yield f"{value:f}"
    elif isinstance(value, Decimal):
        yield plain(value)
    elif isinstance(value, Mapping):
        yield from _nested(
            "{}",
            [(f"{json.dumps(str(key), ensure_ascii=False)}: ", each) for key, each in value.items()],
            indent,
            depth,
        )
    elif isinstance(value, list | tuple):
        yield from _nested("[]", [("", each) for each in value], indent, depth)
    else:
        yield json.dumps(value, ensure_ascii=False)


def _nested(marks: str, parts: Sequence[tuple[str, object]], indent: int | None, depth: int) -> Iterable[str]:
    inside = "" if indent is None else "\n" + " " * (indent * (depth + 1))
    yield marks[0]
    for number, (name, each) in enumerate(parts):
        yield ("," if indent is not None else ", ") if number else ""
        yield inside + name
        yield from _written(each, indent, depth + 1)
    if parts and indent is not None:
        yield "\n" + " " * (indent * depth)
    yield marks[1]


def lines_text(resources: Iterable[Json]) -> str:
    """Resources as NDJSON: one a line, as bulk exports are."""
    return "".join(f"{json_text(each)}\n" for each in resources)
