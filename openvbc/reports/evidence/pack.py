"""What an evidence pack holds, and how it is read back.

pack.json        what the pack is of, and the digest of every file in it
record.json      the contract's text and every figure with its source, from which the settlement is computed again
contract.yaml    the contract as it was read
settlement.json  everything that the settlement says, sealed
statement.html, workbook.xlsx
inputs/          the files of headline numbers
digests.csv      the name and SHA-256 of every file that figures were read or counted from
queries/         the queries that counted them, as they ran
ledger.json      its entries in the books, with their hashes
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, Final

from openvbc import __version__
from openvbc.errors import Fault, FileError, raise_all
from openvbc.figures import Figure, FileDigest, Source
from openvbc.ledger.entry import Entry
from openvbc.money import plain
from openvbc.reports.as_json import settlements_text
from openvbc.reports.excel.workbook import excel_bytes
from openvbc.reports.html import render_html
from openvbc.settlement.settle import Settlement
from openvbc.settlement.settlement_record import record_of
from openvbc.yamlfile import quoted

#: The form of a pack; a later one is another number.
FORM: Final = 1
MANIFEST, RECORD, SETTLEMENT, LEDGER = "pack.json", "record.json", "settlement.json", "ledger.json"
STATEMENT, WORKBOOK = "statement.html", "workbook.xlsx"
_MOST_BYTES: Final = 1 << 30


@dataclass(frozen=True)
class Pack:
    """A pack as it was read: what it says it is, and its files by their place, each with the digest that it says."""

    name: str
    manifest: Mapping[str, Any]
    files: Mapping[str, bytes]

    def text(self, place: str) -> str:
        """A file of text."""
        return self.files[place].decode("utf-8")


def pack_files(
    settlement: Settlement, inputs: Sequence[Path] = (), entries: Sequence[Entry] = ()
) -> Iterator[tuple[PurePosixPath, bytes]]:
    """The files of a pack by their place; equal settlements give equal bytes.

    inputs: files of headline numbers. entries: the settlement's entries in the books.
    """
    # How much of its counting was done before is of one run, and no evidence.
    settlement = replace(settlement, case=replace(settlement.case, reuse=None))
    files: dict[str, bytes] = {
        RECORD: record_of(settlement).encode(),
        "contract.yaml": settlement.contract.source.text.encode(),
        SETTLEMENT: settlements_text([settlement]).encode(),
        STATEMENT: render_html(settlement).encode(),
        WORKBOOK: excel_bytes(settlement),
        "digests.csv": _digests(settlement).encode(),
    }
    files |= {f"inputs/{each.name}": each.read_bytes() for each in inputs}
    files |= {f"queries/{at:03d}.sql": text.encode() for at, text in enumerate(_queries(settlement), start=1)}
    if entries:
        told = [{"row": [*each.row(), each.hash], "lines": each.line_rows()} for each in entries]
        files[LEDGER] = json.dumps(told, ensure_ascii=False, indent=1).encode()
    manifest = {
        "pack": FORM,
        "version": __version__,
        "contract": settlement.contract.name,
        "organization": settlement.provider_name,
        "period": settlement.performance_year.name,
        "status": settlement.status.value,
        "net_payment": plain(settlement.net_payment),
        "fingerprint": settlement.fingerprint,
        "files": {place: hashlib.sha256(content).hexdigest() for place, content in files.items()},
    }
    yield PurePosixPath(MANIFEST), json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    for place, content in files.items():
        yield PurePosixPath(place), content


def sources_of(settlement: Settlement) -> Iterator[Source]:
    """The source of every figure, in the order of the figures."""
    for held in settlement.case.figures.values():
        for figure in (held,) if isinstance(held, Figure) else held.values():
            yield figure.source


def _digests(settlement: Settlement) -> str:
    files: dict[FileDigest, None] = {}
    for source in sources_of(settlement):
        files |= dict.fromkeys(source.files)
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(("name", "sha256"))
    table.writerows((each.name, each.sha256) for each in files)
    return written.getvalue()


def _queries(settlement: Settlement) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source.query for source in sources_of(settlement) if source.query))


def read_pack(path: Path) -> Pack:
    """A pack from its folder or zip. FileError lists every file that is missing, was changed, or does not belong."""
    files = _of_zip(path) if path.is_file() else _of_folder(path)
    try:
        manifest = json.loads(files[MANIFEST])
        stated, form = dict(manifest["files"]), manifest["pack"]
    except (KeyError, ValueError, TypeError):
        fix = "name a folder or zip that `openvbc pack` wrote"
        raise FileError(Fault("this is no evidence pack", str(path), fix=fix)) from None
    if form != FORM:
        what = f"this pack is of form {form}, and this program reads form {FORM}"
        raise FileError(Fault(what, str(path), fix="use the version of OpenVBC that wrote it"))
    held = {place: content for place, content in files.items() if place != MANIFEST}
    faults = [Fault(f"{quoted(place)} is missing", str(path)) for place in stated if place not in held]
    for place, content in held.items():
        if place not in stated:
            faults.append(Fault(f"{quoted(place)} does not belong to the pack", str(path)))
        elif hashlib.sha256(content).hexdigest() != stated[place]:
            faults.append(Fault(f"{quoted(place)} was changed after the pack was written", str(path)))
    raise_all(faults, FileError)
    return Pack(path.name, manifest, held)


def _of_folder(path: Path) -> dict[str, bytes]:
    if not path.is_dir():
        raise FileError(Fault("there is no such pack", str(path), fix="check the path"))
    files = sorted(each for each in path.rglob("*") if each.is_file() and not each.is_symlink())
    return {each.relative_to(path).as_posix(): each.read_bytes() for each in files}


def _of_zip(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(each.file_size for each in archive.infolist()) > _MOST_BYTES:
                raise FileError(Fault("this zip is larger than any pack", str(path), fix="name a pack"))
            return {each.filename: archive.read(each) for each in archive.infolist() if not each.is_dir()}
    except (zipfile.BadZipFile, OSError, EOFError):
        fix = "name a folder or zip that `openvbc pack` wrote"
        raise FileError(Fault("this is no evidence pack", str(path), fix=fix)) from None
