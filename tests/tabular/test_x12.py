"""Interchanges are read whole: what is cut, mended by hand or put together wrongly is told with its place."""

from collections.abc import Callable

import pytest

from openvbc.tabular.x12 import read_transactions
from tests.claims.readers.x12.made_up_interchanges import coverage, enrollment, member

SOUND = enrollment("20240105", member("N-1", "021", coverage("021", "20240101")))


def test_transactions_have_their_segments_with_number_and_line() -> None:
    (first, second), faults = read_transactions(SOUND + SOUND.replace("*", "|").replace("~\n", "~"), "daily.834")
    assert faults == []
    assert (first.kind, first.version, first.control_number) == ("834", "005010X220A1", "000000001-1-0001")
    assert [(each.name, each.number, each.line) for each in first.segments][:3] == [
        ("ST", 3, 3), ("BGN", 4, 4), ("N1", 5, 5)
    ]  # fmt: skip
    assert [each.elements for each in first.segments] == [each.elements for each in second.segments]
    assert {each.line for each in second.segments} == {SOUND.count("\n") + 1}


@pytest.mark.parametrize("form", [("~\n", "~"), ("~\n", "~\r\n"), ("~\n", "\n"), ("*", "|")])
def test_delimiters_are_those_of_the_interchange(form: tuple[str, str]) -> None:
    (found,), faults = read_transactions(SOUND.replace(*form), "daily.834")
    ((whole,), _) = read_transactions(SOUND, "daily.834")
    assert faults == []
    assert [each.elements for each in found.segments] == [each.elements for each in whole.segments]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text[:-40], "daily.834:3, segment 3: what this ST begins has no end"),
        (lambda text: text.rstrip("~\n"), "the file ends within a segment: 'IEA*1*000000001'"),
        (lambda text: text + "rest", "the file ends within a segment: 'rest'"),
        (lambda text: text + "NTE*x~", "this segment belongs to no transaction: NTE"),
        (lambda text: text.replace("SE*14", "SE*15"), "SE says that it ends '15', and 14 are there"),
        (lambda text: text.replace("GE*1*1", "GE*2*1"), "GE says that it ends '2', and 1 are there"),
        (lambda text: text.replace("IEA*1*000000001", "IEA*1*000000007"), "IEA has the control number '000000007'"),
        (lambda text: text.replace("REF*0F*N-1~\n", ""), "SE says that it ends '14', and 13 are there"),
        (lambda text: text.replace("JANE", "JA\nNE"), "this is no segment, or has a line end within"),
        (lambda text: text.replace("*P*:~", "*T*:~"), "this interchange is no production data"),
        (lambda text: text.replace("*00501*", "*0501*"), "this ISA segment has not 106 characters"),
    ],
)
def test_what_is_no_whole_interchange_is_told(change: Callable[[str], str], told: str) -> None:
    changed = change(SOUND)
    assert changed != SOUND
    assert any(told in str(each) for each in read_transactions(changed, "daily.834")[1])


def test_no_way_of_cutting_a_file_goes_unnoticed() -> None:
    whole = SOUND.rstrip()
    for length in range(1, len(whole)):
        assert read_transactions(whole[:length], "daily.834")[1], length
