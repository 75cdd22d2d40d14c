"""Members as an attribution list hold against the guide, and come back as they were written."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from openvbc import api
from openvbc.claims.populations.enrollment import EnrolledPerson
from openvbc.claims.readers.fhir_eob.reader import FhirEobReader
from openvbc.payment_models.registry import model_folder
from openvbc.periods import Period
from openvbc.reports.fhir.atr import attribution_list
from openvbc.settlement.attributed_members import AttributedMember, AttributedMembers, members_of_roster
from openvbc.settlement.member_list import MemberAmount
from tests.claims.readers.tuva.loads import loaded
from tests.reports.fhir.test_guides import DATED, wrong

Json = dict[str, Any]

STARTER = model_folder("shared_savings")
SETTLEMENT = api.settle(
    str(STARTER.joinpath("contracts/starter.yaml")), str(STARTER.joinpath("inputs/starter.yaml"))
).values[0]
YEAR = SETTLEMENT.performance_year


def enrolled(person: str, first: date, last: date, **more: Any) -> EnrolledPerson:  # noqa: ANN401
    told: Json = {
        "member_id": f"N-{person}",
        "subscriber_id": "",
        "sex": "female",
        "birth_date": date(1980, 5, 5),
        "death_date": None,
        "state": "CA",
        "zip_code": "94000",
        "payer": "Northern Health Plan",
        "payer_type": "commercial",
        "plan": "gold",
        "npi": "",
        **more,
    }
    return EnrolledPerson(person_id=person, first_date=first, last_date=last, **told)


def member(known: EnrolledPerson) -> AttributedMember:
    days = known.days.shared_with(YEAR.period)
    assert days is not None
    return AttributedMember(known.person_id, days, known)


MEMBERS = AttributedMembers(
    YEAR,
    tuple(
        member(each)
        for each in (
            enrolled("p 1/ä", date(2025, 7, 1), date(2026, 6, 30), npi="9999000001"),
            enrolled("p 1/ä", date(2026, 8, 1), date(2030, 12, 31), plan="silver", zip_code="", state=""),
            enrolled("p2", date(2026, 1, 1), date(2026, 12, 31), death_date=date(2026, 12, 24), sex="unknown"),
            enrolled("1S00A00AA01", date(2026, 1, 1), date(2026, 1, 31), payer_type="medicare", payer="Medicare"),
        )
    ),
    ("000000001",),
)


def resources(files: dict[str, str]) -> list[Json]:
    return [json.loads(line) for text in files.values() for line in text.splitlines()]


def test_a_list_holds_against_the_guide() -> None:
    found = resources(attribution_list(MEMBERS, SETTLEMENT, DATED))
    assert [told for each in found for told in wrong(each)] == []
    (group,) = [each for each in found if each["resourceType"] == "Group"]
    there = {f"{each['resourceType']}/{each['id']}" for each in found}
    referred = {each["entity"]["reference"] for each in group["member"]}
    referred |= {one["valueReference"]["reference"] for each in group["member"] for one in each["extension"]}
    referred |= {
        group["managingEntity"]["reference"],
        *(each["payor"][0]["reference"] for each in found if "payor" in each),
    }
    assert referred <= there
    assert (group["quantity"], len(group["member"])) == (3, 4)


@pytest.mark.parametrize(
    ("kind", "spoil", "told"),
    [
        ("Group", lambda each: each["extension"].pop(), "attributionListStatus: 0, at least 1"),
        ("Group", lambda each: each["meta"].pop("lastUpdated"), "Group.meta.lastUpdated: 0, at least 1"),
        ("Group", lambda each: each.update(actual=False), "False, not True"),
        ("Group", lambda each: each["extension"][1].update(valueCode="ready"), ""),
        ("Coverage", lambda each: each.pop("subscriberId"), "Coverage.subscriberId: 0, at least 1"),
        ("Coverage", lambda each: each.update(status="draft"), "'draft', not 'active'"),
        ("Patient", lambda each: each.pop("identifier"), "Patient.identifier: 0, at least 1"),
    ],
)
def test_what_departs_from_the_guide_would_be_found(kind: str, spoil: Any, told: str) -> None:  # noqa: ANN401
    each = next(one for one in resources(attribution_list(MEMBERS, SETTLEMENT, DATED)) if one["resourceType"] == kind)
    spoil(each)
    if told:
        assert any(told in one for one in wrong(each)), wrong(each)


def test_a_list_that_is_written_is_read_back_member_by_member_and_month_by_month(tmp_path: Path) -> None:
    for name, text in attribution_list(MEMBERS, SETTLEMENT, DATED).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with loaded(FhirEobReader(), tmp_path) as load:
        spans = load.rows(
            "eligibility",
            "person_id",
            "payer",
            "plan",
            "enrollment_start_date",
            "enrollment_end_date",
            "sex",
            "birth_date",
        )
        months = load.rows("provider_attribution", "person_id", "year_month", "payer_attributed_provider")
        practices = {row[0] for row in load.rows("provider_attribution", "payer_attributed_provider_practice")}
    # A member goes by the payer's number; a beneficiary of Medicare by the identifier of the resource.
    known = {each.person_id: each.enrolled for each in MEMBERS.members}
    names = {person: told.member_id for person, told in known.items() if told and told.payer_type != "medicare"}
    assert {(row[0], row[2], row[3], row[4]) for row in spans} == {
        (names.get(each.person_id, each.person_id), told.plan, told.first_date, told.last_date)
        for each in MEMBERS.members
        if (told := each.enrolled) is not None
    }
    assert {row[5:] for row in spans} == {("female", date(1980, 5, 5)), ("unknown", date(1980, 5, 5))}
    assert {(row[0], row[1]) for row in months} == {
        (names.get(each.person_id, each.person_id), int(month.replace("-", "")))
        for each in MEMBERS.members
        for month in each.days.month_names
    }
    assert practices == {"000000001"}
    named = {row[1] for row in months if row[2] == "9999000001"}
    assert named == {202601, 202602, 202603, 202604, 202605, 202606}


def test_members_of_a_roster_have_a_span_for_consecutive_months_and_their_payee() -> None:
    def amount(person: str, month: str, payee: str = "T1", *, paid_before: bool = False) -> MemberAmount:
        return MemberAmount("fees", month, "adults", person, payee, None, 1, paid_before)  # type: ignore[arg-type]

    found = members_of_roster(
        SETTLEMENT.contract,
        YEAR.key,
        [
            *(amount("P1", month) for month in ("2026-01", "2026-02", "2026-04")),
            amount("P1", "2026-03", paid_before=True),
            amount("P2", "2026-12", "T2"),
        ],
        [enrolled("P2", date(2026, 1, 1), date(2026, 12, 31))],
    )
    assert [(each.person_id, each.payee, each.days, each.enrolled is not None) for each in found.members] == [
        ("P1", "T1", Period(date(2026, 1, 1), date(2026, 3, 1)), False),
        ("P1", "T1", Period(date(2026, 4, 1), date(2026, 5, 1)), False),
        ("P2", "T2", Period(date(2026, 12, 1), date(2027, 1, 1)), True),
    ]
    assert [told for each in resources(attribution_list(found, SETTLEMENT, DATED)) for told in wrong(each)] == []


def group(*members: Json, **more: Any) -> Json:  # noqa: ANN401
    return {
        "resourceType": "Group",
        "id": "list",
        "meta": {"lastUpdated": "2024-12-05T08:00:00Z"},
        "identifier": [{"system": "urn:oid:2.16.840.1.113883.4.4", "value": "000000001"}],
        "type": "person",
        "actual": True,
        "member": list(members),
        **more,
    }


def listed(
    patient: str = "p1", coverage: str = "c1", start: str = "2024-01-15", end: str = "2024-03-10", provider: str = ""
) -> Json:
    url = "http://hl7.org/fhir/us/davinci-atr/StructureDefinition/"
    told = [{"url": f"{url}ext-coverageReference", "valueReference": {"reference": f"Coverage/{coverage}"}}]
    if provider:
        told.append({"url": f"{url}ext-attributedProvider", "valueReference": {"reference": provider}})
    days = {name: day for name, day in (("start", start), ("end", end)) if day}
    return {"extension": told, "entity": {"reference": f"Patient/{patient}"}, "period": days}


PEOPLE: list[Json] = [
    {"resourceType": "Patient", "id": "p1", "gender": "male", "birthDate": "1970-02-03"},
    {"resourceType": "Organization", "id": "plan", "name": "Northern Health Plan"},
    {
        "resourceType": "Coverage",
        "id": "c1",
        "status": "active",
        "beneficiary": {"reference": "Patient/p1"},
        "period": {"start": "2024-01-01"},
        "payor": [{"reference": "Organization/plan"}],
        "meta": {"lastUpdated": "2024-02-10T00:00:00Z"},
        "identifier": [
            {
                "type": {"coding": [{"code": "MB", "system": "http://terminology.hl7.org/CodeSystem/v2-0203"}]},
                "value": "N-1",
            }
        ],
    },
    *(
        {
            "resourceType": "Practitioner",
            "id": f"d{number}",
            "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": f"999900000{number}"}],
        }
        for number in (1, 2)
    ),
    {
        "resourceType": "Organization",
        "id": "clinic",
        "name": "Clinic",
        "identifier": [{"system": "urn:oid:2.16.840.1.113883.4.4", "value": "00-0000002"}],
    },
    {
        "resourceType": "PractitionerRole",
        "id": "r2",
        "practitioner": {"reference": "Practitioner/d2"},
        "organization": {"reference": "Organization/clinic"},
    },
]


def written(folder: Path, *found: Json) -> Path:
    path = folder / "list.ndjson"
    path.write_text("".join(f"{json.dumps(each)}\n" for each in found), encoding="utf-8")
    return folder


def test_a_month_in_which_the_provider_changes_belongs_to_who_has_the_member_on_its_first_day(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        *PEOPLE,
        group(
            listed(provider="Practitioner/d1"),
            listed(start="2024-03-11", end="2024-04-02", provider="PractitionerRole/r2"),
        ),
    )
    with loaded(FhirEobReader(), folder) as load:
        columns = ("person_id", "year_month", "payer_attributed_provider", "payer_attributed_provider_practice")
        assert load.rows("provider_attribution", *columns) == [
            ("N-1", 202401, "9999000001", "000000001"),
            ("N-1", 202402, "9999000001", "000000001"),
            ("N-1", 202403, "9999000001", "000000001"),
            ("N-1", 202404, "9999000002", "000000002"),
        ]
        spans = load.rows(
            "eligibility", "person_id", "member_id", "enrollment_start_date", "enrollment_end_date", "sex"
        )
        assert spans == [("N-1", "N-1", date(2024, 1, 1), date(2024, 2, 29), "male")]


def test_a_reference_is_to_a_resource_of_the_kind_that_it_names(tmp_path: Path) -> None:
    """Organization/d1 is no clinician, though one has the same id; so the guide's own examples have them."""
    organization = {"resourceType": "Organization", "id": "d1", "name": "Harbor"}
    with loaded(
        FhirEobReader(), written(tmp_path, *PEOPLE, organization, group(listed(provider="Organization/d1")))
    ) as load:
        columns = ("payer_attributed_provider", "payer_attributed_provider_practice")
        assert set(load.rows("provider_attribution", *columns)) == {("", "Harbor")}


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ([*PEOPLE, group(listed(patient="nobody"))], "list.ndjson:8, member 1: this member refers to no Patient"),
        ([*PEOPLE, group(listed(start="", end=""))], "member 1: this member has no days"),
        ([*PEOPLE, group(listed(start="2024-02-30"))], "member 1: this member has no days"),
        ([*PEOPLE, group(listed(coverage="c9"))], "member 1: this member refers to no Coverage that names a payer"),
        ([*PEOPLE, group(listed(), identifier=[])], "member 1: this member is attributed to nobody"),
        (
            [*PEOPLE, group(listed(provider="Practitioner/d1"), listed(provider="Practitioner/d2"))],
            "member 2: N-1 stands twice on the list in 2024-01, with different providers",
        ),
        (
            [*PEOPLE[:2], {**PEOPLE[2], "period": {"start": "2024-01-01", "end": "2023-01-01"}}],
            "list.ndjson:3: this coverage tells no days",
        ),
        (
            [*PEOPLE[:1], {**PEOPLE[2], "payor": [{"reference": "Organization/x"}]}],
            "list.ndjson:2: this coverage names no payer",
        ),
    ],
)
def test_a_member_who_cannot_be_placed_refuses_the_load(found: list[Json], told: str, tmp_path: Path) -> None:
    from tests.claims.readers.tuva.loads import faults  # noqa: PLC0415

    assert any(told in each for each in faults(FhirEobReader(), written(tmp_path, *found)))


def test_coverage_that_is_not_in_force_and_members_who_are_gone_are_left_out_and_counted(tmp_path: Path) -> None:
    gone = {**listed(), "inactive": True}
    folder = written(tmp_path, *PEOPLE[:2], {**PEOPLE[2], "status": "cancelled"}, group(gone))
    with loaded(FhirEobReader(), folder) as load:
        steps = {each.name: each.rows for each in load.result.steps}
        assert (steps["coverage_not_in_force"], steps["members_listed"], steps["members_gone"]) == (1, 1, 1)
        assert load.rows("eligibility", "person_id") == load.rows("provider_attribution", "person_id") == []


def test_several_member_numbers_of_one_person_are_told_and_none_names_the_person(tmp_path: Path) -> None:
    other = {**PEOPLE[2], "id": "c2", "identifier": [{**PEOPLE[2]["identifier"][0], "value": "S-9"}]}
    with loaded(FhirEobReader(), written(tmp_path, *PEOPLE, {**other, "payor": [{"display": "Southern"}]})) as load:
        assert {row[0] for row in load.rows("eligibility", "person_id")} == {"p1"}
        assert load.audits()["several_member_numbers"] == 1
