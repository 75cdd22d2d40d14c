"""The pages as a site: every link leads to a page of it and a heading there; the image is made of what there is."""

import posixpath
import re
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from unicodedata import normalize

import pytest

ROOT = Path(__file__).parents[2]
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


@cache
def site() -> ModuleType:
    """The program that makes the pages of the site."""
    spec = spec_from_file_location("site_pages", ROOT / "docs" / "site.py")
    assert spec is not None
    assert spec.loader is not None
    program = module_from_spec(spec)
    spec.loader.exec_module(program)
    return program


WHERE: dict[str, str] = site().places()
PAGES = {target: source for source, target in WHERE.items() if target.endswith(".md")}


@cache
def page(target: str) -> str:
    """A page of the site without its code."""
    text: str = site().markdown_of(PAGES[target], WHERE)
    return _CODE.sub(lambda code: "" if code[0].startswith("```") else code[0].strip("`"), text)


def anchors(target: str) -> set[str]:
    """The headings of a page as links name them."""
    plain = (re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading) for heading in _HEADING.findall(page(target)))
    letters = (normalize("NFKD", heading).encode("ascii", "ignore").decode() for heading in plain)
    return {re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", each).strip().lower()) for each in letters}


@pytest.mark.parametrize("target", PAGES)
def test_every_link_of_the_site_leads_to_a_page_of_it_and_a_heading_there(target: str) -> None:
    dead = []
    for link in _LINK.findall(page(target)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, heading = link.partition("#")
        place = posixpath.normpath(posixpath.join(posixpath.dirname(target), path)) if path else target
        if place not in WHERE.values() or (heading and heading not in anchors(place)):
            dead.append(link)
    assert dead == []


def test_the_ways_through_the_site_name_every_page_once(tmp_path: Path) -> None:
    site().staged(tmp_path)
    named = re.findall(r"^ +- (\S+\.md)$", (tmp_path / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(PAGES)
    assert all((tmp_path / "pages" / target).exists() for target in WHERE.values())


def test_the_image_is_made_of_files_that_are_there() -> None:
    told = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = [words for line in re.findall(r"^COPY (?!--from)(.*)$", told, re.MULTILINE) for words in line.split()[:-1]]
    assert copied
    assert all((ROOT / name).exists() for name in copied)
    let_in = (ROOT / ".dockerignore").read_text(encoding="utf-8")
    assert all(f"!{name.partition('/')[0]}\n" in let_in for name in copied)
