"""A payer's list against our attribution: every difference is found, with the reason that the plain count gives."""

import csv
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from openvbc.cli import cli
from openvbc.errors import ClaimsError, FileError
from tests.payment_models.mssp.counting.plain_program import ACO
from tests.payment_models.mssp.counting.test_every_era_equals_plain_python import (
    AGREEMENTS,
    contract_text,
    counted,
    made,
)

ERA = "662"
AGREEMENT = AGREEMENTS[ERA]
_STEPWISE = """contract: Made up, in steps
parties:
  payer: {name: Meadow Health Plan}
  provider: {name: Lakeside Physicians}
agreement: {start: 2024-01-01, end: 2025-12-31, run_out_months: 3, performance_years: calendar}
population:
  line_of_business: commercial
  attribution:
    stepwise:
      organization: A9001
      provider_types:
        - {name: primary_care, specialties: ["01", "08", "11", "38"]}
      services: ["99201-99215"]
      steps:
        - plurality: {of: visits, provider_types: [primary_care]}
payment_streams:
  - stream: shared_savings
    model: shared_savings
    terms:
      risk: one_sided
      benchmark: {given: {basis: per_member_per_month}}
      savings: {share: 50%}
"""


def reconciliation(folder: Path, rows: list[dict[str, str]], *more: str, contract: str = "") -> Any:  # noqa: ANN401
    where = made(AGREEMENT)
    (folder / "contract.yaml").write_text(contract or contract_text(AGREEMENT))
    with (folder / "list.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    arguments = [
        "attribution-reconciliation",
        folder / "contract.yaml",
        "--claims",
        where.project,
        "--participants",
        where.participants,
    ]
    arguments += ["--year", AGREEMENT.year, "--list", folder / "list.csv", *more]
    found = CliRunner().invoke(cli, [*map(str, arguments)], standalone_mode=False)
    if found.exception is not None:
        raise found.exception
    return json.loads(found.stdout) if "--json" in more else found.stdout


def test_every_person_who_differs_is_found_with_the_reason(tmp_path: Path) -> None:
    assigned = counted(ERA).assigned[AGREEMENT.year]
    mine = {person for person, aco in assigned.items() if aco == ACO}
    random = Random(5)  # noqa: S311  # a made-up list, no secret
    listed = {person for person in sorted(assigned) if random.random() < (0.8 if person in mine else 0.1)}
    elsewhere = set(sorted(listed & mine)[:3])
    rows = [
        {"person_id": person, "organization_id": "A9003" if person in elsewhere else ACO, "risk": "1"}
        for person in sorted(listed)
    ]
    rows.append({"person_id": "1S99Z99ZZ99", "organization_id": ACO, "risk": "2"})
    page, book = tmp_path / "page.html", tmp_path / "book.xlsx"
    files = ("--csv", str(tmp_path / "out.csv"), "--html", str(page), "--excel", str(book))
    found = reconciliation(tmp_path, rows, "--json", *files)
    assert "People by list" in page.read_text(encoding="utf-8")
    assert {"Report", "Charts"} <= set(load_workbook(book).sheetnames)
    theirs = (listed - elsewhere) | {"1S99Z99ZZ99"}
    sides: dict[str, set[str]] = {"only_theirs": set(), "only_ours": set()}
    for each in found["differences"]:
        sides[each["side"]].add(each["person_id"])
    assert sides == {"only_theirs": theirs - mine, "only_ours": mine - theirs}
    assert found["on_both"] == len(theirs & mine)
    assert found["listed_elsewhere"] == len(elsewhere)
    assert found["columns_not_read"] == ["risk"]
    by_person = {each["person_id"]: each for each in found["differences"]}
    assert by_person["1S99Z99ZZ99"]["reason"] == "not_in_enrollment_data"
    assert {by_person[person]["theirs"] for person in elsewhere} == {"A9003"}
    count = counted(ERA).assignment
    excluded = ("died", "no month with", "a month", "lives outside")
    for person in sides["only_theirs"] - {"1S99Z99ZZ99"}:
        each = by_person[person]
        assert each["ours"] == assigned[person]
        assert each["reason_words"].startswith(excluded) is count.left_out(person, AGREEMENT.year), each
    won = [each for each in found["differences"] if each["side"] == "only_ours" and each["reason"] == "plurality"]
    assert won
    assert all(each["step"].startswith("step ") and each["had_most"].startswith(f"organization {ACO}") for each in won)
    assert any("more than" in each["words"] for each in won)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        assert {row["person_id"] for row in csv.DictReader(file)} == sides["only_theirs"] | sides["only_ours"]


def test_a_stepwise_contract_is_reconciliationd_by_member_identifiers_too(tmp_path: Path) -> None:
    where = made(AGREEMENT)
    members = where.rows("eligibility", ("person_id", "member_id"))[:40]
    text = reconciliation(
        tmp_path, [{"member_id": member} for member in sorted({m or p for p, m in members})], contract=_STEPWISE
    )
    assert "people on both lists" in text
    assert "Only on ours" in text
    assert "1 plurality" in text


@pytest.mark.parametrize(
    ("rows", "error", "words"),
    [
        ([{"person": "A"}], FileError, "neither a column 'person_id' nor 'member_id'"),
        ([{"person_id": ""}], FileError, "the row names nobody"),
        ([{"person_id": "A"}, {"person_id": "A"}], FileError, "A stands twice, first in line 2"),
        (
            [{"person_id": "1S00A00AA17", "member_id": ""}, {"person_id": "", "member_id": "1S00A00AA17"}],
            ClaimsError,
            "stands twice on the list",
        ),
    ],
)
def test_faults_of_the_list_are_named(
    tmp_path: Path, rows: list[dict[str, str]], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        reconciliation(tmp_path, rows)
