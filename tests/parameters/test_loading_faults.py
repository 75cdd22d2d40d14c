"""Every fault of every parameter file is told at once, with its place; nothing uncited loads."""

from pathlib import Path

import pytest

from openvbc.errors import ParameterError
from openvbc.parameters.load import load_parameters

CITED = "citation: {source: 42 CFR 425.605, status: C}"


def told(tmp_path: Path, values: str, unit: str = "rate") -> str:
    text = f"parameters:\n  - parameter: cap\n    label: Cap\n    unit: {unit}\n    values:\n{values}"
    return told_of_file(tmp_path, text)


def told_of_file(tmp_path: Path, text: str) -> str:
    (tmp_path / "caps.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError) as caught:
        load_parameters([tmp_path])
    return str(caught.value)


def test_a_value_without_citation_does_not_load(tmp_path: Path) -> None:
    assert told(tmp_path, "      - value: 10%\n") == (
        "caps.yaml:6: a value of cap has no citation\n"
        "    a number nobody can look up is not published\n    add citation"
    )


#: A value and what is told of it, after the place `caps.yaml:6`.
VALUES = {
    f"- {{value: 10%, table: [], {CITED}}}": "cap needs a value or a table, one of them",
    f"- {{{CITED}}}": "cap needs a value or a table, one of them",
    "- {value: 10%, citation: {source: A}}": "needs a source and a status\n    status is V, C, S or U",
    "- {value: 10%, citation: {source: A, status: X}}": "the citation of cap needs a source and a status",
    "- {value: 10%, citation: {status: C}}": "the citation of cap needs a source and a status",
    "- {value: 10%, citation: {source: A, status: C, pages: 3}}": "unknown word 'pages'\n    did you mean 'page'?",
    "- {value: 10%, citation: {source: A, status: C, published: 2018}}": "2018 is no day",
    "- {value: 10%, citation: {source: A, status: C, pin: }}": "'pin' has no value",
    f"- {{valeu: 10%, {CITED}}}": "unknown word 'valeu'\n    did you mean 'value'?",
    f"- {{value: , {CITED}}}": "'value' has no value",
    f"- {{value: $5, {CITED}}}": "cap: '$5' is not a number",
    f"- {{value: true, {CITED}}}": "cap: True is not in rate",
    f"- {{value: 10%, scope: {{year: {{from: 2019, til: 2020}}}}, {CITED}}}": "a range has `from` and `to`, not til",
    f"- {{value: 10%, scope: {{year: {{from: 2020, to: 2019}}}}, {CITED}}}": "a range from 2020 to 2019 never holds",
    f"- {{value: 10%, scope: {{year: {{from: 2020, to: 2020-12-31}}}}, {CITED}}}": "never holds",
    f"- {{value: 10%, scope: {{year: {{}}}}, {CITED}}}": "a range from nothing to nothing never holds",
    f"- {{value: 10%, scope: {{year: }}, {CITED}}}": "None is neither a year nor a date",
    f"- {{value: 10%, scope: {{year: 2019.5}}, {CITED}}}": "2019.5 is neither a year nor a date",
    f"- {{value: 10%, scope: {{year: true}}, {CITED}}}": "True is neither a year nor a date",
    f"- {{value: 10%, scope: {{year: []}}, {CITED}}}": "a scope without words would never hold",
    f"- {{table: 5, {CITED}}}": "every row of a table needs `from` and the same columns",
    f"- {{table: [], {CITED}}}": "every row of a table needs `from` and the same columns",
    f"- {{table: [{{to: 5, rate: 1%}}], {CITED}}}": "every row of a table needs `from` and the same columns",
    f"- {{table: [{{from: 1, rate: 1%}}, {{from: 2}}], {CITED}}}": "every row of a table needs `from`",
    f"- {{table: [{{from: 2, rate: 1%}}, {{from: 1, rate: 2%}}], {CITED}}}": "the rows of a table must rise by `from`",
    f"- {{table: [{{from: 1, rate: 1%}}, {{from: 1, rate: 2%}}], {CITED}}}": "the rows of a table must rise by `from`",
    f"- {{table: [{{from: 1, rate: lots}}], {CITED}}}": "'lots' is not a number",
    f"- {{table: [{{from: 1, rate: true}}], {CITED}}}": "True at line 6 is no number",
}


@pytest.mark.parametrize("value", VALUES)
def test_a_fault_of_a_value_is_told_with_its_place(tmp_path: Path, value: str) -> None:
    message = told(tmp_path, f"      {value}\n")
    assert message.startswith("caps.yaml:6: ")
    assert VALUES[value] in message


#: A whole file, and what is told of it.
FILES = {
    "rates: []\n": "caps.yaml:1: unknown word 'rates'",
    "- 1\n": "caps.yaml:1: a parameter file begins with `parameters:` and a list",
    "parameters: 5\n": "caps.yaml:1: a parameter file begins with `parameters:` and a list",
    "parameters: []\nparameter: x\n": "caps.yaml:2: unknown word 'parameter'\n    did you mean 'parameters'?",
    "parameters:\n  - {parameter: cap, unit: rate}\n": "caps.yaml:2: a parameter lacks label, values",
    "parameters:\n  - {parameter: cap, label: Cap, unit: rat, values: []}\n": (
        "caps.yaml:2: unknown unit 'rat'\n    did you mean 'rate'?"
    ),
    "parameters:\n  - {parameter: cap, label: , unit: rate, values: []}\n": "caps.yaml:2: 'label' has no value",
    "parameters:\n  - {parameter: cap, label: Cap, unit: rate, values: []}\n": "caps.yaml:2: cap has no list of values",
    "parameters:\n  - {parameter: cap, label: Cap, unit: rate, values: 5}\n": "caps.yaml:2: cap has no list of values",
    "parameters:\n  - {parameter: cap, label: Cap, unit: rate, vals: 5}\n": "unknown word 'vals'",
    "parameters: [\n": "this is not YAML",
}


@pytest.mark.parametrize("text", FILES)
def test_a_fault_of_a_file_is_told_with_its_place(tmp_path: Path, text: str) -> None:
    assert FILES[text] in told_of_file(tmp_path, text)


#: Two scopes that can apply at once.
OVERLAPS = [
    ("", ""),
    ("scope: {track: a},", ""),
    ("scope: {track: a},", "scope: {track: [a, b]},"),
    ("scope: {track: a},", "scope: {year: 2020},"),
    ("scope: {year: {from: 2013, to: 2018}},", "scope: {year: {from: 2018}},"),
    ("scope: {year: {to: 2018}},", "scope: {year: {to: 2013}},"),
    ("scope: {year: 2018},", "scope: {year: [2017, 2018]},"),
    ("scope: {start: {from: 2019-07-01}},", "scope: {start: {to: 2019-07-01}},"),
]
#: Two scopes of which one question meets one at most.
APART = [
    ("scope: {track: a},", "scope: {track: [b, c]},"),
    ("scope: {year: {from: 2013, to: 2017}},", "scope: {year: {from: 2018}},"),
    ("scope: {year: 2018},", "scope: {year: [2016, 2017]},"),
    ("scope: {start: {from: 2019-07-01}},", "scope: {start: {to: 2019-06-30}},"),
    ("scope: {start: 2019-07-01},", "scope: {start: {from: 2019}},"),
    ("scope: {track: a, year: 2018},", "scope: {track: a, year: 2019},"),
]


def _both(first: str, second: str) -> str:
    return "".join(f"      - {{value: {rate}, {scope} {CITED}}}\n" for rate, scope in (("1%", first), ("2%", second)))


@pytest.mark.parametrize(("first", "second"), OVERLAPS)
def test_two_values_that_can_apply_at_once_are_found_when_loading(tmp_path: Path, first: str, second: str) -> None:
    for values in (_both(first, second), _both(second, first)):
        message = told(tmp_path, values)
        assert message.startswith("caps.yaml:6 and caps.yaml:7: cap has two values that can apply at once: for ")
        assert message.endswith("which of the two holds cannot be known\n    narrow one of the scopes")


@pytest.mark.parametrize(("first", "second"), APART)
def test_values_that_never_meet_load(tmp_path: Path, first: str, second: str) -> None:
    text = f"parameters:\n  - parameter: cap\n    label: Cap\n    unit: rate\n    values:\n{_both(first, second)}"
    (tmp_path / "caps.yaml").write_text(text, encoding="utf-8")
    assert len(list(load_parameters([tmp_path]))) == 2


def test_faults_of_all_files_and_folders_are_told_at_once(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    (folders[0] / "a.yaml").write_text("parameters: [\n", encoding="utf-8")
    (folders[0] / "b.yaml").write_text("rates: 1\n", encoding="utf-8")
    (folders[0] / "notes.txt").write_text("not a parameter file", encoding="utf-8")
    (folders[1] / "c.yaml").write_text("parameters:\n  - {parameter: cap}\n", encoding="utf-8")
    with pytest.raises(ParameterError) as caught:
        load_parameters(folders)
    assert {fault.where.partition(":")[0] for fault in caught.value.faults} == {"a.yaml", "b.yaml", "c.yaml"}


def test_the_same_value_in_two_folders_is_an_overlap(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        text = f"parameters:\n  - {{parameter: cap, label: Cap, unit: rate, values: [{{value: 1%, {CITED}}}]}}\n"
        (tmp_path / name / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError, match=r"one.yaml:2 and two.yaml:2: cap has two values"):
        load_parameters([tmp_path / "one", tmp_path / "two"])
