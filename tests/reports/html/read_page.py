"""Reads a page into elements, so that tests ask about structure rather than search in text."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_BLOCKS = {"dt", "dd", "p", "li", "td", "th", "tr", "div", "pre", "details", "summary", "ul"}
_EMPTY = {"meta", "input", "link", "img", "br", "wbr", "rect", "line", "circle", "polyline"}


@dataclass
class Element:
    """An element with its attributes, its children, and the text directly inside it."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element"] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text inside, with single spaces."""
        return " ".join("".join(self.parts).split())

    def all(self, tag: str = "", **attributes: str) -> list["Element"]:
        """The elements below this one with the tag and attributes; a class may be one of several."""
        found = []
        for child in self.children:
            if (not tag or child.tag == tag) and all(
                value in child.attributes.get(name.strip("_"), "").split() for name, value in attributes.items()
            ):
                found.append(child)
            found.extend(child.all(tag, **attributes))
        return found

    def one(self, tag: str = "", **attributes: str) -> "Element":
        """The only such element."""
        (found,) = self.all(tag, **attributes)
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.at = Element("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(element)
        self._space_around(tag)
        if tag not in _EMPTY:
            self.at = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.children.append(Element(tag, {name: value or "" for name, value in attrs}, self.at))

    def handle_endtag(self, tag: str) -> None:
        if tag in _EMPTY:
            return
        assert self.at.tag == tag, f"</{tag}> closes <{self.at.tag}>"
        assert self.at.parent is not None
        self.at = self.at.parent
        self._space_around(tag)

    def _space_around(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        element: Element | None = self.at
        while element is not None:
            element.parts.append(data)
            element = element.parent


def read_page(html: str) -> Element:
    """The page's root element; AssertionError if an element is not closed where it should be."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.at is reader.root, f"<{reader.at.tag}> is never closed"
    return reader.root
