"""Yearly summaries beside claims: what counts, what carve-outs take, where it is cut off; against plain Python."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.expenditures.count import ExpenditureCount, count_expenditures
from openvbc.claims.expenditures.figures import stop_loss_recoveries
from openvbc.claims.expenditures.terms import (
    AttachmentAtPercentile,
    CarveOut,
    ExpenditureTerms,
    ServiceDate,
    StopLossLayer,
    Summaries,
    WithoutPaidDate,
)
from openvbc.claims.findings import Severity
from openvbc.errors import ClaimsError
from tests.claims.expenditures.made_up_claims import Row, engine_with, line, months, summary, terms, year
from tests.claims.people_in_numbers import in_words
from tests.counts import examples

JOINTS = CarveOut("joints", drgs=("469", "470"))
HEARTS = CarveOut("hearts", drgs=("291",))
DOCTORS = CarveOut("doctors", category="professional")


def stay(person: str, number: int, dollars: str, drg: str, month: int = 6, **cells: object) -> Row:
    """An inpatient claim of 2024 without a day of payment."""
    day = date(2024, month, 10)
    codes = {"claim_type": "institutional", "source_claim_type_code": "60", "drg_code": drg, "paid_date": None}
    days = {"claim_start_date": day, "claim_end_date": day}
    return line(person, dollars, claim_id=f"{person}{number}", **codes, **days, **cells)


def asked(**changes: Any) -> ExpenditureTerms:  # noqa: ANN401  # terms of any kind
    usual = {"without_paid_date": WithoutPaidDate.COUNT, "service_date": ServiceDate.CLAIM_START}
    return terms(**(usual | {"summaries": Summaries.COUNT} | changes))


def totals(engine: EmbeddedEngine) -> dict[str, int]:
    """Cents by person, after carve-outs."""
    return {row["person_id"]: row["expenditure_cents"] for row in in_words(engine, "member_total")}


def carved(engine: EmbeddedEngine) -> dict[str, int]:
    """Cents by carve-out."""
    engine.build("carve_out_total", engine.ran_last("member_expenditure").values)
    return {row["carve_out"]: row["expenditure_cents"] for row in engine.table("carve_out_total").records}


def told(count: ExpenditureCount) -> dict[str, Severity]:
    return {finding.audit: finding.severity for finding in count.findings}


def test_a_category_comes_to_what_its_summary_says_whatever_claims_are_at_hand() -> None:
    """A's stays of 60 and 70 are 20 short of the 150 of the year; B has no claims; C no summary of inpatient care."""
    summaries = [summary("A", "inpatient", "150.00"), summary("B", "inpatient", "80.00")]
    summaries += [summary("C", "outpatient", "5.00")]
    lines = [stay("A", 1, "60.00", "871"), stay("A", 2, "70.00", "470"), stay("C", 1, "40.00", "871")]
    enrolled = [*months("A", 12), *months("B", 6), *months("C", 12)]
    with engine_with(lines=lines, summaries=summaries, enrolled=enrolled) as engine:
        count = count_expenditures(engine, asked())
        assert totals(engine) == {"A": 15000, "B": 8000, "C": 4500}
        assert told(count)["summaries"] is Severity.NOTE


def test_claims_of_a_summarized_year_count_in_months_that_nobody_knows() -> None:
    """A was covered six months, placed first; the stay of October is one of them all the same. B has no summary."""
    lines = [stay("A", 1, "70.00", "470", month=10), stay("B", 1, "70.00", "470", month=10)]
    enrolled = [*months("A", 6), *months("B", 6)]
    with engine_with(lines=lines, summaries=[summary("A", "inpatient", "100.00")], enrolled=enrolled) as engine:
        count_expenditures(engine, asked(carve_outs=(JOINTS,)))
        assert totals(engine) == {"A": 3000, "B": 0}
        assert carved(engine) == {"joints": 7000}


def test_a_carve_out_takes_no_more_than_the_summary_has() -> None:
    """A: 130 of 100. B: 40 of 150. C: nothing of -5. D: 30 for joints, then 70 of 80 for hearts."""
    amounts = {"A": "100.00", "B": "150.00", "C": "-5.00", "D": "100.00"}
    lines = [stay("A", 1, "130.00", "470"), stay("B", 1, "40.00", "470"), stay("C", 1, "9.00", "470")]
    lines += [stay("D", 1, "30.00", "470"), stay("D", 2, "80.00", "291")]
    summaries = [summary(person, "inpatient", dollars) for person, dollars in amounts.items()]
    enrolled = [row for person in amounts for row in months(person, 12)]
    with engine_with(lines=lines, summaries=summaries, enrolled=enrolled) as engine:
        count = count_expenditures(engine, asked(carve_outs=(JOINTS, HEARTS)))
        assert totals(engine) == {"A": 0, "B": 11000, "C": -500, "D": 0}
        assert carved(engine) == {"joints": 17000, "hearts": 7000}
        (limited,) = [each for each in count.findings if each.audit == "limited_carve_outs"]
    assert limited.count == 3
    assert limited.examples == ("2024: 3 members, $49.00 not taken out",)


@pytest.mark.parametrize(
    ("percentile", "point"), [("1", -500), ("33.333333", -500), ("33.333334", 10000), ("100", 20000)]
)
def test_a_percentile_of_whole_years_is_the_nearest_rank_of_people(percentile: str, point: int) -> None:
    """Three people cost -5, 100 and 200 dollars in 12, 3 and 7 months; each is one of three."""
    summaries = [summary(person, "outpatient", cost) for person, cost in zip("ABC", ("-5", "100", "200"), strict=True)]
    enrolled = [*months("A", 12), *months("B", 3), *months("C", 7)]
    layer = StopLossLayer(AttachmentAtPercentile(Decimal(percentile), "everyone"), Decimal(1))
    with engine_with(summaries=summaries, enrolled=enrolled) as engine:
        count = count_expenditures(engine, asked(stop_loss=(layer,)))
        (recovery,) = stop_loss_recoveries(engine, count, "everyone")
    above = sum(max(0, cents - point) for cents in (-500, 10000, 20000))
    assert recovery.in_layer.value == Decimal(above).scaleb(-2)
    assert "attachments" in told(count)


def test_data_with_summaries_stop_until_the_terms_say_what_they_are() -> None:
    lines, enrolled = [stay("A", 1, "60.00", "871")], months("A", 12)
    with engine_with(lines=lines, summaries=[summary("A", "inpatient", "90.00")], enrolled=enrolled) as engine:
        with pytest.raises(ClaimsError, match="do not say whether they count"):
            count_expenditures(engine, asked(summaries=Summaries.STOP))
        count = count_expenditures(engine, asked(summaries=Summaries.LEAVE_OUT))
        assert totals(engine) == {"A": 6000}
        assert told(count)["summaries"] is Severity.WARNING


def test_a_summary_that_reaches_beyond_the_period_is_refused() -> None:
    with engine_with(
        summaries=[summary("A", "inpatient", "90.00", first_date=date(2023, 7, 1), last_date=date(2024, 6, 30))],
        enrolled=months("A", 12),
        periods=[year(2024)],
    ) as engine:
        with pytest.raises(ClaimsError, match="reach beyond the period"):
            count_expenditures(engine, asked())
        count_expenditures(engine, asked(summaries=Summaries.LEAVE_OUT))


def test_summaries_of_people_without_a_month_that_counts_are_told() -> None:
    summaries = [summary("A", "inpatient", "90.00"), summary("B", "inpatient", "7.00")]
    with engine_with(summaries=summaries, enrolled=months("A", 12)) as engine:
        count = count_expenditures(engine, asked())
        assert totals(engine) == {"A": 9000}
    (found,) = [each for each in count.findings if each.audit == "summaries"]
    assert "2024: 2 amounts of people, $97.00 paid, of people without a month that counts 1 amounts, $7" in str(found)


def at_percentile(percentile: str, reference: str = "everyone") -> StopLossLayer:
    return StopLossLayer(AttachmentAtPercentile(Decimal(percentile), reference), Decimal(1))


@pytest.mark.parametrize(
    ("layers", "match"),
    [
        ((at_percentile("0.99"),), "no percentile to attach at"),
        ((at_percentile("99", ""),), "no reference population"),
        ((at_percentile("99", "nobody"),), "has nobody in period"),
        ((StopLossLayer(Decimal(1), Decimal(1), Decimal(2)), at_percentile("99")), "beside another one"),
    ],
)
def test_attachments_that_cannot_be(layers: tuple[StopLossLayer, ...], match: str) -> None:
    with engine_with(enrolled=months("A", 12)) as engine, pytest.raises(ClaimsError, match=match):
        count_expenditures(engine, asked(stop_loss=layers))


GROUPS = st.sampled_from(["470", "469", "291", "871"])
AMOUNTS = st.integers(-100_000, 1_000_000) | st.sampled_from([0, 0, 1, -1, 500_000])
CATEGORIES = ("inpatient", "outpatient", "professional")
PERSON = st.fixed_dictionaries(
    {
        "months": st.sampled_from([12, 12, 7, 0]),
        "summaries": st.dictionaries(st.sampled_from(CATEGORIES), AMOUNTS),
        "stays": st.lists(st.tuples(GROUPS, st.integers(1, 12), AMOUNTS), max_size=4),
        "visits": st.lists(st.tuples(st.integers(1, 12), AMOUNTS), max_size=2),
    }
)


def plain_person(one: dict[str, Any], carve_outs: Sequence[CarveOut]) -> tuple[int, dict[str, int]]:
    """A member's cents after carve-outs, and what each carve-out takes."""
    held = bool(one["summaries"])
    stays = [(drg, cents) for drg, month, cents in one["stays"] if held or month <= one["months"]]
    visits = sum(cents for month, cents in one["visits"] if held or month <= one["months"])
    cost = {"inpatient": sum(cents for _, cents in stays), "outpatient": 0, "professional": visits} | one["summaries"]
    by_code = {each.name: sum(cents for drg, cents in stays if drg in each.drgs) for each in carve_outs if each.drgs}
    if "inpatient" in one["summaries"]:
        most = max(0, cost["inpatient"])
        beyond = [max(0, so_far - most) for so_far in accumulate(by_code.values(), initial=0)]
        back = [after - before for before, after in pairwise(beyond)]
        by_code = {name: cents - over for (name, cents), over in zip(by_code.items(), back, strict=True)}
    taken = by_code | {each.name: cost[each.category] for each in carve_outs if each.category}
    return sum(cost.values()) - sum(taken.values()), taken


def dollars(cents: int) -> str:
    return str(Decimal(cents).scaleb(-2))


@examples(25, slow=True)
@given(people=st.lists(PERSON, min_size=1, max_size=12), doctors=st.booleans())
def test_summaries_and_claims_equal_plain_python(people: list[dict[str, Any]], doctors: bool) -> None:
    carve_outs = (JOINTS, HEARTS, *([DOCTORS] if doctors else []))
    lines, summaries, enrolled = [], [], []
    for number, one in enumerate(people):
        name = f"P{number}"
        enrolled += months(name, one["months"])
        summaries += [summary(name, category, dollars(cents)) for category, cents in one["summaries"].items()]
        lines += [stay(name, n, dollars(c), drg, month) for n, (drg, month, c) in enumerate(one["stays"])]
        for n, (month, cents) in enumerate(one["visits"]):
            day = date(2024, month, 3)
            days = {"claim_start_date": day, "claim_end_date": day, "paid_date": None}
            lines.append(line(name, dollars(cents), claim_id=f"{name}v{n}", **days))
    with engine_with(lines=lines, summaries=summaries, enrolled=enrolled) as engine:
        count_expenditures(engine, asked(carve_outs=carve_outs))
        counted, taken = totals(engine), carved(engine)
        account = engine.table("expenditure_account").records
    expected = {f"P{n}": plain_person(one, carve_outs) for n, one in enumerate(people) if one["months"]}
    assert counted == {name: left for name, (left, _) in expected.items()}
    for each in carve_outs:
        assert taken.get(each.name, 0) == sum(by_name[each.name] for _, by_name in expected.values())
    ours = [row for row in account if row["reason"] in ("carved_out", "counted_without_paid_date")]
    assert sum(row["paid_cents"] for row in ours) == sum(left + sum(by.values()) for left, by in expected.values())
