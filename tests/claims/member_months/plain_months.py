"""Member months counted day by day in plain Python. It shares no code with openvbc.

An eligibility row is a dict with the columns of the canonical table; a rule is a dict with `type`, and optionally
`medicare`, `dual` (sets of codes), `at_least_age` and `under_age`.
"""

from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]
DAY = timedelta(days=1)


def month_days(month: int) -> list[date]:
    """Every day of a month like 202401."""
    day = date(month // 100, month % 100, 1)
    days = []
    while day.month == month % 100:
        days.append(day)
        day += DAY
    return days


def months_between(first: int, last: int) -> list[int]:
    return [
        year * 100 + month
        for year in range(first // 100, last // 100 + 1)
        for month in range(1, 13)
        if first <= year * 100 + month <= last
    ]


def death_of(rows: list[Row]) -> date | None:
    return min((row["death_date"] for row in rows if row.get("death_date")), default=None)


def spans_in_force(rows: list[Row], day: date) -> list[Row]:
    death = death_of(rows)
    if death is not None and day > death:
        return []
    return [row for row in rows if row["enrollment_start_date"] <= day <= row["enrollment_end_date"]]


def enrolled_day(rows: list[Row], month: int, rule: str) -> date | None:
    """The day whose spans give the month its facts; None if the month does not count."""
    days = month_days(month)
    enrolled = [day for day in days if spans_in_force(rows, day)]
    if not enrolled:
        return None
    if rule == "any_day":
        return enrolled[0]
    if rule == "first_day":
        return days[0] if enrolled[0] == days[0] else None
    return days[0] if len(enrolled) == len(days) else None


def month_span(rows: list[Row], month: int, rule: str) -> Row | None:
    """The span that gives the month its facts."""
    day = enrolled_day(rows, month, rule)
    if day is None:
        return None
    ordered = sorted(spans_in_force(rows, day), key=lambda row: (row["payer"], row["plan"], row["data_source"]))
    return max(ordered, key=lambda row: row["enrollment_start_date"])


def span_type(span: Row, rows: list[Row], month: int, rules: list[Row], *, source_counts: bool) -> str:
    if source_counts and span.get("enrollment_type"):
        return str(span["enrollment_type"])
    born = min((row["birth_date"] for row in rows if row.get("birth_date")), default=None)
    for rule in rules:
        if "medicare" in rule and span["medicare_status_code"] not in rule["medicare"]:
            continue
        if "dual" in rule and span["dual_status_code"] not in rule["dual"]:
            continue
        if "at_least_age" in rule or "under_age" in rule:
            if born is None:
                continue
            years = month // 100 - born.year - (1 if month % 100 < born.month else 0)
            if years < rule.get("at_least_age", -999) or years >= rule.get("under_age", 999):
                continue
        return str(rule["type"])
    return ""


def relevant_spans(rows: list[Row], month: int, rule: str) -> list[Row]:
    """Every span that can claim the month under the rule."""
    if enrolled_day(rows, month, rule) is None:
        return []
    days = month_days(month) if rule == "any_day" else month_days(month)[:1]
    return [row for row in rows if any(row in spans_in_force(rows, day) for day in days)]
