"""Every figure of a count equals an independent calculation in plain Python, to the cent."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openvbc.claims.yearly.count import YearCount, count_year
from openvbc.claims.yearly.desynpuf import load_desynpuf
from openvbc.claims.yearly.request import CountRequest
from openvbc.claims.yearly.store import ClaimsStore
from openvbc.claims.yearly.synthetic_desynpuf import write_synthetic_desynpuf
from openvbc.figures import ABSENT, Figure, Value

from .made_up_files import INPATIENT, SUMMARY_2008, claim, person, write_claims, write_summary
from .plain_desynpuf import PlainCount, plain_count

REQUESTS = [
    CountRequest(2008, ("CA",)),
    CountRequest(2009, ("05", "NY"), truncation_dollars=Decimal(10000)),
    CountRequest(2008, ("CA",), counties=("05010", "05020", "05070"), truncation_dollars=Decimal("2500.55")),
    CountRequest(2009, ("CA",), carved_out_categories=("carrier",), truncation_percentile=Decimal(99)),
    CountRequest(2008, ("FL", "TX"), carved_out_drgs=("470", "001"), truncation_percentile=Decimal("98.5")),
    CountRequest(2009, ("CA",), carved_out_drgs=("470", "871", "1"), truncation_dollars=Decimal(40000)),
    CountRequest(2008, ("CA",), carved_out_categories=("inpatient", "outpatient"), truncation_percentile=Decimal(100)),
    CountRequest(2008, ("CA", "NY", "FL"), carved_out_drgs=("470", "871", "291", "194", "190", "247", "683", "207")),
    CountRequest(2009, ("54",), carved_out_categories=("outpatient",), carved_out_drgs=("291",)),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desynpuf")
    write_synthetic_desynpuf(folder, 2500, seed=11)
    write_synthetic_desynpuf(folder, 500, seed=11, sample=2)
    return folder


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[ClaimsStore]:
    with ClaimsStore(threads=1) as store:
        load_desynpuf(folder, store)
        yield store


def cents(figure: Figure) -> Value | int:
    return int(figure.value * 100) if isinstance(figure.value, Decimal) else figure.value


def plain_for(folder: Path, request: CountRequest) -> PlainCount:
    """The independent count of a request whose states are already known by their SSA codes here."""
    codes = {"CA": "05", "NY": "33", "FL": "10", "TX": "45"}
    dollars, percentile = request.truncation_dollars, request.truncation_percentile
    return plain_count(
        folder,
        request.year,
        {codes.get(state, state) for state in request.states},
        counties=request.counties,
        categories=request.carved_out_categories,
        drgs={drg.zfill(3) for drg in request.carved_out_drgs},
        threshold_cents=None if dollars is None else int(dollars * 100),
        percentile=None if percentile is None else Fraction(percentile),
    )


def assert_same(counted: YearCount, plain: PlainCount) -> None:
    assert [int(str(line.people.value)) for line in counted.cascade] == [
        plain.people,
        plain.people - plain.in_area,
        plain.in_area,
        plain.medicare_advantage,
        plain.months_differ,
        plain.no_months,
        plain.members,
    ]
    assert counted.members.value == plain.members
    assert counted.member_months.value == plain.member_months
    assert {name: cents(figure) for name, figure in counted.expenditures.items()} == plain.category_cents
    assert cents(counted.gross_expenditures) == plain.gross_cents
    assert {name: cents(figure) for name, figure in counted.carved_out.items()} == plain.carved_cents
    assert cents(counted.carved_out_expenditures) == sum(plain.carved_cents.values())
    threshold = ABSENT if plain.threshold_cents is None else plain.threshold_cents
    assert cents(counted.truncation_threshold) == threshold
    assert cents(counted.excess_expenditures) == plain.excess_cents
    assert cents(counted.truncated_expenditures) == plain.truncated_cents
    assert plain.gross_cents - sum(plain.carved_cents.values()) - plain.excess_cents == plain.truncated_cents
    limited = [finding.count for finding in counted.findings if finding.audit == "audit_limited_carve_outs"]
    assert limited == ([plain.limited] if plain.limited else [])


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: request.normalized().count_id)
def test_synthetic_files(folder: Path, store: ClaimsStore, request_: CountRequest) -> None:
    counted, plain = count_year(store, request_), plain_for(folder, request_)
    assert plain.members > 10
    assert_same(counted, plain)


def test_the_synthetic_requests_reach_every_rule(folder: Path) -> None:
    plain = [plain_for(folder, request) for request in REQUESTS]
    assert any(count.limited for count in plain)
    assert any(count.carved_cents.get("inpatient_drgs") for count in plain)
    assert all(
        any(getattr(count, name) for count in plain) for name in ("medicare_advantage", "months_differ", "no_months")
    )
    assert sum(count.excess_cents > 0 for count in plain) >= 4


def test_counting_twice_gives_the_same(store: ClaimsStore) -> None:
    assert count_year(store, REQUESTS[4]) == count_year(store, REQUESTS[4])


AMOUNTS = st.integers(-100_000, 10_000_000) | st.sampled_from([0, 0, 1, -1, 500_000])


def dollars(amount: int) -> str:
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"


@st.composite
def people_and_claims(draw: st.DrawFn) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    people, claims = [], []
    for number in range(draw(st.integers(1, 12))):
        part_a = draw(st.sampled_from([12, 12, 12, 12, 7, 0]))
        people.append(
            person(
                number,
                SP_STATE_CODE=draw(st.sampled_from(["05", "5", "33", "54"])),
                BENE_COUNTY_CD=draw(st.sampled_from(["200", "020", "20"])),
                BENE_HI_CVRAGE_TOT_MONS=str(part_a),
                BENE_SMI_CVRAGE_TOT_MONS=draw(st.sampled_from([f"{part_a}", f"{part_a}", f"{part_a:02d}", "3"])),
                BENE_HMO_CVRAGE_TOT_MONS=draw(st.sampled_from(["0", "0", "0", "12"])),
                MEDREIMB_IP=dollars(draw(AMOUNTS)),
                MEDREIMB_OP=dollars(draw(AMOUNTS)),
                MEDREIMB_CAR=dollars(draw(AMOUNTS)),
            )
        )
        for claim_number in range(draw(st.integers(0, 2))):
            for segment in range(1, 1 + draw(st.integers(1, 3))):
                cells = {
                    "CLM_ID": str(claim_number),
                    "SEGMENT": str(segment),
                    "CLM_FROM_DT": draw(st.sampled_from(["20080101", "20081231", "20071231", "20090101", ""])),
                    "CLM_THRU_DT": "",
                    "CLM_DRG_CD": draw(st.sampled_from(["470", "001", "1", "OTH", ""])),
                    "CLM_PMT_AMT": dollars(draw(AMOUNTS)),
                }
                claims.append(claim(number, **cells))
    return people, draw(st.permutations(claims))


@st.composite
def requests(draw: st.DrawFn) -> CountRequest:
    drgs = draw(st.sampled_from([(), ("470",), ("1", "470"), ("999",)]))
    categories = draw(st.sets(st.sampled_from(["outpatient", "carrier", *([] if drgs else ["inpatient"])])))
    truncation = draw(st.sampled_from(["none", "dollars", "percentile"]))
    return CountRequest(
        2008,
        draw(st.sampled_from([("05",), ("05", "33"), ("33", "54", "05")])),
        draw(st.sampled_from([(), ("05200",), ("05020", "05200")])),
        tuple(categories),
        drgs,
        Decimal(draw(st.integers(1, 8_000_000))).scaleb(-2) if truncation == "dollars" else None,
        Decimal(draw(st.integers(1_000_000, 100_000_000))).scaleb(-6) if truncation == "percentile" else None,
    )


@settings(max_examples=40, deadline=None)
@given(data=people_and_claims(), request_=requests())
def test_small_populations(data: tuple[list[dict[str, str]], list[dict[str, str]]], request_: CountRequest) -> None:
    people, claims = data
    people = [*people, person(99)]  # one member at least, since nobody left is refused
    with TemporaryDirectory() as name, ClaimsStore(threads=1) as store:
        folder = Path(name)
        write_summary(folder / SUMMARY_2008, people)
        # The file of claims is never empty: claims of somebody else are there too.
        write_claims(folder / INPATIENT, [*claims, claim(99, CLM_FROM_DT="20100101", CLM_DRG_CD="470")])
        load_desynpuf(folder, store)
        assert_same(count_year(store, request_), plain_for(folder, request_))
