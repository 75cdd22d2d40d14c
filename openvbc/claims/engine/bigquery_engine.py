"""Counting on BigQuery: tables where they stand, and tables of its own that go at the end, or after a day."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from openvbc.claims.engine.dialect import quoted
from openvbc.claims.engine.engine import ExistingTable
from openvbc.claims.engine.warehouse_engine import Driver, WarehouseEngine, text_literal
from openvbc.errors import ClaimsError, Fault

_ADDRESS: Final = re.compile(r"bigquery://([A-Za-z][\w.:-]*)/(\w+)/?", re.IGNORECASE)
#: Types by whose name alone it is not known that a moment has a time zone.
_IN_FULL: Final = {"TIMESTAMP": "TIMESTAMP WITH TIME ZONE"}


class BigQueryAddress(NamedTuple):
    """Which project and which dataset in it."""

    project: str
    dataset: str


def bigquery_address(text: str) -> BigQueryAddress:
    """The address in its parts. ClaimsError if it has another form."""
    found = _ADDRESS.fullmatch(text.strip())
    if not found:
        raise ClaimsError(
            Fault(
                "this is no address of a BigQuery dataset",
                why="who asks is known to Google's own client (application default credentials), never from an address",
                fix="write bigquery://PROJECT/DATASET: the dataset for tables that are made on the way",
            )
        )
    return BigQueryAddress(found[1], found[2])


class BigQueryEngine(WarehouseEngine):
    """Counts on BigQuery, in the dataset of an address.

    What the engine makes are tables and views that are dropped when it closes; should the program be killed, BigQuery
    drops them after a day.
    """

    name = "BigQuery"
    dialect = "bigquery"
    own_place = (
        "as tables called openvbc_ and random digits in the dataset of the address, dropped at the end, and by "
        "BigQuery itself after a day"
    )
    emulated = True

    _made_with = " OPTIONS (expiration_timestamp = TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL 1 DAY))"

    def __init__(
        self, driver: Driver, address: BigQueryAddress, *, progress: Callable[[str], None] | None = None
    ) -> None:
        self._address = address
        super().__init__(driver, progress)

    def _own_schema(self) -> tuple[str, str]:
        return self._address

    def _leave(self) -> None:
        for name in list(self._made):
            self.drop(name)

    def existing_tables(self, schema: str = "") -> list[ExistingTable]:
        """The tables and views of a dataset ("claims" or "project.claims"); of the address's own if none."""
        project, _, dataset = schema.rpartition(".")
        stands = (project or self._address.project, dataset or self._address.dataset)
        found = self._run(
            schema or "tables",
            f"SELECT table_name FROM {self._information(*stands)}.TABLES ORDER BY table_name",  # noqa: S608
        ).rows
        return self._existing([(*stands, str(name)) for (name,) in found], schema)

    def existing_columns(self, existing: ExistingTable) -> list[tuple[str, str]]:
        """The columns of a table of the user's."""
        *stands, table = self._listed[existing.name]
        found = self._run(
            str(existing),
            f"SELECT column_name, data_type FROM {self._information(*stands)}.COLUMNS "  # noqa: S608
            f"WHERE table_name = {text_literal(table, self.dialect)} ORDER BY ordinal_position",
        ).rows
        return [(str(name), _IN_FULL.get(str(kind), str(kind))) for name, kind in found]

    def _information(self, project: str, dataset: str) -> str:
        return f"{quoted(project, self.dialect)}.{quoted(dataset, self.dialect)}.INFORMATION_SCHEMA"

    def _for_driver(self, text: str) -> str:
        # Two per cent signs are one to it.
        return text.replace("%", "%%")
