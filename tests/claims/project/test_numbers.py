"""The claims in numbers, kept with their load: what a count would make of them, checked like every part."""

from dataclasses import replace
from pathlib import Path

import pytest

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.named_queries import OF_CLAIMS_ALONE, NamedQuery
from openvbc.claims.engine.query import query
from openvbc.claims.project import numbers
from openvbc.claims.project import project as project_module
from openvbc.claims.project.manifest import NUMBERS
from openvbc.claims.project.project import open_project
from openvbc.claims.synthetic.region import Work, write_region
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.errors import FileError
from tests.claims.engine.comparing import digest


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of a region of a few people, whose claims are kept in numbers all the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numbers, "LEAST_LINES", 0)
        region = write_region(
            tmp_path_factory.mktemp("numbers") / "region", people=25, seed=3, years=(2024,), work=Work(audit=False)
        )
    return region.folder


def test_what_is_kept_is_what_a_count_would_make(folder: Path) -> None:
    project = open_project(folder)
    with EmbeddedEngine(threads=1) as kept, EmbeddedEngine(threads=1) as made, project.attached(kept):
        for table in CANONICAL_TABLES.values():
            made.attach(table, project.files(table.name))
        for name in OF_CLAIMS_ALONE:
            made.build(name)
            kept._make_inputs(replace(query(NamedQuery.LAST_PAYMENT), inputs=(name,)))  # as a query that reads it does
            assert digest(kept.table(name)) == digest(made.table(name)), name
        assert {ran.seconds for ran in kept.ran if ran.query.name in OF_CLAIMS_ALONE} == {0.0}
        assert kept.table(NamedQuery.MEDICAL_LINE).rows


def test_the_fingerprint_of_a_project_is_that_of_its_loads(folder: Path) -> None:
    """Numbers are made to count faster: with them or without, it is the same project."""
    project = open_project(folder)
    without = numbers.kept_of_claims([], {})
    assert project.manifest.of_claims != without
    bare = replace(project, manifest=replace(project.manifest, of_claims=without))
    assert bare.fingerprint == project.fingerprint


def test_numbers_that_another_version_made_are_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = open_project(folder)
    assert any(part.file.startswith(f"{NUMBERS}/") for part in project.counted_parts)
    monkeypatch.setattr(project_module, "of_claims_digest", lambda: "another")
    assert project.counted_parts == project.canonical_parts


def test_few_lines_are_kept_in_words_alone(tmp_path: Path) -> None:
    region = write_region(tmp_path / "region", people=2, seed=3, years=(2024,), work=Work(audit=False))
    assert open_project(region.folder).counted_parts == open_project(region.folder).canonical_parts
    assert not (region.folder / NUMBERS).exists()


def test_a_changed_bit_in_them_stops_the_count(folder: Path) -> None:
    project = open_project(folder)
    part = next(part for part in project.counted_parts if part.file.startswith(f"{NUMBERS}/medical_line"))
    path = folder / part.file
    whole = path.read_bytes()
    try:
        path.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
        with (
            EmbeddedEngine(threads=1) as engine,
            pytest.raises(FileError, match="not as it was written"),
            project.attached(engine),
        ):
            pass
    finally:
        path.write_bytes(whole)


def test_numbers_of_other_parts_are_not_read(folder: Path) -> None:
    """A part that was written anew, with its digest in the manifest, is numbered again by whoever counts."""
    project = open_project(folder)
    table = project.manifest.tables["medical_claim"]
    other = replace(table, parts=tuple(replace(part, sha256="0" * 64) for part in table.parts))
    changed = replace(project.manifest, tables={**project.manifest.tables, "medical_claim": other})
    assert replace(project, manifest=changed).counted_parts == tuple(
        part for each in changed.tables.values() for part in each.parts
    )
