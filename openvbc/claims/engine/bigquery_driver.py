"""Google's own client of BigQuery, with the credentials that it finds by itself."""

from collections.abc import Callable

from google.api_core.exceptions import GoogleAPIError
from google.auth.exceptions import GoogleAuthError
from google.cloud import bigquery
from google.cloud.bigquery import dbapi

from openvbc.claims.engine.bigquery_engine import BigQueryEngine, bigquery_address
from openvbc.claims.engine.warehouse_engine import Driver, reason
from openvbc.errors import ClaimsError, Fault


def open_bigquery(address: str, *, progress: Callable[[str], None] | None = None) -> BigQueryEngine:
    """The engine on the dataset of an address. ClaimsError if who asks is not known to Google."""
    found = bigquery_address(address)
    try:
        connection = dbapi.connect(bigquery.Client(project=found.project), prefer_bqstorage_client=False)
    except (GoogleAuthError, GoogleAPIError) as error:
        raise ClaimsError(
            Fault(
                f"BigQuery cannot be reached: {reason(error)}",
                why="nothing was counted",
                fix="run gcloud auth application-default login, or set GOOGLE_APPLICATION_CREDENTIALS",
            )
        ) from None
    return BigQueryEngine(Driver(connection, (dbapi.Error, GoogleAPIError, GoogleAuthError)), found, progress=progress)
