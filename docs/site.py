"""Turns the pages of this repository into those of a site: `make site` runs it, and then what builds the site.

The pages stay as they are read in a repository; the site has copies of them. README is the first page of the site, each
payment model's README a page of it, a notebook a page with what its cells show; links between them are led to where
these stand there.
"""

import json
import posixpath
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: Pages outside `docs`, and where they stand on the site.
_OUTSIDE = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
}
#: A link or picture of Markdown: its words, where it leads, the heading there.
_LINK = re.compile(r"(\]\()([^)#\s:]+)(#[^)]*)?(\))")
#: A page that the navigation names.
_NAMED = re.compile(r"^ +- (\S+\.md)$", re.MULTILINE)
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def places() -> dict[str, str]:
    """Each file of the repository that the site shows, and where it stands there."""
    found = dict(_OUTSIDE)
    for path in sorted((ROOT / "openvbc" / "payment_models").glob("*/README.md")):
        found[path.relative_to(ROOT).as_posix()] = f"payment_models/{path.parent.name}.md"
    for path in sorted((ROOT / "docs").rglob("*")):
        name = path.relative_to(ROOT / "docs").as_posix()
        if path.suffix in (".md", ".svg", ".png"):
            found[f"docs/{name}"] = name
        elif path.suffix == ".ipynb":
            found[f"docs/{name}"] = f"{name.removesuffix('.ipynb')}.md"
    return found


def markdown_of(source: str, where: dict[str, str]) -> str:
    """A file of the repository as a page of the site, its links led to where pages stand there."""
    path = ROOT / source
    text = _notebook(path) if path.suffix == ".ipynb" else path.read_text(encoding="utf-8")
    folder, own = posixpath.dirname(source), posixpath.dirname(where[source])

    def led(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, link[2]))
        if target not in where:
            return link[0]  # the builder tells a link that leads nowhere
        return f"{link[1]}{posixpath.relpath(where[target], own or '.')}{link[3] or ''}{link[4]}"

    parts, end = [], 0
    for fence in _FENCE.finditer(text):
        parts += [_LINK.sub(led, text[end : fence.start()]), _shown(fence[0])]
        end = fence.end()
    return "".join([*parts, _LINK.sub(led, text[end:])])


def _shown(fence: str) -> str:
    """A block of code without what only the tests read behind its language."""
    head, _, body = fence.partition("\n")
    return f"{head.split(' ')[0]}\n{body}"


def _notebook(path: Path) -> str:
    """The cells of a notebook, and what each of them shows."""
    parts = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        parts.append(source if cell["cell_type"] == "markdown" else f"```python\n{source}\n```")
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            html = "".join(data.get("text/html", ()))
            text = "".join(output.get("text", data.get("text/plain", ())))
            parts.append(html or f"```text\n{text.rstrip()}\n```")
    return "\n\n".join(parts) + "\n"


def staged(folder: Path) -> None:
    """Write the pages as they stand on the site, and what the builder reads, into a folder."""
    where = places()
    for source, target in where.items():
        path = folder / "pages" / target
        path.parent.mkdir(parents=True, exist_ok=True)
        if source.endswith((".svg", ".png")):
            path.write_bytes((ROOT / source).read_bytes())
        else:
            path.write_text(markdown_of(source, where), encoding="utf-8")
    head = (ROOT / "docs" / "site.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(f"{head}\n{ways_through(where)}", encoding="utf-8")


def ways_through(where: dict[str, str]) -> str:
    """The navigation: what `site.yml` has of it, and what grows by itself: payment models, reference, the project."""
    named = set(_NAMED.findall((ROOT / "docs" / "site.yml").read_text(encoding="utf-8")))
    pages = sorted(page for page in where.values() if page.endswith(".md") and page not in named)
    parts = {"Payment models": "payment_models/", "Reference": "reference/"}
    told = []
    for title, start in parts.items():
        told += [f"  - {title}:", *(f"      - {page}" for page in pages if page.startswith(start))]
    others = [page for page in pages if not page.startswith(tuple(parts.values()))]
    return "\n".join([*told, "  - Project:", *(f"      - {page}" for page in others), ""])


if __name__ == "__main__":
    staged(Path(sys.argv[1]))
