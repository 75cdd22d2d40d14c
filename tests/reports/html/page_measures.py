"""What a browser says of a page: how wide and high it is, what sticks out, and how many pages it prints."""

import re
import subprocess
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
  const told = out.map((each) => `${each.tagName}.${each.className}`).slice(0, 5).join(" ");
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


def printed_pages(command: list[str], folder: Path, html: str) -> int:
    """How many pages the page prints."""
    page, pdf = folder / "print.html", folder / "print.pdf"
    page.write_text(html, encoding="utf-8")
    flags = ["--no-pdf-header-footer", f"--print-to-pdf={pdf}"]
    subprocess.run([*command, *flags, page.as_uri()], capture_output=True, check=True, timeout=120)
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf.read_bytes()))
