"""The counted table of participants, and the list of the people behind it."""

import csv
import io
from datetime import date

from openvbc.claims.attribution.panels import PanelMember, panels_of
from openvbc.claims.measures.count import Subject
from openvbc.claims.measures.reading import bundled_measures
from openvbc.claims.measures.value_sets import bundled_value_sets
from openvbc.distribution.counted_participants import NOBODYS, members_csv, participants_csv
from openvbc.settlement.panels import with_quality

MEMBERS = (
    PanelMember("-P4", "", "", 3, 100),
    PanelMember("P1", "001234567", "9999000011", 12, 150_025),
    PanelMember("P2", "001234567", "9999000011", 6, 0),
    PanelMember("P3", "001234567", "9999000012", 12, 99),
)


def cases(*told: tuple[str, str, str]) -> list[Subject]:
    """Person, measure and status."""
    measures = {each.measure: each for each in bundled_measures(bundled_value_sets())}
    day = date(2024, 5, 2)
    return [Subject("own", "2024", measures[name], who, 0, day, day, status, "", None) for who, name, status in told]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_quality_of_a_panel_is_the_part_of_its_cases_that_meet_their_measure() -> None:
    own = cases(
        ("P1", "primary_care_visit", "numerator"),
        ("P1", "back_in_hospital_30_days", "numerator"),  # lower is better
        ("P2", "back_in_hospital_30_days", "not_met"),
        ("P2", "primary_care_visit", "excluded"),
        ("-P4", "primary_care_visit", "not_met"),
    )
    table = {
        each["participant"]: each for each in rows(participants_csv(with_quality(panels_of(MEMBERS), MEMBERS, own)))
    }
    told = {name: (each["quality"], each["quality_denominator"], each["lives"]) for name, each in table.items()}
    assert told == {
        "001234567": ("", "", ""),
        "001234567-9999000011": ("0.666666666667", "3", "2"),
        "001234567-9999000012": ("", "", "1"),
        NOBODYS: ("0", "1", "1"),
    }


def test_the_list_of_members_adds_up_to_the_table() -> None:
    listed, table = rows(members_csv(MEMBERS)), rows(participants_csv(panels_of(MEMBERS)))
    assert [each["person_id"] for each in listed] == ["'-P4", "P1", "P2", "P3"]  # a spreadsheet would run "-P4"
    for each in table:
        own = [row for row in listed if row["participant"] == each["participant"]]
        if each["lives"]:
            assert int(each["lives"]) == len(own)
            assert int(each["member_months"]) == sum(int(row["member_months"]) for row in own)
            assert round(100 * float(each["panel_cost"])) == sum(round(100 * float(row["cost"])) for row in own)
