"""An independent reading of what of a file decides money: lines and cells alone, no parser of ours."""

import csv
import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml

#: What a file says of money, in a form that can be compared; None where it cannot be read so.
PlainReading = Callable[[bytes], Hashable | None]

_DAY_WITH_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T][0-9:.Z+]*")
_NUMBER = re.compile(r"[-+]?\$?[-+]?(?:\d[\d,_]*)?\.?\d*(?:[eE][-+]?\d{1,2})?%?")


def meaning(text: str) -> str:
    """A cell as it is meant: numbers without the ways to write them, days without hours, words without blanks."""
    text = text.strip()
    if day := _DAY_WITH_TIME.fullmatch(text):
        return day[1]
    if text and len(text) < 60 and _NUMBER.fullmatch(text):
        plain = re.sub(r"[$,_%]", "", text)
        try:
            number = Decimal(plain) / (100 if text.endswith("%") else 1)
        except InvalidOperation:
            return text
        return str(number.normalize() if number else Decimal(0))
    return text


def letters(name: str) -> str:
    """A column's name without what programs add to it."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def cells_of(columns: Iterable[str], delimiter: str = ",", *, once: bool = False) -> PlainReading:
    """The named columns of each line, whatever the order of lines; quotation marks hold within their line only.

    once: a line that is there again says nothing more.
    """
    wanted = [letters(name) for name in columns]

    def read(content: bytes) -> Hashable:
        rows = lines_of(content, delimiter)
        header = [letters(name) for name in rows[0]] if rows else []
        found = Counter(
            tuple(
                meaning(row[header.index(name)]) if name in header and header.index(name) < len(row) else None
                for name in wanted
            )
            for row in rows[1:]
        )
        return frozenset(found if once else found.items())

    return read


def paid_in(
    column: str,
    delimiter: str = ",",
    *,
    sign: Callable[[Mapping[str, str]], int] | None = None,
    decimal_comma: bool = False,
) -> Callable[[bytes], Decimal | None]:
    """The sum of a column, line by line. sign: of a row by its cells; 0 leaves it out. None if a column is missing."""

    def read(content: bytes) -> Decimal | None:
        rows = lines_of(content, delimiter)
        header = [name.strip().lower() for name in rows[0]]
        total = Decimal(0)
        for row in rows[1:]:
            cells = dict(zip(header, row, strict=False))
            try:
                text = cells[column.lower()].strip()
                times = 1 if sign is None else sign(cells)
            except KeyError:
                return None
            if times:
                plain = text.replace(".", "").replace(",", ".") if decimal_comma else text
                total += times * Decimal(plain or 0)
        return total

    return read


def lines_of(content: bytes, delimiter: str) -> list[list[str]]:
    """The cells of each line that has any; quotation marks hold within their line only."""
    lines = re.split(r"\r\n|\r|\n", content.decode("utf-8-sig", "replace"))
    return [next(csv.reader([line], delimiter=delimiter)) for line in lines if line.strip(f' {delimiter}\t"')]


def cells_of_workbook(content: bytes) -> Hashable | None:
    """The XML of the sheet and its texts, which hold all cells; None if the file is no sound zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return tuple(parts.read(f"xl/{name}.xml") for name in ("worksheets/sheet1", "sharedStrings"))
    except (zipfile.BadZipFile, KeyError, NotImplementedError, ValueError, RuntimeError, OSError, EOFError, zlib.error):
        return None


def positions_of(fields: Mapping[str, tuple[int, int]]) -> PlainReading:
    """The fields of each line of a file of fixed width, by first and last position."""

    def read(content: bytes) -> Hashable:
        lines = [line for line in content.decode("latin-1").split("\n") if line.strip()]
        return frozenset(
            Counter(tuple(meaning(line[first:last]) for first, last in fields.values()) for line in lines).items()
        )

    return read


def claims_of_resources(content: bytes) -> Hashable | None:
    """Person, days and paid amounts of each resource of a file of FHIR resources; None if a line is no JSON."""
    try:
        lines = [line for line in content.decode("utf-8").split("\n") if line.strip()]
        told = [json.loads(line, parse_float=Decimal, parse_int=Decimal) for line in lines]
    except (ValueError, RecursionError, InvalidOperation):
        return None
    # A person who is described twice costs no more.
    claims = [each for each in told if not isinstance(each, dict) or each.get("resourceType") != "Patient"]
    return frozenset(Counter(map(_claim, claims)).items())


def _claim(resource: Any) -> Hashable:  # noqa: ANN401  # whatever the file holds
    if not isinstance(resource, dict):
        return repr(resource)
    items = [
        (
            repr(item.get("servicedPeriod")),
            repr([(_codes(each.get("category")), each.get("amount")) for each in item.get("adjudication", ())]),
        )
        for item in resource.get("item", ())
        if isinstance(item, dict)
    ]
    return repr((resource.get("patient"), resource.get("billablePeriod"), items))


def _codes(concept: Any) -> Any:  # noqa: ANN401  # whatever the file holds
    """The codes of a concept, without the places at which they are published."""
    if not isinstance(concept, dict) or not isinstance(concept.get("coding"), list):
        return concept
    return [str(each.get("code")).rpartition("/")[2] for each in concept["coding"] if isinstance(each, dict)]


def members_of_lists(content: bytes) -> Hashable | None:
    """Whom attribution lists have, when and through whom, and what coverage tells; None if a line is no JSON."""
    try:
        told = [json.loads(line) for line in content.decode("utf-8").split("\n") if line.strip()]
    except (ValueError, RecursionError):
        return None
    found = set()
    for each in told:
        if isinstance(each, dict) and each.get("resourceType") == "Coverage":
            found.add(repr([each.get(name) for name in ("status", "period")]))
        elif isinstance(each, dict) and each.get("resourceType") == "Group":
            members = each.get("member")
            found |= set(map(_member_of_list, members)) if isinstance(members, list) else {repr(members)}
    return frozenset(found)


def _member_of_list(member: Any) -> str:  # noqa: ANN401  # whatever the file holds
    """A member without the addresses at which extensions are published, but for their last words."""
    if not isinstance(member, dict) or not isinstance(member.get("extension", []), list):
        return repr(member)
    told = [
        (str(each.get("url")).rpartition("/")[2].lower().replace("-", "_"), each.get("valueReference"))
        for each in member.get("extension", ())
        if isinstance(each, dict)
    ]
    days = member.get("period")
    # People are attributed by the month.
    months = [str(days.get(name))[:7] for name in ("start", "end")] if isinstance(days, dict) else days
    entity = member.get("entity")
    person = str(entity.get("reference")).rpartition("/")[2] if isinstance(entity, dict) else entity
    return repr((person, months, member.get("inactive"), told))


def visits_of_messages(content: bytes) -> Hashable | None:
    """Number, event, moment, member number, visit and days of each message, by its segments and bars alone."""
    found: Counter[Hashable] = Counter()
    for message in re.split(r"(?:^|[\r\n]+)(?=MSH)", content.decode("utf-8", "replace")):
        segments: dict[str, list[str]] = {}
        for line in re.split(r"[\r\n]+", message):
            fields = line.strip().split("|")
            segments.setdefault(fields[0], fields)
        if "MSH" not in segments:
            continue

        def field(name: str, place: int, held: dict[str, list[str]] = segments) -> str:
            fields = held.get(name, [])
            return fields[place].strip() if len(fields) > place else ""

        number = re.search(r"([^|~^]*)\^\^\^[^|~^]*\^MB", field("PID", 3))
        days = ((field("EVN", 2) or field("MSH", 6))[:8], field("PV1", 44)[:8], field("PV1", 45)[:8])
        key = (field("MSH", 8), field("MSH", 9), number and number[1].strip(), field("PV1", 19), field("PV1", 36))
        found[(*key, *days)] += 1
    return frozenset(found.items())


def coverage_of_segments(content: bytes) -> Hashable | None:
    """Member's numbers, line, plan and days of each coverage of an 834, by its segments and stars alone."""
    found: Counter[Hashable] = Counter()
    numbers: list[str] = []
    days: list[str] = []
    for segment in content.decode("utf-8", "replace").split("~"):
        cells = [each.strip() for each in segment.strip().split("*")]
        if cells[0] == "INS":
            numbers = [cells[1]]
        elif cells[0] == "REF" and cells[1:2] in (["0F"], ["23"]):
            numbers.append(cells[2] if len(cells) > 2 else "")
        elif cells[0] == "HD":
            days = []
            found[(*numbers, *cells[3:5], len(found))] += 1
        elif cells[0] == "DTP" and cells[1:2] in (["348"], ["349"]):
            days.append(segment.strip())
            found[(*numbers, *days)] += 1
    return frozenset(found.items())


def words_of(*groups: str) -> PlainReading:
    """What YAML says in these groups, clauses apart, as text with each number as it is meant; None if it is no YAML."""

    def read(content: bytes) -> Hashable | None:
        try:
            told = yaml.load(content.decode("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # everything stays text
        except (ValueError, yaml.YAMLError, RecursionError):
            return None
        return repr([_meant(told.get(group)) for group in groups]) if isinstance(told, dict) else None

    return read


def _meant(told: Any) -> Any:  # noqa: ANN401  # whatever the file holds
    if isinstance(told, dict):
        return sorted((str(key), repr(_meant(value))) for key, value in told.items() if key not in ("clause", "source"))
    if isinstance(told, list):
        return [_meant(each) for each in told]
    return meaning(told) if isinstance(told, str) else told
