"""A pack is all that a settlement rests on: it is computed again from it, and what is not equal is told."""

import json
import zipfile
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from unittest.mock import patch

import pytest

from openvbc import __version__, api
from openvbc.errors import FileError, LedgerError
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.reports.evidence.pack import MANIFEST, RECORD, SETTLEMENT, pack_files
from openvbc.settlement.settle import settle
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


#: Figures of a Shared Savings Program contract, whose rates are published parameters.
PUBLISHED = {
    "benchmark": 118_200_000,
    "expenditures": 114_000_000,
    "assigned_beneficiaries": 9850,
    "guardrail_applied": False,
    "met_quality_standard": True,
    "met_alternative_standard": False,
    "low_revenue_aco": False,
    "disaster_relief": 0,
}


def packed_by(version: str, parameters: ParameterSet, into: Path) -> Path:
    """A pack as another version wrote it, which held these published parameters."""
    contract = Path(str(files("openvbc.payment_models.mssp") / "contracts" / "basic_e_2024.yaml"))
    inputs = {"performance_year": 2024, "status": "final", "figures": PUBLISHED}
    (now,) = api.settle(contract, inputs).values
    then = settle(now.contract, now.case, payment_models(), parameters)
    with patch("openvbc.reports.evidence.pack.__version__", version):
        for place, content in pack_files(then):
            target = into / place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    return into


def test_years_later_another_version_gives_the_same_figures(tmp_path: Path) -> None:
    done = run("verify", packed_by("0.0.9", published_parameters(), tmp_path / "pack"))
    assert done.returncode == 0, done.stderr
    assert "Equal: " in done.stdout
    assert f"computed by version 0.0.9, and verified by version {__version__}" in done.stdout


def test_years_later_a_corrected_published_value_is_told_with_what_each_version_made_of_it(tmp_path: Path) -> None:
    """The version that packed held a sequestration of 1%, this one holds 2%: that is told, and what rests on it."""
    then = ParameterSet(
        replace(each, value=Decimal("0.01")) if each.parameter == "mssp_sequestration" and each.value else each
        for each in published_parameters()
    )
    pack = packed_by("0.0.9", then, tmp_path / "pack")
    done = run("verify", pack)
    assert done.returncode == 1
    assert "Version 0.0.9 (the pack)" in done.stdout
    assert f"Version {__version__} (now)" in done.stdout
    found = api.verify_pack(pack).values
    told = {each.line: (each.packed, each.recomputed) for each in found.differences}
    # Half of savings of $4,200,000, less 1% or 2%.
    assert told["sequestration"] == ("0.01", "0.02")
    assert told["net_payment"] == ("2079000", "2058000")
    assert f"Net payment: 2079000 by version 0.0.9, 2058000 by version {__version__}." in done.stdout
    # What does not rest on it is not among them.
    assert not told.keys() & {"savings", "final_sharing_rate", "expenditures"}


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
