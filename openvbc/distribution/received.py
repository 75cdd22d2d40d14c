"""What there is to distribute: what settlements came to, and amounts that are given beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from openvbc.errors import Fault, InputError, raise_all
from openvbc.figures import ABSENT, Figure, FileDigest, Origin, SettledBefore, Source, Value
from openvbc.money import decimal_from_text, money_from_text
from openvbc.settlement.settle import Settlement
from openvbc.settlement.settled_before import sealed_settlements
from openvbc.yamlfile import Node, digest, quoted, read_yaml

#: What the reserve held before this distribution.
RESERVE_BALANCE: Final = "reserve_balance"


@dataclass(frozen=True)
class SettledStream:
    """A payment stream of a settlement.

    outcome: the line that answers its question. lines: the single values of its lines. files: where it was read.
    """

    contract: str
    payer: str
    organization: str
    period: str
    first_day: date
    last_day: date
    status: str
    stream: str
    outcome: str
    lines: Mapping[str, Value]
    fingerprint: str
    files: tuple[FileDigest, ...] = ()

    def figure(self, line: str) -> Figure:
        """The value of a line, with the settlement that it is of."""
        before = SettledBefore(
            self.fingerprint, self.contract, self.organization, self.period, self.status, self.stream, line
        )
        source = Source(Origin.SETTLED, str(before), files=self.files, settled=before)
        return Figure(self.lines.get(line, ABSENT), source)


def settled_streams(settlement: Settlement) -> tuple[SettledStream, ...]:
    """The streams of a settlement."""
    period = settlement.performance_year
    return tuple(
        SettledStream(
            settlement.contract.name,
            settlement.contract.file.parties.payer.name,
            settlement.provider_name,
            period.words,
            period.period.start,
            period.period.last_day,
            settlement.status.value,
            each.stream.name,
            each.evaluation.sheet.outcome,
            {name: value for name, value in each.evaluation.values.items() if not isinstance(value, Mapping)},
            settlement.fingerprint,
        )
        for each in settlement.streams
    )


def read_settled_streams(path: Path) -> tuple[SettledStream, ...]:
    """The streams of the settlements that `openvbc settle --json` wrote. InputError if it was changed since."""
    file = FileDigest(path.name, digest(path) if path.is_file() else "")
    found = []
    for told in sealed_settlements(path, path.name):
        for stream in told["streams"]:
            lines = {line["line"]: line for section in stream["sections"] for line in section["lines"]}
            values = {
                name: _value(line["values"][0]["value"])
                for name, line in lines.items()
                if len(line["values"]) == 1 and "member" not in line["values"][0]
            }
            period = told["period"]
            found.append(
                SettledStream(
                    told["contract"],
                    told.get("payer", ""),
                    told["organization"],
                    period["words"],
                    date.fromisoformat(period["first_day"]),
                    date.fromisoformat(period["last_day"]),
                    told["status"],
                    stream["stream"],
                    stream["outcome"],
                    values,
                    told["fingerprint"],
                    (file,),
                )
            )
    return tuple(found)


def _value(told: object) -> Value:
    if told is None:
        return ABSENT
    return told if isinstance(told, bool) else decimal_from_text(str(told))


def read_amounts(path: Path) -> dict[str, Figure]:
    """Amounts given beside settlements: `amounts:` with the reserve's balance and whatever else the plan names.

    Each is dollars, or {value: ..., source: ...}. InputError lists every fault with its line.
    """
    form: list[Fault] = []
    node = read_yaml(path, form)
    file = FileDigest(path.name, digest(path))
    faults, top = list(form), dict(node.items())
    faults += [
        Fault(f"unknown word {quoted(key)}", each.where, fix="write `amounts:`")
        for key, each in top.items()
        if key != "amounts"
    ]
    found = {}
    held = top.get("amounts")
    if held is None or not isinstance(held.value, dict):
        faults.append(Fault("the file gives no amounts", node.where, fix="write `amounts:` and one a line below it"))
    else:
        for name, each in held.items():
            value = _amount(name, each, faults)
            found[name] = Figure(value, Source(Origin.GIVEN, _source_of(each), each.where, (file,)))
    raise_all(faults, InputError)
    return found


def _amount(name: str, node: Node, faults: list[Fault]) -> Decimal:
    inner = dict(node.items())
    unknown = [key for key in inner if key not in ("value", "source")]
    told = inner["value"].value if "value" in inner else node.value
    if unknown or isinstance(told, dict | list | bool | date) or told is None:
        faults.append(Fault(f"{name} is no amount", node.where, fix="write dollars, or {value: ..., source: ...}"))
        return Decimal(0)
    try:
        amount = told if isinstance(told, Decimal) else money_from_text(str(told))
    except ValueError as error:
        faults.append(Fault(f"{name}: {error}", node.where, fix="write for example $350,000.00"))
        return Decimal(0)
    if not whole_cents(amount):
        faults.append(Fault(f"{name} has fractions of a cent", node.where, fix="write dollars and cents"))
    return amount


def _source_of(node: Node) -> str:
    inner = dict(node.items())
    return str(inner["source"].value) if "source" in inner else ""


def whole_cents(amount: Decimal) -> bool:
    """Whether an amount has no fraction of a cent."""
    return amount == amount.quantize(Decimal("0.01"))


def named_streams(streams: Sequence[SettledStream]) -> tuple[str, ...]:
    """The names of the streams that there are."""
    return tuple(dict.fromkeys(each.stream for each in streams))
