"""Random small regions, counted by the queries and by plain loops over rows and fractions that share no code."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from openvbc.claims.expenditures.count import count_expenditures
from openvbc.claims.expenditures.figures import population_expenditures
from openvbc.claims.expenditures.terms import CarveOut, ServiceDate, TruncationAtPercentile, WithoutPaidDate
from tests.claims.expenditures.made_up_claims import Row, engine_with, line, terms, year
from tests.claims.people_in_numbers import in_words
from tests.counts import examples

PEOPLE = ("A", "B", "C", "D", "E")
TYPES = ("aged_non_dual", "esrd")
PERIODS = [year(2023, "BY"), year(2024, "PY")]
KINDS = (
    {"claim_type": "institutional", "bill_type_code": "111", "drg_code": "470"},
    {"claim_type": "institutional", "bill_type_code": "111", "drg_code": "291"},
    {"claim_type": "institutional", "bill_type_code": "131", "revenue_center_code": "0450"},
    {"claim_type": "institutional", "bill_type_code": "131", "revenue_center_code": "0300"},
    {"claim_type": "professional", "hcpcs_code": "99213"},
    {"claim_type": "professional", "hcpcs_code": "A4352"},
)
CARVE_OUTS = (
    CarveOut("joints", category="inpatient", drgs=("469-470",), periods=("PY",)),
    CarveOut("catheters", hcpcs=("A4352",)),
)

cents = st.integers(-50_000, 500_000)
days = st.integers(0, 800).map(lambda days: date(2022, 12, 15) + timedelta(days=days))
paid_after = st.one_of(st.none(), st.integers(0, 500))
drawn_lines = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE), st.sampled_from(KINDS), days, paid_after, cents, st.integers(0, 300), st.integers(1, 3)
    ),
    max_size=25,
)
drawn_months = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE),
        st.sampled_from([base + month for base in (202300, 202400) for month in range(1, 13)]),
        st.sampled_from(TYPES),
        st.sampled_from((0, 0, 0, 1)),
    ),
    min_size=1,
    max_size=60,
    unique_by=lambda month: month[:2],
)


def _rows(lines: list[Any]) -> list[Row]:
    """Claims of up to three lines: lines with the same person, kind of facility, day and number share a claim."""
    rows = []
    for number, (person, codes, day, lag, amount, sequestration, claim) in enumerate(lines, start=1):
        rows.append(
            line(
                person,
                str(Decimal(amount).scaleb(-2)),
                claim_id=f"{person}-{codes.get('bill_type_code', '')}-{day}-{claim}",
                claim_line_number=number,
                claim_start_date=day,
                claim_end_date=day,
                paid_date=None if lag is None else day + timedelta(days=lag),
                sequestration_amount=str(Decimal(sequestration).scaleb(-2)),
                **codes,
            )
        )
    return rows


def _plain_category(row: Row, emergency_claims: set[object]) -> str:
    if row["claim_type"] == "professional":
        return "durable_medical_equipment" if row["hcpcs_code"] == "A4352" else "professional"
    if row["bill_type_code"] == "111":
        return "inpatient"
    return "emergency_department" if row["claim_id"] in emergency_claims else "outpatient"


def _plain_members(rows: list[Row], enrolled: list[Row]) -> dict[tuple[str, str, str, str], int]:
    """Cents by period, person, type and category."""
    types = {(row["person_id"], row["year_month"]): row for row in enrolled if row["medicare_advantage"] == 0}
    emergency_claims = {row["claim_id"] for row in rows if row.get("revenue_center_code") == "0450"}
    found: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for row in rows:
        day, paid = row["claim_end_date"], row["paid_date"]
        period = {2023: "BY", 2024: "PY"}.get(day.year)
        month = types.get((row["person_id"], day.year * 100 + day.month))
        category = _plain_category(row, emergency_claims)
        too_late = paid is not None and paid > date(day.year + 1, 3, 31)
        joint = period == "PY" and row.get("drg_code") == "470"
        if period is None or month is None or too_late or joint or row.get("hcpcs_code") == "A4352":
            continue
        dollars = Decimal(row["paid_amount"]) + Decimal(row["sequestration_amount"])
        found[period, row["person_id"], month["enrollment_type"], category] += int(dollars * 100)
    return dict(found)


def _plain_truncated(
    members: dict[tuple[str, str, str, str], int], enrolled: list[Row], percentile: int
) -> dict[tuple[str, str], tuple[int, Fraction]]:
    """Months and truncated dollars by period and type."""
    months: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in enrolled:
        if row["medicare_advantage"] == 0:
            months[row["period"], row["person_id"], row["enrollment_type"]] += 1
    cents_of: dict[tuple[str, str, str], int] = defaultdict(int)
    for (period, person, enrollment_type, _), amount in members.items():
        cents_of[period, person, enrollment_type] += amount
    result = {}
    for period, enrollment_type in sorted({(key[0], key[2]) for key in months}):
        people = [key for key in months if (key[0], key[2]) == (period, enrollment_type)]
        yearly = sorted((Fraction(cents_of[key] * 12, months[key]), months[key]) for key in people)
        every_month = [cost for cost, count in yearly for _ in range(count)]
        needed = -(-len(every_month) * percentile // 100)
        threshold = every_month[needed - 1]
        truncated = sum(min(cost, threshold) * count for cost, count in yearly) / 1200
        result[period, enrollment_type] = (len(every_month), Fraction(truncated))
    return result


@given(lines=drawn_lines, drawn=drawn_months, percentile=st.integers(1, 100))
@examples(25, slow=True)
def test_expenditures_equal_plain_python(lines: list[Any], drawn: list[Any], percentile: int) -> None:
    rows = _rows(lines)
    enrolled: list[Row] = [
        {
            "period": "BY" if month < 202400 else "PY",
            "person_id": person,
            "year_month": month,
            "enrollment_type": enrollment_type,
            "medicare_advantage": medicare_advantage,
        }
        for person, month, enrollment_type, medicare_advantage in drawn
    ]
    asked = terms(
        add_sequestration=True,
        carve_outs=CARVE_OUTS,
        without_paid_date=WithoutPaidDate.COUNT,
        service_date=ServiceDate.CLAIM_END,
        truncation=TruncationAtPercentile(Decimal(percentile), "everyone"),
    )
    with engine_with(lines=rows, enrolled=enrolled, periods=PERIODS) as engine:
        count = count_expenditures(engine, asked)
        expenditures = in_words(engine, "member_expenditure")
        account = engine.table("expenditure_account").records
        covered = any(row["medicare_advantage"] == 0 for row in enrolled)
        figures = population_expenditures(engine, count, "everyone") if covered else ()

    members = _plain_members(rows, enrolled)
    counted = {
        (row["period"], row["person_id"], row["enrollment_type"], row["category"]): row["expenditure_cents"]
        for row in expenditures
    }
    assert counted == members
    in_periods = [row for row in rows if row["claim_end_date"].year in (2023, 2024)]
    assert sum(row["lines"] for row in account) == len(in_periods)
    assert {
        (each.period, each.enrollment_type): (each.member_months.value, each.exact_truncated) for each in figures
    } == _plain_truncated(members, enrolled, percentile)
    for each in figures:
        parts = [figure.value for figure in each.by_category.values()]
        assert sum(part for part in parts if isinstance(part, Decimal)) == each.expenditures.value
