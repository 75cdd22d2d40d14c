"""An attribution reconciliation as a CSV of one row a difference, and for machines."""

import csv
import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Final

from openvbc.claims.attribution.reconciliation import AttributionReconciliation, Difference, Side, reason_words

COLUMNS: Final = tuple(field.name for field in fields(Difference))
_FORMULA_SIGNS: Final = frozenset("=+-@\t\r")


def write_reconciliation(reconciliation: AttributionReconciliation, path: Path) -> None:
    """Write one row a difference, in the order of sides and people."""
    with path.open("w", encoding="utf-8", newline="") as content:
        writer = csv.DictWriter(content, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for each in reconciliation.differences:
            writer.writerow({name: _cell(value) for name, value in asdict(each).items()})


def _cell(value: str) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it: identifiers are the payer's."""
    return f"'{value}" if value[:1] in _FORMULA_SIGNS else str(value)


def reconciliation_json(reconciliation: AttributionReconciliation) -> str:
    """Counts, reasons and differences as JSON."""
    told = {
        "organization_id": reconciliation.organization_id,
        "list": reconciliation.list_name,
        "listed": reconciliation.listed,
        "listed_elsewhere": reconciliation.elsewhere,
        "on_both": reconciliation.both,
        **{side.value: len(reconciliation.only(side)) for side in Side},
        "reasons": {side.value: reconciliation.reasons(side) for side in Side},
        "columns_not_read": list(reconciliation.other_columns),
        "differences": [
            {**asdict(each), "side": each.side.value, "reason_words": reason_words(each.reason)}
            for each in reconciliation.differences
        ],
    }
    return json.dumps(told, indent=2, ensure_ascii=False)
