"""Pictures of a report: each shows itself in a notebook and is written as an SVG that needs nothing else."""

import base64
from functools import cached_property
from html import escape
from pathlib import Path

from openvbc.api.paths import PathLike, path_of
from openvbc.api.writing import of_content, write_all
from openvbc.characters import written_out
from openvbc.reports.document.tree import Picture as Drawn
from openvbc.reports.document.tree import StackedBars


class Picture:
    """A picture of a report, such as a waterfall, a bridge, or how payments spread.

    In a notebook it shows itself; `write` writes it as SVG. It loads nothing and holds no script.
    """

    def __init__(self, drawn: Drawn) -> None:
        self._drawn = drawn

    @property
    def title(self) -> str:
        """What it shows."""
        return self._drawn.described if isinstance(self._drawn, StackedBars) else self._drawn.title

    @property
    def described(self) -> str:
        """The same in words, for who cannot see it."""
        return self._drawn.described

    @cached_property
    def svg(self) -> str:
        """The picture as SVG, light or dark as its reader's system is."""
        from openvbc.reports.html.picture import picture_svg  # noqa: PLC0415  # templates load only when used

        return picture_svg(self._drawn)

    def __repr__(self) -> str:
        return f"<Picture: {self.title}>"

    def _repr_html_(self) -> str:
        """An image that holds the whole picture, so that its styles touch nothing else in a notebook."""
        held = base64.b64encode(self.svg.encode()).decode()
        words = escape(written_out(self.described), quote=True)
        return f'<img alt="{words}" src="data:image/svg+xml;base64,{held}" style="max-width: 100%">'

    def write(self, path: PathLike) -> Path:
        """Write it as an SVG file. FileError if it cannot be written."""
        return write_all([of_content(path_of(path, "a picture"), self.svg)])[0]
