"""A folder that is damaged, foreign or newer is refused by name; a manifest is taken as written or not at all."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.project.load import LoadRequest, load
from openvbc.claims.project.manifest import FORMAT, MANIFEST, _seal, read_manifest, seal_of
from openvbc.claims.project.project import Project, open_project
from openvbc.errors import FileError
from tests.counts import examples

from .tiny import USUAL, TinyReader, load_tiny, write


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    for table in USUAL:
        write(folder / "in", table, {})
    return load_tiny(folder / "project", folder / "in").project.folder


@pytest.fixture
def project(written: Path, tmp_path: Path) -> Project:
    return open_project(shutil.copytree(written, tmp_path / "project"))


def test_a_missing_part_is_refused_by_name(project: Project) -> None:
    (file,) = project.files("medical_claim")
    file.unlink()
    with pytest.raises(FileError, match=r"tables/medical_claim/load-0001\.parquet: this part .* is missing"):
        open_project(project.folder)


def test_a_part_cut_short_is_refused_before_the_next_load_builds_on_it(project: Project, tmp_path: Path) -> None:
    (file,) = project.files("medical_claim")
    os.truncate(file, file.stat().st_size - 1)
    more = write(tmp_path, "provider", {"npi": "9999000002"})
    for attempt in (lambda: open_project(project.folder), lambda: load_tiny(project.folder, more)):
        with pytest.raises(FileError, match=r"bytes where .* were written"):
            attempt()


def test_one_changed_byte_is_found_when_every_file_is_read(project: Project) -> None:
    files = [*project.files("medical_claim"), *project.files("eligibility")]
    for file in files:
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(bytes(content))
    open_project(project.folder)
    with pytest.raises(FileError) as caught:
        open_project(project.folder, verify=True)
    assert {fault.where for fault in caught.value.faults} == {str(f.relative_to(project.folder)) for f in files}


def test_whatever_bit_is_changed_nothing_is_counted_from_it_or_built_on_it(project: Project, tmp_path: Path) -> None:
    (file,) = project.files("medical_claim")
    sound = file.read_bytes()
    draw = Random(11)  # noqa: S311  # draws places, no secrets
    with EmbeddedEngine(threads=1) as engine:
        for _ in range(100):
            content = bytearray(sound)
            content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
            file.write_bytes(bytes(content))
            with pytest.raises(FileError, match="not as it was written"), open_project(project.folder).attached(engine):
                pytest.fail("it was attached")
        with pytest.raises(FileError, match="not as it was written"):
            load_tiny(project.folder, write(tmp_path, "provider", {"npi": "9999000002"}))
        file.write_bytes(sound)
        with open_project(project.folder).attached(engine):
            assert engine.table("medical_claim").rows


def test_a_part_that_changes_while_it_is_counted_is_told(project: Project) -> None:
    (file,) = project.files("medical_claim")
    with (
        EmbeddedEngine(threads=1) as engine,
        pytest.raises(FileError, match="changed while it was counted"),
        open_project(project.folder).attached(engine),
    ):
        file.write_bytes(bytes(file.stat().st_size))


def test_a_file_that_no_manifest_names_is_not_read_and_is_swept(project: Project, tmp_path: Path) -> None:
    (file,) = project.files("medical_claim")
    orphan = file.with_name("load-0002.parquet")
    orphan.write_bytes(file.read_bytes())
    own = file.with_name("notes of mine.txt")
    own.write_text("kept", encoding="utf-8")
    assert open_project(project.folder).files("medical_claim") == [file]
    load_tiny(project.folder, write(tmp_path, "provider", {"npi": "9999000002"}))
    assert not orphan.exists()
    assert own.exists()


def test_a_folder_of_other_things_is_not_taken_for_a_project(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (tmp_path / "precious.txt").write_text("mine", encoding="utf-8")
    source = write(tmp_path_factory.mktemp("in"), "provider", {})
    with pytest.raises(FileError, match=r"it is not empty: it holds precious\.txt"):
        load(LoadRequest((source,), tmp_path), [TinyReader()])
    with pytest.raises(FileError, match="no project folder"):
        open_project(tmp_path)
    with pytest.raises(FileError, match="no such folder"):
        open_project(tmp_path / "nowhere")
    with pytest.raises(FileError, match="this is a file"):
        load(LoadRequest((source,), tmp_path / "precious.txt"), [TinyReader()])


def test_the_project_folder_itself_is_no_source(project: Project) -> None:
    with pytest.raises(FileError, match="project folder itself"):
        load_tiny(project.folder, project.folder / "tables")


def resealed(change: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], None]:
    def changed(content: dict[str, Any]) -> None:
        change(content)
        body = {key: value for key, value in content.items() if key not in ("openvbc_project", "sha256")}
        content["sha256"] = _seal(body)

    return changed


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "rows by hand": (lambda content: content["tables"]["provider"].update(rows=7), "changed by hand"),
    "no seal": (lambda content: content.pop("sha256"), "changed by hand"),
    "later format": (lambda content: content.update(openvbc_project=FORMAT + 1), f"of format {FORMAT + 1}"),
    "format as truth": (lambda content: content.update(openvbc_project=True), "of format True"),
    "other JSON": (lambda content: content.pop("openvbc_project"), "not the manifest"),
    "unknown table": (
        resealed(lambda content: content["tables"].update(secrets=content["tables"]["provider"])),
        "there is no table secrets",
    ),
    "part elsewhere": (
        resealed(lambda content: content["tables"]["provider"]["parts"][0].update(file="../../other.parquet")),
        "not where a part of provider belongs",
    ),
    "rows that do not sum": (resealed(lambda content: content["tables"]["provider"].update(rows=7)), "not those of"),
    "wrong type": (resealed(lambda content: content["tables"]["provider"].update(rows="1")), "valid integer"),
    "loads renumbered": (resealed(lambda content: content["loads"][0].update(number=4)), "not numbered"),
}


@pytest.mark.parametrize(("change", "told"), CHANGES.values(), ids=CHANGES)
def test_a_changed_manifest_is_refused(project: Project, change: Callable[[dict[str, Any]], object], told: str) -> None:
    path = project.folder / MANIFEST
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(FileError, match=told):
        open_project(project.folder)


@examples(150)
@given(st.data())
def test_no_damage_to_a_manifest_goes_unnoticed(written: Path, data: st.DataObject) -> None:
    sound = written.joinpath(MANIFEST).read_bytes()
    seal = seal_of(read_manifest(written))
    start = data.draw(st.integers(0, len(sound)))
    end = data.draw(st.integers(start, min(len(sound), start + 40)))
    damaged = sound[:start] + data.draw(st.binary(max_size=12)) + sound[end:]
    other = written.parent / "copy"
    other.mkdir(exist_ok=True)
    (other / MANIFEST).write_bytes(damaged)
    try:
        manifest = read_manifest(other)
    except FileError:
        return
    # Blanks between the parts of JSON say nothing, so they may change.
    assert seal_of(manifest) == seal
