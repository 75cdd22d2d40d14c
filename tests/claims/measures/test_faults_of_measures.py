"""Measures and value sets that cannot be counted are refused with their reason and line, all faults at once."""

from datetime import date
from pathlib import Path

import pytest

from openvbc.claims.measures.reading import bundled_measures, measures_from_text
from openvbc.claims.measures.value_sets import bundled_value_sets, read_value_sets
from openvbc.errors import ClaimsError, InputError
from tests.claims.measures.counting import counted, measures_of, sets_of

SETS = "value_set,code_type,code\nvisit,hcpcs,99213\nsick,icd-10-cm,E11*\n"
RIGHT = """measures:
  - measure: seen
    label: Seen
    source: claims
    pool: all
    unit: person
    direction: higher
    denominator: everyone
    numerator: {event: visit}
"""


def faults_of(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(InputError) as raised:
        measures_from_text(text, "measures.yaml", sets_of(tmp_path, SETS))
    return [str(fault) for fault in raised.value.faults]


def test_what_is_right_is_read(tmp_path: Path) -> None:
    (measure,) = measures_from_text(RIGHT, "measures.yaml", sets_of(tmp_path, SETS))
    assert measure.measure == "seen"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("    denominator: everyone\n", ""), "measures.yaml:2: the measure seen has no denominator"),
        (("    numerator: {event: visit}\n", ""), "has no numerator"),
        (("event: visit", "event: visits"), "there is no event or value set 'visits'"),
        (("event: visit", "event: visits"), "did you mean 'visit'?"),
        (("{event: visit}", "{}"), "is no criterion"),
        (("{event: visit}", "{evnt: visit}"), "refers to nothing that can be counted\n    did you mean 'event'?"),
        (("{event: visit}", "{event: visit, sex: male}"), "names event and sex"),
        (("{event: visit}", "{event: visit, window: {of: index}}"), "counted from an index event, but people"),
        (("{event: visit}", "{age: {at_least: 70, at_most: 60}}"), "no age is at least 70 and at most 60"),
        (("{event: visit}", "{encounter: office}"), "there is no encounter type 'office'"),
        (("{event: visit}", "{enrolled: {most_gaps: 1}}"), "most_gaps and most_gap_days go together"),
        (("{event: visit}", "{all: visit}"), "all is no list of criteria"),
        (("unit: person", "unit: stay"), "the measure seen has no index"),
        (("unit: person", "unit: persn"), "did you mean 'person'?"),
        (("    pool: all\n", "    pool: all\n    index: {event: visit}\n"), "counts people and has an index event"),
        (("    pool: all\n", "    pool: all\n    exclusion: []\n"), "unknown word 'exclusion' in the measure seen"),
        (("    pool: all\n", "    pool: all\n    strata: [age_band]\n"), "strata by age_band need age_bands"),
        (
            ("    pool: all\n", "    pool: all\n    events: {e: {codes: [vist]}}\n"),
            "no criterion refers to the event 'e'",
        ),
        (("    pool: all\n", "    pool: all\n    events: {e: {codes: [vist]}}\n"), "there is no value set 'vist'"),
        (
            ("    pool: all\n", "    pool: all\n    events: {e: {codes: [visit], principal: true}}\n"),
            "e asks for principal codes of hcpcs",
        ),
        (
            ("{event: visit}", "{event: visit, window: {of: last_day, from_days: 3}}"),
            "the window ends before it begins",
        ),
        (("    pool: all\n", "    pool: all\n    period: {from_months: 0, to_months: -12}\n"), "ends before it begins"),
    ],
)
def test_each_fault_is_told(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    changed = RIGHT.replace(*change)
    assert changed != RIGHT
    assert any(told in fault for fault in faults_of(tmp_path, changed))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    changed = RIGHT.replace("event: visit", "event: visits").replace("unit: person", "unit: persons")
    changed = changed.replace("    denominator: everyone\n", "")
    assert len(faults_of(tmp_path, changed + RIGHT.partition("\n")[2])) == 4


def test_criteria_that_nobody_could_read_are_refused(tmp_path: Path) -> None:
    either = "{any: [{event: visit}, {event: sick}, {sex: male}]}"
    many = RIGHT.replace("{event: visit}", f"{{all: [{', '.join([either] * 6)}]}}")
    assert any("fall into more than" in fault for fault in faults_of(tmp_path, many))


def test_every_fault_of_value_sets_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "sets.csv"
    path.write_text(
        "value_set,code_type,code,first_year,last_year\n"
        "Visit,hcpcs,99213,,\n"
        "sick,icd10,E119,,\n"
        "sick,icd-10-cm,E11.9,,\n"
        "visit,hcpcs,9921,,\n"
        "visit,hcpcs,99213,2025,2024\n"
        "visit,hcpcs,99214,soon,\n"
        "room,revenue_center,0450,,\n"
        "room,revenue_center,0450,,\n"
        "room,revenue_center,450\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as raised:
        read_value_sets(path)
    told = [str(fault) for fault in raised.value.faults]
    assert [line.partition(":")[2].partition(":")[0] for line in told] == ["2", "3", "4", "5", "6", "7", "9", "10"]
    assert "take the dot out" in told[2]
    assert "did you mean 'icd-10-cm'?" in told[1]


def test_a_name_of_a_bundled_value_set_is_refused(tmp_path: Path) -> None:
    mine = sets_of(tmp_path, "value_set,code_type,code\ndiabetes,icd-10-cm,E119\n")
    with pytest.raises(InputError, match="there is a bundled value set 'diabetes' already"):
        mine.with_others(bundled_value_sets())


ONE = {
    "eligibility": [
        {
            "person_id": "p",
            "payer": "P",
            "enrollment_start_date": date(2023, 1, 1),
            "enrollment_end_date": date(2025, 12, 31),
        }
    ]
}


def test_codes_of_another_year_and_a_measure_of_another_year_are_refused_together(tmp_path: Path) -> None:
    sets = sets_of(tmp_path, "value_set,code_type,code,last_year\nvisit,hcpcs,99201,2020\n")
    tree = {
        "measure": "seen", "label": "Seen", "source": "claims", "pool": "all", "unit": "person",
        "direction": "higher", "denominator": "everyone", "numerator": {"event": "visit"}, "last_year": 2022,
    }  # fmt: skip
    with pytest.raises(InputError) as raised:
        counted(ONE, measures_of([tree], sets), sets)
    told = [fault.what for fault in raised.value.faults]
    assert told == [
        "seen is defined for ... to 2022, and 2024 is counted",
        "the value set visit of seen is for ... to 2020, and 2024 is counted",
    ]


def test_a_coverage_that_the_source_does_not_say_stops_the_count(tmp_path: Path) -> None:
    sets = sets_of(tmp_path, SETS)
    tree = {
        "measure": "seen", "label": "Seen", "source": "claims", "pool": "all", "unit": "person",
        "direction": "higher", "denominator": {"enrolled": {"part_b": True}}, "numerator": {"event": "visit"},
    }  # fmt: skip
    with pytest.raises(ClaimsError, match="do not say a coverage that a measure asks for"):
        counted(ONE, measures_of([tree], sets), sets)


def test_bundled_measures_name_owner_citation_and_what_is_not_modeled() -> None:
    measures = bundled_measures(bundled_value_sets())
    assert len(measures) >= 8
    assert all(each.owner and each.citation and each.not_modeled for each in measures)
