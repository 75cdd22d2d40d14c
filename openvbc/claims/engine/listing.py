"""The rows behind a counted figure: who and what was counted, the largest first."""

import json

from openvbc.claims.engine.engine import BoundValue, Engine
from openvbc.claims.engine.query import all_queries
from openvbc.claims.rows import Table
from openvbc.errors import ClaimsError, Fault
from openvbc.figures import Figure


def list_behind(engine: Engine, figure: Figure, limit: int) -> Table:
    """The first `limit` rows behind a counted figure, from the scope that counted it; cents are told in dollars.

    ClaimsError if the figure has no listing, or its listing is not a query of this version.
    """
    name, values = read_ran(figure.source.listing)
    return engine.scope(figure.source.scope).rows(name, values, most_rows=limit).in_dollars


def read_ran(text: str) -> tuple[str, dict[str, BoundValue]]:
    """Name and values of a query from the text that `Ran.text` wrote. ClaimsError if it is not one of this version."""
    first, _, rest = text.partition("\n")
    place, found, values = first.removeprefix("-- ").partition(".sql with ")
    name = place.rpartition("/")[2]
    known = all_queries().get(name)
    if not found or known is None or known.text != rest:
        raise ClaimsError(
            Fault(
                "this text is not a query of this version of OpenVBC",
                why="the rows behind a figure are those of the query that counted it",
                fix="count again with this version",
            )
        )
    bound: dict[str, BoundValue] = json.loads(values)
    return name, bound
