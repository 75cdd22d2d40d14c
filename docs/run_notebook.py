"""Run the notebooks of `docs/notebooks` and keep what each cell shows: `python docs/run_notebook.py`.

The cells run in this process, in a folder of their own, one after the other in one namespace, as a kernel runs them; no
kernel is needed. What a cell shows is what it printed, and its last expression as that shows itself in a notebook.
"""

import ast
import io
import json
from contextlib import chdir, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

FOLDER = Path(__file__).parent / "notebooks"
#: A cell, and what it shows, as the format of notebooks has them.
Json = dict[str, Any]


def executed(notebook: Json) -> Json:
    """The notebook with what its cells show when they run from the first to the last."""
    namespace: Json = {"__name__": "__main__"}
    cells, number = [], 0
    with TemporaryDirectory() as folder, chdir(folder):
        for cell in notebook["cells"]:
            if cell["cell_type"] != "code":
                cells.append(cell)
                continue
            number += 1
            outputs = _shown("".join(cell["source"]), namespace, number)
            cells.append({**cell, "execution_count": number, "outputs": outputs})
    return {**notebook, "cells": cells}


def _shown(source: str, namespace: Json, number: int) -> list[Json]:
    """What a cell shows: what it prints, then its last expression unless that is None."""
    body = ast.parse(source).body
    last = ast.Expression(body.pop().value) if body and isinstance(body[-1], ast.Expr) else None  # type: ignore[attr-defined]
    printed = io.StringIO()
    name = f"<cell {number}>"
    with redirect_stdout(printed):
        exec(compile(ast.Module(body, []), name, "exec"), namespace)  # noqa: S102  # the project's own cells
        value = None if last is None else eval(compile(last, name, "eval"), namespace)  # noqa: S307  # the same
    shown: list[Json] = []
    if printed.getvalue():
        shown.append({"name": "stdout", "output_type": "stream", "text": _lines(printed.getvalue())})
    if value is not None:
        html = getattr(value, "_repr_html_", None)
        data = {"text/plain": _lines(repr(value)), **({"text/html": _lines(html())} if html is not None else {})}
        result = {"data": data, "execution_count": number, "metadata": {}, "output_type": "execute_result"}
        shown.append(result)
    return shown


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def text_of(notebook: Json) -> str:
    """A notebook as its file holds it."""
    return f"{json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True)}\n"


def main() -> None:
    """Run every notebook, and write what its cells show."""
    for path in sorted(FOLDER.glob("*.ipynb")):
        path.write_text(text_of(executed(json.loads(path.read_text(encoding="utf-8")))), encoding="utf-8")
        print(f"ran {path.name}")


if __name__ == "__main__":
    main()
