"""Figures of other settlements: a prior year's, another stream's, the interim one before the final.

They are read from what `openvbc settle --json` writes. Such a file carries a seal, a SHA-256 over all that it says, so
that a figure which was changed after it was settled is refused; and the settlement's fingerprint, which a file of
figures may state, so that no other settlement can stand in for the one that was meant.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from openvbc.errors import Fault, InputError, did_you_mean
from openvbc.figures import ABSENT, Figure, FileDigest, Origin, SettledBefore, Source, Value
from openvbc.money import decimal_from_text
from openvbc.units import UNITS
from openvbc.worksheet.sheet import Line
from openvbc.yamlfile import digest, parse_json, quoted, refuse_special

#: The word under which a settlement for machines carries its seal.
SEAL: Final = "seal"
_SAYS: Final = ("fingerprint", "contract", "organization", "period", "status", "streams")


def seal_of(settlement: Mapping[str, object]) -> str:
    """SHA-256 over all that a settlement for machines says, but for the seal itself."""
    parts = {name: each for name, each in settlement.items() if name != SEAL}
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class SettledLine:
    """Which line of which settlement a figure is. organization, fingerprint: "" where the file of figures says none.

    where: the place in the file of figures.
    """

    path: Path
    stream: str
    line: str
    member: str
    organization: str
    fingerprint: str
    where: str


def settled_figure(asked: SettledLine, line: Line) -> Figure:
    """The figure of another settlement, for an input `line`. InputError says why there is none."""
    settlement = _settlement(asked)
    stream = _named(settlement["streams"], "stream", asked.stream, asked, "payment stream")
    found = _named(list(_lines(stream)), "line", asked.line, asked, "line")
    unit = UNITS.get(str(found["unit"]))
    if unit is None or unit.kind != line.unit.kind:
        raise InputError(
            Fault(
                f"line {asked.line} of that settlement is in {found['unit']}, {line.name} in {line.unit.name}",
                asked.where,
                why="a figure keeps its unit from one settlement to the next",
                fix=f"name a line in {line.unit.name}",
            )
        )
    values = found["values"]
    if asked.member or len(values) != 1 or "member" in values[0]:
        value = _named(values, "member", asked.member, asked, f"column of {asked.line}")
    else:
        value = values[0]
    before = SettledBefore(
        settlement["fingerprint"],
        settlement["contract"],
        settlement["organization"],
        str(settlement["period"]["words"]),
        settlement["status"],
        asked.stream,
        asked.line,
        asked.member,
    )
    file = FileDigest(asked.path.name, digest(asked.path))
    source = Source(Origin.SETTLED, str(before), asked.where, (file,), settled=before)
    return Figure(_value(value["value"], asked), source)


def sealed_settlements(path: Path, where: str) -> "list[Mapping[str, Any]]":
    """The settlements of a file, each as it was when it was settled. InputError if it holds none, or a changed one.

    where: what names the file, for faults.
    """
    held = _settlements(path, where)
    for each in held:
        _require_seal(each, path, where)
    return held


def _settlements(path: Path, where: str) -> "list[Mapping[str, Any]]":
    try:
        refuse_special(path)
        content = parse_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            Fault(
                f"the settlement {path.name} cannot be read: {error.strerror}",
                where,
                fix="name a file that `openvbc settle --json` wrote",
            )
        ) from None
    except ValueError:
        raise InputError(_no_settlement(path, where)) from None
    several = content if isinstance(content, list) else [content]
    if not several or not all(isinstance(each, dict) and {*_SAYS, SEAL} <= each.keys() for each in several):
        raise InputError(_no_settlement(path, where))
    return several


def _require_seal(settlement: Mapping[str, Any], path: Path, where: str) -> None:
    if seal_of(settlement) != settlement[SEAL]:
        raise InputError(
            Fault(
                f"{path.name} was changed after it was settled",
                where,
                why="its seal is not that of what it says, so no figure of it can be followed",
                fix="settle again with `openvbc settle --json`",
            )
        )


def _settlement(asked: SettledLine) -> Mapping[str, Any]:
    """The settlement of the file that is meant, unchanged since it was written."""
    several = _settlements(asked.path, asked.where)
    known = [str(each["organization"]) for each in several]
    if asked.organization and asked.organization not in known:
        raise InputError(
            Fault(
                f"{asked.path.name} settles {', '.join(known)}, not {quoted(asked.organization)}",
                asked.where,
                why="a figure of another organization would be carried over",
                fix=did_you_mean(asked.organization, known),
            )
        )
    if not asked.organization and len(several) > 1:
        what = f"{asked.path.name} holds {len(several)} settlements"
        raise InputError(Fault(what, asked.where, fix="say whose with `organization:`"))
    settlement: Mapping[str, Any] = several[known.index(asked.organization)] if asked.organization else several[0]
    _require_seal(settlement, asked.path, asked.where)
    if asked.fingerprint and not (
        len(asked.fingerprint) >= _SHORTEST and settlement["fingerprint"].startswith(asked.fingerprint)
    ):
        raise InputError(
            Fault(
                f"{asked.path.name} is settlement {settlement['fingerprint']}, not {quoted(asked.fingerprint)}",
                asked.where,
                why="another settlement than the one that was agreed would be carried over",
                fix="name the right file, or state its fingerprint (at least 12 digits of it)",
            )
        )
    return settlement


_SHORTEST: Final = 12


def _no_settlement(path: Path, where: str) -> Fault:
    return Fault(
        f"{path.name} is no settlement for machines",
        where,
        fix="write one with `openvbc settle CONTRACT --inputs FILE --json > FILE.json`",
    )


def _lines(stream: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for section in stream["sections"]:
        yield from section["lines"]


def _named(entries: "list[Mapping[str, Any]]", key: str, name: str, asked: SettledLine, what: str) -> Mapping[str, Any]:
    """The one of `held` whose `key` is `name`."""
    for each in entries:
        if each.get(key) == name:
            return each
    known = [str(each.get(key)) for each in entries]
    what_lacks = (
        f"{asked.path.name} has no {what} {quoted(name)}" if name else f"{asked.path.name}: which {what} is meant?"
    )
    raise InputError(Fault(what_lacks, asked.where, fix=did_you_mean(name, known)))


def _value(text: object, asked: SettledLine) -> Value:
    if text is None:
        return ABSENT
    if isinstance(text, bool):
        return text
    try:
        return decimal_from_text(str(text))
    except ValueError:
        raise InputError(_no_settlement(asked.path, asked.where)) from None
