"""Each table of the engine is declared once: code names it by its declaration, never as text."""

import ast
from collections.abc import Iterator
from pathlib import Path

from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.engine.query import all_queries
from openvbc.claims.tables.catalog import CHOICE_TABLES
from tests.architecture.source import PACKAGE, modules, name_of, tree

#: What an engine is asked for by a table's or query's name.
_ASKED = {"build", "rows", "table", "drop", "ran_last", "query"}
#: The rooms that count on an engine.
_COUNTING = ("claims/", "experience/", "checklist/")
#: Where tables are declared, and rooms that speak to no engine: readers and makers of files have names of their own.
_OTHER = ("claims/tables/", "claims/engine/named_queries.py", "claims/readers/", "claims/synthetic/")
#: Small tables that are called like a column or a term.
_WORDS = {"age_band", "carve_out", "other_initiative", "provider_type", "service_month"}
#: Names that are also words: of a population, a measure, a factor, a room of queries, a place in a contract.
_ALSO_WORDS = {
    "claims/expenditures/figures.py": {"population"},
    "claims/populations/build.py": {"assignable"},
    "claims/roster/reading.py": {"risk_score"},
    "claims/utilization/measures.py": {"risk_score"},
    "claims/utilization/risk.py": {"risk_score"},
    "experience/count.py": {"attribution"},
    "experience/populations.py": {"assignable"},
    "experience/request.py": {"population"},
    "payment_models/mssp/counting/basis.py": {"truncation_threshold"},
    "payment_models/mssp/counting/factors.py": {"truncation_threshold"},
    "payment_models/mssp/counting/figures.py": {"medicaid_months"},
}


def test_every_query_file_is_declared_and_every_declaration_has_a_file() -> None:
    assert {each.value for each in NamedQuery} == all_queries().keys()
    assert all(each.name == each.value.upper() for each in NamedQuery)
    assert NamedQuery.EXPENDITURE_TOTAL.query.columns == all_queries()["expenditure_total"].columns


def _counts(name: str) -> bool:
    return (name.startswith(_COUNTING) or "/counting/" in name) and not name.startswith(_OTHER)


def _as_text(path: Path) -> Iterator[str]:
    """Names of queries and small tables that stand as text, but for columns of rows and keys of groups."""
    module = tree(path)
    left_out = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    left_out |= {id(node.slice) for node in ast.walk(module) if isinstance(node, ast.Subscript)}
    left_out |= {id(key) for node in ast.walk(module) if isinstance(node, ast.Dict) for key in node.keys}
    words = _ALSO_WORDS.get(name_of(path), set())
    for node in ast.walk(module):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in left_out:
            continue
        if node.value in all_queries().keys() | CHOICE_TABLES.keys() - _WORDS and node.value not in words:
            yield f"{name_of(path)}:{node.lineno}: {node.value}"


def _asked_for(path: Path) -> Iterator[str]:
    """Text that an engine is asked for, wherever it stands."""
    for node in ast.walk(tree(path)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _ASKED
            and node.args
        ):
            first = node.args[0]
            if isinstance(first, ast.Constant) and first.value in all_queries().keys() | CHOICE_TABLES.keys():
                yield f"{name_of(path)}:{node.lineno}: {first.value}"


def test_no_room_that_counts_names_a_table_as_text() -> None:
    counting = [path for path in modules() if _counts(name_of(path))]
    assert len(counting) > 50
    assert [found for path in counting for found in _as_text(path)] == []
    assert [found for path in modules() for found in _asked_for(path)] == []


def test_words_that_are_no_tables_are_still_there() -> None:
    """So that no exception outlives what it was made for."""
    for name, words in _ALSO_WORDS.items():
        text = (PACKAGE / name).read_text(encoding="utf-8")
        assert all(f'"{word}"' in text for word in words), name
