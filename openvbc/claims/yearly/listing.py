"""The rows behind a figure: who and what was counted, the largest first."""

from openvbc.claims.rows import Table
from openvbc.claims.yearly.store import ClaimsStore, read_as_ran
from openvbc.errors import ClaimsError, Fault
from openvbc.figures import Figure


def list_rows(store: ClaimsStore, figure: Figure, limit: int) -> Table:
    """The first `limit` rows behind a counted figure, from the store that counted it; amounts are in dollars.

    ClaimsError if the figure was not counted, or its listing is not a query of this version.
    """
    if not figure.source.listing:
        raise ClaimsError(
            Fault(
                f"there are no rows behind this figure: it was {figure.source}",
                fix="list a figure that was counted from claims",
            )
        )
    try:
        name, values = read_as_ran(figure.source.listing)
    except ValueError as error:
        raise ClaimsError(Fault(str(error), fix="count the year again with this version")) from None
    return store.run(name, values, most_rows=limit).in_dollars
