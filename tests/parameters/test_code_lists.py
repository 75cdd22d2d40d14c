"""Lists of codes: what each text adds, from when on, each with its citation."""

from pathlib import Path

import pytest

from openvbc.errors import ParameterError
from openvbc.parameters.load import load_parameters
from openvbc.parameters.model import CodeList, ParameterSet

FILE = """parameters:
  - parameter: visit_codes
    label: Codes of visits
    unit: codes
    values:
      - codes: ["99201-99203", "G0402"]
        scope: {performance_year: {from: 2013}}
        citation: {source: First text, status: C}
      - codes: ["99495"]
        scope: {performance_year: {from: 2016, to: 2020}}
        citation: {source: Second text, status: U}
"""


def loaded(folder: Path, text: str) -> ParameterSet:
    (folder / "codes.yaml").write_text(text)
    return load_parameters([folder])


def codes(parameters: ParameterSet, year: int) -> list[str]:
    found = parameters.codes("visit_codes", performance_year=year)
    return [code for value in found if isinstance(value.value, CodeList) for code in value.value.codes]


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2013, ["99201", "99202", "99203", "G0402"]),
        (2016, ["99201", "99202", "99203", "G0402", "99495"]),
        (2021, ["99201", "99202", "99203", "G0402"]),
    ],
)
def test_a_list_holds_what_each_text_in_force_adds(tmp_path: Path, year: int, expected: list[str]) -> None:
    assert codes(loaded(tmp_path, FILE), year) == expected


def test_each_addition_keeps_its_own_citation_and_status(tmp_path: Path) -> None:
    found = loaded(tmp_path, FILE).codes("visit_codes", performance_year=2016)
    assert [(value.citation.source, value.citation.status.value) for value in found] == [
        ("First text", "C"),
        ("Second text", "U"),
    ]


def test_a_year_without_any_text_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="visit_codes has no value for performance year 2012"):
        loaded(tmp_path, FILE).codes("visit_codes", performance_year=2012)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('["99203-99201"]', "99203-99201 is no range of codes"),
        ("[99201]", "99201 is no code; put codes in quotes"),
        ('["99201", "99201"]', "each once"),
        ("[]", "each once"),
    ],
)
def test_a_list_that_is_none_is_refused(tmp_path: Path, written: str, told: str) -> None:
    with pytest.raises(ParameterError, match=told):
        loaded(tmp_path, FILE.replace('["99495"]', written))


def test_codes_and_numbers_are_not_mixed(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="a parameter whose unit is codes has `codes:`"):
        loaded(tmp_path, FILE.replace('codes: ["99495"]', "value: 3"))


def test_a_list_may_say_in_one_word_what_each_code_means(tmp_path: Path) -> None:
    text = FILE.replace('["99495"]', '{"99495": transition, "99496": transition}')
    (first, second) = loaded(tmp_path, text).texts("visit_codes")
    assert second.code_list == ("99495", "99496")
    assert (second.meaning("99496"), second.meaning("G0402"), first.meaning("G0402")) == ("transition", "", "")


@pytest.mark.parametrize("written", ["{}", '{"99495": }', '{"99495": [a]}'])
def test_a_code_without_its_word_is_refused(written: str, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="visit_codes"):
        loaded(tmp_path, FILE.replace('["99495"]', written))
