"""A small region at random: dozens of people, a few organizations, TINs, facilities and many ties."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from openvbc.claims.attribution.services import ProviderType, QualifyingCode, QualifyingFacility, ServiceList
from openvbc.claims.attribution.terms import Participant

Row = dict[str, Any]

TINS = ("000000001", "000000002", "000000003", "000000004", "")
NPIS = ("9999000001", "9999000002", "9999000003", "")
CCNS = ("059001", "059002", "")
SPECIALTIES = ("08", "08", "50", "50", "06", "02", "", "99")

#: 99495 counts in the office only; 99304 not at place 31, nor during a SNF stay; 99354 beside another code alone.
SERVICES = ServiceList(
    codes=(
        QualifyingCode("99213"),
        QualifyingCode("99495", places=("11", "12")),
        QualifyingCode("99304", not_places=("31",), not_during_stay="snf"),
        QualifyingCode("99354", only_with_base_code=True),
    ),
    provider_types=(
        ProviderType("primary_care_physician", ("08", "11")),
        ProviderType("non_physician", ("50",)),
        ProviderType("specialist", ("06",)),
        ProviderType("other_physician", ("02",)),
    ),
    facilities=(
        QualifyingFacility("77", provider_type="primary_care_physician", unattested_provider_type="non_physician"),
        QualifyingFacility("85", revenue_centers=("0960", "0961"), needs_qualifying_code=True),
        QualifyingFacility("13", codes=("G0463",), facility_list="elected", provider_type="specialist"),
    ),
    attested_npis=("9999000001",),
)
OTHER_SERVICES = ServiceList(
    codes=(QualifyingCode("99213", not_places=("31",)), QualifyingCode("99495")),
    provider_types=SERVICES.provider_types,
)


def some_day(random: Random, first: date, days: int) -> date:
    return first + timedelta(days=random.randrange(days))


def made_up_participants(random: Random) -> tuple[Participant, ...]:
    rows = set()
    for _ in range(random.randint(3, 9)):
        organization = random.choice(("A1", "A2", "A3"))
        kind = random.choice(("tin", "tin", "tin_npi", "ccn", "npi"))
        rows.add(
            Participant(
                organization,
                tin=random.choice(TINS[:4]) if kind.startswith("tin") else "",
                ccn=random.choice(CCNS[:2]) if kind == "ccn" else "",
                npi=random.choice(NPIS[:3]) if kind in ("npi", "tin_npi") else "",
                first_date=random.choice([None, None, date(2022, 6, 1)]),
                last_date=random.choice([None, None, date(2023, 8, 31)]),
            )
        )
    return tuple(sorted(rows, key=str))


def made_up_tables(random: Random, people: int, lines: int) -> dict[str, list[Row]]:
    names = [f"p{number:02d}" for number in range(people)]
    return {
        "eligibility": [row for name in names for row in _spans(random, name)],
        "medical_claim": [_line(random, number, random.choice(names)) for number in range(lines)],
        "provider": [
            {
                "npi": npi,
                "data_source": source,
                "specialty_code": random.choice(["08", "50", ""]),
                "tin": random.choice(TINS),
            }
            for npi in NPIS[:3]
            for source in ("one", "two")
        ],
        "provider_designation": list(
            {
                (row["person_id"], row["designated_by"], row["start_date"], row["data_source"]): row
                for row in (_designation(random, random.choice(names)) for _ in range(people))
            }.values()
        ),
        "provider_attribution": list(
            {
                (row["person_id"], row["year_month"], row["data_source"]): row
                for row in (_listed(random, random.choice(names)) for _ in range(people))
            }.values()
        ),
    }


def _spans(random: Random, name: str) -> list[Row]:
    death = random.choice([None] * 8 + [date(2023, 5, 17), date(2022, 12, 1)])
    splits = sorted(
        {date(2020, 1, 1), date(2020 + random.randint(0, 4), random.randint(1, 12), random.choice([1, 14]))}
    )
    ends = [day - timedelta(days=random.choice([1, 1, 1, 45])) for day in splits[1:]]
    ends.append(random.choice([date(2199, 12, 31), date(2199, 12, 31), date(2023, 3, 31)]))
    coverage = random.choice([("1", "1")] * 18 + [("1", "0"), ("0", "0")])
    return [
        {
            "person_id": name,
            "payer": "Pacific",
            "plan": "",
            "data_source": "made_up",
            "death_date": death,
            "enrollment_start_date": start,
            "enrollment_end_date": end,
            "part_a": coverage[0],
            "part_b": random.choice([coverage[1]] * 9 + ["1"]),
            "medicare_advantage": random.choice(["0"] * 19 + ["1"]),
            "state": random.choice(["CA"] * 8 + ["NV", "NV", "PR", "XX"]),
            "county_code": random.choice(["05200", "05210"]),
        }
        for start, end in zip(splits, ends, strict=True)
        if start <= end
    ]


def _line(random: Random, number: int, person: str) -> Row:
    professional = random.random() < 0.75
    # Few different days, so that the latest services are often of one day.
    day = random.choice([some_day(random, date(2021, 9, 1), 820), date(2022, 7, 1), date(2022, 8, 1), date(2023, 7, 1)])
    return {
        "claim_id": f"c{number if random.random() < 0.6 else random.randrange(number + 1)}",
        "claim_line_number": number,
        "data_source": "made_up",
        "person_id": person,
        "claim_type": "professional" if professional else "institutional",
        "claim_start_date": day,
        "claim_end_date": day + timedelta(days=random.choice([0, 20])),
        "claim_line_start_date": random.choice([None, day, day + timedelta(days=1)]),
        "paid_date": random.choice([None, None, day + timedelta(days=20), day + timedelta(days=400)]),
        "place_of_service_code": random.choice(["11", "31", "12", ""]) if professional else "",
        "bill_type_code": "" if professional else random.choice(["771", "851", "131", "211"]),
        "revenue_center_code": "" if professional else random.choice(["0521", "0960", "0961"]),
        "hcpcs_code": random.choice(["99213", "99213", "99213", "99495", "99304", "99354", "G0463", "J0001"]),
        "rendering_npi": random.choice(NPIS),
        "billing_tin": random.choice(TINS),
        "facility_ccn": random.choice(CCNS),
        "rendering_specialty_code": random.choice(SPECIALTIES),
        # Few different amounts, so that sums are often equal.
        "allowed_amount": random.choice([Decimal("50.00"), Decimal("50.00"), Decimal("100.00"), Decimal("25.37")])
        if professional
        else random.choice([None, Decimal("50.00")]),
        "paid_amount": Decimal("40.00"),
    }


def _designation(random: Random, person: str) -> Row:
    organization = random.choice(["", "", "A1", "A9"])
    return {
        "person_id": person,
        "designated_by": random.choice(["patient", "payer"]),
        "npi": random.choice(NPIS),
        "tin": random.choice([*TINS, ""]),
        "organization_id": organization,
        "start_date": some_day(random, date(2021, 1, 1), 900),
        "end_date": random.choice([None, None, date(2023, 1, 31)]),
        "data_source": random.choice(["one", "two"]),
    }


def _listed(random: Random, person: str) -> Row:
    return {
        "person_id": person,
        "year_month": random.choice([202206, 202302, 202311, 202312]),
        "payer": "Pacific",
        "plan": "",
        "payer_attributed_provider": random.choice(NPIS),
        "payer_attributed_provider_practice": random.choice([*TINS, "", "Corner Practice", "A1"]),
        "payer_attributed_provider_organization": random.choice(["", "A2", "A1", "A9"]),
        "data_source": random.choice(["one", "two"]),
    }
