"""The mapping file: read with the line of every fault, and all faults at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from openvbc.claims.readers.mapped_csv.fields import CLAIM_VERSION, FIELDS, KINDS, MINIMUM, REVERSED_KINDS
from openvbc.claims.readers.staging.rules import DAY_FORMATS, Rule
from openvbc.errors import ContractError, Fault, did_you_mean, raise_all
from openvbc.yamlfile import Node, read_yaml

_TOP: Final = ("payer", "plan", "files")
_FILE: Final = ("kind", "name", "delimiter", "days", "decimal_mark", "thousands_mark", "reversals", "columns")
_FIELD: Final = ("column", "columns", "joined_by", "constant", "absent", "codes", "other_codes", "pad", "days", "blank")
#: The field that may be blank in a file, of those who are still enrolled.
MAY_BE_OPEN: Final = "enrollment_end_date"
_REVERSALS: Final = ("column", "reversed", "others", "amounts")
_DELIMITERS: Final = (",", ";", "|", "\t")


@dataclass(frozen=True)
class Reversals:
    """How reversals are told. reversed, others: the values that mark one, all others; signed: they carry a minus."""

    column: str
    reversed: tuple[str, ...]
    others: tuple[str, ...]
    signed: bool
    where: str


@dataclass(frozen=True)
class FieldSource:
    """What feeds a field: a column of the file, or a constant, or nothing for a stated reason.

    parts, joined_by: several columns that are one identifier together, and what is put between their values. codes: the
    payer's code -> ours; other_codes: whether codes that are not listed are kept. pad: zeros are put before digits up
    to that length. blank: the day that stands for a blank end of enrollment. where: file and line of the mapping.
    """

    name: str
    where: str
    column: str = ""
    parts: tuple[str, ...] = ()
    joined_by: str = ""
    constant: str | None = None
    absent: str = ""
    codes: tuple[tuple[str, str], ...] = ()
    other_codes: bool = False
    pad: int = 0
    days: str = ""
    blank: date | None = None


@dataclass(frozen=True)
class FileMapping:
    """How files of one kind are read. pattern: their names, `*` stands for anything; fields: by name."""

    kind: str
    pattern: str
    delimiter: str
    days: str
    decimal_mark: str
    thousands_mark: str
    reversals: Reversals | None
    fields: dict[str, FieldSource]
    where: str

    def fits(self, name: str) -> bool:
        """Whether a file's name is one that this is about."""
        return fnmatchcase(name.lower(), self.pattern.lower())

    @property
    def columns(self) -> dict[str, str]:
        """The file's columns that are used -> where the mapping names them."""
        used = {field.column: field.where for field in self.fields.values() if field.column}
        used |= {part: field.where for field in self.fields.values() for part in field.parts}
        if self.reversals:
            used.setdefault(self.reversals.column, self.reversals.where)
        return used


@dataclass(frozen=True)
class PayerMapping:
    """A whole mapping file."""

    payer: str
    plan: str
    files: tuple[FileMapping, ...]


def read_mapping(path: Path) -> PayerMapping:
    """Read a mapping file. FileError if it is no YAML; ContractError with every fault and its line otherwise."""
    faults: list[Fault] = []
    root = read_yaml(path, faults)
    _known_keys(root, _TOP, faults)
    parts = dict(root.items())
    files: list[FileMapping] = []
    listed = parts["files"].value if "files" in parts else None
    if isinstance(listed, list):
        files = [_read_file(node, faults) for node in listed]
    else:
        faults.append(Fault("the mapping has no list `files`", root.where, fix="name each kind of file there"))
    raise_all(faults, ContractError)
    return PayerMapping(_text(parts.get("payer"), faults), _text(parts.get("plan"), faults), tuple(files))


def missing_minimum_fields(mapping: PayerMapping, headers: Mapping[str, Sequence[str]]) -> list[Fault]:
    """What the minimum asks for and the mapping does not feed, and what it names that the files do not have.

    headers: file name -> column names. A field that the mapping states to be absent is not missing.
    """
    faults: list[Fault] = list(_half_versions(mapping))
    for file in mapping.files:
        faults.extend(_unfed(file))
        for name, header in headers.items():
            if file.fits(name):
                faults.extend(_not_in_header(file, name, header))
    return faults


def stated_absences(mapping: PayerMapping) -> list[FieldSource]:
    """The fields that the mapping says the payer does not send."""
    return [field for file in mapping.files for field in file.fields.values() if field.absent]


def _unfed(file: FileMapping) -> Iterable[Fault]:
    for minimum in MINIMUM[file.kind]:
        source = file.fields.get(minimum.name)
        if source is None:
            fix = f"write `{minimum.name}: <column>`"
            if not minimum.essential:
                fix += f", or `{minimum.name}: {{absent: <why the payer does not send it>}}`"
            why = f"it is part of the minimum: {minimum.meaning}"
            yield Fault(f"{file.kind}: nothing feeds {minimum.name}", file.where, why=why, fix=fix)
        elif source.absent and minimum.essential:
            what = f"{file.kind}: {minimum.name} cannot be absent"
            yield Fault(what, source.where, why=f"nothing can be loaded without it: {minimum.meaning}")


def _half_versions(mapping: PayerMapping) -> Iterable[Fault]:
    """Lines are joined to headers by claim and version, so that either all files of both tell it or none does."""
    joined = [file for file in mapping.files if file.kind in ("claim_header", "claim_line")]
    for kind, other in (("claim_header", "claim_line"), ("claim_line", "claim_header")):
        if {file.kind for file in joined} == {kind}:
            why, fix = "a claim is made of both", f"add the payer's files of kind {other}, or use medical_claim"
            yield Fault(f"the mapping has {kind} and no {other}", joined[0].where, why=why, fix=fix)
    telling = [file for file in joined if CLAIM_VERSION.name in file.fields]
    if telling:
        for file in joined:
            if file not in telling:
                what = f"{file.kind}: nothing feeds {CLAIM_VERSION.name}"
                why = f"lines are joined to headers by it, as {telling[0].where} says"
                yield Fault(what, file.where, why=why, fix=f"write `{CLAIM_VERSION.name}: <column>` here too")


def _not_in_header(file: FileMapping, name: str, header: Sequence[str]) -> Iterable[Fault]:
    known = {each.strip().lower() for each in header}
    for column, where in file.columns.items():
        if column.strip().lower() not in known:
            hint = did_you_mean(column, [each.strip() for each in header if each.strip()])
            yield Fault(f"{name} has no column {column!r}", where, fix=hint)


def _read_file(node: Node, faults: list[Fault]) -> FileMapping:
    _known_keys(node, _FILE, faults)
    parts = dict(node.items())
    kind = _one_of(parts.get("kind"), KINDS, "kind", node, faults)
    days = _one_of(parts.get("days"), tuple(DAY_FORMATS), "days", node, faults, default="YYYY-MM-DD")
    pattern = _text(parts.get("name"), faults)
    if not pattern:
        faults.append(Fault("`name` is missing", node.where, fix="write the file's name, * for anything"))
    decimal = _one_of(parts.get("decimal_mark"), (".", ","), "decimal_mark", node, faults, default=".")
    thousands = _one_of(
        parts.get("thousands_mark"), ("", ",", ".", " ", "'"), "thousands_mark", node, faults, default=""
    )
    if decimal == thousands:
        faults.append(Fault("decimal_mark and thousands_mark are the same", node.where, fix="they must differ"))
    return FileMapping(
        kind=kind,
        pattern=pattern,
        delimiter=_one_of(parts.get("delimiter"), _DELIMITERS, "delimiter", node, faults, default=","),
        days=days,
        decimal_mark=decimal,
        thousands_mark=thousands,
        reversals=_read_reversals(parts.get("reversals"), kind, node, faults),
        fields=_read_fields(parts.get("columns"), kind, node, faults),
        where=node.where,
    )


def _read_reversals(node: Node | None, kind: str, file: Node, faults: list[Fault]) -> Reversals | None:
    if kind not in REVERSED_KINDS:
        if node is not None:
            fix = (
                "write it at claim_header: a line is reversed with its header"
                if kind == "claim_line"
                else "take it out"
            )
            faults.append(Fault(f"files of kind {kind} have no reversals", node.where, fix=fix))
        return None
    if node is None:
        why = "a reversal that is taken for a payment counts twice the wrong way"
        fix = "write how reversals are told, or `reversals: none` if the payer sends final claims only"
        faults.append(Fault("`reversals` is missing", file.where, why=why, fix=fix))
        return None
    if node.value == "none":
        return None
    _known_keys(node, _REVERSALS, faults)
    parts = dict(node.items())
    missing = [key for key in _REVERSALS if key not in parts]
    if missing:
        faults.append(Fault(f"`reversals` lacks {', '.join(missing)}", node.where, fix="write all four"))
    amounts = _one_of(parts.get("amounts"), ("signed", "unsigned"), "amounts", node, faults, default="signed")
    return Reversals(
        _text(parts.get("column"), faults),
        _texts(parts.get("reversed"), faults),
        _texts(parts.get("others"), faults),
        amounts == "signed",
        node.where,
    )


def _read_fields(node: Node | None, kind: str, file: Node, faults: list[Fault]) -> dict[str, FieldSource]:
    if node is None or not isinstance(node.value, dict):
        faults.append(Fault("`columns` is missing", file.where, fix="write `field: column` for each field"))
        return {}
    known = {column.name: column for column in FIELDS.get(kind, ())}
    fields = {}
    for name, each in node.items():
        if known and name not in known:
            faults.append(Fault(f"{kind} has no field {name!r}", each.where, fix=did_you_mean(name, known)))
            continue
        source = _read_field(name, each, faults)
        if source.blank and name != MAY_BE_OPEN:
            faults.append(Fault(f"{name} has a `blank`", each.where, fix=f"only {MAY_BE_OPEN} may: take it out"))
        if source.days and known[name].rule is not Rule.DAY:
            faults.append(Fault(f"{name} is no day", each.where, fix="take `days` out"))
        fields[name] = source
    return fields


def _read_field(name: str, node: Node, faults: list[Fault]) -> FieldSource:
    if not isinstance(node.value, dict):
        column = _text(node, faults)
        if not column:
            faults.append(Fault(f"{name} names no column", node.where, fix="write the column's name"))
        return FieldSource(name, node.where, column)
    _known_keys(node, _FIELD, faults)
    parts = dict(node.items())
    ways = [key for key in ("column", "columns", "constant", "absent") if key in parts]
    if len(ways) != 1:
        fix = "write exactly one of column, columns, constant and absent"
        faults.append(Fault(f"{name} has {len(ways)} sources", node.where, fix=fix))
    pad = parts["pad"].value if "pad" in parts else Decimal(0)
    if not isinstance(pad, Decimal) or pad != int(pad) or not 0 <= pad <= 20:
        faults.append(Fault(f"{name}: pad is no length", node.where, fix="write a whole number like 9"))
        pad = Decimal(0)
    joined, between = _texts(parts.get("columns"), faults), _text(parts.get("joined_by"), faults) or "-"
    if "columns" in parts and len(joined) < 2:
        faults.append(Fault(f"{name}: columns names no two columns", node.where, fix="write [FIRST, SECOND]"))
    blank = parts["blank"].value if "blank" in parts else None
    if blank is not None and not isinstance(blank, date):
        what = f"{name}: blank is no day"
        faults.append(Fault(what, node.where, fix="write the day until which the file tells enrollment: 2025-12-31"))
        blank = None
    codes = parts.get("codes")
    if codes is not None and not isinstance(codes.value, dict):
        faults.append(Fault(f"{name}: codes is no list of pairs", codes.where, fix="write `theirs: ours` below it"))
    return FieldSource(
        name,
        node.where,
        column=_text(parts.get("column"), faults),
        parts=joined,
        joined_by=between if joined else "",
        blank=blank,
        constant=_text(parts["constant"], faults) if "constant" in parts else None,
        absent=_text(parts.get("absent"), faults),
        codes=tuple((code, _text(each, faults)) for code, each in codes.items()) if codes is not None else (),
        other_codes=_one_of(parts.get("other_codes"), ("refuse", "keep"), "other_codes", node, faults, "refuse")
        == "keep",
        pad=int(pad),
        days=_one_of(parts.get("days"), tuple(DAY_FORMATS), "days", node, faults, default=""),
    )


def _known_keys(node: Node, known: Sequence[str], faults: list[Fault]) -> None:
    if not isinstance(node.value, dict):
        faults.append(
            Fault("a list of `key: value` pairs should stand here", node.where, fix=f"write {', '.join(known)}")
        )
    for key, each in node.items():
        if key not in known:
            faults.append(Fault(f"{key!r} is not known here", each.where, fix=did_you_mean(key, known)))


def _one_of(
    node: Node | None, known: Sequence[str], what: str, above: Node, faults: list[Fault], default: str | None = None
) -> str:
    if node is None and default is not None:
        return default
    found = _text(node, faults)
    if found not in known:
        where = above.where if node is None else node.where
        said = f"{found!r} is no {what}" if found else f"`{what}` is missing"
        faults.append(Fault(said, where, fix=did_you_mean(found, known)))
        return known[0]
    return found


def _text(node: Node | None, faults: list[Fault]) -> str:
    """The node's value as text; a number or a day must be quoted, so that no zero and no mark is lost."""
    if node is None or node.value is None:
        return ""
    if isinstance(node.value, str):
        return node.value
    if isinstance(node.value, Decimal) and node.value == int(node.value):
        return str(int(node.value))
    faults.append(Fault("a word should stand here", node.where, fix="put it between quotation marks"))
    return ""


def _texts(node: Node | None, faults: list[Fault]) -> tuple[str, ...]:
    if node is None:
        return ()
    if isinstance(node.value, list):
        return tuple(_text(each, faults) for each in node.value)
    return (_text(node, faults),)
