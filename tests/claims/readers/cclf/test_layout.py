"""The layouts are complete: every file, field count and record length that CMS's sources agree on."""

from datetime import date
from io import BytesIO

import pytest

from openvbc.claims.readers.cclf.layout import FieldKind, layouts
from openvbc.claims.readers.cclf.naming import DeliveryKind, read_name
from openvbc.claims.readers.cclf.writing import write_cclf

#: File -> fields, and the record lengths of 2018 to 2021, of 2022, and since 2023.
KNOWN = {
    "CCLF1": (45, 292, 352, 437),
    "CCLF2": (23, 179, 199, 199),
    "CCLF3": (13, 94, 114, 114),
    "CCLF4": (14, 92, 112, 112),
    "CCLF5": (52, 363, 383, 388),
    "CCLF6": (27, 227, 247, 247),
    "CCLF7": (21, 195, 195, 195),
    "CCLF8": (31, 549, 549, 549),
    "CCLF9": (6, 55, 55, 55),
    "CCLFA": (33, 101, 324, 324),
    "CCLFB": (21, 93, 128, 128),
}

#: Fields whose places several public descriptions of the files name.
PLACES = {
    ("CCLF1", "CLM_PMT_AMT"): (82, 98),
    ("CCLF1", "CLM_ADJSMT_TYPE_CD"): (149, 150),
    ("CCLF1", "CLM_BLG_PRVDR_OSCAR_NUM"): (293, 312),
    ("CCLF2", "CLM_LINE_CVRD_PD_AMT"): (148, 164),
    ("CCLF5", "CLM_LINE_CVRD_PD_AMT"): (103, 117),
    ("CCLF5", "CLM_RNDRG_PRVDR_TAX_NUM"): (126, 135),
    ("CCLF5", "CLM_CNTL_NUM"): (172, 211),
    ("CCLF6", "CLM_LINE_ALOWD_CHRG_AMT"): (209, 225),
    ("CCLF7", "CLM_LINE_BENE_PMT_AMT"): (138, 150),
    ("CCLF8", "BENE_DEATH_DT"): (52, 61),
    ("CCLF8", "GEO_USPS_STATE_CD"): (539, 540),
    ("CCLF9", "PRVS_NUM"): (13, 23),
    ("CCLFA", "CLM_SQSTRTN_RDCTN_AMT"): (282, 300),
    ("CCLFB", "CLM_SQSTRTN_RDCTN_AMT"): (113, 127),
}


def test_every_file_has_the_fields_and_lengths_that_are_known() -> None:
    found = {
        file: (len(layout.fields), *(layout.length_of(year) for year in (2018, 2022, 2023)))
        for file, layout in layouts().items()
    }
    assert found == KNOWN
    assert sum(fields for fields, *_ in found.values()) == 286


def test_fields_follow_one_another_without_gap_or_overlap() -> None:
    for layout in layouts().values():
        assert [field.start for field in layout.fields] == [1, *(field.end + 1 for field in layout.fields[:-1])]
        years = [field.since for field in layout.fields]
        assert years == sorted(years)


@pytest.mark.parametrize(("field", "place"), PLACES.items(), ids=str)
def test_fields_stand_where_public_descriptions_say(field: tuple[str, str], place: tuple[int, int]) -> None:
    file, name = field
    (found,) = (each for each in layouts()[file].fields if each.name == name)
    assert (found.start, found.end) == place


def test_names_addresses_and_old_identifiers_are_not_kept() -> None:
    kept = {field.name for layout in layouts().values() for field in layout.kept}
    assert not {name for name in kept if "_ADR" in name or "_NAME" in name or "HIC" in name.replace("HICN_MBI", "")}
    assert layouts()["CCLF8"].fields[14].kind is FieldKind.PRIVATE


def test_a_written_record_has_the_length_of_its_year() -> None:
    for file, (_, *lengths) in KNOWN.items():
        for year, length in zip((2018, 2022, 2023), lengths, strict=True):
            output = BytesIO()
            assert write_cclf(output, file, [{}], year=year) == (1, length)
            assert output.getvalue() == b" " * length + b"\n"
    with pytest.raises(ValueError, match="has no field NONE"):
        write_cclf(BytesIO(), "CCLF1", [{"NONE": "1"}])
    with pytest.raises(ValueError, match="does not fit"):
        write_cclf(BytesIO(), "CCLF1", [{"CLM_TYPE_CD": "123"}])


@pytest.mark.parametrize(
    ("name", "file", "kind", "day", "test"),
    [
        ("P.A9999.ACO.ZC1Y25.D251110.T0915300", "CCLF1", DeliveryKind.MONTHLY, date(2025, 11, 10), False),
        ("T.A9999.ACO.ZC8Y18.D181120.T1000009", "CCLF8", DeliveryKind.MONTHLY, date(2018, 11, 20), True),
        ("P.A9999.ACO.ZCAR24.D250210.T091530", "CCLFA", DeliveryKind.RUN_OUT, date(2025, 2, 10), False),
        ("P.A9999.ACO.ZC5WY26.D260203.T0915300.txt", "CCLF5", DeliveryKind.WEEKLY, date(2026, 2, 3), False),
        ("P.A9999.ACO.ZCY25.D251110.T0915300.zip", "", DeliveryKind.MONTHLY, date(2025, 11, 10), False),
    ],
)
def test_a_name_says_file_kind_and_day(name: str, file: str, kind: DeliveryKind, day: date, test: bool) -> None:
    found = read_name(name)
    assert found is not None
    assert (found.file, found.kind, found.day, found.test) == (file, kind, day, test)
    assert found.organization_id == "A9999"


@pytest.mark.parametrize(
    "name", ["P.A9999.ACO.ZC1Y25.D251310.T0915300", "P.A9999.ACO.QALR.2025Q3.D259999.T0100000_1-1.csv", "claims.csv"]
)
def test_other_names_are_none(name: str) -> None:
    assert read_name(name) is None
