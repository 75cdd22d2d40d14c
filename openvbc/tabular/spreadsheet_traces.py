"""What spreadsheets leave in tables: rows of sums below them, and identifiers that were taken for numbers."""

import re
from typing import Final

from openvbc.errors import Fault
from openvbc.yamlfile import quoted

#: A number as a spreadsheet shortens it: 1.23457E+14. The mark is gone where codes lose theirs.
SHORTENED_NUMBER: Final = "[0-9]+([.,][0-9]+)?[eE][+][0-9]+"
#: What stands instead of a name in the first column of a row of sums. "Total Care" is a name.
_SUMS: Final = frozenset(
    {"total", "totals", "grand total", "subtotal", "sub-total", "sub total", "sum", "overall", "overall total"}
)


def fault_of_name(name: str, where: str) -> Fault | None:
    """The fault of a row that is named like a sum, or by a shortened number; None for any other name."""
    if name.strip().rstrip(":").casefold() in _SUMS:
        return Fault(
            f"the row is named {quoted(name)}: a sum of the others, not one more of them",
            where,
            why="all of it would be counted a second time",
            fix="take the row of totals out",
        )
    if re.fullmatch(SHORTENED_NUMBER, name.strip()):
        return Fault(
            f"{quoted(name)} is a number that a spreadsheet shortened, so that several identifiers may have become one",
            where,
            fix="export the source again with identifiers as text; what was shortened cannot be brought back",
        )
    return None
