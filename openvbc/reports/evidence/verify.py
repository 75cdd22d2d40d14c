"""A pack's settlement computed again: equal, or where not, and which version gave which figure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from openvbc import __version__
from openvbc.errors import Fault, FileError, OpenVBCError
from openvbc.ledger.chain import hash_of
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import PaymentModel
from openvbc.reports.as_json import settlement_json
from openvbc.reports.evidence.pack import LEDGER, RECORD, SETTLEMENT, STATEMENT, WORKBOOK, Pack
from openvbc.reports.excel.workbook import excel_bytes
from openvbc.reports.html import render_html
from openvbc.settlement.settle import Settlement
from openvbc.settlement.settled_before import SEAL, seal_of
from openvbc.settlement.settlement_record import settled_again

Values = dict[tuple[str, str, str], Any]
_NOT_THERE: Final = object()


@dataclass(frozen=True)
class LineThatDiffers:
    """A figure that the pack's version and this version have differently; None where one has no such line."""

    stream: str
    line: str
    member: str
    packed: str | bool | None
    recomputed: str | bool | None
    only_packed: bool = False
    only_now: bool = False


@dataclass(frozen=True)
class PackVerdict:
    """What became of computing a pack's settlement again.

    lines: how many figures were compared. differences: those that differ. entries: of the books, with hashes that hold.
    refused: why this version cannot settle it; "" where it can. same_version: whether it was computed by this version.
    """

    pack: Pack
    lines: int
    differences: tuple[LineThatDiffers, ...]
    entries: int
    refused: str
    same_version: bool
    same_fingerprint: bool
    same_reports: bool

    @property
    def equal(self) -> bool:
        """Whether every figure is the same, and, under the same version, every byte of the reports too."""
        if self.refused or self.differences:
            return False
        return not self.same_version or (self.same_fingerprint and self.same_reports)


def verify_pack(pack: Pack, models: Mapping[str, PaymentModel], parameters: ParameterSet) -> PackVerdict:
    """Compute a pack's settlement again from its record. FileError where what the pack holds contradicts itself."""
    stated = json.loads(pack.text(SETTLEMENT))
    if seal_of(stated) != stated.get(SEAL):
        raise FileError(Fault(f"{SETTLEMENT} was changed after it was settled", pack.name))
    if stated["fingerprint"] != pack.manifest["fingerprint"]:
        raise FileError(Fault("the pack says another fingerprint than its settlement", pack.name))
    entries = _checked_entries(pack)
    same_version = pack.manifest["version"] == __version__
    packed = _values(stated)
    try:
        settlement = settled_again(pack.text(RECORD), models, parameters)
    except OpenVBCError as error:
        refused = "; ".join(str(fault) for fault in error.faults)
        return PackVerdict(
            pack, len(packed), (), entries, refused, same_version, same_fingerprint=False, same_reports=False
        )
    now = _values(settlement_json(settlement))
    return PackVerdict(
        pack,
        len(packed),
        tuple(_differences(packed, now)),
        entries,
        "",
        same_version,
        settlement.fingerprint == pack.manifest["fingerprint"],
        _same_reports(pack, settlement),
    )


def _same_reports(pack: Pack, settlement: Settlement) -> bool:
    return pack.files[STATEMENT] == render_html(settlement).encode() and pack.files[WORKBOOK] == excel_bytes(settlement)


def _values(settlement: Mapping[str, Any]) -> Values:
    """Every figure of a settlement for machines, by stream, line and member."""
    found: Values = {("", "net_payment", ""): settlement["net_payment"]}
    for stream in settlement["streams"]:
        for section in stream["sections"]:
            for line in section["lines"]:
                for each in line["values"]:
                    found[stream["stream"], line["line"], each.get("member", "")] = each["value"]
    return found


def _differences(packed: Values, now: Values) -> Iterator[LineThatDiffers]:
    for key in dict.fromkeys((*packed, *now)):
        before, after = packed.get(key, _NOT_THERE), now.get(key, _NOT_THERE)
        if before != after:
            yield LineThatDiffers(
                *key,
                None if before is _NOT_THERE else before,
                None if after is _NOT_THERE else after,
                only_packed=after is _NOT_THERE,
                only_now=before is _NOT_THERE,
            )


def _checked_entries(pack: Pack) -> int:
    """How many entries of the books the pack has. FileError where one does not have the hash that it says."""
    if LEDGER not in pack.files:
        return 0
    entries = json.loads(pack.text(LEDGER))
    for each in entries:
        *row, stated = each["row"]
        if hash_of(tuple(row), [tuple(line) for line in each["lines"]]) != stated:
            raise FileError(Fault(f"entry {row[0]} of {LEDGER} does not have the hash that it says", pack.name))
    return len(entries)
