"""Public sample feeds net to their published final action. docs/public_data.md says how to get them."""

import csv
import os
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from openvbc.claims.readers.cclf.naming import read_name
from openvbc.claims.readers.cclf.reader import CclfReader

from .made_up_feed import Read, read

REPOSITORY = Path(__file__).parents[4]
CLAIMS = Path(os.environ.get("OPENVBC_PUBLIC_DATA", REPOSITORY.parent / "shared" / "data")) / "claims"
RELATED, ATTRIBUTION = CLAIMS / "cclf_related_claims", CLAIMS / "bcda_cclf_attribution"
EXPECTED = "expected_final_action.csv"

#: What the columns of the expected rows may be called -> the canonical column.
NAMES = {
    "claim_id": ("claim_id", "cur_clm_uniq_id"),
    "claim_line_number": ("claim_line_number", "clm_line_num", "line"),
    "person_id": ("person_id", "current_bene_mbi_id", "current_mbi", "bene_mbi_id"),
    "paid_amount": ("paid_amount", "net_paid", "paid", "amount"),
}

pytestmark = pytest.mark.public_data


def fixed_width(folder: Path) -> list[Path]:
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.lower().endswith(".csv") and read_name(path.name)
    ]


def tables(folder: Path) -> list[Path]:
    found = [path for path in sorted(folder.rglob("*.csv")) if path.name != EXPECTED]
    return CclfReader().recognize(found)


def expected_rows() -> list[dict[str, str]]:
    with next(RELATED.rglob(EXPECTED)).open(encoding="utf-8-sig", newline="") as text:
        return [{name.strip().lower(): value.strip() for name, value in row.items()} for row in csv.DictReader(text)]


def compared(rows: Sequence[dict[str, str]]) -> dict[str, str]:
    """Canonical column -> the expected rows' column, for those that are there."""
    return {
        canonical: next(name for name in names if name in rows[0])
        for canonical, names in NAMES.items()
        if any(name in rows[0] for name in names)
    }


def claims_of(found: Read) -> set[str]:
    rows = [*found.table("medical_claim"), *found.table("pharmacy_claim")]
    return {str(row["claim_id"]).lstrip("0") for row in rows}


@pytest.mark.skipif(
    not RELATED.is_dir(), reason=f"the related-claims feed is not in {RELATED}: see docs/public_data.md"
)
@pytest.mark.parametrize("form", ["fixed", "csv"])
def test_the_related_claims_feed_nets_to_its_51_expected_rows(form: str) -> None:
    paths = fixed_width(RELATED) if form == "fixed" else tables(RELATED)
    if not paths:
        pytest.skip(f"there is no {form} delivery in {RELATED}")
    expected = expected_rows()
    assert len(expected) == 51
    names = compared(expected)
    if "claim_id" not in names:
        pytest.skip(f"{EXPECTED} names its columns otherwise than this test knows: {', '.join(expected[0])}")
    found = read(paths)
    wanted = {row[names["claim_id"]].lstrip("0") for row in expected}
    # Of the two records of zero dollars in the packet's first example either may remain.
    assert len(claims_of(found) ^ wanted) <= 2
    if "paid_amount" not in names:
        return
    assert medical_total(found) == sum(
        (money(row[names["paid_amount"]]) for row in expected if is_medical(row, names, found)), Decimal(0)
    )


def is_medical(row: dict[str, str], names: dict[str, str], found: Read) -> bool:
    fills = {str(each["claim_id"]).lstrip("0") for each in found.table("pharmacy_claim")}
    return row[names["claim_id"]].lstrip("0") not in fills


def medical_total(found: Read) -> Decimal:
    return sum((row["paid_amount"] or Decimal(0) for row in found.table("medical_claim")), Decimal(0))


def money(text: str) -> Decimal:
    try:
        return Decimal(text or "0")
    except InvalidOperation:
        pytest.fail(f"{text!r} is no amount")


@pytest.mark.skipif(
    not RELATED.is_dir(), reason=f"the related-claims feed is not in {RELATED}: see docs/public_data.md"
)
def test_both_forms_of_the_related_claims_feed_give_the_same_claims() -> None:
    fixed, listed = fixed_width(RELATED), tables(RELATED)
    if not fixed or not listed:
        pytest.skip(f"{RELATED} does not have both forms")
    one, other = read(fixed), read(listed)
    assert claims_of(one) == claims_of(other)
    assert medical_total(one) == medical_total(other)


@pytest.mark.skipif(
    not ATTRIBUTION.is_dir(), reason=f"CMS's attribution sample is not in {ATTRIBUTION}: see docs/public_data.md"
)
def test_the_attribution_sample_of_cms_is_read_with_its_control_totals() -> None:
    paths = fixed_width(ATTRIBUTION)
    if not paths:
        pytest.skip(f"there is no file with a CCLF name in {ATTRIBUTION}")
    found = read(paths)
    assert {file.kind.split(",")[0] for file in found.result.files} >= {"CCLF8"}
    rows = found.table("cclf8")
    assert (len(rows), len({row["bene_mbi_id"] for row in rows})) == (7, 6)  # one identifier stands on two rows
