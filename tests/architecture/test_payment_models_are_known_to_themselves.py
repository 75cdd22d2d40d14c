"""No module outside `payment_models` and `published_results` names a payment model: a new one is one folder."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from openvbc.payment_models.registry import payment_models
from tests.architecture.source import modules, name_of, nodes

#: Rooms that may know payment models by name: their own, and published results, which are a program's.
AT_HOME = ("payment_models/", "published_results/")
#: Models whose name is a word that code has for other things (the lead of a section, a line of business): only imports
#: of them are told.
ORDINARY_WORDS = {"lead", "medicare_advantage"}
MODELS = sorted(payment_models())
NAME = re.compile(rf"(?<![\w.])({'|'.join(name for name in MODELS if name not in ORDINARY_WORDS)})(?!\w)")

#: Names that are words of the field too, and where they stand as such: bases of a limit, kinds of money that a plan
#: distributes, purposes that an ACO makes public, the framework's categories.
WORDS_OF_THE_FIELD = {
    "contract/bases.py": {"capitation"},
    "contract/distribution_plan.py": {"capitation", "care_management", "infrastructure"},
    "distribution/disclosure.py": {"infrastructure"},
    "reports/answer.py": {"infrastructure"},
}


def _docstrings(path: Path) -> set[int]:
    """The constants that are docstrings or bare words, by identity: examples in words bind nothing."""
    return {
        id(node.value) for node in nodes(path) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def _named(path: Path) -> Iterator[str]:
    words = _docstrings(path)
    for node in nodes(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in words:
            found = NAME.findall(node.value)
        elif isinstance(node, ast.ImportFrom):
            found = [part for part in (node.module or "").split(".") if part in MODELS]
        elif isinstance(node, ast.Name | ast.arg | ast.FunctionDef | ast.Attribute):
            text = {ast.Name: "id", ast.arg: "arg", ast.FunctionDef: "name", ast.Attribute: "attr"}[type(node)]
            found = [part for part in [str(getattr(node, text))] if NAME.fullmatch(part)]
        else:
            continue
        words_here = WORDS_OF_THE_FIELD.get(name_of(path), set())
        yield from (f"{name_of(path)}:{getattr(node, 'lineno', 0)}: {each}" for each in found if each not in words_here)


def test_no_payment_model_is_named_outside_its_own_rooms() -> None:
    outside = [path for path in modules() if not name_of(path).startswith(AT_HOME)]
    assert outside
    assert [found for path in outside for found in _named(path)] == []


def test_the_check_for_names_finds_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text(
        '"""Words about mssp."""\nfrom openvbc.payment_models.mssp.model import A\nmodel = "mssp"\nmssp = model\n'
        'fix = "write shared_savings_program"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(
        "tests.architecture.test_payment_models_are_known_to_themselves.name_of", lambda path: path.name
    )
    assert sorted(_named(bad)) == ["bad.py:2: mssp", "bad.py:3: mssp", "bad.py:4: mssp"]
