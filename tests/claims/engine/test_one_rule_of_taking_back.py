"""A fill is taken back by the rule of a service; two queries write it, since fills stand in a table of their own."""

from openvbc.claims.engine.query import query


def rule(name: str, of: str) -> str:
    """The text from where the lines of a service are gathered, without what only one of the two gives."""
    text = query(name).text
    written = text[text.index("weighed AS (") :].replace(of, "service")
    for only in (
        ",\n        max(cents) OVER (PARTITION BY service) AS most_cents",
        ",\n    CASE WHEN most_cents > 0 THEN 1 ELSE 0 END AS matched",
    ):
        written = written.replace(only, "")
    return "".join(written.split())


def test_fills_and_services_are_taken_back_by_one_rule() -> None:
    assert rule("reversed_fill", "fill") == rule("taken_back_line", "service")
