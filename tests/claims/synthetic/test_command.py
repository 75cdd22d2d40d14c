"""`openvbc synth` on the command line, and what it says to a request that cannot be."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from openvbc import api
from openvbc.claims.project.project import open_project
from openvbc.claims.synthetic.region import Work, write_region
from openvbc.cli.synth import synth
from openvbc.errors import ClaimsError, FileError, UsageError
from tests.claims.synthetic.regions import asked, opened

ALL_PAYERS = ("--people", "120", "--seed", "3", "--years", "2023", "--acos", "1")


def run(*words: str) -> str:
    result = CliRunner().invoke(synth, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_region_is_written_and_its_rows_are_told(tmp_path: Path) -> None:
    told = run(str(tmp_path / "region"), "--people", "40", "--seed", "3", "--years", "2022-2023", "--acos", "2")
    project = open_project(tmp_path / "region" / "project", verify=True)
    assert f"{project.rows('medical_claim'):,}" in told
    assert sorted(path.name for path in (tmp_path / "region").iterdir()) == [
        "counties.csv",
        "participants.csv",
        "project",
        "region.json",
    ]


def test_deliveries_alone_leave_no_project(tmp_path: Path) -> None:
    told = run(
        str(tmp_path), "--people", "30", "--seed", "3", "--acos", "1", "--years", "2023", "--format", "cclf", "--zip"
    )
    assert "14 deliveries and 1 assignment lists for A9001" in told
    assert not (tmp_path / "project").exists()
    assert len(list((tmp_path / "cclf" / "A9001").glob("P.A9001.ACO.ZC*.zip"))) == 14


def test_a_region_of_all_payers_has_four_with_people_of_their_own(tmp_path: Path) -> None:
    run(str(tmp_path / "all"), *ALL_PAYERS, "--all-payer")
    with opened(tmp_path / "all" / "project") as tables:
        people = asked(
            tables,
            "SELECT payer, min(plan), min(payer_type), count(DISTINCT person_id), max(part_a), max(medicare_advantage),"
            " max(date_diff('year', birth_date, DATE '2023-01-01')) FROM eligibility GROUP BY payer ORDER BY payer",
        )
        twice = "SELECT person_id FROM eligibility GROUP BY ALL HAVING count(DISTINCT payer) > 1"
        assert asked(tables, twice) == []
        lines = (
            "SELECT payer, sum(sequestration_amount) > 0, min(plan), count(*) > 100 FROM medical_claim GROUP BY payer"
        )
        claims = {payer: rest for payer, *rest in asked(tables, lines)}
        strangers = "SELECT count(*) FROM {} AS c JOIN eligibility AS e USING (person_id) WHERE c.payer <> e.payer"
        for table in ("medical_claim", "pharmacy_claim"):
            assert asked(tables, strangers.format(table)) == [(0,)]
    told = {payer: rest for payer, *rest in people}
    assert sum(rest[2] for rest in told.values()) == 120
    assert told["Medicare"][:2] == ["Original Medicare", "medicare"]
    assert told["Meadow Health Plan"][:2] == ["Meadow Advantage", "medicare advantage"]
    assert told["Meadow Health Plan"][3:5] == ["1", "1"]
    for payer, kind in (("Northern Health Plan", "commercial"), ("Valley Community Plan", "medicaid")):
        assert told[payer][1] == kind
        assert told[payer][3:5] == ["", ""]  # Medicare's coverage is not told of them
        assert told[payer][5] < 65
    assert {payer: rest[0] for payer, rest in claims.items()} == {payer: payer == "Medicare" for payer in told}
    assert all(rest == [told[payer][0], True] for payer, (_, *rest) in claims.items())


def test_records_of_a_region_of_all_payers_are_not_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Medicare delivers the records of its own people alone"):
        api.make_region(tmp_path / "x", 10, 1, all_payer=True, format="cclf")
    assert not (tmp_path / "x").exists()


def test_years_that_are_no_span_are_told() -> None:
    result = CliRunner().invoke(synth, ["x", "--people", "1", "--seed", "1", "--years", "2021,2022"])
    assert result.exit_code == 2
    assert "write one like 2021-2024" in result.output


def test_all_faults_of_a_request_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ClaimsError) as caught:
        write_region(tmp_path, people=0, seed=1, years=(), acos=0, work=Work(block=0))
    assert len(caught.value.faults) == 4


def test_a_folder_with_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FileError, match="not empty"):
        write_region(tmp_path, people=1, seed=1)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_single_person_and_a_single_year_are_a_region(tmp_path: Path) -> None:
    made = write_region(tmp_path / "one", people=1, seed=4, years=(2024,), acos=1)
    assert made.rows["eligibility"] >= 1


def test_one_person_without_any_service_is_made_up_and_sent_as_a_feed(tmp_path: Path) -> None:
    """Some tables have no row then, and some kinds of visits no claim."""
    words = ("--people", "1", "--seed", "4", "--years", "2023", "--acos", "1", "--format", "cclf")
    assert "14 deliveries" in run(str(tmp_path / "region"), *words)
    made = list((tmp_path / "region" / "cclf" / "A9001").rglob("P.A9001.ACO.ZC*"))
    assert len(made) >= 14
