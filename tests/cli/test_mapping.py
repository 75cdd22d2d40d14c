"""The template of a mapping, and what a filled one lacks."""

from pathlib import Path

from click.testing import CliRunner

from openvbc.cli import cli
from openvbc.errors import FileError


def test_the_template_is_a_mapping_with_every_minimum_field(tmp_path: Path) -> None:
    file = tmp_path / "mapping.yaml"
    assert CliRunner().invoke(cli, ["mapping", "--output", str(file)]).exit_code == 0
    checked = CliRunner().invoke(cli, ["mapping", "--check", str(file)])
    assert checked.output == "mapping.yaml names every minimum field\n"


def test_a_template_is_never_written_over_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mapping.yaml"
    file.write_text("mine")
    result = CliRunner().invoke(cli, ["mapping", "--output", str(file)])
    assert isinstance(result.exception, FileError)
    assert file.read_text() == "mine"


def test_a_mapping_without_a_minimum_field_is_told_by_that_field(tmp_path: Path) -> None:
    text = CliRunner().invoke(cli, ["mapping"]).output
    file = tmp_path / "mapping.yaml"
    kept = [line for line in text.splitlines() if not line.strip().startswith("person_id:")]
    assert len(kept) < len(text.splitlines())
    file.write_text("\n".join(kept) + "\n")
    result = CliRunner().invoke(cli, ["mapping", "--check", str(file)])
    assert isinstance(result.exception, FileError)
    assert "person_id" in str(result.exception)
