from tests.claims.engine.engines import postgres_dsn, sail_remote

__all__ = ["postgres_dsn", "sail_remote"]
