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
    """Patients by their identifier, and former identifiers that were replaced.

    numbers: the member numbers that payers other than Medicare give to a patient. One that is alone names the person,
    so that the payer's claims in other formats are those of the same people.
    """

    patients: dict[str, Row] = field(default_factory=dict)
    replaced: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, set[str]] = field(default_factory=dict)
    _of_number: dict[str, str] = field(default_factory=dict)

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
                self.replaced[referred(text(link, "other", "reference"))] = person
        for each in items(body, "identifier"):
            if is_member_number(each):
                self.add_number(person, text(each, "value"))

    def add_number(self, patient: str, number: str) -> None:
        """Take in a payer's member number of a patient."""
        if number:
            self.numbers.setdefault(patient, set()).add(number)

    def knows(self, patient: str) -> bool:
        """Whether there is a Patient resource of this identifier, or of the one that replaced it."""
        return self._current(patient) in self.patients

    def row_of(self, person: str) -> Row:
        """What is known of a person; nothing of one without a Patient resource."""
        found = self._of_number.get(person, person)
        known = self.patients.get(found, {})
        return {**known, "member_id": person} if person != found else known

    def person(self, reference: str) -> str:
        """The person that a reference like `Patient/17` is about; replaced identifiers are followed."""
        found = self._current(referred(reference))
        numbers = self.numbers.get(found, set())
        if len(numbers) == 1 and not self.patients.get(found, {}).get("member_id"):
            (number,) = numbers
            self._of_number[number] = found
            return number
        return found

    def _current(self, patient: str) -> str:
        for _ in range(len(self.replaced)):
            if patient not in self.replaced:
                break
            patient = self.replaced[patient]
        return patient


def referred(reference: str) -> str:
    """The identifier that a reference like `Patient/17` or `urn:uuid:...` ends with."""
    return re.split(r"[/:]", reference.partition("/_history/")[0])[-1]


def refers_to(reference: str, kind: str) -> bool:
    """Whether a reference may be to a resource of this kind: it names the kind, or, as an address alone, none."""
    parts = re.split(r"[/:]", reference.partition("/_history/")[0])
    return "/" not in reference or parts[-2:-1] == [kind]


def is_member_number(identifier: Json) -> bool:
    """Whether an identifier is a payer's member number (MB), and not that of Medicare."""
    kinds = {code for _, code in codings(identifier.get("type"))}
    return "MB" in kinds and last_word(text(identifier, "system")) != "us_mbi"


def _current_mbi(body: Json) -> str:
    found = ""
    for each in items(body, "identifier"):
        kinds = {code for _, code in codings(each.get("type"))}
        if last_word(text(each, "system")) == "us_mbi" or "MC" in kinds:
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
    return "it names neither a Part of Medicare nor a payer"


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
