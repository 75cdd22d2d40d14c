"""Scripts of a room: `.sql` files beside its modules, each of several named ones in the order in which they run.

A line `-- name: gather_people` begins a script; it goes on to the next such line. What stands under the name first is
its header: grain, inputs, columns, rule.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

_NAME: Final = re.compile(r"^-- name: ([a-z][a-z0-9_]*)\n", re.MULTILINE)


@cache
def named_scripts(package: str) -> Mapping[str, str]:
    """The scripts of a package by name, without the line that names them. ValueError for what stands under no name."""
    found: dict[str, str] = {}
    for file in sorted(resources.files(package).iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".sql"):
            continue
        before, *pieces = _NAME.split(file.read_text(encoding="utf-8"))
        if before.strip() or not pieces:
            raise ValueError(f"{file.name} of {package} does not begin with the name of a script")
        for name, text in zip(pieces[::2], pieces[1::2], strict=True):
            if name in found:
                raise ValueError(f"{package} has two scripts called {name}")
            found[name] = text.strip() + "\n"
    return found


def named_script(package: str, name: str) -> str:
    """The text of one script of a package. KeyError if there is none of that name."""
    return named_scripts(package)[name]
