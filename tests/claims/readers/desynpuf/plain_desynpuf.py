"""Counts a year of DE-SynPUF files in plain Python, with whole numbers and fractions.

It shares no code with openvbc: it is what the product's counts are held against. It reads the same files by their
headers, and knows nothing of DuckDB, SQL or Decimal.
"""

import csv
import gzip
import io
import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

CATEGORY_COLUMNS = {"inpatient": "MEDREIMB_IP", "outpatient": "MEDREIMB_OP", "professional": "MEDREIMB_CAR"}


@dataclass
class PlainCount:
    """People at each step, months, and cents."""

    people: int = 0
    in_area: int = 0
    medicare_advantage: int = 0
    months_differ: int = 0
    no_months: int = 0
    members: int = 0
    member_months: int = 0
    category_cents: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CATEGORY_COLUMNS, 0))
    carved_cents: dict[str, int] = field(default_factory=dict)
    limited: int = 0
    threshold_cents: int | None = None
    excess_cents: int = 0
    truncated_cents: int = 0

    @property
    def gross_cents(self) -> int:
        return sum(self.category_cents.values())


def plain_count(
    folder: Path,
    year: int,
    states: Collection[str],
    *,
    counties: Collection[str] = (),
    categories: Collection[str] = (),
    drgs: Collection[str] = (),
    threshold_cents: int | None = None,
    percentile: Fraction | None = None,
) -> PlainCount:
    """States are SSA codes of two digits, counties SSA codes of five, DRGs codes of three digits."""
    count = PlainCount()
    drg_cents = _cents_by_person(folder, year, drgs) if drgs else {}
    count.carved_cents = dict.fromkeys([*categories, *(["inpatient_drgs"] if drgs else [])], 0)
    remaining = []
    for row in _summary_rows(folder, year):
        count.people += 1
        state = str(_whole(row["SP_STATE_CODE"])).zfill(2)
        county = str(_whole(row["BENE_COUNTY_CD"])).zfill(3)
        if state not in states or (counties and state + county not in counties):
            continue
        count.in_area += 1
        part_a, part_b = _whole(row["BENE_HI_CVRAGE_TOT_MONS"]), _whole(row["BENE_SMI_CVRAGE_TOT_MONS"])
        if _whole(row["BENE_HMO_CVRAGE_TOT_MONS"]):
            count.medicare_advantage += 1
        elif part_a != part_b:
            count.months_differ += 1
        elif not part_a:
            count.no_months += 1
        else:
            count.members += 1
            count.member_months += part_a
            remaining.append(_after_carve_outs(count, row, categories, drg_cents.get(row["DESYNPUF_ID"], 0)))
    count.threshold_cents = threshold_cents
    if percentile is not None:
        count.threshold_cents = sorted(remaining)[math.ceil(percentile * len(remaining) / 100) - 1]
    for cents in remaining:
        excess = 0 if count.threshold_cents is None else max(0, cents - count.threshold_cents)
        count.excess_cents += excess
        count.truncated_cents += cents - excess
    return count


def _after_carve_outs(count: PlainCount, row: dict[str, str], categories: Collection[str], drg_cents: int) -> int:
    amounts = {category: _cents(row[column]) for category, column in CATEGORY_COLUMNS.items()}
    for category, cents in amounts.items():
        count.category_cents[category] += cents
    left = sum(amounts.values())
    for category in categories:
        count.carved_cents[category] += amounts[category]
        left -= amounts[category]
    if "inpatient_drgs" in count.carved_cents:
        taken = min(drg_cents, max(0, amounts["inpatient"]))
        count.limited += taken < drg_cents
        count.carved_cents["inpatient_drgs"] += taken
        left -= taken
    return left


def _cents_by_person(folder: Path, year: int, drgs: Collection[str]) -> dict[str, int]:
    """Each person's claims of these DRGs that begin in `year`; segments without a date follow their first one."""
    claims: dict[tuple[str, str], list[tuple[int, str, str, int]]] = defaultdict(list)
    for row in _rows(folder, "CLM_DRG_CD"):
        drg = row["CLM_DRG_CD"].strip()
        segment = (
            _whole(row["SEGMENT"]),
            row["CLM_FROM_DT"].strip()[:4],
            drg.zfill(3) if drg else "",
            _cents(row["CLM_PMT_AMT"]),
        )
        claims[row["DESYNPUF_ID"], row["CLM_ID"]].append(segment)
    cents: dict[str, int] = defaultdict(int)
    for (person, _), segments in claims.items():
        segments.sort()
        claim_year = min((from_year for _, from_year, _, _ in segments if from_year), default="")
        claim_drg = next((drg for _, _, drg, _ in segments if drg), "")
        if claim_year == str(year) and claim_drg in drgs:
            cents[person] += sum(paid for _, _, _, paid in segments)
    return cents


def _summary_rows(folder: Path, year: int) -> Iterator[dict[str, str]]:
    return _rows(folder, "MEDREIMB_CAR", year)


def _rows(folder: Path, column: str, year: int | None = None) -> Iterator[dict[str, str]]:
    """Rows of every file whose header has `column` (and whose name has `year`)."""
    for path in sorted(folder.rglob("*")):
        lower = path.name.lower()
        if not lower.endswith((".csv", ".csv.gz")):
            continue
        if year is not None and str(year) not in re.findall(r"\d{4}", lower):
            continue
        content = gzip.decompress(path.read_bytes()) if lower.endswith(".gz") else path.read_bytes()
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        names = [name.upper() for name in reader.fieldnames or ()]
        if column in names:
            reader.fieldnames = names
            yield from reader


def _cents(text: str) -> int:
    cents = Fraction(text.strip()) * 100
    assert cents.denominator == 1, text
    return cents.numerator


def _whole(text: str) -> int:
    number = Fraction(text.strip())
    assert number.denominator == 1, text
    return number.numerator
