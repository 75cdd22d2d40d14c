"""The commands about quality, each once as a person would."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from openvbc.payment_models.registry import model_folder
from tests.command import run

FOLDER = Path(str(model_folder("pay_for_performance")))
BOTH = (FOLDER / "contracts/beside_shared_savings.yaml", "--inputs", FOLDER / "inputs/beside_shared_savings.yaml")
GAPS = FOLDER / "contracts/gap_closure.yaml"
LIST = """member,measure,status,date,evidence
A001,breast_cancer_screening,met,2026-02-03,claim 1
A002,breast_cancer_screening,open,,
A001,a1c_control,met,2026-02-03,claim 2
"""


def test_sensitivity_as_text_and_for_machines() -> None:
    text, told = run("sensitivity", *BOTH), run("sensitivity", *BOTH, "--json")
    assert text.returncode == told.returncode == 0, text.stderr + told.stderr
    found = json.loads(told.stdout)
    assert "Composite quality score: Minimum quality score" in text.stdout
    assert {each["measure"] for each in found["measures"]} == {
        "breast_cancer_screening",
        "blood_pressure",
        "readmissions",
    }
    assert all(each["dollars_per_point"] for each in found["measures"])


@pytest.mark.parametrize("command", ["sensitivity", "probability"])
def test_what_quality_is_worth_and_how_likely_it_is_as_page_and_workbook(command: str, tmp_path: Path) -> None:
    page, book = tmp_path / "page.html", tmp_path / "book.xlsx"
    done = run(command, *BOTH, "--html", page, "--excel", book)
    assert done.returncode == 0, done.stderr
    assert 'class="chart wide"' in page.read_text(encoding="utf-8")
    assert load_workbook(book)["Charts"]._charts  # type: ignore[attr-defined]  # only openpyxl knows them
    again = run(command, *BOTH, "--html", BOTH[2])
    assert again.returncode == 2
    assert "is one of the files that are read" in again.stderr


def test_probability_repeats_by_seed_and_refuses_an_odd_threshold() -> None:
    asked = ("probability", *BOTH, "--threshold", "70%", "--simulate", "--draws", "500", "--seed", "3")
    assert run(*asked).stdout == run(*asked).stdout != run(*asked[:-1], "4").stdout
    told = json.loads(run("probability", *BOTH, "--threshold", "70%", "--json").stdout)
    assert told["composite_is_exact"] is True
    assert [each["at"] for each in told["composite"]] == ["0.7"]
    for odd in ("70", "much"):
        done = run("probability", *BOTH, "--threshold", odd)
        assert done.returncode == 2
        assert "--threshold" in done.stderr


def test_a_scorecard_is_written_as_page_tables_and_consumer_view(tmp_path: Path) -> None:
    names = ("page.html", "table.csv", "consumer.html")
    targets = [tmp_path / name for name in names]
    book = tmp_path / "book.xlsx"
    done = run("scorecard", *BOTH, "--html", targets[0], "--csv", targets[1], "--consumer", targets[2], "--excel", book)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Lakeside ACO: quality score ")
    assert [path.read_text(encoding="utf-8")[:5] for path in targets] == ["<!DOC", "measu", "<!DOC"]
    assert load_workbook(book)["Charts"]._charts  # type: ignore[attr-defined]  # only openpyxl knows them
    assert run("scorecard", *BOTH, "--csv", targets[1]).returncode == 3  # what is there already is not written over
    assert run("scorecard", *BOTH, "--gaps", tmp_path / "gaps.csv").returncode == 2
    done = run("scorecard", *BOTH, "--consumer", tmp_path / "consumer.csv")
    assert (tmp_path / "consumer.csv").read_text(encoding="utf-8").startswith("provider,measure,rating"), done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "members.csv").write_text(LIST, encoding="utf-8")
    evidence = "member,measure,date,kind,evidence\nA002,breast_cancer_screening,2026-05-01,medical_record,note 4\n"
    (tmp_path / "evidence.csv").write_text(evidence, encoding="utf-8")
    return tmp_path


def test_evidence_is_accepted_counted_and_written_back(folder: Path) -> None:
    done = run(
        "evidence", GAPS, "members.csv", "--evidence", "evidence.csv", "--output", "after.csv", "--figures", "f.yaml",
        folder=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 gap closed by evidence.csv")
    assert "A002,breast_cancer_screening,met,2026-05-01,medical_record: note 4" in (folder / "after.csv").read_text()
    assert "breast_cancer_screening: {value: 2," in (folder / "f.yaml").read_text()


def test_evidence_for_someone_else_is_refused_and_nothing_is_written(folder: Path) -> None:
    (folder / "evidence.csv").write_text(
        "member,measure,date,kind,evidence\nA009,breast_cancer_screening,2026-05-01,medical_record,note 4\n"
    )
    done = run("evidence", GAPS, "members.csv", "--evidence", "evidence.csv", "--output", "after.csv", folder=folder)
    assert done.returncode == 6
    assert "evidence.csv:2: A009 is not in the denominator of breast_cancer_screening" in done.stderr
    assert not (folder / "after.csv").exists()


def test_a_contract_of_several_years_must_be_asked_for_one(folder: Path) -> None:
    (folder / "members.csv").write_text("member,measure,status\nA001,diabetes_control,open\n")
    done = run("evidence", FOLDER / "contracts/starter.yaml", "members.csv", folder=folder)
    assert done.returncode == 2
    assert "name --year, one of 2026, 2027" in done.stderr
    assert (
        run("evidence", FOLDER / "contracts/starter.yaml", "members.csv", "--year", "2027", folder=folder).returncode
        == 0
    )


def test_a_contract_without_scorecard_has_no_list_of_members(folder: Path) -> None:
    shared = Path(str(model_folder("shared_savings"))) / "contracts/starter.yaml"
    done = run("evidence", shared, "members.csv", "--period", "2026", folder=folder)
    assert done.returncode == 4
    assert "has no quality_scorecard" in done.stderr
