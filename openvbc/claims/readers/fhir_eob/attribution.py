"""Coverage of payers other than Medicare, and member attribution lists (Da Vinci ATR): spans and months of people."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from openvbc.claims.readers.fhir_eob.claims import Row
from openvbc.claims.readers.fhir_eob.directory import Directory, Named, tins
from openvbc.claims.readers.fhir_eob.people import People, referred, refers_to
from openvbc.claims.readers.fhir_eob.resources import (
    Json,
    Resource,
    coded,
    codings,
    day,
    inner,
    items,
    last_word,
    text,
)
from openvbc.claims.tables.dictionary import FIRST_DAY, LAST_DAY
from openvbc.errors import Fault
from openvbc.periods import Period, add_months

_MEDICARE: Final = re.compile(r"part [abcd]|medicare|.*dual.*")
#: The status of coverage that is in force in its period, and those of coverage that never was.
IN_FORCE: Final = "active"
NOT_IN_FORCE: Final = ("cancelled", "entered-in-error", "draft")
#: What words in the code of a coverage or product say of its line of business.
_LINES_OF_BUSINESS: Final = (
    ("medicare", "medicare advantage"),
    ("mcpol", "medicare advantage"),
    ("medicaid", "medicaid"),
    ("subsidiz", "medicaid"),
    ("comm", "commercial"),
)
#: Members whom a list no longer has.
_GONE: Final = ("dropped", "cancelled")
_WITHOUT_END: Final = date.fromisoformat(LAST_DAY)


@dataclass(frozen=True)
class Covered:
    """What a Coverage says of whom a payer covers."""

    person: str
    payer: str
    plan: str


@dataclass
class Lists:
    """What attribution lists refer to, and what was met on them. covered: by the id of the Coverage.

    payer: the name that the user gives for a list that names none. gone: members who are no longer on their list.
    """

    people: People
    directory: Directory
    payer: str = ""
    covered: dict[str, Covered] = field(default_factory=dict)
    members: int = 0
    gone: int = 0


def is_of_another_payer(body: Json) -> bool:
    """Whether a Coverage is one of a payer other than Original Medicare: it names a payer, and no Part of Medicare."""
    kinds = [text(each, "value").lower() for each in items(body, "class")]
    of_medicare = any(_MEDICARE.fullmatch(kind) for kind in kinds)
    written_by_cms = any("cms.gov" in text(each, "url") for each in items(body, "extension"))
    return bool(items(body, "payor")) and not of_medicare and not written_by_cms


def covered_by(body: Json, lists: Lists) -> Covered:
    """Whom a Coverage covers, by which payer and plan. The user's name of the payer goes before the resource's."""
    payors = [lists.directory.organization(each).name for each in items(body, "payor")]
    plans = {coded_class(each): text(each, "name") or text(each, "value") for each in items(body, "class")}
    person = lists.people.person(text(body, "beneficiary", "reference"))
    payer = lists.payer or next((each for each in payors if each), "")
    return Covered(person, payer, plans.get("plan", ""))


def coded_class(each: Json) -> str:
    """What a class of a Coverage tells: plan, group, ..."""
    return coded(each.get("type"), "coverage_class")


def span_row(resource: Resource, lists: Lists, faults: list[Fault], name: str) -> Row | None:
    """The span of enrollment that a Coverage of another payer tells; None, with a fault, where it tells no days.

    A period without an end goes to the month in which the payer wrote the resource (meta.lastUpdated).
    """
    body, where = resource.body, f"{name}:{resource.line}"
    covered = covered_by(body, lists)
    days = _days(text(body, "period", "start"), text(body, "period", "end"), _written(body))
    if days is None or not covered.payer:
        what = "this coverage names no payer" if days is not None else f"this coverage tells no days: {_told(body)}"
        fix = "name it with --payer" if days is not None else "get the file again"
        why = "whose enrollment it is cannot be known" if days is not None else "a span has a first and a last day"
        faults.append(Fault(what, where, why=why, fix=fix))
        return None
    return {
        "resource_line": str(resource.line),
        "person_id": covered.person,
        "subscriber_id": text(body, "subscriberId"),
        "payer": covered.payer,
        "payer_type": _payer_type(body),
        "plan": covered.plan,
        "group_id": next((text(each, "value") for each in items(body, "class") if coded_class(each) == "group"), ""),
        "enrollment_start_date": days.start.isoformat(),
        "enrollment_end_date": days.last_day.isoformat(),
        **lists.people.row_of(covered.person),
    }


def _told(body: Json) -> str:
    return f"from {text(body, 'period', 'start')!r} to {text(body, 'period', 'end')!r}"


def _payer_type(body: Json) -> str:
    """The line of business where the type of coverage or the product says it."""
    words = {last_word(code) for _, code in codings(body.get("type"))}
    for each in items(body, "extension"):
        if last_word(text(each, "url")) == "ext_insuranceproducttype":
            words |= {last_word(code) for _, code in codings(each.get("valueCodeableConcept"))}
    told = " ".join(words)
    return next((kind for word, kind in _LINES_OF_BUSINESS if word in told), "")


def member_rows(resource: Resource, lists: Lists, faults: list[Fault], name: str) -> list[Row]:
    """One row a member and month of an attribution list: to whom the payer attributes the member.

    A month in which the provider changes belongs to who has the member on its first day. A member without days has
    those for which the list's contract holds; days without an end go to the month in which the list was written.
    """
    body = resource.body
    validity = next(
        (each for each in items(body, "extension") if last_word(text(each, "url")) == "ext_contractvalidityperiod"), {}
    )
    of_contract = inner(validity, "valuePeriod")
    practices = tins(body)
    managing = lists.directory.organization(inner(body, "managingEntity"))
    own = Named(managing.name, managing.npi, practices[0] if len(practices) == 1 else managing.tin)
    found: dict[tuple[str, str, str, int], tuple[bool, Row]] = {}
    for number, member in enumerate(items(body, "member"), 1):
        where = f"{name}:{resource.line}, member {number}"
        lists.members += 1
        change = _value(member, "ext_changetype")
        if member.get("inactive") is True or change in _GONE:
            lists.gone += 1
            continue
        days = _days(
            day(member, "period", "start") or day(of_contract, "start"),
            day(member, "period", "end") or day(of_contract, "end"),
            _written(body),
        )
        row, fault = _member(member, days, own, lists)
        if fault:
            faults.append(Fault(fault, where, why="whose member it is, and when, must be known", fix=_FIXES[fault]))
            continue
        for first in _first_days(days) if days is not None else ():
            month = first.year * 100 + first.month
            key = (row["person_id"], row["payer"], row["plan"], month)
            told = {**row, "resource_line": str(resource.line), "year_month": str(month)}
            begins = days is not None and days.start <= first
            before = found.get(key)
            if before is None or (begins and not before[0]):
                found[key] = (begins, told)
            elif before[1] != told and begins == before[0]:
                what = f"{row['person_id']} stands twice on the list in {first:%Y-%m}, with different providers"
                why = "who has the member cannot be known"
                faults.append(Fault(what, where, why=why, fix="keep the one that holds"))
    return [row for _, row in found.values()]


_NO_PERSON: Final = "this member refers to no Patient of the files"
_NO_DAYS: Final = "this member has no days, and neither has the list's contract"
_NO_PAYER: Final = "this member refers to no Coverage that names a payer"
_NO_PROVIDER: Final = "this member is attributed to nobody who has an NPI, a TIN or a name"
_FIXES: Final = {
    _NO_PERSON: "load the list together with its Patient resources",
    _NO_DAYS: "get the list with periods",
    _NO_PAYER: "load the list together with its Coverage resources, or name the payer with --payer",
    _NO_PROVIDER: "load the list together with its Practitioner and Organization resources",
}


def _member(member: Json, days: Period | None, own: Named, lists: Lists) -> tuple[Row, str]:
    """A member without its month; or what is wrong with it."""
    patient = referred(text(member, "entity", "reference"))
    covered = text(_reference(member, "ext_coveragereference"), "reference")
    coverage = lists.covered.get(referred(covered)) if refers_to(covered, "Coverage") else None
    payer = coverage.payer if coverage is not None else lists.payer
    attributed = _reference(member, "ext_attributedprovider")
    clinician, organization = lists.directory.provider(attributed) if attributed else (Named(), own)
    # A clinician of whom no organization is told works for the one whose list it is.
    practice = organization.practice or own.practice
    npi = clinician.npi or organization.npi
    fault = ""
    if not lists.people.knows(patient):
        fault = _NO_PERSON
    elif days is None:
        fault = _NO_DAYS
    elif not payer:
        fault = _NO_PAYER
    elif not npi and not practice:
        fault = _NO_PROVIDER
    person = lists.people.person(text(member, "entity", "reference"))
    row = {
        "person_id": person,
        "member_id": lists.people.row_of(person).get("member_id", ""),
        "payer": payer,
        "plan": coverage.plan if coverage is not None else "",
        "payer_attributed_provider": npi,
        "payer_attributed_provider_practice": practice,
    }
    return row, fault


def _reference(member: Json, url: str) -> Json:
    found = next((each for each in items(member, "extension") if last_word(text(each, "url")) == url), {})
    return inner(found, "valueReference")


def _value(member: Json, url: str) -> str:
    return next(
        (text(each, "valueCode") for each in items(member, "extension") if last_word(text(each, "url")) == url), ""
    )


def _written(body: Json) -> str:
    return day(inner(body, "meta"), "lastUpdated")


def _days(start: str, end: str, written: str) -> Period | None:
    """From the first to the last day; one without an end goes to the end of the month in which it was written.

    A year beyond what a project holds is no end. None where there are no such days.
    """
    try:
        first = date.fromisoformat(start[:10])
        last = date.fromisoformat(end[:10]) if end else add_months(date.fromisoformat(written).replace(day=1), 1)
    except ValueError:
        return None
    last = min(last, _WITHOUT_END) if end else last - timedelta(days=1)
    if last < first or start < FIRST_DAY:
        return None
    return Period(first, last + timedelta(days=1))


def _first_days(days: Period) -> Iterator[date]:
    """The first day of each month that the days touch."""
    first = days.start.replace(day=1)
    while first < days.end:
        yield first
        first = add_months(first, 1)
