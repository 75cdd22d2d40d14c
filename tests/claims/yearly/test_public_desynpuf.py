"""The figures of CMS's own DE-SynPUF files equal the independent calculation. docs/public_data.md: how to get them."""

import os
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from openvbc.claims.yearly.count import count_year
from openvbc.claims.yearly.desynpuf import load_desynpuf
from openvbc.claims.yearly.request import CountRequest
from openvbc.claims.yearly.store import ClaimsStore

from .test_count_equals_plain_python import assert_same, plain_for

REPOSITORY = Path(__file__).parents[3]
FOLDER = (
    Path(os.environ.get("OPENVBC_PUBLIC_DATA", REPOSITORY.parent / "shared" / "data")) / "claims" / "desynpuf_2008_2010"
)

pytestmark = [
    pytest.mark.public_data,
    pytest.mark.skipif(
        not FOLDER.is_dir(),
        reason=f"CMS's DE-SynPUF files are not in {FOLDER}: docs/public_data.md says which to get",
    ),
]

CALIFORNIA = ("CA",)


@pytest.fixture(scope="module")
def store() -> Iterator[ClaimsStore]:
    with ClaimsStore() as store:
        load_desynpuf(FOLDER, store)
        yield store


@pytest.mark.parametrize("year", [2008, 2009])
@pytest.mark.parametrize(
    "terms",
    [
        CountRequest(0, CALIFORNIA, truncation_percentile=Decimal(99)),
        CountRequest(0, CALIFORNIA, carved_out_categories=("carrier",), truncation_dollars=Decimal(50000)),
        CountRequest(0, CALIFORNIA, carved_out_drgs=("470", "217"), truncation_percentile=Decimal("99.5")),
    ],
    ids=["percentile", "category and dollars", "drgs and percentile"],
)
def test_california(store: ClaimsStore, year: int, terms: CountRequest) -> None:
    request = replace(terms, year=year)
    plain = plain_for(FOLDER, request)
    assert plain.members > 100
    assert_same(count_year(store, request), plain)


def test_the_files_are_sound(store: ClaimsStore) -> None:
    totals = {year: (summary, claims) for year, summary, claims in store.run("audit_inpatient_totals").rows}
    assert {2008, 2009} <= set(totals)
    # CMS's inpatient claims come to 95 to 99 per cent of the yearly column.
    assert all(90 * summary < 100 * claims < 110 * summary for summary, claims in (totals[2008], totals[2009]))
