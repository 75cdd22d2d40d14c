"""What the feed says arrives in the canonical columns that stand for it, in every year's layout, over several loads."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from openvbc.claims.readers.account import LoadOptions, OrphanRule
from openvbc.claims.readers.cclf.layout import layouts
from openvbc.claims.readers.cclf.reader import CclfReader
from openvbc.errors import FileError

from .made_up_feed import (
    CCN,
    PERSON,
    Feed,
    equipment,
    header,
    line,
    paid_by_claim,
    pair,
    read,
    read_workplace,
    revenue,
    tables_of,
)

NOV, DEC = date(2025, 11, 10), date(2025, 12, 8)


def stay(claim: int, paid: str) -> Feed:
    feed = Feed()
    feed.add(
        NOV,
        "CCLF1",
        header(
            claim, 0, "2025-03-20", paid, first="2025-03-03", last="2025-03-07",
            CLM_TYPE_CD="60", CLM_BILL_CLSFCTN_CD="1", DGNS_DRG_CD="0291", PRNCPL_DGNS_CD="I5023",
            CLM_ADMSN_TYPE_CD="1", CLM_ADMSN_SRC_CD="2", CLM_OPRTNL_IME_AMT=Decimal("100.10"),
            CLM_MDCR_IP_PPS_CPTL_IME_AMT=Decimal("5.05"), CLM_OPRTNL_DSPRPRTNT_AMT=Decimal(40),
            CLM_HIPPS_UNCOMPD_CARE_AMT=Decimal("7.25"),
        ),
    )  # fmt: skip
    for number, center, amount in ((1, "0120", "0"), (2, "0250", "0"), (3, "0001", "0")):
        feed.add(NOV, "CCLF2", revenue(claim, number, center, amount))
    for number, code, kind in ((1, "I5023", "D"), (2, "N179", "D"), (1, "W19XXXA", "E")):
        feed.add(
            NOV,
            "CCLF4",
            {
                "CUR_CLM_UNIQ_ID": f"{claim:013}", "CLM_PROD_TYPE_CD": kind, "CLM_VAL_SQNC_NUM": number,
                "CLM_DGNS_CD": code, "CLM_POA_IND": "Y", "DGNS_PRCDR_ICD_IND": "0",
            },
        )  # fmt: skip
    feed.add(
        NOV,
        "CCLF3",
        {
            "CUR_CLM_UNIQ_ID": f"{claim:013}", "CLM_VAL_SQNC_NUM": 1, "CLM_PRCDR_CD": "0DTJ4ZZ",
            "CLM_PRCDR_PRFRM_DT": "2025-03-04", "DGNS_PRCDR_ICD_IND": "0",
        },
    )  # fmt: skip
    feed.add(
        NOV,
        "CCLFA",
        {
            "CUR_CLM_UNIQ_ID": f"{claim:013}", "CLM_ACTV_CARE_FROM_DT": "2025-03-02",
            "CLM_MDCR_IP_BENE_DDCTBL_AMT": Decimal(1676), "CLM_MDCR_DDCTBL_AMT": Decimal(0),
            "CLM_MDCR_COINSRNC_AMT": Decimal(12), "CLM_SQSTRTN_RDCTN_AMT": Decimal("237.53"),
        },
    )  # fmt: skip
    return feed


def shown(row: Mapping[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def test_an_inpatient_claim_has_its_payment_on_the_first_line_and_all_it_says(tmp_path: Path) -> None:
    found = read(stay(1, "11876.42").write(tmp_path, "fixed"), payer="Medicare", plan="MSSP")
    first, second, third = found.table("medical_claim")
    assert [row["paid_amount"] for row in (first, second, third)] == [Decimal("11876.42"), 0, 0]
    assert [row["sequestration_amount"] for row in (first, second, third)] == [Decimal("237.53"), 0, 0]
    assert first["indirect_medical_education_amount"] == Decimal("105.15")
    assert first["disproportionate_share_amount"] == Decimal(40)
    assert first["uncompensated_care_amount"] == Decimal("7.25")
    assert shown(first, "deductible_amount", "coinsurance_amount") == (Decimal(1676), Decimal(12))
    assert shown(first, "claim_type", "source_claim_type_code", "bill_type_code") == ("institutional", "60", "111")
    assert shown(first, "drg_code_type", "drg_code", "facility_ccn") == ("ms-drg", "291", CCN)
    assert shown(first, "admission_date", "discharge_date") == (date(2025, 3, 2), date(2025, 3, 7))
    assert shown(first, "claim_start_date", "claim_end_date") == (date(2025, 3, 3), date(2025, 3, 7))
    assert shown(first, "facility_npi", "rendering_npi") == ("9999000011", "9999000012")
    assert shown(first, "payer", "plan", "data_source") == ("Medicare", "MSSP", "cclf")
    assert shown(second, "revenue_center_code", "claim_line_number", "claim_line_start_date") == ("0250", 2, None)
    assert first["source_row"] == 1
    assert first["source_file"].startswith("P.A9999.ACO.ZC1Y25")
    assert [shown(row, "diagnosis_sequence", "diagnosis_code") for row in found.table("claim_diagnosis")] == [
        (1, "I5023"), (2, "N179"), (3, "W19XXXA"),
    ]  # fmt: skip
    assert [shown(row, "procedure_code", "procedure_date") for row in found.table("claim_procedure")] == [
        ("0DTJ4ZZ", date(2025, 3, 4))
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([("0450", "300"), ("0300", "112.18"), ("0001", "0")], ["300.00", "112.18", "0.00"]),
        ([("0450", "300"), ("0300", "112.18"), ("0001", "412.18")], ["300.00", "112.18", "0.00"]),
        ([("0450", "300"), ("0300", "100")], ["412.18", "0.00"]),
        ([], ["412.18"]),
    ],
)
def test_revenue_lines_carry_the_payment_only_if_they_sum_to_the_header(
    lines: list[tuple[str, str]], expected: list[str], tmp_path: Path
) -> None:
    feed = Feed()
    feed.add(NOV, "CCLF1", header(1, 0, "2025-04-25", "412.18"))
    for number, (center, paid) in enumerate(lines, 1):
        feed.add(NOV, "CCLF2", revenue(1, number, center, paid))
    rows = read(feed.write(tmp_path, "fixed")).table("medical_claim")
    assert [str(row["paid_amount"]) for row in rows] == expected


def test_physician_and_equipment_lines_have_provider_allowed_amount_and_sequestration(tmp_path: Path) -> None:
    feed = Feed()
    feed.add(NOV, "CCLF5", line(5, 1, 0, "2025-02-20", "98.21", "7001", CLM_RFRG_PRVDR_NPI_NUM="9999000099"))
    feed.add(NOV, "CCLF5", line(5, 2, 0, "2025-02-20", "13.74", "7001", CLM_LINE_DGNS_CD="E785"))
    feed.add(
        NOV,
        "CCLFB",
        {"CUR_CLM_UNIQ_ID": f"{5:013}", "CLM_LINE_NUM": 1, "CLM_SQSTRTN_RDCTN_AMT": Decimal("1.96")},
    )
    feed.add(NOV, "CCLF6", equipment(6, 1, 0, "2025-06-10", "71.30", "7002"))
    found = read(feed.write(tmp_path, "csv"))
    first, second, device = found.table("medical_claim")
    assert shown(first, "rendering_tin", "billing_tin", "rendering_npi", "rendering_specialty_code") == (
        "001000001", "001000001", "9999000021", "11",
    )  # fmt: skip
    assert shown(first, "allowed_amount", "paid_amount", "sequestration_amount", "place_of_service_code") == (
        Decimal("118.21"), Decimal("98.21"), Decimal("1.96"), "11",
    )  # fmt: skip
    assert second["sequestration_amount"] is None
    assert shown(device, "source_claim_type_code", "billing_npi", "hcpcs_code") == ("82", "9999000031", "99214")
    assert shown(device, "rendering_tin", "billing_tin", "rendering_specialty_code") == ("", "", "")
    assert [shown(row, "diagnosis_sequence", "diagnosis_code") for row in found.table("claim_diagnosis")] == [
        (1, "I10"), (2, "E119"), (3, "E785"),
    ]  # fmt: skip


@pytest.mark.parametrize("year", [2018, 2022, 2023])
def test_every_years_layout_gives_the_same_payments(year: int, tmp_path: Path) -> None:
    feed = stay(1, "11876.42")
    for rows in feed.rows.values():
        for place, row in enumerate(rows):
            old = {each.name for layout in layouts().values() for each in layout.fields if each.since <= year}
            rows[place] = {name: value for name, value in row.items() if name in old}
    feed.add(NOV, "CCLF5", line(5, 1, 0, "2025-02-20", "98.21", "7001"))
    if year < 2023:
        feed.rows[NOV, "CCLF5"][0].pop("CLM_CNTRCTR_NUM")
    found = read(feed.write(tmp_path, "fixed", year=year))
    assert paid_by_claim(found.table("medical_claim")) == {"1": Decimal("11876.42"), "5": Decimal("98.21")}
    first = found.table("medical_claim")[0]
    assert first["facility_ccn"] == CCN
    assert first["sequestration_amount"] == (None if year == 2018 else Decimal("237.53"))


def test_orphan_cancellations_that_count_are_negative_and_bring_no_diagnosis(tmp_path: Path) -> None:
    feed = Feed()
    feed.add(NOV, "CCLF1", header(30, 1, "2025-03-03", "76.25"))
    feed.add(NOV, "CCLF5", line(31, 1, 1, "2025-03-03", "10", "C1"))
    found = read(feed.write(tmp_path, "fixed"), OrphanRule.SIGNED_SUM)
    assert [shown(row, "paid_amount", "adjustment_type_code") for row in found.table("medical_claim")] == [
        (Decimal("-76.25"), "1"), (Decimal(-10), "1"),
    ]  # fmt: skip
    assert found.table("medical_claim")[1]["service_unit_quantity"] == -1
    assert found.table("claim_diagnosis") == []


def person_row(person: str, **other: str) -> dict[str, Any]:
    return {
        "BENE_MBI_ID": person, "BENE_DOB": "1945-06-12", "BENE_SEX_CD": "2", "BENE_RACE_CD": "1",
        "BENE_MDCR_STUS_CD": "10", "BENE_DUAL_STUS_CD": "NA", "BENE_ORGNL_ENTLMT_RSN_CD": "0",
        "BENE_ENTLMT_BUYIN_IND": "3", "GEO_USPS_STATE_CD": "NY", "GEO_ZIP5_CD": "00501",
    } | other  # fmt: skip


def test_demographics_give_a_span_for_the_month_of_each_monthly_delivery_only(tmp_path: Path) -> None:
    feed, weekly = Feed(), Feed()
    feed.add(NOV, "CCLF8", person_row("1S00A00AA80"))
    feed.add(DEC, "CCLF8", person_row(PERSON, BENE_DEATH_DT="2025-12-03"))
    feed.add(date(2026, 1, 12), "CCLF8", person_row(PERSON, BENE_DEATH_DT="2025-12-03"))
    feed.add(DEC, "CCLF9", pair("1S00A00AA80", PERSON))
    weekly.add(date(2025, 10, 6), "CCLF8", person_row(PERSON))
    paths = [*feed.write(tmp_path / "m", "fixed"), *weekly.write(tmp_path / "w", "fixed", kind="WY")]
    rows = read(paths).table("eligibility")
    assert [shown(row, "person_id", "member_id", "enrollment_start_date", "enrollment_end_date") for row in rows] == [
        (PERSON, PERSON, date(2025, 12, 1), date(2025, 12, 3)),
        (PERSON, "1S00A00AA80", date(2025, 11, 1), date(2025, 11, 30)),
    ]
    assert shown(rows[0], "sex", "part_a", "part_b", "state", "payer", "payer_type") == (
        "female", "1", "1", "NY", "Medicare", "medicare",
    )  # fmt: skip


def test_a_later_load_nets_what_an_earlier_one_kept_and_takes_nothing_twice(tmp_path: Path) -> None:
    early, late = Feed(), Feed()
    early.add(NOV, "CCLF1", header(8, 0, "2025-05-20", "300"))
    late.add(DEC, "CCLF1", header(9, 1, "2025-07-08", "300"))
    late.add(DEC, "CCLF1", header(10, 2, "2025-07-08", "325.50"))
    first = early.write(tmp_path / "one", "fixed")
    second = late.write(tmp_path / "two", "fixed")
    kept = {}
    reader = CclfReader()
    with read_workplace() as workplace:
        reader.read(first, workplace, LoadOptions("cclf"))
        for table in reader.received:
            kept[table.name] = [tmp_path / f"{table.name}.parquet"]
            workplace.connection.execute(f"COPY loaded_{table.name} TO '{kept[table.name][0]}' (FORMAT parquet)")
    with read_workplace(kept) as workplace:
        result = reader.read([*first, *second], workplace, LoadOptions("cclf"))
        tables = tables_of(workplace)
    assert paid_by_claim(tables["medical_claim"]) == {"10": Decimal("325.50")}
    assert len({row["received_row"] for row in tables["cclf1"]} - {1}) == 2
    assert "deliveries_known" in {found.audit for found in result.findings}
    changed = next(path for path in first if "ZC1Y" in path.name)
    changed.write_bytes(changed.read_bytes() * 2)
    with read_workplace(kept) as workplace, pytest.raises(FileError, match="before it had 1"):
        reader.read([changed], workplace, LoadOptions("cclf"))
