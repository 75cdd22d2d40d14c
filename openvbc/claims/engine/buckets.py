"""Buckets of people: queries that count person by person, run for some of the people at a time where lines are many.

What an engine holds while it groups and joins lines grows with the lines. In buckets it grows with those of a bucket.
"""

from collections.abc import Callable
from typing import Final

from openvbc.claims.engine.engine import plain_name, reading_others, tables_read
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.engine.query import Query, all_queries
from openvbc.claims.rows import Table

#: Queries that group or join many lines, and whose rows of a person rest on that person's and on tables that name none:
#: they give the same for some of the people at a time. A claim is one person's: audits stop a count where one is not.
PERSON_BY_PERSON: Final = frozenset(
    {NamedQuery.ATTRIBUTION_TOTAL, NamedQuery.RISK_DIAGNOSIS, NamedQuery.RISK_DIAGNOSIS_CLAIM}
)
#: Lines of claims of which a query may hold what it joins and groups at once. DuckDB counts so many within a gigabyte
#: without writing any of that to disk; fewer would only be read in more goes.
LINES_A_BUCKET: Final = 25_000_000


def texts_in_buckets(built_from: Query, ask: Callable[[str], Table], most_lines: int) -> list[str]:
    """The query's text once a bucket; the text as it is where one bucket holds all.

    ask: gives the rows of a query. most_lines: how many rows of any table a bucket may have of its people.
    """
    tables = sorted(_tables_of_people(built_from.text)) if plain_name(built_from.name) in PERSON_BY_PERSON else []
    counted = [ask(f"SELECT count(*) FROM {name}").rows[0][0] for name in tables]  # noqa: S608
    buckets = -(-max(counted, default=0) // most_lines)
    if buckets < 2:
        return [built_from.text]
    largest = tables[counted.index(max(counted))]
    ((least, most),) = ask(f"SELECT min(person), max(person) FROM {largest}").rows  # noqa: S608
    width = -(-(most - least + 1) // buckets)
    # The first and last bucket have no end, so that nobody is in none, whichever table has them.
    ends = [least + width * number for number in range(1, buckets)]
    bounds = zip(("", *(f"person >= {end}" for end in ends)), (*(f"person < {end}" for end in ends), ""), strict=True)
    return [_of_people(built_from.text, " AND ".join(filter(None, each))) for each in bounds]


def _tables_of_people(text: str) -> set[str]:
    """The tables a text reads whose rows bear the number of a person."""
    return {name for name in tables_read(text) if _bears_person(name)}


def _bears_person(name: str) -> bool:
    known = all_queries().get(plain_name(name))
    return known is not None and ("person", "BIGINT") in known.columns


def _of_people(text: str, who: str) -> str:
    """The text reading the rows of some people only."""
    chosen = {name: f"(SELECT * FROM {name} WHERE {who})" for name in _tables_of_people(text)}  # noqa: S608
    return reading_others(text, chosen)
