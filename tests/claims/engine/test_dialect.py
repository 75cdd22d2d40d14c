"""What is said in another dialect means the same: bound values, per cent signs, order of text and of NULL."""

import pytest
import sqlglot

from openvbc.claims.engine.dialect import quoted, translated, type_name, typed


def _one_line(text: str, dialect: str) -> str:
    return " ".join(translated(text, dialect).split())


def test_duckdb_is_sent_the_text_as_it_stands() -> None:
    text = "SELECT a -- why\nFROM t WHERE b = $c"
    assert translated(text, "duckdb") is text


@pytest.mark.parametrize(("dialect", "mark"), [("postgres", "%(kind)s"), ("spark", ":kind"), ("bigquery", "@kind")])
def test_bound_values_become_the_marks_of_each_client(dialect: str, mark: str) -> None:
    assert _one_line("SELECT a FROM t WHERE b = $kind", dialect).replace("`", "").endswith(f"WHERE b = {mark}")


def test_a_per_cent_sign_is_doubled_for_psycopg_only() -> None:
    text = "SELECT a % 7 AS b FROM t WHERE c LIKE '5%' AND d = $d"
    assert _one_line(text, "postgres") == "SELECT a %% 7 AS b FROM t WHERE c LIKE '5%%' AND d = %(d)s"
    assert _one_line(text, "spark") == "SELECT a % 7 AS b FROM t WHERE c LIKE '5%' AND d = :d"


def test_null_sorts_last_everywhere() -> None:
    text = "SELECT a FROM t ORDER BY a DESC, b"
    assert _one_line(text, "postgres").endswith("ORDER BY a DESC NULLS LAST, b")
    assert _one_line(text, "spark").endswith("ORDER BY a DESC, b NULLS LAST")
    window = _one_line("SELECT sum(a) OVER (ORDER BY b, c DESC) AS s FROM t", "bigquery")
    assert window == "SELECT SUM(`a`) OVER (ORDER BY `b` IS NULL, `b`, `c` DESC) AS `s` FROM `t`"


def test_a_text_that_becomes_a_column_sorts_bytewise_on_postgresql() -> None:
    text = "SELECT CASE WHEN a = 'x' THEN 'y' ELSE 'z' END AS b, coalesce(c, '') AS d FROM t WHERE e IN ('f')"
    assert _one_line(text, "postgres") == (
        "SELECT CASE WHEN a = 'x' THEN 'y' COLLATE \"C\" ELSE 'z' COLLATE \"C\" END AS b, "
        "COALESCE(c, '' COLLATE \"C\") AS d FROM t WHERE e IN ('f')"
    )


def test_a_table_is_built_with_the_types_that_the_header_declares() -> None:
    columns = (("a", "VARCHAR"), ("b", "INTEGER"), ("c", "DECIMAL(18,2)"))
    said = " ".join(typed("SELECT a, b, c FROM t", columns, "postgres").split())
    assert said == (
        'SELECT CAST("a" AS TEXT) COLLATE "C" AS "a", CAST("b" AS INTEGER) AS "b", CAST("c" AS DECIMAL(18,2)) AS "c" '
        "FROM ( SELECT a, b, c FROM t ) AS declared"
    )
    said = " ".join(typed("SELECT a, b, c FROM t", columns, "spark").split())
    assert said.startswith("SELECT CAST(`a` AS STRING) AS `a`, CAST(`b` AS INT) AS `b`")


def test_what_cannot_be_said_is_refused() -> None:
    with pytest.raises(sqlglot.errors.SqlglotError):
        translated("SELECT a FROM t WHERE", "postgres")
    with pytest.raises(sqlglot.errors.UnsupportedError):
        translated("SELECT sum(a ORDER BY b NULLS LAST) OVER (ORDER BY c DESC NULLS FIRST) AS s FROM t", "bigquery")


def test_a_quote_in_a_name_stays_in_the_name() -> None:
    assert quoted('a"b', "postgres") == '"a""b"'
    assert quoted("a`b", "spark") == "`a``b`"
    assert type_name("DATE", "spark") == "DATE"


def test_a_pattern_is_found_anywhere_in_a_text_on_snowflake_too() -> None:
    text = "SELECT regexp_matches(a, '[A-Z]') AS b, regexp_matches(a, '^([A-Z])$') AS c FROM t"
    assert _one_line(text, "snowflake") == (
        "SELECT REGEXP_LIKE(\"a\", '(.*)(' || '[A-Z]' || ')(.*)', 's') AS \"b\", "
        'REGEXP_LIKE("a", \'^([A-Z])$\') AS "c" FROM "t"'
    )


def test_bigquery_passes_null_over_and_keeps_the_decimals_of_a_cast() -> None:
    said = _one_line("SELECT greatest(a, b) AS c, CAST(d AS DECIMAL(18,2)) AS e FROM t", "bigquery")
    assert (
        said == "SELECT COALESCE(GREATEST(`a`, `b`), `a`, `b`) AS `c`, ROUND(CAST(`d` AS NUMERIC), 2) AS `e` FROM `t`"
    )
    assert "ROUND(CAST(`d` AS BIGNUMERIC), 2)" in _one_line("SELECT CAST(d AS DECIMAL(38,2)) AS e FROM t", "bigquery")
    assert [type_name(each, "bigquery") for each in ("DECIMAL(18,4)", "DECIMAL(38,0)", "INTEGER")] == [
        "NUMERIC",
        "BIGNUMERIC",
        "INT64",
    ]


def test_bigquery_gets_an_equality_in_every_outer_join_and_a_where_beside_qualify() -> None:
    said = _one_line("SELECT a.b FROM a LEFT JOIN c ON c.d BETWEEN a.e AND a.f", "bigquery")
    assert said == (
        "SELECT `a`.`b` FROM ( SELECT *, 1 AS `openvbc_every_row` FROM `a` ) AS `a` "
        "LEFT JOIN ( SELECT *, 1 AS `openvbc_every_row` FROM `c` ) AS `c` "
        "ON `a`.`openvbc_every_row` = `c`.`openvbc_every_row` AND `c`.`d` BETWEEN `a`.`e` AND `a`.`f`"
    )
    kept = _one_line("SELECT a.b FROM a LEFT JOIN c ON c.d = a.e AND c.f < a.g", "bigquery")
    assert "openvbc_every_row" not in kept
    assert "WHERE TRUE QUALIFY" in _one_line("SELECT a FROM t QUALIFY rank() OVER (ORDER BY a) = 1", "bigquery")
