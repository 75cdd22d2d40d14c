"""Which schema of a database holds the tables that are meant."""

from collections.abc import Collection, Mapping
from typing import Final

from openvbc.errors import ClaimsError, Fault

#: How the schema of Tuva's input layer is called, alone or behind a prefix.
_INPUT_LAYER: Final = "input_layer"
#: Without it nobody is enrolled, and nothing can be counted.
NEEDED: Final = "eligibility"


def schema_meant(held: Mapping[str, Collection[str]], where: str, fix: str) -> str:
    """The one schema with a table of eligibility, or of several that of Tuva's input layer.

    held: the tables of each schema. where, fix: for the message, a ClaimsError where none or several may be meant.
    """
    fitting = sorted(schema for schema, tables in held.items() if NEEDED in tables)
    layers = [each for each in fitting if each.lower() == _INPUT_LAYER or each.lower().endswith(f"_{_INPUT_LAYER}")]
    if len(fitting) == 1 or len(layers) == 1:
        return (layers or fitting)[0]
    if fitting:
        what = f"several schemas have a table {NEEDED}: {', '.join(fitting)}"
        raise ClaimsError(Fault(what, where, "which of them holds cannot be known", fix.format(schema=fitting[0])))
    there = ", ".join(sorted(held)[:20]) or "none"
    raise ClaimsError(
        Fault(
            f"no schema has a table {NEEDED}",
            where,
            "without it nobody is enrolled",
            f"schemas there: {there}; name the tables as Tuva's input layer does, or make views that are named so",
        )
    )
