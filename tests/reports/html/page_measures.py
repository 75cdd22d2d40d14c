"""What a browser says of a page: how wide and high it is, what sticks out or is cut, how many pages it prints."""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

#: Parts that scroll inside themselves may be wider than the page; drawings have no boxes of text.
_MEASURE = """
addEventListener("load", () => {
  const page = document.documentElement;
  const inside = (each) => each.closest(".scroll, pre, svg, .skip") && !each.matches(".scroll, pre");
  const out = [...document.querySelectorAll("body *")].filter((each) => {
    const box = each.getBoundingClientRect();
    return box.width > 0 && box.right > page.clientWidth + 1 && !inside(each);
  });
  const cut = [...document.querySelectorAll("h1, h2, h3")].filter((each) => each.scrollWidth > each.clientWidth + 1);
  const words = [...document.querySelectorAll("svg text")].filter((each) => {
    const box = each.getBoundingClientRect();
    return box.width > 0 && (box.right > page.clientWidth + 1 || box.left < -1);
  });
  const told = [...out, ...cut, ...words]
    .map((each) => `${each.tagName}.${each.getAttribute("class") ?? ""}`).slice(0, 5).join(" ");
  document.title = `measured ${page.clientWidth} ${page.scrollWidth} ${page.scrollHeight} ${told}`;
});
"""


@dataclass(frozen=True)
class Measured:
    """A page at a width: what it has room for, how wide and high it comes out, and what sticks out of it."""

    room: int
    width: int
    height: int
    sticking_out: str


def driven(html: str, steps: str) -> str:
    """The page with steps that a person would take. They need a script of the test's own, so the policy goes."""
    html = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
    return html.replace("</body>", f"<script>{steps}</script></body>")


def measured(command: list[str], folder: Path, html: str, width: int) -> Measured:
    """The page in a frame of that width, since a browser's own window is never as narrow as a telephone."""
    (folder / "page.html").write_text(driven(html, _MEASURE), encoding="utf-8")
    frame = folder / "frame.html"
    frame.write_text(
        f'<iframe src="page.html" style="width: {width}px; height: 800px; border: 0"></iframe><script>'
        'addEventListener("load", () => { document.title = frames[0].document.title; });</script>',
        encoding="utf-8",
    )
    flags = ["--allow-file-access-from-files", "--virtual-time-budget=4000", "--dump-dom"]
    done = subprocess.run([*command, *flags, frame.as_uri()], capture_output=True, text=True, check=True, timeout=120)
    found = re.search(r"<title>measured (\d+) (\d+) (\d+) ?([^<]*)</title>", done.stdout)
    assert found is not None, done.stdout[-500:]
    return Measured(int(found[1]), int(found[2]), int(found[3]), found[4])


#: A page at the widths of a telephone and of a desk, and as it prints on Letter within its margins.
WIDTHS = {"telephone": 375, "desk": 1200, "print": 703}


def as_printed(html: str) -> str:
    """The page with the rules of print, so that a browser's window shows what paper would.

    Paper is as wide as a sheet for what asks for a width, and only then come its margins.
    """
    rules = {"@media print": "@media all", "@media screen": "@media not all", "(max-width: 44rem)": "not all"}
    for rule, seen in rules.items():
        html = html.replace(rule, seen)
    return html


def measured_at_once(command: list[str], folder: Path, pages: Mapping[str, str]) -> dict[tuple[str, str], Measured]:
    """Every page at every width, in one session of the browser."""
    frames = []
    for number, html in enumerate(pages.values()):
        for kind, width in WIDTHS.items():
            file = folder / f"page-{number}-{kind}.html"
            file.write_text(driven(as_printed(html) if kind == "print" else html, _MEASURE), encoding="utf-8")
            frames.append(f'<iframe src="{file.name}" style="width: {width}px; height: 800px; border: 0"></iframe>')
    (folder / "frames.html").write_text(
        f"{''.join(frames)}<script>"
        'addEventListener("load", () => {'
        " document.body.innerText = [...frames].map((each) => each.document.title).join('\\n'); });"
        "</script>".replace("[...frames]", "Array.from({ length: frames.length }, (_, at) => frames[at])"),
        encoding="utf-8",
    )
    flags = ["--allow-file-access-from-files", "--virtual-time-budget=20000", "--dump-dom"]
    address = (folder / "frames.html").as_uri()
    done = subprocess.run([*command, *flags, address], capture_output=True, text=True, check=True, timeout=300)
    told = re.findall(r"measured (\d+) (\d+) (\d+) ?([^<\n]*)", done.stdout)
    places = [(name, kind) for name in pages for kind in WIDTHS]
    assert len(told) == len(places), done.stdout[-500:]
    return {
        place: Measured(int(room), int(width), int(height), out.strip())
        for place, (room, width, height, out) in zip(places, told, strict=True)
    }


def printed_pages(command: list[str], folder: Path, html: str) -> int:
    """How many pages the page prints."""
    page, pdf = folder / "print.html", folder / "print.pdf"
    page.write_text(html, encoding="utf-8")
    flags = ["--no-pdf-header-footer", f"--print-to-pdf={pdf}"]
    subprocess.run([*command, *flags, page.as_uri()], capture_output=True, check=True, timeout=120)
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf.read_bytes()))
