"""The package's source as the tests of this folder read it."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "openvbc"

#: Rooms where figures are computed, and what in them may use binary floats: scenarios and what a spreadsheet needs.
RULE_ROOMS = ("worksheet", "payment_models", "methods", "settlement", "contract", "parameters")
FLOAT_MODULES = frozenset({"worksheet/arrays.py"})


@cache
def modules() -> tuple[Path, ...]:
    """Every module of the package."""
    return tuple(sorted(PACKAGE.rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a module, listed once for all tests that look through them."""
    return tuple(ast.walk(tree(path)))


def name_of(path: Path) -> str:
    """A module's path below the package."""
    return path.relative_to(PACKAGE).as_posix()


def rule_code() -> tuple[Path, ...]:
    """The modules where every figure must be exact."""
    return tuple(
        path
        for path in modules()
        if path.relative_to(PACKAGE).parts[0] in RULE_ROOMS and name_of(path) not in FLOAT_MODULES
    )
