"""What a query of `claims/sql` may say: a subset of SQL that means the same on every engine."""

from collections.abc import Callable

import sqlglot
from sqlglot import exp

#: What may not stand in a query, with why.
FORBIDDEN: dict[type[exp.Expression], str] = {
    exp.Div: "7 / 2 is 3.5 or 3",
    exp.IntDiv: "rounds toward zero or down",
    exp.Avg: "a double here, exact there",
    exp.Round: "2.5 as a double is 3 or 2",
    exp.Floor: "gives a double on some engines",
    exp.Ceil: "gives a double on some engines",
    exp.Pow: "gives a double",
    exp.Sqrt: "gives a double",
    exp.Ln: "gives a double",
    exp.Exp: "gives a double",
    exp.Stddev: "gives a double",
    exp.Variance: "gives a double",
    exp.Median: "not portable",
    exp.Quantile: "not portable",
    exp.PercentileCont: "not portable",
    exp.PercentileDisc: "not portable",
    exp.Unnest: "not portable",
    exp.Explode: "not portable",
    exp.Array: "not portable",
    exp.ArrayAgg: "its order is not said",
    exp.GroupConcat: "its order is not said",
    exp.Struct: "not portable",
    exp.Lateral: "not portable",
    exp.Pivot: "not portable",
    exp.TryCast: "turns what is wrong into NULL in silence",
    exp.Rand: "another figure each time",
    exp.CurrentDate: "nothing reads the clock",
    exp.CurrentTimestamp: "nothing reads the clock",
    exp.AnyValue: "which value is not said",
    exp.First: "which value is not said",
    exp.Last: "which value is not said",
    exp.Limit: "which rows are left may not be said; use a window",
    exp.Offset: "which rows are left may not be said; use a window",
}

#: Functions that sqlglot does not know, which the project's own translation says in each dialect (see dialect.py).
_SAID_BY_THE_PROJECT = ("bit_count",)
_FLOATS = (exp.DType.FLOAT, exp.DType.DOUBLE)


def broken_rules(text: str) -> list[str]:
    """What in the text is outside the subset, in words."""
    trees = sqlglot.parse(text, dialect="duckdb")
    tree = trees[0]
    if len(trees) != 1 or not isinstance(tree, exp.Select | exp.SetOperation):
        return ["one SELECT a file"]
    found = [f"{node.sql('duckdb')}: {why}" for kind, why in FORBIDDEN.items() for node in tree.find_all(kind)]
    for rule in _RULES:
        found.extend(rule(tree))
    return found


def _floats(tree: exp.Expression) -> list[str]:
    floats = [each for each in tree.find_all(exp.DataType) if each.this in _FLOATS]
    exponents = [each for each in tree.find_all(exp.Literal) if not each.is_string and "e" in each.name.lower()]
    return [f"{each.sql('duckdb')}: a float" for each in (*floats, *exponents)]


def _joins(tree: exp.Expression) -> list[str]:
    return [
        f"{join.sql('duckdb')}: not portable"
        for join in tree.find_all(exp.Join)
        if join.method or join.kind in ("SEMI", "ANTI", "STRAIGHT")
    ]


def _all_words(tree: exp.Expression) -> list[str]:
    groups = [f"{each.sql('duckdb')}: name the columns" for each in tree.find_all(exp.Group) if each.args.get("all")]
    stars = [
        f"{each.sql('duckdb')}: name the columns"
        for each in tree.find_all(exp.Star)
        if any(each.args.get(word) for word in ("except_", "except", "replace", "rename"))
    ]
    orders = [
        f"{each.sql('duckdb')}: name the columns"
        for each in tree.find_all(exp.Ordered)
        if isinstance(each.this, exp.Column) and each.name.lower() == "all"
    ]
    return groups + stars + orders


def _stars_beside_qualify(tree: exp.Expression) -> list[str]:
    """QUALIFY becomes a subquery where an engine lacks it; a star would then give its columns twice, or one more."""
    return [
        f"{each.sql('duckdb')} beside QUALIFY: name the columns"
        for select in tree.find_all(exp.Select)
        if select.args.get("qualify")
        for each in select.expressions
        if each.is_star
    ]


def _unknown_functions(tree: exp.Expression) -> list[str]:
    return [
        f"{each.name}: sqlglot does not know this function, so it cannot say it in another dialect"
        for each in tree.find_all(exp.Anonymous)
        if each.name.lower() not in _SAID_BY_THE_PROJECT
    ]


def _orders_without_window(tree: exp.Expression) -> list[str]:
    ranks = (exp.RowNumber, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue)
    return [
        f"{window.sql('duckdb')}: which row comes first is not said"
        for window in tree.find_all(exp.Window)
        if isinstance(window.this, ranks) and not window.args.get("order")
    ]


def _hidden_columns(tree: exp.Expression) -> list[str]:
    """A name of a column and of what is made of it: engines differ in which one GROUP BY, HAVING and QUALIFY take."""
    found: list[str] = []
    for select in tree.find_all(exp.Select):
        made = {
            each.alias
            for each in select.expressions
            if isinstance(each, exp.Alias)
            and not isinstance(each.this, exp.Column)
            and any(column.name == each.alias for column in each.this.find_all(exp.Column))
        }
        for clause in ("group", "having", "qualify"):
            part = select.args.get(clause)
            names = {each.name for each in part.find_all(exp.Column) if not each.table} if part else set()
            found.extend(
                f"{name} in {clause.upper()}: the column, or what is made of it?" for name in sorted(names & made)
            )
    return found


_RULES: tuple[Callable[[exp.Expression], list[str]], ...] = (
    _floats,
    _joins,
    _all_words,
    _stars_beside_qualify,
    _unknown_functions,
    _orders_without_window,
    _hidden_columns,
)
