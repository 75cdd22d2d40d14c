"""A dispute as a CSV of one row a difference, and for machines."""

import csv
import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Final

from openvbc.claims.attribution.dispute import Difference, Dispute, Side, reason_words

COLUMNS: Final = tuple(field.name for field in fields(Difference))
_FORMULA_SIGNS: Final = frozenset("=+-@\t\r")


def write_dispute(dispute: Dispute, path: Path) -> None:
    """Write one row a difference, in the order of sides and people."""
    with path.open("w", encoding="utf-8", newline="") as content:
        writer = csv.DictWriter(content, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for each in dispute.differences:
            writer.writerow({name: _cell(value) for name, value in asdict(each).items()})


def _cell(value: str) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it: identifiers are the payer's."""
    return f"'{value}" if value[:1] in _FORMULA_SIGNS else str(value)


def dispute_json(dispute: Dispute) -> str:
    """Counts, reasons and differences as JSON."""
    told = {
        "organization_id": dispute.organization_id,
        "list": dispute.list_name,
        "listed": dispute.listed,
        "listed_elsewhere": dispute.elsewhere,
        "on_both": dispute.both,
        **{side.value: len(dispute.only(side)) for side in Side},
        "reasons": {side.value: dispute.reasons(side) for side in Side},
        "columns_not_read": list(dispute.other_columns),
        "differences": [
            {**asdict(each), "side": each.side.value, "reason_words": reason_words(each.reason)}
            for each in dispute.differences
        ],
    }
    return json.dumps(told, indent=2, ensure_ascii=False)
