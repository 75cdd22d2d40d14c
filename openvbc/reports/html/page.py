"""What every page shares: templates, and a policy that lets a browser run these styles and scripts and load nothing."""

import base64
import hashlib
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from openvbc import __version__
from openvbc.characters import written_out
from openvbc.errors import Fault, FileError

#: Letters that run from right to left, and words of them with what stands between.
_LEFTWARD: Final = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_LEFTWARD_WORDS: Final = re.compile(f"[{_LEFTWARD}]+(?:[^\\w\n]+[{_LEFTWARD}]+)*")


def plainly(text: str) -> Markup:
    """A text for an attribute, a title or a drawing, which can hold no element."""
    return escape(written_out(text))


def isolated(text: str) -> Markup:
    """What a page prints: words that run from right to left in `<bdi>`, so that no amount beside them turns around."""
    told = plainly(text)
    return Markup(_LEFTWARD_WORDS.sub(r"<bdi>\g<0></bdi>", told)) if _LEFTWARD_WORDS.search(told) else told  # noqa: S704


def _printed(value: object) -> object:
    return isolated(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def named(text: str, names: Iterable[str]) -> Markup:
    """A sentence with the names in it in `<bdi>`, each as it is told."""
    marked = "|".join(re.escape(str(plainly(name))) for name in sorted(set(names), key=len, reverse=True) if name)
    told = str(plainly(text))
    return Markup(re.sub(marked, r"<bdi>\g<0></bdi>", told) if marked else told)  # noqa: S704  # told is escaped


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("openvbc.reports.html", "templates"),
        autoescape=True,
        finalize=_printed,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"plainly": plainly, "named": named}
    return environment


@cache
def _asset(template: str) -> Markup:
    """A style sheet or script of ours. It holds nothing from outside, so it goes into the page as it is."""
    return Markup(_environment().get_template(template).render().strip())  # noqa: S704


def _styles(style: str) -> Markup:
    """The style sheet that all pages share, with one of the page's own after it."""
    shared = _asset("style.css.jinja")
    return Markup("\n").join((shared, _asset(style))) if style else shared


def small_bars(lengths: tuple[Decimal, ...]) -> str:
    """Bars below each other in a cell, as every page draws them."""
    drawn: Markup = _environment().get_template("charts.jinja").module.small_bars(lengths)  # type: ignore[attr-defined]
    return drawn


def render(template: str, context: dict[str, object]) -> str:
    """What a template of ours makes of its context. Equal context, equal bytes."""
    return _environment().get_template(template).render(**context)


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def render_page(
    template: str, script: str, context: dict[str, object], style: str = "", opens: tuple[str, str] | None = None
) -> str:
    """A page from its template; `script` names the template of its script. Equal context, equal bytes.

    style: a style sheet beside the one that all pages share. opens: script and style of a page that this one holds and
    opens, whose policy is then this one's.
    """
    styles, scripts = _styles(style), _asset(script)
    allowed = [(styles, scripts), *([(_styles(opens[1]), _asset(opens[0]))] if opens else [])]
    policy = "; ".join(
        (
            "default-src 'none'",
            "style-src " + " ".join(f"'sha256-{_digest(each)}'" for each, _ in allowed),
            "script-src " + " ".join(f"'sha256-{_digest(each)}'" for _, each in allowed),
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    page = _environment().get_template(template)
    return page.render(**context, styles=styles, scripts=scripts, policy=policy, version=__version__)


def write_page(path: Path, html: str) -> None:
    """Write a page as UTF-8 with plain line ends, so that its bytes are the same everywhere."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(html.encode())
    except OSError as error:
        raise FileError(
            Fault("the page cannot be written", str(path), why=str(error.strerror), fix="choose another place")
        ) from None
