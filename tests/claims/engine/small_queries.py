"""A few queries of the tests' own, which between them use everything that the subset of SQL allows."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.query import Query, _read
from openvbc.claims.tables.catalog import CANONICAL_TABLES, CHOICE_TABLES
from tests.claims.engine.comparing import write_parquet

_TEXTS = {
    "member_paid": """-- Grain: one row a person and period.
-- Inputs: medical_claim, count_period; $least_cents, $kind, $since
-- Columns: period VARCHAR, person_id VARCHAR, kind VARCHAR, paid_cents BIGINT, claims BIGINT, other_claims BIGINT,
--   first_date DATE, days BIGINT, size VARCHAR, paid_amount DECIMAL(18,2), any_paid BOOLEAN
-- Rule: what was paid for a person in each period, by claims of a bound kind and since a bound day.
SELECT
  p.period,
  c.person_id,
  $kind AS kind,
  CAST(sum(coalesce(c.paid_amount, 0)) * 100 AS BIGINT) AS paid_cents,
  CAST(count(DISTINCT c.claim_id) AS BIGINT) AS claims,
  CAST(count(*) FILTER (WHERE c.claim_type <> $kind) AS BIGINT) AS other_claims,
  min(c.claim_start_date) AS first_date,
  CAST(max(date_diff('day', c.claim_start_date, c.claim_end_date)) AS BIGINT) AS days,
  CASE
    WHEN sum(coalesce(c.paid_amount, 0)) * 100 >= $least_cents THEN 'large'
    WHEN max(c.paid_amount) IS NULL THEN 'none'
    ELSE 'Small'
  END AS size,
  CAST(sum(c.paid_amount) AS DECIMAL(18,2)) AS paid_amount,
  bool_or(c.paid_amount > 0) AS any_paid
FROM medical_claim c
JOIN count_period p ON c.claim_start_date BETWEEN p.first_date AND p.last_date
WHERE c.claim_start_date >= $since
GROUP BY p.period, c.person_id
""",
    "first_claim": """-- Grain: one row a person.
-- Inputs: medical_claim
-- Columns: person_id VARCHAR, claim_id VARCHAR, claim_line_number INTEGER, year_month INTEGER, sort_word VARCHAR,
--   hundreds INTEGER, five VARCHAR
-- Rule: the claim that sorts first by amounts that may be NULL, text of mixed case, and keys.
WITH worded AS (
  SELECT
    person_id,
    claim_id,
    claim_line_number,
    claim_start_date,
    paid_amount,
    hcpcs_code,
    CASE WHEN claim_line_number % 2 = 0 THEN 'b' WHEN claim_line_number % 3 = 0 THEN 'A_' ELSE 'a' END AS sort_word
  FROM medical_claim
)
SELECT
  person_id,
  claim_id,
  claim_line_number,
  CAST(EXTRACT(year FROM claim_start_date) * 100 + EXTRACT(month FROM claim_start_date) AS INTEGER) AS year_month,
  sort_word,
  claim_line_number % 100 AS hundreds,
  CASE WHEN hcpcs_code LIKE '5%' THEN 'five' || hcpcs_code ELSE '' END AS five
FROM worded
QUALIFY row_number() OVER (
  PARTITION BY person_id ORDER BY sort_word, paid_amount DESC, hcpcs_code, claim_id, claim_line_number
) = 1
""",
    "ranked_paid": """-- Grain: one row a person of member_paid.
-- Inputs: member_paid, first_claim
-- Columns: person_id VARCHAR, period VARCHAR, rank BIGINT, running_cents BIGINT, size VARCHAR, hcpcs VARCHAR
-- Rule: persons ranked by size, a text made by a query, then by cents; with a running sum.
SELECT
  m.person_id,
  m.period,
  CAST(row_number() OVER (ORDER BY m.size, m.paid_cents DESC, m.person_id, m.period) AS BIGINT) AS rank,
  CAST(sum(m.paid_cents) OVER (
    PARTITION BY m.period ORDER BY m.person_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS BIGINT) AS running_cents,
  m.size,
  coalesce(f.five, '') AS hcpcs
FROM member_paid m
LEFT JOIN first_claim f ON f.person_id = m.person_id
UNION ALL
SELECT person_id, 'all' AS period, 0 AS rank, 0 AS running_cents, 'all' AS size, '' AS hcpcs FROM first_claim
""",
}

BUILT = tuple(_TEXTS)
VALUES: dict[str, Any] = {"least_cents": 1_000_00, "kind": "it's 100%", "since": date(2023, 6, 30)}


def small_queries() -> dict[str, Query]:
    return {name: _read(name, "tests", text) for name, text in _TEXTS.items()}


def rows() -> list[dict[str, Any]]:
    """Made-up lines of claims: amounts that are negative, odd or absent, codes in both cases, two years."""
    codes = ("", "5a", "5A", "5_a", "99213", "g0438", "G0439")
    return [
        {
            "claim_id": f"C{number // 3:03}",
            "claim_line_number": number % 3 + 1,
            "claim_type": ("professional", "institutional", "")[number % 3],
            "person_id": f"{'pP'[number % 2]}{number * 7 % 11}",
            "claim_start_date": date(2023 + number % 2, number % 12 + 1, number % 28 + 1),
            "claim_end_date": date(2024 + number % 2, (number * 5) % 12 + 1, 28),
            "paid_amount": None if number % 9 == 0 else Decimal((number * 7919) % 60_001 - 4_000).scaleb(-2),
            "hcpcs_code": codes[number % len(codes)],
            "data_source": "made \\N up, \"quoted\"\nand 'broken'" if number % 50 == 0 else "made up",
        }
        for number in range(600)
    ]


def build_all(engine: Engine, folder: Path, files: int) -> tuple[str, ...]:
    """Attach the rows and build every query; the names of the tables that were built or attached."""
    table = CANONICAL_TABLES["medical_claim"]
    engine.attach(table, write_parquet(table, rows(), folder, files=files))
    years = [
        (str(year), date(year, 1, 1), date(year, 12, 31), year * 100 + 1, year * 100 + 12, date(year + 1, 6, 30))
        for year in (2023, 2024)
    ]
    engine.put(CHOICE_TABLES["count_period"], years)
    for name in BUILT:
        engine.build(name, VALUES)
    return ("medical_claim", "count_period", *BUILT)
