"""Members attributed to a provider as a Da Vinci Member Attribution list (ATR 2.1): Group, Patient, Coverage.

Each kind of resource is a file of one resource a line, as the guide's export operation answers.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from openvbc.claims.populations.enrollment import EnrolledPerson
from openvbc.periods import Period
from openvbc.reports.answer import provider_name
from openvbc.reports.fhir.resources import (
    US_NPI,
    US_TIN,
    Json,
    coded,
    extension,
    filled,
    identifier_of,
    lines_text,
    organization,
    period,
    urn,
)
from openvbc.settlement.attributed_members import AttributedMember, AttributedMembers
from openvbc.settlement.settle import Settlement, Status

_PROFILE: Final = "http://hl7.org/fhir/us/davinci-atr/StructureDefinition"
_IDENTIFIER_TYPES: Final = "http://terminology.hl7.org/CodeSystem/v2-0203"
_COVERAGE_CLASSES: Final = "http://terminology.hl7.org/CodeSystem/coverage-class"
_US_MBI: Final = "http://hl7.org/fhir/sid/us-mbi"
_ABSENT: Final = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
#: Canonical tables hold no names of people; the profile wants one, or the reason why there is none.
_NO_NAME: Final = [{"extension": [extension(_ABSENT, valueCode="unknown")]}]
_SEXES: Final = ("male", "female")
_MEDICARE: Final = "medicare"


def attribution_list(found: AttributedMembers, settlement: Settlement, dated: date) -> dict[str, str]:
    """The list as files of NDJSON by name. dated: the day on which it is made.

    It names people: it goes to the payer or the provider of the contract and to nobody else.
    """
    payer, provider = settlement.contract.file.parties.payer.name, provider_name(settlement)
    payers = {"": payer} | {each.enrolled.payer: each.enrolled.payer for each in found.members if each.enrolled}
    tins: list[Json] = [{"type": coded(_IDENTIFIER_TYPES, "TAX"), "system": US_TIN, "value": tin} for tin in found.tins]
    payees = sorted({each.payee for each in found.members if each.payee})
    resources: dict[str, list[Json]] = {
        "Group": [_group(found, settlement, tins, dated)],
        "Patient": list(_patients(found, payer)),
        "Coverage": list(_coverages(found, payer)),
        "Organization": [
            organization(provider, "prov", _organization(provider), tins),
            *(organization(name, "prov", _organization(name)) for name in payees if name != provider),
            *(organization(name, "pay", _organization(name)) for name in sorted(set(payers.values()) - {provider})),
        ],
        "Practitioner": [_practitioner(npi) for npi in sorted({each.npi for each in found.members} - {""})],
    }
    return {f"{kind}.ndjson": lines_text(each) for kind, each in resources.items() if each}


def _organization(name: str) -> str:
    return identifier_of(name)


def _group(found: AttributedMembers, settlement: Settlement, tins: list[Json], dated: date) -> Json:
    contract, provider = settlement.contract, provider_name(settlement)
    status = "final" if settlement.status is Status.FINAL else "open"
    named = {"system": urn("contracts"), "value": contract.name}
    told: Json = {
        "resourceType": "Group",
        "id": identifier_of(f"{contract.name} {found.period.name}"),
        "meta": {"lastUpdated": f"{dated.isoformat()}T00:00:00Z", "profile": [f"{_PROFILE}/atr-group"]},
        "extension": [
            extension(f"{_PROFILE}/ext-contractValidityPeriod", valuePeriod=period(contract.agreement.period)),
            extension(f"{_PROFILE}/ext-attributionListStatus", valueCode=status),
        ],
        "identifier": [named, *tins],
        "active": True,
        "type": "person",
        "actual": True,
        "name": f"{contract.name}, {found.period.words}",
        "quantity": len({each.person_id for each in found.members}),
        "managingEntity": {"reference": f"Organization/{_organization(provider)}", "display": provider},
        "member": [_member(each, provider) for each in found.members],
    }
    return filled(told)


def _member(member: AttributedMember, provider: str) -> Json:
    """A member with the days of which, the coverage and who has the member: a clinician, a payee, or the provider."""
    if member.npi:
        attributed = f"Practitioner/{_practitioner_id(member.npi)}"
    else:
        attributed = f"Organization/{_organization(member.payee or provider)}"
    return {
        "extension": [
            extension(
                f"{_PROFILE}/ext-coverageReference", valueReference={"reference": f"Coverage/{_coverage_id(member)}"}
            ),
            extension(f"{_PROFILE}/ext-attributedProvider", valueReference={"reference": attributed}),
        ],
        "entity": {"reference": f"Patient/{identifier_of(member.person_id)}"},
        "period": period(member.days),
        "inactive": False,
    }


def _patients(found: AttributedMembers, payer: str) -> Iterator[Json]:
    """Each person once, as the latest span tells them."""
    latest = {each.person_id: each for each in sorted(found.members, key=lambda each: each.days)}
    for person, member in latest.items():
        known = member.enrolled
        yield filled(
            {
                "resourceType": "Patient",
                "id": identifier_of(person),
                "meta": {"profile": [f"{_PROFILE}/atr-patient"]},
                "identifier": [_member_identifier(member, payer)],
                "name": _NO_NAME,
                "gender": known.sex if known is not None and known.sex in _SEXES else "unknown",
                **(_born_and_living(known) if known is not None else {}),
            }
        )


def _born_and_living(known: EnrolledPerson) -> Json:
    place = filled({"state": known.state, "postalCode": known.zip_code})
    return {
        "birthDate": known.birth_date.isoformat() if known.birth_date else "",
        "deceasedDateTime": known.death_date.isoformat() if known.death_date else "",
        "address": [{**place, "country": "US"}] if place else [],
    }


def _member_identifier(member: AttributedMember, payer: str) -> Json:
    """The number by which the payer knows a member: of Medicare the beneficiary identifier, else a member number."""
    known = member.enrolled
    value = (known.member_id if known is not None else "") or member.person_id
    if known is not None and known.payer_type == _MEDICARE:
        return {"type": coded(_IDENTIFIER_TYPES, "MC"), "system": _US_MBI, "value": value}
    named = known.payer if known is not None else payer
    return {"type": coded(_IDENTIFIER_TYPES, "MB"), "system": urn("members", named), "value": value}


def _coverage_id(member: AttributedMember) -> str:
    known = member.enrolled
    days = known.days if known is not None else member.days
    plan = (known.payer, known.plan) if known is not None else ("", "")
    return identifier_of("|".join((member.person_id, *plan, days.start.isoformat())))


def _coverages(found: AttributedMembers, payer: str) -> Iterator[Json]:
    """Each span of coverage once; of members whose enrollment nothing tells, the months for which they are paid."""
    for identifier, member in {_coverage_id(each): each for each in found.members}.items():
        known = member.enrolled
        number = _member_identifier(member, payer)
        payor = known.payer if known is not None else payer
        plan = known.plan if known is not None else ""
        days: Period = known.days if known is not None else member.days
        coded_plan = {"type": coded(_COVERAGE_CLASSES, "plan"), "value": plan}
        told: Json = {
            "resourceType": "Coverage",
            "id": identifier,
            "meta": {"profile": [f"{_PROFILE}/atr-coverage"]},
            "identifier": [{**number, "type": coded(_IDENTIFIER_TYPES, "MB")}],
            "status": "active",
            "subscriberId": (known.subscriber_id if known is not None else "") or number["value"],
            "beneficiary": {"reference": f"Patient/{identifier_of(member.person_id)}"},
            "period": period(days),
            "payor": [{"reference": f"Organization/{_organization(payor)}", "display": payor}],
            "class": [coded_plan] if plan else [],
        }
        yield filled(told)


def _practitioner_id(npi: str) -> str:
    return f"npi-{npi}"


def _practitioner(npi: str) -> Json:
    """A clinician, of whom the payer's attribution tells the NPI alone."""
    return {
        "resourceType": "Practitioner",
        "id": _practitioner_id(npi),
        "meta": {"profile": [f"{_PROFILE}/atr-practitioner"]},
        "identifier": [{"type": coded(_IDENTIFIER_TYPES, "NPI"), "system": US_NPI, "value": npi}],
        "name": [{"_family": {"extension": [extension(_ABSENT, valueCode="unknown")]}}],
    }
