"""Renderers of one explanation: text, HTML, Excel, JSON. None of them computes a figure."""
