"""A whole count, from claims to a settlement, gives the same rows on every engine, and on DuckDB whatever its settings.

Every table is compared as it is built, so that also those that are dropped on the way are.
"""

from collections.abc import Sequence
from importlib.resources import as_file
from pathlib import Path

import pytest

from openvbc.api import load_contract
from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.query import all_queries
from openvbc.claims.synthetic.places import COUNTIES
from openvbc.claims.synthetic.region import Region, Work, write_region
from openvbc.payment_models.mssp.counting.factors import COUNTY_COLUMNS, NATIONAL_COLUMNS
from openvbc.payment_models.mssp.historical.axes import ENROLLMENT_TYPES
from openvbc.payment_models.registry import model_folder, payment_models, published_parameters
from openvbc.settlement.experience_options import ExperienceOptions
from openvbc.settlement.from_project import count_from_project
from tests.claims.engine.engines import EmbeddedVariant, OpenEngine
from tests.claims.engine.whole_count import RULES, Watch, count_whole, dealt, files_of
from tests.counts import FULL

#: Rooms of which a whole count builds every table; lists of what lies behind a figure are asked one figure at a time.
_ROOMS = ("member_months", "attribution", "populations", "expenditures", "risk", "completion", "audits")
#: Asked only of lists of people that users give, and where a silent source gives way: there is none of them here.
_NOT_COUNTED = {"find_unknown_people", "find_months_given_way"}


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Region:
    """Two years that are counted, and the one before: its diagnoses, and the second year of a window of 24 months."""
    folder = tmp_path_factory.mktemp("whole") / "region"
    return write_region(folder, people=500 if FULL else 400, seed=17, years=(2022, 2023, 2024), work=Work(audit=False))


@pytest.fixture(scope="module")
def usual(region: Region) -> Watch:
    """What DuckDB counts with two threads and the memory that it has by default."""
    with EmbeddedEngine(threads=2) as engine:
        return count_whole(engine, region, files_of(region))


# Every single query runs on Sail in the short form too (test_every_query_counts_alike).
@pytest.mark.parametrize("name", ["PostgreSQL", *(["Sail"] if FULL else [])])
def test_every_engine_builds_the_same_tables(
    name: str, all_engines: dict[str, OpenEngine], region: Region, usual: Watch
) -> None:
    with all_engines[name]() as engine:
        assert _differences(count_whole(engine, region, files_of(region)), usual) == []


def test_duckdb_builds_the_same_tables_whatever_its_settings(
    embedded_variant: EmbeddedVariant, region: Region, usual: Watch, tmp_path: Path
) -> None:
    files = dealt(files_of(region), tmp_path / "dealt", embedded_variant.files)
    assert {len(each) for each in files.values()} <= {0, embedded_variant.files}
    with embedded_variant.open() as engine:
        assert _differences(count_whole(engine, region, files), usual) == []


def test_the_whole_count_leaves_no_query_out(usual: Watch) -> None:
    """The comparisons above would pass on a count that builds nothing."""
    wanted = {query.name for query in all_queries().values() if query.room in _ROOMS}
    assert {name for name in wanted - usual.rows.keys() if not name.startswith("list_")} == _NOT_COUNTED
    empty = {name for name, rows in usual.rows.items() if not rows and not name.startswith(("find_", "audit_"))}
    no_overlaps = {"overlapping_person", "overlapping_span"}
    assert empty == no_overlaps | {"add_on_line", "count_people_below_zero", "risk_person_fault"}


def test_what_could_differ_decides_something(usual: Watch) -> None:
    steps = {count.step_name for count in usual.figures["attribution"].counts if count.people and count.organization_id}
    assert {"voluntary alignment", "step 1", "step 2", "step 3"} <= steps
    assert any(each.exact_truncated < each.expenditures.value for each in usual.figures["expenditures"])
    assert {each.rule_set for each in usual.figures["scores"]} == set(RULES)
    assert any(each.borne.value for each in usual.figures["stop-loss"])
    assert set(usual.figures["triangles"].triangles) >= {"all", "pharmacy"}


def test_the_figures_of_a_settlement_are_the_same_on_every_engine(
    tmp_path_factory: pytest.TempPathFactory, postgres_dsn: str
) -> None:
    """The Shared Savings Program, named as a user names the engine: figures, sources and notes make the fingerprint."""
    folder = tmp_path_factory.mktemp("settled")
    years = (2020, 2021, 2022, 2023, 2024)
    # Of fewer people, some benchmark year has nobody of one of the enrollment types.
    region = write_region(folder / "region", people=800, seed=17, years=years, acos=2, work=Work(audit=False))
    factors = _made_up_factors(folder, years[1:])
    with as_file(model_folder("mssp").joinpath("contracts", "from_claims_2024.yaml")) as path:
        contract = load_contract(path)
    models, parameters = payment_models(), published_parameters()
    usual, *others = (
        count_from_project(
            contract,
            region.folder,
            2024,
            models,
            parameters,
            ExperienceOptions(region.participants, factors, engine=engine),
        )
        for engine in ("duckdb", postgres_dsn, *(["sail"] if FULL else []))
    )
    # A line over named axes is one entry that holds a figure for each of its members.
    assert sum(len(each) if isinstance(each, dict) else 1 for each in usual.figures.values()) > 50
    assert others == [usual] * len(others)


def _made_up_factors(folder: Path, years: Sequence[int]) -> dict[str, Path]:
    """Factors of the nation and of every county of a region, none of them alike."""
    keys = [(year, number, kind) for year in years for number, kind in enumerate(ENROLLMENT_TYPES.keys)]
    nation = [
        (year, kind, 9000 + 900 * number, f"1.0{number}", f"0.9{number}", 50_000 + 9000 * number, "1.013")
        for year, number, kind in keys
    ]
    counties = [
        (year, county, kind, 8000 + 900 * number + place, f"1.0{number}", f"0.9{number}", 1000)
        for year, number, kind in keys
        for place, county in enumerate(COUNTIES)
    ]
    found = {}
    for name, columns, rows in (("national", NATIONAL_COLUMNS, nation), ("county", COUNTY_COLUMNS, counties)):
        lines = [",".join(map(str, line)) for line in (columns, *rows)]
        found[name] = folder / f"{name}_factors.csv"
        found[name].write_text("\n".join(lines) + "\n", encoding="utf-8")
    return found


def _differences(found: Watch, usual: Watch) -> list[str]:
    """Which tables, lists and figures differ."""
    names = [name for name in {**usual.found, **found.found} if found.found.get(name) != usual.found.get(name)]
    return names + [name for name, figure in usual.figures.items() if found.figures[name] != figure]
