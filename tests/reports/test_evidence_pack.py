"""A pack is all that a settlement rests on: it is computed again from it, and what is not equal is told."""

import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from openvbc import api
from openvbc.errors import FileError, LedgerError
from openvbc.reports.evidence.pack import MANIFEST, RECORD, SETTLEMENT
from openvbc.settlement.settled_before import SEAL, seal_of
from tests.command import run
from tests.examples import ONE_SIDED, contract_text

INPUTS = "performance_year: 2026\nstatus: final\nfigures: {benchmark: 1000000, expenditures: 940000}\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A contract, its figures, books with the settlement, and its pack as a folder and as a zip."""
    found = tmp_path_factory.mktemp("packed")
    (found / "contract.yaml").write_text(contract_text(ONE_SIDED), encoding="utf-8")
    (found / "inputs.yaml").write_text(INPUTS, encoding="utf-8")
    api.new_ledger(found / "books.db", "Lakeside ACO")
    api.post_settlement(found / "books.db", found / "contract.yaml", found / "inputs.yaml")
    for name in ("pack", "pack.zip"):
        done = run(
            "pack", "contract.yaml", "--inputs", "inputs.yaml", "--ledger", "books.db", "--output", name, folder=found
        )
        assert done.returncode == 0, done.stderr
    return found


def test_a_pack_is_equal_to_what_is_computed_from_it_again(folder: Path) -> None:
    for name in ("pack", "pack.zip"):
        found = api.verify_pack(folder / name).values
        assert found.equal
        assert (found.same_fingerprint, found.same_reports, found.entries) == (True, True, 1)
    done = run("verify", "pack.zip", folder=folder)
    assert done.returncode == 0
    assert "Equal: " in done.stdout
    assert {"inputs/inputs.yaml", "contract.yaml", "digests.csv", "ledger.json"} <= found.pack.files.keys()


def test_equal_settlements_give_packs_of_equal_bytes(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.zip"
    api.write_pack(again, folder / "contract.yaml", folder / "inputs.yaml", ledger=folder / "books.db")
    assert again.read_bytes() == (folder / "pack.zip").read_bytes()


def changed(folder: Path, into: Path, places: dict[str, bytes], *, version: str = "") -> Path:
    """A copy of the pack with other files in it, whose digests are told as if they had always been so."""
    for each in (folder / "pack").rglob("*"):
        if each.is_file():
            target = into / each.relative_to(folder / "pack")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(places.get(each.relative_to(folder / "pack").as_posix(), each.read_bytes()))
    manifest = json.loads((into / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"] |= {place: sha256(content).hexdigest() for place, content in places.items()}
    manifest["version"] = version or manifest["version"]
    (into / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return into


def test_a_figure_of_another_version_is_told_with_both_versions(folder: Path, tmp_path: Path) -> None:
    told = json.loads((folder / "pack" / SETTLEMENT).read_text(encoding="utf-8"))
    lines = [line for section in told["streams"][0]["sections"] for line in section["lines"]]
    next(line for line in lines if line["line"] == "shared_savings")["values"][0]["value"] = "29999"
    told[SEAL] = seal_of(told)
    pack = changed(folder, tmp_path, {SETTLEMENT: json.dumps(told).encode()}, version="0.0.9")
    done = run("verify", pack)
    assert done.returncode == 1
    (different,) = api.verify_pack(pack).values.differences
    assert (different.line, different.packed, different.recomputed) == ("shared_savings", "29999", "30000")
    assert "Version 0.0.9 (the pack)" in done.stdout
    assert "Not equal: 1 of" in done.stdout


def test_what_this_version_cannot_settle_is_told(folder: Path, tmp_path: Path) -> None:
    record = (folder / "pack" / RECORD).read_text(encoding="utf-8")
    pack = changed(folder, tmp_path, {RECORD: record.replace("shared_savings", "shared_saving").encode()})
    found = api.verify_pack(pack)
    assert not found.values.equal
    assert "cannot settle" in str(found)


def test_a_pack_that_was_changed_is_refused(folder: Path, tmp_path: Path) -> None:
    pack = changed(folder, tmp_path / "pack", {})
    (pack / "contract.yaml").write_text("changed", encoding="utf-8")
    (pack / "digests.csv").unlink()
    (pack / "more.txt").write_text("more", encoding="utf-8")
    with pytest.raises(FileError) as told:
        api.verify_pack(pack)
    for words in ("'digests.csv' is missing", "'contract.yaml' was changed", "'more.txt' does not belong"):
        assert words in str(told.value)
    (tmp_path / "other.zip").write_bytes(b"no zip")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    for name in ("other.zip", "empty.zip", "nowhere"):
        with pytest.raises(FileError, match=r"no evidence pack|no such pack"):
            api.verify_pack(tmp_path / name)


def test_entries_of_the_books_in_a_pack_have_their_hashes(folder: Path, tmp_path: Path) -> None:
    entries = (folder / "pack" / "ledger.json").read_text(encoding="utf-8")
    pack = changed(folder, tmp_path, {"ledger.json": entries.replace("3000000", "3000001").encode()})
    with pytest.raises(FileError, match=r"entry 1 of ledger.json does not have the hash"):
        api.verify_pack(pack)


def test_a_pack_goes_to_a_new_place_and_only_with_books_that_have_the_settlement(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="something here already"):
        api.write_pack(folder / "pack", folder / "contract.yaml", folder / "inputs.yaml")
    api.new_ledger(tmp_path / "books.db", "Lakeside ACO")
    with pytest.raises(LedgerError, match="is not in the books"):
        api.write_pack(tmp_path / "p", folder / "contract.yaml", folder / "inputs.yaml", ledger=tmp_path / "books.db")
