"""Published values as a list: lists of codes are told in full, for people and machines."""

from pathlib import Path
from textwrap import dedent

from openvbc.parameters.load import load_parameters
from openvbc.parameters.model import CodeList, ParameterSet
from openvbc.payment_models.registry import published_parameters
from openvbc.reports.parameter_list import parameter_json, parameter_list

TEXT = """
parameters:
  - parameter: visit_codes
    label: Codes of visits
    unit: codes
    values:
      - codes: ["99201-99260", "G0402"]
        scope: {performance_year: {from: 2013}}
        citation: {source: First text, status: C}
  - parameter: share
    label: Share
    unit: rate
    values:
      - value: 50%
        scope: {performance_year: {from: 2013}}
        citation: {source: First text, status: C}
"""


def made(folder: Path) -> ParameterSet:
    (folder / "codes.yaml").write_text(dedent(TEXT), encoding="utf-8")
    return load_parameters([folder])


def test_every_code_of_a_list_is_told_in_lines_that_fit_a_screen(tmp_path: Path) -> None:
    text = parameter_list(list(made(tmp_path)))
    codes = [f"{number}" for number in range(99201, 99261)] + ["G0402"]
    lines = [line for line in text.splitlines() if line.startswith(" " * 6)]
    assert ", ".join(line.strip().rstrip(",") for line in lines) == ", ".join(codes)
    assert len(lines) > 1
    assert all(len(line) <= 110 for line in lines)
    assert text.endswith("2 values")


def test_machines_get_the_codes_as_a_list_and_numbers_as_exact_text(tmp_path: Path) -> None:
    told = {str(each["parameter"]): each["value"] for each in map(parameter_json, made(tmp_path))}
    assert told["visit_codes"] == [f"{number}" for number in range(99201, 99261)] + ["G0402"]
    assert told["share"] == "0.5"


def test_every_published_list_of_codes_is_told_whole() -> None:
    lists = [each for each in published_parameters() if isinstance(each.value, CodeList)]
    assert lists
    for each in lists:
        assert isinstance(each.value, CodeList)
        told = parameter_list([each]).replace("\n", " ")
        assert all(code in told for code in each.value.codes)
        assert parameter_json(each)["value"] == list(each.value.codes)


def test_nothing_that_fits_is_said_in_words() -> None:
    assert parameter_list([]).startswith("no published value fits; `openvbc parameters`")
