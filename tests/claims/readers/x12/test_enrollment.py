"""An 834 becomes spans of enrollment: every segment is read, told as not read, or refuses the load."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from openvbc.claims.readers.x12.enrollment import Notices, notice_rows
from openvbc.claims.readers.x12.reader import X12Reader
from openvbc.tabular.x12 import read_transactions
from tests.claims.readers.tuva.loads import faults, loaded
from tests.claims.readers.x12.made_up_interchanges import coverage, enrollment, interchange, member, write

BEGUN, OPEN = date(2024, 1, 1), date(2100, 12, 31)
SPAN = ("person_id", "plan", "enrollment_start_date", "enrollment_end_date")


def test_a_family_is_read_with_payer_plan_days_and_further_benefits(tmp_path: Path) -> None:
    write(
        tmp_path,
        enrollment(
            "20240105",
            member("N-1", "021", coverage("021", "20240101"), coverage("021", "20240101", line="DEN", plan="TEETH")),
            member("N-2", "021", coverage("021", "20240101", "20240630"), subscriber="N-1", death="20240620"),
        ),
    )
    with loaded(X12Reader(), tmp_path) as load:
        assert load.rows("eligibility", *SPAN, "subscriber_id", "payer", "group_id", "sex", "state", "source_row") == [
            ("N-1", "GOLD", BEGUN, OPEN, "N-1", "NORTHERN HEALTH PLAN", "G1", "female", "NY", 14),
            ("N-2", "GOLD", BEGUN, date(2024, 6, 30), "N-1", "NORTHERN HEALTH PLAN", "G1", "female", "NY", 26),
        ]  # fmt: skip
        assert load.rows("eligibility", "birth_date", "death_date", "zip_code", "source_file")[0] == (
            date(1980, 5, 5), date(2024, 6, 20), "12207", "daily.834"
        )  # fmt: skip
        assert load.rows("covered_benefit", "person_id", "plan", "benefit", "covered", "start_date", "end_date") == [
            ("N-1", "TEETH", "dental", "1", date(2024, 1, 1), OPEN)
        ]
        assert load.result.not_read == {"N1 P5": "1 of them are not read", "N3": "2 of them are not read"}
        assert load.audits()["coverage_without_end"] == 2


def opened(own: str) -> str:
    """A member whose coverage is stated from January on."""
    return member(own, "021", coverage("021", "20240101"))


#: What a year's later files say of a member, and the days on which the member is covered by all of them.
LAST_WORDS: dict[str, tuple[list[tuple[str, ...]], list[tuple[str, str]]]] = {
    "ended": ([("024", coverage("024", "20240101", "20240331"))], [("20240101", "20240331")]),
    "ended-without-start": ([("024", coverage("024", end="20240331"))], [("20240101", "20240331")]),
    "ended-from-inception": ([("024", coverage("024", end="20231231"))], []),
    "deleted": ([("002", coverage("002", "20240101"))], []),
    "another-plan": ([("024", coverage("024", end="20240331", plan="SILVER"))], [("20240101", "21001231")]),
    "reinstated": (
        [("024", coverage("024", end="20240331")), ("025", coverage("025", "20240501"))],
        [("20240101", "20240331"), ("20240501", "21001231")],
    ),
    "ended-again": (
        [
            ("024", coverage("024", end="20240331")),
            ("025", coverage("025", "20240501")),
            ("024", coverage("024", end="20240831")),
        ],
        [("20240101", "20240331"), ("20240501", "20240831")],
    ),
    "reinstated-from-start": (
        [("024", coverage("024", "20240101", "20240331")), ("025", coverage("025", "20240101"))],
        [("20240101", "21001231")],
    ),
    "changed": ([("001", coverage("001", "20240101", "20241231"))], [("20240101", "20241231")]),
    "audited": ([("030", coverage("030", "20240101"))], [("20240101", "21001231")]),
}


def test_the_last_word_on_coverage_holds_in_whatever_order_files_are_named(tmp_path: Path) -> None:
    everybody = [opened(own) for own in (*LAST_WORDS, "ended-in-all")]
    write(tmp_path, enrollment("20240105", *everybody), "z.834")
    for turn in range(3):
        later = [member(own, *said[turn]) for own, (said, _) in LAST_WORDS.items() if turn < len(said)]
        if turn == 0:
            later.append(member("ended-in-all", "024", more="DTP*357*D8*20240331"))
        write(tmp_path, enrollment(f"2024020{turn + 1}", *later, number=turn + 2), f"{3 - turn}.834")
    with loaded(X12Reader(), tmp_path) as load:
        found: dict[str, list[tuple[str, str]]] = {}
        for person, _, start, end in load.rows("eligibility", *SPAN):
            found.setdefault(person, []).append((f"{start:%Y%m%d}", f"{end:%Y%m%d}"))
        wanted = {own: spans for own, (_, spans) in LAST_WORDS.items() if spans}
        assert found == {**wanted, "ended-in-all": [("20240101", "20240331")]}


def test_ends_of_what_no_file_stated_and_people_a_full_file_lacks_are_told(tmp_path: Path) -> None:
    gone = member("N-9", "024", coverage("024", end="20240331"))
    write(tmp_path, enrollment("20240105", opened("N-1"), gone), "first.834")
    full = member("N-2", "030", coverage("030", "20240101"))
    write(tmp_path, enrollment("20240301", full, number=2, action="4"), "full.834")
    with loaded(X12Reader(), tmp_path) as load:
        told = {each.audit: each.examples for each in load.result.findings}
        assert told["ends_of_nothing"] == ("N-9 (first.834, segment 23)",)
        assert told["absent_from_full_file"] == ("N-1",)


def test_lines_that_are_no_benefit_and_members_without_coverage_are_told(tmp_path: Path) -> None:
    write(
        tmp_path,
        enrollment(
            "20240105",
            member("N-1", "021", coverage("021", "20240101"), coverage("021", "20240101", line="PDG")),
            member("N-2", "001"),
        )
        + interchange("BPR*I*1", kind="820", group="RA", number=2),
    )
    with loaded(X12Reader(), tmp_path, payer="Northern", plan="x") as load:
        assert load.rows("eligibility", "person_id", "payer") == [("N-1", "Northern")]
        told = load.result.not_read
        assert told["HD of the line PDG"] == told["INS 001 without coverage (HD)"] == "1 of them are not read"
        assert told["820 transactions"] == "1 of them are not read"


SOUND = enrollment("20240105", opened("N-1"))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text.replace("REF*0F*N-1", "REF*17*N-1"), "daily.834:7, segment 7: this member has no number"),
        (lambda text: text.replace("DTP*348", "DTP*303"), "this coverage has no first day"),
        (lambda text: text.replace("HD*021", "HD*099"), "maintenance type '099' is not known"),
        (lambda text: text.replace("REF*1L*G1", "REF*0F*N-2"), "this says 'N-2' of subscriber id"),
        (lambda text: text.replace("N1*IN", "N1*BO"), "this transaction names no payer"),
        (lambda text: text.replace("*20240105*0800****2", ""), "this transaction has no BGN with day and time"),
    ],
)  # fmt: skip
def test_what_is_unclear_is_told_with_its_segment(change: Callable[[str], str], told: str) -> None:
    changed = change(SOUND)
    (transaction,), _ = read_transactions(changed, "daily.834")
    met = Notices()
    list(notice_rows(transaction, "daily.834", "", "", met))
    assert any(told in str(each) for each in met.faults)


@pytest.mark.parametrize("change", [("*20240101", "*20240231"), ("348*D8", "348*RD8")])
def test_a_day_that_is_none_refuses_the_load(change: tuple[str, str], tmp_path: Path) -> None:
    path = write(tmp_path, SOUND.replace(*change))
    assert any("start_date" in each and "daily.834:14" in each for each in faults(X12Reader(), [path]))
