"""Which of the given files are CCLF files, in which form, and what they are packed in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openvbc.claims.readers.cclf.layout import RecordLayout, layouts
from openvbc.claims.readers.cclf.naming import Delivery, read_name
from openvbc.claims.readers.medicare.warehouse import is_warehouse_table
from openvbc.claims.readers.staging.packed import holds, is_packed, unpack
from openvbc.claims.readers.staging.text_file import TextFile, first_line, open_text_file
from openvbc.errors import Fault, FileError
from openvbc.yamlfile import digest

_CSV = (".csv", ".csv.gz")
#: Columns of a CSV that say in which delivery a record came.
FILE_NAME, FILE_DATE = "file_name", "file_date"


@dataclass(frozen=True)
class FeedFile:
    """One file of records. name: as messages call it; delivery: what its name says; table: the header of a CSV."""

    path: Path
    name: str
    sha256: str
    layout: RecordLayout
    delivery: Delivery | None
    table: TextFile | None = None


@dataclass(frozen=True)
class ControlFile:
    """A CCLF0 file."""

    path: Path
    name: str
    sha256: str
    delivery: Delivery


@dataclass
class Found:
    """What the given files turned out to be; not_read: file name -> reason."""

    feeds: list[FeedFile] = field(default_factory=list)
    controls: list[ControlFile] = field(default_factory=list)
    not_read: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def is_feed(path: Path) -> bool:
    """Whether a file is one of the feed's, by its name, the header of a CSV, or the names of what is packed in it."""
    if read_name(path.name) is not None:
        return True
    if path.suffix.lower() == ".zip":
        return holds(path, lambda name: read_name(name) is not None)
    header_fits = path.name.lower().endswith(_CSV) and layout_of_header(_cells(path)) is not None
    return header_fits and not is_warehouse_table(path)


def layout_of_header(header: Sequence[str]) -> RecordLayout | None:
    """The layout whose fields a CSV's header names: one with all its needed fields and most of its others."""
    names = {cell.strip().upper() for cell in header}
    shares = {
        file: sum(each.name in names for each in layout.fields) / len(layout.fields)
        for file, layout in layouts().items()
        if all(each.name in names for each in layout.needed)
    }
    best = max(shares, key=lambda file: shares[file], default="")
    return layouts()[best] if best and shares[best] > 0.5 else None


def find_feed_files(files: Sequence[Path], unpacked: Path) -> Found:
    """Look at every file; what is packed is unpacked into the folder `unpacked`."""
    found = Found()
    seen: dict[str, Path] = {}
    for path in files:
        if not _is_packed(path):
            _sort(path, path.name, seen, found)
            continue
        try:
            members = unpack(path, unpacked, lambda name: read_name(name) is not None, "CCLF file", found.not_read)
        except FileError as error:
            found.faults.extend(error.faults)
            continue
        for member, name in members:
            _sort(member, name, seen, found)
    return found


def _cells(path: Path) -> list[str]:
    return first_line(path).lstrip("\ufeff").replace('"', "").split(",")


def _is_packed(path: Path) -> bool:
    named = read_name(path.name)
    return path.suffix.lower() == ".zip" or (named is not None and not named.file and is_packed(path))


def _sort(path: Path, name: str, seen: dict[str, Path], found: Found) -> None:
    try:
        if path.stat().st_size == 0:
            raise FileError(Fault("the file is empty", name, fix="get the file again"))  # noqa: TRY301
        sha256 = digest(path)
        if _seen_before(path, name, sha256, seen, found):
            return
        found_one = _open(path, name, sha256)
    except FileError as error:
        found.faults.extend(error.faults)
    except OSError as error:
        found.faults.append(Fault(f"this cannot be read: {error.strerror}", name, fix="see that it may be read"))
    else:
        if isinstance(found_one, ControlFile):
            found.controls.append(found_one)
        else:
            found.feeds.append(found_one)


def _seen_before(path: Path, name: str, sha256: str, seen: dict[str, Path], found: Found) -> bool:
    """Whether a file of the same name and content is read already; a delivery and what was unpacked from it are.

    FileError if the same content comes as two different files of the feed.
    """
    before = seen.setdefault(sha256, path)
    if before == path:
        return False
    one, other = read_name(before.name), read_name(path.name)
    if one is None or other is None or one.name == other.name:
        found.not_read[name] = f"the same file as {before.name}"
        return True
    if one.file != other.file:
        what = f"this has the same content as {before.name}, which is {one.file}"
        raise FileError(Fault(what, name, fix="give each file the name that CMS gave it, or get it again"))
    return False


def _open(path: Path, name: str, sha256: str) -> FeedFile | ControlFile:
    delivery = read_name(path.name)
    if delivery is not None and delivery.control:
        return ControlFile(path, name, sha256, delivery)
    layout = layout_of_header(_cells(path))
    if layout is not None:
        table = open_text_file(path, name)
        _refuse_missing(table, layout)
        if delivery is not None and delivery.file not in ("", layout.file):
            fix = "give the file the name of what it holds, or get the right file"
            what = f"the name says {delivery.file}, the header is that of {layout.file}"
            raise FileError(Fault(what, f"{name}:1", fix=fix))
        _refuse_undated(table, delivery)
        return FeedFile(path, name, sha256, layout, delivery, table)
    if delivery is None or not delivery.file:
        what = "neither the name nor the header says which CCLF file this is"
        fix = "give it the name that CMS gave it, or CMS's field names as header"
        raise FileError(Fault(what, name, fix=fix))
    return FeedFile(path, name, sha256, layouts()[delivery.file], delivery)


def _refuse_missing(table: TextFile, layout: RecordLayout) -> None:
    """A column of the oldest layout that is not there would be read as "nothing paid"; so all of them must be."""
    missing = [each.name for each in layout.kept if each.since <= 2018 and each.column not in table.places]
    if missing:
        what = f"the header of this {layout.file} file lacks {', '.join(missing)}"
        why = "what is not there would be taken for empty"
        raise FileError(Fault(what, f"{table.name}:1", why=why, fix="export the file with all fields"))


def _refuse_undated(table: TextFile, delivery: Delivery | None) -> None:
    if delivery is None and not {FILE_NAME, FILE_DATE} & table.places.keys():
        raise FileError(
            Fault(
                "nothing says in which delivery these records came",
                f"{table.name}:1",
                why="of a record that was delivered twice the later copy holds",
                fix="add a column FILE_NAME with CMS's file name (or FILE_DATE), or name the file as CMS did",
            )
        )
