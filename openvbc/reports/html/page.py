"""What every page shares: templates, and a policy that lets a browser run these styles and scripts and load nothing."""

import base64
import hashlib
from decimal import Decimal
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from openvbc import __version__
from openvbc.errors import Fault, FileError


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("openvbc.reports.html", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def _asset(template: str) -> Markup:
    """A style sheet or script of ours. It holds nothing from outside, so it goes into the page as it is."""
    return Markup(_environment().get_template(template).render().strip())  # noqa: S704


def small_bars(lengths: tuple[Decimal, ...]) -> str:
    """Bars below each other in a cell, as every page draws them."""
    drawn: Markup = _environment().get_template("charts.jinja").module.small_bars(lengths)  # type: ignore[attr-defined]
    return drawn


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def render_page(template: str, script: str, context: dict[str, object]) -> str:
    """A page from its template; `script` names the template of its script. Equal context, equal bytes."""
    styles, scripts = _asset("style.css.jinja"), _asset(script)
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src 'sha256-{_digest(styles)}'",
            f"script-src 'sha256-{_digest(scripts)}'",
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
