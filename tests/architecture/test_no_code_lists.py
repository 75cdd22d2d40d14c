"""Lists of codes are published facts: they stand in parameter files with a citation, never in Python or SQL."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

from tests.architecture.source import PACKAGE, modules, nodes

#: Digits, or a letter and digits, or digits and letters: 99213, G0402, 0521, 08, 2, V0.
CODE = re.compile(r"[0-9]{1,5}|[A-Z][0-9]{4}|[0-9]{4}[A-Z]")
#: In SQL also single letters and modifiers; flags of yes and no are no list.
CODE_IN_SQL = re.compile(r"[0-9A-Z*]{1,5}")
FLAGS = {"0", "1", "Y", "N", ""}
#: Made-up regions are data, and the HCP-LAN categories are a vocabulary of contracts.
LEFT_OUT = ("synthetic/", "contract/model.py")


def code_lists_in_python(found_nodes: Iterable[ast.AST]) -> list[str]:
    """The literal tuples, lists, sets and keys of dicts of which at least two members are codes."""
    found = []
    for node in found_nodes:
        members = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", [])
        values = [each.value for each in members if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        codes = {value for value in values if CODE.fullmatch(value)}
        if len(codes) > 1 and not codes <= FLAGS:
            found.append(f"line {getattr(node, 'lineno', '?')}: {sorted(codes)}")
    return found


def code_lists_in_sql(text: str) -> list[str]:
    """The literal lists after IN of which at least two members are codes."""
    lists = re.findall(r"\bIN\s*\(\s*('[^()]*')\s*\)", text)
    told = [re.findall(r"'([^']*)'", each) for each in lists]
    codes = [{code for code in each if CODE_IN_SQL.fullmatch(code)} for each in told]
    return [str(sorted(each)) for each in codes if len(each) > 1 and not each <= FLAGS]


def looked_through(paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if not any(part in path.as_posix() for part in LEFT_OUT)]


def test_no_list_of_codes_is_left_in_python() -> None:
    found = {path: code_lists_in_python(nodes(path)) for path in looked_through(modules())}
    assert {str(path.relative_to(PACKAGE)): lists for path, lists in found.items() if lists} == {}


def test_no_list_of_codes_is_left_in_sql() -> None:
    queries = looked_through(sorted(PACKAGE.rglob("*.sql")))
    found = {path: code_lists_in_sql(path.read_text(encoding="utf-8")) for path in queries}
    assert {str(path.relative_to(PACKAGE)): lists for path, lists in found.items() if lists} == {}


def test_lists_of_codes_would_be_seen() -> None:
    written = 'A = ("01", "08")\nB = {"G0402": 1, "99213": 2}\nC = ("0", "1")\nD = [("11", 0)]'
    assert len(code_lists_in_python(ast.walk(ast.parse(written)))) == 2
    assert code_lists_in_sql("WHERE a IN ('76', 'XE') AND b IN ('newly', 'elsewhere')") == ["['76', 'XE']"]
