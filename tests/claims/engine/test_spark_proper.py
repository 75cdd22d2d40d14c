"""The whole count on Spark proper, a Java machine behind Spark Connect: the same tables as DuckDB builds."""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pytest

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.spark_engine import SparkEngine
from openvbc.claims.synthetic.region import Work, write_region
from tests.claims.engine.engines import require
from tests.claims.engine.spark_server import SparkServer, spark_home
from tests.claims.engine.whole_count import count_whole, files_of

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkServer]:
    """A Spark server that runs until the tests of this file end."""
    home = spark_home()
    require("Spark (make .spark) or Java", present=home is not None)
    assert home is not None
    server = SparkServer(home, tmp_path_factory.mktemp("server"))
    yield server
    server.stop()


def test_spark_builds_the_same_tables_as_duckdb(spark: SparkServer, tmp_path: Path) -> None:
    region = write_region(tmp_path / "region", people=300, seed=17, years=(2022, 2023, 2024), work=Work(audit=False))
    (tmp_path / "saved").mkdir()
    with EmbeddedEngine(threads=2) as engine:
        usual = count_whole(engine, region, files_of(region))
    begun = perf_counter()
    with SparkEngine(spark.remote, working_folder=tmp_path / "saved") as engine:
        version = engine._session.version
        found = count_whole(engine, region, files_of(region))
        built = len(engine.ran)
    tables = [name for name in usual.found if found.found.get(name) != usual.found[name]]
    figures = [name for name, figure in usual.figures.items() if found.figures[name] != figure]
    equal = f"{len(usual.found) - len(tables)} of {len(usual.found)} tables and lists equal"
    took = f"{built} queries in {perf_counter() - begun:.0f} s"
    print(f"Spark {version}, {region.rows['medical_claim']:,} claim lines: {took}; {equal}")  # noqa: T201
    assert (tables, figures) == ([], [])
    assert list((tmp_path / "saved").iterdir()) == []
