"""Rosters that follow each other: what is paid over all of them is what the last one alone pays, within its look-back.

The oracle is a plain calculation over Python dicts: it knows no query, no worksheet and no standing.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.api import list_members, settle
from openvbc.errors import FileError, OpenVBCError
from tests.counts import examples

RATES = {"child": Decimal("24.505"), "adult": Decimal("31.75"), "senior": Decimal("58.13")}
MONTHS = 6

#: A roster: the month in which it was made, and each member's cell by member and month.
Roster = tuple[int, Mapping[tuple[str, int], str]]


def contract(look_back: int, more: str = "") -> str:
    cells = ", ".join(f"{{cell: {cell}, rate: {rate}}}" for cell, rate in RATES.items())
    return f"""contract: Rosters
parties:
  payer: {{name: Northern Health Plan}}
  provider: {{name: Lakeside Physicians}}
agreement: {{start: 2026-01-01, end: 2026-06-30, run_out_months: 3}}
population:
  line_of_business: commercial
  attribution: {{payer_list: true}}
payment_streams:
  - stream: members
    model: capitation
    terms:
      scope: global
      rate_cells: [{cells}]
      retroactive: {{look_back_months: {look_back}}}
{more}"""


def csv_of(rosters: list[Roster]) -> str:
    rows = ["roster_date,person_id,month,rate_cell"]
    for made, members in rosters:
        day = date(2026 + (made - 1) // 12, (made - 1) % 12 + 1, 5)
        rows += [f"{day},{person},2026-{month:02},{cell}" for (person, month), cell in members.items()]
    return "\n".join(rows) + "\n"


def paid_for(members: Mapping[tuple[str, int], str], month: int) -> Decimal:
    """What a month's members come to: each cell in whole cents, halves up."""
    paid = Decimal(0)
    for cell, rate in RATES.items():
        count = sum(1 for (_, each), held in members.items() if each == month and held == cell)
        paid += (count * rate).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
    return paid


def plain(rosters: list[Roster], look_back: int) -> Decimal:
    """What has been paid in all: for every month the last roster that may still change it."""
    held: dict[int, Decimal] = {}
    for made, members in rosters:
        stated = {month for _, month in members}
        for month in range(max(min(stated), made - look_back), max(stated) + 1):
            held[month] = paid_for(members, month)
    return sum(held.values(), Decimal(0))


@st.composite
def sequences(draw: st.DrawFn) -> tuple[list[Roster], int]:
    look_back = draw(st.integers(0, 4))
    made = sorted(draw(st.sets(st.integers(1, MONTHS + 2), min_size=2, max_size=3)))
    rosters: list[Roster] = []
    for number in made:
        last = min(number, MONTHS)
        # A roster that may change nothing any more is refused; a member of its own keeps every month filled.
        if number - look_back > last:
            continue
        people = {("P0", month): "adult" for month in range(1, last + 1)}
        for person in ("P1", "P2", "P3"):
            for month in range(1, last + 1):
                cell = draw(st.sampled_from(["", *RATES]))
                if cell:
                    people[person, month] = cell
        rosters.append((number, people))
    return rosters, look_back


def paid(rosters: list[Roster], look_back: int, folder: Path) -> Decimal:
    """What is due with the last of these rosters."""
    (folder / "roster.csv").write_text(csv_of(rosters), encoding="utf-8")
    months = [f"2026-{month:02}" for month in range(1, MONTHS + 1)]
    given_before = {"paid_before": dict.fromkeys(months, 0)} if len(rosters) == 1 else {}
    found = settle(
        contract(look_back),
        given_before or None,
        roster=folder / "roster.csv",
        period=2026,
        status="interim",
    )
    return found.net_payment


@given(sequences())
@examples(40)
def test_all_that_is_paid_is_what_the_last_roster_alone_pays_within_its_look_back(
    sequence: tuple[list[Roster], int],
) -> None:
    rosters, look_back = sequence
    with TemporaryDirectory() as folder:
        in_all = sum(
            (paid(rosters[: number + 1], look_back, Path(folder)) for number in range(len(rosters))), Decimal(0)
        )
    assert in_all == plain(rosters, look_back)


ROWS = """roster_date,person_id,month,rate_cell,payee
2026-03-05,P1,2026-02,child,T1
2026-03-05,P1,2026-03,child,T1
2026-03-05,P2,2026-02,adult,T1
2026-03-05,P2,2026-03,adult,T1
"""

#: Rows that each make the roster one that cannot be paid, with what is told of them and where.
FAULTS = {
    "2026-03-05,P2,2026-03,senior,T1": "members stand in two rate cells in a month (1): lines 5 and 6",
    "2026-03-05,P1,2026-03,child,T2": "members stand with two payees in a month (1): lines 3 and 7",
    "2026-03-05,P1,2026-02,child,T1": "members stand twice with the same row in a month (1): lines 2 and 8",
    "2026-03-05,P3,2026-03,infant,T1": "rate_cell 'infant' has no rate in the contract (1 rows, lines 9 to 9)",
    "2026-03-05,P3,2026-08,child,T1": "roster.csv:10: 2026-08 lies outside the agreement (1 rows)",
    "2026-06-05,P3,2026-04,child,T1": "the roster of 2026-06-05 names nobody in 2026-05",
    "2026-06-05,P3,2026-06,child,T1": "it must state every month that it may change",
    "2027-03-05,P3,2026-03,child,T1": "the roster of 2027-03-05 is older than the look-back of 2 months",
}
#: Values that cannot stand where they do.
VALUES = {
    "soon,P3,2026-03,child,T1": "roster_date is no day of the calendar written YYYY-MM-DD: 'soon' on line 6",
    "2026-03-05,,2026-03,child,T1": "person_id is empty, but must be filled on every row: '' on line 7",
    "2026-03-05,P3,March,child,T1": "month is no month written YYYY-MM: 'March' on line 8",
}


@pytest.mark.parametrize("faults", [FAULTS, VALUES], ids=["what cannot be paid", "what is no value"])
def test_all_that_is_wrong_with_a_roster_is_told_at_once_with_its_rows(faults: dict[str, str], tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(ROWS + "\n".join(faults) + "\n", encoding="utf-8")
    with pytest.raises(FileError) as error:
        settle(contract(2), roster=roster, period=2026, status="interim")
    assert [told for told in faults.values() if told not in str(error.value)] == []


def test_what_a_roster_changes_beyond_its_look_back_is_told_with_its_rows_and_changes_nothing(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(
        ROWS + "2026-05-05,P1,2026-02,senior,T1\n" + "".join(f"2026-05-05,P1,2026-0{m},child,T1\n" for m in (3, 4, 5)),
        encoding="utf-8",
    )
    found = settle(contract(2), roster=roster, period=2026, status="interim")
    (told,) = [note for note in found.settlement_of().notes if "beyond the look-back" in note]
    assert "1 dropped, 1 moved" in told
    assert "line 6" in told
    # March may be changed: P2 is dropped from it; April and May are new. February stands.
    assert found.net_payment == Decimal("-31.75") + 2 * Decimal("24.51")


def test_a_contract_with_a_look_back_asks_when_a_roster_was_made(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("person_id,month,rate_cell\nP1,2026-01,child\n", encoding="utf-8")
    with pytest.raises(OpenVBCError, match="does not say when it was made"):
        settle(contract(2), roster=roster, period=2026, status="interim")


def test_the_list_of_members_adds_up_to_what_is_due_and_to_what_was_paid_before(tmp_path: Path) -> None:
    scored = "      risk_factor: by_member\n      area_factor: 1.0173\n"
    rows = ["roster_date,person_id,month,rate_cell,payee,risk_score"]
    for made, last in ((3, 3), (4, 4)):
        for number in range(40):
            cell = list(RATES)[(number + made) % 3]
            score = f"{(number * 37 % 250 + 1) / 100:.2f}"
            rows += [
                f"2026-{made:02}-05,P{number:02},2026-{m:02},{cell},T{number % 2},{score}" for m in range(2, last + 1)
            ]
    roster = tmp_path / "roster.csv"
    roster.write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = settle(contract(3, scored), roster=roster, period=2026, status="interim")
    members = list_members(contract(3, scored), roster=roster, period=2026, status="interim").values
    due = sum((each.amount for each in members if not each.paid_before), Decimal(0))
    before = sum((each.amount for each in members if each.paid_before), Decimal(0))
    assert due == found.value("capitation")
    assert due - before == found.net_payment
    by_cell = found.settlement_of().streams[0].evaluation.values["amount_of_cell"]
    assert isinstance(by_cell, Mapping)
    for (cell, month), amount in by_cell.items():
        of_cell = [each for each in members if (each.rate_cell, each.month, each.paid_before) == (cell, month, False)]
        assert sum((each.amount for each in of_cell), Decimal(0)) == amount
        assert len({each.person_id for each in of_cell}) == len(of_cell)


def test_months_that_were_closed_before_the_first_roster_count_and_what_was_paid_for_them_stands(
    tmp_path: Path,
) -> None:
    roster = tmp_path / "roster.csv"
    rows = "".join(f"2026-06-05,P1,2026-{month:02},adult\n" for month in range(1, 7))
    roster.write_text(f"roster_date,person_id,month,rate_cell\n{rows}", encoding="utf-8")
    paid_before = {f"2026-{month:02}": "30.00" for month in range(1, 7)}
    found = settle(contract(2), {"paid_before": paid_before}, roster=roster, period=2026, status="final")
    assert found.value("capitation") == 6 * Decimal("31.75")
    assert found.net_payment == 3 * Decimal("1.75")
    assert any(
        "months through 2026-03 were closed before the first roster" in each for each in found.settlement_of().notes
    )


COHORTS = """contract: Two cohorts
parties: {payer: {name: State agency}, provider: {name: Lakeside Physicians}}
agreement: {start: 2026-01-01, end: 2026-03-31, run_out_months: 3}
populations:
  adults: {line_of_business: medicaid, attribution: {payer_list: true}}
  children: {line_of_business: medicaid, attribution: {payer_list: true}}
payment_streams:
  - stream: for_adults
    model: capitation
    population: adults
    terms: {scope: global, rate_cells: [{cell: standard, rate: 100}]}
  - stream: for_children
    model: care_management
    population: children
    terms: {tiers: [{cell: standard, rate: 10}, {cell: complex, rate: 40}], counts_as_expenditure: false}
"""


def test_each_stream_is_paid_for_its_own_cohort_of_one_roster(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    rows = "P1,202601,standard,adults\nP1,202602,standard,adults\n"
    rows += "P2,202601,standard,children\nP3,202603,complex,children\n"
    roster.write_text(f"person_id,month,rate_cell,cohort\n{rows}", encoding="utf-8")
    found = settle(COHORTS, roster=roster, period=2026, status="final")
    assert found.value("for_adults.net_payment") == 200
    assert found.value("for_children.net_payment") == 50
    roster.write_text(f"person_id,month,rate_cell,cohort\n{rows}P4,202601,standard,elders\n", encoding="utf-8")
    with pytest.raises(FileError, match="cohort 'elders' is no population of the contract"):
        settle(COHORTS, roster=roster, period=2026, status="final")
