"""A query's text in the dialect of another engine, its `$names` written as that engine's client takes them.

Only engines other than DuckDB import this module, so that sqlglot is loaded for them alone.
"""

from collections.abc import Callable
from functools import cache
from typing import Final

import sqlglot
from sqlglot import exp

#: The dialects that every query is checked to compile to. It is run on the first three; what is said to Snowflake and
#: BigQuery is run translated back, on DuckDB.
DIALECTS: Final = ("duckdb", "postgres", "spark", "snowflake", "bigquery", "trino", "redshift")
#: How many bits a BIGINT has; that of its sign is never set where bits are counted.
_BITS: Final = 64

_TYPES: Final = {
    "postgres": {"VARCHAR": "TEXT"},
    "spark": {"VARCHAR": "STRING", "INTEGER": "INT"},
    "bigquery": {"VARCHAR": "STRING", "INTEGER": "INT64", "BIGINT": "INT64", "BOOLEAN": "BOOL"},
}
#: Warehouses whose names are all written in quotes: the words that they reserve differ, and Snowflake would make
#: capitals of the others.
_QUOTED: Final = ("snowflake", "bigquery")
#: The most decimals and digits before them that BigQuery's NUMERIC holds; what is more is BIGNUMERIC.
_NUMERIC_DECIMALS: Final = 9
_NUMERIC_DIGITS: Final = 29
#: The column by which an outer join without an equality gets one on BigQuery.
_EVERY: Final = "openvbc_every_row"


@cache
def translated(text: str, dialect: str) -> str:
    """The text of one SELECT, from DuckDB's dialect into another.

    `$name` becomes `%(name)s` for psycopg and `:name` (BigQuery: `@name`) elsewhere. sqlglot.errors.SqlglotError if it
    cannot be said in that dialect: a fault of the query, which a test finds for every query.
    """
    if dialect == "duckdb":
        return text
    tree = parsed(text)
    names = {_mark(node) for node in list(tree.find_all(exp.Parameter, exp.Placeholder))}
    if dialect == "postgres":
        for literal in list(tree.find_all(exp.Literal)):
            _compare_bytewise(literal)
    said = said_in(tree, dialect)
    if dialect == "postgres":
        said = said.replace("%", "%%")
        for name in names:
            said = said.replace(f"%%({name})s", f"%({name})s")
    return said


def parsed(text: str) -> exp.Select | exp.SetOperation:
    """A SELECT in DuckDB's dialect as a tree, to be changed before it is said."""
    tree = sqlglot.parse_one(text, dialect="duckdb")
    if not isinstance(tree, exp.Select | exp.SetOperation):
        raise TypeError("a query is one SELECT")
    return tree


def said_in(tree: exp.Expression, dialect: str) -> str:
    """A tree of DuckDB's dialect in another one, with what sqlglot leaves to be different put right."""
    for change in _CHANGES.get(dialect, ()):
        tree = change(tree)
    return tree.sql(
        dialect=dialect,
        pretty=True,
        comments=False,
        identify=dialect in _QUOTED,
        unsupported_level=sqlglot.ErrorLevel.RAISE,
    )


def type_name(duckdb_type: str, dialect: str) -> str:
    """A column's type, as DuckDB writes it in headers and dictionary, in another dialect."""
    if dialect == "bigquery" and duckdb_type.startswith("DECIMAL"):
        return _numeric(exp.DataType.build(duckdb_type, dialect="duckdb"))[0]
    return _TYPES.get(dialect, {}).get(duckdb_type, duckdb_type)


def typed(text: str, columns: tuple[tuple[str, str], ...], dialect: str) -> str:
    """The translated SELECT, each of its columns cast to the type that its header declares.

    So a table has the same types on every engine, and PostgreSQL sorts its text byte by byte as the others do.
    """
    listed = ",\n  ".join(_cast(quoted(name, dialect), column_type, dialect) for name, column_type in columns)
    return f"SELECT\n  {listed}\nFROM (\n{translated(text, dialect)}\n) AS declared"


def quoted(name: str, dialect: str) -> str:
    """A column's or table's name in quotes."""
    mark = "`" if dialect in ("spark", "bigquery") else '"'
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


def _nulls_sorted(tree: exp.Expression) -> exp.Expression:
    """Sort NULL last by a key of its own: BigQuery takes no NULLS LAST in a window's order."""
    for ordered in list(tree.find_all(exp.Ordered)):
        if ordered.find_ancestor(exp.Window) is None or ordered.args.get("desc"):
            continue
        # NULL first is BigQuery's own way, so nothing is written for it.
        is_null = exp.Ordered(this=exp.Is(this=ordered.this.copy(), expression=exp.Null()), nulls_first=True)
        ordered.replace([is_null, exp.Ordered(this=ordered.this.copy(), nulls_first=True)])
    return tree


def _patterns_found_anywhere(tree: exp.Expression) -> exp.Expression:
    """Let a pattern match a part of a text: Snowflake's REGEXP_LIKE asks whether it matches the whole."""
    for like in list(tree.find_all(exp.RegexpLike)):
        pattern = like.expression
        text = pattern.name if isinstance(pattern, exp.Literal) else ""
        if text.startswith("^(") and text.endswith(")$"):
            continue
        around = exp.DPipe(
            this=exp.DPipe(this=exp.Literal.string("(.*)("), expression=pattern.copy()),
            expression=exp.Literal.string(")(.*)"),
        )
        like.replace(exp.Anonymous(this="REGEXP_LIKE", expressions=[like.this.copy(), around, exp.Literal.string("s")]))
    return tree


def _bits_counted(counted: Callable[[exp.Expr], exp.Expr]) -> Callable[[exp.Expression], exp.Expression]:
    """Count the bits that are set as a dialect does. counted: a number -> how many of its bits are set."""

    def changed(tree: exp.Expression) -> exp.Expression:
        for each in [found for found in tree.find_all(exp.Anonymous) if found.name.lower() == "bit_count"]:
            (number,) = each.expressions
            each.replace(counted(number))
        return tree

    return changed


def _bits_of_text(number: exp.Expr) -> exp.Expr:
    """PostgreSQL counts the bits of a string of bits."""
    bits = exp.cast(number.copy(), exp.DataType.build(f"BIT({_BITS})", dialect="postgres"))
    return exp.Anonymous(this="bit_count", expressions=[bits])


def _bits_of_width(number: exp.Expr) -> exp.Expr:
    """Trino asks how wide the number is."""
    return exp.Anonymous(this="bit_count", expressions=[number.copy(), exp.Literal.number(_BITS)])


def _bits_one_by_one(number: exp.Expr) -> exp.Expr:
    """Snowflake and Redshift count no bits: each is looked at."""
    single = (f"(({number.sql('duckdb')} >> {bit}) & 1)" for bit in range(_BITS - 1))
    return sqlglot.parse_one(f"({' + '.join(single)})", dialect="duckdb")


def _null_is_passed_over(tree: exp.Expression) -> exp.Expression:
    """The greatest and the least of what is not NULL: BigQuery's own are NULL as soon as one is."""
    for each in list(tree.find_all(exp.Greatest, exp.Least)):
        known = each.this
        for other in each.expressions:
            both = type(each)(this=known.copy(), expressions=[other.copy()])
            known = exp.Coalesce(this=both, expressions=[known.copy(), other.copy()])
        each.replace(known)
    return tree


def _exact_casts(tree: exp.Expression) -> exp.Expression:
    """Round to the decimals that a cast asks for: BigQuery's casts say no number of them."""
    for cast in [each for each in tree.find_all(exp.Cast) if each.to.this == exp.DType.DECIMAL]:
        name, decimals = _numeric(cast.to)
        plain = exp.Cast(this=cast.this.copy(), to=exp.DataType.build(name, dialect="bigquery"))
        cast.replace(exp.Round(this=plain, decimals=exp.Literal.number(decimals)))
    return tree


def _numeric(decimal: exp.DataType) -> tuple[str, int]:
    """BigQuery's type for a decimal, and how many decimals it has."""
    digits, decimals = (int(each.name) for each in decimal.expressions)
    fits = decimals <= _NUMERIC_DECIMALS and digits - decimals <= _NUMERIC_DIGITS
    return "NUMERIC" if fits else "BIGNUMERIC", decimals


def _windows_filtered_beside_where(tree: exp.Expression) -> exp.Expression:
    """Give a SELECT with QUALIFY a WHERE, without which BigQuery did not always take it."""
    for select in tree.find_all(exp.Select):
        if select.args.get("qualify") and not any(select.args.get(each) for each in ("where", "group", "having")):
            select.set("where", exp.Where(this=exp.true()))
    return tree


def _joined_by_an_equality(tree: exp.Expression) -> exp.Expression:
    """Give an outer join an equality of both sides, which BigQuery asks for: of a column that is 1 in every row."""
    for select in list(tree.find_all(exp.Select)):
        for join in select.args.get("joins") or ():
            on = join.args.get("on")
            if join.side != "LEFT" or on is None or _has_equality(on):
                continue
            source, joined = select.args["from_"].this, join.this
            for side in (source, joined):
                if not any(each.alias == _EVERY for each in side.find_all(exp.Alias)):
                    every = exp.alias_(exp.Literal.number(1), _EVERY)
                    rows = exp.select("*").select(every).from_(side.copy())
                    side.replace(rows.subquery(side.alias_or_name))
            equal = exp.EQ(
                this=exp.column(_EVERY, table=source.alias_or_name),
                expression=exp.column(_EVERY, table=joined.alias_or_name),
            )
            join.set("on", exp.and_(equal, on))
    return tree


def _has_equality(on: exp.Expression) -> bool:
    """Whether one of the conditions that must all hold is an equality of columns of two tables."""
    if isinstance(on, exp.And | exp.Paren):
        return any(_has_equality(each) for each in (on.this, on.args.get("expression")) if each is not None)
    if not isinstance(on, exp.EQ):
        return False
    one, other = ({column.table for column in side.find_all(exp.Column)} for side in (on.left, on.right))
    return bool(one and other and one.isdisjoint(other))


#: What is changed in a tree before it is said in a dialect.
_CHANGES: Final[dict[str, tuple[Callable[[exp.Expression], exp.Expression], ...]]] = {
    "snowflake": (_patterns_found_anywhere, _bits_counted(_bits_one_by_one)),
    "redshift": (_bits_counted(_bits_one_by_one),),
    "postgres": (_bits_counted(_bits_of_text),),
    "trino": (_bits_counted(_bits_of_width),),
    "bigquery": (
        _nulls_sorted,
        _null_is_passed_over,
        _exact_casts,
        _windows_filtered_beside_where,
        _joined_by_an_equality,
    ),
}
