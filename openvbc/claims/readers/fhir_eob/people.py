"""Patients and their coverage: who is who, and which months are covered by what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from openvbc.claims.readers.fhir_eob.claims import Row
from openvbc.claims.readers.fhir_eob.resources import (
    Json,
    Resource,
    codings,
    day,
    extension,
    inner,
    items,
    last_word,
    text,
)
from openvbc.errors import Fault

#: Years that months of coverage may have: those that the canonical tables take.
_YEAR = re.compile(r"(19|20)[0-9]{2}")
_MONTHLY = re.compile(r"(buyin|dual|hmo|ptccntrct|ptdcntrct)[a-z_]*?(0[1-9]|1[0-2])")
_PARTS = {"part a": "a", "part b": "b", "part c": "c", "part d": "d"}


@dataclass
class People:
    """Patients by their identifier, and former identifiers that were replaced."""

    patients: dict[str, Row] = field(default_factory=dict)
    replaced: dict[str, str] = field(default_factory=dict)

    def add(self, resource: Resource) -> None:
        """Take in a Patient resource."""
        body = resource.body
        person = text(body, "id")
        self.patients[person] = {
            "member_id": _current_mbi(body),
            "birth_date": day(body, "birthDate"),
            "death_date": day(body, "deceasedDateTime"),
            "sex": text(body, "gender"),
            "state": text(next(iter(items(body, "address")), {}), "state"),
            "zip_code": text(next(iter(items(body, "address")), {}), "postalCode"),
        }
        for link in items(body, "link"):
            if text(link, "type") == "replaces":
                self.replaced[_identifier(text(link, "other", "reference"))] = person

    def person(self, reference: str) -> str:
        """The person that a reference like `Patient/17` is about; replaced identifiers are followed."""
        found = _identifier(reference)
        for _ in range(len(self.replaced)):
            if found not in self.replaced:
                break
            found = self.replaced[found]
        return found


def _identifier(reference: str) -> str:
    return reference.rpartition("/")[2]


def _current_mbi(body: Json) -> str:
    found = ""
    for each in items(body, "identifier"):
        kinds = {code for _, code in codings(each.get("type"))}
        if last_word(text(each, "system")) == "us_mbi" or kinds & {"MB", "MC"}:
            value = text(each, "value")
            if not text(each, "period", "end"):
                return value
            found = found or value
    return found


def coverage_rows(resource: Resource, people: People, faults: list[Fault], name: str) -> list[Row]:
    """One row a month that a Coverage resource covers, with what it covers and as what.

    Version 2 tells months of its reference year by extensions; version 3 tells a period. A period without an end goes
    to the month in which CMS wrote the resource (meta.lastUpdated): what comes after nobody knows. Months of a
    reference year that cannot be (0003) are none: which months they are is in none of the other fields (a period, where
    there is one, is the whole span of entitlement, and tells neither a buy-in nor a plan). See year_without_months.
    """
    body = resource.body
    person = people.person(text(body, "beneficiary", "reference"))
    kinds = [text(each, "value").lower() for each in items(body, "class")]
    part = next((_PARTS[kind] for kind in kinds if kind in _PARTS), "")
    if any("dual" in kind for kind in kinds):
        part = "dual"
    year = extension(body, "rfrnc_yr")[:4]
    common = {
        "resource_line": str(resource.line),
        "person_id": person,
        "kind": part,
        "medicare_status_code": extension(body, "ms_cd", "bene_mdcr_stus_cd"),
        "original_reason_entitlement_code": extension(body, "orec"),
        "esrd_status": extension(body, "esrd_ind", "bene_esrd_stus_id"),
        **people.patients.get(person, {}),
    }
    if year_without_months(body):
        return []
    if year:
        return [{**common, **row} for row in _months_of_year(body, year)]
    if part:
        dual = extension(body, "bene_dual_stus_cd")
        where = f"{name}:{resource.line}"
        return [{**common, "dual_status_code": dual, "year_month": month} for month in _period(body, where, faults)]
    return []


def without_months(body: Json) -> str:
    """Why a Coverage resource gives no month, in words."""
    if year := extension(body, "rfrnc_yr"):
        return f"the year {year} is named, and none of its months"
    return "it names no Part of Medicare, as that of another payer does"


def year_without_months(body: Json) -> str:
    """The reference year of a Coverage resource if no month can be in it; '' if it can be, or if there is none."""
    year = extension(body, "rfrnc_yr")
    return "" if not year or _YEAR.fullmatch(year[:4]) else year


def _months_of_year(body: Json, year: str) -> Iterator[Row]:
    told: dict[str, dict[str, str]] = {}
    for each in items(body, "extension"):
        if found := _MONTHLY.fullmatch(last_word(text(each, "url")).replace("_cntrct", "cntrct")):
            value = text(each, "valueCoding", "code") or text(each, "valueIdentifier", "value")
            told.setdefault(found[2], {})[found[1]] = value
    for month, values in sorted(told.items()):
        yield {
            "year_month": f"{year}{month}",
            "buy_in": values.get("buyin", ""),
            "dual_status_code": values.get("dual", ""),
            "hmo": values.get("hmo", ""),
            "part_c_contract": values.get("ptccntrct", ""),
            "part_d_contract": values.get("ptdcntrct", ""),
        }


def _period(body: Json, where: str, faults: list[Fault]) -> Iterator[str]:
    start = day(body, "period", "start")
    end = day(body, "period", "end") or day(inner(body, "meta"), "lastUpdated")
    try:
        first, last = date.fromisoformat(start), date.fromisoformat(end)
    except ValueError:
        what = f"this coverage has no period that can be read: from {start!r} to {end!r}"
        why = "its months cannot be known; a period without an end goes to meta.lastUpdated"
        faults.append(Fault(what, where, why=why, fix="get the file again"))
        return
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield f"{month // 12}{month % 12 + 1:02}"
