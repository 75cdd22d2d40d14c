"""What a count says beside its figures: sources, listings, findings, refusals; and that nothing but data moves it."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from openvbc.claims.findings import Severity
from openvbc.claims.yearly.count import YearCount, count_year
from openvbc.claims.yearly.desynpuf import load_desynpuf
from openvbc.claims.yearly.listing import list_rows
from openvbc.claims.yearly.request import CountRequest
from openvbc.claims.yearly.store import ClaimsStore
from openvbc.claims.yearly.synthetic_desynpuf import write_synthetic_desynpuf
from openvbc.errors import ClaimsError
from openvbc.figures import ABSENT, Figure, FileDigest, Origin, Source
from openvbc.yamlfile import digest

from .made_up_files import INPATIENT, SUMMARY_2008, SUMMARY_2009, claim, person, write_claims, write_summary

REQUEST = CountRequest(
    2009,
    ("CA", "NY"),
    carved_out_categories=("outpatient",),
    carved_out_drgs=("470", "871"),
    truncation_percentile=Decimal("97.5"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desynpuf")
    write_synthetic_desynpuf(folder, 1500, seed=3)
    return folder


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[ClaimsStore]:
    with ClaimsStore(threads=1) as store:
        load_desynpuf(folder, store)
        yield store


def figures(count: YearCount) -> dict[str, Figure]:
    """Every figure of a count by name."""
    named = {name: value for name, value in vars(count).items() if isinstance(value, Figure)}
    named |= {f"expenditures {name}": figure for name, figure in count.expenditures.items()}
    named |= {f"carved out {name}": figure for name, figure in count.carved_out.items()}
    return named | {line.label: line.people for line in count.cascade}


def count_in(folder: Path, threads: int, request: CountRequest = REQUEST) -> dict[str, object]:
    with ClaimsStore(threads=threads) as store:
        load_desynpuf(folder, store)
        return {name: figure.value for name, figure in figures(count_year(store, request)).items()}


def test_threads_do_not_move_a_figure(folder: Path) -> None:
    assert count_in(folder, threads=1) == count_in(folder, threads=2)


def test_other_partitions_of_the_same_rows_do_not_move_a_figure(folder: Path, tmp_path: Path) -> None:
    for path in folder.glob("*.csv"):
        with path.open(newline="") as file:
            header, *rows = list(csv.reader(file))
        turned = [list(reversed(row)) for row in rows]
        parts = {
            "a": (header, rows[1::3]),
            "b": (list(reversed(header)), turned[2::3]),
            "c": (header, rows[0::3][::-1]),
        }
        for part, (names, part_rows) in parts.items():
            target = tmp_path / part / path.name
            target.parent.mkdir(exist_ok=True)
            with target.open("w", newline="") as file:
                csv.writer(file, quoting=csv.QUOTE_ALL if part == "c" else csv.QUOTE_MINIMAL).writerows(
                    [names, *part_rows]
                )
            if part == "a":
                target.with_name(target.name + ".gz").write_bytes(gzip.compress(target.read_bytes()))
                target.unlink()
    assert count_in(tmp_path, threads=2) == count_in(folder, threads=1)


def test_every_figure_has_its_files_queries_and_rows(folder: Path, store: ClaimsStore) -> None:
    read = tuple(
        FileDigest(name, digest(folder / name))
        for name in (SUMMARY_2009, "DE1_0_2008_to_2009_Inpatient_Claims_Sample_1.csv")
    )
    for name, figure in figures(count_year(store, REQUEST)).items():
        source = figure.source
        assert source.origin is Origin.COUNTED, name
        assert source.files == read
        assert source.description.endswith(", 2009")
        for step in (
            "attribute_members",
            "sum_member_expenditures",
            "set_threshold_at_percentile",
            "total_expenditures",
        ):
            assert f"-- {step}.sql with " in source.query
        assert '"millionths_of_a_percent": 97500000' in source.query
        assert str(folder) not in source.query + source.listing


def test_without_drgs_the_inpatient_claims_are_no_source(store: ClaimsStore) -> None:
    count = count_year(store, replace(REQUEST, carved_out_drgs=()))
    assert [file.name for file in count.members.source.files] == [SUMMARY_2009]


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("members", None),
        ("member_months", "part_a_months"),
        ("gross_expenditures", "amount"),
        ("expenditures inpatient", "amount"),
        ("expenditures outpatient", "amount"),
        ("expenditures carrier", "amount"),
        ("carved out outpatient", "amount"),
        ("carved_out_expenditures", "carved_out"),
        ("excess_expenditures", "excess"),
        ("truncated_expenditures", "truncated"),
        ("people in the year's summaries", None),
        ("people in the contract's area", None),
        ("have months in Medicare Advantage", None),
        ("live outside the contract's area", None),
    ],
)
def test_the_rows_behind_a_figure_add_up_to_it(store: ClaimsStore, name: str, column: str | None) -> None:
    figure = figures(count_year(store, REQUEST))[name]
    rows = list_rows(store, figure, limit=10**6).records
    total = len(rows) if column is None else sum(row[column] for row in rows)
    assert total == figure.value
    assert len(rows) == figure.source.rows
    assert len({row["person_id"] for row in rows}) == len(rows)


def test_listings_begin_with_the_largest(store: ClaimsStore) -> None:
    count = count_year(store, REQUEST)
    amounts = [row["amount"] for row in list_rows(store, count.gross_expenditures, limit=50).records]
    assert amounts == sorted(amounts, reverse=True)
    assert len(amounts) == 50
    excess = list_rows(store, count.excess_expenditures, limit=1).records[0]
    assert excess["after_carve_outs"] - excess["excess"] == count.truncation_threshold.value


def test_carved_out_claims_are_listed_with_what_is_taken_out(store: ClaimsStore) -> None:
    figure = count_year(store, REQUEST).carved_out["inpatient_drgs"]
    rows = list_rows(store, figure, limit=10**6).records
    assert len(rows) == figure.source.rows
    assert {row["drg"] for row in rows} == {"470", "871"}
    by_member = {row["person_id"]: row["member_carved_out"] for row in rows}
    assert sum(by_member.values()) == figure.value


def test_a_row_is_found_again_in_its_file(folder: Path, store: ClaimsStore) -> None:
    row = list_rows(store, count_year(store, REQUEST).gross_expenditures, limit=1).records[0]
    with (folder / row["file"]).open(newline="") as file:
        found = list(csv.DictReader(file))[row["data_row"] - 1]
    assert found["DESYNPUF_ID"] == row["person_id"]


def test_only_our_own_listings_run(store: ClaimsStore) -> None:
    figure = count_year(store, REQUEST).members
    for listing in (
        "DROP TABLE person_year",
        figure.source.listing.replace("ORDER BY", "AND true ORDER BY"),
        "-- x.sql with {}\n",
    ):
        changed = Figure(figure.value, replace(figure.source, listing=listing))
        with pytest.raises(ClaimsError, match="not a query of this version"):
            list_rows(store, changed, limit=1)
    with pytest.raises(ClaimsError, match="no rows behind this figure: it was given: by hand"):
        list_rows(store, Figure(Decimal(1), Source(Origin.GIVEN, "by hand")), limit=1)


def test_thresholds_say_where_they_come_from(store: ClaimsStore) -> None:
    counted = count_year(store, REQUEST).truncation_threshold
    assert counted.source.origin is Origin.COUNTED
    assert "percentile 97.5" in counted.source.description
    dollars = replace(REQUEST, truncation_percentile=None, truncation_dollars=Decimal("1234.5"))
    given = count_year(store, dollars).truncation_threshold
    assert (given.value, given.source.origin) == (Decimal("1234.5"), Origin.GIVEN)
    none = count_year(store, replace(REQUEST, truncation_percentile=None))
    assert none.truncation_threshold.value is ABSENT
    assert none.excess_expenditures.value == 0


def small(tmp_path: Path, store: ClaimsStore) -> None:
    """Three members: spending of 100, 200 and -5 dollars; the first has claims above the yearly amount."""
    write_summary(
        tmp_path / SUMMARY_2008,
        [
            person(1, MEDREIMB_IP="100.00"),
            person(2, MEDREIMB_IP="150.00", MEDREIMB_CAR="50.00"),
            person(3, MEDREIMB_OP="-5.00"),
            person(4, MEDREIMB_IP="900.00", BENE_HMO_CVRAGE_TOT_MONS="1"),
        ],
    )
    write_claims(
        tmp_path / INPATIENT,
        [
            claim(1, CLM_PMT_AMT="130.00"),
            claim(2, CLM_PMT_AMT="40.00"),
            claim(2, CLM_ID="2", CLM_PMT_AMT="9.00", CLM_FROM_DT="", CLM_THRU_DT=""),
            claim(4, CLM_PMT_AMT="900.00"),
        ],
    )
    load_desynpuf(tmp_path, store)


def test_a_worked_example(tmp_path: Path) -> None:
    with ClaimsStore() as store:
        small(tmp_path, store)
        request = CountRequest(2008, ("CA",), carved_out_drgs=("470",), truncation_dollars=Decimal(120))
        count = count_year(store, request)
    assert count.gross_expenditures.value == Decimal(295)
    assert count.carved_out["inpatient_drgs"].value == Decimal(140)  # 100 of the first member's 130, and 40
    assert count.excess_expenditures.value == Decimal(40)  # 0, 160 and -5 remain
    assert count.truncated_expenditures.value == Decimal(115)
    assert {finding.audit: (finding.severity, finding.count) for finding in count.findings} == {
        "audit_limited_carve_outs": (Severity.WARNING, 1),
        "audit_carve_outs_without_date": (Severity.WARNING, 1),
        "audit_negative_remainders": (Severity.NOTE, 1),
    }


@pytest.mark.parametrize(
    ("percentile", "threshold"),
    [("1", "-5"), ("33.333333", "-5"), ("33.333334", "100"), ("66.666667", "200"), ("100", "200")],
)
def test_the_percentile_is_the_smallest_amount_that_covers_enough_members(
    tmp_path: Path, percentile: str, threshold: str
) -> None:
    with ClaimsStore() as store:
        small(tmp_path, store)
        count = count_year(store, CountRequest(2008, ("CA",), truncation_percentile=Decimal(percentile)))
    assert count.truncation_threshold.value == Decimal(threshold)


def test_codes_that_match_nothing_are_told(tmp_path: Path) -> None:
    with ClaimsStore() as store:
        small(tmp_path, store)
        count = count_year(store, CountRequest(2008, ("CA", "NY"), ("05200", "05999"), carved_out_drgs=("470", "999")))
    (finding,) = [each for each in count.findings if each.audit == "audit_codes_without_rows"]
    assert finding.examples == ("DRG 999", "county 05999", "state 33")


def test_counts_that_cannot_be(tmp_path: Path) -> None:
    with ClaimsStore() as store:
        with pytest.raises(ClaimsError, match="there is no summary of the year 2008\n    nothing was loaded"):
            count_year(store, CountRequest(2008, ("CA",)))
        small(tmp_path, store)
        with pytest.raises(ClaimsError, match="no summary of the year 2010\n    years loaded: 2008"):
            count_year(store, CountRequest(2010, ("CA",)))
        nobody = CountRequest(2008, ("NY",), truncation_percentile=Decimal(99))
        with pytest.raises(ClaimsError, match="no member is left to count in 2008") as caught:
            count_year(store, nobody)
        assert "of 4 people, 4 live outside the contract's area" in str(caught.value)
        assert "states 33 (NY); counties all" in str(caught.value)
        assert store.run("count_reasons", {"count_id": nobody.normalized().count_id}).rows == ()


def test_a_count_after_more_was_loaded_counts_all(tmp_path: Path) -> None:
    with ClaimsStore() as store:
        small(tmp_path / "one", store)
        request = CountRequest(2008, ("CA",))
        assert count_year(store, request).members.value == 3
        write_summary(tmp_path / "two" / SUMMARY_2008, [person(9)])
        load_desynpuf(tmp_path / "two", store)
        assert count_year(store, request).members.value == 4
