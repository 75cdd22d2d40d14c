from tests.claims.engine.engines import all_engines, embedded_variant, postgres_dsn, sail_remote

__all__ = ["all_engines", "embedded_variant", "postgres_dsn", "sail_remote"]
