"""A commented mapping with every field of the minimum, for a user to fill in."""

from collections.abc import Iterator
from typing import Final

from openvbc.claims.readers.mapped_csv.fields import FIELDS, KINDS, MINIMUM, REVERSED_KINDS
from openvbc.claims.readers.staging.rules import DAY_FORMATS

_HEAD: Final = """\
# How a payer's CSV files are to be read. Put the name of the file's column behind each field.
# Instead of a column a field may have
#   {constant: professional}                     the same on every row
#   {absent: the payer does not send it}         told at every load, never guessed
#   {column: TYPE, codes: {I: institutional, P: professional}}   the payer's codes and ours; others are refused
#   {column: TIN, pad: 9}                        leading zeros put back that a spreadsheet took
#   {columns: [CLAIM_NO, SUFFIX], joined_by: "-"}   an identifier that is made of several columns
#   {column: TERM_DATE, blank: 2025-12-31}       a blank end of enrollment: still enrolled on that day
#   {column: PAID_ON, days: MM/DD/YYYY}          a day written another way than in the rest of the file
# Medical claims come as one file of lines (medical_claim) or as headers and lines (claim_header and claim_line): take
# out what does not come.
# Quote codes ("01"), so that they stay as they are.
payer: Name of the payer
plan: Name of the plan
files:
"""

_REVERSALS: Final = """\
    # How reversals are told; write `reversals: none` if the payer sends final claims only.
    # amounts: signed if reversals carry a minus, unsigned if they do not.
    reversals: {column: ADJUSTMENT_STATUS, reversed: [R], others: [O, A], amounts: signed}
"""


def mapping_template() -> str:
    """A mapping file with every kind of file and every field of the minimum, and the further fields as comments."""
    return _HEAD + "".join(line for kind in KINDS for line in _kind(kind))


def _kind(kind: str) -> Iterator[str]:
    yield f"  - kind: {kind}\n"
    yield f'    name: "{kind}*.csv"\n'
    yield '    delimiter: ","\n'
    yield f"    days: YYYY-MM-DD  # or {', '.join(each for each in DAY_FORMATS if each != 'YYYY-MM-DD')}\n"
    yield '    decimal_mark: "."\n'
    yield '    thousands_mark: ""\n'
    if kind in REVERSED_KINDS:
        yield _REVERSALS
    yield "    columns:\n"
    for minimum in MINIMUM[kind]:
        must = "must be there" if minimum.essential else "minimum"
        yield f"      {minimum.name}: {minimum.name.upper()}  # {minimum.meaning} ({must})\n"
    known = {minimum.name for minimum in MINIMUM[kind]}
    further = [column.name for column in FIELDS[kind] if column.name not in known]
    yield "      # Further fields, where the payer sends them:\n"
    for name in further:
        yield f"      # {name}:\n"
