"""OpenVBC: value-based care contracts as code."""

__version__ = "0.1.0"
