"""Counts the bundled measures over ten million claim lines; prints seconds, and how many raw scans that is."""

import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.measures.count import count_measures
from openvbc.claims.measures.reading import bundled_measures
from openvbc.claims.measures.value_sets import bundled_value_sets
from openvbc.claims.member_months.count import count_member_months
from openvbc.claims.member_months.terms import ONE_TYPE, CountPeriod, MemberMonthTerms
from openvbc.claims.populations.build import Population, Who, build_populations
from openvbc.claims.synthetic.region import Work, write_region
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.experience.count import put_nobody_attributed
from openvbc.periods import Period

LINES = 10_000_000
#: A made-up region of so many people is copied, each copy with people and claims of its own.
PEOPLE = 10_000
YEAR = Period(date(2024, 1, 1), date(2025, 1, 1))
_READ = "claim_id, person_id, hcpcs_code, bill_type_code, revenue_center_code, claim_start_date, claim_end_date"
_OWN_KEYS = ("person_id", "claim_id")


def run() -> None:
    """Print the seconds of a raw scan of the columns used, of one measure, and of all bundled measures."""
    with tempfile.TemporaryDirectory() as folder:
        files, lines = write_many(Path(folder))
        with EmbeddedEngine() as engine:
            for name, table in CANONICAL_TABLES.items():
                engine.attach(table, files[name])
            period = CountPeriod("2024", YEAR, date(2025, 3, 31))
            count_member_months(engine, MemberMonthTerms((period,), ONE_TYPE, source_type_counts=False))
            put_nobody_attributed(engine)
            build_populations(engine, [Population("everyone", Who.ENROLLED)])
            sets = bundled_value_sets()
            measures = bundled_measures(sets)
            scan = _seconds(lambda: scan_lines(files["medical_claim"]))
            one = _seconds(lambda: count_measures(engine, measures[:1], sets, [period]))
            every = _seconds(lambda: count_measures(engine, measures, sets, [period]))
    print(f"{f'raw scan of {lines:,} claim lines':<55} {scan:9.2f} s")
    print(f"{'one measure counted over them':<55} {one:9.2f} s  {one / scan:5.1f} scans")
    print(f"{f'{len(measures)} measures counted over them':<55} {every:9.2f} s  {every / scan:5.1f} scans")


def write_many(folder: Path) -> tuple[dict[str, list[Path]], int]:
    """Parquet files of about LINES claim lines by table, and how many lines they are."""
    made = write_region(folder / "region", people=PEOPLE, seed=1, years=(2022, 2023, 2024), work=Work(audit=False))
    copies = -(-LINES // made.rows["medical_claim"])
    files: dict[str, list[Path]] = {}
    with duckdb.connect() as connection:
        for name, table in CANONICAL_TABLES.items():
            found = sorted((made.folder / "tables" / name).glob("*.parquet"))
            keys = [key for key in _OWN_KEYS if key in table.column_names]
            if not found or not keys:
                files[name] = found
                continue
            target = folder / f"{name}.parquet"
            own = ", ".join(f"{key} || '-' || lpad(copy::VARCHAR, 3, '0') AS {key}" for key in keys)
            source = f"read_parquet({[str(each) for each in found]}), range({copies}) AS copies(copy)"
            chosen = f"SELECT * EXCLUDE (copy) REPLACE ({own}) FROM {source}"  # noqa: S608
            connection.execute(f"COPY ({chosen}) TO '{target}' (FORMAT parquet)")
            files[name] = [target]
        ((lines,),) = connection.execute(f"SELECT count(*) FROM '{files['medical_claim'][0]}'").fetchall()  # noqa: S608
    return files, int(lines)


def scan_lines(files: list[Path]) -> None:
    """Read every value of the columns that measures ask for."""
    with duckdb.connect() as connection:
        listed = [str(each) for each in files]
        connection.execute(f"SELECT count(hash({_READ})) FROM read_parquet({listed})").fetchall()  # noqa: S608


def _seconds(run_once: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run_once()
    return time.perf_counter() - begun


if __name__ == "__main__":
    run()
