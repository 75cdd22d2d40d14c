"""YAML whose numbers are exact and whose nodes know their file and line.

Numbers become `Decimal` (never float), dates become `date`, only `true` and `false` are booleans, a key written
twice is a fault, and aliases are refused so that a file reads as it stands.
"""

import hashlib
import json
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from numbers import Integral
from pathlib import Path
from typing import Any

import yaml

from openvbc.characters import UNSHOWN
from openvbc.errors import Fault, FileError, raise_all
from openvbc.former_names import present_name
from openvbc.money import NumberBeyondLimitsError, decimal_from_text

Scalar = str | Decimal | bool | date | None

#: A leading zero makes it a code, an exponent of three digits something that nobody means as a number: both stay text.
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9_]*)(\.[0-9]*)?([eE][-+]?[0-9]{1,2})?|[-+]?\.[0-9]+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

_QUOTED_AT_MOST = 80
#: Levels of groups and lists in each other; contracts have about ten.
_DEEPEST = 100
#: How a workbook begins, which is packed as a zip.
_ZIP = b"PK\x03\x04"
_PDF = b"%PDF-"
#: What PyYAML says of a mistake that people often make, and what they should do.
_HINTS = {
    "mapping values are not allowed here": ": a blank may be missing after a colon, or quotes around a text with one",
    "found character '\\t' that cannot start any token": ": a tab stands before a word; put blanks in its place",
}
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Node:
    """A value of a YAML file with its place. `value` is a scalar, a list of Nodes or a dict of Nodes.

    place: where it stands among values written in Python, which have no lines.
    """

    value: "Scalar | list[Node] | dict[str, Node]"
    file: Path
    line: int
    place: str = ""

    @property
    def where(self) -> str:
        """The file's name and the line, as in `contract.yaml:12`; or the place, as in `contract, parties.payer`."""
        return self.place or f"{self.file.name}:{self.line}"

    def plain(self) -> object:
        """The same value in plain dicts, lists and scalars."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def items(self) -> Iterator[tuple[str, "Node"]]:
        """Keys and nodes of a mapping; nothing for any other node."""
        if isinstance(self.value, dict):
            yield from self.value.items()

    def at(self, path: Sequence[str | int]) -> "Node":
        """The node at `path` below this one, or the nearest one above it that exists."""
        node = self
        for step in path:
            inner = node.value
            if (isinstance(inner, dict) and isinstance(step, str) and step in inner) or (
                isinstance(inner, list) and isinstance(step, int) and step < len(inner)
            ):
                node = inner[step]  # type: ignore[index]  # both cases are checked above
        return node


_reads: ContextVar[set[Path] | None] = ContextVar("reads", default=None)


@contextmanager
def noting_reads() -> Iterator[None]:
    """Note the files that are read meanwhile, so that no report is written over one of them."""
    token = _reads.set(set())
    try:
        yield
    finally:
        _reads.reset(token)


def is_read(path: Path) -> bool:
    """Whether this file was read since noting began."""
    return path.resolve() in (_reads.get() or ())


def _note(path: Path) -> None:
    noted = _reads.get()
    if noted is not None:
        noted.add(path.resolve())


def read_yaml(path: Path, faults: list[Fault] | None = None) -> Node:
    """Read one YAML document.

    A file that is no YAML is a FileError. Faults in its form (a key twice, a day that is none) are added to `faults`,
    so that they can be told with all others; without such a list they are a FileError too.
    """
    return parse_yaml(read_text(path, "YAML"), path, faults)


def read_text(path: Path, kind: str, other_encoding: str = "") -> str:
    """The text of a file in UTF-8. kind: what the file should be ("YAML", "CSV"), for the fix.

    other_encoding: how it is read if it is no UTF-8; without one that is a fault.

    FileError if it is missing, a folder, no text, or text in another encoding, with the line of the first bad byte.
    """
    content = file_bytes(path)
    fix = "save it as UTF-8" + (" (in a spreadsheet program: CSV UTF-8)" if kind == "CSV" else "")
    if content.startswith(_UTF_16):
        raise FileError(Fault("this file is written in UTF-16, not in UTF-8", f"{path}:1", fix=fix))
    if content.startswith(_PDF):
        what, why = "this is a PDF, not a text file", "what it says cannot be read as data"
        raise FileError(Fault(what, str(path), why=why, fix=f"write what it says into a {kind} file"))
    if b"\0" in content or content.startswith(_ZIP):
        what, why = "this is not a text file", "a workbook or another program's own file cannot be read"
        raise FileError(Fault(what, str(path), why=why, fix=f"name a {kind} file"))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if other_encoding:
            return content.decode(other_encoding, errors="replace")
        line = content.count(b"\n", 0, error.start) + 1
        what = f"byte {content[error.start]:#04x} is no UTF-8: the file is written in another encoding"
        raise FileError(Fault(what, f"{path}:{line}", why="letters would be guessed", fix=fix)) from None


def file_bytes(path: Path) -> bytes:
    """A file's bytes. FileError if it is missing, a folder, or may not be read."""
    _note(path)
    try:
        refuse_special(path)
        return path.read_bytes()
    except FileNotFoundError:
        raise FileError(Fault("there is no such file", str(path), fix="check the path")) from None
    except IsADirectoryError:
        raise FileError(Fault("this is a folder, not a file", str(path), fix="name the file in it")) from None
    except OSError as error:
        what = f"the file cannot be read: {error.strerror}"
        raise FileError(Fault(what, str(path), fix="check who may read it")) from None


def refuse_special(path: Path) -> None:
    """FileError if something other than a file or folder stands there, such as a pipe, which may never end."""
    kind = path.stat().st_mode
    if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
        what, why = "this is a pipe or a device, not a file", "it can be read only once, and may never end"
        raise FileError(Fault(what, str(path), why=why, fix="save what it gives as a file"))


def shortened(text: str) -> str:
    """A user's text as faults quote it: its beginning, if it is long."""
    return text if len(text) <= _QUOTED_AT_MOST else f"{text[: _QUOTED_AT_MOST - 3]}..."


def quoted(text: str) -> str:
    """The same between quotation marks, with characters that cannot be shown written out."""
    return repr(shortened(text))


def fault_of_text(text: str, where: str) -> Fault | None:
    """The fault of a text that holds a character that cannot be shown or turns around others; None if none does."""
    found = UNSHOWN.search(text)
    if found is None:
        return None
    return Fault(
        f"the text {quoted(text)} holds the character {ord(found[0]):#06x}",
        where,
        why="it cannot be shown, and may change what stands beside it: a name could turn an amount around",
        fix="take it out",
    )


def parse_yaml(text: str, path: Path, faults: list[Fault] | None = None) -> Node:
    """Read YAML from text, as `read_yaml` does; `path` is only what the nodes say they come from."""
    try:
        aliases, tree = _composed(text, path)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = error.problem or error.context or "unreadable"
        fix = f"check indentation, quotes and colons here{_HINTS.get(problem, '')}"
        raise FileError(Fault(f"this is not YAML: {shortened(problem)}", f"{path.name}:{line}", fix=fix)) from None
    except yaml.reader.ReaderError as error:
        where = f"{path.name}:{text.count(chr(10), 0, error.position) + 1}"
        raise FileError(Fault(f"this is not YAML: {str(error).splitlines()[0]}", where, fix="take it out")) from None
    except yaml.YAMLError as error:
        raise FileError(Fault(f"this is not YAML: {str(error).splitlines()[0]}", path.name)) from None
    if tree is None:
        raise FileError(Fault("the file is empty", path.name, fix="write a contract, inputs or parameters in it"))
    found = [
        Fault("a YAML alias (*name) stands here", f"{path.name}:{line}", fix="write the value out") for line in aliases
    ]
    node = _convert(tree, path, found, set())
    if faults is None:
        raise_all(found, FileError)
    else:
        faults.extend(found)
    return node


def node_of_values(values: Mapping[str, object], name: str, faults: list[Fault]) -> Node:
    """The same of values that are written in Python as they would be in YAML; `name` is what places begin with.

    Whole numbers and `Decimal` are numbers; text is read like text in quotes, but that a day may be written as one. A
    float is a fault: what it holds is seldom what was written.
    """
    return _node_of(values, name, [], faults)


def _node_of(value: object, name: str, steps: list[str], faults: list[Fault]) -> Node:
    place = ", ".join(each for each in (name, "".join(steps).removeprefix(".")) if each)
    file = Path(name)
    if len(steps) > _DEEPEST:
        what = f"this is nested too deeply, more than {_DEEPEST} levels"
        raise FileError(
            Fault(what, name, why="nothing that is read here goes so deep", fix="look for a group in itself")
        )
    if isinstance(value, Mapping):
        mapping: dict[str, Node] = {}
        for written, inner in value.items():
            key = present_name(_shown(str(written), place, faults))
            if key in mapping:
                faults.append(Fault(f"{quoted(key)} is given twice, under two names", place, fix="keep one of them"))
            mapping[key] = _node_of(inner, name, [*steps, f".{key}"], faults)
        return Node(mapping, file, 0, place)
    if isinstance(value, list | tuple):
        items = [_node_of(each, name, [*steps, f"[{number}]"], faults) for number, each in enumerate(value)]
        return Node(items, file, 0, place)
    return Node(_scalar_of(value, place, faults), file, 0, place)


def _scalar_of(value: object, where: str, faults: list[Fault]) -> Scalar:
    if value is None or isinstance(value, bool):
        return value
    try:
        if isinstance(value, Integral):
            return decimal_from_text(str(int(value)))
        if isinstance(value, Decimal):
            return decimal_from_text(str(value))
    except ValueError as error:
        faults.append(Fault(str(error), where, fix="write a number that can be"))
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        text = _shown(value, where, faults)
        try:
            return date.fromisoformat(text) if _DATE.fullmatch(text) else present_name(text)
        except ValueError:
            faults.append(Fault(f"{text!r} is not a day of the calendar", where, fix="write YYYY-MM-DD"))
            return None
    faults.append(refused_value(value, where))
    return None


def refused_value(value: object, where: str) -> Fault:
    """The fault of a value in Python that is no text, number, day, yes or no: a float above all."""
    if isinstance(value, float):
        shown = repr(float(value))
        return Fault(
            f"{shown} is a float",
            where,
            why="a float is a binary number: it seldom holds the decimal that was written, so nothing exact follows",
            fix=f'write it as text, "{shown}", or as Decimal("{shown}")',
        )
    kind = type(value).__name__
    return Fault(f"a value of type {kind} stands here", where, fix="write text, a whole number, a Decimal or a date")


def _composed(text: str, path: Path) -> tuple[list[int], yaml.Node | None]:
    """The lines of aliases and the tree, by libyaml where PyYAML has it; it is ten times as fast.

    What libyaml refuses is read by PyYAML's own loader, which says in plainer words what is wrong and where.
    """
    if yaml.__with_libyaml__:
        with suppress(yaml.YAMLError):
            return _aliases(text, path, yaml.CSafeLoader), yaml.compose(text, Loader=yaml.CSafeLoader)
    return _aliases(text, path, yaml.SafeLoader), yaml.compose(text, Loader=yaml.SafeLoader)


def _aliases(text: str, path: Path, loader: type[yaml.SafeLoader | yaml.CSafeLoader]) -> list[int]:
    """The lines on which aliases stand. FileError as soon as it is nested deeper than any file of ours is."""
    lines, depth = [], 0
    for event in yaml.parse(text, Loader=loader):
        line = event.start_mark.line + 1 if event.start_mark is not None else 1
        if isinstance(event, yaml.AliasEvent):
            lines.append(line)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            what = f"this is not YAML: it is nested too deeply, more than {_DEEPEST} levels"
            why = "nothing that is read here goes so deep"
            raise FileError(Fault(what, f"{path.name}:{line}", why=why, fix="look for brackets that are not closed"))
    return lines


def parse_json(text: str) -> Any:  # noqa: ANN401  # whatever the file holds
    """What JSON says. ValueError if it is none, or nested deeper than any file of ours is."""
    depth = 0
    for mark in re.findall(r"[][{}]", re.sub(r'"(?:[^"\\]|\\.)*"', "", text)):
        depth += 1 if mark in "[{" else -1
        if depth > _DEEPEST:
            raise ValueError(f"nested more than {_DEEPEST} levels deep")
    return json.loads(text)


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes, as 64 hexadecimal digits."""
    _note(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _convert(tree: yaml.Node, path: Path, faults: list[Fault], seen: set[int]) -> Node:
    line = tree.start_mark.line + 1
    where = f"{path.name}:{line}"
    if id(tree) in seen:  # an alias, which is told already
        return Node(None, path, line)
    seen.add(id(tree))
    if isinstance(tree, yaml.MappingNode):
        return Node(_convert_mapping(tree, path, faults, seen), path, line)
    if isinstance(tree, yaml.SequenceNode):
        return Node([_convert(item, path, faults, seen) for item in tree.value], path, line)
    return Node(_scalar(tree, where, faults), path, line)


def _convert_mapping(tree: yaml.MappingNode, path: Path, faults: list[Fault], seen: set[int]) -> dict[str, Node]:
    mapping: dict[str, Node] = {}
    for key_node, value_node in tree.value:
        where = f"{path.name}:{key_node.start_mark.line + 1}"
        if not isinstance(key_node, yaml.ScalarNode):
            faults.append(Fault("a key must be a plain word", where, fix="write `name: value`"))
            continue
        key = present_name(_shown(str(key_node.value), where, faults))
        value = _convert(value_node, path, faults, seen)
        if key in mapping:
            faults.append(
                Fault(
                    f"{quoted(key)} is given twice",
                    where,
                    why=f"it already stands at line {mapping[key].line}; which of the two is meant cannot be known",
                    fix="keep one of them",
                )
            )
        else:
            mapping[key] = value
    return mapping


def _scalar(tree: yaml.Node, where: str, faults: list[Fault]) -> Scalar:
    text = _shown(str(tree.value), where, faults)
    if isinstance(tree, yaml.ScalarNode) and tree.style in ("'", '"', "|", ">"):
        return text
    if text in ("", "null", "~"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            faults.append(Fault(f"{text!r} is not a day of the calendar", where, fix="write YYYY-MM-DD"))
            return None
    if _NUMBER.fullmatch(text):
        try:
            return decimal_from_text(text.replace("_", ""))
        except NumberBeyondLimitsError as error:
            faults.append(Fault(str(error), where, fix="write a number that can be; put a code in quotation marks"))
            return None
    return present_name(text)


def _shown(text: str, where: str, faults: list[Fault]) -> str:
    """The text; if it cannot be shown that is a fault, and what is left of it can."""
    fault = fault_of_text(text, where)
    if fault is None:
        return text
    faults.append(fault)
    return UNSHOWN.sub("\ufffd", text)
