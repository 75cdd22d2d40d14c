"""Months of a source that states no coverage (CCLF8) give way to one that does (CMS's assignment lists), and are told.

Who is enrolled is reckoned here month by month from sets.
"""

from datetime import date, timedelta
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.member_months.count import MemberMonths, count_member_months
from openvbc.claims.member_months.terms import CountPeriod, MemberMonthTerms, medicare_types
from openvbc.periods import Period
from tests.claims.member_months.made_up_tables import engine_with
from tests.claims.people_in_numbers import in_words
from tests.claims.runs_of_months import months_of
from tests.counts import examples

Row = dict[str, Any]
YEAR = Period(date(2024, 1, 1), date(2025, 1, 1))
#: A month of a feed: person, month, whether it says that the person is in no Medicare Advantage.
FEED = st.sets(st.tuples(st.sampled_from("ABC"), st.integers(1, 12), st.booleans()), max_size=20)
#: A month of a list: person and month.
LISTED = st.sets(st.tuples(st.sampled_from("ABCD"), st.integers(1, 12)), max_size=12)


def month(person: str, number: int, source: str, **cells: str) -> Row:
    first = date(2024, number, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    row: Row = {"person_id": person, "payer": "Medicare", "data_source": source, "enrollment_start_date": first}
    return row | {"enrollment_end_date": last, "part_a": "1", "part_b": "1"} | cells


def of_feed(person: str, number: int, source: str = "feed", **cells: str) -> Row:
    """CCLF8 says the status of a person, and nothing of Medicare Advantage."""
    return month(person, number, source, **({"medicare_status_code": "10", "dual_status_code": "00"} | cells))


def of_list(person: str, number: int, kind: str = "aged_dual", **cells: str) -> Row:
    return month(person, number, "list", medicare_advantage="0", enrollment_type=kind, **cells)


def counted(rows: list[Row], *, gives_way: bool = True) -> tuple[dict[tuple[str, int], Row], MemberMonths]:
    """The months of 2024 by person and month, and the account of the count."""
    with engine_with({"eligibility": rows}) as engine:
        result = _count(engine, gives_way=gives_way)
        records = months_of(in_words(engine, "period_run"))
    found = {(str(row["person_id"]), int(row["year_month"]) % 100): dict(row) for row in records}
    assert len(found) == len(records)
    return found, result


def _count(engine: EmbeddedEngine, *, gives_way: bool) -> MemberMonths:
    period = CountPeriod("2024", YEAR, date(2025, 4, 1))
    terms = MemberMonthTerms((period,), medicare_types(), source_type_counts=True, silence_gives_way=gives_way)
    return count_member_months(engine, terms)


@examples(40)
@given(FEED, LISTED)
@example({("A", 3, False)}, {("B", 3)})
def test_a_month_is_that_of_the_list_wherever_lists_speak(
    feed: set[tuple[str, int, bool]], listed: set[tuple[str, int]]
) -> None:
    says_plan = {(person, number): said for person, number, said in feed}
    spoken = {number for _, number in listed}
    # Where both name a month in full they must agree on the type, or the count stops.
    rows = [
        of_feed(person, number, **({"medicare_advantage": "0", "dual_status_code": "02"} if said else {}))
        for (person, number), said in says_plan.items()
    ]
    found, result = counted(rows + [of_list(*each) for each in listed])
    alone = {each for each, said in says_plan.items() if not said and each[1] not in spoken}
    spoken_for = listed | {each for each, said in says_plan.items() if said}
    assert found.keys() == alone | spoken_for
    for each, row in found.items():
        assert row["medicare_advantage"] == (None if each in alone else 0)
        assert row["enrollment_type"] == ("aged_non_dual" if each in alone else "aged_dual")
    left_out = {each for each, said in says_plan.items() if not said and each[1] in spoken} - spoken_for
    told = [each for each in result.findings if each.audit == "months_given_way"]
    assert sum(each.count for each in told) == len(left_out)
    people = len({person for person, _ in left_out})
    if left_out:
        assert told[0].examples == (f"feed: {len(left_out)} months of {people} people",)


def test_a_type_that_the_feeds_codes_tell_otherwise_gives_way_to_the_list() -> None:
    rows = [of_feed("A", 3, medicare_status_code="20"), of_feed("B", 3, medicare_status_code=""), of_list("A", 3)]
    found, _ = counted(rows)
    assert {person: row["enrollment_type"] for (person, _), row in found.items()} == {"A": "aged_dual"}


def test_another_payer_and_a_count_that_does_not_ask_for_coverage_take_nothing_away() -> None:
    rows = [of_feed("A", 3, payer="Other"), of_list("B", 3)]
    assert counted(rows)[0].keys() == {("A", 3), ("B", 3)}
    rows = [of_feed("A", 3), of_list("B", 3)]
    assert counted(rows, gives_way=False)[0].keys() == {("A", 3), ("B", 3)}


def test_a_span_with_a_month_of_which_nobody_speaks_stays_whole() -> None:
    long = of_feed("A", 3) | {"enrollment_end_date": date(2024, 4, 30)}
    assert counted([long, of_list("B", 3)])[0].keys() == {("A", 3), ("A", 4), ("B", 3)}
    assert counted([long, of_list("B", 3), of_list("B", 4)])[0].keys() == {("B", 3), ("B", 4)}
