"""A damaged or wrong file is refused with its place and what to do; nothing damaged is loaded as if it were sound."""

import random
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from openvbc.claims.readers.account import LoadOptions
from openvbc.claims.readers.cclf.reader import CclfReader
from openvbc.errors import ClaimsError, FileError, OpenVBCError
from tests.counts import FULL

from .made_up_feed import Feed, delivery_name, fill, header, line, paid_by_claim, pair, read, revenue
from .made_up_feed import read_workplace as workplace_for_reading

DAY = date(2025, 11, 10)
PART_B = delivery_name("CCLF5", DAY)
CONTROL = delivery_name("CCLF0", DAY)


def small_feed() -> Feed:
    feed = Feed()
    for claim in range(1, 6):
        feed.add(DAY, "CCLF5", line(claim, 1, 0, "2025-08-20", "98.21", f"C{claim}"))
        feed.add(DAY, "CCLF1", header(100 + claim, 0, "2025-08-20", "412.18", first=f"2025-0{claim}-03"))
        feed.add(DAY, "CCLF2", revenue(100 + claim, 1, "0450", "412.18"))
        feed.add(DAY, "CCLF7", fill(200 + claim, 0, "4.50", claim))
    feed.add(DAY, "CCLF9", pair("1S00A00AA80", "1S00A00AA00"))
    return feed


def refused(paths: list[Path], kind: type[OpenVBCError] = FileError) -> str:
    with pytest.raises(kind) as raised:
        read(paths)
    return str(raised.value)


def changed(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    small_feed().write(tmp_path, "fixed")
    return tmp_path


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file())


def test_a_sound_feed_is_read(folder: Path) -> None:
    assert sum(paid_by_claim(read(files(folder)).table("medical_claim")).values()) == 5 * (
        Decimal("98.21") + Decimal("412.18")
    )


@pytest.mark.parametrize(
    ("start", "text", "told"),
    [
        (103, b"0000000000,8.21", "CLM_LINE_CVRD_PD_AMT is no amount in dollars and cents: '0000000000,8.21'"),
        (103, b"   ninety eight", "CLM_LINE_CVRD_PD_AMT is no amount in dollars and cents: 'ninety eight'"),
        (103, b"000000000098.2x", "CLM_LINE_CVRD_PD_AMT is no amount"),
        (103, b"00000000098.215", "CLM_LINE_CVRD_PD_AMT is no amount"),
        (103, b"0000000000009e3", "CLM_LINE_CVRD_PD_AMT is no amount"),
        (48, b"2025-02-30", "CLM_FROM_DT is no day written YYYY-MM-DD: '2025-02-30'"),
        (48, b"1000-01-01", "CLM_FROM_DT is empty, but no record is without it"),
        (152, b"08/20/2025", "CLM_EFCTV_DT is no day written YYYY-MM-DD: '08/20/2025'"),
        (150, b"7 ", "CLM_ADJSMT_TYPE_CD is none of 0, 1 and 2: '7'"),
        (24, b"           ", "BENE_MBI_ID is empty"),
        (14, b"00000000x1", "CLM_LINE_NUM is no whole number"),
        (240, b"0000000000000000001.00x0", "CLM_LINE_SRVC_UNIT_QTY is no number with at most four decimals"),
    ],
)
def test_a_value_that_cannot_stand_there_is_refused_with_its_line(
    start: int, text: bytes, told: str, folder: Path
) -> None:
    def put(content: bytes) -> bytes:
        lines = content.split(b"\n")
        lines[2] = lines[2][: start - 1] + text + lines[2][start - 1 + len(text) :]
        return b"\n".join(lines)

    changed(folder / PART_B, put)
    message = refused(files(folder))
    assert f"{PART_B}:3" in message
    assert told in message
    assert "nothing was loaded" in message


def test_all_faults_of_all_files_are_told_at_once(folder: Path) -> None:
    changed(folder / PART_B, lambda content: content.replace(b"2025-08-01", b"2025-99-01", 1))
    changed(folder / delivery_name("CCLF7", DAY), lambda content: content.replace(b"0000004.50", b"       abc", 1))
    message = refused(files(folder))
    assert f"{PART_B}:1" in message
    assert f"{delivery_name('CCLF7', DAY)}:1" in message


def test_a_file_cut_in_the_middle_of_a_record_is_refused(folder: Path) -> None:
    changed(folder / PART_B, lambda content: content[:1000])
    message = refused(files(folder))
    assert f"{PART_B}:3" in message
    assert "the last record ends after" in message


def test_a_file_cut_at_the_end_of_a_record_disagrees_with_the_control_totals(folder: Path) -> None:
    changed(folder / PART_B, lambda content: content[: 389 * 2])
    message = refused(files(folder), ClaimsError)
    assert f"{PART_B} has 2 records, {CONTROL}:2 says 5" in message or "has 2 records" in message
    assert "get the delivery again" in message


def test_lines_cut_inside_a_figure_are_refused_even_if_they_end_properly(folder: Path) -> None:
    changed(folder / PART_B, lambda content: content.replace(content.split(b"\n")[1], content.split(b"\n")[1][:230]))
    assert f"{PART_B}:2" in refused(files(folder))


def test_an_unknown_record_length_is_refused_with_those_that_are_known(folder: Path) -> None:
    changed(folder / PART_B, lambda content: b"".join(row[:375] + b"\n" for row in content.split(b"\n") if row.strip()))
    (folder / CONTROL).unlink()
    message = refused(files(folder))
    assert "375 characters" in message
    assert "363, 383, 388" in message


def test_a_file_under_another_files_name_is_refused(folder: Path) -> None:
    (folder / PART_B).write_bytes((folder / delivery_name("CCLF1", DAY)).read_bytes())
    assert PART_B in refused(files(folder))


def test_missing_and_extra_padding_changes_nothing(folder: Path) -> None:
    before = read(files(folder)).tables["medical_claim"]
    path = folder / delivery_name("CCLF9", DAY)
    changed(path, lambda content: b"".join(row.rstrip() + b"\n" for row in content.splitlines()))
    changed(folder / PART_B, lambda content: b"".join(row + b"      \r\n" for row in content.splitlines()))
    assert read(files(folder)).tables["medical_claim"] == before


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("File Number  |x\nCCLF5  |Part B |five| 388\n", "no line of control totals"),
        ("CCLFX  |Part B |5| 388\n", "has none"),
        ("nothing here\n", "has none"),
    ],
)
def test_control_totals_that_are_none_are_refused(text: str, told: str, folder: Path) -> None:
    (folder / CONTROL).write_text(text, encoding="ascii")
    assert told in refused(files(folder))


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        (b"          5|  388", b"          6|  388", "says 6"),
        (b"          5|  388", b"          5|  363", "says 363"),
        (b"          5|  388", b"          5|  999", "records of 999 characters, known lengths are 363, 383, 388"),
    ],
)
def test_control_totals_that_disagree_are_blocking(was: bytes, now: bytes, told: str, folder: Path) -> None:
    changed(folder / CONTROL, lambda content: content.replace(was, now))
    assert told in refused(files(folder), ClaimsError)


def test_a_file_that_the_control_totals_name_and_that_is_not_here_is_told(folder: Path) -> None:
    (folder / delivery_name("CCLF7", DAY)).unlink()
    found = {each.audit: each for each in read(files(folder)).result.findings}
    assert "CCLF7 with 5 records" in found["files_not_here"].examples[0]


def test_a_packed_delivery_is_unpacked_and_read_once(folder: Path, tmp_path: Path) -> None:
    packed = tmp_path / "packed" / "P.A9999.ACO.ZCY25.D251110.T0915300"
    packed.parent.mkdir()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files(folder):
            archive.write(path, f"inner/{path.name}")
        archive.writestr("readme.txt", "not a file of the feed")
    alone = read([packed])
    assert alone.tables["medical_claim"]
    assert list(alone.result.not_read) == [f"{packed.name}/readme.txt"]
    both = read([packed, *files(folder)])
    assert both.result.steps == alone.result.steps
    assert sum(reason.startswith("the same file as") for reason in both.result.not_read.values()) == 6


def test_a_damaged_packed_delivery_is_refused(tmp_path: Path) -> None:
    packed = tmp_path / "P.A9999.ACO.ZCY25.D251110.T0915300.zip"
    packed.write_bytes(b"PK\x03\x04 not a packed file")
    assert "cannot be unpacked" in refused([packed])


def test_a_csv_must_have_the_fields_and_say_its_delivery(tmp_path: Path) -> None:
    (path,) = (path for path in small_feed().write(tmp_path, "csv") if "cclf5" in path.name)
    whole = path.read_text(encoding="ascii")
    path.write_text(whole.replace("CLM_LINE_ALOWD_CHRG_AMT", "ALLOWED"), encoding="ascii")
    assert "lacks CLM_LINE_ALOWD_CHRG_AMT" in refused([path])
    path.write_text(whole.replace("FILE_NAME", "SOMETHING"), encoding="ascii")
    assert "in which delivery" in refused([path])
    path.write_text(whole.replace("P.A9999", "Q.A9999"), encoding="ascii")
    assert "the delivery cannot be told" in refused([path])
    path.write_text(whole.replace(".ZC5Y25", ".ZC6Y25"), encoding="ascii")
    assert "is that of CCLF6, the columns are those of CCLF5" in refused([path])
    path.write_text(whole.replace("0000000000098.21", "x").replace("00000000098.21", "x"), encoding="ascii")
    assert f"{path.name}:2" in refused([path])


def test_the_same_delivery_in_two_forms_is_refused(folder: Path, tmp_path: Path) -> None:
    table = [path for path in small_feed().write(tmp_path / "csv", "csv") if "cclf5" in path.name]
    told = refused([*files(folder), *table])
    assert f"as one delivery given twice (1): {PART_B} (CCLF5)" in told
    assert "load one form of each delivery" in told


def test_test_deliveries_are_told_and_never_mixed_with_others(folder: Path, tmp_path: Path) -> None:
    tests = tmp_path / "tests"
    tests.mkdir()
    for path in files(folder):
        (tests / path.name.replace("P.", "T.", 1)).write_bytes(path.read_bytes())
    alone = {each.audit: each.severity.value for each in read(files(tests)).result.findings}
    assert alone["test_deliveries"] == "warning"
    other = folder / PART_B.replace("D251110", "D251208")
    other.write_bytes((folder / PART_B).read_bytes().replace(b"98.21", b"98.22"))
    mixed = {each.audit: each.severity.value for each in read([*files(tests), other]).result.findings}
    assert mixed["test_deliveries"] == "blocking"


def test_no_kind_of_damage_crashes_the_reader_or_is_loaded_as_another_amount(folder: Path) -> None:
    """Damaged copies, a hundred or in the short form 40: each is refused with a message, or loads as the sound one."""
    chance = random.Random(20251110)  # noqa: S311
    sound = {path: path.read_bytes() for path in files(folder)}
    control = folder / CONTROL
    amounts = set(paid_by_claim(read(files(folder)).table("medical_claim")).values())
    outcomes = {"refused": 0, "told": 0, "loaded": 0}
    copies = 100 if FULL else 20
    for _ in range(copies):
        path = chance.choice(list(sound))
        damaged = damage(chance, sound[path])
        path.write_bytes(damaged)
        beside = [] if path == control or chance.randrange(2) else [control]
        try:
            with workplace_for_reading() as workplace:
                CclfReader().read([path, *beside], workplace, LoadOptions("cclf"))
                paid = workplace.connection.execute("SELECT paid_amount FROM loaded_medical_claim").fetchall()
        except (FileError, ClaimsError) as error:
            outcomes["told"] += all(fault.what for fault in error.faults)
            outcomes["refused"] += 1
        else:
            outcomes["loaded"] += 1
            assert {amount for (amount,) in paid} <= amounts
        path.write_bytes(sound[path])
    assert outcomes["told"] == outcomes["refused"] > copies * 2 // 5
    assert outcomes["loaded"] > copies // 20


def damage(chance: random.Random, content: bytes) -> bytes:
    at = chance.randrange(len(content))
    kind = chance.randrange(8)
    if kind == 0:
        return content[:at]
    if kind == 1:
        return content[:at] + content[at + chance.randrange(1, 40) :]
    if kind == 2:
        return content[:at] + bytes([chance.choice(b"\x00\x1f\xff\xc3\"'|,~#\n\r \tZ")]) + content[at + 1 :]
    if kind == 3:
        return content[:at] + b"\n" + content[at:]
    if kind == 4:
        return content[:at] + content[at - 5 : at] + content[at:]
    if kind == 5:
        lines = content.split(b"\n")
        return b"\n".join(lines[: len(lines) // 2])
    if kind == 6:
        return content.replace(b"2025", bytes(chance.choice(b"12x ") for _ in range(4)), 1)
    return chance.randbytes(200)


def test_stray_marks_in_a_feed_of_csv_files_drop_no_record(tmp_path: Path) -> None:
    (path,) = (each for each in small_feed().write(tmp_path, "csv") if each.name.startswith("cclf5"))
    lines = path.read_text().splitlines()
    name = next(cell for cell in lines[2].split(",") if cell.startswith("P."))
    lines[2], lines[4] = lines[2].replace(name, f'"{name}'), lines[4].replace(name, f'{name}"')
    path.write_text("\n".join(lines) + "\n")
    assert f"{path.name}:3: a quotation mark opens a field here that is not closed" in refused([path])


def test_a_record_of_the_feed_is_not_cut_at_a_control_character_nor_lost_for_its_length(folder: Path) -> None:
    (path,) = (each for each in files(folder) if ".ZC5" in each.name)
    sound = path.read_bytes()
    path.write_bytes(sound[:150] + b"\x1f" + sound[151:])
    assert path.name in refused(files(folder))
    path.write_bytes(sound + b"x" * 10_000_001)
    assert f"{path.name}:6: this line is longer than" in refused(files(folder))
