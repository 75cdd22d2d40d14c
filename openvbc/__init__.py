"""OpenVBC: value-based care contracts as code. Settle a contract and explain every figure.

The public names are those of `openvbc.api`; everything else may move. They load when they are first used, so that the
command line starts at once.
"""

from importlib import import_module

__version__ = "0.1.0"

_API = "openvbc.api"


def __getattr__(name: str) -> object:
    """A public name, loaded when it is first asked for."""
    if name.startswith("_") and name != "__all__":
        raise AttributeError(f"module 'openvbc' has no attribute {name!r}")
    api = import_module(_API)
    if name == "__all__":
        return [*api.PLACES, "__version__"]
    if name not in api.PLACES:
        raise AttributeError(f"module 'openvbc' has no attribute {name!r}")
    return getattr(api, name)


def __dir__() -> list[str]:
    """The public names."""
    return sorted([*import_module(_API).PLACES, "__version__"])
