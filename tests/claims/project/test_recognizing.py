"""Which reader takes which file; readers by name."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from openvbc.claims.project.load import LoadRequest, load
from openvbc.claims.project.sources import find_files
from openvbc.claims.readers.account import LoadOptions
from openvbc.claims.readers.reading import Reader
from openvbc.claims.readers.registry import MAPPED, reader, reader_names, readers_to_ask
from openvbc.errors import ClaimsError, FileError

from .tiny import TinyReader, write


class GreedyReader(TinyReader):
    name = "greedy"
    label = "anything"

    def recognize(self, files: Sequence[Path]) -> list[Path]:
        return list(files)


def test_a_file_that_two_readers_take_is_refused_with_the_word_that_decides(tmp_path: Path) -> None:
    request = LoadRequest((write(tmp_path, "provider", {}),), tmp_path / "project")
    with pytest.raises(ClaimsError, match="can be read as tiny or as greedy") as caught:
        load(request, [TinyReader(), GreedyReader()])
    assert "--format tiny" in str(caught.value)
    assert not (tmp_path / "project").exists()


def test_files_that_no_reader_takes_are_refused_by_name(tmp_path: Path) -> None:
    for number in range(7):
        (tmp_path / f"{number}.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ClaimsError, match=r"0\.txt, 1\.txt, 2\.txt, 3\.txt, 4\.txt and 2 more"):
        load(LoadRequest((tmp_path,), tmp_path / "project"), [TinyReader()])


def test_sources_that_are_not_there_are_all_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileError) as caught:
        find_files([tmp_path / "a", tmp_path / "empty", tmp_path / "b.csv"], tmp_path / "project")
    assert [fault.what for fault in caught.value.faults] == [
        "there is no such file or folder",
        "there is no file in this folder",
        "there is no such file or folder",
    ]


def test_hidden_files_and_leftovers_of_packing_are_no_sources(tmp_path: Path) -> None:
    for name in ("b/x.csv", "a.csv", ".hidden", "__MACOSX/a.csv", ".git/config"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x", encoding="utf-8")
    assert [name for _, name in find_files([tmp_path, tmp_path / "a.csv"], tmp_path / "p")] == ["a.csv", "b/x.csv"]


@pytest.mark.parametrize("name", ["a b", "../x", "x" * 65, "é", "-a"])
def test_a_data_source_has_a_plain_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ClaimsError, match="cannot name a data source"):
        load(LoadRequest((tmp_path,), tmp_path / "project", LoadOptions(name)), [TinyReader()])


def test_an_unknown_format_is_refused_with_the_nearest_word() -> None:
    with pytest.raises(ClaimsError, match="there is no format 'tuvva'") as caught:
        readers_to_ask("tuvva", mapping=False)
    assert "did you mean 'tuva'?" in str(caught.value)


@pytest.mark.parametrize("name", reader_names())
def test_every_reader_is_found_under_its_own_name(name: str) -> None:
    found = reader(name)
    assert isinstance(found, Reader)
    assert found.name == name
    assert found.label
    assert all(table.columns for table in found.received)


def test_the_reader_for_mappings_is_asked_only_with_a_mapping() -> None:
    asked = [each.name for each in readers_to_ask("", mapping=False)]
    assert MAPPED not in asked
    assert len(asked) >= 1
    assert [each.name for each in readers_to_ask("", mapping=True)] == [MAPPED]
