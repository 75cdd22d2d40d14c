"""Loading into a project folder: incremental, repeatable, all or nothing."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.findings import Finding, Severity
from openvbc.claims.project.load import LoadRequest, load
from openvbc.claims.project.manifest import MANIFEST
from openvbc.claims.project.project import open_project
from openvbc.claims.project.require_clean import require_sound
from openvbc.claims.project.summary import report_text, report_values
from openvbc.claims.readers.account import LoadOptions
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.errors import ClaimsError, FileError
from tests.counts import examples

from .tiny import USUAL, RebuildingReader, TinyReader, load_tiny, write


def state(project: Path) -> dict[str, bytes]:
    """Every file that counts, in full."""
    opened = open_project(project, verify=True)
    files = [file for table in CANONICAL_TABLES for file in opened.files(table)]
    return {str(file.relative_to(project)): file.read_bytes() for file in (*files, project / MANIFEST)}


def all_tables(folder: Path) -> Path:
    for table in USUAL:
        write(folder, table, {})
    return folder


def test_every_table_comes_back_as_it_was_given(tmp_path: Path) -> None:
    report = load_tiny(tmp_path / "project", all_tables(tmp_path / "in"))
    assert report.findings == ()
    with EmbeddedEngine(threads=1) as engine, report.project.attached(engine):
        for table, given in USUAL.items():
            (row,) = engine.table(table).records
            told = {name: "" if row[name] is None else str(row[name]) for name in CANONICAL_TABLES[table].column_names}
            source = {"data_source": "tiny", "source_file": f"{table}.tiny.csv", "source_row": "1"}
            assert {name: value for name, value in told.items() if value} == {**given, **source}


def test_absent_text_is_empty_and_absent_amounts_stay_unknown(tmp_path: Path) -> None:
    write(tmp_path / "in", "medical_claim", {"paid_amount": ""})
    project = load_tiny(tmp_path / "project", tmp_path / "in").project
    (file,) = project.files("medical_claim")
    found = duckdb.execute("SELECT paid_amount, hcpcs_code FROM read_parquet(?)", [str(file)]).fetchall()
    assert found == [(None, "")]


def test_rows_lie_in_order_of_person_and_day(tmp_path: Path) -> None:
    rows = [
        {"claim_id": f"C{number}", "person_id": f"P{number % 3}", "claim_start_date": f"2024-01-{28 - number:02}"}
        for number in range(20)
    ]
    write(tmp_path / "in", "medical_claim", *rows)
    (file,) = load_tiny(tmp_path / "project", tmp_path / "in").project.files("medical_claim")
    lying = duckdb.execute("SELECT person_id, claim_start_date FROM read_parquet(?)", [str(file)]).fetchall()
    assert lying == sorted(lying)
    assert len(lying) == 20


def test_the_same_files_give_the_same_bytes_however_many_threads_write_them(tmp_path: Path) -> None:
    folder = all_tables(tmp_path / "in")
    write(folder, "medical_claim", *({"claim_id": f"C{number}"} for number in range(3000)))
    states = []
    for threads in (1, 2):
        project = tmp_path / f"project {threads}"
        load(LoadRequest((folder,), project, LoadOptions("tiny"), threads=threads), [TinyReader()])
        states.append(state(project))
    assert states[0] == states[1]


def test_files_that_are_held_already_are_passed_over_and_told(tmp_path: Path) -> None:
    project = tmp_path / "project"
    load_tiny(project, all_tables(tmp_path / "in"))
    before = state(project)
    again = load_tiny(project, tmp_path / "in", data_source="other")
    assert again.loads == ()
    assert set(again.skipped.values()) == {"already loaded as tiny (load 1)"}
    assert state(project) == before
    write(tmp_path / "in", "medical_claim", {"claim_id": "C2"}, part="more")
    third = load_tiny(project, tmp_path / "in")
    assert [file.digest.name for file in third.loads[0].files] == ["medical_claim.more.tiny.csv"]
    assert open_project(project).rows("medical_claim") == 2
    after = state(project)
    assert {name: after[name] for name in before if name != MANIFEST} == {
        name: text for name, text in before.items() if name != MANIFEST
    }


def test_one_file_under_two_names_is_read_once(tmp_path: Path) -> None:
    write(tmp_path / "in", "medical_claim", {})
    write(tmp_path / "in", "medical_claim", {}, part="copy")
    report = load_tiny(tmp_path / "project", tmp_path / "in")
    assert report.skipped == {"medical_claim.tiny.csv": "the same file as medical_claim.copy.tiny.csv"}
    assert report.project.rows("medical_claim") == 1


def test_rows_whose_key_the_project_holds_are_refused_by_name_and_place(tmp_path: Path) -> None:
    project = tmp_path / "project"
    load_tiny(project, write(tmp_path, "medical_claim", {}))
    before = state(project)
    second = write(tmp_path, "medical_claim", {"claim_id": "C0"}, {"paid_amount": "81.00"}, part="second")
    with pytest.raises(ClaimsError) as caught:
        load_tiny(project, second)
    told = str(caught.value)
    assert "medical_claim: rows have a key that the project holds already (1 rows): C1, 1" in told
    assert "medical_claim.second.tiny.csv, data row 2, held from medical_claim.tiny.csv, data row 1" in told
    assert "--replace" in told
    assert state(project) == before


def test_replace_takes_out_what_the_same_source_brought_and_nothing_else(tmp_path: Path) -> None:
    project = tmp_path / "project"
    load_tiny(project, write(tmp_path / "a", "medical_claim", {"claim_id": "A1"}), data_source="a")
    load_tiny(project, write(tmp_path / "b", "medical_claim", {"claim_id": "B1", "person_id": "P2"}), data_source="b")
    corrected = write(tmp_path / "a", "medical_claim", {"claim_id": "A1", "paid_amount": "81.00"}, {"claim_id": "A2"})
    report = load_tiny(project, corrected, data_source="a", replace=True)
    assert [each.replaced_by for each in report.project.manifest.loads] == [3, None, None]
    with EmbeddedEngine(threads=1) as engine, report.project.attached(engine):
        rows = engine.table("medical_claim", order_by=("claim_id",)).records
    assert [(row["claim_id"], row["paid_amount"]) for row in rows] == [
        ("A1", Decimal("81.00")),
        ("A2", Decimal("80.00")),
        ("B1", Decimal("80.00")),
    ]
    assert report.project.source_files[-1].name == "medical_claim.tiny.csv"
    assert len(report.project.source_files) == 2


def test_a_rebuilding_reader_sees_what_came_before_and_only_its_newest_rows_count(tmp_path: Path) -> None:
    project = tmp_path / "project"
    for number in range(3):
        note = tmp_path / f"{number}.note"
        note.write_text(f"999900000{number}", encoding="utf-8")
        report = load_tiny(project, note, data_source="notes")
        assert report.project.rows("provider") == number + 1
        assert len(report.project.files("provider")) == 1
    other = tmp_path / "other.note"
    other.write_text("9999000009", encoding="utf-8")
    assert load_tiny(project, other, data_source="other").project.rows("provider") == 4
    replaced = load_tiny(project, other, tmp_path / "0.note", data_source="notes", replace=True)
    assert replaced.skipped == {"other.note": "already loaded as other (load 4)"}
    assert replaced.project.rows("provider") == 2


def test_parts_of_former_loads_stay_for_those_who_read_them_until_the_next_load(tmp_path: Path) -> None:
    project = tmp_path / "project"
    for number in range(3):
        (tmp_path / f"{number}.note").write_text(f"999900000{number}", encoding="utf-8")
    first = load_tiny(project, tmp_path / "0.note").project
    load_tiny(project, tmp_path / "1.note")
    assert all(file.exists() for file in first.files("provider"))
    load_tiny(project, tmp_path / "2.note")
    assert not any(file.exists() for file in first.files("provider"))


def test_two_formats_in_one_folder_become_two_loads_at_once(tmp_path: Path) -> None:
    all_tables(tmp_path / "in")
    (tmp_path / "in" / "a.note").write_text("9999000002", encoding="utf-8")
    report = load_tiny(tmp_path / "project", tmp_path / "in", data_source="")
    assert [(each.number, each.reader, each.data_source) for each in report.loads] == [
        (1, "tiny", "tiny"),
        (2, "notes", "notes"),
    ]
    assert report.project.rows("provider") == 2


class FaultyReader(TinyReader):
    findings = (Finding("faulty", Severity.BLOCKING, "amounts are unreadable", 2, why="they are", remedy="fix them"),)


def test_a_blocking_finding_of_a_reader_or_an_audit_keeps_nothing(tmp_path: Path) -> None:
    project = tmp_path / "project"
    load_tiny(project, all_tables(tmp_path / "in"))
    before = state(project)
    more = write(tmp_path, "medical_claim", {"claim_id": "C2", "billing_tin": "12345678"})
    with pytest.raises(ClaimsError, match="amounts are unreadable"):
        load(LoadRequest((more,), project, LoadOptions("tiny")), [FaultyReader()])
    with pytest.raises(ClaimsError, match="TINs have eight digits"):
        load_tiny(project, more)
    assert state(project) == before
    assert not list(project.rglob("*.draft"))


def test_a_failed_reader_leaves_nothing_of_the_other_one_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "a.note").write_text("9999000002", encoding="utf-8")
    bad = write(tmp_path, "medical_claim", {"claim_start_date": "1024-01-01"})
    with pytest.raises(ClaimsError):
        load(LoadRequest((tmp_path / "a.note", bad), tmp_path / "project"), [RebuildingReader(), TinyReader()])
    assert not [path for path in (tmp_path / "project").rglob("*") if path.is_file() and path.name != ".lock"]
    with pytest.raises(FileError, match=r"no manifest\.json"):
        open_project(tmp_path / "project")


class PickyReader(TinyReader):
    """Takes every file and then leaves those unread that say so."""

    def read(self, files, workplace, options):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
        left = {file.name: "it says so" for file in files if ".unread." in file.name}
        result = super().read([file for file in files if file.name not in left], workplace, options)
        return replace(result, not_read=left)


def test_a_file_that_its_reader_left_unread_is_no_loaded_file(tmp_path: Path) -> None:
    project = tmp_path / "project"
    left = write(tmp_path, "provider", {"npi": "9999000002"}, part="unread")
    with pytest.raises(ClaimsError, match=r"provider\.unread\.tiny\.csv: this was not read: it says so"):
        load(LoadRequest((left,), project), [PickyReader()])
    report = load(LoadRequest((left, write(tmp_path, "provider", {})), project), [PickyReader()])
    assert [digest.name for digest in report.project.source_files] == ["provider.tiny.csv"]
    assert load(LoadRequest((left,), project), [PickyReader()]).not_read == {left.name: "it says so"}
    assert load(LoadRequest((left,), project), [TinyReader()]).project.rows("provider") == 2


class LateReader(TinyReader):
    """A source that is still being written while it is read."""

    def read(self, files, workplace, options):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
        result = super().read(files, workplace, options)
        with files[0].open("a", encoding="utf-8") as text:
            text.write("\n")
        return result


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    source = write(tmp_path, "medical_claim", {})
    with pytest.raises(FileError, match="changed while it was read"):
        load(LoadRequest((source,), tmp_path / "project"), [LateReader()])


def test_a_folder_with_signs_that_stand_for_other_names_is_loaded(tmp_path: Path) -> None:
    project = tmp_path / "a [1] * it's"
    (tmp_path / "0.note").write_text("9999000000", encoding="utf-8")
    (tmp_path / "1.note").write_text("9999000001", encoding="utf-8")
    load_tiny(project, tmp_path / "0.note")
    assert load_tiny(project, tmp_path / "1.note").project.rows("provider") == 2


def test_a_report_tells_files_steps_and_findings(tmp_path: Path) -> None:
    write(tmp_path / "in", "medical_claim", {"person_id": "P7"})
    (tmp_path / "in" / "readme.txt").write_text("hello", encoding="utf-8")
    report = load_tiny(tmp_path / "project", tmp_path / "in")
    text, values = report_text(report), report_values(report)
    assert "load 1: tiny as tiny, 1 file, 1 row" in text
    assert "readme.txt: not recognized as tiny tables or notes" in text
    assert "warning: people have claims but no enrollment at all (1): person P7 (1 claims)" in text
    assert values["tables"]["medical_claim"] == 1
    assert values["findings"][0]["audit"] == "audit_people_without_eligibility"


def test_a_settlement_is_told_what_the_audits_found_and_refuses_an_empty_project(tmp_path: Path) -> None:
    project = load_tiny(tmp_path / "project", write(tmp_path, "medical_claim", {})).project
    assert [found.audit for found in require_sound(project)] == ["audit_people_without_eligibility"]
    empty = type(project)(project.folder, type(project.manifest)())
    with pytest.raises(ClaimsError, match="holds no loads"):
        require_sound(empty)


def test_other_audits_than_those_of_the_load_run_again_before_a_settlement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openvbc.claims.project.load.audit_tables", lambda *_: ())
    monkeypatch.setattr("openvbc.claims.project.load.audits_digest", lambda: "an older version")
    source = write(tmp_path, "medical_claim", {"billing_tin": "12345678"})
    project = load_tiny(tmp_path / "project", source).project
    with pytest.raises(ClaimsError, match="TINs have eight digits"):
        require_sound(project)


@examples(6)
@given(st.lists(st.sampled_from(range(6)), min_size=1, max_size=5))
def test_any_order_and_repetition_of_deliveries_holds_each_once(
    tmp_path_factory: pytest.TempPathFactory, order: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("deliveries")
    for number in order:
        note = folder / f"{number}.note"
        note.write_text(f"999900000{number}", encoding="utf-8")
        load_tiny(folder / "project", note)
    project = open_project(folder / "project")
    assert project.rows("provider") == len(set(order))
    assert len(project.manifest.loads) == len(set(order))
