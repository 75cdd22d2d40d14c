"""A settlement as one self-contained page: it opens by double-click, loads nothing, and explains every figure."""

from openvbc.reports.html.statement import render_html, write_html

__all__ = ["render_html", "write_html"]
