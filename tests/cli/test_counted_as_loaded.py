"""Whatever counts from a project refuses a part that is not as it was written, and says which parts it counted."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from openvbc.claims.project.load import LoadRequest, load
from openvbc.claims.project.project import open_project
from openvbc.claims.synthetic.desynpuf import write_synthetic_desynpuf
from openvbc.cli import cli
from openvbc.payment_models.registry import model_folder

PARTICIPANTS = "organization_id,tin,ccn,npi,first_date,last_date\nA9001,000000001,,,2020-01-01,\n"
COUNTED = Path(str(model_folder("shared_savings").joinpath("contracts", "synthetic_region.yaml")))
FROM_CLAIMS = Path(str(model_folder("mssp").joinpath("contracts", "from_claims_2024.yaml")))
#: Every command that counts from a project, but for the project's own folder.
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "settle": ("settle", str(COUNTED), "--year", "2009", "--status", "final", "--claims"),
    "explain": ("explain", "expenditures", str(COUNTED), "--year", "2009", "--status", "final", "--claims"),
    "bridge": ("bridge", str(COUNTED), "--year", "2009", "--status", "final", "--claims"),
    "checklist": ("checklist", str(COUNTED), "--claims"),
    "measures": ("measures", "--year", "2024"),
    "utilization": ("utilization", "--year", "2009"),
    "factors": ("factors", "new", "--from", str(FROM_CLAIMS), "--participants", "p.csv", "--year", "2024", "--claims"),
    "attribution-reconciliation": (
        *("attribution-reconciliation", str(FROM_CLAIMS), "--participants", "p.csv", "--list", "list.csv"),
        *("--year", "2024", "--claims"),
    ),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    load(LoadRequest(write_synthetic_desynpuf(folder / "claims", 60, 1), folder / "project"))
    return folder / "project"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_changed_byte_stops_every_command_that_counts(
    command: str, sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(sound, "project")
    Path("p.csv").write_text(PARTICIPANTS, encoding="utf-8")
    Path("list.csv").write_text("person_id\n1\n", encoding="utf-8")
    part = open_project(Path("project")).files("eligibility")[0]
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 1
    part.write_bytes(bytes(content))
    result = CliRunner().invoke(cli, [*COMMANDS[command], "project"])
    assert "tables/eligibility/load-0001.parquet: this part of the project is not as it was written" in str(
        result.exception
    ), result.output
    assert not Path("new").exists()


def test_a_statement_prints_the_digests_of_deliveries_and_of_the_parts_that_were_counted(
    sound: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    command = [*COMMANDS["settle"], str(sound), "--html", str(page), "--json"]
    told = json.loads(CliRunner().invoke(cli, command, catch_exceptions=False).stdout)
    files = {(each["name"], each["sha256"]) for each in _files(told)}
    project = open_project(sound)
    assert files >= {(each.name, each.sha256) for each in project.counted_files}
    parts = {part.file for table in project.manifest.tables.values() for part in table.parts}
    assert parts <= {name for name, _ in files}
    assert all(each.sha256 in page.read_text(encoding="utf-8") for each in project.counted_files)


def _files(told: object) -> list[dict[str, str]]:
    if isinstance(told, dict):
        return [*told.get("files", []), *(found for each in told.values() for found in _files(each))]
    return [found for each in told for found in _files(each)] if isinstance(told, list) else []
