"""Where a file's name tells its delivery, the same bytes under the next delivery's name are news."""

from datetime import date
from pathlib import Path

import pytest

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.project.load import LoadReport, LoadRequest, load
from openvbc.claims.readers.registry import reader
from tests.claims.readers.cclf.made_up_feed import PERSON, Feed, Row, delivery_name

from .tiny import load_tiny, write

NOV, DEC = date(2025, 11, 10), date(2025, 12, 8)
DEMOGRAPHICS: Row = {
    "BENE_MBI_ID": PERSON, "BENE_DOB": "1945-06-12", "BENE_SEX_CD": "2", "BENE_RACE_CD": "1",
    "BENE_MDCR_STUS_CD": "10", "BENE_DUAL_STUS_CD": "NA", "BENE_ORGNL_ENTLMT_RSN_CD": "0",
    "BENE_ENTLMT_BUYIN_IND": "3", "GEO_USPS_STATE_CD": "NY", "GEO_ZIP5_CD": "00501",
}  # fmt: skip


def delivery(folder: Path, day: date) -> Path:
    feed = Feed()
    feed.add(day, "CCLF8", DEMOGRAPHICS)
    feed.write(folder, "fixed")
    return folder


def loaded(project: Path, folder: Path) -> LoadReport:
    return load(LoadRequest((folder,), project, threads=1))


def months(report: LoadReport) -> list[date]:
    with EmbeddedEngine(threads=1) as engine, report.project.attached(engine):
        return sorted(row["enrollment_start_date"] for row in engine.table("eligibility").records)


def test_unchanged_demographics_of_the_next_delivery_are_loaded(tmp_path: Path) -> None:
    november, december = delivery(tmp_path / "nov", NOV), delivery(tmp_path / "dec", DEC)
    first, second = (folder / delivery_name("CCLF8", day) for folder, day in ((november, NOV), (december, DEC)))
    assert first.read_bytes() == second.read_bytes()
    assert months(loaded(tmp_path / "project", november)) == [date(2025, 11, 1)]
    report = loaded(tmp_path / "project", december)
    assert second.name not in report.skipped
    assert months(report) == [date(2025, 11, 1), date(2025, 12, 1)]


def test_both_deliveries_in_one_load_are_loaded_too(tmp_path: Path) -> None:
    delivery(tmp_path / "in", NOV)
    delivery(tmp_path / "in", DEC)
    assert months(loaded(tmp_path / "project", tmp_path / "in")) == [date(2025, 11, 1), date(2025, 12, 1)]


def test_the_same_file_under_the_same_name_is_skipped_and_says_where_it_is(tmp_path: Path) -> None:
    loaded(tmp_path / "project", delivery(tmp_path / "nov", NOV))
    again = loaded(tmp_path / "project", delivery(tmp_path / "copy", NOV))
    assert again.loads == ()
    assert again.skipped[delivery_name("CCLF8", NOV)] == "already loaded as cclf (load 1)"
    assert months(again) == [date(2025, 11, 1)]


def test_where_names_tell_nothing_the_same_bytes_are_skipped_under_any_name(tmp_path: Path) -> None:
    load_tiny(tmp_path / "project", write(tmp_path / "one", "provider", {}).parent)
    report = load_tiny(tmp_path / "project", write(tmp_path / "two", "provider", {}, part="later").parent)
    assert report.loads == ()
    assert report.skipped == {"provider.later.tiny.csv": "already loaded as tiny (load 1)"}


@pytest.mark.parametrize(("name", "tells"), [("cclf", True), ("assignment_list", True), ("mapped_csv", False)])
def test_names_tell_deliveries_of_feeds_alone(name: str, tells: bool) -> None:
    assert reader(name).name_tells_delivery is tells
