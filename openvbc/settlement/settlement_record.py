"""A settlement kept so that it can be computed again: the contract's text and every figure with its source.

Books keep one with each posting, and evidence packs hold one. Read back, contract and figures are settled anew; under
the same version of the program and the same published values the fingerprint is the same.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from openvbc import __version__
from openvbc.contract.load import contract_again
from openvbc.contract.model import Contract, ContractSource
from openvbc.errors import Fault, InputError
from openvbc.figures import (
    ABSENT,
    Absent,
    Figure,
    FileDigest,
    Keyed,
    Origin,
    SettledBefore,
    Source,
    Value,
    key_parts,
)
from openvbc.money import decimal_from_text
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import PaymentModel
from openvbc.settlement.settle import Case, Settlement, Status, settle
from openvbc.worksheet.evaluate import Override

#: The form of a record; a later one is another number.
_FORM: Final = 1


def record_of(settlement: Settlement) -> str:
    """A settlement as text. Equal settlements, equal text."""
    case, source = settlement.case, settlement.contract.source
    sources: dict[Source, int] = {}
    figures = {name: _told(held, sources) for name, held in case.figures.items()}
    told = {
        "record": _FORM,
        "version": __version__,
        "fingerprint": settlement.fingerprint,
        "contract": asdict(source),
        "organization": case.organization,
        "period": case.performance_year,
        "status": case.status.value,
        "figures": figures,
        "overrides": {name: [_value_told(each.value), each.by, each.reason] for name, each in case.overrides.items()},
        "notes": list(case.notes),
        "columns": {name: list(keys) for name, keys in case.columns.items()},
        **({"accepted": case.accepted} if case.accepted else {}),
        "sources": [_source_told(each) for each in sources],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def settled_again(record: str, models: Mapping[str, PaymentModel], parameters: ParameterSet) -> Settlement:
    """The settlement of a record, computed anew. InputError if it is no record; else what settling says."""
    try:
        told = json.loads(record)
        if told["record"] != _FORM:
            raise _no_record(f"it is of form {told['record']}, and this program reads form {_FORM}")
        sources = [_source(each) for each in told["sources"]]
        case = Case(
            told["organization"],
            told["period"],
            Status(told["status"]),
            {name: _figures(each, sources) for name, each in told["figures"].items()},
            {name: Override(_value(value), by, reason) for name, (value, by, reason) in told["overrides"].items()},
            tuple(told["notes"]),
            {name: tuple(keys) for name, keys in told["columns"].items()},
            told.get("accepted", ""),
        )
        source = ContractSource(**told["contract"])
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise _no_record("it was not written by OpenVBC, or was changed") from None
    return settle(contract_again(source, models), case, models, parameters)


def contract_of_record(record: str, models: Mapping[str, PaymentModel]) -> Contract:
    """The contract of a record. InputError if it is no record."""
    try:
        source = ContractSource(**json.loads(record)["contract"])
    except (KeyError, TypeError, ValueError):
        raise _no_record("it was not written by OpenVBC, or was changed") from None
    return contract_again(source, models)


def _no_record(why: str) -> InputError:
    return InputError(Fault("this is no record of a settlement", why=why, fix="settle again from contract and figures"))


def _told(held: "Figure | Mapping[Keyed, Figure]", sources: dict[Source, int]) -> object:
    if isinstance(held, Figure):
        return {"value": _value_told(held.value), "source": sources.setdefault(held.source, len(sources))}
    return [
        [list(key_parts(key)), _value_told(each.value), sources.setdefault(each.source, len(sources))]
        for key, each in held.items()
    ]


def _figures(told: "dict[str, Any] | list[Any]", sources: list[Source]) -> "Figure | dict[Keyed, Figure]":
    if isinstance(told, dict):
        return Figure(_value(told["value"]), sources[told["source"]])
    return {
        (tuple(key) if len(key) > 1 else key[0]): Figure(_value(value), sources[source]) for key, value, source in told
    }


def _value_told(value: Value) -> str | bool | None:
    """A value with every digit that it was written with: reports show $520.00 and $520 differently where exact."""
    if isinstance(value, Absent):
        return None
    return value if isinstance(value, bool) else format(value, "f")


def _value(told: object) -> Value:
    if told is None:
        return ABSENT
    return told if isinstance(told, bool) else decimal_from_text(str(told))


def _source_told(source: Source) -> dict[str, object]:
    """What a source says; what it does not say is left out."""
    told = {name: each for name, each in asdict(source).items() if each not in ("", None, ())}
    return {**told, "origin": source.origin.value}


def _source(told: dict[str, Any]) -> Source:
    given = dict(told)
    settled = given.pop("settled", None)
    return Source(
        Origin(given.pop("origin")),
        files=tuple(FileDigest(**each) for each in given.pop("files", ())),
        settled=SettledBefore(**settled) if settled is not None else None,
        **given,
    )
