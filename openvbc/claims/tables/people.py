"""Who is enrolled, with whom and as what; whom the payer or the person named as the one responsible."""

from typing import Final

from openvbc.claims.tables.dictionary import (
    SOURCE_COLUMNS,
    CanonicalTable,
    Column,
    ColumnType,
    code,
    date,
    own,
    text,
)

ELIGIBILITY: Final = CanonicalTable(
    "eligibility",
    "one row a person, payer, plan and span of days with the same enrollment",
    ("person_id", "payer", "plan", "enrollment_start_date", "data_source"),
    (
        text("person_id", "The person, the same in all tables; identifiers that changed are resolved.", required=True),
        text("member_id", "The identifier that the payer uses (MBI, member number)."),
        text("subscriber_id", "The subscriber whose contract covers the person."),
        code("sex", "male, female or unknown (Tuva before 1.0 calls it gender)."),
        code("race", "As the source codes it."),
        date("birth_date", "Day of birth."),
        date("death_date", "Day of death, NULL for the living."),
        date("enrollment_start_date", "First day of the span.", required=True),
        date("enrollment_end_date", "Last day of the span, included.", required=True),
        text("payer", "Name of the payer.", required=True),
        code("payer_type", "commercial, medicaid, medicare, medicare advantage, self-insured, ..."),
        text("plan", "Name of the plan or product."),
        code("original_reason_entitlement_code", "Medicare OREC: 0 age, 1 disability, 2 ESRD, 3 both."),
        code("dual_status_code", "Medicare dual status of the span: 00 or NA none, 01 to 09."),
        code("medicare_status_code", "Medicare status of the span: 10, 11 aged, 20, 21 disabled, 31 ESRD only."),
        code("medicaid_indicator", "1 if the person has Medicaid, 0 if not (Tuva 1.0)."),
        code("low_income_subsidy_indicator", "1 if the person has the Part D low-income subsidy (Tuva 1.0)."),
        code("esrd_status", "dialysis, transplant or graft status of ESRD as the source codes it (Tuva 1.0)."),
        code("group_id", "Employer or group."),
        code("state", "Postal abbreviation of the state of residence."),
        code("zip_code", "ZIP code of residence, five digits or nine."),
        own(code("county_code", "SSA state and county of residence, five digits.")),
        own(code("part_a", "1 if covered for hospital care (Medicare Part A), 0 if not.")),
        own(code("part_b", "1 if covered for medical care (Medicare Part B), 0 if not.")),
        own(date("part_b_start_date", "First day of Part B as the source has it, be it long before the span.")),
        own(code("part_d", "1 if covered for drugs, 0 if not.")),
        own(code("medicare_advantage", "1 in a Medicare private health plan, 0 if not.")),
        own(code("institutional", "1 if the person lives in a long-term institution, 0 if not.")),
        own(code("enrollment_type", "esrd, disabled, aged_dual or aged_non_dual where the source itself says so.")),
        *SOURCE_COLUMNS,
    ),
)

PROVIDER_ATTRIBUTION: Final = CanonicalTable(
    "provider_attribution",
    "one row a person, month and payer: to whom the payer attributes the person",
    ("person_id", "year_month", "payer", "plan", "data_source"),
    (
        text("person_id", "The person.", required=True),
        text("member_id", "The identifier that the payer uses."),
        Column("year_month", ColumnType.WHOLE, "The month, 202401 for January 2024.", required=True),
        text("payer", "Name of the payer.", required=True),
        text("plan", "Name of the plan or product."),
        code("payer_attributed_provider", "NPI of the attributed clinician."),
        text("payer_attributed_provider_practice", "TIN of the attributed practice, or its name (Tuva has names)."),
        text("payer_attributed_provider_organization", "The attributed organization (ACO)."),
        text("payer_attributed_provider_lob", "Line of business of the attribution."),
        *SOURCE_COLUMNS,
    ),
)

PROVIDER_DESIGNATION: Final = CanonicalTable(
    "provider_designation",
    "one row a person and span of days: whom the person (or the payer for the person) chose as primary clinician",
    ("person_id", "designated_by", "start_date", "data_source"),
    tuple(
        own(column)
        for column in (
            text("person_id", "The person.", required=True),
            code("designated_by", "patient or payer."),
            code("npi", "NPI of the clinician who was chosen."),
            code("tin", "TIN of the practice that was chosen."),
            text("organization_id", "The organization that was chosen, where the source names one."),
            date("start_date", "First day of the choice.", required=True),
            date("end_date", "Last day of the choice; NULL while it holds."),
        )
    )
    + SOURCE_COLUMNS,
)

COVERED_BENEFIT: Final = CanonicalTable(
    "covered_benefit",
    "one row a person, payer, plan, span of days and further benefit: whether the plan covers it",
    ("person_id", "payer", "plan", "benefit", "start_date", "data_source"),
    tuple(
        own(column)
        for column in (
            text("person_id", "The person.", required=True),
            text("payer", "Name of the payer.", required=True),
            text("plan", "Name of the plan or product."),
            Column("benefit", ColumnType.CODE, "dental or eye.", required=True),
            Column("covered", ColumnType.CODE, "1 if it is covered, 0 if not.", required=True),
            date("start_date", "First day of the span of enrollment.", required=True),
            date("end_date", "Last day of it, included.", required=True),
        )
    )
    + SOURCE_COLUMNS,
)

PROVIDER: Final = CanonicalTable(
    "provider",
    "one row a provider",
    ("npi", "data_source"),
    (
        Column("npi", ColumnType.CODE, "National Provider Identifier.", required=True),
        text("name", "Name of the provider."),
        code("specialty_code", "CMS specialty code (two characters)."),
        code("taxonomy_code", "NUCC taxonomy code; only the code."),
        own(code("tin", "TIN under which the provider bills, where one is known.")),
        own(code("ccn", "CMS certification number of a facility.")),
        *SOURCE_COLUMNS,
    ),
)
