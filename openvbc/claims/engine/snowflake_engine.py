"""Counting on Snowflake: tables where they stand, and temporary tables that only this session sees."""

import re
from typing import Final, NamedTuple

from openvbc.claims.engine.dialect import quoted
from openvbc.claims.engine.engine import ExistingTable, no_such_schema
from openvbc.claims.engine.warehouse_engine import WarehouseEngine, text_literal
from openvbc.errors import ClaimsError, Fault

_ADDRESS: Final = re.compile(r"snowflake://([\w-]+)/([A-Za-z_][\w$]*)(?:/([A-Za-z_][\w$]*))?/?", re.IGNORECASE)
#: What a session must hold to, whatever the account says: days as text are written and read as everywhere.
SESSION: Final = {
    "DATE_OUTPUT_FORMAT": "YYYY-MM-DD",
    "DATE_INPUT_FORMAT": "YYYY-MM-DD",
    "QUOTED_IDENTIFIERS_IGNORE_CASE": False,
}


class SnowflakeAddress(NamedTuple):
    """Which connection of the user's `connections.toml`, which database and, where it is said, which schema."""

    connection: str
    database: str
    schema: str


def snowflake_address(text: str) -> SnowflakeAddress:
    """The address in its parts. ClaimsError if it has another form, without repeating what may be a password."""
    found = _ADDRESS.fullmatch(text.strip())
    if not found:
        raise ClaimsError(
            Fault(
                "this is no address of a Snowflake database",
                why="account, user and password stand in Snowflake's own connections.toml, never in an address",
                fix="write snowflake://CONNECTION/DATABASE/SCHEMA: the name of a connection in connections.toml, the "
                "database, and the schema for temporary tables",
            )
        )
    return SnowflakeAddress(found[1], found[2], found[3] or "")


class SnowflakeEngine(WarehouseEngine):
    """Counts on Snowflake, in the database and schema of an open connection.

    What the engine makes are temporary tables and views: they go with the session, even if the program is killed.
    """

    name = "Snowflake"
    dialect = "snowflake"
    own_place = (
        "as temporary tables called openvbc_ and random digits in the schema of the connection, seen by this session "
        "alone and gone with it"
    )
    emulated = True

    _made_as = "TEMPORARY "

    def _own_schema(self) -> tuple[str, str]:
        ((database, schema),) = self._run(
            "current schema", 'SELECT CURRENT_DATABASE() AS "database", CURRENT_SCHEMA() AS "schema"'
        ).rows
        if not database or not schema:
            missing = "schema" if database else "database"
            raise ClaimsError(
                Fault(
                    f"the connection to Snowflake has no current {missing}, or it may not be used",
                    why="tables that are built on the way to a figure stand there until the session ends",
                    fix="name database and schema, as in snowflake://CONNECTION/DATABASE/SCHEMA, and GRANT USAGE, "
                    "CREATE TABLE, CREATE VIEW ON SCHEMA to the role",
                )
            )
        return str(database), str(schema)

    def existing_tables(self, schema: str = "") -> list[ExistingTable]:
        """The tables and views of a schema ("claims" or "database.claims"); of every one of the database if none."""
        database, _, name = schema.rpartition(".")
        where = f" WHERE upper(table_schema) = {text_literal(name.upper(), self.dialect)}" if name else ""
        found = self._run(
            schema or "tables",
            'SELECT table_catalog AS "catalog", table_schema AS "schema", table_name AS "table" '  # noqa: S608
            f"FROM {database + '.' if database else ''}information_schema.tables{where} ORDER BY 1, 2, 3",
        ).rows
        listed = self._existing([each for each in found if each[1] != "INFORMATION_SCHEMA"], schema)
        if schema and not listed:
            others = {each.schema for each in self.existing_tables()} if not database else set[str]()
            raise no_such_schema(schema, "that this role may read", others)
        return listed

    def existing_columns(self, existing: ExistingTable) -> list[tuple[str, str]]:
        """The columns of a table of the user's, numbers with their digits and decimals."""
        names = self._listed[existing.name]
        database = quoted(names[0], self.dialect)
        catalog, schema, table = (text_literal(each, self.dialect) for each in names)
        found = self._run(
            str(existing),
            'SELECT column_name AS "name", data_type AS "type", numeric_precision AS "digits", '  # noqa: S608
            f'numeric_scale AS "decimals" FROM {database}.information_schema.columns WHERE table_catalog = {catalog} '
            f"AND table_schema = {schema} AND table_name = {table} ORDER BY ordinal_position",
        ).rows
        return [
            (str(name), f"{kind}({digits},{decimals})" if kind == "NUMBER" else str(kind))
            for name, kind, digits, decimals in found
        ]
