"""A query's text in the dialect of another engine, its `$names` written as that engine's client takes them.

Only engines other than DuckDB import this module, so that sqlglot is loaded for them alone.
"""

from functools import cache
from typing import Final

import sqlglot
from sqlglot import exp

#: The dialects that every query is checked to compile to; it is run on the first three.
DIALECTS: Final = ("duckdb", "postgres", "spark", "snowflake", "bigquery", "trino", "redshift")

_TYPES: Final = {"postgres": {"VARCHAR": "TEXT"}, "spark": {"VARCHAR": "STRING", "INTEGER": "INT"}}


@cache
def translated(text: str, dialect: str) -> str:
    """The text of one SELECT, from DuckDB's dialect into another.

    `$name` becomes `%(name)s` for psycopg and `:name` (BigQuery: `@name`) elsewhere. sqlglot.errors.SqlglotError if it
    cannot be said in that dialect: a fault of the query, which a test finds for every query.
    """
    if dialect == "duckdb":
        return text
    tree = sqlglot.parse_one(text, dialect="duckdb")
    names = {_mark(node) for node in list(tree.find_all(exp.Parameter, exp.Placeholder))}
    if dialect == "postgres":
        for literal in list(tree.find_all(exp.Literal)):
            _compare_bytewise(literal)
    if dialect == "bigquery":
        for ordered in list(tree.find_all(exp.Ordered)):
            _say_where_null_sorts(ordered)
    said = tree.sql(dialect=dialect, pretty=True, comments=False, unsupported_level=sqlglot.ErrorLevel.RAISE)
    if dialect == "postgres":
        said = said.replace("%", "%%")
        for name in names:
            said = said.replace(f"%%({name})s", f"%({name})s")
    return said


def type_name(duckdb_type: str, dialect: str) -> str:
    """A column's type, as DuckDB writes it in headers and dictionary, in another dialect."""
    return _TYPES[dialect].get(duckdb_type, duckdb_type)


def typed(text: str, columns: tuple[tuple[str, str], ...], dialect: str) -> str:
    """The translated SELECT, each of its columns cast to the type that its header declares.

    So a table has the same types on every engine, and PostgreSQL sorts its text byte by byte as the others do.
    """
    listed = ",\n  ".join(_cast(quoted(name, dialect), column_type, dialect) for name, column_type in columns)
    return f"SELECT\n  {listed}\nFROM (\n{translated(text, dialect)}\n) AS declared"


def quoted(name: str, dialect: str) -> str:
    """A column's or table's name in quotes."""
    mark = "`" if dialect == "spark" else '"'
    return f"{mark}{name.replace(mark, mark * 2)}{mark}"


def _cast(name: str, duckdb_type: str, dialect: str) -> str:
    collation = ' COLLATE "C"' if dialect == "postgres" and duckdb_type == "VARCHAR" else ""
    return f"CAST({name} AS {type_name(duckdb_type, dialect)}){collation} AS {name}"


def _mark(node: exp.Expression) -> str:
    """Make a bound value's mark what every generator writes as its own; its name."""
    node.replace(exp.Placeholder(this=node.name))
    return node.name


def _compare_bytewise(literal: exp.Literal) -> None:
    """Give a text that becomes a column's value the collation "C", which columns of our tables have anyway.

    PostgreSQL would else sort a column such as CASE WHEN ... THEN 'a' by the language of the database.
    """
    parent = literal.parent
    is_value = isinstance(parent, exp.Alias | exp.Select | exp.Coalesce | exp.DPipe | exp.Tuple) or (
        isinstance(parent, exp.If | exp.Case) and literal.arg_key in ("true", "false", "default")
    )
    if literal.is_string and is_value and not isinstance(parent and parent.parent, exp.In):
        literal.replace(exp.Collate(this=literal.copy(), expression=exp.to_identifier("C", quoted=True)))


def _say_where_null_sorts(ordered: exp.Ordered) -> None:
    """Sort NULL last by a key of its own: BigQuery takes no NULLS LAST in a window's order."""
    if ordered.find_ancestor(exp.Window) is None or ordered.args.get("desc"):
        return
    # NULL first is BigQuery's own way, so nothing is written for it.
    is_null = exp.Ordered(this=exp.Is(this=ordered.this.copy(), expression=exp.Null()), nulls_first=True)
    ordered.replace([is_null, exp.Ordered(this=ordered.this.copy(), nulls_first=True)])
