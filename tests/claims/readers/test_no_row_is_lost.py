"""Every reader of claims: the rows that it reads are as many as the lines that came, or the file is refused."""

import gzip
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.claims.readers.assignment_list.reader import AssignmentListReader
from openvbc.claims.readers.desynpuf.reader import DesynpufReader
from openvbc.claims.readers.fhir_eob.reader import FhirEobReader
from openvbc.claims.readers.mapped_csv.reader import MappedCsvReader
from openvbc.claims.readers.reading import Workplace
from openvbc.claims.readers.rif.reader import RifReader
from openvbc.claims.readers.staging.rules import SourceColumn
from openvbc.claims.readers.staging.staged import STAGED, stage_text
from openvbc.claims.readers.staging.text_file import open_text_file
from openvbc.claims.readers.tuva.reader import TuvaReader
from openvbc.errors import FileError
from openvbc.tabular.record_count import LONGEST_LINE
from tests.claims.readers.assignment_list import test_assignment_list as lists
from tests.claims.readers.desynpuf import test_reading as desynpuf
from tests.claims.readers.desynpuf.made_up_files import write as write_synthetic_file
from tests.claims.readers.fhir_eob import test_reading as fhir
from tests.claims.readers.mapped_csv import test_mapping as mapped
from tests.claims.readers.rif import made_up_files as rif
from tests.claims.readers.tuva.loads import faults, loaded
from tests.counts import examples

FILLS = "claim_id,claim_line_number,person_id,payer,plan,dispensing_date,ndc_code,quantity,paid_amount\n"
ROWS = 100
PLACES = [(10, 60), (10, 11), (1, 100), (99, 100)]
OPENED = "a quotation mark opens a field here that is not closed on this line"


def with_marks(line: str, first: int, last: int, row: int, word: str) -> str:
    """The line with a stray mark before `word` in row `first`, and one behind it in row `last`."""
    return line.replace(word, f'"{word}') if row == first else line.replace(word, f'{word}"') if row == last else line


def fills(first: int = 0, last: int = 0) -> str:
    return FILLS + "".join(
        with_marks(f"R{row},1,P{row},Plan A,gold,2024-04-01,00000000001,1,{row}.50\n", first, last, row, "gold")
        for row in range(1, ROWS + 1)
    )


@pytest.mark.parametrize(("first", "last"), PLACES)
@pytest.mark.parametrize("packed", [False, True])
def test_stray_marks_in_a_file_of_the_input_layer(tmp_path: Path, first: int, last: int, packed: bool) -> None:
    path = tmp_path / ("pharmacy_claim.csv.gz" if packed else "pharmacy_claim.csv")
    for content in (fills(), fills(first, last)):
        path.write_bytes(gzip.compress(content.encode()) if packed else content.encode())
        if '"' not in content:
            with loaded(TuvaReader(), tmp_path) as load:
                assert load.total("pharmacy_claim", "paid_amount") == sum(
                    (Decimal(row) + Decimal("0.5") for row in range(1, ROWS + 1)), Decimal(0)
                )
    assert faults(TuvaReader(), tmp_path)[0].startswith(f"{path.name}:{first + 1}: {OPENED}")


@pytest.mark.parametrize(("first", "last"), PLACES)
def test_stray_marks_in_a_payers_own_file(tmp_path: Path, first: int, last: int) -> None:
    lines = [
        with_marks(
            f"M1;Ada;F;C{row};1;03/01/2024;03/01/2024;P;;I10;99213;9999000011;001234567;80,50;N;O",
            first,
            last,
            row,
            "Ada",
        )
        for row in range(1, ROWS + 1)
    ]
    mapping = mapped.write(tmp_path, lines=lines)
    told = faults(MappedCsvReader(), tmp_path, mapping=mapping)
    assert told[0].startswith(f"claims_1.csv:{first + 1}: {OPENED}")


@pytest.mark.parametrize(("first", "last"), [(1, 3), (2, 3)])
def test_stray_marks_in_an_assignment_list(tmp_path: Path, first: int, last: int) -> None:
    flags = {f"1S00A00AA0{row}": "333333333333" for row in range(5)}
    path = lists.people(tmp_path, "QALR.2025Q1.D259999", flags)
    lines = path.read_text().splitlines()
    lines[first] = lines[first].replace('"V28"', '"V28')
    lines[last] = lines[last].replace('"V28"', 'V28"')
    path.write_text("\n".join(lines) + "\n")
    assert any(each.startswith(f"{path.name}:{first + 1}: ") for each in faults(AssignmentListReader(), [path]))


@pytest.mark.parametrize(("first", "last"), [(1, 3), (2, 3)])
def test_stray_marks_in_a_synthetic_public_use_file(tmp_path: Path, first: int, last: int) -> None:
    claims = [desynpuf.carrier_claim(1, str(number), [("99213", f"{number}.10")]) for number in range(1, 6)]
    path = write_synthetic_file(tmp_path / "carrier.csv", desynpuf.CARRIER_HEADER, claims)
    lines = path.read_text().splitlines()
    lines[first], lines[last] = lines[first].replace("99213", '"99213'), lines[last].replace("99213", '99213"')
    path.write_text("\n".join(lines) + "\n")
    assert faults(DesynpufReader(), [path])[0].startswith(f"carrier.csv:{first + 1}: {OPENED}")


def test_quotation_marks_in_a_research_file_are_text_and_hide_nothing(tmp_path: Path) -> None:
    lines = [rif.fill(str(event), f"{event}.00") for event in range(1, 21)]
    path = rif.write(tmp_path / "pde.csv", rif.DRUGS, lines)
    text = path.read_text().splitlines()
    text[3] = text[3].replace("|", '|"', 1)
    text[9] = text[9].replace("|", '"|', 1)
    path.write_text("\n".join(text) + "\n")
    try:
        with loaded(RifReader(), [path]) as load:
            assert load.result.files[0].rows == 20
    except FileError as error:
        assert all(fault.where.startswith(("pde.csv:4", "pde.csv:10")) for fault in error.faults)  # noqa: PT017


@pytest.fixture(scope="module")
def workplace() -> Iterator[Workplace]:
    place = Workplace((), threads=1)
    yield place
    place.close()


def staged(place: Workplace, path: Path, content: str | bytes) -> list[tuple[str, str]]:
    """Identifier and amount of each row that is staged."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    file = open_text_file(path, path.name)
    stage_text(place, file, (SourceColumn("name"), SourceColumn("amount")))
    return place.connection.execute(f"SELECT name, amount FROM {STAGED} ORDER BY source_row").fetchall()  # noqa: S608


@pytest.mark.parametrize("size", [100_000, 3_000_000, LONGEST_LINE - 100, LONGEST_LINE + 1, 2 * LONGEST_LINE])
@pytest.mark.parametrize("end", ["", "\n"])
def test_a_last_line_is_kept_or_refused_with_its_place_however_long(
    workplace: Workplace, tmp_path: Path, size: int, end: str
) -> None:
    content = "name,amount,note\na,1,x\nb,2," + "y" * size + end
    path = tmp_path / "long.csv"
    if size < LONGEST_LINE:
        assert staged(workplace, path, content) == [("a", "1"), ("b", "2")]
    else:
        with pytest.raises(FileError, match=r"long\.csv:3: this line is longer than"):
            staged(workplace, path, content)


def test_a_line_break_in_a_quoted_field_is_read_and_told_with_its_count(workplace: Workplace, tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    assert staged(workplace, path, 'name,amount,note\na,1,"x\ny"\nb,2,z\n') == [("a", "1"), ("b", "2")]
    told = stage_text(workplace, open_text_file(path, path.name), (SourceColumn("name"),)).findings
    assert [(each.audit, each.count, each.examples) for each in told] == [("line_breaks", 1, ("notes.csv:2",))]


def test_a_mark_before_which_only_blanks_stand_swallows_nothing(workplace: Workplace, tmp_path: Path) -> None:
    with pytest.raises(FileError, match=rf"blank\.csv:2: {OPENED}"):
        staged(workplace, tmp_path / "blank.csv", 'name,amount,note\na, "x,4\nb,y",5\nc,1,2\n')


def test_an_empty_line_above_the_header_is_no_header(workplace: Workplace, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="the file has 1 records, but 2 were read"):
        staged(workplace, tmp_path / "above.csv", "\nname,amount,note\na,1,x\n")


AMOUNT = st.integers(0, 99999).map(lambda cents: f"{cents // 100}.{cents % 100:02}")
DAMAGE = st.lists(st.tuples(st.sampled_from(['"', '"', "\n", '""', "cut"]), st.floats(0, 1)), min_size=1, max_size=4)


@examples(150, slow=True)
@given(st.lists(AMOUNT, min_size=2, max_size=8), DAMAGE)
def test_whatever_is_done_to_a_file_no_line_goes_in_silence(
    workplace: Workplace, tmp_path: Path, amounts: list[str], damage: list[tuple[str, float]]
) -> None:
    header = "name,amount,note\n"
    content = header + "".join(f"id{at},{amount},gold\n" for at, amount in enumerate(amounts))
    for what, where in damage:
        at = len(header) + int(where * (len(content) - len(header)))
        content = content[:at] if what == "cut" else content[:at] + what + content[at:]
    lines = [line for line in content.split("\n") if line][1:]
    try:
        rows = staged(workplace, tmp_path / "any.csv", content)
    except FileError as error:
        assert all(fault.where.startswith("any.csv") for fault in error.faults)  # noqa: PT017
        return
    # Every identifier of the file stands in a row of its own: none is inside of another's.
    assert len(rows) <= len(lines)
    assert sum("id" in line for line in lines) == sum("id" in name for name, _ in rows)


NUMBERS = ["1e-300000000", "1E999999999", "9" * 1000, "0." + "1" * 1000, "-1e400"]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("document", [False, True])
def test_a_number_that_cannot_be_is_refused_with_its_place(tmp_path: Path, number: str, document: bool) -> None:
    bad = json.dumps(fhir.carrier("bad", paid=(12345.67, 1.0))).replace("12345.67", number)
    good = json.dumps(fhir.carrier("good"))
    bundle = '{"resourceType": "Bundle", "entry": [\n{"resource": ' + good + '},\n{"resource": ' + bad + "}\n]}"
    path = tmp_path / ("bundle.json" if document else "part.ndjson")
    path.write_text(bundle if document else f"{good}\n{bad}\n")
    (told,) = faults(FhirEobReader(), [path])
    assert told.startswith(f"{path.name}:{3 if document else 2}: ")
    assert "is not a number that can be" in told


def test_a_resource_that_says_a_thing_twice_is_refused(tmp_path: Path) -> None:
    twice = json.dumps(fhir.carrier()).replace('"item":', '"item": [], "item":', 1)
    path = tmp_path / "part.ndjson"
    path.write_text(twice + "\n")
    assert "'item' stands twice in one object" in faults(FhirEobReader(), [path])[0]


@pytest.mark.parametrize("entry", ["null", "17", "{}"])
def test_an_entry_of_a_bundle_that_is_no_resource_is_refused(tmp_path: Path, entry: str) -> None:
    good = json.dumps(fhir.carrier())
    path = tmp_path / "bundle.json"
    path.write_text('{"resourceType": "Bundle", "entry": [\n{"resource": ' + good + "},\n" + entry + "\n]}")
    assert faults(FhirEobReader(), [path])[0].startswith("bundle.json:2: entry 2 of this document is no FHIR resource")


def test_a_value_longer_than_any_is_refused_with_the_line_of_its_resource(tmp_path: Path) -> None:
    path = fhir.write(tmp_path, fhir.carrier("x" * 2_000_000))
    assert any(
        each.startswith("part.ndjson:1: claim_id has 2,000,000 characters") for each in faults(FhirEobReader(), [path])
    )
