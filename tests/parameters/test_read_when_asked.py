"""Files of parameters are read when one is asked for: the same values, and the same faults of all files."""

from importlib.resources import files
from pathlib import Path

import pytest

from openvbc.errors import ParameterError
from openvbc.parameters.load import ParametersInFolders, load_parameters
from openvbc.yamlfile import Node, parse_yaml

SOUND = """parameters:
  - parameter: {name}
    label: Cap
    unit: rate
    values:
      - {{value: 10%, {scope}citation: {{source: 42 CFR 425.605, status: C}}}}
"""


def written(folder: Path, **named: str) -> ParametersInFolders:
    for name, text in named.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return ParametersInFolders([folder])


def test_only_files_that_may_hold_it_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    read: list[str] = []

    def noted(text: str, path: Path) -> Node:
        read.append(path.name)
        return parse_yaml(text, path)

    monkeypatch.setattr("openvbc.parameters.load.parse_yaml", noted)
    parameters = written(
        tmp_path,
        one=SOUND.format(name="cap", scope=""),
        other=SOUND.format(name="floor", scope=""),
        third=SOUND.format(name="highest_cap", scope=""),
    )
    assert not read
    assert parameters.resolve("cap").where == "one.yaml:6"
    assert parameters.texts("cap") == (parameters.resolve("cap"),)
    assert read == ["one.yaml", "third.yaml"]


def test_every_value_is_that_of_reading_all_at_once() -> None:
    folders = [files(f"openvbc.{name}").joinpath("parameters") for name in ("methods", "payment_models.aco_reach")]
    every, asked = list(load_parameters(folders)), ParametersInFolders(folders)
    assert len({value.parameter for value in every}) > 20
    for name in {value.parameter for value in every}:
        assert list(asked.texts(name)) == [value for value in every if value.parameter == name]
    assert list(ParametersInFolders(folders)) == every


def test_a_fault_of_a_file_that_is_read_tells_the_faults_of_all(tmp_path: Path) -> None:
    faulty = SOUND.format(name="cap", scope="").replace("status: C", "status: X")
    parameters = written(tmp_path, one=faulty, other=faulty.replace("cap", "floor"))
    for _ in range(2):
        with pytest.raises(ParameterError) as asked:
            parameters.resolve("cap")
        with pytest.raises(ParameterError) as listed:
            list(parameters)
        with pytest.raises(ParameterError) as at_once:
            load_parameters([tmp_path])
        assert str(asked.value) == str(listed.value) == str(at_once.value)
    assert len(asked.value.faults) == 2


def test_two_values_in_two_files_that_can_apply_at_once_are_told(tmp_path: Path) -> None:
    one, other = (SOUND.format(name="cap", scope=f"scope: {{year: {{from: {year}}}}}, ") for year in (2020, 2022))
    with pytest.raises(ParameterError, match="cap has two values that can apply at once"):
        written(tmp_path, one=one, other=other).resolve("cap", year=2021)


def test_an_unknown_name_is_held_against_the_names_of_all_files(tmp_path: Path) -> None:
    parameters = written(tmp_path, one=SOUND.format(name="cap", scope=""), other=SOUND.format(name="floor", scope=""))
    parameters.resolve("cap")
    with pytest.raises(ParameterError, match="did you mean 'floor'"):
        parameters.resolve("flor")


def test_a_name_that_yaml_writes_otherwise_is_found(tmp_path: Path) -> None:
    parameters = written(tmp_path, one=SOUND.format(name='"c\\x61p"', scope=""))
    assert parameters.resolve("cap").parameter == "cap"
