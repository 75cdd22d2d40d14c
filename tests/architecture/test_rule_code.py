"""House rules that no linter knows: exact arithmetic in rule code, no clock, plain names."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .source import PACKAGE, modules, name_of, nodes, rule_code


def _called(node: ast.AST) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def _inexact(path: Path) -> Iterator[str]:
    for node in nodes(path):
        place = f"{name_of(path)}:{getattr(node, 'lineno', 0)}"
        if _called(node) in ("round", "float"):
            yield f"{place}: {_called(node)}()"
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            yield f"{place}: {node.value!r}"


def test_rule_code_never_rounds_with_python_nor_uses_binary_floats() -> None:
    assert [found for path in rule_code() for found in _inexact(path)] == []


def test_the_check_for_floats_finds_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("a = 0.5\nb = round(a)\nc = float(1)\n", encoding="utf-8")
    monkeypatch.setattr("tests.architecture.test_rule_code.name_of", lambda path: path.name)
    assert sorted(_inexact(bad)) == ["bad.py:1: 0.5", "bad.py:2: round()", "bad.py:3: float()"]


#: What would make a result depend on when it is computed, in Python and in SQL.
CLOCK = {"now", "today", "utcnow", "localtime", "gmtime", "time_ns", "monotonic", "perf_counter"}
CLOCK_IN_SQL = re.compile(r"\b(current_date|current_timestamp|current_time|now\s*\(|today\s*\(|getdate)", re.IGNORECASE)


#: When something is posted or read is stamped here, and nowhere else; no figure rests on it.
STAMP = PACKAGE / "ledger" / "stamp.py"


def test_nothing_looks_at_the_clock_but_the_stamp_of_the_books() -> None:
    assert STAMP in modules()
    found = [
        f"{name_of(path)}:{node.lineno}: {ast.unparse(node)}"
        for path in modules()
        if path != STAMP
        for node in nodes(path)
        if isinstance(node, ast.Attribute)
        and (node.attr in CLOCK or ast.unparse(node) in ("time.time", "os.times", "uuid.uuid4", "uuid.uuid1"))
    ]
    assert found == []


def test_no_query_looks_at_the_clock() -> None:
    queries = sorted(PACKAGE.rglob("*.sql"))
    assert queries
    assert [name_of(path) for path in queries if CLOCK_IN_SQL.search(path.read_text(encoding="utf-8"))] == []


def _chance(path: Path) -> Iterator[str]:
    """Uses of chance, except of a generator that is given its seed."""
    sources = ("random", "secrets", "uuid")
    imported = {each.name for node in nodes(path) if isinstance(node, ast.Import) for each in node.names}
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom) and node.module in sources:
            yield from (f"from {node.module} import {each.name}" for each in node.names if each.name != "Random")
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in {*imported} & {*sources}:
            yield from [ast.unparse(node)] if node.attr != "Random" else []
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Random", "random.Random") and not node.args:
            yield ast.unparse(node)


def test_nothing_is_left_to_chance() -> None:
    # An engine's temporary tables need names that nobody else on the server uses; no row depends on them.
    names_only = {f"claims/engine/{each}_engine.py" for each in ("postgres", "spark", "warehouse")}
    found = [
        f"{name_of(path)}: {each}" for path in modules() for each in _chance(path) if name_of(path) not in names_only
    ]
    assert found == []


def test_no_module_is_a_drawer_for_whatever_is_left() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "tools"}
    assert [name_of(path) for path in modules() if drawers & {*name_of(path).removesuffix(".py").split("/")}] == []


def test_no_import_is_for_type_checkers_only() -> None:
    names = {
        name_of(path): {_name(node) for node in nodes(path) if isinstance(node, ast.Name | ast.alias)}
        for path in modules()
    }
    assert [module for module, used in names.items() if "TYPE_CHECKING" in used] == []


def _name(node: ast.Name | ast.alias) -> str:
    return node.id if isinstance(node, ast.Name) else node.name


def test_nothing_is_put_off() -> None:
    put_off = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError\(\)")
    found = [name_of(path) for path in modules() if put_off.search(path.read_text(encoding="utf-8"))]
    assert found == []
