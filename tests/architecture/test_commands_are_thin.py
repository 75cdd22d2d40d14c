"""Each command is one call of the API: argument reading, progress and writing stand beside it, and nothing else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from openvbc.api import PLACES
from openvbc.cli import COMMANDS

from .source import PACKAGE, modules, tree

COMMAND_MODULES = sorted({PACKAGE / "cli" / f"{module}.py" for module, _ in COMMANDS.values()})


def commands(module: ast.Module) -> Iterator[ast.FunctionDef]:
    """The functions that a module makes commands of, by decorator or by `callback=`."""
    made = {
        node.id
        for call in ast.walk(module)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "click.Command"
        for keyword in call.keywords
        if keyword.arg == "callback"
        for node in ast.walk(keyword.value)
        if isinstance(node, ast.Name)
    }
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and (
            any("click.command" in ast.unparse(each) for each in node.decorator_list) or node.name in made
        ):
            yield node


def called(function: ast.AST) -> list[str]:
    """The names of the functions of `openvbc.api` that are called in it."""
    return [
        node.func.attr
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "api"
    ]


@pytest.mark.parametrize("path", COMMAND_MODULES, ids=lambda path: path.stem)
def test_a_command_calls_one_function_of_the_api(path: Path) -> None:
    found = {each.name: called(each) for each in commands(tree(path))}
    assert found
    assert {name: len(each) for name, each in found.items()} == dict.fromkeys(found, 1)
    assert {name for each in found.values() for name in each} <= PLACES.keys()


def test_nothing_but_commands_calls_the_api() -> None:
    for path in (each for each in modules() if each.parent == PACKAGE / "cli"):
        of_commands = [name for each in commands(tree(path)) for name in called(each)]
        assert sorted(called(tree(path))) == sorted(of_commands), path.name


def test_a_second_call_would_be_found() -> None:
    module = ast.parse(
        "@click.command()\ndef settle(contract):\n    api.settle(api.load_contract(contract))\n"
        "def quiet():\n    pass\nmade = click.Command(callback=partial(_run, 1))\ndef _run(x):\n    api.replay(x)\n"
    )
    assert {each.name: sorted(called(each)) for each in commands(module)} == {
        "settle": ["load_contract", "settle"],
        "_run": ["replay"],
    }
