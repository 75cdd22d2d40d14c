"""A payment model made by following docs/architecture.md to the letter: its folder alone, and every command works."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: A block that is a file, with its name.
FILE = re.compile(r"^```\w+ file=after_hours_fee/([\w./]+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the model that the page describes."""
    folder = tmp_path_factory.mktemp("models")
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    part = page.partition("## Adding a payment model")[2].partition("\n## ")[0]
    files = dict(FILE.findall(part))
    # Every block of the part is a file of the model, so that nothing else is needed.
    assert len(files) == part.count("\n```\n") == 8
    for name, text in files.items():
        path = folder / "after_hours_fee" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def run(models: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "OPENVBC_MODELS": str(models)}
    return subprocess.run(
        [sys.executable, "-m", *map(str, command)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment,
    )


@pytest.fixture(scope="module")
def contract(models: Path) -> Path:
    """The starter contract, as `openvbc new` writes it."""
    path = models.parent / "contract.yaml"
    done = run(models, "openvbc", "new", "after_hours_fee", "--output", path)
    assert done.returncode == 0, done.stderr
    return path


def test_check_says_what_the_contract_needs(models: Path, contract: Path) -> None:
    done = run(models, "openvbc", "check", contract)
    assert done.returncode == 0, done.stderr
    assert "Lakeside after hours: no faults" in done.stdout
    assert "after_hours_visits" in done.stdout
    wrong = models.parent / "wrong.yaml"
    wrong.write_text(contract.read_text(encoding="utf-8").replace("most_visits", "most_visit"), encoding="utf-8")
    told = run(models, "openvbc", "check", wrong)
    assert told.returncode == 4
    assert "did you mean 'most_visits'?" in told.stderr


def test_it_settles_with_statement_and_workbook(models: Path, contract: Path, tmp_path: Path) -> None:
    figures = tmp_path / "figures.yaml"
    done = run(models, "openvbc", "inputs", contract, "--output", figures)
    assert done.returncode == 0, done.stderr
    text = figures.read_text(encoding="utf-8")
    assert "  after_hours_visits:" in text
    figures.write_text(text.replace("after_hours_visits:", "after_hours_visits: 1200"), encoding="utf-8")
    page, book = tmp_path / "statement.html", tmp_path / "twin.xlsx"
    settled = run(models, "openvbc", "settle", contract, "--inputs", figures, "--html", page, "--excel", book, "--json")
    assert settled.returncode == 0, settled.stderr
    assert json.loads(settled.stdout)["net_payment"] == "45000"
    assert "$45,000" in page.read_text(encoding="utf-8")
    assert book.read_bytes().startswith(b"PK")
    explained = run(models, "openvbc", "explain", "net_payment", contract, "--inputs", figures)
    assert "Exhibit B 2" in explained.stdout


def test_its_checklist_is_answered(models: Path, contract: Path) -> None:
    done = run(models, "openvbc", "checklist", contract)
    assert done.returncode == 0, done.stderr
    assert "Most visits that are paid" in done.stdout
    assert "give after_hours_visits with the inputs" in done.stdout


def test_the_generic_tests_find_it_and_are_content(models: Path) -> None:
    tests = ("tests/golden/test_golden.py", "tests/architecture/test_payment_model_folders.py")
    done = run(models, "pytest", "-n", "0", *tests, "-k", "after_hours_fee")
    assert done.returncode == 0, done.stdout[-3000:]
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) >= 8  # type: ignore[index]  # there are some


def test_a_model_of_a_name_that_there_is_already_is_refused(models: Path, tmp_path: Path) -> None:
    (tmp_path / "mssp").mkdir()
    (tmp_path / "mssp" / "model.py").write_text("", encoding="utf-8")
    done = run(tmp_path, "openvbc", "new", "after_hours_fee")
    assert "two payment models are called 'mssp'" in done.stderr
    gone = run(tmp_path / "nowhere", "openvbc", "new", "after_hours_fee")
    assert "OPENVBC_MODELS names a folder that is not there" in gone.stderr
    assert models.is_dir()
