"""YAML is read exactly, knows its lines, and whatever could be misread is refused with its line."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import openvbc
from openvbc.errors import FileError
from openvbc.money import plain
from openvbc.yamlfile import Node, digest, parse_yaml, read_yaml
from tests.counts import FULL

FILE = Path("contract.yaml")


def read(text: str) -> object:
    return parse_yaml(text, FILE).plain()


def fault_of(text: str) -> str:
    with pytest.raises(FileError) as caught:
        parse_yaml(text, FILE)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1", "0.1"),
        ("2.10", "2.10"),
        ("-3", "-3"),
        ("+3", "3"),
        ("1_000_000", "1000000"),
        ("1e3", "1000"),
        (".5", "0.5"),
        ("2.", "2"),
        ("0.12345678901234567890123456789012345", "0.12345678901234567890123456789012345"),
    ],
)
def test_a_number_is_a_decimal(text: str, expected: str) -> None:
    value = read(f"value: {text}")
    assert value == {"value": Decimal(expected)}


def test_2_10_keeps_its_digits() -> None:
    assert str(parse_yaml("clause: 2.10", FILE).plain()) == "{'clause': Decimal('2.10')}"


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18))
def test_any_decimal_comes_back_from_the_file(value: Decimal) -> None:
    assert read(f"value: {plain(value)}") == {"value": value}


@pytest.mark.parametrize(
    "text",
    ["no", "yes", "on", "off", "No", "True", "FALSE", "NULL", "0x10", "0o7", "12:30", "12:30:00", ".nan", ".inf", "5%"],
)
def test_words_stay_words(text: str) -> None:
    assert read(f"value: {text}") == {"value": text}


def test_only_true_and_false_are_booleans_and_only_empty_and_null_are_nothing() -> None:
    assert read("a: true\nb: false\nc:\nd: null\ne: ~") == {"a": True, "b": False, "c": None, "d": None, "e": None}


def test_quotes_keep_text_as_text() -> None:
    assert read("a: '05'\nb: \"2026-01-01\"\nc: 'true'\nd: |\n  2.10\n") == {
        "a": "05",
        "b": "2026-01-01",
        "c": "true",
        "d": "2.10\n",
    }


def test_a_day_is_a_date() -> None:
    assert read("start: 2026-01-31") == {"start": date(2026, 1, 31)}


def test_a_day_that_the_calendar_does_not_have_is_refused() -> None:
    assert fault_of("a: 1\nstart: 2026-02-30") == (
        "contract.yaml:2: '2026-02-30' is not a day of the calendar\n    write YYYY-MM-DD"
    )


def test_every_node_knows_its_line() -> None:
    node = parse_yaml("a: 1\nb:\n  - x\n  - {c: 2,\n     d: 3}\n", FILE)
    places = {path: node.at(path).where for path in ((), ("a",), ("b", 0), ("b", 1), ("b", 1, "c"), ("b", 1, "d"))}
    assert places == {
        (): "contract.yaml:1",
        ("a",): "contract.yaml:1",
        ("b", 0): "contract.yaml:3",
        ("b", 1): "contract.yaml:4",
        ("b", 1, "c"): "contract.yaml:4",
        ("b", 1, "d"): "contract.yaml:5",
    }


def test_a_place_that_is_not_there_gives_the_nearest_one_above() -> None:
    node = parse_yaml("a: 1\nb:\n  - x\n", FILE)
    assert node.at(["b", 5, "c"]).where == "contract.yaml:3"
    assert node.at(["z"]) is node


def test_a_key_given_twice_is_refused_with_both_lines() -> None:
    assert fault_of("share: 50%\nother: 1\nshare: 60%") == (
        "contract.yaml:3: 'share' is given twice\n"
        "    it already stands at line 1; which of the two is meant cannot be known\n"
        "    keep one of them"
    )


def test_every_fault_of_the_file_is_told_at_once() -> None:
    told = fault_of("a: 1\na: 2\nb: 2026-13-01\n? [1]\n: 2\n")
    assert [line.split(":")[1] for line in told.splitlines() if line.startswith("contract")] == ["2", "3", "4"]


@pytest.mark.parametrize("text", ["a: &x {b: 1}\nc: *x", "a: &x [*x]", "a: &x 1\nb:\n  <<: *x"])
def test_an_alias_is_refused(text: str) -> None:
    assert "a YAML alias (*name) stands here" in fault_of(text)


def test_an_alias_is_told_where_it_stands() -> None:
    assert fault_of("a: &x 1\nb: 2\nc: *x").startswith("contract.yaml:3: ")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a:\n\t- b", 2),
        ("a: [1, 2", 1),
        ("a: 'b", 1),
        ("a: 1\nb: 2: 3", 2),
        ("a: 1\n---\nb: 2", 2),
        ("a: *missing", 1),
        ("%YAML 1.1", 1),
        ("a: 1\n b: 2", 2),
    ],
)
def test_what_is_not_yaml_is_refused_with_its_line(text: str, line: int) -> None:
    told = fault_of(text)
    assert told.startswith(f"contract.yaml:{line}: this is not YAML: ")
    assert "check indentation, quotes and colons here" in told


@pytest.mark.parametrize("text", ["", "# only a comment\n", "   \n\n"])
def test_an_empty_file_is_refused(text: str) -> None:
    assert "the file is empty" in fault_of(text)


def test_control_characters_are_refused() -> None:
    assert "this is not YAML" in fault_of("a: 1\x07")


def test_a_number_that_no_one_can_mean_is_left_as_text() -> None:
    assert read("a: 1e9999999999999999999999\nb: 1e400") == {"a": "1e9999999999999999999999", "b": "1e400"}


def test_a_file_nested_too_deeply_is_refused() -> None:
    assert "this is not YAML: it is nested too deeply" in fault_of("a: " + "[" * 700 + "]" * 700)


@pytest.mark.parametrize("text", ["007", "05400", "01.02"])
def test_a_leading_zero_is_not_lost(text: str) -> None:
    assert read(f"code: {text}") == {"code": text}


def test_a_mark_at_the_beginning_of_the_file_does_not_matter() -> None:
    assert read("\ufeffa: 1") == {"a": Decimal(1)}


def test_a_file_that_is_not_there_a_folder_and_a_binary_file_are_refused(tmp_path: Path) -> None:
    binary = tmp_path / "book.xlsx"
    binary.write_bytes(b"PK\x03\x04\xff\xfe\x00\x81")
    told = []
    for path in (tmp_path / "none.yaml", tmp_path, binary):
        with pytest.raises(FileError) as caught:
            read_yaml(path)
        told.append(caught.value.faults[0].what)
        assert str(path) in str(caught.value)
    assert told == [
        "there is no such file",
        "this is a folder, not a file",
        "this is not a text file",
    ]


def test_a_file_with_windows_line_ends_is_read(tmp_path: Path) -> None:
    path = tmp_path / "contract.yaml"
    path.write_bytes(b"a: 1\r\nb: no\r\n")
    node = read_yaml(path)
    assert node.plain() == {"a": Decimal(1), "b": "no"}
    assert node.at(["b"]).line == 2


def test_the_digest_is_sha_256_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    assert digest(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    told: list[str] = []
    try:
        node = parse_yaml(text, FILE)
    except FileError as error:
        told = [fault.where for fault in error.faults]
    else:
        assert isinstance(node, Node)
    assert all(where.startswith("contract.yaml") for where in told)


@pytest.mark.parametrize("written", [r'"a\0b"', r'"\x1b[2J"', r'"\ud800"', r'"a\rb"', r'"\x9b"', r'"\x7f"'])
def test_text_that_cannot_be_shown_is_refused_with_its_line(written: str) -> None:
    for text in (f"x: 1\na: {written}\n", f"x: 1\n{written}: a\n", f"x:\n- {written}\n"):
        told = fault_of(text)
        assert told.startswith("contract.yaml:2: the text ")
        assert told.replace("\n", "").isprintable()


def test_tabs_and_line_ends_in_text_are_fine() -> None:
    assert read('a: "x\\ty\\nz"\nb: |\n  one\n  two\n') == {"a": "x\ty\nz", "b": "one\ntwo\n"}


def test_a_raw_control_character_is_told_with_its_line() -> None:
    assert fault_of("a: 1\nb: 2\nc: \x1b").startswith("contract.yaml:3: this is not YAML: ")


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        (b"a: 1\nb: Caf\xe9\n", 2, "byte 0xe9 is no UTF-8"),
        (b"a: 1\nb: 2\nc: \x93x\x94\n", 3, "byte 0x93 is no UTF-8"),
        ("a: 1\n".encode("utf-16"), 1, "UTF-16"),
    ],
    ids=["Latin-1", "Windows-1252", "UTF-16"],
)
def test_another_encoding_is_told_with_the_line_and_the_fix(
    tmp_path: Path, content: bytes, line: int, told: str
) -> None:
    path = tmp_path / "contract.yaml"
    path.write_bytes(content)
    with pytest.raises(FileError) as caught:
        read_yaml(path)
    (fault,) = caught.value.faults
    assert fault.where.endswith(f"contract.yaml:{line}")
    assert told in fault.what
    assert fault.fix == "save it as UTF-8"


def test_a_long_key_is_quoted_briefly() -> None:
    told = fault_of(f"{'k' * 1000}: 1\n{'k' * 1000}: 2\n")
    assert 70 < told.count("k") < 90


def test_a_number_that_cannot_be_is_a_fault_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "inputs.yaml"
    path.write_text("a: 1\nb: " + "9" * 1000 + "\n", encoding="utf-8")
    with pytest.raises(FileError, match=r"inputs\.yaml:2: .*more than 100 digits"):
        read_yaml(path)


YAML_FILES = sorted(Path(str(openvbc.__file__)).parent.rglob("*.yaml"))


def test_libyaml_reads_every_file_as_pyyamls_own_loader_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Values, lines and all: which of them reads depends on the system, and on whether libyaml can read the file."""

    def read(path: Path) -> object:
        def told(node: Node) -> object:
            inner: object = node.value
            if isinstance(node.value, dict):
                inner = {key: told(each) for key, each in node.value.items()}
            elif isinstance(node.value, list):
                inner = [told(each) for each in node.value]
            return node.where, inner

        return told(read_yaml(path))

    chosen = YAML_FILES if FULL else YAML_FILES[::9]
    fast = [read(path) for path in chosen]
    monkeypatch.setattr("yaml.__with_libyaml__", False)
    assert [read(path) for path in chosen] == fast
