"""An engine is named in one line; what is wrong with the line, the packages or the server is told."""

import builtins
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from openvbc.claims.engine.opening import open_engine
from openvbc.claims.tables.catalog import CHOICE_TABLES
from openvbc.errors import ClaimsError


def test_each_engine_opens_by_its_name(postgres_dsn: str, sail_remote: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.duckdb"
    duckdb.connect(str(file)).close()
    named = {
        "duckdb": "DuckDB",
        "DuckDB": "DuckDB",
        f"duckdb:{file}": "DuckDB",
        postgres_dsn: "PostgreSQL",
        sail_remote: "Spark",
        "sail": "Sail",
    }
    for text, name in named.items():
        with open_engine(text) as engine:
            assert engine.name == name
            engine.put(CHOICE_TABLES["count_period"], [])
            assert engine.table("count_period").rows == ()


def test_the_name_of_duckdb_says_what_it_may_take() -> None:
    with open_engine("duckdb?memory_limit=300MB&threads=1", memory_limit="1GB") as engine:
        (found,) = engine.ask("settings", "SELECT current_setting('memory_limit'), current_setting('threads')").rows
    assert found == ("286.1 MiB", 1)
    with open_engine("duckdb?threads=1", memory_limit="300MB") as engine:
        assert engine.ask("settings", "SELECT current_setting('memory_limit')").rows == (("286.1 MiB",),)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("duckdbb", "did you mean 'duckdb'?"),
        ("postgresq://user:secret@host/db", "did you mean 'postgresql'?"),
        ("postgresql:secret", "Write one of: duckdb, duckdb:FILE, postgresql://"),
        ("oracle", "known here: bigquery, duckdb, postgresql, sail, sc, snowflake"),
        ("snowflake:secret", "snowflake://CONNECTION/DATABASE/SCHEMA"),
        ("", "Write one of"),
        ("duckdb?memory=1GB", "duckdb?memory_limit=1GB&threads=1"),
        ("duckdb?threads=none", "threads, a whole number from 1"),
        ("sail?password=secret", "only DuckDB inside this process has settings"),
    ],
)
def test_another_name_is_refused_with_a_hint(text: str, hint: str) -> None:
    with pytest.raises(ClaimsError) as told:
        open_engine(text)
    assert hint in str(told.value)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    ("text", "package", "module", "extra"),
    [
        ("postgresql://host/db", "psycopg", "postgres_engine", "openvbc[postgres]"),
        ("sc://host:1", "pyspark", "spark_engine", "openvbc[spark]"),
        ("sail", "pysail", "sail_engine", "openvbc[spark]"),
        ("snowflake://analytics/db", "snowflake", "snowflake_driver", "openvbc[snowflake]"),
        ("bigquery://project/dataset", "google", "bigquery_driver", "openvbc[bigquery]"),
    ],
)
def test_a_package_that_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch, text: str, package: str, module: str, extra: str
) -> None:
    really: Callable[..., object] = builtins.__import__

    def without(name: str, *rest: object, **more: object) -> object:
        if name.split(".", maxsplit=1)[0] == package:
            raise ModuleNotFoundError(f"No module named {package!r}", name=package)
        return really(name, *rest, **more)

    for loaded in (module, "spark_client"):
        monkeypatch.delitem(sys.modules, f"openvbc.claims.engine.{loaded}", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ClaimsError) as told:
        open_engine(text)
    assert package in str(told.value)
    assert extra in str(told.value)


def test_duckdb_alone_loads_no_package_of_another_engine() -> None:
    program = (
        "import sys\n"
        "from openvbc.claims.engine.opening import open_engine\n"
        "open_engine('duckdb').close()\n"
        "print(sorted({'sqlglot', 'psycopg', 'pyspark', 'pysail', 'pyarrow', 'pandas'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_sail_opens_in_a_program_without_a_file() -> None:
    program = "from openvbc.claims.engine.opening import open_engine\nwith open_engine('sail') as e: print(e.name)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "Sail", "")
