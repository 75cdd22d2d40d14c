"""Snowflake's own driver: opens a connection as the user's connections.toml says."""

from collections.abc import Callable

import snowflake.connector

from openvbc.claims.engine.snowflake_engine import SESSION, SnowflakeEngine, snowflake_address
from openvbc.claims.engine.warehouse_engine import Driver, reason
from openvbc.errors import ClaimsError, Fault


def open_snowflake(address: str, *, progress: Callable[[str], None] | None = None) -> SnowflakeEngine:
    """The engine on the database of an address. ClaimsError if it cannot be reached."""
    connection, database, schema = snowflake_address(address)
    named = {"database": database} | ({"schema": schema} if schema else {})
    try:
        opened = snowflake.connector.connect(connection_name=connection, session_parameters=SESSION, **named)
    except snowflake.connector.Error as error:
        raise ClaimsError(
            Fault(
                f"Snowflake cannot be reached: {reason(error)}",
                why="nothing was counted",
                fix=f"check the connection {connection!r} in connections.toml with Snowflake's own client",
            )
        ) from None
    return SnowflakeEngine(Driver(opened, (snowflake.connector.Error,)), progress=progress)
