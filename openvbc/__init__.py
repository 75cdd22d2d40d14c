"""OpenVBC: value-based care contracts as code. Settle a contract and explain every figure.

The names below are the public face; everything else may move. They load when they are first used, so that the
command line starts at once.
"""

from importlib import import_module

__version__ = "0.1.0"

_PLACES = {
    "Case": "openvbc.settlement.settle",
    "Contract": "openvbc.contract.model",
    "Explanation": "openvbc.worksheet.explain",
    "OpenVBCError": "openvbc.errors",
    "Settlement": "openvbc.settlement.settle",
    "Status": "openvbc.settlement.settle",
    "compare": "openvbc.settlement.compare",
    "contract_worksheets": "openvbc.api",
    "explain": "openvbc.worksheet.explain",
    "given_figures": "openvbc.api",
    "load_contract": "openvbc.api",
    "settle_case": "openvbc.api",
    "settle_claims": "openvbc.api",
    "settle_inputs": "openvbc.api",
    "write_excel": "openvbc.reports.excel",
    "write_html": "openvbc.reports.html",
}

__all__ = [*_PLACES, "__version__"]  # noqa: PLE0604  # the names are in the table above, once


def __getattr__(name: str) -> object:
    """A public name, loaded when it is first asked for."""
    if name not in _PLACES:
        raise AttributeError(f"module 'openvbc' has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
